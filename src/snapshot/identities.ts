// Which snapshot each changed model is: one that the state remembers, found by fingerprint and used again whatever it is
// called, or a new one.
import type { Model } from '../model/model.ts';
import { hashParts } from '../util/hash.ts';
import { identifierOf, type Fingerprinted } from './fingerprint.ts';
import type { MemberChange } from './memberChanges.ts';
import type { Fingerprint, SnapshotHead } from './snapshot.ts';

export interface Identity {
  readonly identifier: string;
  /** The snapshot that is used again. */
  readonly stored: SnapshotHead | undefined;
  /** A snapshot with this fingerprint existed, but its table went on without it. */
  readonly lost: boolean;
}

export type Identities = ReadonlyMap<string, Identity>;

export interface IdentitiesInput {
  readonly models: ReadonlyMap<string, Model>;
  readonly fingerprints: ReadonlyMap<string, Fingerprinted>;
  /** Parents first. */
  readonly changed: ReadonlyMap<string, MemberChange>;
  readonly base: ReadonlyMap<string, SnapshotHead>;
}

/** `heads`: all that the state knows of the changed models. */
export function identities(input: IdentitiesInput, heads: Iterable<SnapshotHead>): Identities {
  const known = indexed(heads);
  const found = new Map<string, Identity>();
  for (const name of input.changed.keys()) found.set(name, identityOf(input, { known, found, name }));
  return found;
}

interface Search {
  readonly known: ReadonlyMap<string, SnapshotHead>;
  readonly found: ReadonlyMap<string, Identity>;
  readonly name: string;
}

function identityOf(input: IdentitiesInput, { known, found, name }: Search): Identity {
  const { fingerprint, identifier } = input.fingerprints.get(name)!;
  const renamed = renamedParents(input, found, name);
  if (renamed.length > 0) {
    const own = hashParts([identifier, 'over', ...renamed]);
    return { identifier: own, stored: known.get(identifierKey(name, own)), lost: false };
  }
  const stored = known.get(key(name, fingerprint));
  const lost = known.has(lostKey(name, fingerprint));
  if (stored !== undefined) return { identifier: stored.identifier, stored, lost };
  // What cannot come back as it was comes back under another name.
  const again = lost ? hashParts([identifier, 'again', input.base.get(name)?.identifier]) : identifier;
  return { identifier: again, stored, lost };
}

/**
 * Parents that came back under another name, of what is bound to the tables it reads: a view of the same fingerprint
 * still looks at the table that its parent had then.
 */
function renamedParents(
  { models, fingerprints, base }: IdentitiesInput,
  found: Search['found'],
  name: string,
): readonly string[] {
  const { kind, parents } = models.get(name)!;
  if (kind.name !== 'VIEW' && kind.name !== 'EMBEDDED') return [];
  return parents.flatMap((parent) => {
    const is = (found.get(parent) ?? base.get(parent))?.identifier;
    return is === undefined || is === fingerprints.get(parent)?.identifier ? [] : [is];
  });
}

/** Of several with one fingerprint the last one counts; those that cannot come back are only remembered as such. */
function indexed(heads: Iterable<SnapshotHead>): Map<string, SnapshotHead> {
  const index = new Map<string, SnapshotHead>();
  for (const head of heads) {
    const { name, fingerprint, identifier } = head;
    if (head.unrestorable) {
      index.set(lostKey(name, fingerprint), head);
      continue;
    }
    index.set(identifierKey(name, identifier), head);
    const other = index.get(key(name, fingerprint));
    if (other?.identifier !== identifierOf(fingerprint)) index.set(key(name, fingerprint), head);
  }
  return index;
}

function key(name: string, fingerprint: Fingerprint): string {
  return `${name}\u0000${identifierOf(fingerprint)}`;
}

function lostKey(name: string, fingerprint: Fingerprint): string {
  return `${key(name, fingerprint)}\u0000lost`;
}

function identifierKey(name: string, identifier: string): string {
  return `${name}\u0000=${identifier}`;
}
