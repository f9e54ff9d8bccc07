import type { MacroContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { unquoted } from '../value.ts';

/** Dialects that can filter by a window function without a subquery. */
const qualifying = new Set(['duckdb', 'bigquery', 'snowflake', 'databricks', 'redshift', 'clickhouse']);

/** `@DEDUPLICATE(table, [key], ['updated_at DESC'])`: the first row of each key in that order. */
export const deduplicate = macro(
  'deduplicate',
  { args: ['sql', 'sqlList', 'sqlList'], parameters: ['relation', 'partition_by', 'order_by'] },
  ({ dialect }: MacroContext, relation: Fragment, keys: Fragment[], order: Fragment[]) => {
    const clause = (words: string, items: readonly string[]) =>
      items.length === 0 ? [] : [`${words} ${items.join(', ')}`];
    const by = clause(
      'PARTITION BY',
      keys.map((k) => k.sqlText),
    );
    const sorted = clause(
      'ORDER BY',
      order.map((o) => unquoted(o.sqlText)),
    );
    const number = `ROW_NUMBER() OVER (${[...by, ...sorted].join(' ')})`;
    if (qualifying.has(dialect)) return { sqlText: `SELECT * FROM ${relation.sqlText} QUALIFY ${number} = 1` };
    return { sqlText: `SELECT * FROM (SELECT *, ${number} AS _w FROM ${relation.sqlText}) AS _t WHERE _w = 1` };
  },
);
