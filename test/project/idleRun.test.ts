// Runs that find nothing to do: they write nothing, and need no open database while nobody has touched it.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openProject } from '../../src/project/openProject.ts';
import { runProject } from '../../src/project/runProject.ts';
import { hold } from '../support/holdDatabase.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const realNow = Date.now;
const nextDay = { now: '2023-01-09T12:00:00Z' };
const daily =
  'MODEL (name s.a, kind INCREMENTAL_BY_TIME_RANGE (time_column d), start 2023-01-01); SELECT 1 AS x, @start_date AS d';

beforeEach(() => {
  // Files written in this test count as settled.
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + 10_000);
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function planned(model = daily): Promise<TestProject> {
  const project = testProject({ 'models/a.sql': model });
  const config = project.read('mesh.config.yaml');
  project.write({ 'mesh.config.yaml': config.replace('db.duckdb', 'db.duckdb\n      lock_timeout: 0') });
  await project.plan();
  return project;
}

const bytes = (project: TestProject): Buffer => readFileSync(join(project.folder, 'db.duckdb'));

test('the database file stays as it is, and the next one does not open it', async () => {
  const project = await planned();
  const before = bytes(project);
  const first = await project.mesh('run --json');
  expect(first.json).toMatchObject({ status: 'nothing-to-do', models: [], nextDue: '2023-01-09T00:00:00.000Z' });
  expect(bytes(project).equals(before)).toBe(true);
  await hold(project);
  expect(await project.mesh('run --json')).toEqual(first);
});

test('what is due later is computed', async () => {
  const project = await planned();
  await project.mesh('run');
  expect(await project.mesh('run --json', nextDay)).toMatchObject({ code: 0, json: { status: 'success' } });
  expect(await project.rows('SELECT count(*) AS n FROM s.a')).toEqual(['2']);
  expect((await project.mesh('run', nextDay)).stdout).toContain('Nothing is due');
});

test('what another process removed is computed again', async () => {
  const project = await planned();
  await project.mesh('run');
  await project.sql('DELETE FROM mesh_state.intervals');
  expect((await project.mesh('run --json')).json).toMatchObject({ status: 'success', models: [{ name: 's.a' }] });
});

test('an environment that has expired is cleaned up, and one that is pinned is not', async () => {
  const project = await planned();
  await project.mesh('plan dev --include-unmodified --auto-apply');
  await project.mesh('run');
  const later = { now: '2023-01-08T23:00:00Z' };
  await project.sql(
    `UPDATE mesh_state.environments SET expires_at = ${Date.parse('2023-01-08T20:00:00Z')} WHERE name = 'dev'`,
  );
  const config = project.read('mesh.config.yaml');
  project.write({ 'mesh.config.yaml': `${config}\npinned_environments: [dev]\n` });
  expect((await project.mesh('run', later)).stdout).toContain('Nothing is due');
  const names = (): Promise<string[]> => project.rows('SELECT name FROM mesh_state.environments ORDER BY name');
  expect(await names()).toEqual(['dev', 'prod']);
  project.write({ 'mesh.config.yaml': config });
  expect((await project.mesh('run', later)).stdout).toContain('Nothing is due');
  expect(await names()).toEqual(['prod']);
});

test('a model that restates itself is restated at its tick', async () => {
  const restating = daily.replace(
    'time_column d',
    `time_column d, auto_restatement_cron '@hourly', auto_restatement_intervals 1`,
  );
  const project = await planned(restating);
  await project.mesh('run');
  const later = { now: '2023-01-08T23:30:00Z' };
  expect((await project.mesh('run --json', later)).json).toMatchObject({
    status: 'success',
    models: [{ name: 's.a' }],
  });
});

test('an environment or a selection that is not known is refused', async () => {
  const project = await planned();
  await project.mesh('run');
  expect((await project.mesh('run dev --json')).json).toMatchObject({ error: { code: 'RUN_ENVIRONMENT_UNKNOWN' } });
  expect((await project.mesh('run --select-model s.aa --json')).code).toBe(2);
});

test('what was read to see whether anything is due is not read again to do it', async () => {
  const files = await planned();
  rmSync(join(files.folder, '.mesh/cache/state.json'));
  const project = openProject({
    cwd: files.folder,
    now: () => Date.parse(nextDay.now),
    env: {},
    project: undefined,
    file: undefined,
    gateway: undefined,
    dotenv: undefined,
  });
  try {
    const read = vi.spyOn(await project.state(), 'snapshots');
    const { result } = await runProject(project, { environment: 'prod' });
    expect(result.status).toBe('success');
    expect(read.mock.calls.flatMap(([ids]) => ids.map(({ name }) => name))).toEqual(['s.a']);
  } finally {
    await project.close();
  }
});
