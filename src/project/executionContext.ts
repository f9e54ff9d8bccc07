// Everything that executing a plan or a run needs, from an open project: renderer, snapshots in full, lease, signals.
import { MeshError } from '../error/meshError.ts';
import type { ExecuteContext, Renderer } from '../execute/context.ts';
import { isFunction } from '../execute/functionNames.ts';
import { modelRenderer, type Meaning } from '../execute/modelRenderer.ts';
import type { CodeUse, Value } from '../model/model.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Lease, StateStore } from '../state/stateStore.ts';
import { leaseSubject } from '../state/leaseRows.ts';
import { createdMacros } from '../sql/createdMacros.ts';
import { engineTexts } from './engineText.ts';
import { modelCode } from './modelCode.ts';
import type { Project } from './openProject.ts';
import { processId } from './processId.ts';
import { storedCode, type CodeLoader } from './storedCode.ts';
import { variablesSetBy } from './variablesSetBy.ts';

export interface ExecutionRequest {
  readonly environment: string;
  readonly executionTime: number;
  /** What each name means while this runs. */
  readonly members: readonly EnvironmentMember[];
  /** Snapshots in full that are at hand already. */
  readonly snapshots: readonly Snapshot[];
  /** Names whose snapshots are needed in full: those with work, those promoted anew. */
  readonly needed: Iterable<string>;
}

/** How long a claim lasts without a sign of life. */
export const leaseTtlMs = 60_000;

export async function executionContext(
  project: Project,
  request: ExecutionRequest,
): Promise<Omit<ExecuteContext, 'lease'>> {
  const config = await project.config();
  const engine = await project.engine();
  const state = await project.state();
  const snapshots = await fullSnapshots(state, request);
  const code = storedCode(project);
  const { defaultCatalog, dialect } = engine;
  const macrosOf: CodeLoader['macrosOf'] = (model) => code.macrosOf(model);
  const outputs = (table: string) => variablesSetBy(state, table);
  const parts = { defaultCatalog, dialect, snapshots, macrosOf, outputs };
  const renderer = await executionRenderer(project, request, parts);
  const functions = modelCode(project, code, config);
  const prepare = async (uses: readonly CodeUse[]): Promise<void> => {
    if (!uses.some(isFunction)) return;
    const { prepareFunctions } = await import('../execute/typescript/sqlFunctions.ts');
    await prepareFunctions({ engine, code: functions }, uses);
  };
  return {
    engine,
    state,
    emit: project.emit,
    clock: project.now,
    environment: request.environment,
    executionTime: request.executionTime,
    slots: config.gateway.connection.concurrentTasks,
    registerComments: config.gateway.connection.registerComments,
    timeColumnFormat: config.timeColumnFormat,
    renderer: {
      ...renderer,
      async audits(snapshot, audited) {
        await prepare(snapshot.model.code);
        return renderer.audits(snapshot, audited);
      },
    },
    code: functions,
    snapshots,
    stop: project.stop,
    abort: project.abort,
  };
}

export interface RendererParts {
  readonly defaultCatalog: string;
  readonly dialect: string;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly macrosOf: CodeLoader['macrosOf'];
  /** Variables that models have set, by the table they fill; absent where nothing runs. */
  readonly outputs?: ((table: string) => Promise<Readonly<Record<string, Value>>>) | undefined;
}

/** What each model of a plan or run says to the engine. */
export async function executionRenderer(
  project: Project,
  request: ExecutionRequest,
  { defaultCatalog, dialect, snapshots, macrosOf, outputs }: RendererParts,
): Promise<Renderer> {
  const config = await project.config();
  const members = new Map(request.members.map((m) => [m.name, m]));
  const views = request.members.flatMap((m) => (m.promoted && m.view !== null ? [m.view] : []));
  return modelRenderer({
    defaultCatalog,
    engineDialect: dialect,
    gateway: config.gateway.name,
    executionTime: request.executionTime,
    timeColumnFormat: config.timeColumnFormat,
    frontend: project.frontend,
    meaning: (name) => meaningOf(name, members, snapshots),
    columnsOf: (name) => snapshots.get(name)?.outputColumns ?? snapshots.get(name)?.model.columns,
    createdBefore: createdMacros(config.beforeAll),
    macrosOf,
    seedRows: async (snapshot) => seedRows(config.root, snapshot),
    outputs,
    translate: engineTexts(dialect, project.frontend).translate,
    namesFunctions: outputs !== undefined,
    environment: {
      name: request.environment,
      schemas: [...new Set(views.map((v) => v.schema ?? 'main'))],
      views,
      variables: config.variables,
      macros: async () => (await project.load()).macros,
      jinjaMacrosFor: async (template) => (await project.load()).jinjaMacrosFor(template),
    },
  });
}

function meaningOf(
  name: string,
  members: ReadonlyMap<string, EnvironmentMember>,
  snapshots: ReadonlyMap<string, Snapshot>,
): Meaning | undefined {
  const member = members.get(name);
  if (member === undefined || member.kindName === 'EXTERNAL') return undefined;
  if (member.kindName === 'EMBEDDED') {
    const snapshot = snapshots.get(name);
    if (snapshot === undefined)
      throw new MeshError('STATE_CORRUPT', { what: `the definition of ${name} was not read` });
    return { type: 'inline', snapshot };
  }
  const table = member.uses === 'preview' ? member.preview : member.physical;
  return table === null ? undefined : { type: 'table', table };
}

/** Those with work, what they read (for columns), every embedded one, and tables from outside (for their audits). */
export async function fullSnapshots(
  state: Pick<StateStore, 'snapshots'>,
  request: ExecutionRequest,
): Promise<ReadonlyMap<string, Snapshot>> {
  const found = new Map(request.snapshots.map((s) => [s.name, s]));
  const members = new Map(request.members.map((m) => [m.name, m]));
  const read = async (names: Iterable<string>): Promise<void> => {
    const missing = [...new Set(names)].filter((name) => !found.has(name) && members.has(name));
    const ids = missing.map((name) => ({ name, identifier: members.get(name)!.identifier }));
    for (const snapshot of await state.snapshots(ids)) found.set(snapshot.name, snapshot);
  };
  await read([...request.needed, ...request.members.filter((m) => m.kindName === 'EMBEDDED').map((m) => m.name)]);
  const direct = [...found.values()].filter((s) => readsColumns(s)).flatMap((s) => s.model.parents);
  const outside = [...found.values()].flatMap((s) => s.model.parents);
  await read([...direct, ...outside.filter((name) => members.get(name)?.kindName === 'EXTERNAL')]);
  return found;
}

/** Only macros such as @STAR ask for the columns of parents. */
function readsColumns({ model }: Snapshot): boolean {
  return model.query?.sql.includes('@') === true;
}

async function seedRows(
  root: string,
  snapshot: Snapshot,
): Promise<ReturnType<typeof import('../load/seed/readSeed.ts').readSeedRows>> {
  const { readSeedRows } = await import('../load/seed/readSeed.ts');
  return readSeedRows(snapshot.model, { root });
}

/** Claims the environment for as long as `work` runs, so that two processes never compute the same intervals. */
export async function withLease<T>(project: Project, key: string, work: (lease: Lease) => Promise<T>): Promise<T> {
  const state = await project.state();
  const taken = await state.acquireLease(key, processId, leaseTtlMs);
  if ('heldBy' in taken) {
    const { owner: holder, expiresAt } = taken.heldBy;
    const seconds = Math.max(1, Math.ceil((expiresAt - Date.now()) / 1000));
    throw new MeshError('STATE_LEASE_HELD', { what: leaseSubject(key), owner: holder, seconds });
  }
  const renewal = setInterval(
    () => void state.renewLease(taken.lease, leaseTtlMs).catch(() => undefined),
    leaseTtlMs / 3,
  );
  renewal.unref();
  try {
    return await work(taken.lease);
  } finally {
    clearInterval(renewal);
    // A disk that is full, say, must not hide what was done and what failed: a lease ends by itself, too.
    await state.releaseLease(taken.lease).catch((error: unknown) => {
      const text = `the lease of ${leaseSubject(key)} could not be given back: ${(error as Error).message}`;
      project.emit({ type: 'log', level: 'warn', text });
    });
  }
}
