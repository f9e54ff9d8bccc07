// Columns and lineage of a project's models, bound from the files alone: no database is opened.
import { buildDag } from '../graph/dag.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import { isMeshError } from '../error/meshError.ts';
import type { Columns } from '../model/columns.ts';
import type { SqlProblem } from '../sql/frontend.ts';
import { engineTexts } from './engineText.ts';
import { tableOfName } from './externalColumns.ts';
import { bindRemembered } from './rememberedBinder.ts';
import { ownParts } from '../snapshot/modelParts.ts';
import { inferredColumns } from './inferredColumns.ts';
import { knownParts } from './knownParts.ts';
import type { BoundColumns } from './modelColumns.ts';
import type { Project } from './openProject.ts';

export interface DescribeOptions {
  /** Models whose lineage is wanted, too. */
  readonly lineage?: ReadonlySet<string> | undefined;
  /** Only these and what they need; all when absent. */
  readonly wanted?: ReadonlySet<string> | undefined;
  /** Columns of models that are not wanted, where somebody knows them already. */
  readonly known?: ((name: string) => Columns | undefined) | undefined;
}

export async function describeModels(
  project: Project,
  loaded: LoadedProject,
  { lineage, wanted, known }: DescribeOptions = {},
): Promise<BoundColumns> {
  const { queryOf } = engineTexts('duckdb', project.frontend);
  const order = buildDag([...loaded.models.values()]).order.filter((name) => loaded.models.has(name));
  const inferred = inferredColumns(loaded);
  const untranslated = new Map<string, SqlProblem>();
  let parts: ReturnType<typeof knownParts> | undefined;
  const bound = await bindRemembered({
    config: loaded.config,
    frontend: project.frontend,
    definitionOf: (name) => ((parts ??= knownParts(loaded)).get(name) ?? ownParts(loaded.models.get(name)!)).data,
    models: loaded.models,
    order,
    wanted,
    known: (name) => known?.(name) ?? inferred.get(name),
    // Looking never fails for a text that cannot be translated: its columns are not known, and a plan says why.
    queryOf: (model) =>
      queryOf(model).catch((error: unknown) => {
        if (!isMeshError(error) || error.code !== 'SQL_TRANSLATION') throw error;
        untranslated.set(model.name, { message: error.message, category: 'unsupported' });
        return undefined;
      }),
    tableOf: tableOfName,
    lineage,
  });
  return { ...bound, problems: new Map([...bound.problems, ...untranslated]) };
}
