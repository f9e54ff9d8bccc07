import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { makeModel, timeRange, type ModelParts } from '../support/modelFactory.ts';
import { PlanWorld, type Asked } from '../support/planWorld.ts';

const now = '2023-01-08T15:00:00Z';
const later = '2023-01-11T15:00:00Z';
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

function work(plan: Plan): Record<string, string> {
  const text = (ts: number): string => new Date(ts).toISOString().slice(5, 16).replace('T00:00', '');
  return Object.fromEntries(
    plan.backfill.map((s) => [
      `${s.snapshot.name}${s.target === 'preview' ? '*' : ''}`,
      s.intervals.map((i) => `${text(i.start)}/${text(i.end)}`).join(' '),
    ]),
  );
}

function daily(name: string, parts: ModelParts = {}): Model {
  return makeModel(name, { kind: timeRange(), sql: `SELECT '${name}' AS id`, ...parts });
}

function applied(models: readonly Model[], environment = 'prod', asked: Asked = { now }): PlanWorld {
  const world = new PlanWorld();
  world.apply(world.plan(environment, models, asked));
  return world;
}

const raw = daily('s.raw');
const full = makeModel('s.full', { parents: ['s.raw'] });
const rawChanged = daily('s.raw', { sql: 'SELECT 2 AS id' });

describe('a plan of prod', () => {
  it('fills a changed model up to what prod has loaded, not to now', () => {
    const plan = applied([raw]).plan('prod', [rawChanged], { now: later });
    expect(work(plan)).toEqual({ 's.raw': '01-01/01-08' });
  });

  it('fills a new model up to now, and its children only as far as their parents are', () => {
    const plan = applied([raw]).plan('prod', [raw, daily('s.new'), daily('s.child', { parents: ['s.raw'] })], {
      now: later,
    });
    expect(work(plan)).toEqual({ 's.new': '01-01/01-11', 's.child': '01-01/01-08' });
  });

  it('takes what has become due as well with --run', () => {
    expect(work(applied([raw, full]).plan('prod', [raw, full], { now: later, options: { run: true } }))).toEqual({
      's.raw': '01-08/01-11',
      's.full': '01-08/01-11',
    });
  });

  it('respects the execution time', () => {
    const plan = new PlanWorld().plan('prod', [raw], { now: later, options: { executionTime: day('2023-01-05') } });
    expect(work(plan)).toEqual({ 's.raw': '01-01/01-05' });
  });

  it('takes what is due by an execution time that was named, also of what did not change', () => {
    const options = { executionTime: day('2023-01-11'), isTimeNamed: true };
    const changed = daily('s.other', { sql: 'SELECT 2 AS i' });
    const plan = applied([raw, daily('s.other')]).plan('prod', [raw, changed], { now, options });
    expect(work(plan)).toEqual({ 's.raw': '01-08/01-11', 's.other': '01-01/01-11' });
  });

  it('goes no less far where the execution time that was named lies before what prod has', () => {
    const options = { executionTime: day('2023-01-05'), isTimeNamed: true };
    expect(work(applied([raw]).plan('prod', [raw], { now, options }))).toEqual({});
  });

  it('fills only the earlier part when a start moves back', () => {
    const plan = applied([raw]).plan('prod', [daily('s.raw', { start: '2022-12-30' })], { now });
    expect(work(plan)).toEqual({ 's.raw': '12-30/01-01' });
    expect(plan.diff.modified.map((m) => m.category)).toEqual(['metadata']);
  });

  it('never goes past the end of a model', () => {
    expect(work(new PlanWorld().plan('prod', [daily('s.raw', { end: '2023-01-03' })], { now }))).toEqual({
      's.raw': '01-01/01-04',
    });
  });

  it('does not let a child be ahead of a parent with a later cron', () => {
    const late = daily('s.late', { cron: '30 10 * * *' });
    const child = daily('s.child', { parents: ['s.late'] });
    const plan = new PlanWorld().plan('prod', [late, child], { now: '2023-01-08T09:00:00Z' });
    expect(work(plan)).toEqual({ 's.late': '01-01/01-07', 's.child': '01-01/01-07' });
  });

  it('does not make a daily model wait for a whole table that is refreshed weekly', () => {
    const weekly = makeModel('s.weekly', { cron: '@weekly' });
    const plan = new PlanWorld().plan('prod', [weekly, daily('s.child', { parents: ['s.weekly'] })], {
      now: '2023-01-11T15:00:00Z',
    });
    expect(work(plan)).toEqual({ 's.weekly': '01-01/01-08', 's.child': '01-01/01-11' });
  });

  it('bounds what reads a view by what the view reads', () => {
    const late = daily('s.late', { cron: '@weekly' });
    const view = makeModel('s.view', { kind: { name: 'VIEW', materialized: false }, parents: ['s.late'] });
    const plan = new PlanWorld().plan('prod', [late, view, daily('s.child', { parents: ['s.view'] })], { now: later });
    expect(work(plan)['s.child']).toBe('01-01/01-08');
  });

  it('takes the last interval of a model that nobody gave a start, and goes on from there', () => {
    const model = daily('s.raw', { start: undefined });
    const world = applied([model]);
    expect(work(world.plan('prod', [model], { now: later, options: { run: true } }))).toEqual({
      's.raw': '01-08/01-11',
    });
  });

  it('cuts batches by the batch size, and a whole refresh never', () => {
    const plan = new PlanWorld().plan('prod', [daily('s.raw', { kind: timeRange({ batchSize: 3 }) }), full], { now });
    expect(plan.backfill.map((s) => s.batches.length)).toEqual([3, 1]);
  });

  it('runs batches of a model that reads itself one after the other', () => {
    const plan = new PlanWorld().plan('prod', [daily('s.raw', { selfReference: true })], { now });
    expect(plan.backfill[0]!.sequential).toBe(true);
  });
});

describe('skipping', () => {
  it('makes empty tables with --skip-backfill, and a later plan fills them', () => {
    const world = new PlanWorld();
    const plan = world.plan('prod', [raw], { now, options: { skipBackfill: true } });
    expect(plan.stages.map((s) => s.type)).toEqual(['saveSnapshots', 'createSchemas', 'createTables', 'promote']);
    world.apply(plan);
    expect(work(world.plan('prod', [raw], { now }))).toEqual({ 's.raw': '01-01/01-08' });
  });

  it('records without computing with --empty-backfill', () => {
    const world = new PlanWorld();
    const plan = world.plan('prod', [raw], { now, options: { emptyBackfill: true } });
    expect(plan.stages.map((s) => s.type)).toEqual([
      'saveSnapshots',
      'createSchemas',
      'createTables',
      'markFilled',
      'promote',
    ]);
    world.apply(plan);
    expect(world.plan('prod', [raw], { now }).stages).toEqual([]);
  });
});

describe('a plan of a development environment', () => {
  const models = [rawChanged, full];

  it('computes the window in the final table, whole tables over it only as previews, and prod the rest', () => {
    const world = applied([raw, full]);
    const window = { start: day('2023-01-05'), end: day('2023-01-07') };
    const plan = world.plan('dev', models, { now, options: window });
    expect(work(plan)).toEqual({ 's.raw': '01-05/01-07', 's.full*': '01-05/01-07' });
    world.apply(plan);
    expect(world.plan('dev', models, { now, options: window }).backfill).toEqual([]);
    const prod = world.plan('prod', models, { now });
    expect(work(prod)).toEqual({ 's.raw': '01-01/01-05 01-07/01-08', 's.full': '01-01/01-08' });
    expect(prod.target.every((m) => m.uses === 'final')).toBe(true);
  });

  it('without a window is taken over by prod as it is', () => {
    const world = applied([raw, full]);
    world.apply(world.plan('dev', models, { now }));
    const prod = world.plan('prod', models, { now });
    expect([prod.backfill, prod.stages.map((s) => s.type)]).toEqual([[], ['promote']]);
    expect(prod.diff.modified.find((m) => m.name === 's.raw')!.diff).toContain('SELECT 2 AS id');
  });

  it('shows only what changed, or all with --include-unmodified', () => {
    const other = daily('s.other');
    const world = applied([raw, other]);
    const shown = (options: object): string[] =>
      world.plan('dev', [rawChanged, other], { now, options }).views.created.map((m) => m.name);
    expect(shown({})).toEqual(['s.raw']);
    expect(shown({ includeUnmodified: true })).toEqual(['s.raw', 's.other']);
  });

  it('without a change is refused with advice', () => {
    expect(() => applied([raw]).plan('dev', [raw], { now })).toThrow(
      expect.objectContaining({
        code: 'PLAN_NO_CHANGES_NEW_ENVIRONMENT',
        hint: expect.stringContaining('--include-unmodified') as unknown,
      }),
    );
    expect(
      applied([raw])
        .plan('dev', [raw], { now, options: { includeUnmodified: true } })
        .stages.map((s) => s.type),
    ).toEqual(['promote']);
  });

  it('computes and shows only what --backfill-model names', () => {
    const other = daily('s.other');
    const world = applied([raw, other]);
    const edited = [rawChanged, daily('s.other', { sql: 'SELECT 3 AS id' })];
    const plan = world.plan('dev', edited, { now, options: { backfill: new Set(['s.raw']) } });
    expect([work(plan), plan.views.created.map((m) => m.name)]).toEqual([{ 's.raw': '01-01/01-08' }, ['s.raw']]);
  });

  it('looks at no fewer than --min-intervals', () => {
    const world = applied([raw]);
    const window = { start: day('2023-01-07'), end: day('2023-01-08'), minIntervals: 3 };
    expect(work(world.plan('dev', [rawChanged], { now, options: window }))).toEqual({ 's.raw': '01-05/01-08' });
  });

  it('may be made from another environment', () => {
    const world = applied([raw, full]);
    world.apply(world.plan('dev', models, { now }));
    const plan = world.plan('copy', models, { now, createFrom: 'dev' });
    expect([plan.diff.createFrom, plan.diff.modified, plan.views.created.map((m) => m.view!.schema)]).toEqual([
      'dev',
      [],
      ['s__copy', 's__copy'],
    ]);
  });

  it('reverting a change takes the old tables back', () => {
    const world = applied([raw, full]);
    world.apply(world.plan('prod', models, { now }));
    const back = world.plan('prod', [raw, full], { now });
    expect([back.backfill, back.newSnapshots, back.views.updated.map((m) => m.name)]).toEqual([
      [],
      [],
      ['s.raw', 's.full'],
    ]);
  });

  it('drops the view of a model that was removed', () => {
    const plan = applied([raw, full]).plan('prod', [raw], { now });
    expect([plan.diff.removed, plan.views.dropped.map((d) => d.view.table)]).toEqual([
      [{ name: 's.full', kind: 'FULL' }],
      ['full'],
    ]);
  });

  it('is made anew when it has expired, on the record that is still there', () => {
    const world = applied([raw, full]);
    world.apply(world.plan('dev', models, { now }));
    const plan = world.plan('dev', models, { now: '2023-03-01T00:00:00Z' });
    expect([plan.diff.isNewEnvironment, plan.basedOnRevision]).toEqual([true, 1]);
  });
});

describe('restating', () => {
  const restate = (names: string[], options: object = {}): Partial<Asked> => ({
    options: { restate: new Set(names), ...options },
  });
  const window = { start: day('2023-01-03'), end: day('2023-01-05') };

  it('computes the window again, and all that reads it', () => {
    const child = daily('s.child', { parents: ['s.raw'] });
    const plan = applied([raw, child, full]).plan('prod', [raw, child, full], { now, ...restate(['s.raw'], window) });
    expect(work(plan)).toEqual({ 's.raw': '01-03/01-05', 's.child': '01-03/01-05', 's.full': '01-01/01-08' });
    expect(new Set(plan.backfill.map((s) => s.reason))).toEqual(new Set(['restated']));
  });

  it('widens an hour to the day of a daily child', () => {
    const hourly = daily('s.raw', { cron: '@hourly', intervalUnit: 'hour' });
    const child = daily('s.child', { parents: ['s.raw'] });
    const hour = { start: day('2023-01-03') + 3_600_000, end: day('2023-01-03') + 7_200_000 };
    const plan = applied([hourly, child]).plan('prod', [hourly, child], { now, ...restate(['s.raw'], hour) });
    expect(work(plan)).toEqual({ 's.raw': '01-03T01:00/01-03T02:00', 's.child': '01-03/01-04' });
  });

  it('does not go past what is loaded', () => {
    const plan = applied([raw]).plan('prod', [raw], {
      now: later,
      ...restate(['s.raw'], { start: day('2023-01-07') }),
    });
    expect(work(plan)).toEqual({ 's.raw': '01-07/01-08' });
  });

  it('lets other versions forget the same time', () => {
    const world = applied([raw]);
    world.apply(world.plan('dev', [rawChanged], { now }));
    world.apply(world.plan('prod', [raw], { now, ...restate(['s.raw'], window) }));
    expect(work(world.plan('dev', [rawChanged], { now }))).toEqual({ 's.raw': '01-03/01-05' });
  });

  it('in a development environment leaves tables of prod alone', () => {
    const world = applied([raw, full]);
    world.apply(world.plan('dev', [raw, makeModel('s.full', { parents: ['s.raw'], sql: 'SELECT 2 AS id' })], { now }));
    const models = [raw, makeModel('s.full', { parents: ['s.raw'], sql: 'SELECT 2 AS id' })];
    const plan = world.plan('dev', models, { now, ...restate(['s.raw', 's.full']) });
    expect(Object.keys(work(plan))).toEqual(['s.full']);
    expect(plan.notes.find((n) => n.model === 's.raw')!.text).toMatch(/prod/);
  });

  it('warns about seeds and models that disable it', () => {
    const seed = makeModel('s.seed', {
      source: 'seed',
      kind: { name: 'SEED', path: 'a.csv', batchSize: 1000, csvSettings: {} },
    });
    const fixed = daily('s.fixed', { kind: timeRange({ disableRestatement: true }) });
    const plan = applied([seed, fixed]).plan('prod', [seed, fixed], { now, ...restate(['s.seed', 's.fixed']) });
    expect([plan.backfill, plan.notes.map((n) => [n.severity, n.model])]).toEqual([
      [],
      [
        ['warning', 's.fixed'],
        ['warning', 's.seed'],
      ],
    ]);
  });
});

describe('options that cannot be', () => {
  const cases: readonly [string, string, object][] = [
    ['prod', 'PLAN_WINDOW_IN_PROD', { start: day('2023-01-02') }],
    ['prod', 'PLAN_WINDOW_IN_PROD', { end: day('2023-01-02') }],
    ['dev', 'PLAN_WINDOW_EMPTY', { start: day('2023-01-02'), end: day('2023-01-01') }],
    ['dev', 'PLAN_EFFECTIVE_FROM', { effectiveFrom: day('2023-01-02') }],
    ['dev', 'PLAN_EFFECTIVE_FROM', { forwardOnly: true, effectiveFrom: day('2024-01-02') }],
    ['dev', 'PLAN_OPTIONS_CONFLICT', { skipBackfill: true, emptyBackfill: true }],
    ['prod', 'PLAN_OPTIONS_CONFLICT', { backfill: new Set(['s.raw']) }],
    ['prod', 'PLAN_OPTIONS_CONFLICT', { restate: new Set(['s.raw']), forwardOnly: true }],
  ];
  it.each(cases)('in %s: %s', (environment, code, options) => {
    expect(() => new PlanWorld().plan(environment, [raw], { now, options })).toThrow(expect.objectContaining({ code }));
  });

  it('include a model that reads one which was removed', () => {
    expect(() => applied([raw, full]).plan('prod', [full], { now })).toThrow(
      /s\.full reads s\.raw, whose model was removed/,
    );
  });

  it('include two models on one view', () => {
    const twin = makeModel('s__dev.raw', {});
    const world = applied([raw, twin]);
    expect(() => world.plan('dev', [rawChanged, twin], { now })).toThrow(
      expect.objectContaining({ code: 'PLAN_VIEW_COLLISION' }),
    );
  });
});
