// A project in memory whose source tables a test changes as it likes, worked on through the API that the commands use.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Session } from '../../src/engine/engine.ts';
import type { MeshEvent } from '../../src/event/events.ts';
import type { RunResult } from '../../src/execute/result.ts';
import { applyProjectPlan } from '../../src/project/applyProjectPlan.ts';
import { openProject, type Project } from '../../src/project/openProject.ts';
import { planProject } from '../../src/project/planProject.ts';
import { runProject } from '../../src/project/runProject.ts';
import type { Dice } from '../support/randomShop.ts';

export const day = 86_400_000;
export const start = Date.UTC(2023, 0, 1);

export interface PlanWords {
  readonly restate?: string;
  readonly start?: string;
  readonly end?: string;
}

/** What a history needs. */
export interface HistoryWorld {
  sql(text: string): Promise<void>;
  /** Changes models by name and opens the project again, which only one on disk survives. */
  write(models: Readonly<Record<string, string>>): Promise<void>;
  /** The first column of each row. */
  texts(sql: string): Promise<string[]>;
  plan(now: number, more?: PlanWords): Promise<RunResult>;
  run(now: number): Promise<RunResult>;
  /** The same work in a process that dies somewhere on the way; only where there are processes. */
  kill?(now: number, words: PlanWords | undefined, dice: Dice): Promise<void>;
  close(): Promise<void>;
}

export interface World extends HistoryWorld {
  readonly events: MeshEvent[];
  /** Rows as objects of plain values, times as epoch milliseconds. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
}

export async function openWorld(
  models: Readonly<Record<string, string>>,
  setup: string,
  database = ':memory:',
): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-kinds-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(
    'mesh.config.yaml',
    `gateways:\n  local:\n    connection: { type: duckdb, database: '${database}' }\nmodel_defaults:\n  dialect: duckdb\n  start: 2023-01-01\n`,
  );
  for (const [name, text] of Object.entries(models)) write(`models/${name}.sql`, text);
  const events: MeshEvent[] = [];
  let now = start;
  const open = async (): Promise<[Project, Session]> => {
    const made = openProject({ cwd: folder, now: () => now, env: {}, emit: (event) => events.push(event) });
    return [made, await (await made.engine()).session()];
  };
  let [project, session] = await open();
  const world: World = {
    events,
    write: async (changed) => {
      for (const [name, text] of Object.entries(changed)) write(`models/${name}.sql`, text);
      await session.close();
      await project.close();
      [project, session] = await open();
    },
    sql: async (text) => void (await session.execute(text)),
    rows: async (sql) => (await session.query(sql)).map(plain),
    texts: async (sql) => (await session.query<Record<string, string>>(sql)).map((row) => Object.values(row)[0]!),
    plan: async (at, more = {}) => {
      now = at;
      const { plan, loaded } = await planProject(project, {
        environment: 'prod',
        ...(more.restate === undefined ? {} : { restateModels: [more.restate] }),
        start: more.start,
        end: more.end,
      });
      return applyProjectPlan(project, plan, loaded);
    },
    run: async (at) => {
      now = at;
      return (await runProject(project, { skipJanitor: true })).result;
    },
    close: async () => {
      await session.close();
      await project.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await world.sql(setup);
  return world;
}

function plain(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const value = (v: unknown): unknown => (typeof v === 'bigint' ? Number(v) : v);
  return Object.fromEntries(Object.entries(row).map(([k, v]) => [k, value(v)]));
}
