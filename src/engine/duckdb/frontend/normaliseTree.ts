// A parse tree without what does not matter: places, the case of names, aliases that repeat the name.
import { dropQualifiers } from './dropQualifiers.ts';
import { isTree, type Tree } from './tree.ts';

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
  const copy: Record<string, unknown> = {};
  for (const key in node) {
    if (key === 'query_location') continue;
    copy[key] = normalised(key, node[key], node['type'] === 'VALUE_CONSTANT');
  }
  if (hasRedundantAlias(copy)) delete copy['alias'];
  return dropQualifiers(copy);
}

/** The value of a constant is data, not a name. */
function normalised(key: string, value: unknown, isConstant: boolean): unknown {
  if (isConstant && key === 'value') return value;
  if (typeof value === 'string') return names.has(key) ? value.toLowerCase() : value;
  if (Array.isArray(value)) {
    if (nameLists.has(key)) return value.map((item) => (typeof item === 'string' ? item.toLowerCase() : item));
    return value.map((item) => (isTree(item) || Array.isArray(item) ? normalised('', item, false) : item));
  }
  return isTree(value) ? normaliseTree(value) : value;
}

function hasRedundantAlias(node: Readonly<Record<string, unknown>>): boolean {
  const alias = node['alias'];
  if (alias === undefined) return false;
  if (node['type'] === 'COLUMN_REF') return (node['column_names'] as string[]).at(-1) === alias;
  return node['type'] === 'BASE_TABLE' && node['table_name'] === alias;
}
