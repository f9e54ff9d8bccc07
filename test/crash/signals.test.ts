// Ctrl-C and a database file that somebody else holds, seen from outside.
import { describe, expect, it } from 'vitest';
import { hold } from '../support/holdDatabase.ts';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const now = '2023-01-06T12:00:00Z';

/** About a second per batch; `quick` ones take next to nothing. */
const slow = (
  name: string,
  seconds = 1,
): string => `MODEL (name s.${name}, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), start '2023-01-01');
  SELECT @start_date AS d, (SELECT sum(n % 3) FROM range(${Math.round(seconds * 120_000_000)}) AS t(n))::BIGINT AS v`;

async function days(project: TestProject): Promise<{ rows: string[]; recorded: unknown }> {
  const rows = await project.rows(
    "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'mesh__s' AND table_name LIKE 's__m__%'",
  );
  if (rows[0] === '0') return { rows: [], recorded: 0 };
  const [table] = await project.rows(
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mesh__s' AND table_name LIKE 's__m__%'",
  );
  await project.mesh('state export -o state.json');
  const { snapshots } = JSON.parse(project.read('state.json')) as {
    snapshots: { intervals: { start: number; end: number }[] }[];
  };
  const recorded = snapshots
    .flatMap((s) => s.intervals)
    .reduce((sum, { start, end }) => sum + (end - start) / 86_400_000, 0);
  return { rows: await project.rows(`SELECT d FROM mesh__s.${table} ORDER BY d`), recorded };
}

describe('Ctrl-C', () => {
  it('finishes the batch that runs, records it, and exits 130; the next plan goes on', async () => {
    const project = testProject({ 'models/m.sql': slow('m') }, { now });
    const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now });
    expect(await mesh.said('✓', 1)).toBe(true);
    mesh.process.kill('SIGINT');
    const ended = await mesh.ended;
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 130, signal: null });
    const { rows, recorded } = await days(project);
    expect(rows.length).toBeGreaterThanOrEqual(1);
    expect(rows.length).toBeLessThan(5);
    expect(recorded).toBe(rows.length);
    project.write({ 'models/m.sql': slow('m') });
    expect(await project.rows('SELECT count(*) FROM duckdb_views() WHERE NOT internal')).toEqual(['0']);
    await project.plan();
    expect(await project.rows('SELECT count(*) FROM s.m')).toEqual(['5']);
  }, 60_000);

  it('twice rolls the batch back at once', async () => {
    const project = testProject({ 'models/m.sql': slow('m', 40) }, { now });
    const mesh = spawnMesh(['plan', '--auto-apply', '--debug'], { cwd: project.folder, now });
    await new Promise((done) => setTimeout(done, 2500));
    mesh.process.kill('SIGINT');
    await new Promise((done) => setTimeout(done, 300));
    mesh.process.kill('SIGINT');
    const ended = await mesh.ended;
    expect(ended.code).toBe(130);
    const { rows, recorded } = await days(project);
    expect({ rows, recorded }).toEqual({ rows: [], recorded: 0 });
  }, 60_000);

  it('a third time leaves at once, with the same exit code and without another word', async () => {
    const project = testProject({ 'models/m.sql': slow('m', 40) }, { now });
    const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now });
    await new Promise((done) => setTimeout(done, 2500));
    for (let i = 0; i < 3; i++) {
      mesh.process.kill('SIGINT');
      await new Promise((done) => setTimeout(done, 10));
    }
    const { code, stderr } = await mesh.ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('ended before its work was done');
    expect(await days(project)).toEqual({ rows: [], recorded: 0 });
  }, 60_000);
});

describe('a database file that another process holds', () => {
  it('is waited for up to lock_timeout, then exit 2 names the holder', async () => {
    const project = testProject({ 'models/m.sql': slow('m', 8) }, { now });
    const config = project.read('mesh.config.yaml');
    const holder = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now });
    await new Promise((done) => setTimeout(done, 2_000));
    project.write({ 'mesh.config.yaml': config.replace('      database:', '      lock_timeout: 1\n      database:') });
    const second = await spawnMesh(['plan', '--json'], { cwd: project.folder, now }).ended;
    holder.process.kill('SIGKILL');
    await holder.ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain('waiting for');
    expect(JSON.parse(second.stdout)).toMatchObject({ error: { code: 'ENGINE_LOCKED' } });
    expect(second.stdout).toContain(String(holder.process.pid));
  }, 60_000);

  it('is waited for until it is free: two runs at once compute what is due once', async () => {
    const project = testProject({ 'models/m.sql': slow('m', 0.1) }, { now });
    await project.plan();
    project.now = '2023-01-09T12:00:00Z';
    const place = { cwd: project.folder, now: project.now };
    const runs = [spawnMesh(['run', '--json'], place), spawnMesh(['run', '--json'], place)];
    const ended = await Promise.all(runs.map((r) => r.ended));
    expect(ended.map((e) => e.code)).toEqual([0, 0]);
    const statuses = ended.map((e) => (JSON.parse(e.stdout) as { status: string }).status);
    expect(statuses.sort()).toEqual(['nothing-to-do', 'success']);
    expect(await project.rows('SELECT count(*), count(DISTINCT d) FROM s.m')).toEqual(['8|8']);
  }, 60_000);

  it.each([
    ['plan --auto-apply', 'planning again', { applied: true, result: { status: 'success' } }, 's.m'],
    ['ci --branch x', 'checking again', { applied: true, error: null }, 's__pr_x.m'],
  ])(
    'is waited for by %s, which begins anew from what the other left',
    async (words, says, shown, view) => {
      const project = testProject({ 'models/m.sql': 'MODEL (name s.m, kind FULL); SELECT 1 AS x' }, { now });
      await project.plan();
      // So long after the last write a plan looks at its image of the state instead of at the database, and leaves it here.
      for (let i = 0; i < 2; i++) {
        await new Promise((done) => setTimeout(done, 300));
        await project.mesh('plan');
      }
      const release = await hold(project, 'CREATE TABLE another AS SELECT 1 AS x');
      project.write({ 'models/m.sql': 'MODEL (name s.m, kind FULL); SELECT 2 AS x' });
      const mesh = spawnMesh([...words.split(' '), '--json'], { cwd: project.folder, now });
      await mesh.said('waiting for');
      await release();
      const { code, stdout, stderr } = await mesh.ended;
      expect(stderr).toContain(says);
      expect([code, JSON.parse(stdout)]).toMatchObject([0, shown]);
      expect(await project.rows(`FROM ${view}`)).toEqual(['2']);
    },
    60_000,
  );
});

describe('a pipe that nobody reads any more', () => {
  it('is no error for what only shows something', async () => {
    const project = testProject({ 'models/m.sql': 'MODEL (name s.m, kind FULL); SELECT 1 AS x' }, { now });
    await spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now }).ended;
    const mesh = spawnMesh(['query', 'SELECT * FROM range(300000)', '--format', 'csv'], {
      cwd: project.folder,
      now,
    });
    mesh.process.stdout!.once('data', () => mesh.process.stdout!.destroy());
    expect(await mesh.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('does not leave a plan half applied', async () => {
    const project = testProject({ 'models/m.sql': slow('m', 0.1) }, { now });
    const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now });
    mesh.process.stdout!.destroy();
    expect(await mesh.ended).toMatchObject({ code: 0 });
    expect(await project.rows('SELECT count(*) FROM s.m')).toEqual(['5']);
  });
});
