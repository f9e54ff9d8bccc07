// What the changes above a model mean for it, all parents together.
import { isEmptyDiff, type ColumnDiff } from './columnDiff.ts';
import { noImpact, type Impact } from './impact.ts';
import { indirectVerdict, type ChangedParent } from './indirectChange.ts';
import type { OneChange } from './verdict.ts';

export interface ParentChanges {
  readonly impact: Impact;
  readonly rebuild: boolean;
  readonly reason: string;
  readonly allMetadata: boolean;
  readonly allForwardOnly: boolean;
}

export function parentChanges({ input, verdicts, model }: OneChange, columns: ColumnDiff): ParentChanges {
  const parents = new Map<string, ChangedParent>();
  let allMetadata = true;
  let allForwardOnly = true;
  for (const name of model.parents) {
    const verdict = verdicts.get(name);
    if (verdict === undefined || verdict.change === 'inherited') continue;
    parents.set(name, { impact: verdict.impact, table: input.models.get(name)!.table });
    if (verdict.category !== 'metadata') {
      allMetadata = false;
      if (!verdict.forwardOnly) allForwardOnly = false;
    }
  }
  // A changed set of parents is not a changed parent: nothing above is new, or what was above is gone.
  if (parents.size === 0 && isEmptyDiff(columns)) {
    return {
      impact: noImpact,
      rebuild: false,
      reason: 'only its place in the graph changed',
      allMetadata: true,
      allForwardOnly: false,
    };
  }
  const lineage = input.facts.lineage.get(model.name);
  const found = indirectVerdict({ model, parents, lineage, columns });
  return { ...found, allMetadata, allForwardOnly: allForwardOnly && !allMetadata };
}
