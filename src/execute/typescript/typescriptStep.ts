// The rows of a TypeScript model: its function runs, and what it gives goes into the open transaction of its batch.
import { BatchMaker } from '../../batch/batchMaker.ts';
import type { ColumnShape } from '../../batch/sqlType.ts';
import type { Execution, Session } from '../../engine/engine.ts';
import { MeshError } from '../../error/meshError.ts';
import { didYouMean } from '../../error/nearest.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { readIpc } from '../../engine/arrow/toArrow.ts';
import { ModelRun } from './modelRun.ts';
import { madeAt, pushedText, refuseReturned } from './output.ts';
import { calledAt } from './promises.ts';
import { startingWith, type Pull } from './pull.ts';
import { feedInto, withKnownTypes } from './pump.ts';
import { inScope, type ScopeOptions } from './scope.ts';

export interface TypeScriptWork extends ScopeOptions {
  /** The transaction of the batch. */
  readonly session: Session;
  /** Runs the model's write strategies over a query. */
  readonly write: (query: string) => Promise<Execution>;
}

export async function runTypeScript(work: TypeScriptWork): Promise<Execution> {
  const definition = await work.code.definitionOf(work.snapshot);
  return inScope(work, definition, (scope) => new Step(new ModelRun(scope, definition, work.session), work).run());
}

class Step {
  readonly #run: ModelRun;
  readonly #work: TypeScriptWork;

  constructor(run: ModelRun, work: TypeScriptWork) {
    this.#run = run;
    this.#work = work;
  }

  async run(): Promise<Execution> {
    const shapes = await this.#run.declared();
    const { items, running } = await this.#run.call(shapes);
    try {
      const done = await this.#write(items, shapes);
      this.#run.scope.signal.throwIfAborted();
      this.#run.scope.promises.refuseLost(this.#run.scope.model);
      await running.finish(this.#work.session);
      return done;
    } finally {
      await this.#run.end(items);
    }
  }

  /** A single query stays in the engine; rows go through a feed; a mixture is put together in scratch first. */
  async #write(items: Pull<unknown>, shapes: readonly ColumnShape[] | undefined): Promise<Execution> {
    const run = this.#run;
    const first = await run.next(items);
    const pushed = first.done === true ? undefined : pushedText(first.value);
    if (pushed === undefined) return this.#feed(startingWith([first], items), shapes);
    const second = await run.next(items);
    if (second.done !== true) return this.#feed(startingWith([first, second], items), shapes);
    refuseReturned(second.value, run.scope.model);
    return this.#push(pushed, shapes).catch((error: unknown) => {
      throw calledAt(error, madeAt(first.value));
    });
  }

  async #push(text: string, shapes: readonly ColumnShape[] | undefined): Promise<Execution> {
    const { scope, reading } = this.#run;
    const rendered = await reading.render(text);
    const session = await scope.session();
    const given = await scope.bridge.columnsOf(rendered.sql, session);
    const list = this.#matched(given, shapes);
    let query = `SELECT ${list} FROM (${rendered.sql}\n) AS pushed`;
    // Its own rows are deleted before the query would read them, and scratch is not seen by this transaction.
    if (rendered.readsSelf || rendered.tables.some((table) => /^"?mesh_scratch"?\./.test(table)))
      query = `SELECT * FROM ${await scope.handOver(query)}`;
    const write = (): Promise<Execution> => this.#work.write(query);
    return scope.stages.track('write', () => scope.interruptible(this.#work.session, write));
  }

  #matched(given: readonly ColumnShape[], shapes: readonly ColumnShape[] | undefined): string {
    if (shapes === undefined) return '*';
    const { model } = this.#run.scope;
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

  async #feed(items: Pull<unknown>, shapes: readonly ColumnShape[] | undefined): Promise<Execution> {
    const { bridge, stages, signal, model } = this.#run.scope;
    const maker = new BatchMaker({ model, shapes, readIpc });
    const made = this.#run.batches(items, maker);
    const batches = shapes === undefined ? await withKnownTypes(made, maker, this.#run.scope) : made;
    const release = await bridge.permit('write', signal);
    try {
      const feed = bridge.feed(maker.shapes!, { anyOrder: this.#run.anyOrder });
      return await feedInto({ feed, batches, stages, signal, write: (query) => this.#work.write(query) });
    } finally {
      release();
    }
  }
}
