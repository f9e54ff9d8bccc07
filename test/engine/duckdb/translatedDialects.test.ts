// What single dialects have for themselves: formats in casts, SAFE functions, weeks, maps, lambdas, hints, tables of JSON.
import { describe, expect, it } from 'vitest';
import { checker, translatedRows } from './translated.ts';

const rows = translatedRows(`CREATE TABLE t AS SELECT * FROM (VALUES
    (1, DATE '2024-01-31', TIMESTAMP '2024-01-31 22:15:00', [{'x': 1, 'y': 'a'}, {'x': 2, 'y': 'b'}]),
    (2, DATE '2024-03-10', TIMESTAMP '2024-03-11 01:00:00', [])) AS v(id, d, ts, items);
  CREATE TABLE m AS SELECT MAP {'a': 1, 'b': 2} AS pairs`);
const check = checker(rows);

describe('BigQuery', () => {
  check([
    [
      'texts of times by a format',
      'bigquery',
      "SELECT CAST(d AS STRING FORMAT 'YYYY/MM/DD') AS a, CAST(ts AS STRING FORMAT 'HH24:MI') AS b FROM t WHERE id = 1",
      '2024/01/31 22:15',
    ],
    [
      'times of texts by a format',
      'bigquery',
      `SELECT CAST('01/31/2024' AS DATE FORMAT 'MM/DD/YYYY') AS a, SAFE_CAST('x' AS DATE FORMAT 'MM/DD/YYYY') IS NULL AS b,
         CAST('2024-01-31 10:20' AS DATETIME FORMAT 'YYYY-MM-DD HH24:MI') AS c`,
      '2024-01-31 true 2024-01-31 10:20:00',
    ],
    [
      'SAFE functions',
      'bigquery',
      `SELECT SAFE.PARSE_DATE('%Y-%m-%d', 'x') IS NULL AS a, SAFE.PARSE_TIMESTAMP('%Y-%m-%d', 'x') IS NULL AS b,
         SAFE.PARSE_DATE('%Y-%m-%d', '2024-01-31') AS c, SAFE.PARSE_DATETIME('%Y', SAFE.SUBSTR('2024x', 1, 4)) AS e`,
      'true true 2024-01-31 2024-01-01 00:00:00',
    ],
    [
      'rows as structs',
      'bigquery',
      "SELECT ARRAY(SELECT AS STRUCT * FROM UNNEST(items) WHERE y = 'b') AS a FROM t WHERE id = 1",
      "[{'x': 2, 'y': b}]",
    ],
    [
      'fields of unnested structs',
      'bigquery',
      "SELECT id, (SELECT SUM(x) FROM UNNEST(items) WHERE y <> 'c') AS a FROM t ORDER BY id",
      '1 3 | 2 ',
    ],
    ['and beside a table', 'bigquery', 'SELECT id, x FROM t, UNNEST(items) ORDER BY x', '1 1 | 1 2'],
    [
      'weeks begin on Sunday',
      'bigquery',
      `SELECT DATE_TRUNC(d, WEEK) AS a, TIMESTAMP_TRUNC(ts, WEEK) AS b, DATETIME_TRUNC(ts, WEEK(MONDAY)) AS c, DATE_TRUNC(d, ISOWEEK) AS e
       FROM t ORDER BY id`,
      '2024-01-28 2024-01-28 00:00:00 2024-01-29 00:00:00 2024-01-29 | 2024-03-10 2024-03-10 00:00:00 2024-03-11 00:00:00 2024-03-04',
    ],
    [
      'and so do their numbers',
      'bigquery',
      `SELECT EXTRACT(DAYOFWEEK FROM d) AS a, EXTRACT(WEEK FROM d) AS b, EXTRACT(WEEK(MONDAY) FROM d) AS c, EXTRACT(ISOWEEK FROM d) AS e
       FROM t ORDER BY id`,
      '4 4 5 5 | 1 10 10 10',
    ],
    [
      'numbers of texts and of nothing',
      'bigquery',
      "SELECT PARSE_NUMERIC('1.5') AS a, IEEE_DIVIDE(1, 0) AS b, DATE_BUCKET(d, INTERVAL 7 DAY) AS c, CURRENT_DATETIME() IS NULL AS e FROM t WHERE id = 1",
      '1.500000000 inf 2024-01-28 false',
    ],
  ]);
  it('refuses formats of numbers', async () => {
    await expect(rows('bigquery', "SELECT CAST(12 AS STRING FORMAT '999.9')")).rejects.toThrow(/format/);
  });
});

describe('patterns that match nothing', () => {
  check([
    [
      'give NULL',
      'bigquery',
      "SELECT REGEXP_EXTRACT('abc', r'[0-9]+') IS NULL AS a, REGEXP_EXTRACT('abc', r'a(.)') AS b, REGEXP_EXTRACT('a1b2', r'[0-9]', 1, 2) AS c",
      'true b 2',
    ],
    ['give NULL', 'snowflake', "SELECT REGEXP_SUBSTR('abc', '[0-9]+') IS NULL AS a", 'true'],
    [
      'give NULL',
      'trino',
      "SELECT REGEXP_EXTRACT('abc', '[0-9]+') IS NULL AS a, REGEXP_EXTRACT('abc', 'a(.)', 1) AS b",
      'true b',
    ],
    ['give an empty text', 'spark', "SELECT REGEXP_EXTRACT('abc', '([0-9]+)', 1) = '' AS a", 'true'],
  ]);
});

describe('Snowflake', () => {
  check([
    [
      'maps',
      'snowflake',
      `SELECT MAP_CONTAINS_KEY('a', pairs) AS a, MAP_SIZE(pairs) AS b, MAP_DELETE(pairs, 'a') AS c, MAP_PICK(pairs, 'a') AS e,
         MAP_INSERT(pairs, 'c', 3) AS f FROM m`,
      'true 2 {b=2} {a=1} {a=1, b=2, c=3}',
    ],
    [
      'objects',
      'snowflake',
      `SELECT OBJECT_DELETE(PARSE_JSON('{"a":1,"b":2}'), 'b') AS a, OBJECT_INSERT(PARSE_JSON('{"a":1}'), 'b', 2) AS b`,
      '{"a":1} {"a":1,"b":2}',
    ],
    [
      'places of matches',
      'snowflake',
      "SELECT REGEXP_INSTR('hello', 'l+') AS a, REGEXP_INSTR('hello', 'z') AS b, ARRAYS_OVERLAP([1], [1, 2]) AS c, TRUNCATE(2.567, 1) AS e",
      '3 0 true 2.5',
    ],
  ]);
});

describe('SQL Server', () => {
  check([
    [
      'weeks begin on Sunday',
      'tsql',
      `SELECT DATEPART(weekday, d) AS a, DATEPART(wk, d) AS b, DATEPART(iso_week, d) AS c, DATEPART(mm, d) AS e, DATEPART(dy, d) AS f,
         DATEPART(ms, ts) AS g FROM t ORDER BY id`,
      '4 5 5 1 31 0 | 1 11 10 3 70 0',
    ],
    [
      'CONVERT cuts',
      'tsql',
      'SELECT CONVERT(VARCHAR(10), d, 120) AS a, CONVERT(CHAR(7), d, 126) AS b, CONVERT(VARCHAR(8), d, 112) AS c FROM t WHERE id = 1',
      '2024-01-31 2024-01 20240131',
    ],
  ]);
});

describe('OPENJSON with columns', () => {
  check([
    [
      'of a list',
      'tsql',
      `SELECT a, b FROM OPENJSON('[{"a":1,"b":"x"},{"a":2,"b":"y"}]') WITH (a INT '$.a', b NVARCHAR(10) '$.b') ORDER BY a`,
      '1 x | 2 y',
    ],
    [
      'of an object under a path',
      'tsql',
      `SELECT t.id, q.p, q.r, q.q FROM t CROSS APPLY OPENJSON('{"o":[{"p":1,"q":{"r":"z"}},{"p":2}]}', '$.o')
         WITH ([p] BIGINT, r NVARCHAR(MAX) '$.q.r', q NVARCHAR(MAX) AS JSON) AS q WHERE t.id = 1 ORDER BY 2`,
      '1 1 z {"r":"z"} | 1 2  ',
    ],
  ]);
  it('refuses columns without types', async () => {
    await expect(rows('tsql', "SELECT a FROM OPENJSON('[]') WITH (a)")).rejects.toThrow(/columns behind WITH/);
  });
});

describe('objects of Snowflake', () => {
  check([
    [
      'in braces',
      'snowflake',
      "SELECT {'a': 1, 'b': {'c': 1 + 1}} AS x, PARSE_JSON('{\"a\":5}'):a::INT AS y",
      "{'a': 1, 'b': {'c': 2}} 5",
    ],
  ]);
});

describe('Spark', () => {
  check([
    [
      'places in lambdas count from 0',
      'spark',
      'SELECT TRANSFORM(ARRAY(5, 6), (x, i) -> x + i) AS a, FILTER(ARRAY(5, 6), (x, i) -> i > 0) AS b, TRANSFORM(ARRAY(1, 2), x -> x * 2) AS c',
      '[5, 7] [6] [2, 4]',
    ],
    ['ZIP_WITH', 'spark', 'SELECT ZIP_WITH(ARRAY(1, 2), ARRAY(3, 4), (x, y) -> x + y * 2) AS a', '[7, 10]'],
    ['RANGE has ids', 'databricks', 'SELECT id FROM RANGE(0, 10, 5, 2) ORDER BY id', '0 | 5'],
    [
      'the last value that is there',
      'spark',
      'SELECT LAST(NULLIF(id, 2), TRUE) OVER (ORDER BY id) AS a, FIRST(id, TRUE) OVER (ORDER BY id) AS b FROM t ORDER BY id',
      '1 1 | 1 1',
    ],
  ]);
});

describe('ClickHouse', () => {
  check([
    [
      'numbers',
      'clickhouse',
      'SELECT number FROM numbers(3) AS a WHERE number IN (SELECT number FROM numbers(1, 5)) ORDER BY 1',
      '1 | 2',
    ],
  ]);
  it('refuses values in WITH', async () => {
    await expect(rows('clickhouse', 'WITH (SELECT MAX(id) FROM t) AS last SELECT last')).rejects.toThrow(
      /WITH name AS/,
    );
  });
});

describe('MySQL and Oracle', () => {
  check([
    [
      'index hints',
      'mysql',
      'SELECT t.id FROM t FORCE INDEX (a, b) JOIN m IGNORE KEY FOR JOIN (c) ON 1 = 1 WHERE t.id > 1',
      '2',
    ],
  ]);
  it.each([
    ['SELECT id FROM t WHERE ROWNUM <= 2', /ROWNUM/],
    ['SELECT LEVEL AS n FROM dual CONNECT BY LEVEL <= 3', /WITH RECURSIVE/],
    ['SELECT t.id FROM t, m WHERE t.id = m.id (+)', /LEFT JOIN/],
  ])('refuses %s', async (query, message) => {
    await expect(rows('oracle', query)).rejects.toThrow(message);
  });
});

describe('T-SQL, MySQL and Trino', () => {
  check([
    [
      'days of weeks',
      'mysql',
      "SELECT DAYOFWEEK('2024-03-03') AS a, WEEKDAY('2024-03-03') AS b, WEEKDAY(d) AS c FROM t WHERE id = 1",
      '1 6 2',
    ],
    ['bytes as numbers', 'tsql', 'SELECT 0xC0FE AS a, 0xF AS b', String.raw`\xC0\xFE \x0F`],
    ['numbers in other ways', 'bigquery', 'SELECT 0xC0FE AS a', '49406'],
    [
      'hints',
      'tsql',
      `SELECT a.id FROM t AS a WITH (NOLOCK, INDEX(ix_t)) INNER HASH JOIN t AS b ON a.id = b.id WHERE a.id > 1
         OPTION (FORCE ORDER, MAXDOP 2)`,
      '2',
    ],
    [
      'beginnings of times',
      'oracle',
      `SELECT TRUNC(d, 'MM') AS a, TRUNC(d, 'IW') AS b, TRUNC(ts, 'D') AS c, TRUNC(CAST(ts AS TIMESTAMP)) AS e, TRUNC(1.99) AS f
         FROM t WHERE id = 1`,
      '2024-01-01 00:00:00 2024-01-29 00:00:00 2024-01-28 00:00:00 2024-01-31 00:00:00 1',
    ],
    ['lengths without spaces at the end', 'tsql', "SELECT LEN(' abc  ') AS a, LEN(id) AS b FROM t WHERE id = 1", '4 1'],
    [
      'the last step of a reduction',
      'trino',
      `SELECT reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s) AS a, reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s * 10) AS b,
         reduce(ARRAY[1, 2], 0, (s, x) -> s + x, (s) -> IF(s > 2, 'much', 'little')) AS c`,
      '6 60 much',
    ],
    [
      'which no list has',
      'trino',
      'SELECT reduce(CAST(NULL AS ARRAY(INTEGER)), 0, (s, x) -> s + x, s -> COALESCE(s, -1)) IS NULL AS a',
      'true',
    ],
  ]);
});
