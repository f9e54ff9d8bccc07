// Batches that were committed but whose record did not follow, because the state is elsewhere and the process died in
// between. Most writes can be repeated; what builds on the rows that are there, or has statements of its own, leaves a mark
// beside the table, in the transaction of the batch, until it is recorded.
import type { Session } from '../engine/engine.ts';
import type { Interval } from '../interval/interval.ts';
import { normalize, subtract } from '../interval/intervalSet.ts';
import type { Model } from '../model/model.ts';
import { isAppended } from '../plan/kindFacts.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { canonicalName, quotedName, type TableName } from '../sql/tableName.ts';
import type { ExecuteContext } from './context.ts';
import { isTogether } from './recordTogether.ts';
import type { SessionPool } from './sessionPool.ts';
import { stagedTable, stageInfix, stageNames } from './stageName.ts';

function leavesMarks(context: ExecuteContext, step: BackfillStep): boolean {
  if (isTogether(context, step)) return false;
  return !isRepeatable(context.snapshots.get(step.snapshot.name)!.model);
}

/** A second time gives the same rows. */
function isRepeatable({ kind, selfReference, preStatements, postStatements }: Model): boolean {
  if (kind.name === 'VIEW' || kind.name === 'SEED') return true;
  if (selfReference || preStatements.length > 0 || postStatements.length > 0) return false;
  if (kind.name === 'INCREMENTAL_BY_UNIQUE_KEY') return kind.whenMatched === undefined;
  return !isAppended(kind) && kind.name !== 'CUSTOM';
}

/** Of this batch; undefined where it needs none. */
export function markOf(context: ExecuteContext, step: BackfillStep, interval: Interval | null): TableName | undefined {
  return interval !== null && leavesMarks(context, step) ? stageNames(step.table, interval).written : undefined;
}

/** In the transaction of the batch. */
export async function markWritten(session: Session, mark: TableName, intervals: readonly Interval[]): Promise<void> {
  const rows = intervals.map(({ start, end }) => `(${start}::BIGINT, ${end}::BIGINT)`).join(', ');
  await session.drop(mark);
  await session.execute(`CREATE TABLE ${quotedName(mark)} AS SELECT * FROM (VALUES ${rows}) AS t(start_ms, end_ms)`);
}

/** Records what was written, and leaves only the rest to do. */
export async function withoutWritten(
  context: ExecuteContext,
  pool: SessionPool,
  steps: readonly BackfillStep[],
): Promise<readonly BackfillStep[]> {
  const marking = steps.filter((step) => leavesMarks(context, step));
  if (marking.length === 0) return steps;
  return pool.use(async (session) => {
    const home = context.engine.defaultCatalog;
    const marks = new Map<string, TableName[]>();
    for (const mark of await session.tablesHolding(stageInfix)) {
      const table = mark.table.endsWith('__written') ? stagedTable(mark) : undefined;
      if (table === undefined) continue;
      const name = canonicalName(table, home);
      marks.set(name, [...(marks.get(name) ?? []), mark]);
    }
    const left = new Map<string, BackfillStep | undefined>();
    for (const step of marking) {
      const found = marks.get(canonicalName(step.table, home)) ?? [];
      if (found.length > 0) left.set(step.snapshot.name, await settle(context, session, { step, marks: found }));
    }
    if (left.size === 0) return steps;
    const done = new Set([...left].filter(([, step]) => step === undefined).map(([name]) => name));
    return steps.flatMap((step) => {
      const rest = left.has(step.snapshot.name) ? left.get(step.snapshot.name) : step;
      return rest === undefined ? [] : [{ ...rest, after: rest.after.filter((name) => !done.has(name)) }];
    });
  });
}

interface Marked {
  readonly step: BackfillStep;
  readonly marks: readonly TableName[];
}

/** Undefined when nothing is left to do. */
async function settle(
  context: ExecuteContext,
  session: Session,
  { step, marks }: Marked,
): Promise<BackfillStep | undefined> {
  const written: Interval[] = [];
  // A table that is made anew has nothing to do with what was added to the old one.
  const counts = step.rebuild !== true && (await session.columns(step.table)) !== undefined;
  for (const mark of counts ? marks : []) {
    const rows = await session.query(`SELECT start_ms, end_ms FROM ${quotedName(mark)}`);
    written.push(...rows.map((row) => ({ start: Number(row['start_ms']), end: Number(row['end_ms']) })));
  }
  const set = normalize(written);
  await context.state.addIntervals(null, keyOf(context.snapshots.get(step.snapshot.name)!, step), set);
  for (const mark of marks) await session.drop(mark);
  const batches = step.batches.flatMap((batch) => subtract([batch], set));
  if (batches.length === 0 && step.batches.length > 0) return undefined;
  return { ...step, intervals: subtract(step.intervals, set), batches };
}

function keyOf({ name, version, devVersion }: Snapshot, { target }: BackfillStep) {
  const preview = target === 'preview';
  return { name, version: preview ? devVersion : version, preview };
}
