// Snapshots that the state remembers, found by fingerprint: what was planned before is used again, whatever it is called.
import { identifierOf } from './fingerprint.ts';
import type { Fingerprint, SnapshotHead } from './snapshot.ts';

export type StoredHeads = ReadonlyMap<string, SnapshotHead>;

/** Of several with one fingerprint the last one counts; those that cannot come back are only remembered as such. */
export function indexStoredHeads(heads: Iterable<SnapshotHead>): StoredHeads {
  const found = new Map<string, SnapshotHead>();
  for (const head of heads) {
    found.set(head.unrestorable ? lostKey(head.name, head.fingerprint) : key(head.name, head.fingerprint), head);
  }
  return found;
}

/** A snapshot with this fingerprint existed, but its table went on without it. */
export function isLost(stored: StoredHeads, name: string, fingerprint: Fingerprint): boolean {
  return stored.has(lostKey(name, fingerprint));
}

export function storedLike(stored: StoredHeads, name: string, fingerprint: Fingerprint): SnapshotHead | undefined {
  return stored.get(key(name, fingerprint));
}

function key(name: string, fingerprint: Fingerprint): string {
  return `${name}\u0000${identifierOf(fingerprint)}`;
}

function lostKey(name: string, fingerprint: Fingerprint): string {
  return `${key(name, fingerprint)}\u0000lost`;
}
