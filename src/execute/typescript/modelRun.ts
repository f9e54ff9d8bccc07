// One run of one model's function: it is called with its context, and what it gives comes as items without queries.
import type { ColumnShape } from '../../batch/sqlType.ts';
import type { Session } from '../../engine/engine.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import { makeContext, type CallFacts, type RunningContext } from './modelContext.ts';
import type { BatchMaker, MadeBatch } from '../../batch/batchMaker.ts';
import { itemsOf } from './output.ts';
import type { Pull } from './pull.ts';
import { madeBatches } from './pump.ts';
import { Reading } from './reading.ts';
import { Semaphore } from '../../util/semaphore.ts';
import { orAborted, type Scope } from './scope.ts';

export interface ModelCall {
  readonly items: Pull<unknown>;
  readonly running: RunningContext;
}

export class ModelRun {
  readonly scope: Scope;
  readonly reading: Reading;
  readonly #definition: FunctionModelDefinition;
  readonly #session: Session;

  constructor(scope: Scope, definition: FunctionModelDefinition, session: Session) {
    this.scope = scope;
    this.reading = new Reading(scope);
    this.#definition = definition;
    this.#session = session;
  }

  /** Declared columns; undefined when they are to be told from the first rows. */
  async declared(): Promise<readonly ColumnShape[] | undefined> {
    const { columns } = this.scope.options.snapshot.model;
    if (columns === undefined || columns.length === 0) return undefined;
    const types = await this.scope.bridge.types(
      columns.map((column) => column.type ?? 'VARCHAR'),
      this.#session,
    );
    return columns.map(({ name, nullable }, i) => ({ name, type: types[i]!, nullable: nullable !== false }));
  }

  get anyOrder(): boolean {
    return this.#definition.options.ordered === false;
  }

  context(shapes: readonly ColumnShape[] | undefined, facts: CallFacts): Promise<RunningContext> {
    const definition = this.#definition;
    return makeContext(this.scope, this.reading, { definition, shapes, session: this.#session, ...facts });
  }

  async call(shapes: readonly ColumnShape[] | undefined, facts: CallFacts = {}): Promise<ModelCall> {
    const { scope } = this;
    const running = await this.context(shapes, facts);
    const run = (): Promise<unknown> => this.#result(running, shapes);
    const result = await this.#asked(run);
    return { items: itemsOf(result, scope.model), running };
  }

  async #result(running: RunningContext, shapes: readonly ColumnShape[] | undefined): Promise<unknown> {
    const { run, owner, options } = this.#definition;
    const { worker } = options;
    const { scope, reading } = this;
    if (worker === undefined || worker === false) return run.call(owner, running.context);
    const { callInThread } = await import('./worker/threadedCall.ts');
    const program = await scope.options.code.thread(scope.options.snapshot);
    const release = typeof worker === 'number' ? await threadsOf(scope.model, worker).acquire(scope.signal) : undefined;
    return released(callInThread({ scope, reading, running, program, shapes }), release);
  }

  next(items: Pull<unknown>): Promise<IteratorResult<unknown, unknown>> {
    return this.#asked(() => Promise.resolve(items.next()));
  }

  async #asked<T>(work: () => Promise<T>): Promise<T> {
    const { silence, stages, signal } = this.scope;
    silence.waits = true;
    try {
      return await stages.track('model', () => orAborted(work(), signal));
    } finally {
      silence.waits = false;
      silence.beats++;
    }
  }

  batches(items: Pull<unknown>, maker: BatchMaker): AsyncGenerator<MadeBatch> {
    const { model, signal, silence } = this.scope;
    return madeBatches(items, maker, {
      model,
      signal,
      silence,
      read: (item) => this.reading.batchesOf(item, maker.shapes),
    });
  }

  /** The model's `finally` runs; a model that hangs there is not waited for when it was aborted. */
  async end(items: Pull<unknown>): Promise<void> {
    const ended = async (): Promise<unknown> => items.return?.();
    await orAborted(ended(), this.scope.signal).catch(() => undefined);
  }
}

const limits = new Map<string, Semaphore>();

/** `worker: 2` runs at most two intervals of the model in threads at the same time. */
function threadsOf(model: string, most: number): Semaphore {
  const key = `${model} ${most}`;
  const known = limits.get(key) ?? new Semaphore(most);
  limits.set(key, known);
  return known;
}

async function* released(items: AsyncGenerator, release: (() => void) | undefined): AsyncGenerator {
  try {
    yield* items;
  } finally {
    release?.();
  }
}
