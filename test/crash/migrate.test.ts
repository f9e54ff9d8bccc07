// kill -9 at each step of migrating the state: it is the old one, whole and usable, and the next attempt goes all the way;
// going back is as safe.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const dist = resolve(import.meta.dirname, '../../dist');

/** Three more steps than there are, each slow enough to be killed in. */
const script = (work: string): string => `
import { openDuckDB } from ${JSON.stringify(`${dist}/engine/duckdb/duckdbEngine.js`)};
import { migrateState, rollbackState } from ${JSON.stringify(`${dist}/state/migrate.js`)};
import { migrations } from ${JSON.stringify(`${dist}/state/migrations/index.js`)};
import { stateTables } from ${JSON.stringify(`${dist}/state/tables.js`)};
const engine = await openDuckDB({ root: process.cwd(), database: 'db.duckdb' });
const session = await engine.session();
const tables = stateTables('db', 'mesh_state');
const said = async (text) => { console.log(text); await new Promise((done) => setTimeout(done, 400)); };
const later = [1, 2, 3].map((n) => ({ name: 'later ' + n, up: async (tx) => {
  await tx.execute('ALTER TABLE ' + tables.snapshots + ' ADD COLUMN note' + n + ' VARCHAR');
  await tx.execute('UPDATE ' + tables.environments + " SET plan_id = plan_id || '" + n + "'");
  await said('step ' + n);
} }));
const steps = [...migrations, ...later];
${work}
await session.close();
await engine.close();
console.log('done');
`;
const migrating = script(
  `console.log((await migrateState(session, tables, { meshVersion: 'later', now: 5, steps })).join(', '));`,
);
const goingBack = script(`await said('step 1'); await rollbackState(session, tables); await said('step 2');`);

/** What it printed; dead as soon as it has said this. */
function child(project: TestProject, code: string, until?: string): Promise<string> {
  const process_ = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: project.folder });
  let printed = '';
  const hear = (part: Buffer): void => {
    printed += part.toString();
    if (until !== undefined && printed.includes(until)) process_.kill('SIGKILL');
  };
  process_.stdout.on('data', hear);
  process_.stderr.on('data', hear);
  return new Promise((done) => process_.once('close', () => done(printed)));
}

async function stateOf(project: TestProject): Promise<string[]> {
  return project.rows(`SELECT (SELECT schema_version FROM mesh_state.versions), (SELECT count(*) FROM mesh_state.snapshots),
    (SELECT plan_id FROM mesh_state.environments), (SELECT count(*) FROM duckdb_columns() WHERE column_name LIKE 'note%' AND table_name = 'snapshots')`);
}

describe('migrating the state', () => {
  it('killed at any step leaves the old state, and the next attempt carries it through', async () => {
    const project = testProject({ 'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS x' });
    await project.plan();
    const old = await stateOf(project);
    for (const step of ['step 1', 'step 2', 'step 3']) {
      const printed = await child(project, migrating, step);
      expect(printed, step).not.toContain('done');
      expect(await stateOf(project), step).toEqual(old);
      project.now = project.now.replace(/:(\d\d)Z$/, (_, s: string) => `:${String(Number(s) + 1).padStart(2, '0')}Z`);
      expect((await project.run()).status, step).toBe('nothing-to-do');
      expect((await project.plan()).hasChanges, step).toBe(false);
    }
    expect(await child(project, migrating)).toContain('later 1, later 2, later 3\ndone');
    const [, , planId] = old[0]!.split('|');
    expect(await stateOf(project)).toEqual([`4|1|${planId}123|3`]);
    expect((await project.mesh('plan --json')).stdout).toContain('STATE_NEWER');

    for (const step of ['step 1', 'step 2']) await child(project, goingBack, step);
    expect(await stateOf(project)).toEqual(old);
    expect((await project.plan()).hasChanges).toBe(false);
    expect(await project.rows('FROM s.a')).toEqual(['1']);
  }, 120_000);
});
