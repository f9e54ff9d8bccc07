// `contract enforced`: columns, types and nullability are promises, and a plan that breaks one is refused.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const model = (columns: string, query: string, contract = 'contract enforced'): string =>
  `MODEL (name s.promised, kind FULL, ${contract}, columns (${columns})); ${query}`;
const first = model('id INT, amount INT', 'SELECT 1 AS id, 2 AS amount');
const files = {
  'models/promised.sql': first,
  'models/reader.sql': 'MODEL (name s.reader, kind FULL); SELECT id FROM s.promised',
  'models/below.sql': 'MODEL (name s.below, kind VIEW); SELECT id FROM s.reader',
};

it.each([
  [
    'a column that is gone',
    model('id INT', 'SELECT 1 AS id'),
    /s\.promised: the column amount is gone \(read by s\.below, s\.reader\)/,
  ],
  ['another type', model('id INT, amount TEXT', "SELECT 1 AS id, '2' AS amount"), /the column amount changes from/],
  [
    'a contract that is taken away',
    model('id INT, amount INT', 'SELECT 1 AS id, 2 AS amount', 'tags (x)'),
    /no longer enforced/,
  ],
])('%s is refused, unless it is allowed', async (_, changed, message) => {
  const project = testProject(files);
  await project.plan();
  project.write({ 'models/promised.sql': changed });
  const refused = await project.mesh('plan --auto-apply');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(message);
  expect(refused.stderr).toContain('PLAN_CONTRACT_BROKEN');
  expect((await project.mesh('plan --auto-apply --allow-contract-change s.promised')).code).toBe(0);
});

it.each([
  ['a new column', model('id INT, amount INT, more INT', 'SELECT 1 AS id, 2 AS amount, 3 AS more')],
  ['other rows', model('id INT, amount INT', 'SELECT 1 AS id, 3 AS amount')],
])('%s breaks nothing', async (_, changed) => {
  const project = testProject(files);
  await project.plan();
  project.write({ 'models/promised.sql': changed });
  expect((await project.plan()).applied).toBe(true);
});

it('a removed model is refused with its readers gone', async () => {
  const project = testProject({
    'models/promised.sql': first,
    'models/other.sql': 'MODEL (name s.other); SELECT 1 AS x',
  });
  await project.plan();
  project.write({ 'models/promised.sql': null });
  const refused = await project.mesh('plan --auto-apply --json');
  expect(refused.code).toBe(2);
  expect(refused.json).toMatchObject({ error: { code: 'PLAN_CONTRACT_BROKEN' } });
  expect((await project.mesh('plan --auto-apply --allow-contract-change s.promised')).code).toBe(0);
});

const strict = model('id INT NOT NULL, amount INT', 'SELECT 1 AS id, 2 AS amount');

it('a column that may be NULL now is refused, one that may no longer be NULL is not', async () => {
  const project = testProject({ ...files, 'models/promised.sql': strict });
  await project.plan();
  project.write({ 'models/promised.sql': first });
  const refused = await project.mesh('plan --auto-apply --json');
  expect(refused.code).toBe(2);
  expect(refused.json).toMatchObject({
    error: { message: expect.stringContaining('the column id may be NULL (read by s.below, s.reader)') as unknown },
  });
  expect((await project.mesh('plan --allow-contract-change s.promise')).stderr).toContain('did you mean s.promised?');
  await project.plan('--allow-contract-change s.*');
  expect((await project.mesh('plan --allow-contract-change s.promise')).code).toBe(2);
  project.write({ 'models/promised.sql': strict });
  expect((await project.plan()).applied).toBe(true);
});

it('a batch with a NULL where none may be fails, and nothing is published', async () => {
  const project = testProject({ ...files, 'models/promised.sql': strict.replace('1 AS id', 'NULL::INT AS id') });
  expect(await project.mesh('plan --auto-apply')).toMatchObject({ code: 1 });
  expect(await project.rows("SELECT count(*) FROM duckdb_views() WHERE schema_name = 's'")).toEqual(['0']);
});

it('development is refused against what prod promises, and afterwards against what it holds itself', async () => {
  const project = testProject(files);
  await project.plan();
  project.write({ 'models/promised.sql': model('id INT', 'SELECT 1 AS id') });
  expect(await project.mesh('plan dev --auto-apply')).toMatchObject({ code: 2 });
  await project.plan('dev --allow-contract-change s.promised');
  expect((await project.plan('dev')).hasChanges).toBe(false);
  expect(await project.mesh('plan --auto-apply')).toMatchObject({ code: 2 });
});

it('a saved plan that was allowed to is applied, and the gate of that name leaves the allowed ones out', async () => {
  const project = testProject(files);
  await project.plan();
  project.write({ 'models/promised.sql': model('id INT', 'SELECT 1 AS id') });
  expect(await project.mesh('plan --out a.plan')).toMatchObject({ code: 2 });
  expect(await project.mesh('plan --fail-on contract --out a.plan')).toMatchObject({ code: 1 });
  const allow = '--allow-contract-change s.promised';
  expect(await project.mesh(`plan --fail-on contract ${allow} --out a.plan`)).toMatchObject({ code: 0 });
  expect(await project.mesh('apply a.plan')).toMatchObject({ code: 0 });
  expect(await project.rows('SELECT column_name FROM (DESCRIBE s.promised)')).toEqual(['id']);
});

it('an allowance for a model that is none is refused with the near name', async () => {
  const project = testProject(files);
  await project.plan();
  project.write({ 'models/promised.sql': model('id INT', 'SELECT 1 AS id') });
  const { code, stderr } = await project.mesh('plan --auto-apply --allow-contract-change s.promise');
  expect(code).toBe(2);
  expect(stderr).toContain('did you mean s.promised?');
});

it('a view that promises NOT NULL is asked for rows that break it', async () => {
  const view = (contract: string): string =>
    `MODEL (name s.seen, kind VIEW, ${contract} columns (id INT NOT NULL, x TEXT), audits (number_of_rows(threshold := 1))); SELECT * FROM (VALUES (1, NULL), (NULL, 'b')) AS t(id, x)`;
  const project = testProject({ 'models/seen.sql': view('contract enforced,') });
  const run = await project.mesh('plan --auto-apply --json');
  expect(run.code).toBe(1);
  expect(run.stdout).toContain('audit not_null of s.seen found 1 bad row');
  project.write({ 'models/seen.sql': view('contract enforced,').replace("NULL, 'b'", "2, 'b'") });
  expect((await project.plan()).result!.models[0]!.audits).toMatchObject([
    { name: 'number_of_rows' },
    { name: 'not_null' },
  ]);
  project.write({ 'models/seen.sql': view('') });
  await project.plan('--allow-contract-change s.seen');
});
