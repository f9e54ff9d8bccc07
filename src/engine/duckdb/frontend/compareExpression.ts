// Expressions must be the same; a subquery in one may read a CTE that gained columns only if it does not pass them on.
import { hasAdded, RowsDiffer, same, type CompareContext } from './shape.ts';
import { name, text, tree, trees, visit, type Tree } from './tree.ts';

export interface Where {
  readonly context: CompareContext;
  /** For the reason: `WHERE`, `a join condition`. */
  readonly clause: string;
}

export function requireSame(old: unknown, fresh: unknown, { context, clause }: Where): void {
  if (!same(old, fresh)) throw new RowsDiffer(`${clause} changed`);
  visit(old, (node) => {
    const query = tree(tree(node['subquery'])?.['node']);
    if (query === undefined) return undefined;
    const shape = context.query(query, query, context);
    if (hasAdded(shape) && !text(node['subquery_type']).endsWith('EXISTS'))
      throw new RowsDiffer(`a subquery in ${clause} has more columns now`);
    return 'skip';
  });
}

/** Names that stand alone and so could mean a column or alias that was added. */
export function bareNames(value: unknown): Set<string> {
  const found = new Set<string>();
  visit(value, (node) => {
    if (node['type'] === 'COLUMN_REF') found.add(name((node['column_names'] as unknown[])[0]));
  });
  return found;
}

/** `*` and COLUMNS(…) inside an expression. */
export function hasStar(value: unknown): boolean {
  let found = false;
  visit(value, (node) => {
    if (node['class'] === 'STAR') found = true;
    return node['class'] === 'SUBQUERY' ? 'skip' : undefined;
  });
  return found;
}

export interface Calls {
  readonly aggregate: boolean;
  readonly unnest: boolean;
  /** The first function that is neither built in nor an operator. */
  readonly unknown: string | undefined;
}

/** Functions called by an expression itself: not those inside its subqueries, nor window functions. */
export function callsOf(expression: unknown, functions: ReadonlyMap<string, string>): Calls {
  let aggregate = false;
  let unnest = false;
  let unknown: string | undefined;
  visit(expression, (node) => {
    if (node['class'] === 'SUBQUERY') return 'skip';
    if (node['class'] === 'WINDOW') {
      // Its own name is a window function; what it is computed from may hold aggregates.
      const inside = [node['children'], node['partitions'], node['orders'], node['filter_expr']];
      const calls = callsOf(inside, functions);
      aggregate ||= calls.aggregate;
      unnest ||= calls.unnest;
      unknown ??= calls.unknown;
      return 'skip';
    }
    if (node['class'] !== 'FUNCTION') return undefined;
    const called = name(node['function_name']);
    if (called === 'unnest' || called === 'unlist') unnest = true;
    const type = functions.get(called);
    if (type === 'aggregate') aggregate = true;
    if (type === undefined && node['is_operator'] !== true) unknown ??= called;
    return undefined;
  });
  return { aggregate, unnest, unknown };
}

export function isConstant(expression: Tree): boolean {
  return expression['class'] === 'CONSTANT';
}

export function isPlainColumn(expression: Tree, column: string): boolean {
  return expression['class'] === 'COLUMN_REF' && name((expression['column_names'] as unknown[]).at(-1)) === column;
}

export function ordersOf(modifiers: unknown): readonly Tree[] {
  return trees(modifiers).flatMap((modifier) => trees(modifier['orders']));
}
