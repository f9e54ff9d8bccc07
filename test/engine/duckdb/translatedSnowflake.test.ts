// Snowflake's functions with further arguments, by the rows they give in DuckDB.
import { describe } from 'vitest';
import { checker, translatedRows } from './translated.ts';

const rows = translatedRows(
  "CREATE TABLE sold AS SELECT 9 AS price, 1 AS fee, 4 AS items, 4 AS returned, 'oak' AS wood",
);
const check = checker(rows);

describe('Snowflake', () => {
  check([
    [
      'DIV0 of sums',
      'snowflake',
      'SELECT DIV0(price - fee, items - returned) AS x, DIV0(price - fee, items) AS y FROM sold',
      '0.0 2.0',
    ],
    ['DIV0NULL of sums', 'snowflake', 'SELECT DIV0NULL(price - fee, items + NULL) AS x FROM sold', '0.0'],
    [
      'slices from 0',
      'snowflake',
      'SELECT ARRAY_SLICE([7, 8, 9], 0, 2) AS x, ARRAY_SLICE([7, 8, 9], fee, 0 - 1) AS y, ARRAY_SLICE([7, 8, 9], -2, -1) AS z FROM sold',
      '[7, 8] [8] [8]',
    ],
    [
      'parts of a date beyond its range',
      'snowflake',
      'SELECT DATE_FROM_PARTS(2023, 13, 0) AS x, DATE_FROM_PARTS(YEAR(CURRENT_DATE), MONTH(CURRENT_DATE), 1) = DATE_TRUNC(MONTH, CURRENT_DATE) AS z, DATEFROMPARTS(2023, items, fee) AS y FROM sold',
      '2023-12-31 true 2023-04-01',
    ],
    [
      'parts of a time',
      'snowflake',
      'SELECT TIME_FROM_PARTS(1, 75, 0) AS x, TIME_FROM_PARTS(1, 2, 3, 500000000) AS y',
      '02:15:00 01:02:03.5',
    ],
    ['dates of a pattern', 'snowflake', "SELECT DATE('03/02/2021', 'DD/MM/YYYY') AS x", '2021-02-03'],
    [
      'binaries',
      'snowflake',
      "SELECT TO_BINARY('4F4B', 'HEX') AS x, TO_BINARY('OK', 'UTF-8') AS y, TRY_TO_BINARY('T0s=', 'BASE64') AS z, TRY_TO_BINARY('?') AS w",
      'OK OK OK ',
    ],
    [
      'roundings',
      'snowflake',
      "SELECT ROUND(0.25, 1, 'HALF_TO_EVEN') AS x, ROUND(0.25, 1, 'HALF_AWAY_FROM_ZERO') AS y",
      '0.2 0.3',
    ],
    [
      'bits',
      'snowflake',
      'SELECT BIT_AND(price, 8) AS x, BIT_OR(fee, 2) AS y, BIT_XOR(3, 1) AS z, GETBIT(5, 2) AS w FROM sold',
      '8 3 2 1',
    ],
    [
      'LIKE with an escape',
      'snowflake',
      "SELECT LIKE('5%', '5!%', '!') AS x, ILIKE('A_', 'a!_', '!') AS y",
      'true true',
    ],
    [
      'lists',
      'snowflake',
      'SELECT ARRAY_PREPEND([2], 1) AS x, ARRAY_DISTINCT([1, NULL, 1, NULL]) AS y',
      '[1, 2] [1, NULL]',
    ],
    [
      'matches from a place',
      'snowflake',
      "SELECT REGEXP_COUNT('aAb', 'a', 1, 'i') AS x, REGEXP_REPLACE('aaa', 'a', 'b', 2) AS y, REGEXP_REPLACE('aaa', 'a', 'b', 2, 1) AS z",
      '2 abb aba',
    ],
    [
      'places from one that is computed',
      'snowflake',
      "SELECT CHARINDEX('a', 'aba', fee + 1) AS x, POSITION('z', 'aba', -1) AS y FROM sold",
      '3 0',
    ],
    [
      'epochs of a scale',
      'snowflake',
      'SELECT TO_TIMESTAMP(1500, 3) AS x, TO_TIMESTAMP_NTZ(2000000000, 9) AS y',
      '1970-01-01 00:00:01.5 1970-01-01 00:00:02',
    ],
    [
      'whole matches',
      'snowflake',
      "SELECT wood RLIKE 'o.' AS x, wood RLIKE 'o.*' AS y, wood NOT REGEXP 'a' AS z FROM sold",
      'false true true',
    ],
    [
      'parts',
      'snowflake',
      "SELECT DATE_PART(DAYOFWEEK_ISO, '2024-03-10'::DATE) AS x, DATE_PART(NANOSECOND, '2024-03-10 01:02:03.5'::TIMESTAMP) AS y",
      '7 500000000',
    ],
    [
      'distances up to a limit',
      'snowflake',
      "SELECT EDITDISTANCE('oak', 'elm', 2) AS x, EDITDISTANCE('oak', 'oat', 2) AS y",
      '2 1',
    ],
    [
      'parts behind FROM',
      'snowflake',
      "SELECT DATE_PART(month FROM '2024-03-10'::DATE) AS x, EXTRACT('year', '2024-03-10'::DATE) AS y, EXTRACT(EPOCH_SECOND FROM '1970-01-01 00:00:02'::TIMESTAMP) AS z, EXTRACT(EPOCH_MILLISECOND FROM '1970-01-01 00:00:02'::TIMESTAMP) AS w",
      '3 2024 2 2000',
    ],
    [
      'offsets in patterns',
      'snowflake',
      "SELECT TO_TIMESTAMP_TZ('2024-03-10 02:00 +02:00', 'YYYY-MM-DD HH24:MI TZH:TZM') = '2024-03-10 00:00:00+00'::TIMESTAMPTZ AS x, TRY_TO_TIMESTAMP_TZ('?', 'YYYY TZH') AS y",
      'true ',
    ],
    [
      'lists of values and of lists',
      'snowflake',
      "SELECT TO_ARRAY(['a']) AS x, TO_ARRAY(7) AS y, TO_ARRAY(NULL) IS NULL AS z",
      '[a] [7] true',
    ],
    [
      'where NULL is sorted',
      'snowflake',
      'SELECT ARRAY_SORT([2, NULL, 1]) AS x, ARRAY_SORT([2, NULL, 1], FALSE) AS y, ARRAY_SORT([2, NULL, 1], TRUE, TRUE) AS z',
      '[1, 2, NULL] [NULL, 2, 1] [NULL, 1, 2]',
    ],
    [
      'parts of a unit',
      'snowflake',
      "SELECT DATEADD(HOUR, 3.8, '2024-03-10 01:00:00'::TIMESTAMP) AS x, ADD_MONTHS('2024-03-10'::DATE, -2.5) AS y",
      '2024-03-10 05:00:00 2023-12-10',
    ],
  ]);
});
