// Type 2 history on DuckDB: closes and opens only the rows whose key changed, instead of writing the history anew.
import { unquote } from '../../sql/identifier.ts';
import { lex } from '../../sql/lexer.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { tokenText } from '../../sql/tokens.ts';
import type { Execution } from '../engine.ts';
import type { WriteHistory } from '../writeStrategy.ts';
import { fullName } from './names.ts';
import type { DuckDBSession } from './session.ts';

const stage = 'temp.main."mesh_stage"';
const source = 'temp.main."mesh_source"';
const epoch = `'1970-01-01 00:00:00'`;

/** Neither compared nor part of the key, and without a value in the whole history: a column that was added to a table with versions. */
async function emptyColumns(session: DuckDBSession, strategy: WriteHistory, target: string): Promise<string[]> {
  const used = new Set([...comparedColumns(strategy), ...strategy.key.flatMap(namesIn)].map((c) => c.toLowerCase()));
  const others = strategy.columns.filter((c) => !used.has(c.toLowerCase()));
  if (others.length === 0) return [];
  const hasRows = `EXISTS (SELECT 1 FROM ${target}) AS mesh_rows`;
  const hasValue = others.map(
    (c, i) => `EXISTS (SELECT 1 FROM ${target} WHERE ${quoteIdentifier(c)} IS NOT NULL) AS mesh_has_${i}`,
  );
  const [found] = await session.query(`SELECT ${[hasRows, ...hasValue].join(', ')}`);
  return found!['mesh_rows'] === true ? others.filter((_, i) => found![`mesh_has_${i}`] === false) : [];
}

function namesIn(expression: string): string[] {
  const tokens = lex(expression);
  return Array.from({ length: tokens.count }, (_, i) => unquote(tokenText(tokens, i)));
}

async function readOnce(session: DuckDBSession, strategy: WriteHistory): Promise<WriteHistory> {
  await session.execute(`CREATE OR REPLACE TEMP TABLE "mesh_source" AS ${strategy.query}`);
  return { ...strategy, query: `SELECT * FROM ${source}` };
}

/** Open versions that stay get its value, as if they had always had the column; closed ones are as they were. */
function fillColumns(strategy: WriteHistory, target: string, added: readonly string[]): string {
  const { key, validTo, change } = strategy;
  const keys = key.map((expression, i) => `(${expression}) AS mesh_key_${i}`);
  const was = comparedColumns(strategy).map((c, i) => `${quoteIdentifier(c)} AS mesh_was_${i}`);
  const same = [
    ...key.map((_, i) => `s.mesh_key_${i} IS NOT DISTINCT FROM o.mesh_key_${i}`),
    ...comparedColumns(strategy).map((c, i) => `s.${quoteIdentifier(c)} IS NOT DISTINCT FROM o.mesh_was_${i}`),
  ].join(' AND ');
  const without = [validTo, ...added].map((c) => `${quoteIdentifier(c)} IS NULL`).join(' AND ');
  const newest = change.type === 'columns' ? change.changedAt : undefined;
  const order = newest === undefined ? '' : ` ORDER BY s.${quoteIdentifier(newest)} DESC NULLS LAST`;
  return `UPDATE ${target} SET ${added.map((c) => `${quoteIdentifier(c)} = mesh_filled.${quoteIdentifier(c)}`).join(', ')}
    FROM (SELECT o.mesh_row, ${added.map((c) => `s.${quoteIdentifier(c)}`).join(', ')}
      FROM (SELECT ${[sourceColumns(strategy), ...keys].join(', ')} FROM (${strategy.query}) AS mesh_source) AS s
      JOIN (SELECT ${[...keys, ...was].join(', ')}, rowid AS mesh_row FROM ${target} WHERE ${without}) AS o ON ${same}
      WHERE ${added.map((c) => `s.${quoteIdentifier(c)} IS NOT NULL`).join(' OR ')}
      QUALIFY row_number() OVER (PARTITION BY o.mesh_row${order}) = 1) AS mesh_filled
    WHERE rowid = mesh_filled.mesh_row`;
}

export async function writeHistory(session: DuckDBSession, given: WriteHistory): Promise<Execution> {
  const target = fullName(given.target, session.defaultCatalog);
  const added = given.isFirstLoad ? [] : await emptyColumns(session, given, target);
  const strategy = added.length === 0 ? given : await readOnce(session, given);
  await session.execute(`CREATE OR REPLACE TEMP TABLE "mesh_stage" AS ${stageQuery(strategy, target)}`);
  // By row number: the key may be an expression, and only here it stands for exactly one open row.
  await session.execute(
    `UPDATE ${target} SET ${quoteIdentifier(strategy.validTo)} = mesh_closed.mesh_until
     FROM (SELECT mesh_row, mesh_until FROM ${stage} WHERE mesh_row IS NOT NULL) AS mesh_closed WHERE rowid = mesh_closed.mesh_row`,
  );
  const inserted = await session.execute(openVersions(strategy, target));
  await session.execute(`DROP TABLE ${stage}`);
  if (added.length > 0) {
    await session.execute(fillColumns(strategy, target, added));
    await session.execute(`DROP TABLE ${source}`);
  }
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
