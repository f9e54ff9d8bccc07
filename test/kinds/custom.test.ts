import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const write = `import { materialization } from 'mesh-sql';
export const keepNew = materialization<{ key: string; times: number }>('keep_new', async ({ table, query, isFirstLoad, properties, execute, rows }) => {
  if (isFirstLoad) return execute(\`CREATE TABLE \${table} AS SELECT *, \${properties.times} AS times FROM (\${query}) AS q\`);
  await execute(\`INSERT INTO \${table} SELECT *, \${properties.times} AS times FROM (\${query}) AS q WHERE q.\${properties.key} NOT IN (SELECT \${properties.key} FROM \${table})\`);
  const [row] = await rows(\`SELECT count(*)::INTEGER AS n FROM \${table} WHERE v < 0\`);
  if (row!['n'] !== 0) throw new Error('negative values');
});
`;
const model = (properties = "key = 'id', times = 2"): string =>
  `MODEL (name s.t, kind CUSTOM (materialization 'Keep_New', materialization_properties (${properties})));\nSELECT id, v FROM raw.src`;

it('writes with a function of the project, in the transaction of the batch', async () => {
  const project = testProject({ 'materializations/keepNew.ts': write, 'models/t.sql': model() });
  await project.sql('CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT 1 AS id, 10 AS v');
  await project.plan();
  expect(await project.rows('SELECT * FROM s.t')).toEqual(['1|10|2']);
  await project.sql('INSERT INTO raw.src VALUES (1, 11), (2, 20)');
  project.now = '2023-01-09T12:00:00Z';
  const run = await project.run();
  expect(run.models[0]!.rows).toBe(1);
  expect(await project.rows('SELECT * FROM s.t ORDER BY id')).toEqual(['1|10|2', '2|20|2']);
  await project.sql('INSERT INTO raw.src VALUES (3, -1)');
  project.now = '2023-01-10T12:00:00Z';
  const failed = await project.mesh('run --json');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('negative values');
  expect(await project.rows('SELECT count(*) FROM s.t')).toEqual(['2']);
});

it('is a breaking change when the function or its properties change', async () => {
  const project = testProject({ 'materializations/keepNew.ts': write, 'models/t.sql': model() });
  await project.sql('CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT 1 AS id, 10 AS v');
  await project.plan();
  project.write({ 'models/t.sql': model("key = 'id', times = 3") });
  expect((await project.plan()).changes.modified.map((m) => m.category)).toEqual(['breaking']);
  expect(await project.rows('SELECT times FROM s.t')).toEqual(['3']);
  project.write({ 'materializations/keepNew.ts': write.replace('AS times', '+ 1 AS times') });
  expect((await project.plan()).changes.modified.map((m) => m.category)).toEqual(['breaking']);
  expect(await project.rows('SELECT times FROM s.t')).toEqual(['4']);
});

it('names a materialization that is not there, with the nearest', async () => {
  const project = testProject({
    'materializations/keepNew.ts': write,
    'models/t.sql': model().replace('Keep_New', 'keep_mew'),
  });
  const run = await project.mesh('plan --auto-apply');
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('MODEL_MATERIALIZATION_UNKNOWN');
  expect(run.stderr).toContain('keep_new');
});

const byDay = `import { materialization } from 'mesh-sql';
const day = (date: Date | null): string => \`DATE '\${date!.toISOString().slice(0, 10)}'\`;
export default materialization<{ column: string; loud: boolean }>('by_day', async ({ table, query, isFirstLoad, start, end, properties, execute }) => {
  if (isFirstLoad) await execute(\`CREATE TABLE \${table} AS SELECT *, 0 AS written FROM (\${query}) AS q LIMIT 0\`);
  await execute(\`DELETE FROM \${table} WHERE \${properties.column} >= \${day(start)} AND \${properties.column} < \${day(end)}\`);
  return execute(\`INSERT INTO \${table} BY NAME SELECT *, \${properties.loud ? 2 : 1} AS written FROM (\${query}) AS q\`);
});
`;
const timed = (columns: string): string =>
  `MODEL (name s.t, kind CUSTOM (materialization by_day, materialization_properties (column = d, loud = true), batch_size 1, forward_only true), start '2023-01-05');
SELECT ${columns} FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds`;

it('is cut into batches, restated in part, and previewed and deployed with new columns', async () => {
  const project = testProject({ 'materializations/byDay.ts': byDay, 'models/t.sql': timed('d, v') });
  await project.sql(
    "CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT DATE '2023-01-01' + i::INT AS d, 1 AS v FROM range(20) t(i)",
  );
  const first = await project.plan();
  expect(first.backfill.map((b) => b.batches)).toEqual([3]);
  await project.sql('UPDATE raw.src SET v = 7');
  await project.plan('--restate-model s.t --start 2023-01-06 --end 2023-01-06');
  expect(await project.rows('SELECT v, written FROM s.t ORDER BY d')).toEqual(['1|2', '7|2', '1|2']);
  project.write({ 'models/t.sql': timed("d, v, 'x' AS w") });
  await project.plan('dev');
  expect(await project.rows('SELECT v, w FROM s__dev.t ORDER BY d')).toEqual(['1|∅', '7|∅', '7|x']);
  expect(await project.rows('SELECT count(*) FROM s.t')).toEqual(['3']);
  await project.plan();
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT v, w, written FROM s.t ORDER BY d')).toEqual(['1|∅|2', '7|∅|2', '1|∅|2', '7|x|2']);
  project.write({ 'models/t.sql': timed('d, v') });
  expect((await project.mesh('plan --auto-apply --json')).stdout).toContain('PLAN_DESTRUCTIVE_CHANGE');
});
