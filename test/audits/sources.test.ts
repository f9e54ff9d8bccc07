import { expect, it } from 'vitest';
import { testProject, type PlanObject, type RunObject, type TestProject } from '../support/testProject.ts';

async function withSource(audits: string, more: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  const project = testProject({
    'external_models.yaml': `- name: raw.src\n  columns: { id: int, v: int }\n  audits:\n${audits}`,
    'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT id, v FROM raw.src',
    'models/other.sql': 'MODEL (name s.other, kind FULL);\nSELECT 1 AS one',
    ...more,
  });
  await project.sql(
    'CREATE SCHEMA raw; CREATE TABLE raw.src (id INTEGER, v INTEGER); INSERT INTO raw.src VALUES (1, 1), (2, NULL)',
  );
  return project;
}

const outcomes = (run: RunObject): unknown => run.models.map((m) => [m.name, m.status, m.because ?? null]);

it('asks the audits of a table from outside before what reads it is computed', async () => {
  const project = await withSource('    - not_null(columns=[v])\n', {
    'models/e.sql': 'MODEL (name s.e, kind EMBEDDED);\nSELECT v FROM raw.src',
    'models/b.sql': 'MODEL (name s.b, kind FULL);\nSELECT v FROM s.e',
  });
  const failed = await project.mesh('plan --auto-apply --json');
  expect(failed.code).toBe(1);
  const { result } = failed.json as PlanObject;
  expect(outcomes(result!)).toEqual([
    ['raw.src', 'failed', null],
    ['s.a', 'skipped', 'raw.src'],
    ['s.b', 'skipped', 'raw.src'],
    ['s.other', 'success', null],
  ]);
  expect(result!.models[0]).toMatchObject({
    audits: [{ name: 'not_null', status: 'failed', failures: 1, blocking: true }],
    error: { code: 'RUN_AUDIT_FAILED', message: expect.stringContaining('not_null') as string },
  });
  await project.sql('DELETE FROM raw.src WHERE v IS NULL');
  expect((await project.plan()).result!.models[0]).toMatchObject({ name: 'raw.src', status: 'success' });
  await project.sql('INSERT INTO raw.src VALUES (3, NULL)');
  expect((await project.mesh('audit --json')).json).toMatchObject({
    failed: 1,
    audits: [{ model: 'raw.src', audit: 'not_null', status: 'failed' }],
  });
  project.now = '2023-01-09T12:00:00Z';
  const run = await project.mesh('run --json');
  expect(run.code).toBe(1);
  expect(outcomes(run.json as RunObject)).toContainEqual(['s.a', 'skipped', 'raw.src']);
  expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['1']);
});

it('lets models read a table from outside whose audit does not block', async () => {
  const project = await withSource('    - name: not_null\n      columns: [v]\n      blocking: false\n');
  const plan = await project.plan();
  expect(plan.result!.models.find((m) => m.name === 'raw.src')).toMatchObject({
    status: 'success',
    audits: [{ name: 'not_null', status: 'failed', failures: 1, blocking: false }],
  });
  expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['2']);
});
