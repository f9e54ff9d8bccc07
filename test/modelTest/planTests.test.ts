// Unit tests come before a plan.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const files = {
  'models/one.sql': 'MODEL (name s.one, kind FULL); SELECT 1 AS x',
  'tests/test_one.yaml': 't:\n  model: s.one\n  outputs: { query: [{ x: 2 }] }\n',
};

it('a failing test ends a plan with exit code 1, and nothing is applied', async () => {
  const project = testProject(files);
  const run = await project.mesh('plan --auto-apply');
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/-  2\n/);
  expect(run.stderr).toContain('TEST_FAILED');
  const json = await project.mesh('plan --auto-apply --json');
  expect(json.code).toBe(1);
  expect(json.json).toMatchObject({ error: { code: 'TEST_FAILED', at: { file: 'tests/test_one.yaml', line: 1 } } });
  expect((await project.mesh('environments --json')).json).toEqual([]);
});

it.each(['--skip-tests --dry-run', '--explain'])('plan %s runs no tests', async (words) => {
  expect((await testProject(files).mesh(`plan ${words}`)).code).toBe(0);
});

it('a plan goes on when the tests pass', async () => {
  const project = testProject({
    ...files,
    'tests/test_one.yaml': 't:\n  model: s.one\n  outputs: { query: [{ x: 1 }] }\n',
  });
  expect((await project.plan()).applied).toBe(true);
});
