// What BigQuery alone writes in its ways.
import { describe } from 'vitest';
import { checker, translatedRows } from './translated.ts';

const check = checker(
  translatedRows(`
    CREATE TABLE crates AS SELECT * FROM (VALUES (1, ['fig', 'pear'], 4), (2, [], NULL)) AS v(id, fruit, weight);
    CREATE TABLE yards AS SELECT * FROM (VALUES (1, 'north'), (3, 'south')) AS v(crate, side)`),
);
const bigquery = (rows: readonly (readonly [behaviour: string, query: string, expected: string])[]) =>
  check(rows.map(([behaviour, query, expected]) => [behaviour, 'bigquery', query, expected] as const));

describe('lists as tables', () => {
  bigquery([
    [
      'a join needs no condition',
      'SELECT id, f FROM crates LEFT JOIN UNNEST(fruit) AS f ORDER BY id, f',
      '1 fig | 1 pear | 2 ',
    ],
    [
      'nor does an inner one',
      'SELECT id, f FROM crates JOIN UNNEST(fruit) f WHERE id < 9 ORDER BY f',
      '1 fig | 1 pear',
    ],
    [
      'places without a name',
      'SELECT f, offset FROM crates CROSS JOIN UNNEST(fruit) AS f WITH OFFSET ORDER BY offset',
      'fig 1 | pear 2',
    ],
    [
      'fields of structs under an alias',
      "SELECT n, s.w FROM UNNEST([STRUCT(1 AS n, 'a' AS w), STRUCT(2 AS n, 'b' AS w)]) AS s ORDER BY n DESC",
      '2 b | 1 a',
    ],
    [
      'a comma binds like a join',
      `SELECT c.id, u, y.side FROM crates AS c, UNNEST([7]) AS u LEFT JOIN yards AS y ON y.crate = c.id ORDER BY 1`,
      '1 7 north | 2 7 ',
    ],
    [
      'names of fields without AS',
      'SELECT ARRAY(SELECT AS STRUCT 1 a, id + 1 b FROM crates WHERE id = 2) AS x',
      "[{'a': 1, 'b': 3}]",
    ],
    ['types of lists', 'SELECT ARRAY<FLOAT64>[1, 2] AS x', '[1.0, 2.0]'],
    [
      'a pivot of qualified columns',
      "SELECT * FROM (SELECT side, crate FROM yards) AS y PIVOT(SUM(y.crate) AS n FOR y.side IN ('north', 'south'))",
      '1 3',
    ],
  ]);
});

describe('literals', () => {
  bigquery([
    ['bytes', String.raw`SELECT TO_HEX(b'a\x00é\'') AS x, TO_HEX(br"\n") AS y`, '6100c3a927 5c6e'],
    ['raw texts with quotes', String.raw`SELECT r'a\'b' AS x, LENGTH(r"\"") AS y`, String.raw`a\'b 2`],
    [
      'decimals',
      "SELECT BIGNUMERIC '1.5' AS x, BIGDECIMAL '2' AS y, CAST('3' AS BYTEINT) AS z",
      '1.500000000 2.000000000 3',
    ],
  ]);
});

describe('functions', () => {
  bigquery([
    [
      'aggregates told what to do with NULL',
      'SELECT SUM(weight IGNORE NULLS) AS x, COUNT(weight RESPECT NULLS) AS y FROM crates',
      '4 1',
    ],
    ['bytes of a text', "SELECT BYTE_LENGTH('né') AS x, OCTET_LENGTH(b'abc') AS y", '3 3'],
    [
      'a day and a time',
      "SELECT DATETIME(DATE '2024-03-05', TIME '10:11:12') AS x, DATETIME('2024-03-05 12:00:00+00', 'Asia/Tokyo') AS y",
      '2024-03-05 10:11:12 2024-03-05 21:00:00',
    ],
    ['the time of a zone', "SELECT TIME(TIMESTAMP '2024-03-05 12:00:00+00', 'Asia/Tokyo') AS x", '21:00:00'],
    [
      'halves',
      "SELECT ROUND(NUMERIC '2.25', 1, 'ROUND_HALF_EVEN') AS x, ROUND(NUMERIC '2.25', 1, 'ROUND_HALF_AWAY_FROM_ZERO') AS y",
      '2.2 2.3',
    ],
    ['keys that are no names', String.raw`SELECT JSON_VALUE('{"a b":{"c":5}}', "$['a b'].c") AS x`, '5'],
    ['objects of lists', "SELECT TO_JSON_STRING(JSON_OBJECT(['a', 'b'], [1, 2])) AS x", '{"a":1,"b":2}'],
    [
      'named arguments',
      "SELECT EDIT_DISTANCE('abcd', 'x', max_distance => 2) AS x, INT64(PARSE_JSON('7', wide_number_mode => 'round')) AS y",
      '2 7',
    ],
    [
      'ends of weeks',
      "SELECT LAST_DAY(DATE '2024-03-05', WEEK(SUNDAY)) AS x, LAST_DAY(DATE '2024-03-05', WEEK(MONDAY)) AS y",
      '2024-03-09 2024-03-10',
    ],
  ]);
});
