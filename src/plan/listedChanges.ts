// The changes that a plan names, and that a development environment therefore shows. What only inherits metadata is left
// out (an owner is nobody's business below), but below an edited text people look for what became of it.
import type { Model } from '../model/model.ts';
import type { PlanInput } from './planInput.ts';

export function listedChanges({
  changes,
  models,
  facts,
}: Pick<PlanInput, 'changes' | 'models' | 'facts'>): Set<string> {
  const listed = new Set<string>();
  const edited = new Set<string>();
  for (const [name, change] of changes.changed) {
    const model = models.get(name)!;
    const below = model.parents.some((parent) => edited.has(parent));
    const before = facts.previous.get(name)?.model;
    const rewritten = change === 'metadata' && before !== undefined && textOf(before) !== textOf(model);
    if (below || rewritten) edited.add(name);
    if (change !== 'inherited' || below) listed.add(name);
  }
  return listed;
}

function textOf(model: Model): string {
  const statements = [
    ...model.preStatements,
    ...(model.query === undefined ? [] : [model.query]),
    ...model.postStatements,
  ];
  return statements.map((s) => s.sql).join(';\n');
}
