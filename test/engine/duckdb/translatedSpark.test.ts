// What Spark, Databricks, Hive, Trino and Presto write in ways of their own.
import { describe } from 'vitest';
import { checker, translatedRows } from './translated.ts';

const check = checker(
  translatedRows(`CREATE TABLE crates AS SELECT * FROM (VALUES
    (1, 'pear', 4, [5, 6], MAP {'red': 2}, [{'code': 7, 'tag': 'x'}]),
    (1, NULL, 9, [8], MAP {'blue': 3}, [{'code': 1, 'tag': 'y'}, {'code': 2, 'tag': 'z'}]),
    (2, 'plum', NULL, NULL, NULL, NULL),
  ) AS v(shelf, fruit, weight, sizes, colours, labels)`),
);

describe('aggregates', () => {
  check([
    [
      'with conditions, beside the function of the same name',
      'spark',
      'SELECT SUM(weight) FILTER (WHERE weight > 4) AS a, COUNT_IF(weight > 1) FILTER (WHERE shelf = 1) AS b, FILTER(ARRAY(1, 2), x -> x > 1) AS c FROM crates',
      '9 2 [2]',
    ],
    [
      'lists with conditions have no NULL either',
      'databricks',
      'SELECT COLLECT_LIST(fruit) FILTER (WHERE shelf = 1) AS a, SIZE(ARRAY_AGG(DISTINCT weight) FILTER (WHERE shelf > 0)) AS b FROM crates',
      '[pear] 2',
    ],
    [
      'the first and the last value that is known',
      'spark',
      'SELECT FIRST(weight) IGNORE NULLS AS a, LAST_VALUE(weight) IGNORE NULLS AS b, MAX(shelf) AS c FROM crates',
      '4 9 2',
    ],
    [
      'and of windows',
      'databricks',
      'SELECT LAST(weight) IGNORE NULLS OVER (ORDER BY shelf, weight) AS a FROM crates ORDER BY a, shelf',
      '4 | 9 | 9',
    ],
    [
      'folds with a last step',
      'spark',
      'SELECT AGGREGATE(ARRAY(1, 2), 0, (a, x) -> a + x, a -> a * 10) AS a, REDUCE(ARRAY(1, 2), 5, (a, x) -> a + x) AS b',
      '30 8',
    ],
  ]);
});

describe('literals', () => {
  check(
    ['spark', 'databricks', 'hive', 'trino', 'presto', 'athena'].map(
      (dialect) => ['bytes', dialect, "SELECT X'4D4e' AS a, x'' AS b", 'MN '] as const,
    ),
  );
});

describe('functions', () => {
  check([
    [
      'filled up with blanks',
      'hive',
      "SELECT LPAD('a', 3) || RPAD('b', 3) || '.' AS a, LPAD('a', 2, '-') AS b",
      '  ab  . -a',
    ],
    ['bits', 'spark', 'SELECT BIT_GET(5, 0) AS a, GETBIT(5, 1) AS b', '1 0'],
    ['months between texts', 'spark2', "SELECT MONTHS_BETWEEN('2024-03-31', '2024-02-29') AS a", '1.0'],
    ['places of matches', 'spark', "SELECT REGEXP_INSTR('abcb', 'b.?') AS a, REGEXP_INSTR('ab', 'x') AS b", '2 0'],
    [
      'patterns as functions',
      'spark',
      "SELECT LIKE('a%', 'a!%', '!') AS a, ILIKE('AB', 'a!%', '!') AS b",
      'true false',
    ],
    ['bytes of texts', 'spark', "SELECT TO_BINARY('4d', 'hex') AS a, TO_BINARY('TQ==', 'base64') AS b", 'M M'],
    ['names of T-SQL', 'databricks', "SELECT GETDATE() > '2020-01-01' AS a, IFF(1 > 2, 'x', 'y') AS b", 'true y'],
    ['keys of objects', 'spark', `SELECT JSON_OBJECT_KEYS('{"a": 1, "b": 2}') AS a`, '[a, b]'],
    ['fields in brackets', 'hive', `SELECT GET_JSON_OBJECT('{"a": {"b c": 1}}', '$.a["b c"]') AS a`, '1'],
    [
      'fields in brackets',
      'trino',
      `SELECT JSON_EXTRACT('{"b c": [1]}', '$["b c"][0]') AS a, JSON_EXTRACT_SCALAR('{"b c": "v"}', '$["b c"]') AS b`,
      '1 v',
    ],
    ['JSON as text', 'trino', `SELECT JSON_FORMAT(JSON_PARSE('{"a": [1, 2]}')) AS a`, '{"a":[1,2]}'],
    [
      'values in a text',
      'trino',
      "SELECT FORMAT('%s-%03d %s%%', shelf, 7, 1.5) AS a FROM crates WHERE shelf = 2",
      '2-007 1.5%',
    ],
  ]);
});

describe('more functions', () => {
  check([
    [
      'parts of days',
      'spark',
      "SELECT DAYOFWEEK('2024-03-03') AS a, WEEKDAY('2024-03-03') AS b, DAYOFMONTH('2024-03-03') AS c, QUARTER('2024-04-01') AS d, LAST_DAY('2024-02-05') AS e",
      '1 6 3 2 2024-02-29',
    ],
    [
      'first and last values of groups',
      'databricks',
      'SELECT FIRST_VALUE(shelf) AS a, LAST_VALUE(shelf) AS b, SOME(shelf > 1) AS c, ANY(shelf > 2) AS d FROM crates',
      '1 2 true false',
    ],
    ['lists of both', 'spark', 'SELECT ARRAY_UNION(ARRAY(2, 1, NULL), ARRAY(1, 3, NULL)) AS a', '[2, 1, NULL, 3]'],
    [
      'maps',
      'spark',
      "SELECT MAP_FILTER(colours, (k, v) -> v > 2 OR k = k) AS a, TRANSFORM_VALUES(colours, (k, v) -> v + 1) AS b, TRANSFORM_KEYS(colours, (k, v) -> UPPER(k)) AS c, MAP_CONTAINS_KEY(colours, k2) AS d FROM crates CROSS JOIN (SELECT 'red' AS k2) WHERE weight = 4",
      '{red=2} {red=3} {RED=2} true',
    ],
    [
      'numbers and texts',
      'databricks',
      "SELECT FORMAT_NUMBER(1234.5, 2) AS a, BTRIM(' a ') AS b, STARTSWITH('ab', 'a') AS c, ENDSWITH('ab', 'a') AS d, ZEROIFNULL(NULL) AS e, HYPOT(3, 4) AS f, RINT(2.5) AS g, OCTET_LENGTH('é') AS h",
      '1,234.50 a true false 0 5.0 2.0 2',
    ],
  ]);
});

describe('several columns of a SELECT list', () => {
  check([
    ['places and items', 'spark', 'SELECT POSEXPLODE(sizes) AS (n, size), shelf FROM crates', '0 5 1 | 1 6 1 | 0 8 1'],
    [
      'by their own names',
      'databricks',
      'SELECT pos + col AS a FROM (SELECT POSEXPLODE(sizes) FROM crates)',
      '5 | 7 | 8',
    ],
    ['of maps', 'hive', 'SELECT EXPLODE(colours) AS (colour, type) FROM crates', 'red 2 | blue 3'],
    ['of structs', 'spark', 'SELECT shelf, INLINE(labels) FROM crates', '1 7 x | 1 1 y | 1 2 z'],
    ['with other names', 'spark', 'SELECT b, a FROM (SELECT INLINE(labels) AS (a, b) FROM crates)', 'x 7 | y 1 | z 2'],
    ['of JSON', 'spark', `SELECT JSON_TUPLE('{"a": 1, "b": 2}', 'b', 'a') AS (x, y)`, '2 1'],
    ['rows of values', 'spark', 'SELECT STACK(2, 1, 2, 3) AS (a, b)', '1 2 | 3 '],
  ]);
});

describe('views without names', () => {
  check([
    [
      'of columns',
      'spark',
      'SELECT shelf, v.col FROM crates LATERAL VIEW EXPLODE(sizes) v ORDER BY col',
      '1 5 | 1 6 | 1 8',
    ],
    [
      'or of the view',
      'hive',
      'SELECT pos, col FROM crates LATERAL VIEW POSEXPLODE(sizes) WHERE col > 5 ORDER BY col',
      '1 6 | 0 8',
    ],
    [
      'of structs',
      'spark',
      'SELECT tag, l.code FROM crates LATERAL VIEW INLINE(labels) l WHERE code < 7 ORDER BY code',
      'y 1 | z 2',
    ],
    [
      'or with names that are words of the language',
      'databricks',
      'SELECT v.type, offset FROM crates LATERAL VIEW OUTER POSEXPLODE(sizes) v AS offset, type WHERE shelf = 2 OR type = 6 ORDER BY shelf',
      '6 1 |  ',
    ],
  ]);
});

describe('spans of several units', () => {
  check([
    [
      'in words',
      'spark',
      "SELECT INTERVAL 1 DAY 2 HOURS AS a, INTERVAL '5' HOURS '30' MINUTES AS b",
      '1 day 02:00:00 05:30:00',
    ],
    ['each with its sign', 'hive', 'SELECT INTERVAL -1 DAY 2 HOURS AS a', '-1 day 02:00:00'],
    [
      'in one text',
      'trino',
      "SELECT INTERVAL '2-3' YEAR TO MONTH AS a, INTERVAL '3 04:05:06.5' DAY TO SECOND AS b, INTERVAL '-1:30' HOUR TO MINUTE AS c",
      '2 years 3 months 3 days 04:05:06.5 -01:30:00',
    ],
    ['in one text', 'databricks', "SELECT INTERVAL '1 2:03' DAY TO MINUTE AS a", '1 day 02:03:00'],
  ]);
});

describe('tables', () => {
  check([
    [
      'sampled ones with names',
      'spark',
      'SELECT c.fruit FROM crates TABLESAMPLE (100 PERCENT) c WHERE c.weight = 4',
      'pear',
    ],
    [
      'sampled ones with names',
      'hive',
      'SELECT c.fruit FROM crates TABLESAMPLE (100 PERCENT) AS c WHERE c.weight = 4',
      'pear',
    ],
    [
      'named ones that are sampled',
      'trino',
      'SELECT c.fruit FROM crates AS c TABLESAMPLE BERNOULLI (100) WHERE c.weight = 4',
      'pear',
    ],
    [
      'names that begin with digits',
      'hive',
      'WITH 2024_crates AS (SELECT 5 AS 1st, 6 AS 2_2, 7L AS c) SELECT x.1st, 2_2, c FROM 2024_crates x',
      '5 6 7',
    ],
    [
      'pivots of columns with the name of the table',
      'spark',
      "SELECT * FROM (SELECT shelf, fruit, weight FROM crates) PIVOT (SUM(weight) FOR fruit IN ('pear', 'plum')) ORDER BY shelf",
      '1 4  | 2  ',
    ],
    [
      'pivots of columns with the name of the table',
      'databricks',
      'WITH few AS (SELECT shelf, weight FROM crates) SELECT * FROM few PIVOT (MAX(few.weight) AS m FOR shelf IN (1 AS a, 2 AS b))',
      '9 ',
    ],
    ['parts of texts', 'databricks', "SELECT SUBSTR('crate' FROM 2 FOR 3) AS a, SUBSTR('crate' FROM 4) AS b", 'rat te'],
  ]);
});

describe('paths and casts of Databricks', () => {
  check([
    [
      'that begin with a bracket, or behind a text',
      'databricks',
      `SELECT v:['a b'].c AS a, v:['a b']['c']::STRING AS b, '{"d": [4]}':d[0]::INT AS c FROM VALUES ('{"a b": {"c": "x"}}') AS t(v)`,
      '"x" x 4',
    ],
    [
      'that name their columns',
      'databricks',
      `SELECT \`a b\`, \`c\` FROM (SELECT v:['a b'], v:['a b'].c FROM VALUES ('{"a b": {"c": 1}}') AS t(v))`,
      '{"c":1} 1',
    ],
    ['that give NULL', 'databricks', "SELECT 'a'?::INT AS a, '2.5'?::DECIMAL(3, 1) AS b", ' 2.5'],
  ]);
});

describe('VALUES with names', () => {
  check([
    [
      'as a query',
      'spark',
      "WITH v AS (VALUES (1, 'a'), (2, 'b') AS t(n, s)) SELECT s, n FROM v ORDER BY n",
      'a 1 | b 2',
    ],
    ['of single values', 'databricks', 'WITH v AS (VALUES 3, 4 AS t(n)) SELECT SUM(n) AS a FROM v', '7'],
    [
      'behind FROM',
      'spark',
      "SELECT SUM(a) AS a, MAX(b) AS b FROM VALUES 3, -4L AS t(a) CROSS JOIN (VALUES 'x', 'y') AS u(b)",
      '-2 y',
    ],
    ['whose columns count from 1', 'spark', 'SELECT col1 FROM VALUES (5, 6), (7, 8) WHERE col2 > 6', '7'],
    [
      'also in brackets and with a name',
      'databricks',
      'SELECT a.col1, b.col2 FROM (VALUES (5, 6)) a CROSS JOIN VALUES (7, 8) AS b',
      '5 8',
    ],
    ['of single values', 'trino', "SELECT MAX(x) AS a FROM (VALUES 'a', 'b') AS t(x)", 'b'],
    ['or without', 'hive', 'WITH v AS (VALUES (1, 2)) SELECT col2 FROM v', '2'],
  ]);
});

describe('what Trino has of the standard', () => {
  check([
    [
      'characters by their numbers',
      'trino',
      String.raw`SELECT U&'\0061b\\' AS a, U&'!+01F600' UESCAPE '!' AS b`,
      'ab\\ 😀',
    ],
    [
      'texts that are too long',
      'trino',
      "SELECT LISTAGG(fruit, ';' ON OVERFLOW TRUNCATE '...' WITH COUNT) WITHIN GROUP (ORDER BY fruit DESC) AS a, LISTAGG(fruit, ';' ON OVERFLOW ERROR) WITHIN GROUP (ORDER BY fruit) AS b FROM crates",
      'plum;pear pear;plum',
    ],
    [
      'JSON at plain paths',
      'athena',
      `SELECT JSON_VALUE('{"a": {"b": "x"}}', 'lax $.a.b') AS a, JSON_VALUE('{"a": {}}', 'lax $.a') AS b, JSON_QUERY('{"a": [1]}', 'strict $.a') AS c, JSON_EXISTS('{"a": 1}', 'lax $.b') AS d`,
      'x  [1] false',
    ],
    [
      'maps of nothing',
      'trino',
      "SELECT MAP() AS a, CAST(MAP(ARRAY['k'], ARRAY[ARRAY[1]]) AS MAP(VARCHAR, ARRAY(INT))) AS b",
      '{} {k=[1]}',
    ],
    [
      'quantiles',
      'presto',
      'SELECT APPROX_PERCENTILE(shelf, 0.5) AS a, APPROX_PERCENTILE(shelf, ARRAY[0.1, 0.9]) AS b FROM crates',
      '1 [1, 2]',
    ],
    ['the time of day', 'trino', "SELECT LOCALTIME BETWEEN TIME '00:00:00' AND TIME '23:59:59.999999' AS a", 'true'],
  ]);
  check(
    (
      [
        ['trino', 'ARRAY[3, 1, 2]', '(a, b) -> IF(a < b, 1, IF(a = b, 0, -1))', '[3, 2, 1]'],
        [
          'spark',
          'ARRAY(3, 1, 2)',
          '(left, right) -> CASE WHEN left < right THEN 1 WHEN left > right THEN -1 ELSE 0 END',
          '[3, 2, 1]',
        ],
        ['presto', 'ARRAY[3, 1, 2]', '(x, y) -> CASE WHEN x > y THEN 1 WHEN x = y THEN 0 ELSE -1 END', '[1, 2, 3]'],
      ] as const
    ).map(
      ([dialect, list, order, expected]) =>
        ['lists by a comparison', dialect, `SELECT ARRAY_SORT(${list}, ${order}) AS a`, expected] as const,
    ),
  );
});

describe('rows of lists in Trino', () => {
  check([
    [
      'side by side',
      'trino',
      "SELECT a, b FROM (VALUES 1) AS o(x) CROSS JOIN UNNEST(ARRAY[1, 2], ARRAY['x', 'y', 'z']) AS u(a, b) ORDER BY b",
      '1 x | 2 y |  z',
    ],
    [
      'with their fields',
      'presto',
      'SELECT shelf, l.code, l.t FROM crates CROSS JOIN UNNEST(labels) AS l(code, t) ORDER BY l.t',
      '1 7 x | 1 1 y | 1 2 z',
    ],
    ['of a map', 'athena', "SELECT k, v FROM UNNEST(MAP(ARRAY['a'], ARRAY[1])) AS u(k, v)", 'a 1'],
    [
      'with their places',
      'trino',
      'SELECT s, n FROM crates CROSS JOIN UNNEST(sizes) WITH ORDINALITY AS u(s, n) ORDER BY s',
      '5 1 | 6 2 | 8 1',
    ],
    [
      'the largest ones',
      'trino',
      'SELECT MAX(weight, 2) AS a, MIN(weight, 1) AS b, MAX(weight) FILTER (WHERE weight < 9) AS c FROM crates',
      '[9, 4] [4] 4',
    ],
    ['maps', 'trino', 'SELECT MAP_AGG(fruit, weight) AS a FROM crates', '{pear=4, plum=NULL}'],
    [
      'what is left of a map',
      'presto',
      "SELECT MAP_FILTER(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1) AS a",
      '{b=2}',
    ],
  ]);
});
