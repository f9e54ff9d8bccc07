// Tests that mesh writes from rows in the database.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const files = {
  'models/m.sql':
    'MODEL (name s.m, kind FULL); WITH a AS (SELECT id, made FROM ext.src) SELECT id * 2 AS twice, made FROM a WHERE id < @most',
};
const config = 'variables:\n  most: 10\n';

async function project() {
  const p = testProject(files, { config });
  await p.sql(
    "CREATE SCHEMA ext; CREATE TABLE ext.src AS SELECT 1 AS id, TIMESTAMP '2023-01-01 10:00:00' AS made UNION ALL SELECT 20, NULL",
  );
  return p;
}

it('create-test writes a test that passes, and fails when the model changes', async () => {
  const p = await project();
  const run = await p.mesh([
    'create-test',
    's.m',
    '--query',
    'ext.src=SELECT * FROM ext.src ORDER BY id',
    '--include-ctes',
    '--json',
  ]);
  expect(run.stderr).toBe('');
  expect(run.json).toEqual({ name: 'test_m', file: 'tests/test_m.yaml' });
  expect(p.read('tests/test_m.yaml')).toBe(`test_m:
  model: s.m
  inputs:
    ext.src:
      rows:
        - id: 1
          made: 2023-01-01 10:00:00
        - id: 20
          made: null
  outputs:
    query:
      rows:
        - twice: 2
          made: 2023-01-01 10:00:00
    ctes:
      a:
        rows:
          - id: 1
            made: 2023-01-01 10:00:00
          - id: 20
            made: null
`);
  expect((await p.mesh('test')).code).toBe(0);
  p.write({ 'models/m.sql': files['models/m.sql'].replace('* 2', '* 3') });
  expect((await p.mesh('test')).code).toBe(1);
});

it('create-test adds to a file, refuses a name twice, takes variables', async () => {
  const p = await project();
  const words = ['create-test', 's.m', '--query', 'ext.src=SELECT * FROM ext.src'];
  await p.mesh(words);
  const twice = await p.mesh(words);
  expect(twice.code).toBe(2);
  expect(twice.stderr).toContain('TEST_EXISTS');
  await p.mesh([...words, '--name', 'all', '--path', 'test_m.yaml', '--var', 'most=100']);
  expect((await p.mesh('test --json')).json).toMatchObject({ passed: 2, failed: 0 });
  expect(p.read('tests/test_m.yaml')).toContain('twice: 40');
  expect((await p.mesh([...words, '--name', 'x', '--query', 'nonsense'])).stderr).toContain('CLI_OPTION_VALUE');
  expect((await p.mesh([...words, '--query', 'nonsense', '--name', 'x'])).stderr).toContain('CLI_OPTION_VALUE');
});

it('create-test takes names and texts as two words, too', async () => {
  const p = await project();
  const query = ['-q', 'ext.src', '-- all\nSELECT * FROM ext.src'];
  const run = await p.mesh(['create_test', ...query, '--var', 'most', '100', 's.m', '--json']);
  expect(run.stderr).toBe('');
  expect(p.read('tests/test_m.yaml')).toContain('most: 100');
  expect((await p.mesh('test --json')).json).toMatchObject({ passed: 1, failed: 0 });
});

it('create-test writes a test of any name where the tests are read from', async () => {
  const p = await project();
  const made = await p.mesh([
    'create-test',
    's.m',
    '--query',
    'ext.src=SELECT * FROM ext.src',
    '--name',
    'few',
    '--json',
  ]);
  expect(made.json).toEqual({ name: 'few', file: 'tests/test_few.yaml' });
  expect((await p.mesh('test few --json')).json).toMatchObject({ passed: 1 });
});
