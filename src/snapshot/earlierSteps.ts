// A version that was planned in several steps, each in a development environment, means for an environment that saw none
// of them what the strongest step means: a column more or an owner on top of other rows is no smaller change.
import type { MemberChange } from './memberChanges.ts';
import type { Category, Snapshot, SnapshotHead } from './snapshot.ts';
import type { CategorizeInput } from './verdict.ts';

/** By model: categories of the versions between that of the environment and the stored one that it gets. */
export type EarlierSteps = ReadonlyMap<string, readonly Category[]>;

type StepsInput = Pick<CategorizeInput, 'changed' | 'base' | 'identities'>;

/** Stored snapshots to read in full, since their steps may matter. */
export function stepsWanted({ changed, base, identities }: StepsInput): SnapshotHead[] {
  return [...changed].flatMap(([name, change]) => {
    if ((change !== 'direct' && change !== 'indirect') || !base.has(name)) return [];
    const head = identities.get(name)?.stored;
    return head === undefined || strength[head.category] === 2 ? [] : [head];
  });
}

export function earlierSteps(base: CategorizeInput['base'], snapshots: readonly Snapshot[]): EarlierSteps {
  const found = new Map<string, readonly Category[]>();
  for (const { name, previousVersions } of snapshots) {
    const at = previousVersions.findIndex((version) => version.identifier === base.get(name)?.identifier);
    if (at > 0)
      found.set(
        name,
        previousVersions.slice(0, at).map((version) => version.category),
      );
  }
  return found;
}

const strength: Readonly<Record<Category, number>> = {
  breaking: 2,
  'indirect-breaking': 2,
  'non-breaking': 1,
  'indirect-non-breaking': 1,
  metadata: 0,
};

export function strongestStep(change: MemberChange, last: Category, steps: readonly Category[]): Category {
  const strongest = Math.max(...steps.map((category) => strength[category]));
  if (!(strongest > strength[last])) return last;
  const category = strongest === 2 ? 'breaking' : 'non-breaking';
  return change === 'indirect' ? `indirect-${category}` : category;
}
