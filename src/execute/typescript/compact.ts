// A narrower reading of the same rows: integers in as few bytes as their extremes need, texts of few values as ENUM.
import { sqlLiteral } from './literal.ts';
import type { ColumnShape, SimpleType } from '../../batch/sqlType.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';

type Row = Readonly<Record<string, unknown>>;

const integerTypes = new Set([
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'HUGEINT',
  'UHUGEINT',
]);

const ranges: readonly (readonly [SimpleType, bigint, bigint, number])[] = [
  ['UTINYINT', 0n, 255n, 1],
  ['TINYINT', -128n, 127n, 1],
  ['USMALLINT', 0n, 65_535n, 2],
  ['SMALLINT', -32_768n, 32_767n, 2],
  ['UINTEGER', 0n, 4_294_967_295n, 4],
  ['INTEGER', -2_147_483_648n, 2_147_483_647n, 4],
  ['BIGINT', -(2n ** 63n), 2n ** 63n - 1n, 8],
];

/** Values that an ENUM may have here; more would not be few. */
const FEW = 1000;

export async function compactQuery(
  text: string,
  columns: readonly ColumnShape[],
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<string> {
  const from = `(${text}\n) AS compacted`;
  const [facts = {}] = await query(`SELECT count(*) AS n${columns.map(measure).join('')} FROM ${from}`);
  const list: string[] = [];
  for (const [i, column] of columns.entries()) list.push(await narrowed(column, { i, facts, from, query }));
  return `SELECT ${list.join(', ')} FROM ${from}`;
}

function measure({ name, type }: ColumnShape, i: number): string {
  const column = quoteIdentifier(name);
  if (integerTypes.has(type.type)) return `, min(${column})::VARCHAR AS low${i}, max(${column})::VARCHAR AS high${i}`;
  return type.type === 'VARCHAR' ? `, approx_count_distinct(${column}) AS distinct${i}` : '';
}

interface Facts {
  readonly i: number;
  readonly facts: Row;
  readonly from: string;
  readonly query: (sql: string) => Promise<readonly Row[]>;
}

async function narrowed({ name, type }: ColumnShape, { i, facts, from, query }: Facts): Promise<string> {
  const column = quoteIdentifier(name);
  if (integerTypes.has(type.type) && typeof facts[`low${i}`] === 'string') {
    const [low, high] = [BigInt(facts[`low${i}`] as string), BigInt(facts[`high${i}`] as string)];
    const range = ranges.find(([, from, to]) => low >= from && high <= to);
    return range === undefined ? column : `CAST(${column} AS ${range[0]}) AS ${column}`;
  }
  const distinct = Number(facts[`distinct${i}`] ?? 0);
  if (type.type !== 'VARCHAR' || distinct === 0 || distinct > FEW || distinct * 2 > Number(facts['n'])) return column;
  const values = await query(`SELECT DISTINCT ${column} AS v FROM ${from} WHERE ${column} IS NOT NULL ORDER BY v`);
  return `CAST(${column} AS ENUM(${values.map((row) => sqlLiteral(row['v'])).join(', ')})) AS ${column}`;
}
