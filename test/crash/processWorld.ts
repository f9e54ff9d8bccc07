// A project whose plans and runs are processes of their own, so that they can be killed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunResult } from '../../src/execute/result.ts';
import type { HistoryWorld, PlanWords } from '../kinds/world.ts';
import { queryFile } from '../support/duckdbFile.ts';
import { spawnMesh, type Ended, type RunningMesh } from '../support/spawnMesh.ts';

export interface ProcessWorld extends HistoryWorld {
  /** How many processes died before they had ended. */
  readonly kills: () => number;
}

export async function openProcessWorld(models: Readonly<Record<string, string>>, setup: string): Promise<ProcessWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-crash-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const write = (changed: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(changed)) put(`models/${name}.sql`, text);
  };
  put(
    'mesh.config.yaml',
    "gateways:\n  local:\n    connection: { type: duckdb, database: 'db.duckdb' }\nmodel_defaults:\n  dialect: duckdb\n  start: 2023-01-01\n",
  );
  write(models);
  const file = join(folder, 'db.duckdb');
  const start = (at: number, argv: readonly string[]): RunningMesh =>
    spawnMesh(argv, { cwd: folder, now: new Date(at).toISOString() });
  const finish = async (at: number, words: PlanWords | undefined): Promise<RunResult> => {
    const ended = await start(at, [...argvOf(words), '--json']).ended;
    return resultOf(ended, words);
  };
  let kills = 0;
  await queryFile(file, setup);
  return {
    kills: () => kills,
    sql: async (text) => void (await queryFile(file, text)),
    write: async (changed) => write(changed),
    texts: (sql) => queryFile(file, sql),
    plan: (at, words = {}) => finish(at, words),
    run: (at) => finish(at, undefined),
    kill: async (at, words, dice) => {
      const mesh = start(at, argvOf(words));
      // Before, between and in the middle of batches; some end first.
      const batches = dice.int(0, 6);
      if (batches > 0) await mesh.said('✓', batches);
      const timer = setTimeout(
        () => mesh.process.kill('SIGKILL'),
        batches === 0 ? dice.int(200, 1200) : dice.int(0, 25),
      );
      const { signal } = await mesh.ended;
      clearTimeout(timer);
      if (signal === 'SIGKILL') kills++;
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function argvOf(words: PlanWords | undefined): string[] {
  if (words === undefined) return ['run', '--skip-janitor'];
  const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);
  return [
    'plan',
    '--auto-apply',
    ...option('--restate-model', words.restate),
    ...option('--start', words.start),
    ...option('--end', words.end),
  ];
}

function resultOf({ code, stdout, stderr }: Ended, words: PlanWords | undefined): RunResult {
  const printed = JSON.parse(stdout) as RunResult & { readonly result?: RunResult | null; readonly error?: unknown };
  if (printed.error !== undefined || code === 2) throw new Error(`${stdout}\n${stderr}`);
  const result = words === undefined ? printed : printed.result;
  return result ?? { environment: 'prod', status: 'nothing-to-do', models: [], seconds: 0, interrupted: false };
}
