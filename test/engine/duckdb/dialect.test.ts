// Translation is verified by DuckDB's parser, so these tests live where a DuckDB is.
import { describe, expect, it } from 'vitest';
import { MeshError } from '../../../src/error/meshError.ts';
import { translate } from '../../../src/sql/dialect.ts';
import { isKnownDialect, knownDialects } from '../../../src/sql/dialects.ts';
import { sharedFrontend } from './frontend/open.ts';

const frontend = sharedFrontend();

function toDuckDB(from: string, statement: string, expect?: 'statement'): Promise<string> {
  return translate(statement, {
    from,
    to: 'duckdb',
    parse: async (text) => (await frontend().parse([text]))[0]!,
    ...(expect === undefined ? {} : { expect }),
  });
}

describe('translate', () => {
  it('leaves a statement in the engine’s own dialect alone', async () => {
    const text = 'FROM t SELECT * EXCLUDE (a) -- as it is';
    expect(await toDuckDB('DuckDB', text)).toBe(text);
  });

  const cases: [from: string, statement: string, expected: string][] = [
    [
      'bigquery',
      'SELECT SAFE_DIVIDE(x, y) AS q FROM `p.d.t`',
      'SELECT CASE WHEN y <> 0 THEN x / y ELSE NULL END AS q FROM "p"."d"."t"',
    ],
    [
      'bigquery',
      'SELECT "it\'s", \'a\\\'b\', r"\\d", """x\ny""" FROM t # end',
      "SELECT 'it''s', 'a''b', '\\d', 'x\ny' FROM t",
    ],
    ['bigquery', 'SELECT * EXCEPT (`a b`, c) FROM t', 'SELECT * EXCLUDE ("a b", c) FROM t'],
    ['bigquery', 'SELECT t.* EXCEPT (c) FROM t ORDER BY x', 'SELECT t.* EXCLUDE (c) FROM t ORDER BY x NULLS FIRST'],
    [
      'snowflake',
      "SELECT IFF(a, 1, 2) AS x, 'c:\\\\d' AS p FROM T // c",
      "SELECT CASE WHEN a THEN 1 ELSE 2 END AS x, 'c:\\d' AS p FROM T",
    ],
    ['bigquery', 'SELECT a FROM my-proj.d.t', 'SELECT a FROM "my-proj".d.t'],
    ['snowflake', 'SELECT a, count(*) FROM t GROUP BY ALL', 'SELECT a, COUNT(*) FROM t GROUP BY ALL'],
    ['postgres', "SELECT a::jsonb ->> 'x' FROM t", "SELECT CAST(a AS JSON) ->> '$.x' FROM t"],
    [
      'tsql',
      'SELECT [a b] AS [c], LEN(x) AS n FROM dbo.t',
      `SELECT "a b" AS "c", LENGTH(RTRIM(CAST(x AS TEXT), ' ')) AS n FROM dbo.t`,
    ],
    ['mysql', 'SELECT IF(a, "x", `b c`) FROM t', 'SELECT CASE WHEN a THEN \'x\' ELSE "b c" END FROM t'],
    ['spark', "SELECT explode(l) AS x, 'a\\'b' AS q FROM `t`", "SELECT UNNEST(l) AS x, 'a''b' AS q FROM \"t\""],
    ['hive', 'SELECT "text", `name` FROM t', 'SELECT \'text\', "name" FROM t'],
    ['spark2', 'SELECT a FROM t', 'SELECT a FROM t'],
    ['databricks', 'SELECT b FROM (SELECT (a) AS timestamp) AS t', 'SELECT b FROM (SELECT (a) AS timestamp) AS t'],
    [
      'tsql',
      'SELECT CAST(a AS NVARCHAR(MAX)) AS x, MAX(b) AS y FROM t',
      'SELECT CAST(a AS TEXT) AS x, MAX(b) AS y FROM t',
    ],
    ['spark', 'SELECT CAST(a AS TIMESTAMP) AS x FROM t', 'SELECT TRY_CAST(a AS TIMESTAMPTZ) AS x FROM t'],
    ['databricks', 'SELECT a::TIMESTAMP AS x FROM t', 'SELECT CAST(a AS TIMESTAMPTZ) AS x FROM t'],
    ['mysql', 'SELECT CAST(a AS DATETIME) AS x FROM t', 'SELECT CAST(a AS TIMESTAMP) AS x FROM t'],
    [
      'snowflake',
      'SELECT a::NUMBER, b::NUMBER(9, 1) FROM t',
      'SELECT CAST(a AS DECIMAL(38, 0)), CAST(b AS DECIMAL(9, 1)) FROM t',
    ],
    ['trino', 'SELECT approx_distinct(x) AS n FROM t /* c */', 'SELECT APPROX_COUNT_DISTINCT(x) AS n FROM t'],
  ];
  it.each(cases)('%s: %s', async (from, statement, expected) => {
    expect(await toDuckDB(from, statement)).toBe(expected);
  });

  it.each([
    [
      'mysql',
      'CREATE TABLE t (`id` INT, n VARCHAR(9), CONSTRAINT `pk` PRIMARY KEY (`id`, n), KEY ix (n), UNIQUE KEY u (n))',
      'CREATE TABLE t ("id" INT, n TEXT(9), PRIMARY KEY ("id", n), UNIQUE (n))',
    ],
    ['postgres', 'CREATE TABLE t (id INT, PRIMARY KEY (id))', 'CREATE TABLE t (id INT, PRIMARY KEY (id))'],
  ])('keeps the keys of a table (%s)', async (from, statement, expected) => {
    expect(await toDuckDB(from, statement, 'statement')).toBe(expected);
  });

  const failures: [from: string, statement: string, construct: RegExp][] = [
    ['postgres', 'SELECT a FROM t LIMIT ALL', /ALL/],
    ['bigquery', 'SELECT ARRAY_AGG(x LIMIT 2) OVER () FROM t', /LIMIT/],
    ['postgres', "SELECT date '2024-01-01' ^ 2", /\^/],
    ['postgres', 'SELECT a OPERATOR(pg_catalog.^) 2', /\^/],
    ['postgres', 'SELECT a ^ ANY (b) FROM t', /\^/],
    ['bigquery', 'SELECT * REPLACE (a, b) FROM t', /REPLACE|\(/],
    ['clickhouse', 'SELECT x FROM t GROUP BY x WITH TOTALS', /TOTALS/],
    ['snowflake', 'SELECT x FROM t, LATERAL FLATTEN(input => t.arr, recursive => TRUE)', /^recursive/],
    ['spark', 'SELECT a FROM t LATERAL VIEW parse_url_tuple(a, b) q AS x', /^LATERAL/],
    ['postgres', 'selec a from b', /selec|a/],
    ['postgres', 'SELECT 1; SELECT 2', /SELECT 2/],
    ['snowflake', 'SELECT a FROM', /^$/],
  ];
  it.each(failures)('%s: %s cannot be said', async (from, statement, construct) => {
    const error = await toDuckDB(from, statement).then(
      (text) => text,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(MeshError);
    expect(error).toMatchObject({
      code: 'SQL_TRANSLATION',
      data: { from, to: 'duckdb', construct: expect.stringMatching(construct) },
    });
  });

  it('points into the statement as its author wrote it', async () => {
    const statement = '-- a comment that goes away\nSELECT "é", x FROM t, LATERAL items(input => t.arr)';
    const error = await toDuckDB('snowflake', statement).catch((e: unknown) => e as MeshError<'SQL_TRANSLATION'>);
    expect((error as MeshError<'SQL_TRANSLATION'>).data.offset).toBe(statement.indexOf('=>'));
  });

  it('keeps the quotes of names in statements that it does not read into', async () => {
    expect(await toDuckDB('postgres', 'CREATE INDEX IF NOT EXISTS "my index" ON t(a)', 'statement')).toBe(
      'CREATE INDEX IF NOT EXISTS "my index" ON t(a)',
    );
    expect(await toDuckDB('bigquery', 'CREATE INDEX `i"x` ON t(a)', 'statement')).toBe('CREATE INDEX "i""x" ON t(a)');
  });

  it('verifies a statement that is no query only for its syntax', async () => {
    expect(await toDuckDB('postgres', 'INSERT INTO t SELECT * FROM u', 'statement')).toBe(
      'INSERT INTO t SELECT * FROM u',
    );
    await expect(toDuckDB('postgres', 'INSERT INTO t SELECT * FROM u')).rejects.toMatchObject({
      code: 'SQL_TRANSLATION',
    });
  });

  it.each(knownDialects)('can load %s', async (name) => {
    expect(await toDuckDB(name, 'SELECT a AS b FROM t')).toBe('SELECT a AS b FROM t');
  });

  it('knows the names of dialects and suggests the nearest', async () => {
    expect(isKnownDialect('Snowflake')).toBe(true);
    expect(isKnownDialect('snowflak')).toBe(false);
    await expect(toDuckDB('snowflak', 'SELECT 1')).rejects.toMatchObject({
      code: 'SQL_DIALECT',
      hint: 'did you mean snowflake?',
    });
  });
});

describe('what the translator has no words for', () => {
  const cases: [from: string, statement: string, expected: string][] = [
    ['hive', 'SELECT max(a) AS "country code" FROM t', 'SELECT MAX(a) AS "country code" FROM t'],
    ['spark', 'SELECT x FROM t LATERAL VIEW explode(l) u AS x', 'SELECT x FROM t CROSS JOIN UNNEST(l) AS u("x")'],
    ['postgres', "SELECT to_date(a, 'YYYYMMDD') AS d", "SELECT CAST(STRPTIME(a, '%Y%m%d') AS DATE) AS d"],
    ['postgres', "SELECT to_char(d, 'DD.MM.YY HH24:MI') AS x", "SELECT STRFTIME(d, '%d.%m.%y %H:%M') AS x"],
    ['postgres', "SELECT position('b' IN a), left(a, 2)", "SELECT STRPOS(a, 'b'), LEFT(a, 2)"],
    ['postgres', 'SELECT g FROM generate_series(1, 3) AS g', 'SELECT g FROM GENERATE_SERIES(1, 3) AS g(g)'],
    [
      'postgres',
      'SELECT a FROM t GROUP BY GROUPING SETS ((a), ())',
      'SELECT a FROM t GROUP BY GROUPING SETS ((a), ())',
    ],
    [
      'postgres',
      'SELECT t.a, l.b FROM t CROSS JOIN LATERAL (SELECT t.a AS b) AS l',
      'SELECT t.a, l.b FROM t CROSS JOIN (SELECT t.a AS b) AS l',
    ],
    ['bigquery', "SELECT TIMESTAMP('2024-01-01') AS x", "SELECT CAST('2024-01-01' AS TIMESTAMPTZ) AS x"],
    ['bigquery', 'SELECT TIMESTAMP_DIFF(b, a, HOUR) AS h', "SELECT DATE_DIFF('hour', a, b) AS h"],
    ['bigquery', 'SELECT SAFE_CAST(a AS FLOAT64) AS x', 'SELECT TRY_CAST(a AS DOUBLE) AS x'],
    ['bigquery', "SELECT SPLIT(a, ',')[OFFSET(0)] AS x", "SELECT STR_SPLIT(a, ',')[(0) + 1] AS x"],
    ['bigquery', 'SELECT t.* REPLACE (IFNULL(a, 0) AS a) FROM t', 'SELECT t.* REPLACE (COALESCE(a, 0) AS "a") FROM t'],
    ['bigquery', "SELECT REGEXP_CONTAINS(a, r'\\d') AS x", "SELECT REGEXP_MATCHES(a, '\\d') AS x"],
    [
      'snowflake',
      'SELECT DECODE(TO_DATE(a), b, 1, 2) AS x',
      'SELECT CASE WHEN CAST(a AS DATE) IS NOT DISTINCT FROM b THEN 1 ELSE 2 END AS x',
    ],
    ['snowflake', "SELECT v:a.b[0]['c d']::int AS x FROM t", `SELECT CAST((v -> '$.a.b[0]."c d"') AS INT) AS x FROM t`],
    ['snowflake', 'SELECT a::FLOAT, float FROM t', 'SELECT CAST(a AS DOUBLE), float FROM t'],
    [
      'redshift',
      "SELECT LISTAGG(a, ',') WITHIN GROUP (ORDER BY b) AS x FROM t",
      "SELECT STRING_AGG(a, ',' ORDER BY b) AS x FROM t",
    ],
    ['trino', "SELECT date_format(a, '%Y-%m %i') AS x", "SELECT STRFTIME(a, '%Y-%m %M') AS x"],
    ['mysql', "SELECT GROUP_CONCAT(a SEPARATOR '|') AS x FROM t", "SELECT STRING_AGG(a, '|') AS x FROM t"],
    [
      'bigquery',
      'SELECT DATE_SUB(a, INTERVAL 2 DAY) AS x',
      "SELECT STRUCT_EXTRACT({'date': TRY_CAST((a - INTERVAL '2' DAY) AS DATE), 'time': (a - INTERVAL '2' DAY)}, CASE WHEN TYPEOF(a) = 'DATE' THEN 'date' ELSE 'time' END) AS x",
    ],
    ['mysql', "SELECT DATE_FORMAT(a, '%Y-%m') AS x", "SELECT STRFTIME(CAST(a AS TIMESTAMP), '%Y-%m') AS x"],
    ['spark', "SELECT trunc(a, 'MM') AS x", "SELECT CAST(DATE_TRUNC('month', CAST(a AS DATE)) AS DATE) AS x"],
    ['snowflake', "SELECT CONVERT_TIMEZONE('UTC', a) AS x", "SELECT (a AT TIME ZONE 'UTC') AS x"],
    ['snowflake', 'SELECT TRY_TO_NUMBER(a) AS x', 'SELECT TRY_CAST(a AS DECIMAL(38, 0)) AS x'],
    ['tsql', 'SELECT ISNULL(a, 0) AS x', 'SELECT COALESCE(a, 0) AS x'],
    ['hive', 'SELECT a, sum(b) AS s, FROM t', 'SELECT a, SUM(b) AS s FROM t'],
    [
      'bigquery',
      'SELECT id FROM UNNEST([STRUCT(1 AS id), STRUCT(2 AS id)])',
      "SELECT id FROM (SELECT UNNEST([{'id': 1}, {'id': 2}], max_depth => 2))",
    ],
  ];
  it.each(cases)('%s: %s', async (from, statement, expected) => {
    expect(await toDuckDB(from, statement)).toBe(expected);
  });

  it('leaves calls alone whose arguments are others', async () => {
    expect(await toDuckDB('tsql', 'SELECT ISNULL(a) AS x')).toBe('SELECT ISNULL(a) AS x');
  });
});
