// When two queries differ only in what some columns of the outermost SELECT are: which ones. The proof is the comparison
// itself, asked of the queries without those columns.
import type { Comparison } from '../../../sql/frontend.ts';
import { bareNames, hasStar, isConstant, ordersOf } from './compareExpression.ts';
import { same } from './shape.ts';
import { name, tree, trees, visit, type Tree } from './tree.ts';

export interface ChangedColumns {
  /** Old columns with other values, and those that went. */
  readonly columns: readonly string[];
  readonly added: readonly string[];
}

type Compare = (before: Tree, after: Tree) => Comparison;

/** undefined when the rows may differ as well. Both trees are normalised. */
export function changedColumns(old: Tree, fresh: Tree, compare: Compare): ChangedColumns | undefined {
  if (old['type'] !== 'SELECT_NODE' || fresh['type'] !== 'SELECT_NODE') return undefined;
  const before = itemsOf(old);
  const after = itemsOf(fresh);
  if (before === undefined || after === undefined || usesPositions(old) || usesPositions(fresh)) return undefined;
  const kept = before.filter((item) => after.some((other) => same(item, other)));
  const keptAfter = after.filter((item) => before.some((other) => same(item, other)));
  if (kept.length === 0 || !same(kept, keptAfter)) return undefined;
  const changed = [...without(before, kept), ...without(after, kept)];
  if (changed.some((item) => columnName(item) === '' || hasStar(item))) return undefined;
  if (mayBeMeantElsewhere(changed, [old, fresh])) return undefined;
  const keeps = (node: Tree): Tree => ({ ...node, select_list: kept });
  const agree =
    compare(keeps(old), keeps(fresh)).type === 'equal' &&
    compare(keeps(old), fresh).type !== 'different' &&
    compare(keeps(fresh), old).type !== 'different';
  if (!agree) return undefined;
  const columns = without(before, kept).map(columnName);
  return {
    columns,
    added: without(after, kept)
      .map(columnName)
      .filter((column) => !columns.includes(column)),
  };
}

/** The select list, if its names tell its items apart. */
function itemsOf(node: Tree): readonly Tree[] | undefined {
  const items = trees(node['select_list']);
  const names = items.map(columnName).filter((column) => column !== '');
  return new Set(names).size === names.length ? items : undefined;
}

function columnName(item: Tree): string {
  const alias = name(item['alias']);
  if (alias !== '') return alias;
  return item['class'] === 'COLUMN_REF' ? name((item['column_names'] as unknown[]).at(-1)) : '';
}

function without(items: readonly Tree[], kept: readonly Tree[]): readonly Tree[] {
  return items.filter((item) => !kept.some((other) => same(item, other)));
}

/** GROUP BY 1 means another column when one before it is left out. */
function usesPositions(node: Tree): boolean {
  const orders = ordersOf(node['modifiers']).map((order) => tree(order['expression']) ?? {});
  const targets = trees(node['modifiers']).flatMap((modifier) => trees(modifier['distinct_on_targets']));
  return [...trees(node['group_expressions']), ...orders, ...targets].some(isConstant);
}

/**
 * A name of a changed column that stands elsewhere may mean that column. Not so where its own expression reads a column of
 * this name: then it is a table's, which WHERE, GROUP BY and other columns prefer (the comparison looks after the rest).
 */
function mayBeMeantElsewhere(changed: readonly Tree[], nodes: readonly Tree[]): boolean {
  const names = new Set(changed.map(columnName));
  const own = new Set(
    changed.filter((item) => !hasNamesOfItsOwn(item) && bareNames(item).has(columnName(item))).map(columnName),
  );
  return nodes.some((node) => {
    const { cte_map: _ctes, ...clauses } = node;
    const rest = { ...clauses, select_list: without(trees(node['select_list']), changed) };
    const used = bareNames(rest);
    return [...names].some((column) => used.has(column) && !own.has(column));
  });
}

/** Parameters of a lambda and tables of a subquery are no columns of the query. */
function hasNamesOfItsOwn(item: Tree): boolean {
  let found = false;
  visit(item, (node) => {
    if (node['class'] === 'LAMBDA' || node['class'] === 'SUBQUERY') found = true;
  });
  return found;
}
