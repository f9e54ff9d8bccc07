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

/**
 * Only what moves: changed and new rows as they are now, and open rows whose key is gone. Twins are told apart after the
 * join, among the few rows that matter: numbering a whole source first costs more than everything else together.
 */
function stageQuery(strategy: WriteHistory, target: string): string {
  const { query, columns, key, validFrom, validTo, timeType, closeMissing, now, change } = strategy;
  const keys = key.map((expression, i) => `(${expression}) AS mesh_key_${i}`).join(', ');
  const newest = change.type === 'time' ? change.column : change.changedAt;
  const was = comparedColumns(strategy).map((c, i) => `${quoteIdentifier(c)} AS mesh_was_${i}`);
  const open = `SELECT ${[keys, ...was].join(', ')}, rowid AS mesh_row, ${quoteIdentifier(validFrom)} AS mesh_was_from FROM ${target} WHERE ${quoteIdentifier(validTo)} IS NULL`;
  const same = key.map((_, i) => `s.mesh_key_${i} IS NOT DISTINCT FROM o.mesh_key_${i}`).join(' AND ');
  // A version never ends before it begins, whatever the source says about times.
  const until = `GREATEST(CASE WHEN s.mesh_given THEN ${instant(strategy, 's')} ELSE CAST(${now} AS ${timeType}) END, o.mesh_was_from)`;
  const moved = `COALESCE(o.mesh_row IS NULL OR ${closeMissing ? 's.mesh_given IS NULL OR ' : ''}(${changed(strategy)}), FALSE)`;
  // By time the newest of twins moves if any does. By columns a twin that is the open version keeps it open, so those that
  // stay are needed as well, without their values.
  const all = change.type === 'columns';
  const given = [...columns.map(quoteIdentifier), ...key.map((_, i) => `mesh_key_${i}`)].map((c) =>
    all ? `CASE WHEN ${moved} THEN s.${c} END AS ${c}` : `s.${c}`,
  );
  const twins = `mesh_row, ${key.map((_, i) => `CASE WHEN mesh_row IS NULL THEN mesh_key_${i} END`).join(', ')}`;
  const order = `${newest === undefined ? '' : 'mesh_newest DESC NULLS LAST, '}mesh_moved`;
  return `WITH mesh_rows AS MATERIALIZED (
      SELECT ${given.join(', ')}, s.mesh_given, o.mesh_row, ${until} AS mesh_until, ${moved} AS mesh_moved${newest === undefined ? '' : `, s.${quoteIdentifier(newest)} AS mesh_newest`}
      FROM (SELECT ${sourceColumns(strategy)}, ${keys}, TRUE AS mesh_given FROM (${query}\n) AS mesh_source) AS s
      ${closeMissing ? 'FULL' : 'LEFT'} JOIN (${open}) AS o ON ${same}${all ? '' : ` WHERE ${moved}`}),
    mesh_firsts AS (
      SELECT * FROM mesh_rows WHERE mesh_moved OR mesh_row IN (SELECT mesh_row FROM mesh_rows WHERE mesh_moved AND mesh_row IS NOT NULL)
      QUALIFY row_number() OVER (PARTITION BY ${twins} ORDER BY ${order}) = 1)
    SELECT *, row_number() OVER () AS mesh_number FROM mesh_firsts WHERE mesh_moved`;
}

/** By time the column of changes is a time like those of the versions, whatever the source has it in. */
function sourceColumns({ columns, change, timeType }: WriteHistory): string {
  const isTime = (c: string): boolean => change.type === 'time' && c.toLowerCase() === change.column.toLowerCase();
  return columns
    .map((c) =>
      isTime(c) ? `CAST(${quoteIdentifier(c)} AS ${timeType}) AS ${quoteIdentifier(c)}` : quoteIdentifier(c),
    )
    .join(', ');
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

function newKeyOpensAt({ change, timeType, isFirstLoad }: WriteHistory, at: string): string {
  const start = `CAST(${epoch} AS ${timeType})`;
  if (change.type === 'time') return change.asValidFrom ? at : start;
  if (!isFirstLoad) return at;
  return change.nowAsValidFrom ? at : start;
}

function names(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(', ');
}
