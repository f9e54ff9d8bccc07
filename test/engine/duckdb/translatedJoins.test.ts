// Joins in joins, windows of windows, frames and queries in brackets of other dialects, as rows.
import { describe, expect, it } from 'vitest';
import { checker, translatedRows } from './translated.ts';

const rows = translatedRows(`CREATE TABLE a AS SELECT * FROM (VALUES (1, 'x'), (2, 'y'), (3, NULL)) AS v(id, n);
  CREATE TABLE b AS SELECT * FROM (VALUES (1, 10, 'p'), (2, 20, 'q')) AS v(id, k, s);
  CREATE TABLE c AS SELECT * FROM (VALUES (10, 'c1'), (30, 'c3')) AS v(k, t);
  CREATE TABLE u AS SELECT * FROM (VALUES (1, 10), (2, 20), (2, 30)) AS v(id, k);
  CREATE TABLE j AS SELECT * FROM (VALUES (1, '{"a":1,"b":["x","y"]}'::JSON), (2, '["a"]'::JSON), (3, NULL)) AS v(id, doc)`);
const check = checker(rows);

const dialects = ['postgres', 'bigquery', 'snowflake', 'spark', 'tsql', 'mysql', 'trino', 'redshift'];

describe('joins in joins', () => {
  check(
    dialects.flatMap(
      (dialect) =>
        [
          [
            'brackets around the right side',
            dialect,
            'SELECT a.id, c.t FROM a LEFT JOIN (b JOIN c ON b.k = c.k) ON a.id = b.id ORDER BY a.id',
            '1 c1 | 2  | 3 ',
          ],
          [
            'conditions of two joins in a row',
            dialect,
            'SELECT a.id, c.t FROM a LEFT OUTER JOIN b INNER JOIN c ON b.k = c.k ON a.id = b.id ORDER BY a.id',
            '1 c1 | 2  | 3 ',
          ],
          [
            'a plain join of brackets in brackets',
            dialect,
            `SELECT a.id, c.t FROM a JOIN ((b LEFT JOIN (c JOIN (SELECT 10 AS k) AS d ON c.k = d.k) ON b.k = c.k)) ON a.id = b.id
         WHERE a.id IN (SELECT x.id FROM a AS x LEFT JOIN (b AS y JOIN c AS z ON y.k = z.k) ON x.id = y.id) ORDER BY a.id`,
            '1 c1 | 2 ',
          ],
          [
            'one table in brackets',
            dialect,
            'SELECT a.id, b.k FROM (a) JOIN (b) ON a.id = b.id ORDER BY a.id',
            '1 10 | 2 20',
          ],
        ] as const,
    ),
  );
  check([
    ['with a name', 'postgres', 'SELECT j.id, j.t FROM (b JOIN c ON b.k = c.k) AS j', '1 c1'],
    ['beside another table', 'postgres', 'SELECT a.id FROM a, (b JOIN c ON b.k = c.k) WHERE a.id = b.id', '1'],
    [
      'tables side by side in brackets',
      'mysql',
      'SELECT a.id, c.t FROM a LEFT JOIN (b, c) ON a.id = b.id AND b.k = c.k ORDER BY a.id',
      '1 c1 | 2  | 3 ',
    ],
    [
      'a cross join before the condition of the join before it',
      'postgres',
      'SELECT a.id, c.k FROM a JOIN b CROSS JOIN c ON a.id = b.id ORDER BY 1, 2',
      '1 10 | 1 30 | 2 10 | 2 30',
    ],
  ]);
});

describe('queries in brackets', () => {
  check([
    ['twice', 'postgres', 'SELECT q.id FROM ((SELECT 1 AS id)) AS q', '1'],
    ['before UNION', 'postgres', 'SELECT q.id FROM ((SELECT 1 AS id) UNION ALL (SELECT 2)) AS q ORDER BY 1', '1 | 2'],
    ['in a CTE', 'bigquery', 'WITH q AS ((SELECT 1 AS id) UNION ALL SELECT 2) SELECT id FROM q ORDER BY id', '1 | 2'],
    ['behind IN', 'snowflake', 'SELECT id FROM a WHERE id IN (SELECT 1 UNION SELECT 3) ORDER BY id', '1 | 3'],
    ['in brackets behind IN', 'trino', 'SELECT id FROM a WHERE id IN ((SELECT 1) EXCEPT (SELECT 3)) ORDER BY id', '1'],
  ]);
});

describe('windows', () => {
  check(
    ['postgres', 'bigquery', 'spark', 'mysql'].map((dialect) => [
      'made of others',
      dialect,
      `SELECT k, SUM(k) OVER (w ORDER BY k) AS x, SUM(k) OVER v AS y, SUM(k) OVER (w) AS z
       FROM u WINDOW w AS (PARTITION BY id), v AS (w ORDER BY k DESC) ORDER BY k`,
      '10 10 10 10 | 20 20 50 50 | 30 50 30 50',
    ]),
  );
  check([
    [
      'frames of groups',
      'postgres',
      'SELECT k, SUM(k) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS x FROM u ORDER BY k',
      '10  | 20 40 | 30 30',
    ],
    [
      'rows left out of a frame',
      'postgres',
      'SELECT k, SUM(k) OVER (PARTITION BY 1 ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS x FROM u ORDER BY k',
      '10 50 | 20 40 | 30 30',
    ],
  ]);
});

describe('clauses of PostgreSQL', () => {
  check([
    ['ONLY', 'postgres', 'SELECT x.id FROM ONLY a AS x JOIN ONLY b ON b.id = x.id ORDER BY 1', '1 | 2'],
    ['BETWEEN SYMMETRIC', 'postgres', 'SELECT k FROM u WHERE k BETWEEN SYMMETRIC 20 + 5 AND 5 ORDER BY k', '10 | 20'],
    ['NOT BETWEEN SYMMETRIC', 'postgres', 'SELECT k FROM u WHERE k NOT BETWEEN SYMMETRIC 25 AND 5 AND id > 0', '30'],
    ['items from the end', 'postgres', `SELECT '[1,2,3]'::json ->> -1 AS x, '[1,2,3]'::jsonb -> -2 AS y`, '3 2'],
    [
      'keys of JSON',
      'postgres',
      `SELECT doc ? 'a' AS x, doc ?| ARRAY['b', 'z'] AS y, doc ?& ARRAY['a', 'b'] AS z, doc -> 'b' ? 'y' AS w FROM j ORDER BY id`,
      'true true true true | true false false  |    ',
    ],
    [
      'OVERLAPS',
      'postgres',
      `SELECT (DATE '2024-01-01', DATE '2024-02-01') OVERLAPS (DATE '2024-01-15', DATE '2024-03-01') AS x,
         (DATE '2024-01-01', DATE '2024-02-01') OVERLAPS (DATE '2024-02-01', INTERVAL '1 day') AS y`,
      'true false',
    ],
    [
      'matches of patterns',
      'postgres',
      `SELECT SUBSTRING('abc123' FROM '[0-9]+') AS x, SUBSTRING('abc' FROM '([0-9])') IS NULL AS y, SUBSTRING('abc' FROM 2 FOR 1) AS z,
         (REGEXP_MATCH('foo12', '([a-z]+)([0-9]+)'))[2] AS v, REGEXP_MATCH('foo', '[0-9]') IS NULL AS w`,
      '123 true b 12 true',
    ],
    ['kinds of JSON', 'postgres', 'SELECT JSONB_TYPEOF(doc) AS x FROM j ORDER BY id', 'object | array | '],
    ['EVERY', 'postgres', 'SELECT EVERY(k > 10) AS x, CARDINALITY(ARRAY[1, 2]) AS y FROM u', 'false 2'],
  ]);
  it('refuses what has no plain end', async () => {
    await expect(rows('postgres', 'SELECT k FROM u WHERE k BETWEEN SYMMETRIC 5')).rejects.toThrow(/SYMMETRIC/);
  });
});

describe('division of whole numbers', () => {
  check(
    ['postgres', 'tsql', 'trino', 'redshift'].map((dialect) => [
      'goes towards zero',
      dialect,
      'SELECT 7 / 2 AS v, -7 / 2 AS w, (3 + 4) / 2 AS x, 7 / id AS y, COUNT(*) / 2 AS z, 7 / 2.0 AS f FROM a WHERE id = 2 GROUP BY id',
      '3 -3 3 3 0 3.5',
    ]),
  );
  it('fails by zero', async () => {
    await expect(rows('postgres', 'SELECT 7 / (id - 1) AS x FROM a')).rejects.toThrow(/inf/);
  });
});
