// Type 2 history on DuckDB: closes and opens only the rows whose key changed, instead of writing the history anew.
import { quoteIdentifier } from '../../sql/tableName.ts';
import type { Execution } from '../engine.ts';
import type { WriteHistory } from '../writeStrategy.ts';
import { fullName } from './names.ts';
import type { DuckDBSession } from './session.ts';

const stage = 'temp.main."mesh_stage"';
const epoch = `'1970-01-01 00:00:00'`;

export async function writeHistory(session: DuckDBSession, strategy: WriteHistory): Promise<Execution> {
  const target = fullName(strategy.target, session.defaultCatalog);
  await session.execute(`CREATE OR REPLACE TEMP TABLE "mesh_stage" AS ${stageQuery(strategy, target)}`);
  // By row number: the key may be an expression, and only here it stands for exactly one open row.
  await session.execute(
    `UPDATE ${target} SET ${quoteIdentifier(strategy.validTo)} = mesh_closed.mesh_until
     FROM (SELECT mesh_row, mesh_until FROM ${stage} WHERE mesh_row IS NOT NULL) AS mesh_closed WHERE rowid = mesh_closed.mesh_row`,
  );
  const inserted = await session.execute(openVersions(strategy, target));
  await session.execute(`DROP TABLE ${stage}`);
  return inserted;
}

/** Only what moves: changed and new rows as they are now, and open rows whose key is gone. */
function stageQuery(strategy: WriteHistory, target: string): string {
  const { query, columns, key, validFrom, validTo, timeType, closeMissing, now } = strategy;
  const keys = key.map((expression, i) => `(${expression}) AS mesh_key_${i}`).join(', ');
  const newest = strategy.change.type === 'time' ? strategy.change.column : strategy.change.changedAt;
  const order = newest === undefined ? '' : ` ORDER BY ${quoteIdentifier(newest)} DESC NULLS LAST`;
  const first = `row_number() OVER (PARTITION BY ${key.map((e) => `(${e})`).join(', ')}${order}) = 1`;
  const source = `SELECT ${names(columns)}, ${keys}, TRUE AS mesh_given FROM (${query}\n) AS mesh_source QUALIFY ${first}`;
  const was = comparedColumns(strategy).map((c, i) => `${quoteIdentifier(c)} AS mesh_was_${i}`);
  const open = `SELECT ${[keys, ...was].join(', ')}, rowid AS mesh_row, ${quoteIdentifier(validFrom)} AS mesh_was_from FROM ${target} WHERE ${quoteIdentifier(validTo)} IS NULL`;
  const same = key.map((_, i) => `s.mesh_key_${i} IS NOT DISTINCT FROM o.mesh_key_${i}`).join(' AND ');
  const at = instant(strategy, 's');
  // A version never ends before it begins, whatever the source says about times.
  const until = `GREATEST(CASE WHEN s.mesh_given THEN ${at} ELSE CAST(${now} AS ${timeType}) END, o.mesh_was_from)`;
  return `SELECT s.*, o.mesh_row, row_number() OVER () AS mesh_number, ${until} AS mesh_until
    FROM (${source}) AS s ${closeMissing ? 'FULL' : 'LEFT'} JOIN (${open}) AS o ON ${same}
    WHERE o.mesh_row IS NULL OR ${closeMissing ? 's.mesh_given IS NULL OR ' : ''}(${changed(strategy)})`;
}

function comparedColumns({ change }: WriteHistory): readonly string[] {
  return change.type === 'time' ? [change.column] : change.columns;
}

function changed(strategy: WriteHistory): string {
  const compared = comparedColumns(strategy).map((c, i) => [`s.${quoteIdentifier(c)}`, `o.mesh_was_${i}`] as const);
  if (strategy.change.type !== 'time')
    return compared.map(([is, was]) => `${is} IS DISTINCT FROM ${was}`).join(' OR ') || 'FALSE';
  const [is, was] = compared[0]!;
  return `${is} > ${was} OR (${was} IS NULL AND ${is} IS NOT NULL)`;
}

/** When the change of a row happened. */
function instant({ change, now, timeType }: WriteHistory, alias: string): string {
  const column = change.type === 'time' ? change.column : change.changedAt;
  if (column === undefined) return `CAST(${now} AS ${timeType})`;
  return `COALESCE(CAST(${alias}.${quoteIdentifier(column)} AS ${timeType}), CAST(${now} AS ${timeType}))`;
}

/** A key that was closed before never opens earlier than that. */
function openVersions(strategy: WriteHistory, target: string): string {
  const { columns, key, validFrom, validTo, timeType } = strategy;
  const keys = key.map((expression, i) => `(${expression}) AS mesh_key_${i}`).join(', ');
  const same = key.map((_, i) => `n.mesh_key_${i} IS NOT DISTINCT FROM t.mesh_key_${i}`).join(' AND ');
  const list = columns.map((c) => `s.${quoteIdentifier(c)}`).join(', ');
  const at = instant(strategy, 's');
  const from = `CASE WHEN s.mesh_row IS NOT NULL THEN s.mesh_until WHEN c.mesh_closed_at IS NOT NULL THEN GREATEST(CAST(c.mesh_closed_at AS ${timeType}), ${at}) ELSE ${newKeyOpensAt(strategy, at)} END`;
  return `INSERT INTO ${target} (${names([...columns, validFrom, validTo])})
    SELECT ${list}, ${from}, CAST(NULL AS ${timeType}) FROM ${stage} AS s
    LEFT JOIN (SELECT n.mesh_number, max(t.mesh_until) AS mesh_closed_at
      FROM ${stage} AS n JOIN (SELECT ${keys}, ${quoteIdentifier(validTo)} AS mesh_until FROM ${target}) AS t ON ${same}
      WHERE n.mesh_row IS NULL GROUP BY n.mesh_number) AS c ON c.mesh_number = s.mesh_number WHERE s.mesh_given`;
}

function newKeyOpensAt({ change, timeType, isFirstLoad, now }: WriteHistory, at: string): string {
  const start = `CAST(${epoch} AS ${timeType})`;
  if (change.type === 'time') return change.asValidFrom ? at : start;
  if (!isFirstLoad) return at;
  return change.nowAsValidFrom ? `CAST(${now} AS ${timeType})` : start;
}

function names(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(', ');
}
