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
  await session.execute(closeChanged(strategy, target));
  if (strategy.closeMissing) await session.execute(closeMissing(strategy, target));
  const inserted = await session.execute(openVersions(strategy, target));
  await session.execute(`DROP TABLE ${stage}`);
  return inserted;
}

/** Each row as it is now, its key, whether the key is open, whether it changed, and when its last version was closed. */
function stageQuery(strategy: WriteHistory, target: string): string {
  const { query, columns, key, validTo, change } = strategy;
  const keys = key.map((expression, i) => `(${expression}) AS mesh_key_${i}`).join(', ');
  const newest = change.type === 'time' ? change.column : change.changedAt;
  const order = newest === undefined ? '' : ` ORDER BY ${quoteIdentifier(newest)} DESC NULLS LAST`;
  const first = `row_number() OVER (PARTITION BY ${key.map((e) => `(${e})`).join(', ')}${order}) = 1`;
  const source = `SELECT ${names(columns)}, ${keys} FROM (${query}\n) AS mesh_source QUALIFY ${first}`;
  const compared = comparedColumns(strategy);
  const openColumns = compared.map((c, i) => `${quoteIdentifier(c)} AS mesh_was_${i}`);
  const open = `SELECT ${[keys, ...openColumns].join(', ')} FROM ${target} WHERE ${quoteIdentifier(validTo)} IS NULL`;
  const closed = `SELECT ${keys}, max(${quoteIdentifier(validTo)}) AS mesh_closed_at FROM ${target} GROUP BY ALL HAVING count(*) = count(${quoteIdentifier(validTo)})`;
  return `SELECT s.*, o.mesh_found IS NOT NULL AS mesh_is_open, COALESCE(o.mesh_found IS NOT NULL AND (${changed(strategy)}), FALSE) AS mesh_changed, c.mesh_closed_at
    FROM (${source}) AS s
    LEFT JOIN (SELECT *, TRUE AS mesh_found FROM (${open})) AS o ON ${sameKey('s', 'o', key.length)}
    LEFT JOIN (${closed}) AS c ON ${sameKey('s', 'c', key.length)}`;
}

function comparedColumns({ change }: WriteHistory): readonly string[] {
  return change.type === 'time' ? [change.column] : change.columns;
}

function changed(strategy: WriteHistory): string {
  const compared = comparedColumns(strategy);
  if (strategy.change.type === 'time') return `s.${quoteIdentifier(compared[0]!)} > o.mesh_was_0`;
  return compared.map((c, i) => `s.${quoteIdentifier(c)} IS DISTINCT FROM o.mesh_was_${i}`).join(' OR ') || 'FALSE';
}

function sameKey(a: string, b: string, keys: number): string {
  return Array.from({ length: keys }, (_, i) => `${a}.mesh_key_${i} IS NOT DISTINCT FROM ${b}.mesh_key_${i}`).join(
    ' AND ',
  );
}

/** When the change of a staged row happened. */
function instant({ change, now, timeType }: WriteHistory, alias: string): string {
  const column = change.type === 'time' ? change.column : change.changedAt;
  const value =
    column === undefined
      ? now
      : `COALESCE(CAST(${alias}.${quoteIdentifier(column)} AS ${timeType}), CAST(${now} AS ${timeType}))`;
  return `CAST(${value} AS ${timeType})`;
}

function closeChanged(strategy: WriteHistory, target: string): string {
  const { key, validTo } = strategy;
  const keys = key.map((_, i) => `mesh_key_${i}`).join(', ');
  // Only columns of mesh's own are visible beside the target's: its key expressions stay unambiguous.
  const source = `(SELECT ${keys}, ${instant(strategy, 'staged')} AS mesh_instant FROM ${stage} AS staged WHERE mesh_changed) AS mesh_changes`;
  const same = key
    .map((expression, i) => `(${expression}) IS NOT DISTINCT FROM mesh_changes.mesh_key_${i}`)
    .join(' AND ');
  return `UPDATE ${target} SET ${quoteIdentifier(validTo)} = mesh_changes.mesh_instant FROM ${source} WHERE ${quoteIdentifier(validTo)} IS NULL AND ${same}`;
}

function closeMissing(strategy: WriteHistory, target: string): string {
  const { key, validTo, now, timeType } = strategy;
  const keys = key.map((_, i) => `mesh_key_${i}`).join(', ');
  const same = key.map((expression, i) => `mesh_keys.mesh_key_${i} IS NOT DISTINCT FROM (${expression})`).join(' AND ');
  return `UPDATE ${target} SET ${quoteIdentifier(validTo)} = CAST(${now} AS ${timeType})
    WHERE ${quoteIdentifier(validTo)} IS NULL AND NOT EXISTS (SELECT 1 FROM (SELECT ${keys} FROM ${stage}) AS mesh_keys WHERE ${same})`;
}

function openVersions(strategy: WriteHistory, target: string): string {
  const { columns, validFrom, validTo, timeType } = strategy;
  const into = names([...columns, validFrom, validTo]);
  return `INSERT INTO ${target} (${into}) SELECT ${names(columns)}, ${opensAt(strategy)}, CAST(NULL AS ${timeType}) FROM ${stage} AS staged WHERE mesh_changed OR NOT mesh_is_open`;
}

/** A key that was closed before never opens earlier than that. */
function opensAt(strategy: WriteHistory): string {
  const { change, timeType, isFirstLoad, now } = strategy;
  const at = instant(strategy, 'staged');
  const again = `GREATEST(CAST(mesh_closed_at AS ${timeType}), ${at})`;
  return `CASE WHEN mesh_changed THEN ${at} WHEN mesh_closed_at IS NOT NULL THEN ${again} ELSE ${newKeyOpensAt()} END`;

  function newKeyOpensAt(): string {
    const start = `CAST(${epoch} AS ${timeType})`;
    if (change.type === 'time') return change.asValidFrom ? at : start;
    if (!isFirstLoad) return at;
    return change.nowAsValidFrom ? `CAST(${now} AS ${timeType})` : start;
  }
}

function names(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(', ');
}
