// The rows of a TypeScript model: its function runs, and what it gives goes into the open transaction of its batch.
import { BatchMaker } from '../../batch/batchMaker.ts';
import type { ColumnShape } from '../../batch/sqlType.ts';
import type { Execution, Session } from '../../engine/engine.ts';
import { isMeshError, MeshError } from '../../error/meshError.ts';
import { didYouMean } from '../../error/nearest.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { readIpc } from '../../engine/arrow/toArrow.ts';
import { makeContext, type RunningContext } from './modelContext.ts';
import { itemsOf, pushedText } from './output.ts';
import { feedInto, madeBatches } from './pump.ts';
import { Reading } from './reading.ts';
import { durationMs } from './resultCache.ts';
import { orAborted, Scope, type ScopeOptions } from './scope.ts';

export interface TypeScriptWork extends ScopeOptions {
  /** The transaction of the batch. */
  readonly session: Session;
  /** Runs the model's write strategies over a query. */
  readonly write: (query: string) => Promise<Execution>;
}

export async function runTypeScript(work: TypeScriptWork): Promise<Execution> {
  const definition = await work.code.definitionOf(work.snapshot);
  refuseOptions(definition, work);
  const scope = new Scope(work);
  const timer = timeoutOf(definition, scope);
  try {
    return await new Step(scope, work, definition).run();
  } catch (error) {
    throw placed(error, work);
  } finally {
    clearTimeout(timer);
    reportStages(scope);
    await scope.close();
  }
}

/** Accepted when the model is loaded, but not carried out: better refused than silently left out. */
function refuseOptions({ options }: FunctionModelDefinition, { snapshot }: TypeScriptWork): void {
  const { worker, tasks, checkpoint } = options;
  const given = Object.entries({ worker: worker === false ? undefined : worker, tasks, checkpoint });
  const option = given.find(([, value]) => value !== undefined)?.[0];
  if (option !== undefined)
    throw new MeshError('RUN_OPTION', { model: snapshot.name, option }, { at: snapshot.model.at });
}

function timeoutOf({ options }: FunctionModelDefinition, scope: Scope): NodeJS.Timeout | undefined {
  const { timeout } = options;
  if (timeout === undefined) return undefined;
  const late = (): void => scope.abort(new MeshError('RUN_MODEL_TIMEOUT', { model: scope.model, timeout }));
  return setTimeout(late, durationMs(timeout));
}

function reportStages(scope: Scope): void {
  const stages = scope.stages.list();
  if (stages.length > 0) scope.options.execute.emit({ type: 'modelStages', model: scope.model, stages });
}

/** The user's own error keeps its stack as the cause; the place is in their TypeScript. */
function placed(error: unknown, { code, snapshot }: TypeScriptWork): unknown {
  const at = code.locate(error);
  if (isMeshError(error)) {
    if (error.at !== undefined || error.code === 'ENGINE_INTERRUPTED' || error.code === 'RUN_INTERRUPTED') return error;
    const { data } = error;
    return new MeshError(error.code, data, {
      at: at ?? snapshot.model.at,
      hint: error.hint,
      cause: error.cause ?? error,
      sql: error.sql,
      diagnostics: error.diagnostics!,
    });
  }
  const detail =
    error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error);
  return new MeshError(
    'RUN_MODEL_FAILED',
    { model: snapshot.name, detail },
    { at: at ?? snapshot.model.at, cause: error },
  );
}

class Step {
  readonly #scope: Scope;
  readonly #work: TypeScriptWork;
  readonly #definition: FunctionModelDefinition;
  readonly #reading: Reading;

  constructor(scope: Scope, work: TypeScriptWork, definition: FunctionModelDefinition) {
    this.#scope = scope;
    this.#work = work;
    this.#definition = definition;
    this.#reading = new Reading(scope);
  }

  async run(): Promise<Execution> {
    const { signal, stages } = this.#scope;
    const shapes = await this.#declared();
    const running = await makeContext(this.#scope, this.#reading, {
      definition: this.#definition,
      shapes,
      session: this.#work.session,
    });
    const result = await stages.track('model', () => orAborted(this.#call(running), signal));
    const items = itemsOf(result, this.#scope.model);
    let done: Execution;
    try {
      done = await this.#write(items, shapes);
      signal.throwIfAborted();
      await running.finish(this.#work.session);
    } finally {
      await orAborted(Promise.resolve(items.return?.(undefined)), signal).catch(() => undefined);
    }
    return done;
  }

  async #call({ context }: RunningContext): Promise<unknown> {
    return this.#definition.run(context);
  }

  async #declared(): Promise<readonly ColumnShape[] | undefined> {
    const { columns } = this.#work.snapshot.model;
    if (columns === undefined || columns.length === 0) return undefined;
    const types = await this.#scope.bridge.types(
      columns.map((column) => column.type ?? 'VARCHAR'),
      this.#work.session,
    );
    return columns.map(({ name, nullable }, i) => ({ name, type: types[i]!, nullable: nullable !== false }));
  }

  /** A single query stays in the engine; rows go through a feed; a mixture is put together in scratch first. */
  async #write(items: AsyncIterator<unknown>, shapes: readonly ColumnShape[] | undefined): Promise<Execution> {
    const { signal, stages } = this.#scope;
    const first = await stages.track('model', () => orAborted(items.next(), signal));
    const pushed = first.done === true ? undefined : pushedText(first.value);
    if (pushed === undefined) return this.#feed(startingWith(first, this.#withoutSql(items)), shapes);
    const second = await stages.track('model', () => orAborted(items.next(), signal));
    if (second.done === true) return this.#push(pushed, shapes);
    return this.#feed(this.#withoutSql(startingWith(first, startingWith(second, items))), shapes);
  }

  /** Queries among rows are read as batches, in their place. */
  async *#withoutSql(items: AsyncIterator<unknown>): AsyncGenerator {
    try {
      for (;;) {
        const next = await items.next();
        if (next.done === true) return;
        const text = pushedText(next.value);
        if (text === undefined) yield next.value;
        else yield* this.#readSql(text);
      }
    } finally {
      await items.return?.(undefined);
    }
  }

  async *#readSql(text: string): AsyncGenerator {
    const { QueryRelation } = await import('./relation.ts');
    yield* new QueryRelation(this.#reading, { from: `(${text}\n)` }).batches();
  }

  async #push(text: string, shapes: readonly ColumnShape[] | undefined): Promise<Execution> {
    const { bridge, stages } = this.#scope;
    const rendered = await this.#reading.render(text);
    const session = await this.#scope.session();
    const given = await bridge.columnsOf(rendered.sql, session);
    const list = this.#matched(given, shapes);
    let query = `SELECT ${list} FROM (${rendered.sql}\n) AS pushed`;
    // Its own rows are deleted before the query would read them, and scratch is not seen by this transaction.
    if (rendered.readsSelf || rendered.tables.some((table) => /^"?mesh_scratch"?\./.test(table)))
      query = `SELECT * FROM ${await this.#scope.handOver(query)}`;
    const write = (): Promise<Execution> => this.#work.write(query);
    return stages.track('write', () => this.#scope.interruptible(this.#work.session, write));
  }

  #matched(given: readonly ColumnShape[], shapes: readonly ColumnShape[] | undefined): string {
    if (shapes === undefined) return '*';
    const { model } = this.#scope;
    const names = new Map(given.map((column) => [column.name.toLowerCase(), column.name]));
    const missing = shapes.find((shape) => !names.has(shape.name.toLowerCase()));
    if (missing !== undefined) throw new MeshError('RUN_COLUMN', { model, column: missing.name, problem: 'missing' });
    const known = new Set(shapes.map((shape) => shape.name.toLowerCase()));
    const unknown = given.find((column) => !known.has(column.name.toLowerCase()));
    if (unknown !== undefined) {
      const declared = shapes.map((shape) => shape.name);
      const hint = didYouMean(unknown.name, declared) ?? `its columns: ${declared.join(', ')}`;
      throw new MeshError('RUN_COLUMN', { model, column: unknown.name, problem: 'unknown' }, { hint });
    }
    return shapes
      .map(({ name }) => `${quoteIdentifier(names.get(name.toLowerCase())!)} AS ${quoteIdentifier(name)}`)
      .join(', ');
  }

  async #feed(items: AsyncIterator<unknown>, shapes: readonly ColumnShape[] | undefined): Promise<Execution> {
    const { bridge, stages, signal, model } = this.#scope;
    const maker = new BatchMaker({ model, shapes, readIpc });
    let batches: AsyncIterator<{
      length: number;
      vectors: never[] | readonly import('../../batch/vector.ts').Vector[];
    }> = madeBatches(items, maker);
    if (shapes === undefined) {
      // The types are known with the first batch, or there was no row at all.
      const first = await orAborted(batches.next(), signal);
      if (maker.shapes === undefined)
        throw new MeshError('RUN_NO_COLUMNS', { model }, { hint: 'it gave no rows: declare its columns' });
      batches = startingWith(first, batches);
    }
    const release = await bridge.permit('write', signal);
    try {
      const feed = bridge.feed(maker.shapes!);
      return await feedInto({ feed, batches, stages, signal, write: (query) => this.#work.write(query) });
    } finally {
      release();
    }
  }
}

async function* startingWith<T>(first: IteratorResult<T, unknown>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    if (first.done === true) return;
    yield first.value;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.(undefined);
  }
}
