// Until when the ticks of each `auto_restatement_cron` are settled: remembered in the state, by version.
import type { RunResult } from '../execute/result.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { StateStore } from '../state/stateStore.ts';

const keyOf = ({ name, version }: Pick<Snapshot, 'name' | 'version'>): string => `auto_restatement:${name}:${version}`;

/** A model that was never restated by itself begins with the ticks after it was planned. */
export async function settledRestatements(
  state: StateStore,
  environment: Environment,
  snapshots: readonly Snapshot[],
): Promise<ReadonlyMap<string, number>> {
  const settled = new Map<string, number>();
  if (environment.name !== PROD) return settled;
  for (const snapshot of snapshots) {
    const { kind } = snapshot.model;
    if (!('autoRestatementCron' in kind) || kind.autoRestatementCron === undefined) continue;
    const stored = await state.getValue(keyOf(snapshot));
    settled.set(snapshot.name, typeof stored === 'number' ? stored : snapshot.createdAt);
  }
  return settled;
}

export interface Settled {
  readonly restated: ReadonlySet<string>;
  readonly snapshots: readonly Snapshot[];
  readonly result: RunResult;
  readonly executionTime: number;
}

/** Failed models are tried again by the next run. */
export async function settleRestatements(state: StateStore, settled: Settled): Promise<void> {
  const { restated, snapshots, result, executionTime } = settled;
  const done = new Set(result.models.filter((m) => m.status === 'success').map((m) => m.name));
  for (const snapshot of snapshots)
    if (restated.has(snapshot.name) && done.has(snapshot.name))
      await state.setValue(null, keyOf(snapshot), executionTime);
}
