// mesh run --watch as a process that stays.
import { describe, expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject } from '../support/testProject.ts';

const files = { 'models/a.sql': "MODEL (name s.a, kind FULL, cron '@hourly'); SELECT 1 AS x" };
const lastSecond = '2023-01-06T12:59:57Z';

describe('run --watch', () => {
  it('says once when something is next due, wakes then, and prints a line of JSON for each run', async () => {
    const project = testProject(files, { now: '2023-01-06T12:30:00Z' });
    await project.plan();
    const mesh = spawnMesh(['run', '--watch', '--json'], { cwd: project.folder, now: lastSecond });
    expect(await mesh.said('"status":"success"')).toBe(true);
    mesh.process.kill('SIGINT');
    const { code, stdout } = await mesh.ended;
    expect(code).toBe(130);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { status: 'nothing-to-do', nextDue: '2023-01-06T13:00:00.000Z' },
      { status: 'success', models: [{ name: 's.a' }], nextDue: '2023-01-06T14:00:00.000Z' },
    ]);
  }, 60_000);

  it('goes on when another process holds the database', async () => {
    const project = testProject(
      {
        ...files,
        'mesh.config.yaml':
          'gateways:\n  local: {connection: {type: duckdb, database: db.duckdb, lockTimeout: 1}}\nmodelDefaults: {dialect: duckdb}\n',
      },
      { now: '2023-01-06T12:30:00Z' },
    );
    await project.plan();
    const endless = 'SELECT sum(sin(x)) FROM range(100000000000) AS t(x)';
    const holder = spawnMesh(['query', endless], { cwd: project.folder, now: project.now });
    await new Promise((done) => setTimeout(done, 3000));
    const mesh = spawnMesh(['run', '--watch'], { cwd: project.folder, now: '2023-01-06T13:30:00Z' });
    expect(await mesh.said('mesh looks again in a minute')).toBe(true);
    for (const { process } of [holder, mesh]) process.kill('SIGINT');
    expect((await mesh.ended).code).toBe(130);
    await holder.ended;
  }, 60_000);
});
