// Which tests run, and what is left of them: selections by model, tests of what a plan changes, databases that are kept.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openProject } from '../../src/project/openProject.ts';
import { testProject as runTests } from '../../src/project/unitTest/testProject.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const one = (value: number): string => `MODEL (name s.one, kind FULL); SELECT ${value} AS x`;
const files = {
  'models/one.sql': one(1),
  'models/two.sql': 'MODEL (name s.two, kind FULL); SELECT x + 1 AS y FROM s.one',
  'models/kept.sql': 'MODEL (name s.kept, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key x)); SELECT x FROM s.one',
  'tests/test_all.yaml': `test_one: { model: s.one, outputs: { query: [{ x: 1 }] } }
test_two: { model: s.two, inputs: { s.one: [{ x: 4 }] }, outputs: { query: [{ y: 5 }] } }
test_kept: { model: s.kept, steps: [{ inputs: { s.one: [{ x: 4 }] }, run: 2023-01-02, expect: [{ x: 4 }] }] }
`,
};

async function ran(project: TestProject, words: string): Promise<string[]> {
  const { json } = await project.mesh(`test --json ${words}`);
  return (json as { tests: { name: string }[] }).tests.map(({ name }) => name);
}

it.each([
  ['--select-model s.two', ['test_two']],
  ['--select-model s.one+', ['test_one', 'test_two', 'test_kept']],
  ['--select-model s.one+ -k two', ['test_two']],
  ['models/one.sql models/two.sql', ['test_one', 'test_two']],
  ['tests/test_all.yaml::test_one', ['test_one']],
  ['tests/test_all.yaml::o', ['test_one', 'test_two', 'test_one_more']],
  ['models/one.sql --local', ['test_one']],
])('mesh test %s runs %j', async (words, names) => {
  const more = 'test_one_more: { model: s.one, outputs: { query: [{ x: 1 }] } }\n';
  const project = testProject({
    ...files,
    ...(words.includes('::') ? { 'tests/test_all.yaml': files['tests/test_all.yaml'] + more } : {}),
  });
  expect(await ran(project, words)).toEqual(names);
});

it.each(['--select-model s.twoo', '--select-model s.two -k one', 'models/none.sql'])(
  'mesh test %s, with no match, is refused',
  async (words) => {
    expect((await testProject(files).mesh(`test ${words}`)).code).toBe(2);
  },
);

it('keeps the fixtures and the result of each test in files, and only when asked', async () => {
  const project = testProject(files);
  expect((await project.mesh('test')).code).toBe(0);
  const folder = join(project.folder, '.mesh/cache/tests');
  expect(existsSync(folder)).toBe(false);
  for (let i = 0; i < 2; i++) expect((await project.mesh('test --preserve-fixtures')).code).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['fixtures.duckdb', 'test_kept']);
  const rows = (sql: string, name: string) => project.rows(sql, `.mesh/cache/tests/${name}.duckdb`);
  expect(await rows('SELECT y FROM test_two.result', 'fixtures')).toEqual(['5']);
  expect(await rows('SELECT x FROM test_two."s.one"', 'fixtures')).toEqual(['4']);
  expect(await rows('SELECT x FROM s.kept', 'test_kept/db')).toEqual(['4']);
});

it('plan --test-changed-only runs the tests of what it changes, and of what it restates', async () => {
  const project = testProject({ ...files, 'models/slip.sql': 'MODEL (name s.slip, kind FULL); SELECT 1 AS x' });
  await project.plan();
  const wrong = 'test_slip: { model: s.slip, outputs: { query: [{ x: 2 }] } }\n';
  project.write({ 'tests/test_slip.yaml': wrong });
  const code = async (words: string): Promise<number> => (await project.mesh(`plan --dry-run ${words}`)).code;
  expect(await code('')).toBe(1);
  expect(await code('--test-changed-only')).toBe(0);
  expect(await code('--test-changed-only --restate-model s.slip')).toBe(1);
  project.write({ 'models/one.sql': one(2) });
  const run = await project.mesh('plan dev --auto-apply --test-changed-only --json');
  expect(run.code).toBe(1);
  expect(run.json).toMatchObject({ error: { code: 'TEST_FAILED', message: expect.stringContaining('1 of 3') } });
});

it.each([
  ['models/two.sql', ['test_two']],
  ['models/one.sql', ['test_one', 'test_two', 'test_kept', 'test_more']],
  ['tests/test_more.yaml', ['test_more']],
  ['macros/any.ts', ['test_one', 'test_two', 'test_kept', 'test_more']],
])('a saved %s affects %j', async (file, names) => {
  const more = 'test_more: { model: s.one, outputs: { query: [{ x: 1 }] } }\n';
  const { folder } = testProject({ ...files, 'tests/test_more.yaml': more });
  const project = openProject({ cwd: folder, env: {}, now: Date.now });
  try {
    const { results } = await runTests(project, { saved: new Set([file]) });
    expect(results.map(({ name }) => name)).toEqual(names);
  } finally {
    await project.close();
  }
});
