// Plans without opening the database: only while nobody can have touched it since the image of its state was made.
import { readdirSync, readFileSync, utimesSync, statSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { openProject, type Project } from '../../src/project/openProject.ts';
import { applyProjectPlan } from '../../src/project/applyProjectPlan.ts';
import { planProject } from '../../src/project/planProject.ts';
import { databaseIdentity } from '../../src/project/databaseIdentity.ts';
import { hold } from '../support/holdDatabase.ts';
import { defaultNow, testProject, type TestProject } from '../support/testProject.ts';

const a = 'MODEL (name s.a, kind FULL); SELECT 1 AS x, 2 AS y';
const b = 'MODEL (name s.b, kind INCREMENTAL_BY_TIME_RANGE (time_column d)); SELECT x, @start_date AS d FROM s.a';
const realNow = Date.now;

beforeEach(() => {
  // Files written in this test count as settled.
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + 10_000);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Applied, and planned once more: that plan leaves the image. */
async function settled(): Promise<TestProject> {
  const project = testProject({ 'models/a.sql': a, 'models/b.sql': b }, { config: 'default_target_environment: prod' });
  const config = project.read('mesh.config.yaml');
  project.write({ 'mesh.config.yaml': config.replace('db.duckdb', 'db.duckdb\n      lock_timeout: 0') });
  await project.plan();
  expect((await project.mesh('plan')).stdout).toContain('No changes');
  return project;
}

function opened(project: TestProject): Project {
  const made = openProject({
    cwd: project.folder,
    now: () => Date.parse(defaultNow),
    env: {},
    project: undefined,
    file: undefined,
    gateway: undefined,
    dotenv: undefined,
  });
  onTestFinished(() => made.close());
  return made;
}

const images = (project: TestProject): string[] =>
  readdirSync(join(project.folder, '.mesh/cache')).filter((name) => name.startsWith('state'));

test('a plan that was applied leaves the image for the next one, whatever its environment', async () => {
  const project = testProject({ 'models/a.sql': a, 'models/b.sql': b });
  await project.plan();
  expect(images(project)).toHaveLength(2);
  const release = await hold(project);
  expect(await project.mesh('plan --skip-linter')).toMatchObject({ code: 0, stderr: '' });
  await release();
  expect((await project.mesh('plan dev --include-unmodified --auto-apply')).code).toBe(0);
  await hold(project);
  expect((await project.mesh('plan dev')).stdout).toContain('No changes');
  expect((await project.mesh('plan')).stdout).toContain('No changes');
});

test('a plan of an untouched database does not open it', async () => {
  const project = await settled();
  await hold(project);
  expect(await project.mesh('plan')).toMatchObject({ code: 0, stderr: '' });
  project.write({ 'models/b.sql': b.replace('SELECT x', 'SELECT x + 1 AS x') });
  const changed = await project.mesh('plan --dry-run --json');
  expect(changed.json).toMatchObject({ changes: { modified: [{ name: 's.b', category: 'breaking' }] } });
  expect((await project.mesh('plan --auto-apply')).code).toBe(2);
});

test.each([
  ['is missing', (path: string) => writeFileSync(path, '')],
  ['is cut', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -5))],
  ['has a flipped byte', (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('prod"', 'prof"'))],
])('an image that %s is not used', async (_what, damage) => {
  const project = await settled();
  damage(join(project.folder, '.mesh/cache/state.json'));
  const before = await project.mesh('plan --json');
  expect(before).toMatchObject({ code: 0 });
  await hold(project);
  // The plan before has written it anew.
  expect((await project.mesh('plan --json')).stdout).toBe(before.stdout);
});

test('an image answers as the database does', async () => {
  const project = await settled();
  project.write({ 'models/a.sql': a.replace('2 AS y', '3 AS y'), 'models/c.sql': b.replace('s.b', 's.c') });
  for (const words of [
    'plan --json',
    'plan dev --json',
    'plan --restate-model s.a --json',
    'plan --run -s 2023-01-02 dev --json',
  ]) {
    const fromImage = await project.mesh(words);
    writeFileSync(join(project.folder, '.mesh/cache/state.json'), '');
    expect(await project.mesh(words)).toEqual(fromImage);
  }
});

test('what another process did is seen', async () => {
  const project = await settled();
  await project.sql(`UPDATE mesh_state.snapshots SET data_hash = 'x' WHERE name = 's.b'`);
  expect((await project.mesh('plan --json')).json).toMatchObject({ changes: { modified: [{ name: 's.b' }] } });
});

test('a plan is not applied when the database changed between', async () => {
  const project = await settled();
  project.write({ 'models/b.sql': b.replace('SELECT x', 'SELECT x + 1 AS x') });
  const mine = opened(project);
  const { plan, loaded } = await planProject(mine, {});
  await project.sql('CREATE TABLE another AS SELECT 1 AS x');
  await expect(applyProjectPlan(mine, plan, loaded)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
});

test('a plan from an image is applied', async () => {
  const project = await settled();
  project.write({ 'models/b.sql': b.replace('SELECT x', 'SELECT x + 1 AS x') });
  const { result } = await project.plan();
  expect(result).toMatchObject({ status: 'success' });
  expect(await project.rows('SELECT max(x) FROM s.b')).toEqual(['2']);
});

test('one image is kept, of all environments that plans were made for', async () => {
  const project = await settled();
  expect(images(project)).toHaveLength(2);
  await project.plan('dev --include-unmodified');
  expect(images(project)).toHaveLength(2);
  await hold(project);
  expect((await project.mesh('plan dev')).code).toBe(0);
  expect((await project.mesh('plan')).code).toBe(0);
  expect((await project.mesh('plan other --include-unmodified --dry-run')).code).toBe(0);
});

test('a file is told from its former self by everything but its content', async () => {
  const project = await settled();
  const file = join(project.folder, 'db.duckdb');
  const before = databaseIdentity(file);
  expect(before).toBeDefined();
  const { atime, mtime } = statSync(file);
  copyFileSync(file, `${file}.copy`);
  writeFileSync(file, readFileSync(`${file}.copy`));
  utimesSync(file, atime, mtime);
  expect(databaseIdentity(file)).not.toBe(before);
  const after = databaseIdentity(file);
  writeFileSync(`${file}.wal.checkpoint`, '');
  expect(databaseIdentity(file)).toBeUndefined();
  vi.restoreAllMocks();
  writeFileSync(file, readFileSync(`${file}.copy`));
  // Just written: a second write may carry the same time.
  expect(after).toBeDefined();
  expect(databaseIdentity(file)).toBeUndefined();
});

test('plans where the cache cannot be written', async () => {
  const project = testProject({ '.mesh': 'a file', 'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS x' });
  expect((await project.mesh('plan --dry-run')).code).toBe(0);
  await project.plan();
  expect((await project.mesh('plan --dry-run --json')).json).toMatchObject({ hasChanges: false });
});
