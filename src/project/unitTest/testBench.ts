// A project of one model over tables in memory, worked on by the real plan, apply and run under a clock that is set.
import type { Engine, Session } from '../../engine/engine.ts';
import type { WriteStrategy } from '../../engine/writeStrategy.ts';
import { buildDag } from '../../graph/dag.ts';
import type { LoadedProject } from '../../load/loadedProject.ts';
import type { Model } from '../../model/model.ts';
import { freezeClock } from '../../modelTest/frozenClock.ts';
import { meshVersion } from '../../util/version.ts';
import type { Project } from '../openProject.ts';
import { openTestEngine, type KeptDatabase } from './testEngine.ts';

export interface TestBench {
  readonly project: Project;
  readonly loaded: LoadedProject;
  readonly session: Session;
  /** Time of the next plan or run, inside SQL too. */
  setTime(now: number): void;
  close(): Promise<void>;
}

export interface BenchOptions {
  readonly model: Model;
  readonly kept: KeptDatabase;
}

export async function openTestBench(
  project: Project,
  loaded: LoadedProject,
  { model, kept }: BenchOptions,
): Promise<TestBench> {
  let now = 0;
  const plain = await openTestEngine(project, { ...kept, catalog: await project.defaultCatalog() });
  const engine = frozenEngine(plain, () => now);
  const only: LoadedProject = {
    ...loaded,
    config: aloneConfig(loaded.config),
    models: new Map([[model.name, model]]),
    standaloneAudits: new Map(),
    dag: buildDag([model]),
    diagnostics: [],
  };
  const { openStateStore } = await import('../../state/openStateStore.ts');
  const { stateSchema } = only.config.gateway;
  const state = await openStateStore({ engine, besideData: true, schema: stateSchema, meshVersion, clock: Date.now });
  await state.migrate();
  const session = await plain.session();
  return {
    project: {
      ...project,
      emit: () => undefined,
      now: () => now,
      config: async () => only.config,
      configDiagnostics: async () => [],
      load: async () => only,
      loadValid: async () => only,
      engine: async () => engine,
      hasDatabase: async () => true,
      state: async () => state,
      planningState: async () => state,
      leaveImage: async () => undefined,
      rememberColumns: async () => undefined,
    },
    loaded: only,
    session,
    setTime: (time) => {
      now = time;
    },
    close: async () => {
      await state.close();
      await plain.close();
    },
  };
}

function aloneConfig(config: LoadedProject['config']): LoadedProject['config'] {
  const { gateway } = config;
  return {
    ...config,
    beforeAll: [],
    afterAll: [],
    defaultTargetEnvironment: 'prod',
    physicalSchemaMapping: [],
    gateway: { ...gateway, stateConnection: undefined, connection: { ...gateway.connection, registerComments: false } },
  };
}

/** The engine with statements whose reading of the clock is replaced. */
function frozenEngine(engine: Engine, now: () => number): Engine {
  const frozenSession = (session: Session): Session =>
    over(session, {
      execute: (sql, parameters) => session.execute(freezeClock(sql, now()), parameters),
      write: (strategy) => session.write(frozenStrategy(strategy, now())),
    });
  return over(engine, { session: async () => frozenSession(await engine.session()) });
}

function frozenStrategy(strategy: WriteStrategy, now: number): WriteStrategy {
  return 'query' in strategy && typeof strategy.query === 'string'
    ? { ...strategy, query: freezeClock(strategy.query, now) }
    : strategy;
}

/** The same object with some methods of its own; the others keep their `this`. */
function over<T extends object>(target: T, own: Partial<T>): T {
  return new Proxy(target, {
    get(object, key) {
      if (key in own) return own[key as keyof T];
      const value: unknown = Reflect.get(object, key, object);
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
  });
}
