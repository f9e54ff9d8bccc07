// Lineage of the models below changed columns, where deciding about the change did not need it: a plan names them.
import { buildDag, descendants } from '../graph/dag.ts';
import type { ChangeFacts, Categorized } from '../snapshot/categorize.ts';
import { ownChangedColumns } from '../snapshot/ownChangedColumns.ts';
import { gatherFacts, type FactsInput } from './gatherFacts.ts';

/** Of every SQL model below a changed column whose lineage before and after can be told. */
export async function consumerLineage(
  input: Omit<FactsInput, 'wanted'>,
  facts: ChangeFacts,
  { verdicts }: Categorized,
): Promise<ChangeFacts['lineage']> {
  const changed = [...verdicts.values()]
    .filter((verdict) => ownChangedColumns(verdict, facts.comparisons.get(verdict.name)).length > 0)
    .map(({ name }) => name);
  if (changed.length === 0) return facts.lineage;
  const below = descendants(buildDag([...input.models.values()]), changed);
  const names = input.order.filter((name) => {
    const change = verdicts.get(name)?.change;
    if (!below.has(name) || facts.lineage.has(name) || change === undefined || change === 'added') return false;
    return input.models.get(name)?.source === 'sql';
  });
  if (names.length === 0) return facts.lineage;
  const wanted = { previous: names, compare: [], columns: names, lineage: names };
  const { facts: more } = await gatherFacts({ ...input, wanted });
  return new Map([...more.lineage, ...facts.lineage]);
}
