// Models with tasks or checkpoints commit before their interval is done: rows go into a stage beside the table, and the
// batch's own transaction moves them. A run that was stopped goes on from there.
import { BatchMaker, type Filled, type MadeBatch } from '../../batch/batchMaker.ts';
import type { ColumnShape } from '../../batch/sqlType.ts';
import type { Execution, Session } from '../../engine/engine.ts';
import { readIpc } from '../../engine/arrow/toArrow.ts';
import type { Json } from '../../model/typescript/context.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import { quotedName, type TableName } from '../../sql/tableName.ts';
import { stagedTable, stageInfix, stageNames } from '../stageName.ts';
import { lastRow } from './lastRow.ts';
import type { RunningContext } from './modelContext.ts';
import { ModelRun } from './modelRun.ts';
import type { Pull } from './pull.ts';
import { withKnownTypes } from './pump.ts';
import { inScope, orAborted, type Scope, type ScopeOptions } from './scope.ts';
import { StageTable, type Entry, type Progress } from './stageTable.ts';

export interface StagedWork extends ScopeOptions {
  /** The connection of the batch, outside of its transaction. */
  readonly session: Session;
  /** Beside which table the rows wait; default: the target. */
  readonly beside?: TableName | undefined;
}

export interface StagedRows {
  readonly query: string;
  /** In the transaction of the batch: the rows move into the table, and the stage is gone. */
  move(write: (query: string) => Promise<Execution>): Promise<Execution>;
  /** The rows cannot be moved: they are made anew by the next run. */
  discard(): Promise<void>;
}

export async function stageRows(work: StagedWork, definition: FunctionModelDefinition): Promise<StagedRows> {
  const { snapshot, target, interval, isRestatement, session } = work;
  const owner = { identifier: snapshot.identifier, isRestatement };
  const stage = new StageTable(session, stageNames(work.beside ?? target, interval), owner);
  const running = await inScope(work, definition, (scope) => new Staging(scope, stage, { work, definition }).run());
  const query = `SELECT * FROM ${quotedName(stage.names.rows)}`;
  return {
    query,
    async move(write) {
      const done = await write(query);
      await running?.finish(session);
      await stage.drop();
      if (snapshot.kindName === 'FULL') await dropOlder(session, target);
      return done;
    },
    discard: () => session.transaction(() => stage.drop()),
  };
}

/** A whole refresh settles every interval: stages of earlier ones are never gone on with. */
async function dropOlder(session: Session, target: TableName): Promise<void> {
  for (const stage of await session.tablesHolding(`${target.table}${stageInfix}`))
    if (stage.schema === target.schema && stagedTable(stage)?.table === target.table) await session.drop(stage);
}

/** One call of the function. */
interface Task {
  /** Empty for a model without tasks. */
  readonly name: string;
  readonly last: Readonly<Record<string, unknown>> | undefined;
}

class Staging {
  readonly #scope: Scope;
  readonly #stage: StageTable;
  readonly #run: ModelRun;
  readonly #options: FunctionModelDefinition['options'];
  #shapes: readonly ColumnShape[] | undefined;
  #names: readonly string[] = [];
  #running: RunningContext | undefined;
  #variables: Readonly<Record<string, Json>> = {};

  constructor(
    scope: Scope,
    stage: StageTable,
    { work, definition }: { work: StagedWork; definition: FunctionModelDefinition },
  ) {
    this.#scope = scope;
    this.#stage = stage;
    this.#run = new ModelRun(scope, definition, work.session);
    this.#options = definition.options;
  }

  async run(): Promise<RunningContext | undefined> {
    const declared = await this.#run.declared();
    const progress = await this.#stage.open();
    this.#shapes = this.#keyed(declared ?? (await this.#staged()));
    if (progress.variables !== undefined) this.#variables = JSON.parse(progress.variables) as Record<string, Json>;
    const tasks = await this.#tasks();
    this.#names = tasks;
    const open = tasks.filter((name) => !progress.done.has(name));
    this.#tellResumed(tasks, open, progress);
    for (const name of open) {
      const begun = progress.begun === name;
      await this.#task({ name, last: begun ? await lastRow(this.#scope, this.#stage.names.rows) : undefined });
      if (name !== '') this.#tellDone(tasks, name);
    }
    return this.#running ?? this.#contextOnly();
  }

  async #staged(): Promise<readonly ColumnShape[] | undefined> {
    if (!this.#stage.exists) return undefined;
    return this.#scope.bridge.columnsOf(`SELECT * FROM ${quotedName(this.#stage.names.rows)}`);
  }

  /** A run goes on behind the key of the row that was committed last: nothing is behind NULL. */
  #keyed(shapes: readonly ColumnShape[] | undefined): readonly ColumnShape[] | undefined {
    const keys = [this.#options.checkpoint?.key ?? []].flat().map((key) => key.toLowerCase());
    return shapes?.map((shape) =>
      keys.includes(shape.name.toLowerCase()) && shape.nullable
        ? { ...shape, nullable: false, because: 'the key of its checkpoint' }
        : shape,
    );
  }

  async #tasks(): Promise<readonly string[]> {
    const { tasks } = this.#options;
    if (tasks === undefined) return [''];
    const list = typeof tasks.list === 'function' ? await tasks.list() : tasks.list;
    return [...new Set(list.map(String))];
  }

  /** All was there already: only what the earlier run has set is left to be stored. */
  async #contextOnly(): Promise<RunningContext | undefined> {
    if (Object.keys(this.#variables).length === 0) return undefined;
    return this.#run.context(this.#shapes, { variables: this.#variables });
  }

  async #task({ name, last }: Task): Promise<void> {
    const { checkpoint } = this.#options;
    const facts = { ...(name === '' ? {} : { task: name }), last, variables: this.#variables };
    const { items, running } = await this.#run.call(this.#shapes, facts);
    this.#running = running;
    try {
      const { model } = this.#scope;
      const maker = new BatchMaker({
        model,
        shapes: this.#shapes,
        readIpc,
        fill: this.#filled(name),
        ...(checkpoint === undefined ? {} : { rows: checkpoint.every }),
      });
      const made = this.#run.batches(items, maker);
      const batches = this.#shapes === undefined ? await withKnownTypes(made, maker, this.#scope) : made;
      this.#shapes ??= this.#keyed(maker.shapes)!;
      const rest = checkpoint === undefined ? batches : await this.#pieces(name, batches, checkpoint.every);
      const entries = (): Entry[] => {
        this.#scope.promises.refuseLost(model);
        return [{ entry: 'done', value: name }, ...this.#settled(running)];
      };
      await this.#stage.commit(this.#scope, { shapes: this.#shapes, batches: rest }, entries);
    } finally {
      await this.#run.end(items);
    }
  }

  /** Commits whenever there are enough rows; gives those that are left. */
  async #pieces(name: string, batches: Pull<MadeBatch>, every: number): Promise<Pull<MadeBatch>> {
    let piece: MadeBatch[] = [];
    let rows = 0;
    for (;;) {
      const next = await this.#scope.stages.track('model', () =>
        orAborted(Promise.resolve(batches.next()), this.#scope.signal),
      );
      if (next.done === true) return piece.values();
      piece.push(next.value);
      rows += next.value.length;
      if (rows < every) continue;
      const entries = (): Entry[] => [{ entry: 'begun', value: name }, ...this.#settled(this.#running)];
      await this.#stage.commit(this.#scope, { shapes: this.#shapes!, batches: piece.values() }, entries);
      piece = [];
      rows = 0;
    }
  }

  #settled(running: RunningContext | undefined): Entry[] {
    const variables = running?.variables() ?? {};
    if (Object.keys(variables).length === 0) return [];
    this.#variables = { ...variables };
    return [{ entry: 'variables', value: JSON.stringify(variables) }];
  }

  /** Rows of a task need not say which task they are of. */
  #filled(task: string): Filled | undefined {
    const { tasks } = this.#options;
    return tasks === undefined
      ? undefined
      : {
          column: tasks.column,
          value: task,
          others: this.#names.filter((name) => name !== task),
        };
  }

  #tellResumed(tasks: readonly string[], open: readonly string[], { begun }: Progress): void {
    if (open.length === tasks.length && begun === undefined) return;
    const [next] = open;
    const where =
      next === undefined
        ? 'all its rows are there'
        : `${next === '' ? '' : `task ${tasks.indexOf(next) + 1} of ${tasks.length}, ${next}`}${begun === next ? `${next === '' ? '' : ', '}behind its last checkpoint` : ''}`;
    this.#scope.log('info', `goes on from an earlier run: ${where}`);
  }

  #tellDone(tasks: readonly string[], name: string): void {
    const { model, options } = this.#scope;
    const done = tasks.indexOf(name) + 1;
    options.execute.emit({ type: 'modelProgress', model, done, total: tasks.length, text: name });
  }
}
