// virtual_environment_mode dev_only: prod's objects are tables (and the views of VIEW models) of the models' own names;
// other environments show views.
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const config = 'virtual_environment_mode: dev_only';

const files = {
  'seeds/names.csv': 'id,name\n1,ann\n2,bob\n',
  'models/names.sql': "MODEL (name s.names, kind SEED (path '../seeds/names.csv'), columns (id INT, name TEXT));",
  'models/days.sql': days('1 AS v'),
  'models/total.sql': 'MODEL (name s.total, kind FULL); SELECT count(*) AS n, max(d) AS last FROM s.days',
  'models/shown.sql': 'MODEL (name s.shown, kind VIEW); SELECT d, v FROM s.days',
};

function days(columns: string, kind = 'INCREMENTAL_BY_TIME_RANGE (time_column d)'): string {
  const where = kind.startsWith('INCREMENTAL') ? 'WHERE d BETWEEN @start_date AND @end_date' : '';
  return `MODEL (name s.days, kind ${kind});
    SELECT d::DATE AS d, ${columns} FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) AS t(d) ${where}`;
}

async function objects(project: TestProject): Promise<string[]> {
  return project.rows(`SELECT schema_name || '.' || table_name || ' table' FROM duckdb_tables() WHERE schema_name NOT LIKE 'mesh_state%'
    UNION ALL SELECT schema_name || '.' || view_name || ' view' FROM duckdb_views() WHERE NOT internal ORDER BY 1`);
}

describe('virtual_environment_mode dev_only', () => {
  it('makes tables of the models’ own names in prod, and views of others elsewhere', async () => {
    const project = testProject(files, { config });
    const first = await project.plan();
    expect(first.promote.created).toEqual([]);
    expect(await objects(project)).toEqual(['s.days table', 's.names table', 's.shown view', 's.total table']);
    expect(await project.rows('FROM s.total')).toEqual(['7|2023-01-07']);
    expect((await project.plan()).hasChanges).toBe(false);

    project.now = '2023-01-09T15:00:00Z';
    await project.run();
    expect(await project.rows('FROM s.total')).toEqual(['8|2023-01-08']);
    expect((await project.mesh(['query', 'SELECT count(*) AS n FROM s.days', '--format', 'csv'])).stdout).toBe(
      'n\n8\n',
    );
    const check = await project.mesh('state check');
    expect([check.code, check.stdout]).toEqual([0, '']);
  });

  it('previews an incremental change on the rows of prod and deploys it without computing them again', async () => {
    const project = testProject(files, { config });
    await project.plan();
    project.write({ 'models/days.sql': days('1 AS v, 2 AS w') });
    const dev = await project.plan('dev');
    expect(dev.backfill.find((b) => b.name === 's.days')).toMatchObject({
      target: 'preview',
      intervals: [{ start: '2023-01-07T00:00:00.000Z' }],
    });
    expect(await project.rows('SELECT count(*), count(w) FROM s__dev.days')).toEqual(['7|1']);
    expect(await project.rows('SELECT count(*) FROM s.days')).toEqual(['7']);
    expect((await objects(project)).filter((o) => o.startsWith('s.'))).toEqual([
      's.days table',
      's.names table',
      's.shown view',
      's.total table',
    ]);

    const prod = await project.plan();
    expect(prod.changes.modified.find((m) => m.name === 's.days')?.category).toBe('forward-only');
    expect(prod.backfill.map((b) => b.name)).not.toContain('s.days');
    expect(await project.rows('SELECT count(*), count(w) FROM s.days')).toEqual(['7|0']);
    project.now = '2023-01-09T15:00:00Z';
    await project.run();
    expect(await project.rows('SELECT count(*), count(w) FROM s.days')).toEqual(['8|1']);
    expect((await project.plan()).hasChanges).toBe(false);
  });

  it('computes whole tables, seeds and views anew when they are deployed', async () => {
    const project = testProject(files, { config });
    await project.plan();
    project.write({
      'seeds/names.csv': 'id,name\n1,ann\n2,eve\n',
      'models/total.sql': 'MODEL (name s.total, kind FULL); SELECT count(*) * 10 AS n FROM s.days',
      'models/shown.sql': 'MODEL (name s.shown, kind VIEW); SELECT d, v + 1 AS v FROM s.days',
    });
    await project.plan('dev');
    expect(await project.rows('FROM s.total')).toEqual(['7|2023-01-07']);
    expect(await project.rows('FROM s__dev.total')).toEqual(['70']);
    expect(await project.rows('SELECT name FROM s.names ORDER BY id')).toEqual(['ann', 'bob']);
    await project.plan();
    expect(await project.rows('FROM s.total')).toEqual(['70']);
    expect(await project.rows('SELECT name FROM s.names ORDER BY id')).toEqual(['ann', 'eve']);
    expect(await project.rows('SELECT min(v) FROM s.shown')).toEqual(['2']);

    project.write(files);
    await project.plan();
    expect(await project.rows('FROM s.total')).toEqual(['7|2023-01-07']);
    expect(await project.rows('SELECT name FROM s.names ORDER BY id')).toEqual(['ann', 'bob']);
    expect(await project.rows('SELECT min(v) FROM s.shown')).toEqual(['1']);
  });

  it('makes the object of a changed kind anew, and back again', async () => {
    const project = testProject(files, { config });
    await project.plan();
    for (const [kind, type] of [
      ['VIEW', 'view'],
      ['FULL', 'table'],
      ['INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 3)', 'table'],
      ['VIEW', 'view'],
      ['INCREMENTAL_BY_TIME_RANGE (time_column d)', 'table'],
    ] as const) {
      project.write({ 'models/days.sql': days('1 AS v', kind) });
      await project.plan();
      expect(
        (await objects(project)).filter((o) => o.startsWith('s.days')),
        kind,
      ).toEqual([`s.days ${type}`]);
      expect(Number((await project.rows('SELECT count(*) FROM s.days'))[0]), kind).toBeGreaterThanOrEqual(7);
      expect((await project.plan()).hasChanges).toBe(false);
    }
    expect(await project.rows('SELECT count(*) FROM s.days')).toEqual(['7']);
  });

  it('takes over the names of views, and gives them back', async () => {
    const project = testProject(files);
    await project.plan();
    const plain = project.read('mesh.config.yaml');
    expect((await objects(project)).filter((o) => o.startsWith('s.'))).toEqual(
      ['days', 'names', 'shown', 'total'].map((name) => `s.${name} view`),
    );
    project.write({ 'mesh.config.yaml': `${plain}\n${config}\n` });
    await project.plan();
    const own = ['s.days table', 's.names table', 's.shown view', 's.total table'];
    expect((await objects(project)).filter((o) => o.startsWith('s.'))).toEqual(own);
    expect(await project.rows('FROM s.total')).toEqual(['7|2023-01-07']);
    project.now = '2023-02-09T15:00:00Z';
    expect((await project.mesh('janitor')).code).toBe(0);
    expect(await objects(project)).toEqual(own);

    project.write({ 'mesh.config.yaml': plain });
    await project.plan();
    expect((await objects(project)).filter((o) => o.startsWith('s.'))).toEqual(
      ['days', 'names', 'shown', 'total'].map((name) => `s.${name} view`),
    );
    expect(await project.rows('SELECT count(*) FROM s.days')).toEqual(['7']);
    expect((await project.mesh('janitor --ignore-ttl --yes')).code).toBe(0);
    expect(await project.rows('SELECT count(*) FROM s.days')).toEqual(['7']);
    const check = await project.mesh('state check');
    expect([check.code, check.stdout]).toEqual([0, '']);

    project.write({ 'mesh.config.yaml': `${plain}\n${config}\n` });
    await project.plan();
    expect((await objects(project)).filter((o) => o.startsWith('s.'))).toEqual(own);
    expect(await project.rows('SELECT count(*) FROM s.days')).toEqual(['7']);
  });

  it('belongs to one model where that says so', async () => {
    const project = testProject({
      ...files,
      'models/total.sql':
        'MODEL (name s.total, kind FULL, virtual_environment_mode dev_only); SELECT count(*) AS n FROM s.days',
    });
    await project.plan();
    expect((await objects(project)).filter((o) => o.startsWith('s.'))).toEqual([
      's.days view',
      's.names view',
      's.shown view',
      's.total table',
    ]);
  });

  it('never writes a table that mesh did not make', async () => {
    const project = testProject(files, { config });
    await project.sql('CREATE SCHEMA s; CREATE TABLE s.total AS SELECT 42 AS precious');
    const run = await project.mesh('plan --auto-apply');
    expect(run.code).not.toBe(0);
    expect(run.stderr).toContain('that mesh did not make');
    expect(run.stderr).toContain('models/total.sql:1:');
    expect(await project.rows('FROM s.total')).toEqual(['42']);
  });

  it('computes what a failed deployment left, whatever ran in between', async () => {
    const project = testProject(files, { config });
    await project.plan();
    project.write({
      'models/total.sql': 'MODEL (name s.total, kind FULL); SELECT count(*) * 10 AS n FROM s.days',
      'models/bad.sql': "MODEL (name s.bad, kind FULL); SELECT CAST('x' || n AS INT) AS n FROM s.total",
    });
    expect((await project.mesh('plan --auto-apply')).code).toBe(1);
    await project.run('--ignore-cron');
    project.write({ 'models/bad.sql': null });
    await project.plan();
    expect(await project.rows('FROM s.total')).toEqual(['70']);
  });
});
