// Selection expressions of the command line → names of models; what changed since a git ref is asked of git first.
import { buildDag } from '../graph/dag.ts';
import { select } from '../graph/select.ts';
import { gitRefs, parseSelector } from '../graph/selector.ts';
import { seedPath } from '../load/seed/readSeed.ts';
import type { Model } from '../model/model.ts';
import type { Project } from './openProject.ts';

/** `alsoKnown`: names that may be selected and have no model, such as removed ones. */
export async function selectModels(
  project: Project,
  expressions: readonly string[],
  models: ReadonlyMap<string, Model>,
  alsoKnown: readonly string[] = [],
): Promise<ReadonlySet<string>> {
  const selectors = expressions.map((text) => parseSelector(text));
  const refs = gitRefs(selectors);
  const changedSince =
    refs.length === 0 ? new Map<string, Set<string>>() : await modelsChangedSince(project, refs, models);
  return select(selectors, {
    names: [...models.keys(), ...alsoKnown],
    dag: buildDag([...models.values()]),
    tagsOf: (name) => models.get(name)?.tags ?? [],
    pathOf: (name) => models.get(name)?.file,
    kindOf: (name) => models.get(name)?.kind.name ?? '',
    changedSince,
    defaultCatalog: await project.defaultCatalog(),
  });
}

async function modelsChangedSince(
  project: Project,
  refs: readonly string[],
  models: ReadonlyMap<string, Model>,
): Promise<Map<string, Set<string>>> {
  const { filesChangedSince } = await import('./git.ts');
  const { root } = await project.config();
  const found = new Map<string, Set<string>>();
  for (const ref of refs) {
    const files = filesChangedSince(root, ref);
    found.set(
      ref,
      new Set([...models.values()].filter((m) => filesOf(m).some((file) => files.has(file))).map((m) => m.name)),
    );
  }
  return found;
}

function filesOf(model: Model): readonly string[] {
  return model.kind.name === 'SEED' ? [model.file, seedPath(model, model.kind)] : [model.file];
}
