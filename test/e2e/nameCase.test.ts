// Names whose case counts in the model's dialect but not in DuckDB.
import { describe, expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

describe('tables of models are found', () => {
  const dialects: readonly [title: string, dialect: string][] = [
    ['when case counts', 'duckdb,normalization_strategy=case_sensitive'],
    ['when names are upper case', 'snowflake'],
  ];
  for (const [title, dialect] of dialects) {
    it(title, async () => {
      const project = testProject({
        'models/a.sql': `MODEL (name Raw.Tab, kind FULL, dialect '${dialect}'); SELECT 1 AS Id`,
        'models/b.sql': `MODEL (name Raw.Shown, kind VIEW, dialect '${dialect}'); SELECT Id FROM Raw.Tab`,
        'models/c.sql': `MODEL (name Raw.Top, kind FULL, dialect '${dialect}'); SELECT s.Id FROM Raw.Shown AS s`,
      });
      await project.plan();
      expect(await project.rows('SELECT * FROM raw.top')).toEqual(['1']);
    });
  }
});

it('commands find a model whose name the dialect writes in capitals', async () => {
  const project = testProject({
    'models/a.sql': 'MODEL (name shop.orders, kind FULL, dialect snowflake); SELECT 1 AS id',
  });
  await project.plan();
  for (const command of ['render', 'evaluate', 'lineage', 'intervals', 'table-name']) {
    for (const name of ['shop.orders', 'SHOP.Orders', '"SHOP"."ORDERS"']) {
      const { code, stderr } = await project.mesh([command, name]);
      expect({ command, name, code, stderr }).toEqual({ command, name, code: 0, stderr: '' });
    }
  }
  project.write({ 'models/a.sql': 'MODEL (name shop.orders, kind FULL, dialect snowflake); SELECT 2 AS id' });
  const plan = await project.plan(['dev', '--category', 'shop.orders=non-breaking']);
  expect(plan.changes.modified).toMatchObject([{ name: 'SHOP.ORDERS', category: 'non-breaking' }]);
});
