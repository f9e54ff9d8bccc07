// What is recorded as computed, by version: read once from the state, asked many times.
import type { IntervalSet } from '../interval/intervalSet.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import type { IntervalKey } from '../state/stateStore.ts';

export interface IntervalLookup {
  readonly get: (key: IntervalKey) => IntervalSet;
  /** What a restatement began with and has not finished. */
  readonly unfinished: (key: IntervalKey) => IntervalSet;
}

const nothing: IntervalSet = [];

/** `intervals` and `unfinished` in the order of `keys`, as the state store answers. */
export function intervalLookup(
  keys: readonly IntervalKey[],
  intervals: readonly IntervalSet[],
  unfinished: readonly IntervalSet[] = [],
): IntervalLookup {
  const known = new Map(keys.map((key, i) => [textOf(key), intervals[i]!]));
  const begun = new Map(
    keys.flatMap((key, i) => ((unfinished[i] ?? []).length > 0 ? [[textOf(key), unfinished[i]!]] : [])),
  );
  return {
    get: (key) => known.get(textOf(key)) ?? nothing,
    unfinished: (key) => (begun.size === 0 ? nothing : (begun.get(textOf(key)) ?? nothing)),
  };
}

export function finalKey({ name, version }: Pick<SnapshotHead, 'name' | 'version'>): IntervalKey {
  return { name, version, preview: false };
}

export function previewKey({ name, devVersion }: Pick<SnapshotHead, 'name' | 'devVersion'>): IntervalKey {
  return { name, version: devVersion, preview: true };
}

export function keyOf(head: SnapshotHead, target: 'final' | 'preview'): IntervalKey {
  return target === 'final' ? finalKey(head) : previewKey(head);
}

export function textOf({ name, version, preview }: IntervalKey): string {
  return `${name}\u0000${version}\u0000${preview ? 'p' : 'f'}`;
}
