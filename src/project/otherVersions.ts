// What the state holds besides what an environment shows, for a restatement that makes it stale.
import { finalKey, intervalLookup, previewKey } from '../plan/intervalLookup.ts';
import type { OtherVersions } from '../plan/otherVersions.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import type { StateStore } from '../state/stateStore.ts';

export async function otherVersions(
  state: Pick<StateStore, 'snapshotHeads' | 'snapshots' | 'intervals'>,
  shown: readonly SnapshotHead[],
): Promise<OtherVersions> {
  const isShown = new Set(shown.map(({ name, identifier }) => `${name}\u0000${identifier}`));
  const heads = await state.snapshotHeads();
  const rest = heads.filter(({ name, identifier }) => !isShown.has(`${name}\u0000${identifier}`));
  const keys = [...shown.map(previewKey), ...rest.flatMap((head) => [finalKey(head), previewKey(head)])];
  return {
    snapshots: rest.length === 0 ? [] : await state.snapshots(rest),
    stored: intervalLookup(keys, await state.intervals(keys)),
  };
}
