// Columns of a model that reads itself: its casts tell them, also where the engine cannot read the query.
import { expect, test } from 'vitest';
import { testProject } from '../support/testProject.ts';

test('that its casts tell are kept when its query cannot be bound against them either', async () => {
  const project = testProject({
    'models/a.sql': `MODEL (name s.a, kind INCREMENTAL_BY_TIME_RANGE (time_column d));
      SELECT CAST(1 AS INT) AS id, CAST(@start_ds AS DATE) AS d FROM s.a WHERE nope > 1`,
    'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT id, d FROM s.a',
  });
  const { json } = await project.mesh('dag --json');
  const columns = (json as { models: { name: string; columns: unknown }[] }).models.map((m) => [m.name, m.columns]);
  expect(columns).toEqual([
    ['s.a', { id: 'INTEGER', d: 'DATE' }],
    ['s.b', { id: 'INTEGER', d: 'DATE' }],
  ]);
});
