// One batch of one model: statements, rows, audits and the record of its interval, all in one transaction.
import type { Execution, Session } from '../engine/engine.ts';
import type { ErrorData } from '../error/catalogue.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { AuditOutcome } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import { normalize, union } from '../interval/intervalSet.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { Model } from '../model/model.ts';
import type { FunctionModelDefinition } from '../model/typescript/definition.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { quotedName, type TableName } from '../sql/tableName.ts';
import { batchPlace, settlePlace } from './batchPlace.ts';
import { isFunction } from './functionNames.ts';
import type { ExecuteContext, RenderedBatch } from './context.ts';
import type { Effort } from './effort.ts';
import type { FoundTables } from './foundTables.ts';
import { keepFailures, type KeptFailures } from './keptFailures.ts';
import { joinPreview, type Preview } from './preview.ts';
import { auditedModel, runAudits } from './runAudits.ts';
import { withNearestModel } from './nearestModel.ts';
import { located } from './sourcePlace.ts';
import { seedTable } from './seedTable.ts';
import { writeBatch } from './strategy.ts';
import { overtakenKeys } from './takeover.ts';
import { isTogether } from './recordTogether.ts';
import { markOf, markWritten } from './unrecorded.ts';
import { aroundFunction } from './typescript/aroundFunction.ts';
import type { StagedRows } from './typescript/stagedRows.ts';
import type { Stages } from './typescript/stages.ts';
import { writeComments } from './comments.ts';

export interface BatchResult {
  readonly rows: number | null;
  readonly audits: readonly AuditOutcome[];
  /** What a person should know of the rows. */
  readonly notes: readonly string[];
}

export interface BatchWork {
  readonly step: BackfillStep;
  readonly snapshot: Snapshot;
  /** 0-based number of the batch. */
  readonly batch: number;
  /** The batch's range; null for kinds without intervals. */
  readonly interval: Interval | null;
  /** What is recorded when it commits. */
  readonly record: readonly Interval[];
  readonly found: FoundTables;
  readonly effort: Effort;
  /** Where the time of the batch goes. */
  readonly stages: Stages;
}

/** Bad rows that are to be kept outlive the transaction they were found in. */
interface KeepingWork extends BatchWork {
  readonly keep: (failures: KeptFailures) => void;
  /** Rows that were made before this transaction. */
  readonly staged?: StagedRows | undefined;
}

const attempts = 4;

export async function runBatch(context: ExecuteContext, session: Session, work: BatchWork): Promise<BatchResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryBatch(context, session, work);
    } catch (error) {
      if (attempt >= attempts || context.stop.aborted || !isTransient(error))
        throw withNearestModel(error, context.snapshots.keys());
      context.emit({
        type: 'log',
        level: 'warn',
        model: work.step.snapshot.name,
        text: `retrying after: ${(error as Error).message}`,
      });
      await new Promise((resolve) => setTimeout(resolve, 50 * 4 ** (attempt - 1)));
    }
  }
}

/** Two transactions met: running again helps. Nothing else is retried. */
function isTransient(error: unknown): boolean {
  return (
    isMeshError(error) && error.code === 'ENGINE_SQL' && (error.data as { category?: string }).category === 'conflict'
  );
}

async function tryBatch(context: ExecuteContext, session: Session, work: BatchWork): Promise<BatchResult> {
  const { state } = context;
  const { step } = work;
  const key = {
    name: step.snapshot.name,
    version: step.target === 'final' ? work.snapshot.version : work.snapshot.devVersion,
    preview: step.target === 'preview',
  };
  const together = isTogether(context, step);
  // A batch that counts only together with the next ones is begun anew with them.
  const mark = work.record.length === 0 ? undefined : markOf(context, step, work.interval);
  const overtaken = work.record.length === 0 ? [] : overtakenKeys(step);
  const kept: KeptFailures[] = [];
  const transaction = async (staged?: StagedRows): Promise<BatchResult> => {
    let computed = 0;
    const result = await session.transaction(async () => {
      const keep = (failures: KeptFailures): number => kept.push(failures);
      const done = await compute(context, session, { ...work, keep, staged });
      if (together) {
        await state.forgetIntervals(session, overtaken);
        await state.addIntervals(session, key, work.record);
        if (context.lease !== null) await state.assertLease(session, context.lease);
      }
      if (mark !== undefined) await markWritten(session, mark, work.record);
      computed = performance.now();
      return done;
    });
    work.stages.add('commit', performance.now() - computed);
    return result;
  };
  const { snapshot } = work;
  const isFunction = snapshot.model.source === 'typescript';
  if (callsFunctions(snapshot)) {
    const { prepareFunctions } = await import('./typescript/sqlFunctions.ts');
    await prepareFunctions(context, snapshot.model.code);
  }
  let result: BatchResult;
  try {
    result = isFunction
      ? await aroundFunction(context, { session, snapshot }, (definition) =>
          definition === undefined
            ? transaction()
            : fromFunction(context, session, { ...work, definition, transaction }),
        )
      : await transaction();
  } finally {
    await keepFailures(session, kept, { environment: context.environment, now: context.clock() });
  }
  // Elsewhere the record follows the commit; a crash in between repeats the batch, or finds its mark where it cannot be repeated.
  if (!together) {
    await state.forgetIntervals(null, overtaken);
    await state.addIntervals(null, key, work.record);
    if (mark !== undefined) await session.drop(mark);
  }
  return result;
}

interface FunctionWork extends BatchWork {
  readonly definition: FunctionModelDefinition;
  readonly transaction: (staged?: StagedRows) => Promise<BatchResult>;
}

/** A model with tasks or checkpoints has committed its rows beside the table before the batch's own transaction begins. */
async function fromFunction(context: ExecuteContext, session: Session, work: FunctionWork): Promise<BatchResult> {
  const { definition, transaction, step, snapshot, interval } = work;
  const { tasks, checkpoint } = definition.options;
  if ((tasks ?? checkpoint) === undefined || context.code === undefined) return transaction();
  const { stageRows } = await import('./typescript/stagedRows.ts');
  const options = { execute: context, code: context.code, session, snapshot, target: step.table, interval };
  const isRestatement = step.reason === 'restated';
  const staged = await stageRows({ ...options, isRestatement, stages: work.stages }, definition);
  try {
    return await transaction(staged);
  } catch (error) {
    // What was stopped goes on from the stage; rows that an audit or a constraint refuses are made anew.
    if (!isTransient(error) && !context.abort.aborted) await staged.discard();
    throw error;
  }
}

async function compute(context: ExecuteContext, session: Session, work: KeepingWork): Promise<BatchResult> {
  const { snapshot } = work;
  const { name } = snapshot.model.kind;
  const rebuilt = name === 'FULL' || name === 'SEED' || name === 'VIEW';
  const place = await batchPlace(session, work, !rebuilt || asksForTable(snapshot.model));
  const { table, exists } = place;
  const rendered = await context.renderer.batch(snapshot, {
    stage: exists ? 'evaluating' : 'creating',
    interval: work.interval,
    thisModel: table,
  });
  try {
    const rowsBefore = await countedBefore(session, snapshot.model, table);
    return await execute(context, session, { ...work, rendered, place, rebuilt, rowsBefore });
  } catch (error) {
    throw located(error, rendered.places, snapshot.model.query?.at ?? snapshot.model.at);
  }
}

/** Only one audit asks how many rows there were. */
async function countedBefore(session: Session, { audits }: Model, table: TableName): Promise<number | undefined> {
  if (!audits.some(({ name }) => name.startsWith('row_count_change'))) return undefined;
  if ((await session.columns(table)) === undefined) return undefined;
  const [row] = await session.query(`SELECT count(*) AS n FROM ${quotedName(table)}`);
  return Number(row!['n']);
}

interface RenderedWork extends KeepingWork {
  readonly rendered: RenderedBatch;
  readonly place: Awaited<ReturnType<typeof batchPlace>>;
  readonly rebuilt: boolean;
  readonly rowsBefore: number | undefined;
}

async function execute(context: ExecuteContext, session: Session, work: RenderedWork): Promise<BatchResult> {
  const { snapshot, rendered, place, rebuilt } = work;
  const { table, exists } = place;
  const { preStatements, postStatements } = rendered;
  const texts = [...preStatements, ...(rendered.query === null ? [] : [rendered.query]), ...postStatements];
  const notes: string[] = [];
  const write = (query: string, isFirstLoad: boolean): Promise<Execution> =>
    snapshot.model.kind.name === 'CUSTOM'
      ? writeCustom(context, session, { ...work, query })
      : writeBatch({
          session,
          snapshot,
          kind: rendered.kind,
          target: table,
          query,
          interval: work.interval,
          timeColumnFormat: context.timeColumnFormat,
          engineName: context.engine.name,
          executionTime: context.executionTime,
          fresh: !exists,
          isFirstLoad,
          isPreview: work.step.target === 'preview',
          warn: (text) => notes.push(text),
        });
  const { rowsChanged, rowsWithoutTime } = await work.effort.run({ texts, tables: [table] }, async () => {
    await statements(session, preStatements, work.stages);
    // A statement may have filled it.
    const isFirstLoad = !exists || (await isUntouched(context, session, work));
    const done = await rowsOf(context, session, { ...work, write: (query) => write(query, isFirstLoad) });
    await statements(session, postStatements, work.stages);
    return done;
  });
  work.effort.wrote(table, rowsChanged);
  if (rowsWithoutTime !== undefined && rowsWithoutTime > 0) notes.push(withoutTime(snapshot.model, rowsWithoutTime));
  const audits = await work.stages.track('audits', () => audit(context, session, work, table));
  await settlePlace(session, place);
  if (context.registerComments && (rebuilt || !exists || place.replaces !== undefined)) {
    const on = snapshot.kindName === 'VIEW' ? 'view' : 'table';
    await writeComments(session, snapshot, { name: place.replaces ?? table, on });
  }
  if (place.preview?.joined !== undefined) await showPreview(context, session, work, place.preview);
  for (const text of notes) context.emit({ type: 'log', level: 'warn', model: snapshot.name, text });
  return { rows: snapshot.kindName === 'VIEW' ? null : rowsChanged, audits, notes };
}

async function statements(session: Session, texts: readonly string[], stages: Stages): Promise<void> {
  if (texts.length === 0) return;
  await stages.track('statements', async () => {
    for (const sql of texts) await session.execute(sql);
  });
}

async function writeCustom(
  context: ExecuteContext,
  session: Session,
  { snapshot, place, interval, query }: RenderedWork & { readonly query: string },
): Promise<Execution> {
  if (context.code === undefined)
    throw new MeshError('RUN_TYPESCRIPT', { model: snapshot.name }, { at: snapshot.model.at });
  const { materialize } = await import('./materialize.ts');
  const definition = await context.code.materializationOf(snapshot);
  const { executionTime } = context;
  const { table, exists } = place;
  return materialize(session, { definition, snapshot, table, query, interval, executionTime, isFirstLoad: !exists });
}

/** A history begins differently when it begins: its table may have been made, empty, by a plan without a backfill. */
async function isUntouched(context: ExecuteContext, session: Session, work: RenderedWork): Promise<boolean> {
  const { snapshot, place, step } = work;
  if (snapshot.kindName !== 'SCD_TYPE_2_BY_COLUMN') return false;
  if ((await session.query(`SELECT 1 AS found FROM ${quotedName(place.table)} LIMIT 1`)).length > 0) return false;
  const preview = step.target === 'preview';
  const version = preview ? snapshot.devVersion : snapshot.version;
  const [stored] = await context.state.intervals([{ name: snapshot.name, version, preview }]);
  return stored === undefined || stored.length === 0;
}

function withoutTime({ kind }: Model, rows: number): string {
  const column = kind.name === 'INCREMENTAL_BY_TIME_RANGE' ? kind.timeColumn.column : '';
  return `${rows} ${rows === 1 ? 'row' : 'rows'} left out: NULL in the time column ${column} belongs to no interval`;
}

async function showPreview(
  context: ExecuteContext,
  session: Session,
  { snapshot, record }: BatchWork,
  preview: Preview,
): Promise<void> {
  const [stored] = await context.state.intervals([
    { name: snapshot.name, version: snapshot.devVersion, preview: true },
  ]);
  const computed = union(stored ?? [], normalize(record));
  await joinPreview(session, { snapshot, preview, computed, timeColumnFormat: context.timeColumnFormat });
}

/** A kind that makes its table anew asks whether it exists only for statements that are told so. */
function asksForTable(model: Model): boolean {
  if (model.selfReference) return true;
  return model.preStatements.length > 0 || model.postStatements.length > 0 || model.query?.sql.includes('@') === true;
}

type WritingWork = RenderedWork & { readonly write: (query: string) => Promise<Execution> };

/** From a query, a file, or a function of the project. */
async function rowsOf(context: ExecuteContext, session: Session, work: WritingWork): Promise<Execution> {
  const { snapshot, step, interval, rendered, place, write, stages } = work;
  const { code } = context;
  if (work.staged !== undefined) return stages.track('write', () => work.staged!.move(write));
  if (snapshot.model.source !== 'typescript')
    return rendered.query === null
      ? stages.track('write', () => loadSeed(context, session, work))
      : writeQuery(context, session, { ...work, query: rendered.query });
  if (code === undefined) throw new MeshError('RUN_TYPESCRIPT', { model: snapshot.name }, { at: snapshot.model.at });
  // Projects without code never load the bridge.
  const { runTypeScript } = await import('./typescript/typescriptStep.ts');
  const isRestatement = step.reason === 'restated';
  const target = place.table;
  return runTypeScript({ execute: context, code, session, snapshot, target, interval, isRestatement, write, stages });
}

/** A query may call functions of the project. */
async function writeQuery(
  context: ExecuteContext,
  session: Session,
  work: WritingWork & { readonly query: string },
): Promise<Execution> {
  const { snapshot, stages, query, write, step, interval, place } = work;
  const { code } = context;
  if (code === undefined || !callsFunctions(snapshot)) return stages.track('write', () => write(query));
  const { writeWithFunctions } = await import('./typescript/sqlFunctions.ts');
  const isRestatement = step.reason === 'restated';
  const options = { execute: context, code, session, snapshot, target: place.table, interval, isRestatement, stages };
  return writeWithFunctions({ ...options, query, write });
}

function callsFunctions({ model }: Snapshot): boolean {
  return model.code.some(isFunction);
}

async function loadSeed(context: ExecuteContext, session: Session, work: BatchWork): Promise<Execution> {
  const { columns, rows, placeOf } = await seedTable(context.renderer, work.snapshot);
  try {
    return await session.write({ type: 'loadRows', target: work.step.table, columns, rows });
  } catch (error) {
    if (!isMeshError(error) || error.code !== 'ENGINE_ROW_VALUE') throw error;
    const data = error.data as ErrorData<'ENGINE_ROW_VALUE'>;
    throw new MeshError('ENGINE_ROW_VALUE', data, { at: placeOf(data.row), cause: error });
  }
}

async function audit(
  context: ExecuteContext,
  session: Session,
  work: RenderedWork,
  table: TableName,
): Promise<AuditOutcome[]> {
  const { snapshot, step, interval } = work;
  const { rowsBefore } = work;
  const audits = await context.renderer.audits(snapshot, { interval, thisModel: table, rowsBefore });
  // On a preview table nobody relies on the rows yet: its audits only warn.
  const mayBlock = step.target === 'final';
  // Nothing is to be fitted to nothing.
  if (audits.length === 0) return [];
  const asked = { audits, about: auditedModel(snapshot), interval, mayBlock, keep: work.keep };
  const reads = { texts: audits.map(({ query }) => query), tables: [table] };
  return work.effort.run(reads, () => runAudits(context, session, asked));
}
