// `mesh lineage --impact`: which models and columns would change if a column went away or changed its type.
import { ancestors, descendants } from '../graph/dag.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import { columnConsumers, type Consumer } from '../snapshot/columnConsumers.ts';
import { describeModels } from './describeModels.ts';
import { tableOfName } from './externalColumns.ts';
import { findModel, readableName } from './findModel.ts';
import type { Project } from './openProject.ts';
import { askedColumns, lineageTarget } from './projectLineage.ts';

export interface ColumnConsumers {
  readonly column: string;
  /** Parents first. */
  readonly consumers: readonly Consumer[];
  /** Models below that would not change, sorted. */
  readonly spared: readonly string[];
}

export interface ProjectImpact {
  readonly model: string;
  readonly columns: readonly ColumnConsumers[];
  /** Why nothing can be said. */
  readonly unknown: string | undefined;
}

export async function projectImpact(project: Project, target: string): Promise<ProjectImpact> {
  const loaded = await project.loadValid();
  const { models, dag } = loaded;
  const catalog = await project.defaultCatalog();
  const asked = lineageTarget(target, (name) => findTable(loaded, name, catalog));
  const { model } = asked;
  const below = descendants(dag, [model]);
  const wanted = new Set([model, ...below, ...ancestors(dag, [model, ...below])]);
  const bound = await describeModels(project, loaded, { wanted, lineage: below });
  const columnsOf = (name: string): readonly string[] => (bound.columns.get(name) ?? []).map((c) => c.name);
  const why = bound.problems.get(model)?.message ?? bound.unknown.get(model);
  const unknown = why ?? (models.has(model) ? undefined : 'it is no model and no external model declares it');
  const known = columnsOf(model);
  // Of what nobody knows, a column may be there: its readers are told without a proof of what they use.
  const named = known.length === 0 && asked.column !== undefined ? [asked.column] : askedColumns(asked, known, unknown);
  const columns = named.map((column): ColumnConsumers => {
    const consumers = columnConsumers({
      model,
      table: models.get(model)?.table ?? tableOfName(model),
      column,
      order: dag.order.filter((name) => below.has(name)),
      models,
      lineage: (name) => ({ after: bound.traced.get(name) }),
      columnsOf,
    });
    const affected = new Set(consumers.map(({ name }) => name));
    return { column, consumers, spared: [...below].filter((name) => !affected.has(name)).sort() };
  });
  return { model, columns, unknown };
}

/** A model, or a table that models read and nobody declares. */
function findTable({ models }: LoadedProject, name: string, catalog: string): string {
  try {
    return findModel(models, name, catalog).name;
  } catch (error) {
    const wanted = readableName(name, catalog);
    const isRead = [...models.values()].some(({ parents }) => parents.includes(wanted));
    if (isRead) return wanted;
    throw error;
  }
}
