import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { identifierText, quotedIdentifier, unquoted } from '../value.ts';

const parameters = [
  'column',
  'values',
  'alias',
  'agg',
  'cmp',
  'prefix',
  'suffix',
  'then_value',
  'else_value',
  'quote',
  'distinct',
];

/** `@PIVOT(status, ['open', 'closed'])`: one aggregate of a CASE for each value. */
export const pivot = macro<BuiltinContext>(
  'pivot',
  {
    args: ['sql', 'sqlList', 'boolean?', 'text?', 'text?', 'text?', 'text?', 'text?', 'text?', 'boolean?', 'boolean?'],
    parameters,
  },
  (
    { dialect },
    column: Fragment,
    values: Fragment[],
    alias = true,
    agg = 'SUM',
    cmp = '=',
    prefix = '',
    suffix = '',
    then = '1',
    otherwise = '0',
    quote = true,
    distinct = false,
  ) =>
    values.map(({ sqlText }) => {
      const test = `CASE WHEN ${column.sqlText} ${cmp} ${sqlText} THEN ${then} ELSE ${otherwise} END`;
      const name = `${prefix}${unquoted(sqlText)}${suffix}`;
      const as = alias ? ` AS ${quote ? quotedIdentifier(name, dialect) : identifierText(name, dialect)}` : '';
      return { sqlText: `${agg}(${distinct ? 'DISTINCT ' : ''}${test})${as}` };
    }),
);
