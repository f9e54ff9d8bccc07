// A table of which nothing is recorded any more though it has rows: its version was put aside, and restated meanwhile. Kinds
// whose batches build on one another begin it anew; until the last batch readers see what there was.
import type { Session } from '../engine/engine.ts';
import { isRebuilt } from '../plan/kindFacts.ts';
import type { BackfillStep } from '../plan/plan.ts';
import { quotedName } from '../sql/tableName.ts';
import type { ExecuteContext } from './context.ts';
import type { FoundTables } from './foundTables.ts';

export async function withFreshStarts(
  context: ExecuteContext,
  session: Session,
  { steps, found }: { readonly steps: readonly BackfillStep[]; readonly found: FoundTables },
): Promise<readonly BackfillStep[]> {
  const asked = steps.filter((step) => mayBeStale(context, step));
  if (asked.length === 0) return steps;
  const keys = asked.map(({ snapshot: { name } }) => {
    return { name, version: context.snapshots.get(name)!.version, preview: false };
  });
  const recorded = await context.state.intervals(keys);
  const stale = new Set<BackfillStep>();
  for (const [i, step] of asked.entries())
    if ((recorded[i] ?? []).length === 0 && found.look(step.table) !== false && (await hasRows(session, step)))
      stale.add(step);
  return steps.map((step) => (stale.has(step) ? { ...step, rebuild: true, overtakes: [] } : step));
}

/** A version that somebody pinned may have rows that mesh did not compute. */
function mayBeStale({ snapshots }: ExecuteContext, { snapshot, target, rebuild }: BackfillStep): boolean {
  const { model } = snapshots.get(snapshot.name)!;
  return target === 'final' && rebuild !== true && isRebuilt(model.kind.name) && model.physicalVersion === undefined;
}

async function hasRows(session: Session, { table }: BackfillStep): Promise<boolean> {
  if ((await session.columns(table)) === undefined) return false;
  return (await session.query(`SELECT 1 AS found FROM ${quotedName(table)} LIMIT 1`)).length > 0;
}
