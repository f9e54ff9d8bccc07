import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const query = `SELECT 1 AS id, 'a' AS city, TIMESTAMP '2023-01-02 10:00:00' AS updated_at, [1] AS list`;

it.each([
  [
    'INCREMENTAL_BY_UNIQUE_KEY (unique_key di)',
    'MODEL_COLUMN_UNKNOWN',
    /unique_key names the column di,[^]*did you mean id/,
  ],
  ['INCREMENTAL_BY_UNIQUE_KEY (unique_key (id, "ctiy"))', 'MODEL_COLUMN_UNKNOWN', /ctiy[^]*city/],
  ['INCREMENTAL_BY_UNIQUE_KEY (unique_key (lower(ctiy), id % 2))', 'MODEL_COLUMN_UNKNOWN', /ctiy[^]*city/],
  ['INCREMENTAL_BY_UNIQUE_KEY (unique_key id, order_by ctiy DESC)', 'MODEL_COLUMN_UNKNOWN', /order_by[^]*ctiy[^]*city/],
  [
    'INCREMENTAL_BY_UNIQUE_KEY (unique_key id, when_matched (WHEN MATCHED THEN UPDATE SET target.ctiy = source.city))',
    'MODEL_COLUMN_UNKNOWN',
    /when_matched names the column ctiy/,
  ],
  [
    'INCREMENTAL_BY_UNIQUE_KEY (unique_key id, merge_filter source.upd > target.updated_at)',
    'MODEL_COLUMN_UNKNOWN',
    /merge_filter names the column upd/,
  ],
  [`INCREMENTAL_BY_PARTITION, partitioned_by date_trunc('month', updated)`, 'MODEL_COLUMN_UNKNOWN', /updated/],
  ['INCREMENTAL_BY_PARTITION (forward_only false), partitioned_by id', 'MODEL_PROPERTY_CONFLICT', /can only be true/],
  ['INCREMENTAL_BY_TIME_RANGE (time_column id)', 'RUN_TIME_COLUMN_TYPE', /INTEGER/],
  [
    'SCD_TYPE_2_BY_COLUMN (unique_key id, columns [city], valid_from_name x, valid_to_name x)',
    'MODEL_PROPERTY_CONFLICT',
    /both times/,
  ],
  ['SCD_TYPE_2_BY_COLUMN (unique_key id, columns [city], time_data_type INT)', 'MODEL_PROPERTY_CONFLICT', /INT is not/],
  ['INCREMENTAL_BY_TIME_RANGE (time_column updated)', 'MODEL_COLUMN_UNKNOWN', /names the column updated,/],
  ['INCREMENTAL_BY_TIME_RANGE (time_column list)', 'RUN_TIME_COLUMN_TYPE', /INTEGER\[\]/],
  ['SCD_TYPE_2_BY_COLUMN (unique_key id, columns [city, sity])', 'MODEL_COLUMN_UNKNOWN', /names the column sity/],
  ['SCD_TYPE_2_BY_TIME (unique_key id, updated_at_name id)', 'RUN_TIME_COLUMN_TYPE', /INTEGER/],
  ['SCD_TYPE_2_BY_TIME (unique_key id, updated_at_name changed_at)', 'MODEL_COLUMN_UNKNOWN', /changed_at/],
  ['FULL, clustered_by (ctiy)', 'MODEL_COLUMN_UNKNOWN', /clustered_by names the column ctiy[^]*did you mean city/],
  ['MANAGED', 'PLAN_KIND_UNSUPPORTED', /DuckDB/],
  ['INCREMENTAL_UNMANAGED (lookback 2)', 'MODEL_PROPERTY_CONFLICT', /second time/],
  [
    'INCREMENTAL_BY_UNIQUE_KEY (unique_key id, when_matched (WHEN MATCHED THEN DELETE WHEN MATCHED AND source.id > 1 THEN DELETE))',
    'MODEL_PROPERTY_CONFLICT',
    /clause 2 can never apply: clause 1 has no condition/,
  ],
  [
    'INCREMENTAL_BY_UNIQUE_KEY (unique_key id, when_matched (WHEN MATCHED AND source.id > 1 THEN DELETE WHEN MATCHED AND source.id  > 1 THEN UPDATE SET city = source.city))',
    'MODEL_PROPERTY_CONFLICT',
    /same condition/,
  ],
])('%s is refused before anything runs', async (kind, code, pattern) => {
  // Whether the columns are in the text or behind a star.
  for (const from of [query, 'SELECT * FROM s.src']) {
    const text = `MODEL (\n  name s.t,\n  kind ${kind}\n);\n${from}`;
    const project = testProject({ 'models/t.sql': text, 'models/src.sql': `MODEL (name s.src, kind FULL);\n${query}` });
    const run = await project.mesh('plan --auto-apply');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(code);
    expect(run.stderr).toMatch(pattern);
    expect(run.stderr).toContain('models/t.sql:3');
  }
});

it('counts rows without a time instead of losing them in silence', async () => {
  const project = testProject({
    'models/t.sql': `MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column ts), start '2023-01-05');
SELECT * FROM (VALUES (TIMESTAMP '2023-01-06', 1), (NULL, 2), (NULL, 3)) v(ts, x)`,
  });
  const plan = await project.plan();
  const [model] = plan.result!.models as unknown as readonly { rows: number; notes: readonly string[] }[];
  expect(model).toMatchObject({
    rows: 1,
    notes: ['2 rows left out: NULL in the time column ts belongs to no interval'],
  });
  expect(await project.rows('SELECT x FROM s.t')).toEqual(['1']);
  project.write({ 'models/t.sql': project.read('models/t.sql').replace('1)', '4)') });
  const run = await project.mesh('plan --auto-apply');
  expect(run.stderr).toContain('2 rows left out');
});

it('warns of a materialised view where the engine has none', async () => {
  const project = testProject({ 'models/t.sql': 'MODEL (name s.t, kind VIEW (materialized true));\nSELECT 1 AS a' });
  const plan = await project.plan();
  expect(plan.notes.map((n) => [n.severity, n.model, n.text])).toContainEqual([
    'warning',
    's.t',
    'DuckDB has no materialised views: it is a plain view, computed when it is read',
  ]);
  expect(await project.rows('SELECT * FROM s.t')).toEqual(['1']);
});

it('names models that cannot be restated, and restates the rest', async () => {
  const project = testProject({
    'seeds/s.csv': 'a\n1\n',
    'models/seed.sql': "MODEL (name s.seed, kind SEED (path '../seeds/s.csv'))",
    'models/fixed.sql':
      'MODEL (name s.fixed, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key a, disable_restatement true));\nSELECT a FROM s.seed',
    'models/whole.sql': 'MODEL (name s.whole, kind FULL);\nSELECT a, random() AS r FROM s.seed',
  });
  await project.plan();
  const before = await project.rows('SELECT r FROM s.whole');
  const plan = await project.plan(['--restate-model', 's.*']);
  expect(
    plan.notes
      .filter((n) => n.severity === 'warning')
      .map((n) => n.model)
      .toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1)),
  ).toEqual(['s.fixed', 's.seed']);
  expect(plan.backfill.map((b) => [b.name, b.reason])).toEqual([['s.whole', 'restated']]);
  expect(await project.rows('SELECT r FROM s.whole')).not.toEqual(before);
});

it('warns of a description of a column that is not there', async () => {
  const text = `MODEL (name s.t, kind FULL, column_descriptions (ctiy = 'where', id = 'key')); ${query}`;
  const { notes } = await testProject({ 'models/t.sql': text }).plan();
  const warnings = notes.filter((note) => note.severity === 'warning');
  expect(warnings).toEqual([
    {
      severity: 'warning',
      model: 's.t',
      text: 'column_descriptions names the column ctiy, which the model has not got; did you mean city?',
    },
  ]);
});
