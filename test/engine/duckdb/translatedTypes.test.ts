// What types and typed literals of other dialects are in DuckDB.
import { describe, expect, it } from 'vitest';
import { translatedRows } from './translated.ts';

const rows = translatedRows(`SET TimeZone = 'UTC'`);

const instant = 'TIMESTAMP WITH TIME ZONE';

describe('types of casts', () => {
  const cases: [dialect: string, value: string, type: string, expected: string][] = [
    ['trino', '2024-06-01 10:00:00', 'TIMESTAMP(6) WITH TIME ZONE', instant],
    ['trino', '2024-06-01 10:00:00', 'TIMESTAMP(3) WITHOUT TIME ZONE', 'TIMESTAMP_MS'],
    ['postgres', '2024-06-01 10:00:00', 'timestamp (6) with time zone', instant],
    ['postgres', '10:00', 'time(3) without time zone', 'TIME'],
    ['postgres', 'x', 'citext', 'VARCHAR'],
    ['oracle', '2024-06-01 10:00:00', 'TIMESTAMP(6) WITH LOCAL TIME ZONE', instant],
    ['oracle', 'x', 'VARCHAR2(10 CHAR)', 'VARCHAR'],
    ['snowflake', '2024-06-01 10:00:00', 'TIMESTAMP_NTZ(3)', 'TIMESTAMP_MS'],
    ['snowflake', '2024-06-01 10:00:00', 'TIMESTAMP_LTZ(9)', instant],
    ['snowflake', '2024-06-01 10:00:00', 'TIMESTAMP_TZ', instant],
    ['spark', '2024-06-01 10:00:00', 'TIMESTAMP_NTZ', 'TIMESTAMP'],
    ['databricks', '2024-06-01 10:00:00', 'TIMESTAMP_LTZ', instant],
    ['bigquery', '1.5', 'BIGNUMERIC', 'DECIMAL(38,9)'],
    ['bigquery', 'x', 'BYTES', 'BLOB'],
    ['redshift', '{}', 'SUPER', 'JSON'],
    ['mysql', '7', 'UNSIGNED INTEGER', 'UBIGINT'],
    ['mysql', 'x', 'CHAR(3) CHARACTER SET utf8', 'VARCHAR'],
    ['tsql', '1', 'BIT', 'BOOLEAN'],
    ['tsql', '1.5', 'MONEY', 'DECIMAL(19,4)'],
    ['tsql', '2024-06-01 10:00:00', 'DATETIMEOFFSET(3)', instant],
    ['clickhouse', '1.5', 'Nullable(Float64)', 'DOUBLE'],
    ['clickhouse', 'x', 'LowCardinality(Nullable(FixedString(3)))', 'VARCHAR'],
    ['clickhouse', '2024-06-01 10:00:00', "DateTime64(3, 'UTC')", 'TIMESTAMP_MS'],
    ['clickhouse', '1.5', 'Decimal64(2)', 'DECIMAL(18,2)'],
  ];
  it.each(cases)('%s: %s as %s', async (dialect, value, type, expected) => {
    const from = dialect === 'oracle' ? ' FROM (SELECT 1)' : '';
    expect(await rows(dialect, `SELECT TYPEOF(CAST('${value}' AS ${type})) AS x${from}`)).toBe(expected);
  });

  it('are read behind two colons and inside of other types', async () => {
    expect(await rows('snowflake', "SELECT '2024-06-01 10:00:00.5'::TIMESTAMP_NTZ(6) AS x")).toBe(
      '2024-06-01 10:00:00.5',
    );
    expect(await rows('bigquery', 'SELECT TYPEOF(CAST([] AS ARRAY<BYTES>)) AS x')).toBe('BLOB[]');
    const map = 'MAP(VARCHAR, TIMESTAMP(3) WITH TIME ZONE)';
    expect(await rows('trino', `SELECT TYPEOF(CAST(NULL AS ${map})) AS x`)).toBe(
      'MAP(VARCHAR, TIMESTAMP WITH TIME ZONE)',
    );
  });

  it('are not columns and fields with such names', async () => {
    const columns = 'SELECT bit, super FROM (SELECT 1 AS bit, CAST(2 AS INT) AS super)';
    expect(await rows('tsql', `${columns} AS t`)).toBe('1 2');
    expect(await rows('redshift', `${columns} AS t`)).toBe('1 2');
  });

  it('of other zones than UTC are refused', async () => {
    await expect(rows('clickhouse', "SELECT CAST('2024-06-01' AS DateTime('Europe/Paris')) AS x")).rejects.toThrow(
      /cannot be translated/,
    );
  });
});

describe('typed literals', () => {
  const cases: [dialect: string, literal: string, expected: string][] = [
    ['spark', "TIMESTAMP '2024-06-01 10:00:00'", `2024-06-01 10:00:00+00 ${instant}`],
    ['databricks', "TIMESTAMP_NTZ'2024-06-01 10:00:00'", '2024-06-01 10:00:00 TIMESTAMP'],
    ['trino', "TIMESTAMP '2024-06-01 10:00:00'", '2024-06-01 10:00:00 TIMESTAMP'],
    ['trino', "TIMESTAMP '2024-06-01 10:00:00 America/New_York'", `2024-06-01 14:00:00+00 ${instant}`],
    ['trino', "TIMESTAMP '2024-06-01 10:00:00.5 +02:00'", `2024-06-01 08:00:00.5+00 ${instant}`],
    ['postgres', "TIMESTAMP WITH TIME ZONE '2024-06-01 10:00:00+02'", `2024-06-01 08:00:00+00 ${instant}`],
    ['mysql', "TIMESTAMP '2024-06-01 10:00:00'", '2024-06-01 10:00:00 TIMESTAMP'],
    ['bigquery', 'TIMESTAMP "2024-06-01 10:00:00+02"', `2024-06-01 08:00:00+00 ${instant}`],
  ];
  it.each(cases)('%s: %s', async (dialect, literal, expected) => {
    expect(await rows(dialect, `SELECT ${literal} AS x, TYPEOF(${literal}) AS y`)).toBe(expected);
  });

  const calls: [dialect: string, call: string, expected: string][] = [
    ['bigquery', 'TIMESTAMP_MICROS(1717236000000001)', `2024-06-01 10:00:00.000001+00 ${instant}`],
    ['bigquery', 'TIMESTAMP_MILLIS(1717236000001)', `2024-06-01 10:00:00.001+00 ${instant}`],
    ['bigquery', "PARSE_TIMESTAMP('%Y-%m-%d', '2024-06-01')", `2024-06-01 00:00:00+00 ${instant}`],
    ['bigquery', "TIMESTAMP('2024-06-01 10:00:00', 'Europe/Paris')", `2024-06-01 08:00:00+00 ${instant}`],
    ['spark', 'TIMESTAMP_MICROS(1717236000000001)', `2024-06-01 10:00:00.000001+00 ${instant}`],
    ['trino', "from_iso8601_timestamp('2024-06-01T10:00:00Z')", `2024-06-01 10:00:00+00 ${instant}`],
    ['trino', "with_timezone(TIMESTAMP '2024-06-01 10:00:00', 'Europe/Paris')", `2024-06-01 08:00:00+00 ${instant}`],
    ['clickhouse', "toDateTime64('2024-06-01 10:00:00.5', 3, 'UTC')", '2024-06-01 10:00:00.5 TIMESTAMP_MS'],
    ['clickhouse', 'fromUnixTimestamp64Milli(1717236000001)', '2024-06-01 10:00:00.001 TIMESTAMP'],
  ];
  it.each(calls)('%s: %s is a time', async (dialect, call, expected) => {
    expect(await rows(dialect, `SELECT ${call} AS x, TYPEOF(${call}) AS y`)).toBe(expected);
  });
});
