// Before anything is restated its intervals are recorded as begun, all in one commit: what fails, is stopped or killed on the
// way is gone on with by the next plan or run, so that no model below stays with rows from before.
import type { Session } from '../engine/engine.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { ExecuteContext } from './context.ts';
import type { SessionPool } from './sessionPool.ts';

export async function beginRestatement(
  context: ExecuteContext,
  pool: SessionPool,
  steps: readonly BackfillStep[],
): Promise<void> {
  const { state, lease } = context;
  const restated = steps.flatMap(({ snapshot: { name }, reason, target, intervals }) => {
    if (reason !== 'restated') return [];
    const { version, devVersion } = context.snapshots.get(name)!;
    const preview = target === 'preview';
    return [{ key: { name, version: preview ? devVersion : version, preview }, intervals }];
  });
  if (restated.length === 0) return;
  const begin = async (tx: Session | null): Promise<void> => {
    await state.beginRestatement(tx, restated);
    if (tx !== null && lease !== null) await state.assertLease(tx, lease);
  };
  if (state.besideData) await pool.use((session) => session.transaction(() => begin(session)));
  else await begin(null);
}
