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
    const by = keys.map((k) => k.sqlText).join(', ');
    const sorted = order.map((o) => unquoted(o.sqlText)).join(', ');
    const number = `ROW_NUMBER() OVER (PARTITION BY ${by} ORDER BY ${sorted})`;
    if (qualifying.has(dialect)) return { sqlText: `SELECT * FROM ${relation.sqlText} QUALIFY ${number} = 1` };
    return { sqlText: `SELECT * FROM (SELECT *, ${number} AS _w FROM ${relation.sqlText}) AS _t WHERE _w = 1` };
  },
);
