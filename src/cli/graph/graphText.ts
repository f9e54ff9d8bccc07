// The graph as a tree of text: every model under its first parent, and only named where it comes again.
import type { GraphModel } from '../../project/projectGraph.ts';
import type { Paint } from '../paint.ts';

interface Branch {
  readonly name: string;
  readonly indent: string;
  readonly isLast: boolean;
  readonly isRoot: boolean;
}

export function graphText(models: readonly GraphModel[], paint: Paint): string {
  const byName = new Map(models.map((model) => [model.name, model]));
  const children = childrenOf(models);
  const isExternal = (name: string): boolean => !byName.has(name);
  const roots = [...children.keys()].filter((name) => (byName.get(name)?.parents ?? []).length === 0).sort();
  const lines: string[] = [];
  const shown = new Set<string>();
  const stack: Branch[] = roots.reverse().map((name) => ({ name, indent: '', isLast: true, isRoot: true }));
  for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
    const { name, indent, isLast, isRoot } = branch;
    const below = children.get(name) ?? [];
    const again = shown.has(name);
    const lead = isRoot ? '' : `${indent}${isLast ? '└─ ' : '├─ '}`;
    const kind = isExternal(name) ? 'external table' : byName.get(name)!.kind;
    const suffix = again && below.length > 0 ? paint('dim', '  …') : '';
    lines.push(`${paint('dim', lead)}${again ? paint('dim', name) : name}  ${paint('dim', kind)}${suffix}`);
    if (again) continue;
    shown.add(name);
    const inner = isRoot ? '' : `${indent}${isLast ? '   ' : '│  '}`;
    for (const [i, child] of [...below].reverse().entries()) {
      stack.push({ name: child, indent: inner, isLast: i === 0, isRoot: false });
    }
  }
  return lines.join('\n');
}

/** Of every model and external table, sorted. */
export function childrenOf(models: readonly GraphModel[]): Map<string, string[]> {
  const children = new Map<string, string[]>(models.map((model) => [model.name, []]));
  for (const model of models) {
    for (const parent of model.parents) {
      const list = children.get(parent);
      if (list === undefined) children.set(parent, [model.name]);
      else list.push(model.name);
    }
  }
  for (const list of children.values()) list.sort();
  return children;
}

/** External tables: names that are read and are no model. */
export function externalNames(models: readonly GraphModel[]): string[] {
  const own = new Set(models.map((model) => model.name));
  return [...new Set(models.flatMap((model) => model.parents))].filter((name) => !own.has(name)).sort();
}
