// Which models below a changed model notice each of its changed columns.
import { columnConsumers } from '../snapshot/columnConsumers.ts';
import { ownChangedColumns } from '../snapshot/ownChangedColumns.ts';
import type { Verdict } from '../snapshot/verdict.ts';
import type { ColumnEffect } from './plan.ts';
import type { PlanInput } from './planInput.ts';

export function columnEffects(input: PlanInput, verdict: Verdict): ColumnEffect[] {
  const { models, order, facts } = input;
  const { name } = verdict;
  const lineages = input.consumerLineage ?? facts.lineage;
  const tables = [facts.previous.get(name)?.outputColumns, facts.outputColumns.get(name)];
  const known = new Set(tables.flatMap((columns) => (columns ?? []).map((c) => c.name.toLowerCase())));
  const changed = ownChangedColumns(verdict, facts.comparisons.get(name));
  // A query may give columns that the declared ones leave out of the table.
  const seen = changed.filter((column) => known.size === 0 || known.has(column.toLowerCase()));
  return seen.map((column) => ({
    column,
    models: columnConsumers({
      model: name,
      table: models.get(name)!.table,
      column,
      order,
      models,
      lineage: (reader) => lineages.get(reader),
      columnsOf: (reader) => columnNames(input, reader),
    }),
  }));
}

function columnNames({ facts, models, consumerLineage }: PlanInput, name: string): readonly string[] {
  const after = (consumerLineage ?? facts.lineage).get(name)?.after;
  const columns =
    after?.type === 'lineage' ? after.columns : (facts.outputColumns.get(name) ?? models.get(name)?.columns ?? []);
  return columns.map((column) => column.name);
}
