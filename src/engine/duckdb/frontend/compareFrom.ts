// FROM clauses: the same tables joined in the same way, whose subqueries may have gained columns.
import { requireSame } from './compareExpression.ts';
import { hasAdded, RowsDiffer, same, type CompareContext, type Shape } from './shape.ts';
import { name, text, tree, visit, type Tree } from './tree.ts';

export interface FromItem {
  /** The name that qualifies its columns. */
  readonly alias: string;
  readonly shape: Shape;
}

const unknownColumns: Shape = [{ name: '*', added: false, star: true }];

export function compareFrom(old: Tree, fresh: Tree, context: CompareContext): readonly FromItem[] {
  if (old['type'] !== fresh['type']) throw new RowsDiffer('FROM changed');
  switch (old['type']) {
    case 'BASE_TABLE':
      if (!same(old, fresh)) throw new RowsDiffer(`FROM ${text(old['table_name'])} changed`);
      return [baseTable(old, context)];
    case 'SUBQUERY':
      return [subquery(old, fresh, context)];
    case 'JOIN':
      return join(old, fresh, context);
    case 'PIVOT':
    case 'SHOW_REF':
      requireSame(old, fresh, { context, clause: 'FROM' });
      refuseAdded(old, context);
      return [{ alias: name(old['alias']), shape: unknownColumns }];
    default:
      requireSame(old, fresh, { context, clause: 'FROM' });
      return [{ alias: name(old['alias']), shape: unknownColumns }];
  }
}

function baseTable(node: Tree, { ctes }: CompareContext): FromItem {
  const alias = name(node['alias']) || name(node['table_name']);
  const cte = text(node['schema_name']) === '' ? ctes.get(name(node['table_name'])) : undefined;
  if (cte === undefined) return { alias, shape: unknownColumns };
  refusePositions(node, cte);
  return { alias, shape: cte };
}

function subquery(old: Tree, fresh: Tree, context: CompareContext): FromItem {
  if (!same({ ...old, subquery: null }, { ...fresh, subquery: null })) throw new RowsDiffer('FROM changed');
  const [before, after] = [old, fresh].map((node) => tree(tree(node['subquery'])?.['node']) ?? {});
  const shape = context.query(before!, after!, context);
  refusePositions(old, shape);
  return { alias: name(old['alias']), shape };
}

function refusePositions(node: Tree, shape: Shape): void {
  const aliases = node['column_name_alias'];
  if (Array.isArray(aliases) && aliases.length > 0 && hasAdded(shape))
    throw new RowsDiffer('columns that are named by position were added');
}

function join(old: Tree, fresh: Tree, context: CompareContext): readonly FromItem[] {
  const rest = (node: Tree): Tree => ({ ...node, left: null, right: null, condition: null });
  if (!same(rest(old), rest(fresh))) throw new RowsDiffer('a join changed');
  const sides = (['left', 'right'] as const).flatMap((side) =>
    compareFrom(tree(old[side]) ?? {}, tree(fresh[side]) ?? {}, context),
  );
  requireSame(old['condition'], fresh['condition'], { context, clause: 'a join condition' });
  if (old['ref_type'] === 'NATURAL' && sides.some((side) => hasAdded(side.shape)))
    throw new RowsDiffer('a NATURAL JOIN joins by columns that were added');
  return sides;
}

/** PIVOT groups by all other columns. */
function refuseAdded(node: Tree, { ctes }: CompareContext): void {
  visit(node, (inner) => {
    if (inner['type'] !== 'BASE_TABLE') return;
    const shape = ctes.get(name(inner['table_name']));
    if (shape !== undefined && hasAdded(shape)) throw new RowsDiffer('a PIVOT reads columns that were added');
  });
}
