// Which intervals exist at a moment: the unit makes the grid, the cron says how far it may be filled.
import { describe, expect, it } from 'vitest';
import { testProject, type IntervalObject, type TestProject } from '../support/testProject.ts';

function model(properties: string): string {
  return `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column t), ${properties});
    SELECT @start_dtntz AS t`;
}

function short({ start, end }: IntervalObject): string {
  const text = (iso: string): string => iso.slice(0, 16).replace('T00:00', '');
  return `${text(start)}..${text(end)}`;
}

async function planned(properties: string, now: string, start = '2023-01-01'): Promise<readonly string[]> {
  const project = testProject({ 'models/m.sql': model(properties) }, { now, start });
  const run = await project.mesh('plan --json');
  expect(run.stderr + (run.code === 0 ? '' : run.stdout)).toBe('');
  const { backfill } = run.json as { backfill: { intervals: IntervalObject[] }[] };
  return backfill[0]!.intervals.map(short);
}

describe('a first plan fills up to', () => {
  const sunday = '2023-01-08T15:00:00Z';
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['the last whole day of a daily cron', "cron '@daily'", sunday, '2023-01-01..2023-01-08'],
    ['the Sunday of a weekly cron', "cron '@weekly'", sunday, '2023-01-01..2023-01-08'],
    ['the last Sunday on the day before the next', "cron '@weekly'", '2023-01-14T15:00:00Z', '2023-01-01..2023-01-08'],
    ['the last whole month', "cron '@monthly', start '2022-11-01'", sunday, '2022-11-01..2023-01-01'],
    ['the last whole hour', "cron '@hourly'", sunday, '2023-01-01..2023-01-08T15:00'],
    ['the last half hour', "cron '*/30 * * * *'", '2023-01-08T15:31:00Z', '2023-01-01..2023-01-08T15:30'],
    ['the day before yesterday, before noon', "cron '0 12 * * *'", '2023-01-08T11:00:00Z', '2023-01-01..2023-01-07'],
    ['yesterday, after noon', "cron '0 12 * * *'", '2023-01-08T12:01:00Z', '2023-01-01..2023-01-08'],
    ['midnight in hours of a daily cron', "cron '@daily', interval_unit hour", sunday, '2023-01-01..2023-01-08'],
    [
      'the day before, before midnight in Los Angeles',
      "cron '@daily', cron_tz 'America/Los_Angeles'",
      '2023-01-08T07:59:00Z',
      '2023-01-01..2023-01-07',
    ],
    [
      'yesterday, after midnight in Los Angeles',
      "cron '@daily', cron_tz 'America/Los_Angeles'",
      '2023-01-08T08:01:00Z',
      '2023-01-01..2023-01-08',
    ],
    ['its end', "cron '@daily', start '2023-01-01', end '2023-01-03'", sunday, '2023-01-01..2023-01-04'],
  ];
  for (const [title, properties, now, expected] of cases) {
    it(title, async () => expect(await planned(properties, now)).toEqual([expected]));
  }

  it('one day when nobody says when it starts', async () => {
    const project = testProject({
      'models/m.sql': model("cron '@daily'"),
      'mesh.config.yaml':
        'gateways: {l: {connection: {type: duckdb, database: db.duckdb}}}\nmodel_defaults: {dialect: duckdb}',
    });
    const plan = await project.plan();
    expect(plan.backfill[0]!.intervals.map(short)).toEqual(['2023-01-07..2023-01-08']);
  });

  it('nothing of a model that is not due yet, whose empty table reads tables that are made later', async () => {
    const project = testProject({
      'models/daily.sql': 'MODEL (name s.daily, kind FULL); SELECT 1 AS id',
      'models/shown.sql': 'MODEL (name s.shown, kind VIEW); SELECT id FROM s.daily',
      'models/later.sql': "MODEL (name s.later, kind FULL, cron '0 8 * * 3#1'); SELECT id, 'x' AS name FROM s.shown",
      'models/last.sql': 'MODEL (name s.last, kind VIEW); SELECT count(*) AS n FROM s.later',
    });
    const plan = await project.plan();
    expect(plan.backfill.map(({ name }) => name)).not.toContain('s.later');
    expect(await project.rows('SELECT * FROM s.later')).toEqual([]);
    expect(await project.rows('SELECT id, n FROM s.shown, s.last')).toEqual(['1|0']);
  });

  it('refuses a cron that fires more often than every five minutes', async () => {
    const project = testProject({ 'models/m.sql': model("cron '* * * * *'") });
    const run = await project.mesh('plan --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { at: { file: 'models/m.sql', line: 1 } } });
  });
});

async function computed(project: TestProject, words = ''): Promise<readonly string[]> {
  const { status, models } = await project.run(words);
  expect(status).toBe(models.length === 0 ? 'nothing-to-do' : 'success');
  return models.flatMap((m) => m.intervals.map((i) => `${m.name} ${short(i)}`));
}

describe('run', () => {
  it('computes the days that became due, once', async () => {
    const project = testProject({ 'models/m.sql': model("cron '@daily'") });
    await project.plan();
    expect(await computed(project)).toEqual([]);
    project.now = '2023-01-10T01:00:00Z';
    expect(await computed(project)).toEqual(['s.m 2023-01-08..2023-01-10']);
    expect(await computed(project)).toEqual([]);
  });

  it('says when something is due next', async () => {
    const project = testProject({ 'models/m.sql': model("cron '@daily'") });
    await project.plan();
    expect((await project.run()).nextDue).toBe('2023-01-09T00:00:00.000Z');
    const text = await project.mesh('run');
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('2023-01-09 00:00 UTC');
  });

  it('finds nothing after the end of a model', async () => {
    const project = testProject({ 'models/m.sql': model("start '2023-01-01', end '2023-01-03'") });
    await project.plan();
    project.now = '2023-02-01T00:00:00Z';
    expect(await computed(project)).toEqual([]);
  });

  it('of a weekly model waits for Sunday although its unit is a day', async () => {
    const project = testProject({ 'models/m.sql': model("cron '@weekly'") });
    await project.plan();
    project.now = '2023-01-12T00:00:00Z';
    expect(await computed(project)).toEqual([]);
    expect(await computed(project, '--ignore-cron')).toEqual(['s.m 2023-01-08..2023-01-12']);
    project.now = '2023-01-15T00:00:01Z';
    expect(await computed(project)).toEqual(['s.m 2023-01-12..2023-01-15']);
  });

  it('works lookback units again, and alone they are no work', async () => {
    const project = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column t, lookback 2)); SELECT @start_date AS t`,
    });
    await project.plan();
    expect(await computed(project)).toEqual([]);
    project.now = '2023-01-09T00:00:01Z';
    expect(await computed(project)).toEqual(['s.m 2023-01-06..2023-01-09']);
  });

  it('takes part of a day only with allow_partials and --ignore-cron, and redoes it whole', async () => {
    const project = testProject({ 'models/m.sql': model("cron '@daily', allow_partials true") });
    const plan = await project.plan();
    expect(plan.backfill[0]!.intervals.map(short)).toEqual(['2023-01-01..2023-01-08']);
    project.now = '2023-01-08T16:00:00Z';
    expect(await computed(project)).toEqual([]);
    expect(await computed(project, '--ignore-cron')).toEqual(['s.m 2023-01-08..2023-01-08T16:00']);
    project.now = '2023-01-09T00:05:00Z';
    expect(await computed(project)).toEqual(['s.m 2023-01-08..2023-01-09']);
  });

  it('ignores the cron only for whole units', async () => {
    const project = testProject({ 'models/m.sql': model("cron '0 12 * * *'") }, { now: '2023-01-08T11:00:00Z' });
    await project.plan();
    expect(await computed(project, '--ignore-cron')).toEqual(['s.m 2023-01-07..2023-01-08']);
    expect(await computed(project, '--ignore-cron')).toEqual([]);
  });

  it('bounds a child by what its parent has', async () => {
    const project = testProject(
      {
        'models/p.sql': `MODEL (name s.p, kind INCREMENTAL_BY_TIME_RANGE (time_column t), cron '30 10 * * *'); SELECT @start_date AS t`,
        'models/c.sql': `MODEL (name s.c, kind INCREMENTAL_BY_TIME_RANGE (time_column t)); SELECT t FROM s.p WHERE t BETWEEN @start_date AND @end_date`,
      },
      { now: '2023-01-08T09:00:00Z' },
    );
    const plan = await project.plan();
    expect(plan.backfill.map((b) => `${b.name} ${b.intervals.map(short).join()}`)).toEqual([
      's.c 2023-01-01..2023-01-07',
      's.p 2023-01-01..2023-01-07',
    ]);
    project.now = '2023-01-08T10:31:00Z';
    expect(await computed(project)).toEqual(['s.c 2023-01-07..2023-01-08', 's.p 2023-01-07..2023-01-08']);
  });

  it('takes --start, --end and --execution-time', async () => {
    const project = testProject({ 'models/m.sql': model("cron '@daily'") });
    await project.plan();
    project.now = '2023-01-12T00:00:00Z';
    expect(await computed(project, '--execution-time 2023-01-10')).toEqual(['s.m 2023-01-08..2023-01-10']);
    expect(await computed(project, '-e 2023-01-10')).toEqual(['s.m 2023-01-10..2023-01-11']);
    expect(await computed(project)).toEqual(['s.m 2023-01-11..2023-01-12']);
  });

  it('refreshes a FULL model when its cron is due, and a VIEW never', async () => {
    const project = testProject({
      'models/f.sql': 'MODEL (name s.f, kind FULL); SELECT @execution_ds AS d',
      'models/v.sql': 'MODEL (name s.v); SELECT d FROM s.f',
    });
    await project.plan();
    project.now = '2023-01-09T00:05:00Z';
    expect(await computed(project)).toEqual(['s.f 2023-01-08..2023-01-09']);
    expect(await project.rows('SELECT d FROM s.v')).toEqual(['2023-01-09']);
  });
});

describe('a changed start', () => {
  it('moved earlier computes only the new part; moved later deletes nothing', async () => {
    const project = testProject({ 'models/m.sql': model("start '2023-01-04'") });
    await project.plan();
    project.write({ 'models/m.sql': model("start '2023-01-02'") });
    const earlier = await project.plan();
    expect(earlier.changes.modified.map((m) => m.category)).toEqual(['metadata']);
    expect(earlier.backfill.flatMap((b) => b.intervals.map(short))).toEqual(['2023-01-02..2023-01-04']);
    project.write({ 'models/m.sql': model("start '2023-01-06'") });
    const later = await project.plan();
    expect(later.backfill).toEqual([]);
    expect(await project.rows('SELECT count(*) FROM s.m')).toEqual(['2']);
  });
});
