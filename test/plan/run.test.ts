import { describe, expect, it } from 'vitest';
import { buildDag } from '../../src/graph/dag.ts';
import type { Model } from '../../src/model/model.ts';
import { intervalLookup } from '../../src/plan/intervalLookup.ts';
import type { IntervalSet } from '../../src/interval/intervalSet.ts';
import { buildRun, runIntervals, type Run, type RunInput, type RunOptions } from '../../src/plan/run.ts';
import { makeModel, timeRange, type ModelParts } from '../support/modelFactory.ts';
import { PlanWorld } from '../support/planWorld.ts';

const now = '2023-01-08T15:00:00Z';
const ts = (text: string): number => Date.parse(text);

function daily(name: string, parts: ModelParts = {}): Model {
  return makeModel(name, { kind: timeRange(), sql: `SELECT '${name}' AS id`, ...parts });
}

function run(world: PlanWorld, environment: string, at: string, options: Partial<RunOptions> = {}): Run {
  return runOf(world, { environment, at, options });
}

interface Asked extends Pick<RunInput, 'held'> {
  readonly environment: string;
  readonly at: string;
  readonly options?: Partial<RunOptions>;
  /** Of restatements, by model. */
  readonly unfinished?: Readonly<Record<string, IntervalSet>>;
}

function runOf(world: PlanWorld, { environment, at, options, held, unfinished = {} }: Asked): Run {
  const record = world.environments.get(environment)!;
  const models = record.members.map((m) => world.snapshots.get(`${m.name} ${m.identifier}`)!.model);
  const keys = runIntervals(record);
  return buildRun({
    environment: record,
    prod: world.environments.get('prod'),
    models: new Map(models.map((m) => [m.name, m])),
    order: buildDag(models).order,
    stored: intervalLookup(
      keys,
      keys.map((key) => world.intervalsOf(key)),
      keys.map(({ name }) => unfinished[name] ?? []),
    ),
    held,
    options: { executionTime: ts(at), ...options },
  });
}

function names(result: Run): string[] {
  const text = (value: number): string => new Date(value).toISOString().slice(5, 16).replace('T00:00', '');
  return result.steps.map(
    (s) => `${s.snapshot.name} ${s.intervals.map((i) => `${text(i.start)}/${text(i.end)}`).join(' ')}`,
  );
}

const raw = daily('s.raw');
const view = makeModel('s.view', { kind: { name: 'VIEW', materialized: false }, parents: ['s.raw'] });
const full = makeModel('s.full', { parents: ['s.view'] });
const project = [raw, view, full];

function applied(models: readonly Model[]): PlanWorld {
  const world = new PlanWorld();
  world.apply(world.plan('prod', models, { now }));
  return world;
}

describe('a run', () => {
  const days = (from: string, to: string): IntervalSet => [{ start: ts(`2023-01-${from}`), end: ts(`2023-01-${to}`) }];

  it('goes on with a restatement, and leaves what is held back with all that only reads it', () => {
    const world = applied([raw, daily('s.b', { parents: ['s.raw'] }), daily('s.c', { parents: ['s.b'] })]);
    const asked = { environment: 'prod', at: '2023-01-08T23:00:00Z', unfinished: { 's.raw': days('03', '05') } };
    const restated = ['s.raw 01-03/01-05', 's.b 01-03/01-05', 's.c 01-03/01-05'];
    expect(names(runOf(world, asked))).toEqual(restated);
    const held = new Map([['s.raw', days('03', '05')]]);
    expect(names(runOf(world, { ...asked, held }))).toEqual([]);
    const more = { ...asked.unfinished, 's.c': days('04', '05') };
    expect(names(runOf(world, { ...asked, held, unfinished: more }))).toEqual(['s.c 01-04/01-05']);
  });

  it('finds nothing before the next cron and says when that is', () => {
    expect(run(applied(project), 'prod', '2023-01-08T23:00:00Z')).toEqual({
      restated: new Set(),
      clear: [],
      steps: [],
      nextDue: ts('2023-01-09T00:00:00Z'),
    });
  });

  it('computes what is due, parents first through views that need no statement', () => {
    const result = run(applied(project), 'prod', '2023-01-10T01:00:00Z');
    expect(names(result)).toEqual(['s.raw 01-08/01-10', 's.full 01-08/01-10']);
    expect(result.steps[1]!.after).toEqual(['s.raw']);
    expect(result.steps.every((s) => s.reason === 'missing')).toBe(true);
  });

  it('asks the audits of a view when its cron says so', () => {
    const audited = { ...view, audits: [{ name: 'not_null', arguments: {} }] };
    expect(names(run(applied([raw, audited]), 'prod', '2023-01-09T01:00:00Z')).map((n) => n.split(' ')[0])).toEqual([
      's.raw',
      's.view',
    ]);
  });

  it('looks back only together with something new', () => {
    const world = applied([daily('s.raw', { kind: timeRange({ lookback: 2 }) })]);
    expect(names(run(world, 'prod', '2023-01-08T23:00:00Z'))).toEqual([]);
    expect(names(run(world, 'prod', '2023-01-09T01:00:00Z'))).toEqual(['s.raw 01-06/01-09']);
  });

  it('takes complete units only with --ignore-cron, unless a model allows partial ones', () => {
    const world = applied([daily('s.raw', { cron: '@weekly' }), daily('s.part', { allowPartials: true })]);
    expect(names(run(world, 'prod', '2023-01-10T16:00:00Z', { ignoreCron: true }))).toEqual([
      's.part 01-08/01-10T16:00',
      's.raw 01-08/01-10',
    ]);
  });

  it('takes selected models with what they read, or alone', () => {
    const world = applied([raw, full, view, daily('s.other')]);
    const selected = new Set(['s.full']);
    expect(names(run(world, 'prod', '2023-01-09T01:00:00Z', { selected }))).toEqual([
      's.raw 01-08/01-09',
      's.full 01-08/01-09',
    ]);
    // Alone it finds nothing: its parents have not got the day.
    expect(names(run(world, 'prod', '2023-01-09T01:00:00Z', { selected, noAutoUpstream: true }))).toEqual([]);
  });

  it('of a development environment never writes a table of prod', () => {
    const world = applied([raw, full]);
    world.apply(
      world.plan(
        'dev',
        [daily('s.raw', { owner: 'me' }), makeModel('s.full', { sql: 'SELECT 2 AS id', parents: ['s.raw'] })],
        { now },
      ),
    );
    const at = '2023-01-09T01:00:00Z';
    // s.full waits for s.raw, whose table is prod's.
    expect(names(run(world, 'dev', at))).toEqual([]);
    for (const step of run(world, 'prod', at).steps) world.record(step);
    expect(names(run(world, 'dev', at))).toEqual(['s.full 01-08/01-09']);
  });
});
