// "Old ⊑ new" on parse trees: every old column keeps its values, the set of rows is the same, and at most columns were
// added. Anything that cannot be shown to be so is different.
import type { Comparison } from '../../../sql/frontend.ts';
import { changedColumns } from './changedColumns.ts';
import { compareSelect } from './compareSelect.ts';
import { normaliseTree } from './normaliseTree.ts';
import { RowsDiffer, same, type CompareContext, type Item, type Shape } from './shape.ts';
import { ctes, name, tree, trees, visit, type Tree } from './tree.ts';

export function compareTrees(before: Tree, after: Tree, functions: ReadonlyMap<string, string>): Comparison {
  const [old, fresh] = [normaliseTree(before), normaliseTree(after)];
  const found = compareNormal(old, fresh, functions);
  if (found.type !== 'different') return found;
  const changed = changedColumns(old, fresh, (a, b) => compareNormal(a, b, functions));
  return changed === undefined ? found : { ...found, ...changed };
}

function compareNormal(old: Tree, fresh: Tree, functions: ReadonlyMap<string, string>): Comparison {
  if (same(old, fresh)) return { type: 'equal' };
  try {
    const context: CompareContext = { functions, ctes: new Map(), query: compareQuery };
    const added = compareQuery(old, fresh, context).flatMap((item, i) =>
      item.added ? [item.name || `column ${i + 1}`] : [],
    );
    return { type: 'additive', added };
  } catch (error) {
    if (error instanceof RowsDiffer) return { type: 'different', reason: error.message };
    throw error;
  }
}

/** The columns of the new query, or RowsDiffer. */
function compareQuery(old: Tree, fresh: Tree, context: CompareContext): Shape {
  if (old['type'] !== fresh['type']) throw new RowsDiffer('the query has another form');
  const inner = compareCtes(old, fresh, context);
  switch (old['type']) {
    case 'SELECT_NODE':
      return compareSelect(old, fresh, inner);
    case 'SET_OPERATION_NODE':
      return compareSetOperation(old, fresh, inner);
    default:
      if (!same(old, fresh)) throw new RowsDiffer('a recursive query changed');
      if (readsAdded(old, inner)) throw new RowsDiffer('a recursive query reads columns that were added');
      return [{ name: '*', added: false, star: true }];
  }
}

function compareCtes(old: Tree, fresh: Tree, context: CompareContext): CompareContext {
  const before = ctes(old);
  const known = new Map(context.ctes);
  const inner = { ...context, ctes: known };
  let next = 0;
  for (const cte of ctes(fresh)) {
    const match = before[next];
    if (match === undefined || match.name !== cte.name) {
      if (readsTable(old, cte.name)) throw new RowsDiffer(`${cte.name} is a WITH query now`);
      known.delete(cte.name);
      continue;
    }
    next++;
    if (!same({ ...match.value, query: null }, { ...cte.value, query: null }))
      throw new RowsDiffer(`${cte.name} changed`);
    known.set(cte.name, named(compareQuery(match.query, cte.query, inner), match.value['aliases']));
  }
  if (next < before.length) throw new RowsDiffer(`${before[next]!.name} was removed or moved`);
  return inner;
}

/** `WITH c(x, y)` and `c AS t(x, y)` name columns by position. */
function named(shape: Shape, aliases: unknown): Shape {
  if (!Array.isArray(aliases) || aliases.length === 0) return shape;
  if (shape.some((item) => item.added)) throw new RowsDiffer('columns that are named by position were added');
  return aliases.map((alias) => ({ name: name(alias), added: false }));
}

function compareSetOperation(old: Tree, fresh: Tree, context: CompareContext): Shape {
  for (const key of ['setop_type', 'setop_all']) {
    if (!same(old[key], fresh[key])) throw new RowsDiffer('the kind of UNION, EXCEPT or INTERSECT changed');
  }
  const [before, after] = [arms(old), arms(fresh)];
  if (before.length !== after.length) throw new RowsDiffer('the number of queries in a UNION changed');
  const shapes = before.map((arm, i) => context.query(arm, after[i]!, context));
  const shape = unite(old, shapes);
  compareModifiers(old, fresh, shape);
  return shape;
}

function arms(node: Tree): readonly Tree[] {
  const children = trees(node['children']);
  if (children.length > 0) return children;
  return [tree(node['left']) ?? {}, tree(node['right']) ?? {}];
}

function unite(node: Tree, shapes: readonly Shape[]): Shape {
  const first = shapes[0] ?? [];
  if (shapes.every((shape) => shape.every((item) => !item.added))) return first;
  // UNION ALL; false is written, true is the default and left out.
  const keepsAll = node['setop_all'] !== false;
  if (!keepsAll || !String(node['setop_type']).startsWith('UNION'))
    throw new RowsDiffer('a column was added to a UNION, EXCEPT or INTERSECT that compares rows');
  if (node['setop_type'] === 'UNION_BY_NAME') return uniteByName(shapes);
  const pattern = (shape: Shape): string => shape.map((item) => (item.added ? '+' : '=')).join('');
  if (shapes.some((shape) => pattern(shape) !== pattern(first)))
    throw new RowsDiffer('columns were added at different positions of a UNION ALL');
  return first;
}

/** A column that one query had and another one gets changes from NULL to a value. */
function uniteByName(shapes: readonly Shape[]): Shape {
  const items = shapes.flat();
  const kept = new Set(items.filter((item) => !item.added).map((item) => item.name));
  if (items.some((item) => item.star === true) || items.some((item) => item.added && kept.has(item.name)))
    throw new RowsDiffer('a column was added to one query of a UNION BY NAME');
  const united = new Map<string, Item>();
  for (const item of items) if (!united.has(item.name)) united.set(item.name, item);
  return [...united.values()];
}

function compareModifiers(old: Tree, fresh: Tree, shape: Shape): void {
  if (!same(old['modifiers'], fresh['modifiers'])) throw new RowsDiffer('ORDER BY or LIMIT of a UNION changed');
  if (shape.every((item) => !item.added)) return;
  for (const modifier of trees(old['modifiers'])) {
    for (const order of trees(modifier['orders'])) {
      if (tree(order['expression'])?.['type'] !== 'COLUMN_REF')
        throw new RowsDiffer('a UNION is ordered by position, and columns were added');
    }
  }
}

function readsTable(old: Tree, table: string): boolean {
  let reads = false;
  visit(old, (node) => {
    if (node['type'] === 'BASE_TABLE' && node['table_name'] === table && !node['schema_name']) reads = true;
  });
  return reads;
}

function readsAdded(old: Tree, context: CompareContext): boolean {
  return [...context.ctes].some(([cte, shape]) => shape.some((item) => item.added) && readsTable(old, cte));
}
