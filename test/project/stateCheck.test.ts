// `mesh state check` on databases that somebody changed behind mesh's back.
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const files = {
  'models/days.sql': `MODEL (name shop.days, kind INCREMENTAL_BY_TIME_RANGE (time_column ds), cron '@daily', description 'each day');
SELECT d::DATE AS ds, 1 AS n FROM range(@start_ds::TIMESTAMP, @end_ds::TIMESTAMP + INTERVAL 1 DAY, INTERVAL 1 DAY) AS t (d);`,
  'models/total.sql': 'MODEL (name shop.total, kind FULL);\nSELECT sum(n) AS n FROM shop.days;',
  'models/shown.sql': 'MODEL (name shop.shown, kind VIEW);\nSELECT n FROM shop.total;',
  'models/inner.sql': 'MODEL (name shop.inner_part, kind EMBEDDED);\nSELECT n FROM shop.total;',
  'seeds/a.csv': 'id\n1\n',
  'models/seed.sql': "MODEL (name shop.seed, kind SEED (path '../seeds/a.csv'));",
};

interface CheckObject {
  readonly findings: readonly {
    readonly type: string;
    readonly environment: string | null;
    readonly model: string | null;
    readonly object: string;
    readonly repairable: boolean;
    readonly repaired: boolean;
  }[];
  readonly left: number;
}

async function check(project: TestProject, words = ''): Promise<{ code: number; found: string[]; left: number }> {
  const run = await project.mesh(`state check --json ${words}`);
  const { findings, left } = run.json as CheckObject;
  const found = findings.map(
    (f) => `${f.repaired ? 'repaired ' : ''}${f.type} ${f.environment ?? '-'} ${f.model ?? '-'}`,
  );
  return { code: run.code, found, left };
}

const tableOf = async (project: TestProject, model: string, environment = 'prod'): Promise<string> =>
  (await project.mesh(['table-name', model, '--environment', environment])).stdout.trim();

async function built(): Promise<TestProject> {
  const project = testProject(files);
  await project.plan();
  return project;
}

describe('mesh state check', () => {
  it('finds nothing where nobody changed anything, in every kind of environment', async () => {
    const project = testProject(files);
    expect((await project.mesh('state check')).stderr).toContain('The state agrees with the database (0 environments');
    await project.plan();
    project.write({
      'models/total.sql': files['models/total.sql'].replace('sum(n)', 'sum(n) + 1'),
      'models/days.sql': files['models/days.sql'].replace('1 AS n', '2 AS n'),
    });
    await project.plan(['dev', '--forward-only', '--include-unmodified']);
    await project.plan(['other', '--skip-backfill']);
    expect(await check(project)).toEqual({ code: 0, found: [], left: 0 });
    await project.plan(['--forward-only']);
    expect(await check(project)).toEqual({ code: 0, found: [], left: 0 });
    project.write({ 'models/shown.sql': null });
    await project.plan();
    await project.mesh('invalidate dev');
    await project.mesh('janitor');
    expect(await check(project)).toEqual({ code: 0, found: [], left: 0 });
  });

  it('makes missing views and views that show something else anew, with their comments', async () => {
    const project = await built();
    await project.sql('DROP VIEW shop.days; CREATE OR REPLACE VIEW shop.total AS SELECT 0 AS n;');
    const expected = ['view-missing prod shop.days', 'view-elsewhere prod shop.total'];
    expect(await check(project)).toEqual({ code: 1, found: expected, left: 2 });
    const repaired = await check(project, '--repair');
    expect(repaired).toEqual({ code: 0, found: expected.map((line) => `repaired ${line}`), left: 0 });
    expect(await project.rows('SELECT count(*) FROM shop.days')).toEqual(['7']);
    expect(await project.rows('SELECT n FROM shop.total')).toEqual(['7']);
    expect(await project.rows("SELECT comment FROM duckdb_views() WHERE view_name = 'days'")).toEqual(['each day']);
    expect(await check(project)).toEqual({ code: 0, found: [], left: 0 });
  });

  it('forgets intervals of tables that are gone, and a plan computes them again', async () => {
    const project = await built();
    const table = await tableOf(project, 'shop.days');
    await project.sql(`DROP TABLE ${table}`);
    const first = await check(project);
    expect(first).toEqual({
      code: 1,
      found: ['table-missing prod shop.days', 'intervals-without-table - shop.days'],
      left: 2,
    });
    // The table itself is for a plan to make.
    expect(await check(project, '--repair')).toEqual({
      code: 1,
      found: ['table-missing prod shop.days', 'repaired intervals-without-table - shop.days'],
      left: 1,
    });
    await project.plan();
    expect(await project.rows('SELECT count(*) FROM shop.days')).toEqual(['7']);
    expect(await check(project)).toEqual({ code: 0, found: [], left: 0 });
  });

  it('leaves alone what it did not make: a table in place of a view, a table nobody owns', async () => {
    const project = await built();
    await project.sql(
      'DROP VIEW shop.days; CREATE TABLE shop.days (a INT); CREATE TABLE mesh__shop.mine (a INT); CREATE TABLE shop.other (a INT);',
    );
    const expected = ['view-elsewhere prod shop.days', 'table-unowned - -'];
    expect(await check(project, '--repair')).toEqual({ code: 1, found: expected, left: 2 });
    expect((await project.mesh('state check')).stdout).toContain('mesh__shop.mine: no snapshot owns this table');
  });

  it('finds snapshots that are not stored, and intervals of versions that nobody has', async () => {
    const project = await built();
    const table = await tableOf(project, 'shop.days');
    await project.sql("DELETE FROM mesh_state.snapshots WHERE name = 'shop.days'");
    const { code, found } = await check(project, '--repair');
    expect([code, found]).toEqual([
      1,
      ['snapshot-missing prod shop.days', 'repaired intervals-without-table - shop.days', 'table-unowned - -'],
    ]);
    expect((await project.mesh('state check')).stdout).toContain(table);
  });

  it('repairs without a question, because nothing is lost by it', async () => {
    const project = await built();
    await project.sql('DROP VIEW shop.days');
    expect((await check(project, '--repair')).found).toEqual(['repaired view-missing prod shop.days']);
  });
});
