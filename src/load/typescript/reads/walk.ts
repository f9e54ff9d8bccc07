import type { AnyNode } from 'acorn';

/** Every node of a tree, but for what is inside of one where `visit` says false. */
export function walk(node: AnyNode, visit: (node: AnyNode) => boolean): void {
  if (!visit(node)) return;
  for (const child of Object.values(node) as unknown[]) {
    for (const each of Array.isArray(child) ? (child as unknown[]) : [child]) if (isNode(each)) walk(each, visit);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
