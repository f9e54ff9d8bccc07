// kill -9 at random moments of every command of a scenario with all kinds, forward-only changes and a restatement: the same
// command then leaves what it leaves where nobody is killed. MESH_KILLS=<n> kills n times as often, MESH_SEED chooses the moments,
// MESH_KILLS_OF=dev_only|elsewhere the configuration.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFile } from '../support/duckdbFile.ts';
import { everyKind, scenario, sourceSql, type ScenarioStep } from '../support/everyKind.ts';
import { diceFrom, type Dice } from '../support/randomShop.ts';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const rounds = Number(process.env['MESH_KILLS'] ?? 1);
/** Where the state is, and what prod is made of. */
const variant = process.env['MESH_KILLS_OF'] ?? 'usual';
const variants: Readonly<Record<string, (config: string) => string>> = {
  usual: (config) => config,
  dev_only: (config) => `${config}virtual_environment_mode: dev_only\n`,
  elsewhere: (config) =>
    config.replace('model_defaults:', '    state_connection: {type: duckdb, database: state.duckdb}\nmodel_defaults:'),
};
const firstSeed = Number(process.env['MESH_SEED'] ?? 1);

/** Looking takes its time: once at the end where few kills are asked for. */
const looksAfter = (step: number): boolean => rounds > 1 || step === scenario.length - 1;

interface Shown {
  readonly [view: string]: readonly string[];
}

/** Every view of every environment with its rows, and what is recorded of each model. */
async function shown(project: TestProject): Promise<Shown> {
  const found: Record<string, readonly string[]> = {};
  await withFile(join(project.folder, 'db.duckdb'), async (rows) => {
    const views =
      await rows(`SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal AND schema_name NOT LIKE 'mesh%'
        UNION ALL SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name = 's' ORDER BY 1`);
    for (const view of views) found[view] = await rows(`SELECT * FROM ${view} ORDER BY ALL`);
  });
  const exported = await project.mesh('state export -o state.json');
  if (exported.code !== 0) throw new Error(exported.stderr);
  const { snapshots } = JSON.parse(project.read('state.json')) as {
    snapshots: { name: string; version: string; intervals: unknown }[];
  };
  found['intervals'] = snapshots.map((s) => `${s.name} ${s.version} ${JSON.stringify(s.intervals)}`).sort();
  const check = await project.mesh('state check');
  found['check'] = [`${check.code} ${check.stdout}`];
  return found;
}

async function freshProject(): Promise<TestProject> {
  const project = testProject(everyKind);
  const config = project.read('mesh.config.yaml');
  project.write({ 'mesh.config.yaml': variants[variant]!(config) });
  await project.sql(sourceSql);
  return project;
}

function begin(project: TestProject, { now, files }: ScenarioStep): void {
  project.now = now;
  if (files !== undefined) project.write(files);
}

async function killed(project: TestProject, { argv }: ScenarioStep, delay: number): Promise<boolean> {
  const mesh = spawnMesh(argv, { cwd: project.folder, now: project.now });
  const timer = setTimeout(() => mesh.process.kill('SIGKILL'), delay);
  const { signal } = await mesh.ended;
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

interface Reference {
  readonly after: readonly Shown[];
  /** How long each step takes when nobody is killed. */
  readonly ms: readonly number[];
}

async function reference(): Promise<Reference> {
  const project = await freshProject();
  const after: Shown[] = [];
  const ms: number[] = [];
  for (const [i, step] of scenario.entries()) {
    begin(project, step);
    const began = performance.now();
    const { code, stderr } = await spawnMesh(step.argv, { cwd: project.folder, now: step.now }).ended;
    if (code !== 0) throw new Error(`${step.argv.join(' ')}: ${stderr}`);
    ms.push(performance.now() - began);
    after.push(looksAfter(i) ? await shown(project) : {});
  }
  return { after, ms };
}

async function play(dice: Dice, { after, ms }: Reference, killsOfStep: number): Promise<number> {
  const project = await freshProject();
  let kills = 0;
  for (const [i, step] of scenario.entries()) {
    begin(project, step);
    for (let k = 0; k < killsOfStep; k++) {
      if (await killed(project, step, 150 + dice.int(0, Math.round(ms[i]!)))) kills++;
    }
    const { code, stdout, stderr } = await spawnMesh(step.argv, { cwd: project.folder, now: step.now }).ended;
    expect(code, `${step.argv.join(' ')}\n${stdout}${stderr}`).toBe(0);
    if (looksAfter(i)) expect(await shown(project), `after step ${i}: ${step.argv.join(' ')}`).toEqual(after[i]);
  }
  return kills;
}

describe('a project of every kind', () => {
  it('holds the same after kill -9 at any moment of any command', { timeout: 120_000 + rounds * 600_000 }, async () => {
    const once = await reference();
    let kills = 0;
    for (let round = 0; round < rounds; round++)
      kills += await play(diceFrom(firstSeed + round), once, rounds === 1 ? 1 : 2);
    expect(kills).toBeGreaterThan(0);
    if (rounds > 1) process.stderr.write(`killed ${kills} times\n`);
  });
});
