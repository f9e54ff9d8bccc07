// Models over tables that nobody described: the graph still names their columns.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

it('names the columns of models over external tables, and of their children', async () => {
  const project = testProject({
    'models/staged.sql': `MODEL (name shop.staged, kind VIEW);
      SELECT OrderId, amount::DECIMAL(10, 2), lower(state) AS state FROM raw.orders`,
    'models/daily.sql': `MODEL (name shop.daily, kind FULL);
      WITH paid AS (SELECT * FROM shop.staged WHERE state = 'paid') SELECT *, count(*) OVER () AS n FROM paid`,
    'models/all.sql': 'MODEL (name shop.everything, kind VIEW); SELECT * FROM raw.orders',
  });
  const { stdout: output } = await project.mesh('dag --json');
  const { models } = JSON.parse(output) as { models: { name: string; columns: Record<string, string | null> }[] };
  const columns = Object.fromEntries(models.map((model) => [model.name, model.columns]));
  expect(columns['shop.staged']).toEqual({ orderid: null, amount: 'DECIMAL(10,2)', state: 'VARCHAR' });
  expect(columns['shop.daily']).toEqual({ orderid: null, amount: 'DECIMAL(10,2)', state: 'VARCHAR', n: 'BIGINT' });
  expect(columns['shop.everything']).toEqual({});
});
