import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExpander } from '../../src/macro/expand.ts';
import { testOptions } from './cases.ts';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create()).connect();
  await connection.run('CREATE TABLE t (id INTEGER, a INTEGER, b INTEGER, status VARCHAR)');
  await connection.run("INSERT INTO t VALUES (1, 1, 0, 'open'), (1, NULL, 4, 'closed'), (2, NULL, NULL, 'open')");
  await connection.run('CREATE TABLE u (status VARCHAR, id INTEGER, other DOUBLE)');
  await connection.run("INSERT INTO u VALUES ('u', 9, 1.5), ('open', 1, 2)");
});
afterAll(() => connection.closeSync());

const columns: Readonly<Record<string, [string, string][]>> = {
  t: [
    ['id', 'INTEGER'],
    ['a', 'INTEGER'],
    ['b', 'INTEGER'],
    ['status', 'VARCHAR'],
  ],
  u: [
    ['status', 'VARCHAR'],
    ['id', 'INTEGER'],
    ['other', 'DOUBLE'],
  ],
};

async function rows(sql: string): Promise<unknown[]> {
  const expander = createExpander({
    ...testOptions,
    columnsOf: (table) => columns[table]?.map(([name, type]) => ({ name, type })),
    variables: { status: 'open', list: ['open', 'x'], map: { k: 1 } },
  });
  const { text, diagnostics } = expander.expand(sql);
  expect(diagnostics).toEqual([]);
  return (await connection.runAndReadAll(text)).getRowsJson();
}

describe('what macros make runs on DuckDB', () => {
  const cases: [string, unknown[]][] = [
    [
      'SELECT @SAFE_ADD(a, b), @SAFE_SUB(a, b), @SAFE_DIV(a, b) FROM t ORDER BY a, b',
      [
        [1, 1, null],
        [4, -4, null],
        [null, null, null],
      ],
    ],
    ['SELECT 12 / @SAFE_DIV(6, 3)', [[6]]],
    [
      'SELECT NOT @OR(TRUE, FALSE), NOT @AND(TRUE, FALSE), @OR(a = 1, b = 4) AND FALSE FROM t LIMIT 1',
      [[false, true, false]],
    ],
    ["@DATE_SPINE('day', '2024-02-28', '2024-03-01')", [['2024-02-28'], ['2024-02-29'], ['2024-03-01']]],
    ["@DATE_SPINE('week', '2024-01-01', '2024-01-15')", [['2024-01-01'], ['2024-01-08'], ['2024-01-15']]],
    ["@DATE_SPINE('month', '2024-01-01', '2024-03-31')", [['2024-01-01'], ['2024-02-01'], ['2024-03-01']]],
    [
      "SELECT date_quarter FROM (@DATE_SPINE('quarter', '2024-01-01', DATE '2024-08-01'))",
      [['2024-01-01'], ['2024-04-01'], ['2024-07-01']],
    ],
    ["@DATE_SPINE('year', @start_date, @execution_date)", [['2023-01-01']]],
    [
      'SELECT COUNT(DISTINCT @GENERATE_SURROGATE_KEY(a, b)), MAX(LENGTH(@GENERATE_SURROGATE_KEY(a))) FROM t',
      [['3', '32']],
    ],
    ["SELECT @GENERATE_SURROGATE_KEY('a', 1, hash_function := 'SHA256') = SHA256('a|1')", [[true]]],
    ["SELECT @PIVOT(status, ['open', 'closed'], then_value := b, agg := 'SUM', prefix := 'b_') FROM t", [['0', '4']]],
    [
      "SELECT id, b FROM (@DEDUPLICATE(t, [id], ['b DESC'])) ORDER BY id",
      [
        [1, 4],
        [2, null],
      ],
    ],
    [
      '@UNION(t, u)',
      [
        [1, 'open'],
        [1, 'closed'],
        [2, 'open'],
        [9, 'u'],
        [1, 'open'],
      ],
    ],
    ["SELECT COUNT(*) FROM (@UNION('distinct', t, u))", [['4']]],
    [
      '@UNION(1 = 2, t, u)',
      [
        [1, 'open'],
        [1, 'closed'],
        [2, 'open'],
      ],
    ],
    ["SELECT @STAR(t, exclude := [a, b], suffix := '_t') FROM t WHERE id = 2", [[2, 'open']]],
    ["SELECT ROUND(@HAVERSINE_DISTANCE(52.52, 13.405, 48.8566, 2.3522, 'km'))", [[878]]],
    ['SELECT ROUND(@HAVERSINE_DISTANCE(52.52, 13.405, 48.8566, 2.3522))', [[546]]],
    ['SELECT id FROM t WHERE status IN @list AND status IN (@list) AND status = @status ORDER BY id', [[1], [2]]],
    ["SELECT @map['k'], @{status} FROM (SELECT 5 AS open)", [[1, 5]]],
    [
      'SELECT @start_dt < @end_dt, @end_dtntz, @start_date, @end_epoch, @end_millis, @end_hour',
      [[true, '2023-01-03 23:59:59.999999', '2023-01-01', '1672790399.999', '1672790399999', 23]],
    ],
    ['SELECT @EACH([id, b], c -> SUM(c) AS sum_@c) FROM t WHERE @EACH([id, b], c -> c IS NOT NULL)', [['2', '4']]],
    ['SELECT id FROM t LEFT @JOIN(FALSE) u USING (id) @WHERE(TRUE) id = 2 @ORDER_BY(TRUE) id @LIMIT(TRUE) 1', [[2]]],
    ['@WITH(TRUE) x AS (SELECT 1 AS y) SELECT y FROM x', [[1]]],
  ];
  it.each(cases)('%s', async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected);
  });
});
