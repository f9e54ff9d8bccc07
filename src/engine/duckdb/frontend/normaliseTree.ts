// A parse tree without what does not matter: places, the case of names, aliases that repeat the name.
import { dropQualifiers } from './dropQualifiers.ts';
import { isTree, name, trees, visit, type Tree } from './tree.ts';

const names = new Set([
  'alias',
  'table_name',
  'schema_name',
  'catalog_name',
  'function_name',
  'relation_name',
  'cte_name',
  'key',
]);

const nameLists = new Set(['column_names', 'using_columns', 'column_name_alias', 'aliases']);

export function normaliseTree(node: Tree): Tree {
  return fold(node, usesWholeRows(node));
}

/** With `asData` names of columns are values, too: a row as a struct has them for keys. */
function fold(node: Tree, asData: boolean): Tree {
  const copy: Record<string, unknown> = {};
  for (const key in node) {
    if (key === 'query_location') continue;
    copy[key] = normalised(key, node[key], { isConstant: node['type'] === 'VALUE_CONSTANT', asData });
  }
  if (asData && node['class'] !== undefined && node['alias'] !== undefined) copy['alias'] = node['alias'];
  // `struct_pack(A := 1)`: what names an argument is a key of the struct.
  if (node['class'] === 'FUNCTION') copy['children'] = withAliases(trees(copy['children']), trees(node['children']));
  if (hasRedundantAlias(copy)) delete copy['alias'];
  return dropQualifiers(copy);
}

/** The value of a constant is data, not a name. */
function normalised(key: string, value: unknown, how: { isConstant: boolean; asData: boolean }): unknown {
  if (how.isConstant && key === 'value') return value;
  if (typeof value === 'string') return names.has(key) ? value.toLowerCase() : value;
  if (Array.isArray(value)) {
    if (nameLists.has(key)) return value.map((item) => (typeof item === 'string' ? item.toLowerCase() : item));
    const inner = { ...how, isConstant: false };
    return value.map((item) => (isTree(item) || Array.isArray(item) ? normalised('', item, inner) : item));
  }
  return isTree(value) ? fold(value, how.asData) : value;
}

function withAliases(folded: readonly Tree[], written: readonly Tree[]): readonly Tree[] {
  return folded.map((child, i) => {
    const alias = written[i]?.['alias'];
    return alias === undefined ? child : { ...child, alias };
  });
}

/** Whether a name that stands alone is that of a table: its rows as structs. */
function usesWholeRows(node: Tree): boolean {
  const tables = new Set<string>();
  const alone = new Set<string>();
  visit(node, (inner) => {
    if (inner['type'] === 'COLUMN_REF') {
      const parts = inner['column_names'] as readonly string[];
      if (parts.length === 1) alone.add(name(parts[0]));
    } else if (inner['class'] === undefined) {
      for (const key of ['alias', 'table_name']) if (inner[key] !== undefined) tables.add(name(inner[key]));
    }
  });
  return [...alone].some((word) => tables.has(word));
}

function hasRedundantAlias(node: Readonly<Record<string, unknown>>): boolean {
  const alias = node['alias'];
  if (alias === undefined) return false;
  if (node['type'] === 'COLUMN_REF') return (node['column_names'] as string[]).at(-1) === alias;
  return node['type'] === 'BASE_TABLE' && node['table_name'] === alias;
}
