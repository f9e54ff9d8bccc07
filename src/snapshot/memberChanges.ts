// Which models of a project differ from what an environment holds, told by fingerprints alone: no definition is read.
import type { Fingerprinted } from './fingerprint.ts';
import type { Fingerprint, SnapshotHead } from './snapshot.ts';

/**
 * `direct`: its own data part differs. `indirect`: a parent's does. `metadata`: only its own metadata does.
 * `inherited`: only metadata of a parent.
 */
export type MemberChange = 'added' | 'direct' | 'indirect' | 'metadata' | 'inherited';

export interface MemberChanges {
  /** Every name whose fingerprint is new to the environment, in the order of the project: parents first. */
  readonly changed: ReadonlyMap<string, MemberChange>;
  /** Names of members that the project no longer has, sorted. */
  readonly removed: readonly string[];
}

export function memberChanges(
  base: ReadonlyMap<string, SnapshotHead>,
  fingerprints: ReadonlyMap<string, Fingerprinted>,
): MemberChanges {
  const changed = new Map<string, MemberChange>();
  for (const [name, { fingerprint }] of fingerprints) {
    const member = base.get(name);
    const change = member === undefined ? 'added' : changeBetween(member.fingerprint, fingerprint);
    if (change !== undefined) changed.set(name, change);
  }
  const removed = [...base.keys()].filter((name) => !fingerprints.has(name)).sort();
  return { changed, removed };
}

function changeBetween(before: Fingerprint, after: Fingerprint): MemberChange | undefined {
  if (before.data !== after.data) return 'direct';
  if (before.parentData !== after.parentData) return 'indirect';
  if (before.metadata !== after.metadata) return 'metadata';
  return before.parentMetadata === after.parentMetadata ? undefined : 'inherited';
}
