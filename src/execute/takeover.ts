// Tables that several versions of a model have after one another (`virtual_environment_mode dev_only`): which of them it is
// that fills the table now, and what the state must no longer say of the others.
import type { Session } from '../engine/engine.ts';
import { MeshError } from '../error/meshError.ts';
import { isTableInProd } from '../model/virtualEnvironment.ts';
import type { BackfillStep } from '../plan/plan.ts';
import { PROD } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { canonicalName, sameTable } from '../sql/tableName.ts';
import type { IntervalKey } from '../state/stateStore.ts';
import type { ExecuteContext } from './context.ts';

/** Steps that begin on a table of another version make it anew, and take its record away when they are done. */
export async function withTakeovers(
  context: ExecuteContext,
  steps: readonly BackfillStep[],
): Promise<readonly BackfillStep[]> {
  const shared = steps.filter((step) => step.target === 'final' && isTableInProd(modelOf(context, step)));
  if (shared.length === 0) return steps;
  const { state } = context;
  const heads = await state.snapshotHeads(shared.map((step) => step.snapshot.name));
  const prod = await state.environment(PROD);
  const views = new Set((prod?.members ?? []).flatMap((m) => (m.view === null ? [] : [canonicalName(m.view)])));
  const keys = shared.map(({ snapshot: { name } }) => {
    return { name, version: context.snapshots.get(name)!.version, preview: false };
  });
  const recorded = await state.intervals(keys);
  const done = new Map<BackfillStep, BackfillStep>();
  for (const [i, step] of shared.entries()) {
    const { name, version } = keys[i]!;
    const versions = heads.filter((h) => h.name === name && h.physical !== null && sameTable(h.physical, step.table));
    const others = [...new Set(versions.map((h) => h.version))].filter((v) => v !== version);
    const isAnother = (recorded[i] ?? []).length === 0 && (others.length > 0 || views.has(canonicalName(step.table)));
    done.set(step, { ...step, overtakes: others, ...(isAnother ? { rebuild: true as const } : {}) });
  }
  return steps.map((step) => done.get(step) ?? step);
}

function modelOf(context: ExecuteContext, step: BackfillStep): Snapshot['model'] {
  return context.snapshots.get(step.snapshot.name)!.model;
}

export function overtakenKeys({ snapshot, overtakes = [] }: BackfillStep): IntervalKey[] {
  return overtakes.map((version) => ({ name: snapshot.name, version, preview: false }));
}

/** A table that stands where a model's own is to be made, and that mesh did not make, is never written. */
export async function refuseForeignTables(
  { state }: ExecuteContext,
  session: Session,
  created: readonly Snapshot[],
): Promise<void> {
  const inProd = created.filter(({ model }) => isTableInProd(model));
  if (inProd.length === 0) return;
  const heads = await state.snapshotHeads(inProd.map(({ name }) => name));
  const known = new Set(heads.flatMap((h) => (h.physical === null ? [] : [canonicalName(h.physical)])));
  const prod = await state.environment(PROD);
  for (const member of prod?.members ?? []) if (member.view !== null) known.add(canonicalName(member.view));
  for (const { name, physical, model } of inProd) {
    if (known.has(canonicalName(physical!)) || (await session.columns(physical!)) === undefined) continue;
    const detail = `its table cannot be made: something of this name is there that mesh did not make`;
    throw new MeshError('RUN_STATEMENT', { model: name, detail }, { at: model.positions['name'] ?? model.at });
  }
}
