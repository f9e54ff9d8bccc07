// Functions that mean something else in DuckDB, or nothing.
import { describe } from 'vitest';
import { checker, translatedRows } from './translated.ts';

const check = checker(
  translatedRows(`CREATE TABLE parcels AS SELECT * FROM (VALUES
    (1, 'oak,elm', DATE '2024-01-31', TIMESTAMP '2024-01-31 22:15:07', [1, 2]),
    (2, 'a1b22', DATE '2024-03-10', TIMESTAMP '2024-03-11 01:00:00', [3]),
  ) AS v(id, wood, sent, arrived, sizes)`),
);

describe('texts', () => {
  check([
    [
      'one match is replaced',
      'postgres',
      "SELECT REGEXP_REPLACE(wood, '[0-9]', '-') AS x FROM parcels",
      'oak,elm | a-b22',
    ],
    [
      'or all',
      'postgres',
      "SELECT REGEXP_REPLACE('aA', 'a', '-', 'gi') AS x, REGEXP_REPLACE('Aa', 'a', '-', 'i') AS y",
      '-- -a',
    ],
    ['always all', 'redshift', "SELECT REGEXP_REPLACE('aa', 'a', '-') AS x, REGEXP_REPLACE('aab', 'a') AS y", '-- b'],
    [
      'filled up with blanks',
      'postgres',
      "SELECT LPAD('a', 3) || '.' AS x, RPAD('a', 3) || '.' AS y, LPAD('a', 3, '-') AS z",
      '  a. a  . --a',
    ],
    ...['postgres', 'mysql', 'trino', 'oracle', 'spark', 'snowflake'].map(
      (dialect) =>
        [
          'trimmed at one side',
          dialect,
          "SELECT LENGTH(TRIM(LEADING FROM ' a ')) AS x, TRIM(TRAILING '-' FROM '-a-') AS y",
          '2 -a',
        ] as const,
    ),
    ['trimmed at both', 'postgres', "SELECT TRIM(BOTH FROM ' a ') || TRIM(FROM ' b ') AS x", 'ab'],
    [
      'characters come first',
      'spark',
      "SELECT TRIM('a', 'aba') AS x, LTRIM('a', 'aba') AS y, RTRIM('a', 'aba') AS z, TRIM(' c ') AS w",
      'b ba ab c',
    ],
    [
      'split by a pattern',
      'spark',
      String.raw`SELECT SPLIT('a|b', '\\|') AS x, SPLIT('a,  b', ',\\s*') AS y`,
      '[a, b] [a, b]',
    ],
    [
      'the first group unless told',
      'databricks',
      "SELECT REGEXP_EXTRACT('ab', 'a(b)') AS x, REGEXP_EXTRACT('ab', 'a(b)', 0) AS y, REGEXP_EXTRACT_ALL('ab ab', 'a(b)') AS z",
      'b ab [b, b]',
    ],
    [
      'places from a place on',
      'spark',
      "SELECT LOCATE('a', 'aba', 2) AS x, LOCATE('c', 'aba', 2) AS y, INSTR('aba', 'b') AS z",
      '3 0 2',
    ],
    ['places from a place on', 'snowflake', "SELECT CHARINDEX('a', 'aba', 2) AS x", '3'],
    [
      'bytes of hashes',
      'bigquery',
      "SELECT TO_HEX(SHA1('a')) AS x, TO_HEX(MD5('a')) AS y",
      '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8 0cc175b9c0f1b6a831c399e269772661',
    ],
    ['bytes of hashes', 'clickhouse', "SELECT lower(hex(MD5('a'))) AS x", '0cc175b9c0f1b6a831c399e269772661'],
    [
      'NULLs in a list',
      'bigquery',
      "SELECT ARRAY_TO_STRING(['a', NULL], '-', '?') AS x, ARRAY_TO_STRING(['a', NULL], '-') AS y",
      'a-? a',
    ],
    [
      'encodings',
      'snowflake',
      "SELECT BASE64_ENCODE('ab') AS x, BASE64_DECODE_STRING('YWI=') AS y, HEX_ENCODE('a') AS z",
      'YWI= ab 61',
    ],
    ['the order of bytes', 'postgres', `SELECT x FROM (VALUES ('b'), ('A')) AS v(x) ORDER BY x COLLATE "C"`, 'A | b'],
  ]);
});

describe('patterns', () => {
  check([
    [
      'groups and occurrences',
      'snowflake',
      "SELECT REGEXP_SUBSTR('a1b2', '[a-z]([0-9])', 1, 1, 'e') AS a, REGEXP_SUBSTR('a1b2', '[a-z]([0-9])', 1, 2, 'e', 1) AS b, REGEXP_SUBSTR('a1b2', 'B', 1, 1, 'i') AS c, REGEXP_SUBSTR('a1b2', '[0-9]') AS d",
      '1 2 b 1',
    ],
    [
      'all of them',
      'snowflake',
      "SELECT REGEXP_SUBSTR_ALL('a1b2', '[a-z]([0-9])', 1, 1, 'e') AS a, REGEXP_SUBSTR_ALL('a1b2', '[0-9]') AS b",
      '[1, 2] [1, 2]',
    ],
    [
      'first or every',
      'snowflake',
      "SELECT REGEXP_REPLACE('aA', 'a', '-', 1, 0, 'i') AS a, REGEXP_REPLACE('aa', 'a', '-', 1, 1) AS b",
      '-- -a',
    ],
  ]);
});

describe('times', () => {
  check([
    [
      'keep their time',
      'bigquery',
      "SELECT DATE_ADD(DATETIME '2024-01-31 10:00:00', INTERVAL 1 MONTH) AS a, DATE_SUB(DATETIME '2024-01-31 10:00:00', INTERVAL 2 HOUR) AS b, DATE_ADD(DATE '2024-01-31', INTERVAL 1 DAY) AS c",
      '2024-02-29 10:00:00 2024-01-31 08:00:00 2024-02-01',
    ],
    [
      'intervals of parts',
      'bigquery',
      'SELECT MAKE_INTERVAL(1, 2, 3) AS a, MAKE_INTERVAL(day => 1, minute => 5) AS b',
      '1 year 2 months 3 days 1 day 00:05:00',
    ],
    [
      'slices',
      'snowflake',
      "SELECT TIME_SLICE(arrived, 1, 'HOUR', 'END') AS a, TIME_SLICE(sent, 1, 'MONTH') AS b FROM parcels WHERE id = 1",
      '2024-01-31 23:00:00 2024-01-01',
    ],
    ...['trino', 'postgres', 'mysql'].map(
      (dialect) => ['places', dialect, "SELECT POSITION('b' IN 'ab') AS x", '2'] as const,
    ),
  ]);
});

describe('units of time by their short names', () => {
  const d = "DATE '2024-01-31'";
  check([
    [
      'added',
      'tsql',
      `SELECT DATEADD(dd, 1, ${d}) AS a, DATEADD(m, 1, ${d}) AS b, DATEADD(mm, 1, ${d}) AS c, DATEADD(wk, 1, ${d}) AS d, DATEADD(yy, 1, ${d}) AS e, DATEADD(qq, 1, ${d}) AS f`,
      '2024-02-01 2024-02-29 2024-02-29 2024-02-07 2025-01-31 2024-04-30',
    ],
    [
      'of the day',
      'tsql',
      "SELECT DATEADD(hh, 1, '2024-01-01 10:00:00') AS a, DATEADD(n, 1, '2024-01-01 10:00:00') AS b, DATEADD(mi, 1, '2024-01-01 10:00:00') AS c",
      '2024-01-01 11:00:00 2024-01-01 10:01:00 2024-01-01 10:01:00',
    ],
    [
      'between, and the beginning of one',
      'snowflake',
      `SELECT DATEDIFF(dd, ${d}, DATE '2024-02-02') AS a, DATEDIFF('yy', ${d}, DATE '2025-01-01') AS b, DATE_TRUNC('mm', ${d}) AS c, DATEADD(mon, 1, ${d}) AS d, DATE_TRUNC(hh, TIMESTAMP '2024-01-01 10:11:12') AS e`,
      '2 1 2024-01-01 2024-02-29 2024-01-01 10:00:00',
    ],
    [
      'of timestamps',
      'redshift',
      `SELECT DATEADD(mons, 1, ${d}) AS a, DATEDIFF(hrs, ${d}, DATE '2024-02-01') AS b, DATE_DIFF('qtr', ${d}, DATE '2024-04-01') AS c`,
      '2024-02-29 00:00:00 24 1',
    ],
    ['names', 'tsql', `SELECT DATENAME(mm, ${d}) AS a, DATENAME(dw, '2024-01-31') AS b`, 'January Wednesday'],
    [
      'added to texts',
      'databricks',
      "SELECT DATEADD(MONTH, 1, '2024-01-31') AS a, ADD_MONTHS('2024-01-31', 1) AS b",
      '2024-02-29 00:00:00 2024-02-29',
    ],
  ]);
});

describe('texts and lists of single dialects', () => {
  check([
    [
      'double quotes in strings',
      'mysql',
      `SELECT CONCAT('"', wood, '"') AS x, REPLACE('a"b', '"', '') AS y FROM parcels WHERE id = 2`,
      '"a1b22" ab',
    ],
    ...['mysql', 'tsql', 'snowflake', 'clickhouse'].map(
      (dialect) =>
        ['characters by their numbers', dialect, 'SELECT CHAR(65) AS x, CAST(1 AS CHAR(3)) AS y', 'A 1'] as const,
    ),
    [
      'texts in JSON',
      'mysql',
      `SELECT JSON_UNQUOTE(JSON_EXTRACT('{"a": {"b": "x y"}}', '$.a.b')) AS x, JSON_UNQUOTE('plain') AS y, JSON_UNQUOTE('"q"') AS z`,
      'x y plain q',
    ],
    ['fixed length', 'tsql', "SELECT CONVERT(CHAR(10), DATE '2024-01-31', 103) AS x", '31/01/2024'],
    ['fixed length in the language of the country', 'tsql', "SELECT CAST('ab' AS NCHAR(2)) AS x", 'ab'],
    ['dates of a style', 'tsql', "SELECT CONVERT(DATE, '31/01/2024', 103) AS x", '2024-01-31'],
    [
      'times of a style',
      'tsql',
      "SELECT CONVERT(DATETIME, '2024-01-31T12:30:00', 126) AS x, CONVERT(DATE, '2024-01-31', 23) AS y",
      '2024-01-31 12:30:00 2024-01-31',
    ],
    ...['trino', 'snowflake', 'oracle', 'redshift'].map(
      (dialect) => ['matches go', dialect, "SELECT REGEXP_REPLACE('a1b2', '[0-9]') AS x", 'ab'] as const,
    ),
    [
      'lists',
      'clickhouse',
      "SELECT arraySlice([1, 2, 3], 2, 1) AS a, arrayDistinct([1]) AS b, arrayExists(x -> x > 2, [1, 3]) AS c, arrayStringConcat(arrayReverse([1, 2]), '-') AS d, indexOf([4, 5], 5) AS e",
      '[2] [1] true 2-1 2',
    ],
    ['paths', 'clickhouse', `SELECT JSONExtractString('{"a": [{"b": "x"}]}', 'a', 1, 'b') AS x`, 'x'],
    ['paths', 'redshift', `SELECT JSON_EXTRACT_PATH_TEXT('{"a": ["x", "y"]}', 'a', '1') AS x`, 'y'],
    [
      'values of JSON',
      'tsql',
      `SELECT JSON_VALUE('{"a": "x"}', '$.a') AS x, JSON_QUERY('{"a": [1]}', '$.a') AS y`,
      'x [1]',
    ],
    ['members', 'snowflake', `SELECT GET(PARSE_JSON('{"a": 1}'), 'a') AS x, ARRAY_POSITION(2, [1, 2]) AS y`, '1 1'],
    [
      'lists',
      'trino',
      "SELECT ARRAY_JOIN(ARRAY['a', NULL], '-', '?') AS x, ARRAY_MAX(ARRAY[1, 2]) AS y, SLICE(ARRAY[1, 2, 3], 2, 2) AS z, DOW(DATE '2024-01-31') AS w",
      'a-? 2 [2, 3] 3',
    ],
    [
      'zones',
      'databricks',
      "SELECT CONVERT_TIMEZONE('Europe/Berlin', 'UTC', TIMESTAMP_NTZ '2024-01-31 12:00:00') AS x",
      '2024-01-31 11:00:00',
    ],
    [
      'parts of ISO',
      'snowflake',
      'SELECT EXTRACT(WEEKISO FROM sent) AS a, EXTRACT(DAYOFWEEKISO FROM sent) AS b, EXTRACT(YEAROFWEEK FROM sent) AS c FROM parcels WHERE id = 2',
      '10 7 2024',
    ],
  ]);
});

describe('numbers', () => {
  check([
    ...['bigquery', 'spark', 'databricks', 'tsql', 'mysql', 'clickhouse'].map(
      (dialect) => ['the logarithm is the natural one', dialect, 'SELECT ROUND(LOG(10), 3) AS x', '2.303'] as const,
    ),
    ['or the decimal one', 'postgres', 'SELECT LOG(100) AS x', '2.0'],
    ['the base comes last', 'bigquery', 'SELECT LOG(8, 2) AS x', '3.0'],
    ['the base comes last', 'tsql', 'SELECT LOG(8, 2) AS x', '3.0'],
    ['the base comes first', 'mysql', 'SELECT LOG(2, 8) AS x', '3.0'],
    ['unknown truth', 'postgres', 'SELECT NULL IS UNKNOWN AS x, TRUE IS NOT UNKNOWN AS y', 'true true'],
    ['ranges', 'snowflake', 'SELECT ARRAY_GENERATE_RANGE(1, 4) AS x, ARRAY_MAX([1, 3]) AS y', '[1, 2, 3] 3'],
  ]);
});

describe('patterns of dates', () => {
  const at = (pattern: string): string => `SELECT TO_CHAR(arrived, '${pattern}') AS x FROM parcels WHERE id = 2`;
  check([
    ['quarters', 'postgres', at('YYYY-"Q"Q'), '2024-Q1'],
    ['quoted texts', 'postgres', at('YYYY"-W"IW'), '2024-W11'],
    ['years of weeks', 'postgres', at('IYYY ID D'), '2024 1 2'],
    ['without leading zeros', 'postgres', at('FMMM/FMDD FMHH12:MI am'), '3/11 1:00 AM'],
    ['names', 'postgres', at('FMMonth Mon MON mon TMDay'), 'March Mar MAR mar Monday'],
    ['percent signs', 'postgres', at('YYYY %'), '2024 %'],
    ['quoted texts', 'oracle', at('YYYY"T"MM'), '2024T03'],
    ['without leading zeros', 'oracle', at('FMDD FMMonth'), '11 March'],
  ]);
});

describe('spans and parts of time', () => {
  check([
    [
      'short units',
      'postgres',
      "SELECT INTERVAL '90 mins' AS x, INTERVAL '500 us' AS y, INTERVAL '2 hrs 3 secs' AS z",
      '01:30:00 00:00:00.0005 02:00:03',
    ],
    [
      'short units of dates',
      'postgres',
      "SELECT INTERVAL '2 yrs' AS x, INTERVAL '3 mons' AS y, INTERVAL '1 d' AS z",
      '2 years 3 months 1 day',
    ],
    [
      'Mondays between',
      'snowflake',
      "SELECT DATEDIFF(week, '2024-12-13', '2024-12-17') AS x, DATEDIFF(week, sent, arrived) AS y FROM parcels",
      '1 0 | 1 1',
    ],
    [
      'beginnings of weeks between',
      'bigquery',
      "SELECT DATE_DIFF(DATE '2024-12-17', DATE '2024-12-13', WEEK(MONDAY)) AS a, DATE_DIFF(DATE '2024-12-15', DATE '2024-12-14', WEEK) AS b, DATE_DIFF(DATE '2024-12-14', DATE '2024-12-13', WEEK(SATURDAY)) AS c",
      '1 1 1',
    ],
    [
      'dates as literals',
      'bigquery',
      "SELECT DATE_DIFF('2024-01-03', '2024-01-01', DAY) AS x, DATE_ADD('2024-01-31', INTERVAL 1 MONTH) AS y, DATETIME_TRUNC('2024-01-01 10:11:12', HOUR) AS z",
      '2 2024-02-29 2024-01-01 10:00:00',
    ],
    [
      'ends',
      'bigquery',
      'SELECT LAST_DAY(sent, QUARTER) AS a, LAST_DAY(sent, YEAR) AS b, LAST_DAY(sent, WEEK) AS c, LAST_DAY(sent) AS d FROM parcels WHERE id = 1',
      '2024-03-31 2024-12-31 2024-02-03 2024-01-31',
    ],
    [
      'a week that begins on another day',
      'bigquery',
      'SELECT DATE_TRUNC(sent, WEEK(SUNDAY)) AS x, DATE_TRUNC(sent, WEEK(SATURDAY)) AS y, DATE_TRUNC(sent, ISOYEAR) AS z FROM parcels WHERE id = 2',
      '2024-03-10 2024-03-09 2024-01-01',
    ],
    [
      'days of a time zone',
      'bigquery',
      "SELECT FORMAT_TIMESTAMP('%d %H', TIMESTAMP_TRUNC(TIMESTAMP '2024-03-15 02:00:00+00', DAY, 'America/New_York'), 'UTC') AS x",
      '14 04',
    ],
    [
      'parts of ISO',
      'snowflake',
      'SELECT DATE_PART(weekiso, sent) AS a, DATE_PART(dayofweekiso, sent) AS b, DATE_PART(epoch_millisecond, arrived) AS c FROM parcels WHERE id = 2',
      '10 7 1710118800000',
    ],
    [
      'tried patterns',
      'snowflake',
      "SELECT TRY_TO_DATE('31.01.2024', 'DD.MM.YYYY') AS a, TRY_TO_DATE('x', 'DD.MM.YYYY') AS b, TRY_TO_TIMESTAMP('2024-01', 'YYYY-MM') AS c",
      '2024-01-31  2024-01-01 00:00:00',
    ],
    [
      'put together',
      'snowflake',
      'SELECT TIMESTAMP_FROM_PARTS(2024, 1, 2, 3, 4, 5) AS a, TIME_FROM_PARTS(1, 2, 3) AS b',
      '2024-01-02 03:04:05 01:02:03',
    ],
  ]);
});

describe('structs and lists', () => {
  check([
    [
      'rows as structs',
      'bigquery',
      'SELECT ARRAY(SELECT AS STRUCT id, sent AS d FROM parcels ORDER BY id)[OFFSET(0)] AS x',
      "{'id': 1, 'd': 2024-01-31}",
    ],
    [
      'a struct alone',
      'bigquery',
      'SELECT (SELECT AS STRUCT p.id, LEFT(p.wood, 1) AS w FROM parcels AS p WHERE p.id = 2).w AS x',
      'a',
    ],
    ['rows as values', 'bigquery', 'SELECT AS VALUE id FROM parcels ORDER BY id', '1 | 2'],
    ['typed lists', 'bigquery', 'SELECT ARRAY<INT64>[1, 2] AS x, ARRAY<STRING>[] AS y', '[1, 2] []'],
    [
      'typed lists of structs',
      'bigquery',
      "SELECT u.n, u.s FROM UNNEST(ARRAY<STRUCT<n STRING, s INT64>>[('a', 1), ('b', 2)]) AS u ORDER BY u.s",
      'a 1 | b 2',
    ],
    ['as rows', 'bigquery', "SELECT n, s FROM UNNEST(ARRAY<STRUCT<n STRING, s INT64>>[STRUCT('a', 1)])", 'a 1'],
    [
      'typed structs',
      'bigquery',
      "SELECT STRUCT<a INT64, b STRUCT<c STRING>>(1, STRUCT('x')) AS x",
      "{'a': 1, 'b': {'c': x}}",
    ],
    [
      'names of the first struct',
      'bigquery',
      "SELECT n, s FROM UNNEST([STRUCT('a' AS n, 1 AS s), STRUCT('b', 2), ('c', 3)])",
      'a 1 | b 2 | c 3',
    ],
    ['places', 'bigquery', 'SELECT x FROM UNNEST([5, 6]) AS x WITH OFFSET ORDER BY offset DESC', '6 | 5'],
    ['texts of a list', 'bigquery', `SELECT JSON_VALUE_ARRAY('{"a": ["x", "y"]}', '$.a') AS x`, '[x, y]'],
    ['fields without names', 'spark', "SELECT STRUCT(1, 'a') AS x", "{'col1': 1, 'col2': a}"],
    ['nothing', 'spark', 'SELECT SIZE(ARRAY()) AS x', '0'],
    ['cases', 'databricks', "SELECT DECODE(2, 1, 'one', 2, 'two', 'more') AS x", 'two'],
    [
      'maps',
      'spark',
      "SELECT MAP_FROM_ARRAYS(ARRAY('a'), ARRAY(1))['a'] AS x, ARRAY_EXCEPT(ARRAY(1, 2), ARRAY(1)) AS y",
      '1 [2]',
    ],
  ]);
});
