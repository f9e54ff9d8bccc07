// Write strategies as DuckDB statements. The caller has opened the transaction.
import { isMeshError } from '../../error/meshError.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import type { Execution } from '../engine.ts';
import type {
  Append,
  ColumnDefinition,
  CreateRange,
  CreateTable,
  OverwritePartitions,
  OverwriteRange,
  ReplaceTable,
  ReplaceView,
  WriteStrategy,
} from '../writeStrategy.ts';
import { isOtherRelationType } from './errors.ts';
import { loadRows } from './loadRows.ts';
import { fullName } from './names.ts';
import { mergeByKey } from './writeMerge.ts';
import { writeHistory } from './writeHistory.ts';
import type { DuckDBSession } from './session.ts';

export function write(session: DuckDBSession, strategy: WriteStrategy): Promise<Execution> {
  switch (strategy.type) {
    case 'replaceTable':
      return replaceTable(session, strategy);
    case 'createTable':
      return createTable(session, strategy);
    case 'append':
      return append(session, strategy);
    case 'overwriteRange':
      return overwriteRange(session, strategy);
    case 'createRange':
      return createRange(session, strategy);
    case 'overwritePartitions':
      return overwritePartitions(session, strategy);
    case 'mergeByKey':
      return mergeByKey(session, strategy);
    case 'writeHistory':
      return writeHistory(session, strategy);
    case 'replaceView':
      return replaceView(session, strategy);
    case 'loadRows':
      return loadRows(session, strategy);
  }
}

function columnList(columns: readonly ColumnDefinition[]): string {
  return columns
    .map((c) => `${quoteIdentifier(c.name)} ${c.type}${c.nullable === false ? ' NOT NULL' : ''}`)
    .join(', ');
}

function names(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(', ');
}

/** The query as a subquery; the line break ends a comment it may end with. */
function subquery(query: string): string {
  return `(${query}\n) AS "mesh_source"`;
}

async function replaceTable(session: DuckDBSession, { target, query, columns }: ReplaceTable): Promise<Execution> {
  const name = fullName(target, session.defaultCatalog);
  if (columns === undefined) return replacing(session, target, `CREATE OR REPLACE TABLE ${name} AS (${query}\n)`);
  const cast = columns
    .map((c) => `CAST(${quoteIdentifier(c.name)} AS ${c.type}) AS ${quoteIdentifier(c.name)}`)
    .join(', ');
  const select = `SELECT ${cast} FROM ${subquery(query)}`;
  if (columns.every((c) => c.nullable !== false))
    return replacing(session, target, `CREATE OR REPLACE TABLE ${name} AS ${select}`);
  await replacing(session, target, `CREATE OR REPLACE TABLE ${name} (${columnList(columns)})`);
  return session.execute(`INSERT INTO ${name} (${names(columns.map((c) => c.name))}) ${select}`);
}

/** A view in the table's place makes way; it holds no rows. */
async function replacing(session: DuckDBSession, target: ReplaceTable['target'], sql: string): Promise<Execution> {
  try {
    return await session.execute(sql);
  } catch (error) {
    if (!isMeshError(error) || !isOtherRelationType(error)) throw error;
    await session.drop(target);
    return session.execute(sql);
  }
}

async function createTable(session: DuckDBSession, { target, from }: CreateTable): Promise<Execution> {
  const name = fullName(target, session.defaultCatalog);
  const body =
    'columns' in from ? `(${columnList(from.columns)})` : `AS SELECT * FROM ${subquery(from.query)} WITH NO DATA`;
  await session.execute(`CREATE TABLE IF NOT EXISTS ${name} ${body}`);
  return { rowsChanged: 0 };
}

function append(session: DuckDBSession, { target, columns, query }: Append): Promise<Execution> {
  const list = names(columns);
  const name = fullName(target, session.defaultCatalog);
  return session.execute(`INSERT INTO ${name} (${list}) SELECT ${list} FROM ${subquery(query)}`);
}

async function overwriteRange(session: DuckDBSession, strategy: OverwriteRange): Promise<Execution> {
  const { target, columns, query } = strategy;
  const list = names(columns);
  const name = fullName(target, session.defaultCatalog);
  await session.execute(`DELETE FROM ${name} WHERE ${inRange(strategy)}`);
  const { rowsChanged } = await session.execute(
    `INSERT INTO ${name} (${list}) SELECT ${list} FROM ${subquery(query)} WHERE ${inRangeOrWithout(strategy)}`,
  );
  return withoutTime(session, strategy, rowsChanged);
}

async function createRange(session: DuckDBSession, strategy: CreateRange): Promise<Execution> {
  const { column, timeType } = strategy;
  const name = fullName(strategy.target, session.defaultCatalog);
  const { rowsChanged } = await session.execute(
    `CREATE TABLE ${name} AS SELECT * FROM ${subquery(strategy.query)} WHERE ${inRangeOrWithout(strategy)}`,
  );
  const [made] = await session.query<{ missing: number; type: string }>(
    `SELECT count(*)::DOUBLE AS missing, typeof(any_value(${column})) AS type FROM ${name} WHERE ${column} IS NULL`,
  );
  if (made!.type !== timeType) {
    await session.execute(`DROP TABLE ${name}`);
    return { rowsChanged: 0, otherTimeType: made!.type };
  }
  return made!.missing > 0 ? withoutTime(session, strategy, rowsChanged) : { rowsChanged, rowsWithoutTime: 0 };
}

type Range = Omit<OverwriteRange, 'type' | 'columns'>;

function inRange({ column, low, high }: Range): string {
  return `${column} >= ${low} AND ${column} < ${high}`;
}

/** Rows without a time belong to no interval. They pass through the table, so that the query runs once and they are counted. */
function inRangeOrWithout(range: Range): string {
  return `(${inRange(range)}) OR ${range.column} IS NULL`;
}

async function withoutTime(session: DuckDBSession, { target, column }: Range, written: number): Promise<Execution> {
  const name = fullName(target, session.defaultCatalog);
  const { rowsChanged } = await session.execute(`DELETE FROM ${name} WHERE ${column} IS NULL`);
  return { rowsChanged: written - rowsChanged, rowsWithoutTime: rowsChanged };
}

async function overwritePartitions(session: DuckDBSession, strategy: OverwritePartitions): Promise<Execution> {
  const { target, columns, query, partitionBy } = strategy;
  return staged(session, `SELECT ${names(columns)} FROM ${subquery(query)}`, async (stage) => {
    await deleteMatching(session, fullName(target, session.defaultCatalog), { stage, keys: partitionBy });
    return insertStage(session, strategy, stage);
  });
}

async function replaceView(session: DuckDBSession, { target, query }: ReplaceView): Promise<Execution> {
  await session.execute(`CREATE OR REPLACE VIEW ${fullName(target, session.defaultCatalog)} AS ${query}`);
  return { rowsChanged: 0 };
}

/** The query runs once: its rows are needed twice, and a feed or random() would not give the same ones again. */
async function staged(
  session: DuckDBSession,
  select: string,
  use: (stage: string) => Promise<Execution>,
): Promise<Execution> {
  const stage = 'temp.main."mesh_stage"';
  await session.execute(`CREATE OR REPLACE TEMP TABLE "mesh_stage" AS ${select}`);
  const done = await use(stage);
  await session.execute(`DROP TABLE ${stage}`);
  return done;
}

interface Matching {
  readonly stage: string;
  /** SQL expressions that mean the same over the stage and over the target. */
  readonly keys: readonly string[];
}

async function deleteMatching(session: DuckDBSession, target: string, { stage, keys }: Matching): Promise<void> {
  const distinct = keys.map((key, i) => `${key} AS "mesh_key_${i}"`).join(', ');
  const equal = keys.map((key, i) => `mesh_keys."mesh_key_${i}" IS NOT DISTINCT FROM ${parenthesised(key)}`);
  await session.execute(
    `DELETE FROM ${target} WHERE EXISTS (SELECT 1 FROM (SELECT DISTINCT ${distinct} FROM ${stage}) AS mesh_keys WHERE ${equal.join(' AND ')})`,
  );
}

function insertStage(
  session: DuckDBSession,
  { target, columns }: Pick<Append, 'target' | 'columns'>,
  stage: string,
): Promise<Execution> {
  const list = names(columns);
  return session.execute(
    `INSERT INTO ${fullName(target, session.defaultCatalog)} (${list}) SELECT ${list} FROM ${stage}`,
  );
}

function parenthesised(expression: string): string {
  return `(${expression})`;
}
