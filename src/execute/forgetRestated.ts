// Before anything is restated, its intervals count as missing: what fails, is stopped or killed on the way is computed by the
// next plan or run, and no model below stays with rows from before. The rows themselves stay until new ones take their place.
import type { Session } from '../engine/engine.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { ExecuteContext } from './context.ts';
import type { SessionPool } from './sessionPool.ts';

export async function forgetRestated(
  context: ExecuteContext,
  pool: SessionPool,
  steps: readonly BackfillStep[],
): Promise<void> {
  const { state, lease } = context;
  const restated = steps.filter((step) => step.reason === 'restated');
  if (restated.length === 0) return;
  const forget = async (tx: Session | null): Promise<void> => {
    for (const { snapshot: id, target, intervals } of restated) {
      const { name, version, devVersion } = context.snapshots.get(id.name)!;
      const preview = target === 'preview';
      await state.removeIntervals(tx, { name, version: preview ? devVersion : version, preview }, intervals);
    }
    if (tx !== null && lease !== null) await state.assertLease(tx, lease);
  };
  if (state.besideData) await pool.use((session) => session.transaction(() => forget(session)));
  else await forget(null);
}
