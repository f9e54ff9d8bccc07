// Which records of intervals a plan needs: of what the environment and prod hold now, and of what it will hold.
import type { BuiltSnapshots } from '../snapshot/buildSnapshots.ts';
import type { Environment } from '../snapshot/environment.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import type { IntervalKey } from '../state/stateStore.ts';
import type { Basis } from './basis.ts';
import { finalKey, previewKey, textOf } from './intervalLookup.ts';
import { hasTable } from './kindFacts.ts';

export interface WantedIntervalsInput {
  readonly basis: Basis;
  readonly built: BuiltSnapshots;
  readonly prod: Environment | undefined;
}

export function wantedIntervals({ basis, built, prod }: WantedIntervalsInput): IntervalKey[] {
  const keys = new Map<string, IntervalKey>();
  const want = (key: IntervalKey): void => {
    keys.set(textOf(key), key);
  };
  const finals = (heads: Iterable<SnapshotHead>): void => {
    for (const head of heads) if (hasTable(head.kindName)) want(finalKey(head));
  };
  finals(built.heads.values());
  finals(basis.members.values());
  finals(prod?.members ?? []);
  // Previews exist only outside of prod, and every changed model may get one.
  if (basis.record?.name !== prod?.name || basis.record === undefined) {
    for (const head of built.heads.values()) {
      if (hasTable(head.kindName) && mayHavePreview(head, basis)) want(previewKey(head));
    }
  }
  return [...keys.values()];
}

function mayHavePreview(head: SnapshotHead, basis: Basis): boolean {
  const member = basis.members.get(head.name);
  return member?.identifier !== head.identifier || member.uses === 'preview' || basis.promoted.has(head.name);
}
