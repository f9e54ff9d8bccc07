// Columns that models do not name get the names SQLMesh gives them, in views, tables and WITH queries.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

it('reads casts without an alias by the name of their column, in views, tables and CTEs', async () => {
  const project = testProject({
    'models/a.sql':
      "MODEL (name s.a, kind VIEW); SELECT id::INT, day::DATE FROM (VALUES ('1', '2024-01-02')) t(id, day)",
    'models/b.sql':
      'MODEL (name s.b, kind FULL); WITH x AS (SELECT CAST(id AS BIGINT), day FROM s.a) SELECT id + 1 AS n, day FROM x',
  });
  await project.plan();
  expect(await project.rows('SELECT n, b.day FROM s.b, s.a WHERE a.id = 1')).toEqual(['2|2024-01-02']);
});

it('names a column by its place when nothing else names it, whatever tables the expression reads', async () => {
  const project = testProject({
    'models/shops.sql': 'MODEL (name s.shops, kind FULL); SELECT 1 AS ShopId UNION ALL SELECT 2',
    'models/totals.sql': `MODEL (name s.totals, kind FULL);
      WITH c AS (SELECT ShopId, count(*) FROM s.shops GROUP BY 1)
      SELECT *, 'new', (SELECT max(ShopId) FROM s.shops) FROM c`,
  });
  await project.plan();
  const columns =
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 's' AND table_name = 'totals'";
  expect(await project.rows(`${columns} ORDER BY ordinal_position`)).toEqual(['shopid', '_col_1', 'new', '_col_2']);
});

it.each(['INCREMENTAL_BY_UNIQUE_KEY (unique_key ShopId)', 'SCD_TYPE_2_BY_COLUMN (unique_key ShopId, columns [Total])'])(
  'finds the columns that a kind names in other capitals: %s',
  async (kind) => {
    const project = testProject({
      'models/shops.sql': `MODEL (name s.shops, kind ${kind}, grain ShopId, audits (not_null(columns := (ShopId, "Total"))));
        SELECT 1 AS "ShopId", 5 AS Total`,
    });
    await project.plan();
    expect(await project.rows('SELECT shopid, total FROM s.shops')).toEqual(['1|5']);
  },
);

it('finds a time column in other capitals', async () => {
  const project = testProject({
    'models/visits.sql': `MODEL (name s.visits, kind INCREMENTAL_BY_TIME_RANGE (time_column "VisitDay"), start '2023-01-01', partitioned_by VisitDay);
      SELECT DATE '2023-01-02' AS VisitDay`,
  });
  await project.plan();
  expect(await project.rows('SELECT VisitDay FROM s.visits')).toEqual(['2023-01-02']);
});

it('merges and keeps histories by keys whose names are words of SQL', async () => {
  const project = testProject({
    'models/a.sql': `MODEL (name s.a, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key "group"), start '2024-01-01');
      SELECT 'x' AS "group", @end_ds AS day`,
    'models/b.sql': `MODEL (name s.b, kind SCD_TYPE_2_BY_COLUMN (unique_key "group", columns [day]), start '2024-01-01');
      SELECT "group", day FROM s.a`,
  });
  expect((await project.mesh('plan --auto-apply', { now: '2024-01-02T01:00:00Z' })).code).toBe(0);
  expect((await project.mesh('run', { now: '2024-01-03T01:00:00Z' })).code).toBe(0);
  expect(await project.rows('SELECT day FROM s.a UNION ALL (SELECT day FROM s.b ORDER BY day)')).toHaveLength(3);
});

it('reads what SQLMesh reads in queries of DuckDB beyond it, and shows errors where they were written', async () => {
  const ts = `TIMESTAMP '2024-01-02 03:00:00'`;
  const project = testProject({
    'models/a.sql': `MODEL (name s.a, kind FULL);
      SELECT DATETIME(${ts}, 'Europe/Berlin') AS there, , DATE(${ts}, 'America/New_York') AS day,
        TIMESTAMP('2024-01-01') AS at, DATETIME(DATE '2024-01-02', TIME '04:05:06') AS both`,
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.a')).toEqual([
    '2024-01-02 04:00:00|2024-01-01|2024-01-01 00:00:00|2024-01-02 04:05:06',
  ]);
  const wrong = `SELECT DATETIME(${ts}, 'UTC') AS a, , nope AS b`;
  project.write({ 'models/a.sql': `MODEL (name s.a, kind FULL);\n${wrong}` });
  const failed = await project.mesh('plan --auto-apply');
  expect(failed.stderr).toContain(`models/a.sql:2:${wrong.indexOf('nope') + 1} error`);
});

it('leaves macros of the database that statements create their names', async () => {
  const project = testProject(
    {
      'models/a.sql': "MODEL (name s.a, kind FULL); SELECT NVL2(1, 'x', 'y') AS a, SPACE(2) AS b",
      'models/b.sql':
        "MODEL (name s.b, kind FULL); CREATE OR REPLACE MACRO initcap(t) AS 'own ' || t; SELECT INITCAP('ab') AS a, NVL2(NULL, 'x', 'y') AS b",
    },
    { config: `beforeAll: ["CREATE OR REPLACE MACRO nvl2(a, b, c) AS 'own ' || b"]` },
  );
  await project.plan();
  expect(await project.rows('SELECT * FROM s.a')).toEqual(['own x|  ']);
  expect(await project.rows('SELECT * FROM s.b')).toEqual(['own ab|own x']);
});
