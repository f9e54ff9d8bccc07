// When two queries differ only in what some columns are: which ones. Both queries are stripped of the columns that changed,
// in WITH queries too; the proof is the comparison itself, asked of the stripped ones.
import type { Comparison } from '../../../sql/frontend.ts';
import { bareNames, hasStar, isConstant, ordersOf } from './compareExpression.ts';
import { same } from './shape.ts';
import { ctes, name, tree, trees, visit, type Tree } from './tree.ts';

export interface ChangedColumns {
  /** Old columns with other values, and those that went. */
  readonly columns: readonly string[];
  readonly added: readonly string[];
}

type Compare = (before: Tree, after: Tree) => Comparison;

/** undefined when the rows may differ as well. Both trees are normalised. */
export function changedColumns(old: Tree, fresh: Tree, compare: Compare): ChangedColumns | undefined {
  const stripped = strip(old, fresh, new Set());
  if (stripped === undefined) return undefined;
  const agree =
    compare(stripped.old, stripped.fresh).type === 'equal' &&
    compare(stripped.old, old).type !== 'different' &&
    compare(stripped.fresh, fresh).type !== 'different';
  return agree ? { columns: stripped.columns, added: stripped.added } : undefined;
}

interface Stripped extends ChangedColumns {
  readonly old: Tree;
  readonly fresh: Tree;
}

/** `changed` are names of columns of WITH queries that are left out already. */
function strip(old: Tree, fresh: Tree, changed: ReadonlySet<string>): Stripped | undefined {
  if (old['type'] !== 'SELECT_NODE' || fresh['type'] !== 'SELECT_NODE') {
    return same(old, fresh) && !reads(old, changed) ? { old, fresh, columns: [], added: [] } : undefined;
  }
  const withQueries = stripCtes(old, fresh, changed);
  if (withQueries === undefined) return undefined;
  const { gone } = withQueries;
  if (!same(old['from_table'], fresh['from_table']) || clausesRead(old, gone) || clausesRead(fresh, gone))
    return undefined;
  const list = stripList(old, fresh, gone);
  if (list === undefined) return undefined;
  const { kept, columns, added } = list;
  return {
    old: { ...old, select_list: kept, cte_map: withQueries.old },
    fresh: { ...fresh, select_list: kept, cte_map: withQueries.fresh },
    columns,
    added,
  };
}

interface StrippedCtes {
  readonly old: unknown;
  readonly fresh: unknown;
  readonly gone: ReadonlySet<string>;
}

function stripCtes(old: Tree, fresh: Tree, changed: ReadonlySet<string>): StrippedCtes | undefined {
  const [before, after] = [ctes(old), ctes(fresh)];
  if (before.length !== after.length) return undefined;
  const gone = new Set(changed);
  const queries: Stripped[] = [];
  for (const [i, cte] of before.entries()) {
    const other = after[i]!;
    const stripped = cte.name === other.name ? strip(cte.query, other.query, gone) : undefined;
    if (stripped === undefined) return undefined;
    const differs = stripped.columns.length + stripped.added.length > 0;
    if (differs && hasColumnList(cte.value)) return undefined;
    for (const column of [...stripped.columns, ...stripped.added]) gone.add(column);
    queries.push(stripped);
  }
  return {
    old: withCteQueries(
      old,
      queries.map((q) => q.old),
    ),
    fresh: withCteQueries(
      fresh,
      queries.map((q) => q.fresh),
    ),
    gone,
  };
}

/** `WITH c(x, y)` names columns by position. */
function hasColumnList({ aliases }: Tree): boolean {
  return Array.isArray(aliases) && aliases.length > 0;
}

function withCteQueries(node: Tree, queries: readonly Tree[]): unknown {
  const map = tree(node['cte_map']);
  if (map === undefined || queries.length === 0) return node['cte_map'];
  const entries = trees(map['map']).map((entry, i) => {
    const value = tree(entry['value']) ?? {};
    return { ...entry, value: { ...value, query: { ...tree(value['query']), node: queries[i] } } };
  });
  return { ...map, map: entries };
}

interface StrippedList extends ChangedColumns {
  readonly kept: readonly Tree[];
}

function stripList(old: Tree, fresh: Tree, gone: ReadonlySet<string>): StrippedList | undefined {
  const before = itemsOf(old);
  const after = itemsOf(fresh);
  if (before === undefined || after === undefined) return undefined;
  const stays = (item: Tree, others: readonly Tree[]): boolean =>
    others.some((other) => same(item, other)) && (item['class'] === 'STAR' || !reads(item, gone));
  const kept = before.filter((item) => stays(item, after));
  if (
    kept.length === 0 ||
    !same(
      kept,
      after.filter((item) => stays(item, before)),
    )
  )
    return undefined;
  const stars = kept.filter((item) => item['class'] === 'STAR');
  if (stars.some((star) => mentions(star, gone))) return undefined;
  const left = [...without(before, kept), ...without(after, kept)];
  if (left.some((item) => columnName(item) === '' || hasStar(item))) return undefined;
  if (left.length > 0 && (usesPositions(old) || usesPositions(fresh) || mayBeMeantElsewhere(left, [old, fresh])))
    return undefined;
  const passedOn = stars.length > 0 ? [...gone] : [];
  const columns = [...new Set([...passedOn, ...without(before, kept).map(columnName)])];
  return {
    kept,
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

/** Whether a column of one of these names is read, of whatever table. */
function reads(value: unknown, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  let found = false;
  visit(value, (node) => {
    if (node['class'] !== 'COLUMN_REF') return;
    if ((node['column_names'] as unknown[]).some((part) => names.has(name(part)))) found = true;
  });
  return found;
}

/** Any text of this kind: EXCLUDE lists and USING name columns as plain texts. */
function mentions(value: unknown, names: ReadonlySet<string>): boolean {
  const text = names.size === 0 ? '' : JSON.stringify(value ?? null).toLowerCase();
  return [...names].some((column) => text.includes(JSON.stringify(column)));
}

/** Columns that decide rows must not be among those that changed. */
function clausesRead(node: Tree, gone: ReadonlySet<string>): boolean {
  const { select_list: _list, cte_map: _ctes, ...clauses } = node;
  return mentions(clauses, gone) || (gone.size > 0 && JSON.stringify(node['from_table'] ?? null).includes('"NATURAL"'));
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
