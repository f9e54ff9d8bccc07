// A project as a caller holds it: configuration, files, engine and state, each opened when it is first needed.
// Use cases (planProject, runProject …) take one; commands, tests and later servers make one.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { hasErrors, type Diagnostic } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { Engine } from '../engine/engine.ts';
import type { Emit } from '../event/events.ts';
import type { Connection, ProjectConfig } from '../load/config/config.ts';
import { invalidConfig } from '../load/config/invalidConfig.ts';
import type { ReadConfigOptions } from '../load/config/readConfig.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { FunctionShape, SqlFrontend } from '../sql/frontend.ts';
import type { KeptState } from './planningState.ts';
import type { Computed } from './inferredColumns.ts';
import type { PlanningState, StateStore } from '../state/stateStore.ts';
import { meshVersion } from '../util/version.ts';

export interface OpenOptions extends ReadConfigOptions {
  /** Where the search for the project begins. */
  readonly cwd: string;
  /** The project's clock: MESH_NOW or the real one. Epoch milliseconds. */
  readonly now: () => number;
  readonly emit?: Emit | undefined;
  /** First Ctrl-C: finish what runs. */
  readonly stop?: AbortSignal | undefined;
  /** Second Ctrl-C: roll back what runs. */
  readonly abort?: AbortSignal | undefined;
}

export interface Project {
  readonly options: OpenOptions;
  readonly emit: Emit;
  readonly now: () => number;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  readonly config: () => Promise<ProjectConfig>;
  /** Problems of the configuration that leave it usable. */
  readonly configDiagnostics: () => Promise<readonly Diagnostic[]>;
  /** Everything that could be loaded, with every problem found. */
  readonly load: () => Promise<LoadedProject>;
  /** The same, thrown when one of the problems is an error. */
  readonly loadValid: () => Promise<LoadedProject>;
  readonly engine: () => Promise<Engine>;
  /** Whether opening the engine would find data: a file that is there, or anything but a file. */
  readonly hasDatabase: () => Promise<boolean>;
  readonly state: () => Promise<StateStore>;
  /**
   * What plans for these environments are made from: an image of the state, the state, or nothing where there is no
   * database yet. Planning creates nothing.
   */
  readonly planningState: (environments: readonly string[]) => Promise<PlanningState>;
  /** The same for who only looks whether there is work: what it saw may be outdated when the database is opened. */
  readonly glance: (environments: readonly string[]) => Promise<PlanningState>;
  /** For who changed the state: plans for these environments follow, and need not open the database then. */
  readonly leaveImage: (environments: readonly string[]) => Promise<void>;
  /** For who computed models: columns that only their rows could tell. */
  readonly rememberColumns: (done: Computed) => Promise<void>;
  /** The catalog of names that give none, known without opening the database. */
  readonly defaultCatalog: () => Promise<string>;
  readonly frontend: () => Promise<SqlFrontend>;
  /** One of its own, which the caller closes. */
  readonly newFrontend: () => Promise<SqlFrontend>;
  readonly close: () => Promise<void>;
}

const never = new AbortController().signal;

export function openProject(options: OpenOptions): Project {
  const emit = options.emit ?? (() => undefined);
  const opened: (() => Promise<void>)[] = [];
  const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
  };
  const read = once(async () => {
    const { readConfig } = await import('../load/config/readConfig.ts');
    return readConfig(options.cwd, options);
  });
  const config = async (): Promise<ProjectConfig> => (await read()).config;
  /** For what reads no models, which would be refused with all other problems: nothing is done by half a configuration. */
  const faultless = async (): Promise<ProjectConfig> => {
    const { config: settings, diagnostics } = await read();
    if (hasErrors(diagnostics)) throw invalidConfig(diagnostics);
    return settings;
  };
  const stateEngine = once(async () => {
    const settings = await config();
    const made = await openConnection(settings, settings.gateway.stateConnection!, emit);
    opened.push(() => made.close());
    return made;
  });
  const engine = once(async () => {
    const settings = await config();
    // Always in this order: two processes that each hold one file and wait for the other would stand still.
    if (hasStateElsewhere(settings)) await stateEngine();
    const made = await openConnection(settings, settings.gateway.connection, emit);
    opened.push(() => made.close());
    if (settings.environmentSuffixTarget === 'catalog') await openEnvironments(made);
    return made;
  });
  const catalog = async (): Promise<string> => {
    const { defaultCatalog } = await import('../load/defaultCatalog.ts');
    return defaultCatalog((await config()).gateway.connection);
  };
  let functions: readonly FunctionShape[] = [];
  const newFrontend = async (): Promise<SqlFrontend> => {
    const { openDuckDBFrontend } = await import('../engine/duckdb/frontend.ts');
    const made = await openDuckDBFrontend({ defaultCatalog: await catalog() });
    await made.defineFunctions(functions);
    return made;
  };
  const frontend = once(async () => {
    const made = await newFrontend();
    opened.push(() => made.close());
    return made;
  });
  let kept: KeptState | undefined;
  const planningState = once(async (): Promise<KeptState | undefined> => {
    const file = stateFile(await faultless());
    if (file === undefined) return undefined;
    const { keepState } = await import('./planningState.ts');
    return (kept = keepState({ config: await config(), file, open: state }));
  });
  const state = once(async (): Promise<StateStore> => {
    const made = await openState(await faultless(), { engine, stateEngine });
    opened.push(() => made.close());
    kept?.verify();
    return made;
  });
  const load = once(async () => {
    const { loadProject } = await import('../load/loadProject.ts');
    const loaded = await loadProject(await config(), { frontend });
    ({ functions } = loaded);
    return loaded;
  });
  return {
    options,
    emit,
    now: options.now,
    stop: options.stop ?? never,
    abort: options.abort ?? never,
    config,
    configDiagnostics: async () => (await read()).diagnostics,
    load,
    loadValid: async () => valid(await load(), (await read()).diagnostics),
    engine,
    hasDatabase: async () => hasDatabase(await config()),
    state,
    planningState: async (environments) => {
      if (!hasDatabase(await faultless())) return nothingStored;
      return (await planningState())?.read(environments) ?? state();
    },
    glance: async (environments) => {
      if (!hasDatabase(await faultless())) return nothingStored;
      return (await planningState())?.glance(environments) ?? state();
    },
    leaveImage: async (environments) => (await planningState())?.changed(environments),
    rememberColumns: async (done) =>
      (await import('./inferredColumns.ts')).rememberInferred(await engine(), await config(), done),
    defaultCatalog: catalog,
    frontend: async () => {
      const made = await frontend();
      await made.defineFunctions(functions);
      return made;
    },
    newFrontend,
    close: async () => {
      const keep = await kept?.take().catch((error: unknown) => {
        const because = error instanceof Error ? error.message : String(error);
        const text = `the state could not be kept for the next plan, which will open the database: ${because}`;
        emit({ type: 'log', level: 'warn', text });
      });
      // Last opened, first closed: the state's session goes before the engine that lent it.
      for (const close of opened.splice(0).reverse()) await close();
      keep?.();
    },
  };
}

function valid(loaded: LoadedProject, configDiagnostics: readonly Diagnostic[]): LoadedProject {
  const all = [...configDiagnostics, ...loaded.diagnostics];
  if (!hasErrors(all)) return loaded;
  const errors = all.filter((d) => d.severity === 'error');
  throw new MeshError(
    'PROJECT_INVALID',
    { errors: errors.length, warnings: all.length - errors.length },
    { diagnostics: all, at: errors[0]?.at },
  );
}

function databaseFile(settings: ProjectConfig, connection: Connection): string | undefined {
  const { database, catalogs, unsupported } = connection;
  // Opened at once, so that its error is the first thing a plan says.
  if (unsupported !== undefined) return undefined;
  const first = catalogs === undefined ? undefined : Object.values(catalogs)[0];
  const path = database ?? (typeof first === 'string' ? first : first?.path);
  return path === undefined || path === ':memory:' || path === '' ? undefined : resolve(settings.root, path);
}

const nothingStored: PlanningState = {
  environment: async () => undefined,
  snapshotHeads: async () => [],
  snapshots: async () => [],
  intervals: async (keys) => keys.map(() => []),
  unfinished: async (keys) => keys.map(() => []),
  expiry: async () => ({ environments: [], unusedUntil: null }),
};

/** The DuckDB file that holds the state, where it is one. */
function stateFile(settings: ProjectConfig): string | undefined {
  const connection = settings.gateway.stateConnection ?? settings.gateway.connection;
  const first = Object.values(connection.catalogs ?? {})[0];
  const isForeign = connection.database === undefined && typeof first === 'object' && first.type !== undefined;
  return isForeign && first.type !== 'duckdb' ? undefined : databaseFile(settings, connection);
}

function hasDatabase(settings: ProjectConfig): boolean {
  const file = databaseFile(settings, settings.gateway.connection);
  return file === undefined || existsSync(file);
}

async function openConnection(settings: ProjectConfig, connection: Connection, emit: Emit): Promise<Engine> {
  const { unsupported } = connection;
  if (unsupported !== undefined) throw new MeshError('CONFIG_ENGINE_UNSUPPORTED', unsupported, { at: unsupported.at });
  const { openDuckDB } = await import('../engine/duckdb/duckdbEngine.ts');
  return openDuckDB({
    root: settings.root,
    database: connection.database,
    catalogs: connection.catalogs,
    extensions: connection.extensions,
    connectorConfig: connection.connectorConfig,
    secrets: connection.secrets,
    readOnly: connection.readOnly,
    lockTimeout: connection.lockTimeout,
    onWait: (text) => emit({ type: 'waiting', text }),
  });
}

/** With `environmentSuffixTarget: catalog` the views of each environment are in a catalog of their own. */
async function openEnvironments(engine: Engine): Promise<void> {
  for (const { name } of engine.catalogs) {
    for (const catalog of engine.catalogsBeside?.(`${name}__`) ?? []) await engine.openCatalog?.(catalog);
  }
}

interface StateParts {
  readonly engine: () => Promise<Engine>;
  /** Of a state connection that is another database. */
  readonly stateEngine: () => Promise<Engine>;
}

async function openState(settings: ProjectConfig, parts: StateParts): Promise<StateStore> {
  const { openStateStore } = await import('../state/openStateStore.ts');
  const { processId } = await import('./processId.ts');
  const { gateway } = settings;
  const elsewhere = gateway.stateConnection;
  // Two instances on one file in one process lose data: the same file means the same engine.
  const beside = elsewhere === undefined || sameDatabase(settings, elsewhere);
  const engine = await (beside ? parts.engine() : parts.stateEngine());
  return openStateStore({
    engine,
    besideData: beside,
    schema: gateway.stateSchema,
    meshVersion,
    // Leases are about real processes: a clock that MESH_NOW holds still would keep those of dead ones for ever.
    clock: Date.now,
    exclusiveTo: engine.capabilities.concurrentProcesses ? undefined : processId,
  });
}

/** In another DuckDB file, which is there. */
function hasStateElsewhere(settings: ProjectConfig): boolean {
  const { stateConnection } = settings.gateway;
  if (stateConnection === undefined || sameDatabase(settings, stateConnection)) return false;
  const file = databaseFile(settings, stateConnection);
  return file !== undefined && existsSync(file);
}

function sameDatabase(settings: ProjectConfig, other: Connection): boolean {
  const file = databaseFile(settings, other);
  return file !== undefined && file === databaseFile(settings, settings.gateway.connection);
}
