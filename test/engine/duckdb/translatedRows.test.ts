// What queries of other dialects give once DuckDB runs them.
import { describe, expect, it } from 'vitest';
import { translatedRows } from './translated.ts';

const rows = translatedRows(`CREATE TABLE parcels AS SELECT * FROM (VALUES
    (1, 7, 2.5, 'oak', 'hall', DATE '2024-01-31', TIMESTAMP '2024-01-31 22:15:00', [1, 2]),
    (2, 9, 1.5, 'elm', NULL, DATE '2024-03-10', TIMESTAMP '2024-03-11 01:00:00', [3]),
    (3, NULL, NULL, 'ash', 'yard', DATE '2024-03-11', NULL, [])
  ) AS v(id, pieces, weight, wood, place, sent, arrived, sizes)`);

const words =
  'type zone no option sort end right left call full return limit offset force hint window without at foreign order group natural'.split(
    ' ',
  );

describe('rows of translated queries', () => {
  const cases: [behaviour: string, dialect: string, query: string, expected: string][] = [
    ['whole numbers divide to whole ones', 'postgres', 'SELECT pieces / 3 AS x FROM parcels ORDER BY id', '2 | 3 | '],
    ['fractions stay fractions', 'postgres', 'SELECT weight / 2 AS x FROM parcels ORDER BY id', '1.25 | 0.75 | '],
    ['aggregates know their types', 'postgres', 'SELECT SUM(pieces) / COUNT(id) AS x FROM parcels', '5'],
    ['literals are enough', 'redshift', 'SELECT 9 / 3 AS a, 9 / 2.0 AS b', '3 4.5'],
    ['a cast is enough', 'trino', 'SELECT CAST(9 AS DOUBLE) / 2 AS a', '4.5'],
    ['divisions of divisions', 'postgres', 'SELECT pieces / id / 3 AS x FROM parcels ORDER BY id', '2 | 1 | '],
    ['intervals can be divided', 'postgres', "SELECT INTERVAL '2 hours' / 2 AS x", '01:00:00'],
    ['other dialects have fractions', 'bigquery', 'SELECT 9 / 2 AS x', '4.5'],
    ['TOP takes the first rows', 'tsql', 'SELECT TOP (2) id FROM parcels ORDER BY id DESC', '3 | 2'],
    ['TOP of a CTE stays in it', 'tsql', 'WITH a AS (SELECT TOP 1 id FROM parcels ORDER BY id) SELECT id FROM a', '1'],
    ['TOP of an operand of UNION', 'tsql', 'SELECT TOP 1 5 AS a FROM parcels UNION ALL SELECT 6 AS a', '5 | 6'],
    ['FETCH FIRST', 'postgres', 'SELECT id FROM parcels ORDER BY id OFFSET 1 ROWS FETCH FIRST 1 ROW ONLY', '2'],
    [
      'IS DISTINCT FROM',
      'postgres',
      'SELECT id FROM parcels WHERE pieces IS DISTINCT FROM id + 6 ORDER BY id',
      '2 | 3',
    ],
    ...['tsql', 'postgres', 'mysql', 'snowflake'].map((dialect): [string, string, string, string] => [
      'names written like texts',
      dialect,
      "SELECT q.b AS 'c' FROM (SELECT id AS 'b' FROM parcels) AS q WHERE q.b = 2",
      '2',
    ]),
    [
      'the group of a pattern',
      'bigquery',
      String.raw`SELECT REGEXP_EXTRACT(wood, r'o(.)') AS a, REGEXP_EXTRACT(wood, r'[(]?o\w') AS b, REGEXP_EXTRACT(wood, '(?:o)a') AS c,
         ARRAY_TO_STRING(REGEXP_EXTRACT_ALL(wood, r'(.)k'), '') AS d FROM parcels WHERE id = 1`,
      'a oa oa a',
    ],
    [
      'TRUNC of times and numbers',
      'redshift',
      'SELECT TRUNC(arrived) AS a, TRUNC(sent) AS b, TRUNC(weight) AS c, TRUNC(-weight, 0) AS d FROM parcels WHERE id = 1',
      '2024-01-31 2024-01-31 2.0 -2',
    ],
    ['TO_NUMBER without digits', 'snowflake', "SELECT TO_NUMBER('12') AS a, INSERT('abcd', 2, 2, 'x') AS b", '12 axd'],
    [
      'parts of dates in texts',
      'mysql',
      `SELECT WEEK('2024-03-10') AS a, MONTHNAME('2024-03-10') AS b, DAYNAME("2024-03-10") AS c, QUARTER('2024-05-01') AS d,
         WEEKOFYEAR('2024-03-10') AS e, DAYOFYEAR('2024-02-01') AS f, DAYOFMONTH('2024-03-10') AS g,
         FROM_UNIXTIME(60) = TIMESTAMP '1970-01-01 00:01:00+00' AS h`,
      '10 March Sunday 2 10 32 10 true',
    ],
    [
      'HASHBYTES',
      'tsql',
      "SELECT HASHBYTES('MD5', 'a') AS a, LEN(HASHBYTES('sha1', 'a')) AS b, LEN(HASHBYTES('SHA2_256', 'a')) AS c",
      '0cc175b9c0f1b6a831c399e269772661 40 64',
    ],
    [
      'names before what they name',
      'tsql',
      'SELECT q.n, q.[w x] FROM (SELECT n = id * 2, [w x] = (SELECT MAX(m) FROM (SELECT m = 7) AS s) FROM parcels) AS q WHERE n = 4',
      '4 7',
    ],
    ...['tsql', 'mysql', 'sqlite', 'starrocks'].map((dialect): [string, string, string, string] => [
      'names in texts without AS',
      dialect,
      "SELECT q.n, q.m FROM (SELECT id 'n', (id + 1) 'm', CASE WHEN id = 1 THEN 'a' ELSE 'b' END FROM parcels) AS q WHERE q.n = 2",
      '2 3',
    ]),
    [
      'numbers of made rows',
      'snowflake',
      'SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS n FROM TABLE(GENERATOR(ROWCOUNT => 3)) ORDER BY 1',
      '1 | 2 | 3',
    ],
    ['IS NOT DISTINCT FROM', 'bigquery', 'SELECT id FROM parcels WHERE pieces IS NOT DISTINCT FROM NULL', '3'],
    [
      'types called like functions',
      'databricks',
      'SELECT BIGINT("7") + 1 AS x, STRING(5) || "a" AS y, ISNOTNULL(place) AS z FROM parcels WHERE id == 2',
      '8 5a false',
    ],
    ['fields of calls', 'spark', "SELECT NAMED_STRUCT('a', id).a + 1 AS x FROM parcels WHERE id = 2", '3'],
    [
      'fields of items',
      'bigquery',
      'SELECT ARRAY_AGG(STRUCT(id, wood) ORDER BY id)[OFFSET(1)].wood AS x FROM parcels',
      'elm',
    ],
    ['<=>', 'databricks', 'SELECT id FROM parcels WHERE pieces <=> NULL', '3'],
    [
      'powers',
      'postgres',
      'SELECT 2 * id ^ 2 AS x, -id ^ 2 AS y FROM parcels ORDER BY id',
      '2.0 1.0 | 8.0 4.0 | 18.0 9.0',
    ],
    [
      'powers of items, casts, brackets, CASE and aggregates',
      'postgres',
      `SELECT sizes[1] ^ 2 AS a, id ^ weight::numeric(4,1) AS b, (id + 1) ^ 2 AS c, CASE WHEN id = 1 THEN 3 END ^ 2 AS d,
         id::double precision ^ 2 AS e, sum(id) FILTER (WHERE id > 0) OVER (PARTITION BY id) ^ 2 AS f
       FROM parcels WHERE (id + 1) ^ 2 < 9`,
      '1.0 1.0 4.0 9.0 1.0 1.0',
    ],
    [
      'powers from left to right, signs first',
      'postgres',
      'SELECT 2 ^ 3 ^ 2 AS a, 2 ^ -1 ^ 2 AS b, 1 - -2 ^ 2 * 3 AS c, (2 ^ 2) ^ (1 ^ 2 + 1) AS d',
      '64.0 0.25 -11.0 16.0',
    ],
    ['powers and TOP', 'redshift', 'SELECT TOP 1 id FROM parcels WHERE id = id ^ 2', '1'],
    ['an exclusive or elsewhere', 'mysql', 'SELECT 5 ^ 3 AS x', '6'],
    [
      'a product with REPLACE',
      'postgres',
      "SELECT id * REPLACE('1,5', ',', '')::numeric AS x, 2 * REPLACE('3', ',', '')::int AS y FROM parcels WHERE id = 2",
      '30.000 6',
    ],
    [
      'fields of brackets',
      'bigquery',
      'SELECT (q.r).a AS x, (SELECT STRUCT(7 AS b)).b AS y FROM (SELECT STRUCT(id AS a) AS r FROM parcels) AS q WHERE (r).a = 2',
      '2 7',
    ],
    [
      'items of fields of items',
      'bigquery',
      'SELECT l[OFFSET(0)].b[OFFSET(1)].c AS x FROM (SELECT [STRUCT([STRUCT(1 AS c), STRUCT(2 AS c)] AS b)] AS l) AS q',
      '2',
    ],
    [
      'all columns of a row in brackets',
      'postgres',
      'SELECT (q).*, 1 AS one FROM (SELECT id, wood FROM parcels WHERE id = 2) AS q',
      '2 elm 1',
    ],
    [
      'all fields of an item, of its field',
      'bigquery',
      'SELECT l[OFFSET(0)].*, l[OFFSET(0)].r.*, 1 AS one FROM (SELECT [STRUCT(7 AS a, STRUCT(8 AS b, 9 AS c) AS r)] AS l) AS q',
      "7 {'b': 8, 'c': 9} 8 9 1",
    ],
    [
      'all fields of a column in brackets',
      'bigquery',
      'SELECT (q.r).* FROM (SELECT STRUCT(1 AS a, 2 AS b) AS r) AS q',
      '1 2',
    ],
    [
      'differences of dates and texts',
      'snowflake',
      "SELECT DATEDIFF(month, DATE '2024-01-31', sent) AS a, DATEDIFF('day', '2024-01-30', sent) AS b, TIME_SLICE(arrived, 15, 'MINUTE') AS c, BITAND(5, 3) AS d FROM parcels WHERE id = 1",
      '0 1 2024-01-31 22:15:00 1',
    ],
    [
      'dates of Redshift',
      'redshift',
      `SELECT ADD_MONTHS(sent, 1) AS a, DATE_PART(year, sent) AS b, CHARINDEX('a', wood) AS c, FORMAT('%s!', wood) AS d,
         JSON_EXTRACT_PATH_TEXT('{"a": {"b": 1}}', 'a', 'b') AS e FROM parcels WHERE id = 1`,
      '2024-02-29 2024 2 oak! 1',
    ],
    [
      'parts of BigQuery',
      'bigquery',
      "SELECT EXTRACT(ISOWEEK FROM sent) AS a, EXTRACT(DATE FROM arrived) AS b, SPLIT('x,y')[OFFSET(1)] AS c, DATETIME(2024, 1, 2, 3, 4, 5) AS d FROM parcels WHERE id = 1",
      '5 2024-01-31 y 2024-01-02 03:04:05',
    ],
    [
      'functions of Spark',
      'spark',
      `SELECT LOCATE('a', wood) AS a, PMOD(-7, 3) AS b, BROUND(2.5) AS c, UNIX_TIMESTAMP(arrived) AS d, SLICE(sizes, 2, 1) AS e,
         FROM_UTC_TIMESTAMP(arrived, 'Europe/Berlin') AS f FROM parcels WHERE id = 1`,
      '2 2 2.0 1706739300 [2] 2024-01-31 23:15:00',
    ],
    [
      'first and last values that are none of NULL',
      'spark',
      'SELECT FIRST(place, TRUE) AS a, LAST(pieces, TRUE) AS b, FIRST(wood) AS c, LAST(pieces, FALSE) IS NULL AS d FROM parcels',
      'hall 9 oak true',
    ],
    [
      'the same in windows',
      'spark',
      'SELECT FIRST(place, TRUE) OVER (ORDER BY id DESC) AS a, LAST_VALUE(pieces, TRUE) OVER (ORDER BY id) AS b FROM parcels ORDER BY id',
      'yard 7 | yard 9 | yard 9',
    ],
    [
      'functions of MySQL',
      'mysql',
      `SELECT LOCATE('a', wood) AS a, TRUNCATE(weight, 0) AS b, UNIX_TIMESTAMP(arrived) AS c, LAST_DAY('2024-02-10') AS d,
         TIMESTAMPDIFF(MONTH, '2024-01-01', sent) AS e FROM parcels WHERE id = 1`,
      '2 2 1706739300 2024-02-29 0',
    ],
    [
      'functions of SQL Server',
      'tsql',
      "SELECT STUFF('hello', 2, 2, 'XX') AS a, REPLICATE('a', 2) AS b, SQUARE(3) AS c, CHOOSE(2, 'a', 'b') AS d",
      'hXXlo aa 9.0 b',
    ],
    [
      'functions of ClickHouse',
      'clickhouse',
      `SELECT toStartOfMonth(sent) AS a, dateDiff('day', sent, toDate('2024-02-02')) AS b, multiIf(id > 1, 'x', wood = 'oak', 'y', 'z') AS c,
         addDays(sent, 1) AS d, toYYYYMM(sent) AS e, has(sizes, 2) AS f, splitByChar('a', wood)[2] AS g, toStartOfWeek(sent) AS h
       FROM parcels WHERE id = 1`,
      '2024-01-01 2 y 2024-02-01 202401 true k 2024-01-28',
    ],
    [
      'aggregates of ClickHouse',
      'clickhouse',
      "SELECT sumIf(id, wood = 'oak') AS a, groupArray(pieces) AS b, any(place) IS NULL AS c, uniqExact(wood) AS d, arrayMap(x -> x + 1, [1, 2]) AS e FROM parcels",
      '1 [7, 9] false 3 [2, 3]',
    ],
    ['fields that look like words', 'spark', "SELECT NAMED_STRUCT('temp', 5).temp AS x", '5'],
    ['paths behind brackets', 'snowflake', `SELECT (PARSE_JSON('{"a": {"b": [1, 2]}}')):a.b[1]::INT AS x`, '2'],
    ['float is double', 'postgres', 'SELECT 0.1::float AS x, CAST(1 AS FLOAT) / 3 AS y', '0.1 0.3333333333333333'],
    ['GREATEST of NULL', 'bigquery', 'SELECT GREATEST(pieces, id) AS x FROM parcels ORDER BY id', '7 | 9 | '],
    ['GREATEST without NULL', 'postgres', 'SELECT GREATEST(pieces, id) AS x FROM parcels ORDER BY id', '7 | 9 | 3'],
    [
      'lists without NULL',
      'snowflake',
      'SELECT ARRAY_AGG(pieces) WITHIN GROUP (ORDER BY id DESC) AS x FROM parcels',
      '[9, 7]',
    ],
    ['sets without NULL', 'spark', 'SELECT SIZE(COLLECT_SET(pieces)) AS x FROM parcels', '2'],
    [
      'LIMIT in an aggregate',
      'bigquery',
      "SELECT ARRAY_AGG(wood ORDER BY id DESC LIMIT 2) AS x, STRING_AGG(wood, '+' ORDER BY id LIMIT 2) AS y FROM parcels",
      '[ash, elm] oak+elm',
    ],
    [
      'IGNORE NULLS in an aggregate',
      'bigquery',
      'SELECT ARRAY_AGG(place IGNORE NULLS ORDER BY id)[OFFSET(1)] AS x FROM parcels',
      'yard',
    ],
    ['HAVING MAX', 'bigquery', 'SELECT ANY_VALUE(wood HAVING MAX pieces) AS x FROM parcels', 'elm'],
    [
      'LAST_VALUE sees the whole partition',
      'snowflake',
      'SELECT LAST_VALUE(wood) OVER (ORDER BY id) AS x FROM parcels ORDER BY id',
      'ash | ash | ash',
    ],
    [
      'LAST_VALUE of a named window sees the whole partition',
      'snowflake',
      'SELECT LAST_VALUE(wood) OVER w AS x, SUM(id) OVER w AS y FROM parcels WINDOW w AS (ORDER BY id) ORDER BY id',
      'ash 1 | ash 3 | ash 6',
    ],
    [
      'a named window keeps its frame',
      'snowflake',
      'SELECT LAST_VALUE(id) OVER w AS x FROM parcels WINDOW w AS (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ORDER BY id',
      '1 | 2 | 3',
    ],
    [
      'star with modifiers',
      'bigquery',
      'SELECT * EXCEPT (weight, sent, arrived, sizes, place) REPLACE (id * 10 AS id) FROM parcels WHERE id = 1',
      '10 7 oak',
    ],
    [
      'star with new names',
      'snowflake',
      'SELECT q.nr FROM (SELECT * EXCLUDE weight RENAME (id AS nr) FROM parcels) AS q ORDER BY 1',
      '1 | 2 | 3',
    ],
    ['VALUES without brackets', 'databricks', "SELECT b FROM VALUES (1, 'x'), (2, 'y') AS t(a, b) ORDER BY a", 'x | y'],
    ['literals with a type', 'trino', "SELECT DECIMAL '7.25' * 2 AS x, BIGINT '9' AS y", '14.500 9'],
    [
      'DATE_TRUNC keeps what it is given',
      'bigquery',
      'SELECT DATE_TRUNC(sent, MONTH) AS x, DATE_TRUNC(arrived, ISOWEEK) AS y FROM parcels WHERE id = 1',
      '2024-01-01 2024-01-29 00:00:00',
    ],
    ['MINUS', 'snowflake', 'SELECT id FROM parcels MINUS SELECT 1 AS id ORDER BY 1', '2 | 3'],
    [
      'PIVOT behind an alias',
      'tsql',
      'SELECT p.[1] AS a, p.[2] AS b FROM (SELECT id, pieces FROM parcels) AS s PIVOT (SUM(pieces) FOR id IN ([1], [2])) AS p',
      '7 9',
    ],
    [
      'PIVOT without an alias',
      'snowflake',
      'SELECT * FROM (SELECT id, pieces FROM parcels WHERE id < 3) PIVOT (SUM(pieces) FOR id IN (1, 2))',
      '7 9',
    ],
    [
      'UNPIVOT',
      'bigquery',
      'SELECT k, v FROM (SELECT id, pieces FROM parcels WHERE id = 1) UNPIVOT (v FOR k IN (id, pieces)) ORDER BY k',
      'id 1 | pieces 7',
    ],
    ['rows from nothing', 'snowflake', 'SELECT COUNT(*) AS x FROM TABLE(GENERATOR(ROWCOUNT => 4))', '4'],
    ['places of rows', 'databricks', 'SELECT wood FROM parcels DISTRIBUTE BY wood SORT BY id LIMIT 1', 'oak'],
    ['texts cut at a separator', 'mysql', "SELECT SUBSTRING_INDEX('a.b.c', '.', 2) AS x, 7 MOD 4 AS y", 'a.b 3'],
    [
      'decimals with digits',
      'snowflake',
      "SELECT TO_DECIMAL('2.345', 10, 2) AS x, TO_CHAR(1.5, '9.9') AS y",
      '2.35 1.5',
    ],
    ['LIMIT with an offset in front', 'mysql', 'SELECT id FROM parcels ORDER BY id LIMIT 1, 2', '2 | 3'],
    [
      'CONCAT of NULL',
      'mysql',
      "SELECT COALESCE(CONCAT(wood, '-', place), '?') AS x FROM parcels ORDER BY id",
      'oak-hall | ? | ash-yard',
    ],
    ['GROUP_CONCAT has commas', 'mysql', 'SELECT GROUP_CONCAT(wood ORDER BY id DESC) AS x FROM parcels', 'ash,elm,oak'],
    [
      'DISTINCT with ORDER BY',
      'postgres',
      "SELECT STRING_AGG(DISTINCT wood, '+' ORDER BY wood) AS x FROM parcels",
      'ash+elm+oak',
    ],
    [
      'GROUP_CONCAT with all its words',
      'mysql',
      "SELECT GROUP_CONCAT(DISTINCT wood ORDER BY wood DESC SEPARATOR '; ') AS x FROM parcels",
      'oak; elm; ash',
    ],
    [
      'days added to dates and times',
      'mysql',
      'SELECT DATE_ADD(sent, INTERVAL 1 MONTH) AS a, DATE_ADD(arrived, INTERVAL 1 DAY) AS b FROM parcels WHERE id = 1',
      '2024-02-29 2024-02-01 22:15:00',
    ],
    [
      'hours added to dates',
      'mysql',
      'SELECT DATE_SUB(sent, INTERVAL 1 HOUR) AS a FROM parcels WHERE id = 1',
      '2024-01-30 23:00:00',
    ],
    [
      'days added to times are dates',
      'spark',
      'SELECT DATE_ADD(arrived, 2) AS a, DATE_SUB(arrived, 1) AS b FROM parcels WHERE id = 1',
      '2024-02-02 2024-01-30',
    ],
    [
      'DATEADD with a unit',
      'databricks',
      'SELECT DATEADD(MONTH, 1, sent) AS a FROM parcels WHERE id = 2',
      '2024-04-10 00:00:00',
    ],
    [
      'DATEDIFF with a unit',
      'databricks',
      'SELECT DATEDIFF(MONTH, sent, arrived) AS a, DATEDIFF(arrived, sent) AS b FROM parcels WHERE id = 2',
      '0 1',
    ],
    [
      'DATEADD of a date',
      'snowflake',
      "SELECT DATEADD('day', 1, sent) AS a, TIMESTAMPDIFF(hour, sent, arrived) AS b FROM parcels WHERE id = 2",
      '2024-03-11 25',
    ],
    [
      'differences in months and weeks',
      'bigquery',
      "SELECT DATE_DIFF(sent, DATE '2024-01-01', MONTH) AS a, DATE_DIFF(sent, DATE '2024-03-09', WEEK) AS b, DATE_DIFF(sent, DATE '2024-03-09', ISOWEEK) AS c FROM parcels WHERE id = 2",
      '2 1 0',
    ],
    ['a list as rows of the SELECT list', 'postgres', 'SELECT CAST(GENERATE_SERIES(1, 3) AS BIGINT) AS x', '1 | 2 | 3'],
    ['IN UNNEST', 'bigquery', "SELECT id FROM parcels WHERE wood IN UNNEST(['elm', 'fir'])", '2'],
    [
      'LATERAL in front of a function',
      'postgres',
      'SELECT id, s.x FROM parcels CROSS JOIN LATERAL UNNEST(parcels.sizes) AS s(x) ORDER BY ALL',
      '1 1 | 1 2 | 2 3',
    ],
    ['NULL is large', 'redshift', 'SELECT id FROM parcels ORDER BY pieces DESC LIMIT 1', '3'],
    [
      'an alias behind an interval',
      'postgres',
      "SELECT later FROM (SELECT id, sent + INTERVAL '1 day' later FROM parcels) q WHERE id = 1",
      '2024-02-01 00:00:00',
    ],
    ['paths with two colons', 'snowflake', `SELECT PARSE_JSON('{"a": {"b": 4}}'):a:b::INT AS x`, '4'],
    [
      'final is a name',
      'bigquery',
      'WITH a AS (SELECT 1 AS id), final AS (SELECT a.id FROM a) SELECT final.id FROM final',
      '1',
    ],
    ...['postgres', 'snowflake', 'bigquery', 'mysql', 'spark', 'trino', 'clickhouse', 'tsql', 'redshift', 'oracle'].map(
      (dialect): [string, string, string, string] => [
        'columns that look like words',
        dialect,
        `SELECT ${words.map((word) => `t.${word} + ${word}`).join(' + ')} AS x
         FROM (SELECT ${words.map((word) => `1 AS ${word}`).join(', ')}) AS t
         WHERE ${words.map((word) => `${word} = 1 AND ${word} NOT IN (2) AND NOT ${word} > 1`).join(' AND ')}
         GROUP BY ${words.join(', ')} ORDER BY ${words.join(', ')}`,
        String(2 * words.length),
      ],
    ),
    ['the time is no column', 'postgres', "SELECT LOCALTIMESTAMP > DATE '2000-01-01' AS x", 'true'],
    ...['postgres', 'snowflake', 'bigquery', 'mysql', 'spark', 'trino', 'clickhouse', 'tsql'].flatMap(
      (dialect): [string, string, string, string][] => [
        [
          'a query of ANY, ALL and SOME',
          dialect,
          `SELECT id FROM parcels WHERE id = ANY (SELECT id FROM parcels WHERE id > 1) AND id <> ALL(SELECT 3)
           AND id >= SOME (SELECT 2)`,
          '2',
        ],
        [
          'brackets around a join',
          dialect,
          `SELECT a.id, (SELECT MAX(n) FROM (SELECT 5 AS n) AS q) AS n
           FROM ((parcels AS a JOIN (SELECT 2 AS id) AS b ON a.id = b.id) LEFT JOIN parcels AS c ON c.id = b.id)
           WHERE c.id > 0`,
          '2 5',
        ],
      ],
    ),
    [
      'ISNULL and NOTNULL behind a value',
      'postgres',
      'SELECT id, pieces ISNULL AS a, (place) NOTNULL AS b FROM parcels WHERE weight NOTNULL OR pieces ISNULL ORDER BY id',
      '1 false true | 2 false false | 3 true true',
    ],
    [
      'a sign that says nothing',
      'mysql',
      'SELECT +id AS a, 2 + id AS b, (+id) AS c FROM parcels WHERE id = 1',
      '1 3 1',
    ],
    [
      'the length of a time',
      'snowflake',
      "SELECT '10:00:00'::TIME(9) AS a, CAST('10:00:00' AS TIME(3)) AS b",
      '10:00:00 10:00:00',
    ],
    ['an alias without AS', 'postgres', "SELECT 'x' type, 1 AS n", 'x 1'],
    [
      'words where they are none',
      'postgres',
      `SELECT '1 day'::INTERVAL > INTERVAL '-1' DAY AS a, LEFT('abc', 2) AS b, CAST('x' AS CHARACTER VARYING) AS c
       FROM (SELECT 1 AS id) AS t LEFT JOIN (SELECT 1 AS id) AS u USING (id) ORDER BY 1 LIMIT 1 OFFSET 0`,
      'true ab x',
    ],
    [
      'names that look like words',
      'postgres',
      'SELECT q.cluster, temp, q.pivot AS x FROM (SELECT 1 AS cluster, 2 AS temp, 3 AS pivot) AS q ORDER BY temp',
      '1 2 3',
    ],
    [
      'calls that are operators',
      'spark',
      'SELECT 7 * MOD(10, 4) AS a, shiftleft(3, 2) + 1 AS b, 2 * pmod(-1, 3) AS c',
      '14 13 4',
    ],
    ['bits', 'trino', 'SELECT bitwise_and(6, 3) + 1 AS a, bitwise_or(4, 1) * 2 AS b, bitwise_not(1) AS c', '3 10 -2'],
    ['arithmetic by name', 'clickhouse', 'SELECT multiply(plus(1, 2), 3) AS a, modulo(7, 4) * 2 AS b', '9 6'],
    ['numbers in other bases', 'spark', "SELECT conv('ff', 16, 10) AS a, conv(255, 10, 16) AS b", '255 FF'],
    ['what overflows', 'bigquery', 'SELECT SAFE_ADD(9223372036854775807, 1) AS a, SAFE_ADD(1, 2) AS b', ' 3'],
    [
      'words that look like names',
      'spark',
      'SELECT parcels.id FROM parcels LEFT ANTI JOIN (SELECT 1 AS id) AS b ON parcels.id = b.id ORDER BY id',
      '2 | 3',
    ],
    [
      'words of T-SQL',
      'tsql',
      "SELECT CHARINDEX('k', wood) AS a, FORMAT(sent, 'yyyy-MM') AS b, CONVERT(VARCHAR(10), sent, 103) AS c, DATENAME(month, sent) AS d FROM parcels WHERE id = 1",
      '3 2024-01 31/01/2024 January',
    ],
  ];
  it.each(cases)('%s (%s)', async (_, dialect, query, expected) => {
    expect(await rows(dialect, query)).toBe(expected);
  });
});
