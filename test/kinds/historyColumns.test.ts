// Columns of a type 2 history: its own times, and the time of a change.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

it.each([
  ['SCD_TYPE_2_BY_TIME (unique_key id)', 'valid_from', 'set valid_from_name to another name'],
  ['SCD_TYPE_2_BY_COLUMN (unique_key id, columns [x], valid_to_name Until)', 'until', 'set valid_to_name to another'],
])('%s refuses a query that outputs %s, at its place', async (kind, column, hint) => {
  const query = `SELECT 1 AS id,\n  2 AS x, DATE '2023-01-02' AS updated_at,\n  TIMESTAMP '2023-01-01' AS ${column}`;
  const model = (from: string): string => `MODEL (name s.t, kind ${kind});\n${from}`;
  const project = testProject({ 'models/t.sql': model(query) });
  for (const command of ['plan --auto-apply', 'plan dev --dry-run']) {
    const run = await project.mesh(command);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('models/t.sql:4:3 error MODEL_HISTORY_COLUMN');
    expect(run.stderr).toContain(hint);
  }
  project.write({ 'models/t.sql': model('SELECT * FROM s.src'), 'models/src.sql': `MODEL (name s.src);\n${query}` });
  const behindStar = await project.mesh('plan --auto-apply');
  expect([behindStar.code, behindStar.stderr]).toEqual([
    2,
    expect.stringContaining('models/t.sql:2:1 error MODEL_HISTORY'),
  ]);
});

it.each([
  ["DATE '2023-01-02'", 'TIMESTAMP', 'TIMESTAMP', '2023-01-02 00:00:00'],
  ["'2023-01-02 08:00:00'", 'TIMESTAMP', 'TIMESTAMP', '2023-01-02 08:00:00'],
  ["TIMESTAMP '2023-01-02 08:00:00'", 'DATE', 'DATE', '2023-01-02'],
  ["TIMESTAMP '2023-01-02 08:00:00'", 'TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE', '2023-01-02 08:00:00+00'],
])('an updated_at of %s is kept as a %s like the times of the versions', async (value, option, type, kept) => {
  const project = testProject({
    'models/t.sql': `MODEL (name s.t, kind SCD_TYPE_2_BY_TIME (unique_key id, time_data_type ${option})); SELECT 1 AS id, v, happened AS updated_at FROM raw.src`,
    'models/c.sql': 'MODEL (name s.c, kind VIEW); SELECT updated_at FROM s.t',
  });
  await project.sql(`CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT 1 AS v, ${value} AS happened`);
  await project.plan();
  const types =
    "SELECT string_agg(column_type, ' ' ORDER BY column_name) FROM (DESCRIBE SELECT updated_at, valid_from FROM s.t)";
  expect(await project.rows(types)).toEqual([`${type} ${type}`]);
  expect(await project.rows('SELECT * FROM s.c')).toEqual([kept]);
  await project.sql(
    `UPDATE raw.src SET v = 2, happened = CAST('2023-01-04' AS ${value.startsWith("'") ? 'VARCHAR' : 'TIMESTAMP'})`,
  );
  project.now = '2023-01-10T12:00:00Z';
  await project.run();
  expect(await project.rows(`SELECT v, valid_from::DATE, valid_to::DATE FROM s.t ORDER BY v`)).toEqual([
    '1|1970-01-01|2023-01-04',
    '2|2023-01-04|∅',
  ]);
  expect(await project.rows(types)).toEqual([`${type} ${type}`]);
  expect((await project.plan()).hasChanges).toBe(false);
});

it('a text that is no time fails the batch with its place and leaves the history as it was', async () => {
  const project = testProject({
    'models/t.sql': 'MODEL (name s.t, kind SCD_TYPE_2_BY_TIME (unique_key id)); SELECT id, updated_at FROM raw.src',
  });
  await project.sql("CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT 1 AS id, '2023-01-02' AS updated_at");
  await project.plan();
  await project.sql("INSERT INTO raw.src VALUES (2, 'soon')");
  project.now = '2023-01-10T12:00:00Z';
  const run = await project.mesh('run');
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('models/t.sql')]);
  expect(await project.rows('SELECT id FROM s.t')).toEqual(['1']);
});

it.each([
  'SCD_TYPE_2_BY_TIME (unique_key id, updated_at_name since)',
  'SCD_TYPE_2_BY_COLUMN (unique_key id, columns [v, since])',
])('%s gives a column that is added its values in open versions, in previews and with the next run', async (kind) => {
  const model = (columns: string): string =>
    `MODEL (name s.t, kind ${kind}); SELECT id, v, since${columns} FROM raw.src`;
  const project = testProject({ 'models/t.sql': model('') });
  await project.sql(`CREATE SCHEMA raw; CREATE TABLE raw.src AS
    SELECT * FROM (VALUES (1, 1, TIMESTAMP '2023-01-01'), (2, 2, '2023-01-01')) AS t(id, v, since)`);
  await project.plan();
  await project.sql(`UPDATE raw.src SET v = 3, since = '2023-01-08' WHERE id = 2`);
  project.now = '2023-01-10T12:00:00Z';
  await project.run();
  project.write({ 'models/t.sql': model(', v * 10 AS w') });
  await project.plan(['dev']);
  const shown = (schema: string): Promise<string[]> =>
    project.rows(`SELECT id, v, w, valid_to IS NULL FROM ${schema}.t ORDER BY id, v`);
  expect(await shown('s__dev')).toEqual(['1|1|10|true', '2|2|∅|false', '2|3|30|true']);
  await project.plan();
  project.now = '2023-01-11T12:00:00Z';
  await project.run();
  expect(await shown('s')).toEqual(['1|1|10|true', '2|2|∅|false', '2|3|30|true']);
});
