// Other versions forget what is restated, before anything is computed: whatever stops the restatement, none of them comes
// into an environment with rows from before.
import type { Session } from '../engine/engine.ts';
import type { ClearedVersion } from '../plan/otherVersions.ts';
import type { ExecuteContext } from './context.ts';
import type { SessionPool } from './sessionPool.ts';

export async function clearRestated(
  { state, lease }: ExecuteContext,
  pool: SessionPool,
  versions: readonly ClearedVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  const clear = async (tx: Session | null): Promise<void> => {
    for (const { intervals, ...key } of versions) await state.removeIntervals(tx, key, intervals);
    if (tx !== null && lease !== null) await state.assertLease(tx, lease);
  };
  if (state.besideData) await pool.use((session) => session.transaction(() => clear(session)));
  else await clear(null);
}
