// One row per key on DuckDB: MERGE INTO, null-safe. Measured, it is at least as fast as DELETE + INSERT, and twice as fast
// where many rows change.
import { quoteIdentifier } from '../../sql/tableName.ts';
import type { Execution } from '../engine.ts';
import type { MergeByKey } from '../writeStrategy.ts';
import { fullName } from './names.ts';
import type { DuckDBSession } from './session.ts';
import { sidesByName, unqualifiedTargets } from './mergeClause.ts';

export function mergeByKey(session: DuckDBSession, strategy: MergeByKey): Promise<Execution> {
  const target = fullName(strategy.target, session.defaultCatalog);
  const list = strategy.columns.map(quoteIdentifier).join(', ');
  if (strategy.isFirstLoad === true)
    return session.execute(`INSERT INTO ${target} (${list}) SELECT ${list} FROM (${onePerKey(strategy)}) AS mesh_rows`);
  const { source, on } = matching(strategy, target);
  const values = strategy.columns.map((c) => `source.${quoteIdentifier(c)}`).join(', ');
  return session.execute(
    `MERGE INTO ${target} AS target USING (${source}) AS source ON ${on}\n${matched(strategy).join('\n')}\n` +
      `WHEN NOT MATCHED THEN INSERT (${list}) VALUES (${values})`,
  );
}

function onePerKey({ query, columns, key, orderBy }: MergeByKey): string {
  const order = orderBy === undefined ? '' : ` ORDER BY ${orderBy}`;
  const list = columns.map(quoteIdentifier).join(', ');
  const partition = key.map((k) => `(${k})`).join(', ');
  return `SELECT ${list} FROM (${query}\n) AS "mesh_source" QUALIFY row_number() OVER (PARTITION BY ${partition}${order}) = 1`;
}

/** Keys that are columns are compared at once; of expressions only each side alone knows what its columns mean. */
function matching(strategy: MergeByKey, target: string): { readonly source: string; readonly on: string } {
  const source = onePerKey(strategy);
  const columns = strategy.key.map((k) => strategy.columns.find((c) => isColumn(k, c)));
  if (columns.every((c) => c !== undefined)) {
    const on = columns.map((c) => `target.${quoteIdentifier(c)} IS NOT DISTINCT FROM source.${quoteIdentifier(c)}`);
    return { source, on: on.join(' AND ') };
  }
  const keys = strategy.key.map((k, i) => `(${k}) AS mesh_key_${i}`).join(', ');
  const same = strategy.key.map((_, i) => `s.mesh_key_${i} IS NOT DISTINCT FROM t.mesh_key_${i}`).join(' AND ');
  return {
    source:
      `SELECT s.*, t.mesh_row FROM (SELECT *, ${keys} FROM (${source}) AS mesh_rows) AS s ` +
      `LEFT JOIN (SELECT rowid AS mesh_row, ${keys} FROM ${target}) AS t ON ${same}`,
    on: 'target.rowid = source.mesh_row',
  };
}

function isColumn(key: string, column: string): boolean {
  const name = /^".*"$/s.test(key) ? key.slice(1, -1).replaceAll('""', '"') : key;
  return name.toLowerCase() === column.toLowerCase();
}

/** A row that the filter refuses stays as it is: adding a second one would break the key. */
function matched({ columns, whenMatched, filter }: MergeByKey): string[] {
  const clauses =
    whenMatched === undefined || whenMatched.length === 0
      ? [
          `WHEN MATCHED THEN UPDATE SET ${columns.map((c) => `${quoteIdentifier(c)} = source.${quoteIdentifier(c)}`).join(', ')}`,
        ]
      : whenMatched.map(unqualifiedTargets);
  if (filter === undefined) return clauses;
  return [`WHEN MATCHED AND (${sidesByName(filter)}\n) IS DISTINCT FROM TRUE THEN DO NOTHING`, ...clauses];
}
