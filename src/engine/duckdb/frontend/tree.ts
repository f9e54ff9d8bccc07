// DuckDB's parse trees and plans as plain JSON, and the few questions everyone asks them.

export type Tree = { readonly [key: string]: unknown };

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function tree(value: unknown): Tree | undefined {
  return isTree(value) ? value : undefined;
}

export function trees(value: unknown): readonly Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Names of tables, columns and aliases: DuckDB compares them without case. */
export function name(value: unknown): string {
  return text(value).toLowerCase();
}

/** A place in the text in bytes; "nowhere" is 2^64−1, which JSON rounds. */
export function location(node: Tree): number | undefined {
  const at = node['query_location'];
  return typeof at === 'number' && Number.isSafeInteger(at) ? at : undefined;
}

/** `cte_map` as a list in the order of the text: a CTE sees those before it. */
export function ctes(node: Tree): readonly { readonly name: string; readonly value: Tree; readonly query: Tree }[] {
  return trees(tree(node['cte_map'])?.['map']).map((entry) => {
    const value = tree(entry['value']) ?? {};
    return { name: name(entry['key']), value, query: tree(tree(value['query'])?.['node']) ?? {} };
  });
}

/** The query of a parsed statement list; json_serialize_sql puts each statement's under `node`. */
export function queryOf(parsed: Tree): Tree | undefined {
  const [statement] = trees(parsed['statements']);
  return tree(statement?.['node']);
}

export function visit(value: unknown, see: (node: Tree) => 'skip' | void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see);
  } else if (isTree(value)) {
    if (see(value) === 'skip') return;
    for (const key in value) {
      const child = value[key];
      if (typeof child === 'object' && child !== null) visit(child, see);
    }
  }
}
