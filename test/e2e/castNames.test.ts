// Columns that models do not name: a cast keeps the name of its column.
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
