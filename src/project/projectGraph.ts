// The graph of a project's models as data, for every view of it.
import { ancestors, buildDag } from '../graph/dag.ts';
import type { Model } from '../model/model.ts';
import type { SourceLocation } from '../error/diagnostic.ts';
import type { Project } from './openProject.ts';

export interface GraphColumn {
  readonly name: string;
  readonly type: string | null;
  readonly description?: string | undefined;
  /** Where its values come from; absent when lineage was not asked for or is not known. */
  readonly sources?: readonly { readonly model: string; readonly column: string }[] | undefined;
}

export interface GraphModel {
  readonly name: string;
  readonly kind: string;
  /** Direct ones, external tables included. */
  readonly parents: readonly string[];
  /** Null when nobody asked for them, or nobody knows. */
  readonly columns: readonly GraphColumn[] | null;
  readonly tags: readonly string[];
  readonly cron: string;
  readonly owner: string | undefined;
  readonly description: string | undefined;
  readonly at: SourceLocation;
  readonly sql: string | undefined;
}

export interface ProjectGraph {
  /** Parents before children. */
  readonly models: readonly GraphModel[];
}

export interface GraphRequest {
  /** Selection expressions; everything when empty. */
  readonly select: readonly string[];
  /** Only these, whatever is selected. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Columns need the engine's binder; the graph alone does not. */
  readonly columns: 'none' | 'types' | 'lineage';
}

export async function projectGraph(project: Project, request: GraphRequest): Promise<ProjectGraph> {
  const loaded = await project.loadValid();
  const { models } = loaded;
  const order = buildDag([...models.values()]).order.filter((name) => models.has(name));
  const chosen = request.only ?? (await chosenNames(project, request.select, models));
  const names = order.filter((name) => chosen?.has(name) ?? true);
  const details = await columnsOf(project, names, request.columns);
  return { models: names.map((name) => graphModel(models.get(name)!, details?.(name) ?? null)) };
}

async function chosenNames(
  project: Project,
  select: readonly string[],
  models: ReadonlyMap<string, Model>,
): Promise<ReadonlySet<string> | undefined> {
  if (select.length === 0) return undefined;
  const { selectModels } = await import('./selectModels.ts');
  return selectModels(project, select, models);
}

type ColumnsOf = (name: string) => readonly GraphColumn[] | null;

async function columnsOf(
  project: Project,
  names: readonly string[],
  wanted: GraphRequest['columns'],
): Promise<ColumnsOf | undefined> {
  if (wanted === 'none') return undefined;
  const loaded = await project.loadValid();
  const { describeModels } = await import('./describeModels.ts');
  const { canonicalName } = await import('../sql/tableName.ts');
  const dag = buildDag([...loaded.models.values()]);
  const needed = new Set([...names, ...ancestors(dag, names)].filter((name) => loaded.models.has(name)));
  const lineage = wanted === 'lineage' ? new Set(names) : undefined;
  const bound = await describeModels(project, loaded, { wanted: needed, lineage });
  const catalog = await project.defaultCatalog();
  return (name) => {
    const model = loaded.models.get(name)!;
    const columns = bound.columns.get(name) ?? model.columns ?? bound.outlines.get(name) ?? null;
    const traced = bound.traced.get(name);
    const sources = new Map(
      traced?.type === 'lineage'
        ? traced.columns.map((column) => [
            column.name.toLowerCase(),
            column.sources.map((source) => ({ model: canonicalName(source.table, catalog), column: source.column })),
          ])
        : [],
    );
    return (
      columns?.map((column) => ({
        name: column.name,
        type: column.type,
        description: model.columnDescriptions[column.name] ?? model.columnDescriptions[column.name.toLowerCase()],
        sources: sources.get(column.name.toLowerCase()),
      })) ?? null
    );
  };
}

function graphModel(model: Model, columns: readonly GraphColumn[] | null): GraphModel {
  const { name, kind, parents, tags, cron, owner, description, at } = model;
  return {
    name,
    kind: kind.name,
    parents,
    columns,
    tags,
    cron,
    owner,
    description,
    at,
    // Read only by those who show it: for models from the cache it is in the files.
    get sql() {
      return model.query?.sql;
    },
  };
}
