// `mesh evaluate` of what calls functions of TypeScript: they run as in a batch, in a transaction that is rolled back.
import type { Execution, Session } from '../engine/engine.ts';
import type { ResultTable } from '../engine/value.ts';
import { definitionsFrom } from '../execute/strategy.ts';
import type { ExecuteContext } from '../execute/context.ts';
import { aroundFunction } from '../execute/typescript/aroundFunction.ts';
import { stageRows } from '../execute/typescript/stagedRows.ts';
import { writeWithFunctions } from '../execute/typescript/sqlFunctions.ts';
import { Stages } from '../execute/typescript/stages.ts';
import { runTypeScript } from '../execute/typescript/typescriptStep.ts';
import { PROD } from '../snapshot/environment.ts';
import type { Columns } from '../model/columns.ts';
import { quoteIdentifier } from '../sql/tableName.ts';
import { modelCode } from './modelCode.ts';
import type { Project } from './openProject.ts';
import type { RenderedScene } from './renderModel.ts';
import { storedCode } from './storedCode.ts';

export interface FunctionToEvaluate {
  readonly scene: RenderedScene;
  /** Of a model that is SQL and calls functions. */
  readonly query: string | undefined;
  readonly limit: number;
}

/** Seen by its own connection, gone with the transaction. */
const made = 'mesh_evaluated';

export async function evaluateFunction(
  project: Project,
  session: Session,
  { scene, query, limit }: FunctionToEvaluate,
): Promise<ResultTable> {
  const { snapshot, executionTime } = scene;
  const loaded = await project.loadValid();
  const { config } = loaded;
  const engine = await project.engine();
  const code = modelCode(project, storedCode(project, loaded), config);
  const execute: ExecuteContext = {
    engine,
    state: await project.state(),
    emit: project.emit,
    clock: project.now,
    environment: PROD,
    executionTime,
    slots: config.gateway.connection.concurrentTasks,
    registerComments: false,
    timeColumnFormat: config.timeColumnFormat,
    renderer: scene.renderer,
    code,
    snapshots: new Map([[snapshot.name, snapshot]]),
    lease: null,
    stop: project.stop,
    // The state may be another database, which the transaction does not undo.
    keepsVariables: false,
    // Nothing that is written is kept, so nothing is waited for.
    abort: project.stop,
  };
  const work = {
    execute,
    code,
    session,
    snapshot,
    target: scene.table,
    interval: scene.interval ?? null,
    isRestatement: false,
    stages: new Stages(),
  };
  const write = (rows: string): Promise<Execution> => keepRows(session, snapshot.model.columns, rows);
  const rowsOf = (compute: () => Promise<Execution>): Promise<ResultTable> =>
    undone(session, async () => {
      await compute();
      return session.table(`SELECT * FROM ${made} LIMIT ${limit}`);
    });
  if (query !== undefined) {
    await engine.bridge?.prepare();
    return rowsOf(() => writeWithFunctions({ ...work, query, write }));
  }
  return aroundFunction(execute, { session, snapshot }, async (definition) => {
    const { tasks, checkpoint } = definition!.options;
    if ((tasks ?? checkpoint) === undefined) return rowsOf(() => runTypeScript({ ...work, write }));
    await engine.bridge!.scratch();
    const beside = { catalog: 'mesh_scratch', schema: 'main', table: made };
    const staged = await stageRows({ ...work, beside }, definition!);
    try {
      return await rowsOf(() => write(staged.query));
    } finally {
      await staged.discard();
    }
  });
}

/** As the model's table would have them. */
async function keepRows(session: Session, columns: Columns | undefined, rows: string): Promise<Execution> {
  const definitions = definitionsFrom(columns);
  if (definitions === undefined) return session.execute(`CREATE TEMP TABLE ${made} AS (${rows}\n)`);
  const typed = definitions.map(
    ({ name, type, nullable }) => `${quoteIdentifier(name)} ${type}${nullable === false ? ' NOT NULL' : ''}`,
  );
  await session.execute(`CREATE TEMP TABLE ${made} (${typed.join(', ')})`);
  const list = definitions.map(({ name }) => quoteIdentifier(name)).join(', ');
  return session.execute(`INSERT INTO ${made} (${list}) SELECT ${list} FROM (${rows}\n)`);
}

/** What the work finds; all that it wrote is rolled back. */
async function undone<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const undo = new Error('what was written is undone');
  let found: { readonly value: T } | undefined;
  try {
    await session.transaction(async () => {
      found = { value: await work() };
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  return found!.value;
}
