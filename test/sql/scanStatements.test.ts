import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NamingOptions } from '../../src/sql/identifier.ts';
import { lex } from '../../src/sql/lexer.ts';
import { scanReferences, type ScannedTable } from '../../src/sql/scanReferences.ts';
import { canonicalName } from '../../src/sql/tableName.ts';

/** Read tables, then `-> written tables`, then `f: functions`; or `? reason`. */
function scan(text: string, options: NamingOptions = { dialect: 'duckdb' }): string {
  const result = scanReferences(lex(text, options.dialect), options);
  if (result.type === 'ask') return `? ${result.reason}`;
  const names = (tables: readonly ScannedTable[]) => tables.map((t) => canonicalName(t.name)).join(' ');
  const targets = result.targets.length === 0 ? '' : ` -> ${names(result.targets)}`;
  const functions = result.functions.length === 0 ? '' : ` f: ${result.functions.map((f) => f.name).join(' ')}`;
  return `${names(result.tables)}${targets}${functions}`.trim();
}

describe('statements', () => {
  test.each([
    ['', ''],
    [';', ''],
    ['SELECT * FROM t;', 't'],
    ['CREATE TABLE a AS SELECT * FROM t JOIN u USING (x)', 't u -> a'],
    ['create or replace temp table if not exists s.a AS (FROM t)', 't -> s.a'],
    ['CREATE VIEW a (x, y) AS WITH b AS (FROM t) FROM b, a', 't a -> a'],
    ['CREATE TABLE a AS FROM t WITH NO DATA', 't -> a'],
    ['CREATE TABLE a (x INT DEFAULT 1, y VARCHAR)', '-> a'],
    ['CREATE TABLE a (LIKE b)', '? CREATE TABLE with LIKE'],
    ['CREATE TABLE a (x INT REFERENCES b (x))', '? CREATE TABLE with REFERENCES'],
    ['CREATE MACRO m(x) AS x + (SELECT max(y) FROM t)', 't'],
    ['CREATE MACRO m(x) AS TABLE SELECT * FROM t', 't'],
    ['CREATE TYPE e AS ENUM (SELECT DISTINCT x FROM t)', 't'],
    ['CREATE SCHEMA IF NOT EXISTS s', ''],
    ['CREATE UNIQUE INDEX i ON s.t (a, b)', '-> s.t'],
    ['INSERT INTO a SELECT * FROM t', 't -> a'],
    ['INSERT OR REPLACE INTO s.a (x, y) BY NAME FROM t', 't -> s.a'],
    ['INSERT INTO a VALUES (1, (SELECT max(x) FROM t))', 't -> a'],
    ['INSERT INTO a DEFAULT VALUES', '-> a'],
    ['INSERT INTO a (FROM t)', 't -> a'],
    ['INSERT INTO a FROM t JOIN u USING (x) ON CONFLICT (x) DO UPDATE SET y = excluded.y, z = 1', 't u -> a'],
    ['INSERT INTO a FROM t ON CONFLICT DO NOTHING RETURNING *', 't -> a'],
    ['WITH b AS (FROM t) INSERT INTO a FROM b', 't -> a'],
    ['DELETE FROM a', '-> a'],
    ['DELETE FROM a AS x USING t, u WHERE x.i = t.i AND x.j IN (FROM v)', 't u v -> a'],
    ['UPDATE a SET x = 1, y = (SELECT max(y) FROM t)', 't -> a'],
    ['UPDATE s.a AS z SET x = t.x FROM t JOIN u USING (i) WHERE z.x IS DISTINCT FROM t.x', 't u -> s.a'],
    ['UPDATE a SET x = y IS DISTINCT FROM z', '-> a'],
    [
      'MERGE INTO a AS x USING t ON x.i = t.i WHEN MATCHED THEN UPDATE SET y = t.y WHEN NOT MATCHED THEN INSERT',
      't -> a',
    ],
    ['MERGE INTO a USING (SELECT * FROM t) AS s USING (i) WHEN MATCHED THEN DELETE', 't -> a'],
    ["COPY (SELECT * FROM t) TO 'x.parquet' (FORMAT parquet)", 't'],
    ["COPY s.t TO 'x.csv'", 's.t'],
    ["COPY t (a, b) FROM 'x.csv' (HEADER)", '-> t'],
    ['TRUNCATE t', '-> t'],
    ['DROP TABLE IF EXISTS s.t', '-> s.t'],
    ['ALTER TABLE t ADD COLUMN x INT', '-> t'],
    ['DROP SCHEMA s CASCADE', ''],
    ['SET VARIABLE x = (SELECT max(y) FROM t)', 't'],
    ["ATTACH 'x.db' AS y (READ_ONLY)", ''],
    ['PRAGMA table_info(t)', ''],
    ['CALL my_function(1)', 'f: my_function'],
    ['SELECT * FROM s.F(1), "My f"(2)', 'f: f my f'],
    ['EXPLAIN ANALYZE SELECT * FROM t', 't'],
    ['ANALYZE', ''],
    ['PIVOT t ON a', 't'],
    ['SELECT 1; SELECT 2', '? more than one statement'],
    ['GIBBERISH t', '? a statement that is no query'],
    ['SELECT (1', '? brackets that do not match'],
    ['SELECT (1]', '? brackets that do not match'],
    ["SELECT 'a", '? a token that is not SQL'],
    ['SELECT * FROM @x', '? @ where a table was expected'],
    ['SELECT * FROM a.b.c.d', '? a name of more than three parts'],
    ['SELECT * FROM', '? a FROM clause without a table'],
    ['SELECT * FROM t JOIN', '? a FROM clause without a table'],
    ['SELECT * FROM t x y', '? an alias of unusual form'],
    ['SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a)', '? MATCH_RECOGNIZE'],
    ['SELECT * FROM t x (SELECT 1)', '? a query among column names'],
  ])('%s', (text, expected) => expect(scan(text)).toBe(expected));
});

describe('other dialects', () => {
  test.each([
    ['bigquery', 'SELECT * FROM `p.d.t` AS x, x.list, UNNEST(x.l2) AS y', 'p.d.t f: unnest'],
    ['bigquery', 'SELECT * EXCEPT (a, b), t.* EXCEPT (c) FROM d.t', 'd.t'],
    ['bigquery', 'SELECT AS STRUCT 1 AS from FROM t EXCEPT DISTINCT SELECT * FROM u', 't u'],
    ['bigquery', 'SELECT (SELECT count(*) FROM t.items) FROM d.t, `u`', 'd.t u'],
    ['bigquery', 'SELECT * FROM my-project.d.t', '"my-project".d.t'],
    ['bigquery', 'SELECT EXTRACT(YEAR FROM a-b.c), x IS DISTINCT FROM a-b.c FROM b', 'b'],
    ['trino', 'SELECT * FROM my-project.d.t', '? - behind a table'],
    ['bigquery', "SELECT \"FROM x\", '''FROM y''' FROM t # FROM z", 't'],
    ['snowflake', 'SELECT * FROM a."b", TABLE(FLATTEN(input => a.x)) f', 'A.b f: flatten'],
    ['snowflake', 'SELECT * FROM @stage/x', '? @ where a table was expected'],
    ['snowflake', "SELECT * FROM IDENTIFIER('t')", '? IDENTIFIER(…)'],
    ['snowflake', 'SELECT * FROM t AT(OFFSET => -60) AS x MINUS SELECT * FROM u', 'T U'],
    ['snowflake', 'SELECT $1, a:b.from FROM t', 'T'],
    ['postgres', 'SELECT * FROM "T" x, ONLY u, ROWS FROM (f(1))', '? FROM behind a table'],
    ['postgres', 'WITH "A" AS (SELECT 1) SELECT * FROM a, "A"', 'a'],
    ['mysql', 'SELECT * FROM `A`.`b` STRAIGHT_JOIN c', '? an alias of unusual form'],
    [
      'tsql',
      'SELECT TOP 1 * FROM [dbo].[T a] x WITH (NOLOCK) CROSS APPLY f(x.a) y JOIN #tmp z ON 1 = 1',
      '? # where a table was expected',
    ],
    ['tsql', 'SELECT * FROM dbo.t WITH (NOLOCK) OUTER APPLY (SELECT * FROM u) y', 'dbo.t u'],
    ['spark', 'SELECT * FROM t LATERAL VIEW explode(l) x AS a, b', '? LATERAL behind a table'],
    ['clickhouse', 'WITH 1 AS x SELECT x FROM t', '? a CTE of unusual form'],
    ['trino', 'SELECT * FROM t CROSS JOIN UNNEST(a) WITH ORDINALITY AS u (x, n)', 't f: unnest'],
    ['redshift', 'SELECT * FROM c, c.orders o, o.items', 'c'],
  ])('%s: %s', (dialect, text, expected) => expect(scan(text, { dialect })).toBe(expected));

  test('a strategy decides which CTE a name means', () => {
    const text = 'WITH "A" AS (SELECT 1) SELECT * FROM a';
    expect(scan(text, { strategy: 'case_insensitive' })).toBe('');
    expect(scan(text, { strategy: 'lowercase' })).toBe('a');
    expect(scan(text, { strategy: 'case_sensitive' })).toBe('a');
  });
});

test('gives the spans of names and aliases, and where an alias may be put', () => {
  const text = 'SELECT * FROM "a" . b, s.t AS "X", p: u, c AT (VERSION => 1), d PIVOT (sum(x) FOR y IN (1)), (TABLE e)';
  const result = scanReferences(lex(text), {});
  expect(result.type).toBe('exact');
  if (result.type !== 'exact') return;
  const part = (start?: number, end?: number) => (start === undefined ? undefined : text.slice(start, end));
  const shown = result.tables.map((t) => [
    part(t.start, t.end),
    t.alias,
    part(t.aliasStart, t.aliasEnd),
    t.aliasAt === undefined ? undefined : text.slice(0, t.aliasAt).slice(-3),
  ]);
  expect(shown).toEqual([
    ['"a" . b', undefined, undefined, '. b'],
    ['s.t', 'x', '"X"', undefined],
    ['u', 'p', 'p', undefined],
    ['c', undefined, undefined, ' 1)'],
    ['d', undefined, undefined, ', d'],
    ['e', undefined, undefined, undefined],
  ]);
});

test('never throws and stays linear', () => {
  const piece = fc.constantFrom(
    ...'SELECT FROM WITH t AS ( ) , JOIN ON UNION . * PIVOT VALUES TABLE [ ] RECURSIVE ; DESCRIBE INSERT INTO SET LATERAL'.split(
      ' ',
    ),
    "'x'",
    '"y"',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (words) => {
      scanReferences(lex(words.join(' ')));
    }),
    { numRuns: 10_000 },
  );
  for (const [open, close] of [
    ['(', ')'],
    ['(SELECT ', ')'],
    ['FROM (', ')'],
    ['f(', ')'],
    ['WITH a AS (', ') SELECT 1'],
    ['[', ']'],
  ] as const) {
    const count = 50_000;
    const tokens = lex(`SELECT * FROM ${open.repeat(count)} t ${close.repeat(count)}`);
    scanReferences(tokens);
  }
});
