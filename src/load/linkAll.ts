// Models → linked models and their graph; those whose macros ask for columns are linked again when their parents are bound.
import { buildDag, type Dag } from '../graph/dag.ts';
import type { Model } from '../model/model.ts';
import { bindColumns } from './bindColumns.ts';
import { linkAgain, linkModels, type LinkOptions } from './linkModels.ts';
import type { CodeModel } from './modelsFromCode.ts';

export interface LinkedProject {
  /** Sorted by name. */
  readonly models: ReadonlyMap<string, Model>;
  readonly dag: Dag;
  /** Models whose text depends on columns of others. */
  readonly dependent: ReadonlySet<string>;
}

export async function linkAll(inputs: readonly CodeModel[], options: LinkOptions): Promise<LinkedProject> {
  const { models: linked, waiting, dependent } = await linkModels(inputs, options);
  const models = new Map(linked.sort(byName).map((model) => [model.name, model]));
  const dag = buildDag(linked);
  if (waiting.size === 0 || options.frontend === undefined) return { models, dag, dependent };
  const byInput = new Map(inputs.map((input) => [input.model.name, input]));
  const again = await bindColumns(models, waiting, {
    dag,
    known: options.known,
    frontend: await options.frontend(),
    relink: (model) => linkAgain(byInput.get(model.name)!, options),
  });
  for (const [name, model] of again) models.set(name, model);
  return { models, dag: buildDag(models.values()), dependent };
}

function byName(a: Model, b: Model): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
