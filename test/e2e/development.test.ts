// Development environments over time: what they read, what a run fills, what survives a second plan.
import { describe, expect, it } from 'vitest';
import { testProject, type IntervalObject, type PlanObject, type TestProject } from '../support/testProject.ts';

const timed = (name: string, value: string): string =>
  `MODEL (name s.${name}, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1));\nSELECT @start_date AS d, ${value} AS v`;
const files = {
  'models/a.sql': timed('a', '1'),
  'models/v.sql': 'MODEL (name s.v, kind VIEW);\nSELECT d, v FROM s.a',
  'models/f.sql': 'MODEL (name s.f, kind FULL);\nSELECT count(*) AS n, sum(v)::INT AS total FROM s.v',
};
const days = (plan: PlanObject): string[] =>
  plan.backfill.map(
    (b) =>
      `${b.name} ${b.intervals.map((i: IntervalObject) => `${i.start.slice(5, 10)}..${i.end.slice(5, 10)}`).join()}`,
  );

async function deployed(): Promise<TestProject> {
  const project = testProject(files);
  await project.plan();
  return project;
}

describe('a development environment', () => {
  it('reads through views of its own', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': timed('a', '5') });
    await project.plan('dev');
    expect(await project.rows('SELECT n, total FROM s__dev.f UNION ALL SELECT n, total FROM s.f')).toEqual([
      '7|35',
      '7|7',
    ]);
    expect(await project.rows('SELECT DISTINCT v FROM s__dev.v')).toEqual(['5']);
  });

  it('ends where prod ends, also days later', async () => {
    const project = await deployed();
    project.now = '2023-01-11T12:00:00Z';
    project.write({ 'models/a.sql': timed('a', '5') });
    expect(days(await project.plan('dev'))).toEqual(['s.a 01-01..01-08', 's.f 01-01..01-08']);
  });

  it('planned again after prod went on takes up what prod has', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': timed('a', '5') });
    await project.plan('dev');
    project.now = '2023-01-10T00:05:00Z';
    await project.run();
    project.write({ 'models/f.sql': `${files['models/f.sql']} WHERE v > 0` });
    await project.plan('dev');
    expect(await project.rows('SELECT n, total FROM s__dev.f')).toEqual(['9|45']);
    const prod = await project.plan();
    expect(prod.backfill).toEqual([]);
    expect(await project.rows('SELECT n, total FROM s.f')).toEqual(['9|45']);
  });

  it('fills in a run what it reads, also without a view of its own and behind what prod reads now', async () => {
    const project = await deployed();
    project.write({ 'models/f.sql': `${files['models/f.sql']} WHERE v > 0` });
    await project.plan('dev');
    project.now = '2023-01-09T00:05:00Z';
    const run = await project.run('dev');
    expect(run.models.map((m) => m.name)).toEqual(['s.a', 's.f']);
    expect(await project.rows('SELECT n FROM s__dev.f UNION ALL SELECT count(*) FROM s.a')).toEqual(['8', '8']);
    project.write({ 'models/a.sql': timed('a', '5') });
    await project.plan();
    project.now = '2023-01-10T00:05:00Z';
    await project.run();
    await project.run('dev');
    expect(await project.rows('SELECT n, total FROM s__dev.f UNION ALL SELECT n, total FROM s.f')).toEqual([
      '9|9',
      '9|45',
    ]);
  });

  it('says as pending what a run of it would compute, and nothing of what it previews', async () => {
    const project = await deployed();
    project.write({ 'models/f.sql': `${files['models/f.sql']} WHERE v > 0` });
    await project.plan('dev');
    const preview = timed('a', '5').replace('batch_size 1', 'batch_size 1, forward_only true');
    project.write({ 'models/a.sql': preview });
    await project.plan('tried');
    expect((await project.plan('tried')).pending).toEqual([]);
    project.now = '2023-01-09T00:05:00Z';
    project.write({ 'models/a.sql': timed('a', '1') });
    expect((await project.plan('dev')).pending.map((p) => p.name)).toEqual(['s.a', 's.f']);
    expect((await project.run('dev')).models.map((m) => m.name)).toEqual(['s.a', 's.f']);
    expect((await project.plan('dev')).pending).toEqual([]);
  });

  it('whose model fails keeps the views it had', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': timed('a', '5') });
    await project.plan('dev');
    project.write({ 'models/a.sql': timed('a', "CAST('x' || @start_ds AS INT)") });
    expect((await project.mesh('plan dev --auto-apply --json')).code).toBe(1);
    expect(await project.rows('SELECT DISTINCT v FROM s__dev.v')).toEqual(['5']);
    project.write({ 'models/a.sql': timed('a', '6') });
    await project.plan('dev');
    expect(await project.rows('SELECT DISTINCT v FROM s__dev.v')).toEqual(['6']);
  });

  it('planned back to prod drops nothing that prod shows', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': timed('a', '5') });
    await project.plan('dev');
    project.write({ 'models/a.sql': files['models/a.sql'] });
    const back = await project.plan('dev');
    expect(back.backfill).toEqual([]);
    expect(await project.rows('SELECT n, total FROM s__dev.f UNION ALL SELECT n, total FROM s.f')).toEqual([
      '7|7',
      '7|7',
    ]);
  });

  it('shows what reads a model whose metadata changed, from tables of prod', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': timed('a', '1').replace('MODEL (', "MODEL (owner 'ana', ") });
    const plan = await project.plan('dev');
    expect(plan.changes.modified.map((m) => [m.name, m.impact, m.category])).toEqual([
      ['s.a', 'metadata', 'metadata'],
      ['s.f', 'indirect', 'metadata'],
      ['s.v', 'indirect', 'metadata'],
    ]);
    expect([plan.backfill, plan.promote.created]).toEqual([[], ['s__dev.a', 's__dev.f', 's__dev.v']]);
    expect(await project.rows('SELECT n, total FROM s__dev.f')).toEqual(['7|7']);
  });

  it('keeps its previews where a later plan computes nothing', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': timed('a', '5') });
    await project.plan('dev --start 2023-01-05');
    expect(await project.rows('SELECT n, total FROM s__dev.f')).toEqual(['3|15']);
    await project.plan('dev --skip-backfill');
    expect(await project.rows('SELECT n, total FROM s__dev.f')).toEqual(['3|15']);
    await project.plan('dev');
    expect(await project.rows('SELECT n, total FROM s__dev.f')).toEqual(['7|35']);
  });

  it('with a renamed model has the new one and not the old one', async () => {
    const project = await deployed();
    project.write({
      'models/a.sql': null,
      'models/b.sql': timed('b', '1'),
      'models/v.sql': 'MODEL (name s.v, kind VIEW);\nSELECT d, v FROM s.b',
    });
    const dev = await project.plan('dev');
    expect(dev.changes.added.map((m) => m.name)).toEqual(['s.b']);
    expect(dev.changes.removed.map((m) => m.name)).toEqual(['s.a']);
    const prod = await project.plan();
    expect(prod.promote.dropped).toEqual(['s.a']);
    expect(await project.rows('SELECT n FROM s.f')).toEqual(['7']);
  });
});

describe('a changed kind', () => {
  const kinds: readonly (readonly [string, string])[] = [
    [
      'FULL',
      "MODEL (name s.a, kind FULL);\nSELECT d::DATE AS d, 1 AS v FROM range(DATE '2023-01-01', DATE '2023-01-08', INTERVAL 1 DAY) AS t(d)",
    ],
    [
      'VIEW',
      "MODEL (name s.a, kind VIEW);\nSELECT d::DATE AS d, 1 AS v FROM range(DATE '2023-01-01', DATE '2023-01-08', INTERVAL 1 DAY) AS t(d)",
    ],
    [
      'EMBEDDED',
      "MODEL (name s.a, kind EMBEDDED);\nSELECT d::DATE AS d, 1 AS v FROM range(DATE '2023-01-01', DATE '2023-01-08', INTERVAL 1 DAY) AS t(d)",
    ],
    ['INCREMENTAL_BY_TIME_RANGE', files['models/a.sql']],
  ];
  for (const [from, before] of kinds) {
    for (const [to, after] of kinds) {
      if (from === to) continue;
      it(`from ${from} to ${to} and back shows the same rows below`, async () => {
        const project = testProject({ ...files, 'models/a.sql': before });
        for (const text of [before, after, before]) {
          project.write({ 'models/a.sql': text });
          await project.plan();
          expect(await project.rows('SELECT n, total FROM s.f')).toEqual(['7|7']);
        }
      });
    }
  }
});

describe('long histories', () => {
  it('of hours over thirty years are planned at once', async () => {
    const project = testProject({
      'models/h.sql': `MODEL (name s.h, kind INCREMENTAL_BY_TIME_RANGE (time_column t), cron '@hourly', start '1993-01-01');\nSELECT @start_dtntz AS t`,
    });
    await project.mesh('plan --json');
    const run = await project.mesh('plan --json');
    expect((run.json as PlanObject).backfill[0]!.intervals).toEqual([
      { start: '1993-01-01T00:00:00.000Z', end: '2023-01-08T15:00:00.000Z' },
    ]);
  });
});
