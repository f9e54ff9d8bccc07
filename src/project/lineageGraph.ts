// The part of the graph that a model's lineage is about, with the columns of all its models.
import { ancestors, descendants } from '../graph/dag.ts';
import { findModel } from './findModel.ts';
import type { Project } from './openProject.ts';
import { projectGraph, type GraphModel } from './projectGraph.ts';
import { askedColumns, lineageTarget, type LineageTarget } from './projectLineage.ts';

export interface LineageGraph {
  /** Parents before children. */
  readonly models: readonly GraphModel[];
  readonly target: LineageTarget;
}

export async function lineageGraph(
  project: Project,
  target: string,
  directions: { readonly upstream: boolean; readonly downstream: boolean },
): Promise<LineageGraph> {
  const { dag, models } = await project.loadValid();
  const catalog = await project.defaultCatalog();
  const found = lineageTarget(target, (name) => findModel(models, name, catalog).name);
  const only = new Set([
    found.model,
    ...(directions.upstream ? ancestors(dag, [found.model]) : []),
    ...(directions.downstream ? descendants(dag, [found.model]) : []),
  ]);
  const graph = await projectGraph(project, { select: [], only, columns: 'lineage' });
  const own = graph.models.find(({ name }) => name === found.model)?.columns ?? [];
  askedColumns(
    found,
    own.map(({ name }) => name),
    undefined,
  );
  return { models: graph.models, target: found };
}
