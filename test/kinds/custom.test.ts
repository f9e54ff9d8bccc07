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
