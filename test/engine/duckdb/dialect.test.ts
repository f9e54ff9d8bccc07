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
    ['snowflake', 'SELECT a, count(*) FROM t GROUP BY ALL', 'SELECT a, COUNT(*) FROM t GROUP BY ALL'],
    ['postgres', "SELECT a::jsonb ->> 'x' FROM t", "SELECT CAST(a AS JSON) ->> '$.x' FROM t"],
    ['tsql', 'SELECT [a b] AS [c], LEN(x) AS n FROM dbo.t', 'SELECT "a b" AS "c", LENGTH(x) AS n FROM dbo.t'],
    ['mysql', 'SELECT IF(a, "x", `b c`) FROM t', 'SELECT CASE WHEN a THEN \'x\' ELSE "b c" END FROM t'],
    ['spark', "SELECT explode(l) AS x, 'a\\'b' AS q FROM `t`", "SELECT UNNEST(l) AS x, 'a''b' AS q FROM \"t\""],
    ['hive', 'SELECT "text", `name` FROM t', 'SELECT \'text\', "name" FROM t'],
    ['spark2', 'SELECT a FROM t', 'SELECT a FROM t'],
    ['trino', 'SELECT approx_distinct(x) AS n FROM t /* c */', 'SELECT APPROX_COUNT_DISTINCT(x) AS n FROM t'],
  ];
  it.each(cases)('%s: %s', async (from, statement, expected) => {
    expect(await toDuckDB(from, statement)).toBe(expected);
  });

  const failures: [from: string, statement: string, construct: RegExp][] = [
    ['mysql', 'SELECT a FROM t LIMIT 5, 10', /, ?10/],
    ['postgres', 'SELECT a FROM t LIMIT ALL', /ALL/],
    ['bigquery', 'SELECT ARRAY_AGG(x IGNORE NULLS) FROM t', /SELECT ARRAY_AGG/],
    ['snowflake', 'SELECT x FROM t, LATERAL FLATTEN(input => t.arr)', /^=>/],
    ['spark', 'SELECT a FROM t LATERAL VIEW explode(l) q AS x', /VIEW|LATERAL/],
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
    const statement = '-- a comment that goes away\nSELECT "é", x FROM t, LATERAL FLATTEN(input => t.arr)';
    const error = await toDuckDB('snowflake', statement).catch((e: unknown) => e as MeshError<'SQL_TRANSLATION'>);
    expect((error as MeshError<'SQL_TRANSLATION'>).data.offset).toBe(statement.indexOf('=>'));
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
