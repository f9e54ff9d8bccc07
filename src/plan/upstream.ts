import type { Model } from '../model/model.ts';

/** These models and all that they read, directly or not. */
export function withUpstream(models: ReadonlyMap<string, Model>, names: Iterable<string>): ReadonlySet<string> {
  const found = new Set(names);
  const open = [...found];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const parent of models.get(name)?.parents ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      open.push(parent);
    }
  }
  return found;
}
