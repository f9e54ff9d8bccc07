// One run of one TypeScript model: its connections, scratch tables, signal and times. Everything it opened ends with it.
import type { Bridge } from '../../engine/bridge.ts';
import type { Session } from '../../engine/engine.ts';
import { interruptOnAbort } from '../../engine/interruptOnAbort.ts';
import { MeshError } from '../../error/meshError.ts';
import type { Interval } from '../../interval/interval.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { quoteIdentifier, type TableName } from '../../sql/tableName.ts';
import type { ExecuteContext } from '../context.ts';
import { durationMs } from './duration.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import type { ModelCode } from './modelCode.ts';
import { placedError } from './placedError.ts';
import { isRefused } from './yieldPlace.ts';
import { calledAt, GivenPromises } from './promises.ts';
import { Silence } from './silence.ts';
import { watchStrayErrors } from './strayErrors.ts';
import type { Stages } from './stages.ts';

export interface ScopeOptions {
  readonly execute: ExecuteContext;
  readonly code: ModelCode;
  readonly snapshot: Snapshot;
  readonly target: TableName;
  readonly interval: Interval | null;
  readonly isRestatement: boolean;
  /** Where the time of the batch goes. */
  readonly stages: Stages;
}

let runs = 0;
let handOvers = 0;

export class Scope {
  readonly options: ScopeOptions;
  readonly bridge: Bridge;
  readonly stages: Stages;
  /** Names made by `register`, lower case → scratch table. */
  readonly registered = new Map<string, string>();
  /** Texts that `resolve` gave out: they may stand in queries. */
  readonly resolved = new Set<string>();
  /** Where the model's thread loops, asked when it was aborted. */
  standsAt: Promise<Error | undefined> | undefined;
  /** Those that the model was given. */
  readonly promises = new GivenPromises();
  readonly silence = new Silence();
  readonly #controller = new AbortController();
  readonly #schema: string;
  readonly #told = new Set<string>();
  readonly #handOvers: string[] = [];
  #session: Promise<Session> | undefined;
  #scratch: Promise<string> | undefined;
  #tables = 0;

  constructor(options: ScopeOptions) {
    const { engine, abort } = options.execute;
    if (engine.bridge === undefined) throw new MeshError('RUN_NO_BRIDGE', { engine: engine.name });
    this.options = options;
    this.stages = options.stages;
    this.bridge = engine.bridge;
    this.#schema = `run_${process.pid}_${++runs}`;
    if (abort.aborted) this.#interrupted();
    abort.addEventListener('abort', this.#interrupted, { once: true });
  }

  get model(): string {
    return this.options.snapshot.name;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(reason);
  }

  /** For short statements; its own connection, because the one that writes is busy. */
  session(): Promise<Session> {
    this.#session ??= this.options.execute.engine.session();
    return this.#session;
  }

  /** A name for a new table of this run; seen by every connection, never in the database's file. */
  async scratchTable(name?: string): Promise<string> {
    this.#scratch ??= this.#makeScratch();
    const schema = await this.#scratch;
    return `${schema}.${quoteIdentifier(name ?? `stage_${++this.#tables}`)}`;
  }

  /**
   * The rows of a query as a table for the batch's transaction. A transaction sees another database as it was when it
   * first touched it, and asking for columns touches all: only a database that is new then is seen whole.
   */
  async handOver(sql: string): Promise<string> {
    const session = await this.session();
    const database = quoteIdentifier(`mesh_handover_${process.pid}_${++handOvers}`);
    await session.execute(`ATTACH ':memory:' AS ${database}`);
    this.#handOvers.push(database);
    const table = `${database}.main.handed`;
    await this.interruptible(session, () => session.execute(`CREATE TABLE ${table} AS ${sql}`));
    return table;
  }

  /** Work on a session that ends when this run is aborted. */
  async interruptible<T>(session: Session, work: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const stop = interruptOnAbort(this.signal, () => session.interrupt());
    try {
      return await work();
    } catch (error) {
      this.signal.throwIfAborted();
      throw error;
    } finally {
      stop();
    }
  }

  warnOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.log('warn', text);
  }

  log(level: 'debug' | 'info' | 'warn', text: string): void {
    this.options.execute.emit({ type: 'log', level, model: this.model, text });
  }

  async close(): Promise<void> {
    this.promises.close();
    this.options.execute.abort.removeEventListener('abort', this.#interrupted);
    this.abort(new MeshError('RUN_MODEL_FAILED', { model: this.model, detail: 'it has ended' }));
    const session = await this.#session?.catch(() => undefined);
    if (session === undefined) return;
    try {
      const schema = await this.#scratch?.catch(() => undefined);
      if (schema !== undefined) await session.execute(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      for (const database of this.#handOvers) await session.execute(`DETACH DATABASE IF EXISTS ${database}`);
    } finally {
      await session.close();
    }
  }

  readonly #interrupted = (): void => this.abort(new MeshError('RUN_INTERRUPTED', {}));

  async #makeScratch(): Promise<string> {
    const schema = `${await this.bridge.scratch()}.${quoteIdentifier(this.#schema)}`;
    await (await this.session()).execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    return schema;
  }
}

/** Runs the work with a scope of its own, within the model's timeout; an error gets its place in the source. */
export async function inScope<T>(
  options: ScopeOptions,
  { options: { timeout }, run }: FunctionModelDefinition,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  const scope = new Scope(options);
  const late = (): void => scope.abort(new MeshError('RUN_MODEL_TIMEOUT', { model: scope.model, timeout: timeout! }));
  const timer = timeout === undefined ? undefined : setTimeout(late, durationMs(timeout));
  // Whoever has set a timeout need not be told of it.
  const unheard =
    timeout === undefined ? scope.silence.watch((seconds) => scope.log('warn', silent(seconds))) : undefined;
  const { code, snapshot } = options;
  const unwatch = watchStrayErrors({
    at: snapshot.model.at,
    locate: (error) => code.locate(error),
    fail: (error) => scope.abort(error),
    warn: (text) => scope.log('warn', text),
    stuck: () => scope.abort(new MeshError('RUN_MODEL_STUCK', { model: scope.model })),
  });
  try {
    const done = await work(scope);
    await unwatch();
    scope.signal.throwIfAborted();
    scope.promises.refuseLost(scope.model);
    return done;
  } catch (error) {
    const place = isRefused(error) ? await code.returnedAt(run) : await scope.standsAt;
    throw placedError(calledAt(error, place), options);
  } finally {
    clearTimeout(timer);
    unheard?.();
    await unwatch();
    await scope.close();
  }
}

function silent(seconds: number): string {
  return `has given nothing for ${seconds} s; \`timeout: '10 minutes'\` in its options would end a run that takes longer`;
}

/** Waits for a promise that may never settle, until the signal says that it is over. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    return Promise.reject(signal.reason as Error);
  }
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
