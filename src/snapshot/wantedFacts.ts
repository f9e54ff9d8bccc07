// Which facts categorising needs, so that nothing is asked of state or engine for models that are used again as they are.
import type { Model } from '../model/model.ts';
import type { Identities } from './identities.ts';
import type { MemberChange } from './memberChanges.ts';

export interface WantedFacts {
  /** Old snapshots to read in full. */
  readonly previous: readonly string[];
  /** SQL models whose old and new query are to be compared. */
  readonly compare: readonly string[];
  /** Models whose present output columns are to be known, parents first. */
  readonly columns: readonly string[];
  /** SQL models whose column lineage is wanted, over the old columns of their parents and over the new ones. */
  readonly lineage: readonly string[];
}

export interface WantedInput {
  readonly models: ReadonlyMap<string, Model>;
  /** Parents first. */
  readonly changed: ReadonlyMap<string, MemberChange>;
  readonly identities: Identities;
}

export function wantedFacts({ models, changed, identities }: WantedInput): WantedFacts {
  const needed = new Set<string>();
  // Children first: a stored model matters only where something below it is decided anew.
  for (const [name, change] of [...changed].reverse()) {
    const known = identities.get(name)!.stored;
    // One that goes on with the table that is there may have to alter it.
    if (known === undefined || known.forwardOnly || needed.has(name)) {
      needed.add(name);
      if (change === 'inherited' || change === 'metadata') continue;
      for (const parent of models.get(name)!.parents) if (changed.has(parent)) needed.add(parent);
    }
  }
  // What a person changed is shown with its difference, also when its snapshot is used again.
  const wanted = [...changed].filter(([name, c]) => needed.has(name) || c === 'direct' || c === 'metadata');
  const traced = wanted.filter(([name]) => needed.has(name));
  const isSql = (name: string): boolean => models.get(name)!.source === 'sql';
  const mayDiffer = traced.filter(([, c]) => c === 'direct' || c === 'indirect');
  return {
    previous: wanted.filter(([, c]) => c !== 'added').map(([name]) => name),
    compare: wanted.filter(([name, c]) => c === 'direct' && isSql(name)).map(([name]) => name),
    columns: wanted.filter(([, c]) => c !== 'inherited' && c !== 'metadata').map(([name]) => name),
    lineage: mayDiffer
      .filter(([name]) => isSql(name) && models.get(name)!.parents.some((p) => isData(changed.get(p))))
      .map(([name]) => name),
  };
}

function isData(change: MemberChange | undefined): boolean {
  return change === 'direct' || change === 'indirect' || change === 'added';
}
