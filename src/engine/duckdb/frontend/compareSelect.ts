// One SELECT against its older self.
import { bareNames, callsOf, hasStar, isConstant, isPlainColumn, ordersOf, requireSame } from './compareExpression.ts';
import { compareFrom, type FromItem } from './compareFrom.ts';
import { hasAdded, RowsDiffer, same, type CompareContext, type Item, type Shape } from './shape.ts';
import { name, text, tree, trees, type Tree } from './tree.ts';

interface Selected {
  readonly node: Tree;
  readonly added: boolean;
}

export function compareSelect(old: Tree, fresh: Tree, context: CompareContext): Shape {
  const from = compareFrom(tree(old['from_table']) ?? {}, tree(fresh['from_table']) ?? {}, context);
  if (from.some((item) => hasAdded(item.shape))) refuseCapture(old, from);
  const selected = matchSelectList(old, fresh, context);
  const shape = shapeOf(selected, from);
  compareClauses(old, fresh, { context, from, selected });
  for (const { node, added } of selected) if (added) checkAdded(node, { old, context });
  checkNames(old, selected, shape);
  if (hasAdded(shape)) refuseDistinct(old, shape);
  return shape;
}

/** The old list must be a subsequence of the new one. */
function matchSelectList(old: Tree, fresh: Tree, context: CompareContext): Selected[] {
  const before = trees(old['select_list']);
  let next = 0;
  const selected = trees(fresh['select_list']).map((node): Selected => {
    const added = next >= before.length || !same(before[next], node);
    if (!added) requireSame(before[next++], node, { context, clause: 'a column' });
    return { node, added };
  });
  if (next < before.length)
    throw new RowsDiffer(`${columnName(before[next]!) || 'a column'} changed, moved or was removed`);
  return selected;
}

function columnName(node: Tree): string {
  const alias = name(node['alias']);
  if (alias !== '') return alias;
  return node['class'] === 'COLUMN_REF' ? name((node['column_names'] as unknown[]).at(-1)) : '';
}

function shapeOf(selected: readonly Selected[], from: readonly FromItem[]): Shape {
  return selected.flatMap(({ node, added }): Shape => {
    if (node['class'] !== 'STAR') return [{ name: columnName(node), added }];
    const of = name(node['relation_name']);
    const items = from.filter((item) => of === '' || item.alias === of).flatMap((item) => item.shape);
    return items.length === 0 ? [{ name: '*', added, star: true }] : items;
  });
}

/** Columns that a subquery gained must not change what a name of the old query means. */
function refuseCapture(old: Tree, from: readonly FromItem[]): void {
  const gained = new Set(from.flatMap((item) => item.shape.filter((i) => i.added).map((i) => i.name)));
  const whole = new Set(from.filter((item) => hasAdded(item.shape)).map((item) => item.alias));
  const list = trees(old['select_list']);
  const { from_table: _from, cte_map: _ctes, ...clauses } = old;
  const everything = [clauses, conditions(old['from_table'])];
  for (const used of bareNames(everything)) {
    if (gained.has(used)) throw new RowsDiffer(`${used} may mean a column that was added`);
    if (whole.has(used) && usesRow(everything, used)) throw new RowsDiffer(`the row ${used} has more columns now`);
  }
  const { select_list: _list, modifiers: _modifiers, ...others } = clauses;
  const inside = list.filter((item) => item['class'] !== 'STAR' || item['columns'] === true || item['expr']);
  if (hasStar(inside) || hasStar(others)) throw new RowsDiffer('an expression over * has more columns now');
}

function conditions(from: unknown): unknown[] {
  const node = tree(from);
  if (node?.['type'] !== 'JOIN') return [];
  return [node['condition'], ...conditions(node['left']), ...conditions(node['right'])];
}

/** `SELECT t FROM t` is a struct of all columns; `t.a` is not. */
function usesRow(expression: unknown, alias: string): boolean {
  return JSON.stringify(expression).includes(`"column_names":["${alias}"]`);
}

interface Compared {
  readonly context: CompareContext;
  readonly from: readonly FromItem[];
  readonly selected: readonly Selected[];
}

const clauses = [
  ['where_clause', 'WHERE'],
  ['having', 'HAVING'],
  ['qualify', 'QUALIFY'],
  ['sample', 'the sample'],
  ['group_sets', 'GROUP BY'],
  ['aggregate_handling', 'GROUP BY'],
] as const;

function compareClauses(old: Tree, fresh: Tree, compared: Compared): void {
  const { context } = compared;
  for (const [key, clause] of clauses) requireSame(old[key], fresh[key], { context, clause });
  const before = trees(old['select_list']);
  const after = compared.selected.map(({ node }) => node);
  const moved = compared.selected.some(({ added }) => added) || compared.from.some((item) => hasAdded(item.shape));
  const resolved = (value: unknown, list: readonly Tree[]): unknown => trees(value).map((e) => meaning(e, list, moved));
  requireSame(resolved(old['group_expressions'], before), resolved(fresh['group_expressions'], after), {
    context,
    clause: 'GROUP BY',
  });
  const modifiers = (node: Tree, list: readonly Tree[]): unknown =>
    trees(node['modifiers']).map((modifier) => ({
      ...modifier,
      distinct_on_targets: resolved(modifier['distinct_on_targets'], list),
      orders: trees(modifier['orders']).map((order) => ({
        ...order,
        expression: meaning(tree(order['expression']) ?? {}, list, moved),
      })),
    }));
  requireSame(modifiers(old, before), modifiers(fresh, after), { context, clause: 'ORDER BY, LIMIT or DISTINCT' });
}

/** A position stands for the expression there. */
function meaning(expression: Tree, list: readonly Tree[], moved: boolean): unknown {
  const value = tree(expression['value'])?.['value'];
  if (!isConstant(expression) || typeof value !== 'number') return expression;
  const upTo = list.slice(0, value);
  if (upTo.some((item) => item['class'] === 'STAR')) {
    if (moved) throw new RowsDiffer('a position behind * may mean another column now');
    return expression;
  }
  return { position: list[value - 1] ?? null };
}

function checkAdded(node: Tree, { old, context }: { old: Tree; context: CompareContext }): void {
  const column = columnName(node) || 'the column that was added';
  if (hasStar(node)) throw new RowsDiffer('a * was added');
  const { functions } = context;
  const calls = callsOf(node, functions);
  if (calls.unnest) throw new RowsDiffer(`${column} changes the number of rows (unnest)`);
  if (calls.unknown !== undefined)
    throw new RowsDiffer(`${column} calls ${calls.unknown}, which may change the number of rows`);
  const groupsByAll = old['aggregate_handling'] === 'FORCE_AGGREGATES';
  // GROUP BY ALL over constants alone groups nothing.
  const groups =
    trees(old['group_expressions']).length > 0 ||
    trees(old['group_sets']).length > 0 ||
    callsOf([old['select_list'], old['having']], functions).aggregate;
  if (calls.aggregate && !groups) throw new RowsDiffer(`${column} aggregates a query that did not`);
  if (groupsByAll && !calls.aggregate && !isConstant(node))
    throw new RowsDiffer(`GROUP BY ALL also groups by ${column} now`);
}

/** A column that was added must not take an old one's name, nor be what ORDER BY, HAVING or QUALIFY mean by a name. */
function checkNames(old: Tree, selected: readonly Selected[], shape: Shape): void {
  const kept = new Set(shape.filter((item) => !item.added).map((item) => item.name));
  const first = ordersOf(old['modifiers']).map((order) => order['expression']);
  const targets = trees(old['modifiers']).map((modifier) => modifier['distinct_on_targets']);
  const prefersAlias = bareNames([first, targets, old['having'], old['qualify']]);
  for (const [i, { node, added }] of selected.entries()) {
    const column = columnName(node);
    if (!added || column === '') continue;
    if (kept.has(column)) throw new RowsDiffer(`there are two columns named ${column} now`);
    if (selected.slice(i + 1).some((later) => later.node['class'] === 'STAR'))
      throw new RowsDiffer(`${column} stands before a * that may have a column of this name`);
    if (prefersAlias.has(column) && !isPlainColumn(node, column))
      throw new RowsDiffer(`ORDER BY, HAVING or QUALIFY may mean the new column ${column}`);
  }
}

function refuseDistinct(old: Tree, shape: Shape): void {
  const added = shape.find((item: Item) => item.added)?.name || 'a column';
  const modifiers = trees(old['modifiers']);
  const distinct = modifiers.find((modifier) => modifier['type'] === 'DISTINCT_MODIFIER');
  if (distinct !== undefined && trees(distinct['distinct_on_targets']).length === 0)
    throw new RowsDiffer(`DISTINCT also compares ${added} now`);
  const limits = distinct !== undefined || modifiers.some((modifier) => text(modifier['type']).startsWith('LIMIT'));
  if (limits && ordersOf(modifiers).some((order) => hasStar(order['expression'])))
    throw new RowsDiffer('ORDER BY ALL decides which rows are kept');
}
