// Random schedules: no plan or run computes outside of a model's bounds or ahead of its parents, and each finds all at once.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildDag } from '../../src/graph/dag.ts';
import { cronFloor, parseCron } from '../../src/interval/cron.ts';
import { covers, equals, normalize, union } from '../../src/interval/intervalSet.ts';
import { floorToUnit } from '../../src/interval/unit.ts';
import type { Model } from '../../src/model/model.ts';
import { finalKey, intervalLookup } from '../../src/plan/intervalLookup.ts';
import type { BackfillStep } from '../../src/plan/plan.ts';
import { buildRun, runIntervals } from '../../src/plan/run.ts';
import { makeModel, timeRange } from '../support/modelFactory.ts';
import { PlanWorld } from '../support/planWorld.ts';

const crons = [
  ['@daily', 'day'],
  ['@hourly', 'hour'],
  ['30 10 * * *', 'day'],
  ['@weekly', 'day'],
  ['0 */6 * * *', 'hour'],
] as const;

interface Spec {
  readonly cron: number;
  readonly start: number;
  readonly length: number;
  readonly batchSize: number;
  readonly lookback: number;
  readonly parents: readonly number[];
}

const spec: fc.Arbitrary<Spec> = fc.record({
  cron: fc.nat(crons.length - 1),
  start: fc.nat(6),
  length: fc.nat(12),
  batchSize: fc.nat(4),
  lookback: fc.nat(2),
  parents: fc.array(fc.nat(20), { maxLength: 3 }),
});

const date = (n: number): string => `2023-01-${String(n + 1).padStart(2, '0')}`;

function modelsFrom(specs: readonly Spec[]): Model[] {
  return specs.map((s, i) => {
    const [cron, intervalUnit] = crons[s.cron]!;
    return makeModel(`s.m${i}`, {
      cron,
      intervalUnit,
      start: date(s.start),
      end: s.length === 0 ? date(s.start + 2) : undefined,
      kind: timeRange({ batchSize: s.batchSize === 0 ? undefined : s.batchSize, lookback: s.lookback }),
      parents: i === 0 ? [] : [...new Set(s.parents.map((p) => `s.m${p % i}`))].sort(),
      sql: `SELECT ${i} AS id`,
    });
  });
}

function check(
  world: PlanWorld,
  models: ReadonlyMap<string, Model>,
  { steps, now }: { steps: readonly BackfillStep[]; now: number },
): void {
  const members = new Map(world.environments.get('prod')!.members.map((m) => [m.name, m]));
  for (const step of steps) {
    const model = models.get(step.snapshot.name)!;
    const tick = cronFloor(parseCron(model.cron), now)!;
    const last = step.intervals.at(-1)!;
    expect(step.intervals[0]!.start).toBeGreaterThanOrEqual(Date.parse(model.start!));
    expect(last.end).toBeLessThanOrEqual(floorToUnit(tick, model.intervalUnit));
    if (model.end !== undefined) expect(last.end).toBeLessThanOrEqual(Date.parse(model.end) + 86_400_000);
    expect(equals(normalize(step.batches), step.intervals)).toBe(true);
    for (const parent of model.parents) {
      const above = models.get(parent)!;
      const outside = [
        { start: -Infinity, end: Date.parse(above.start!) },
        ...(above.end === undefined ? [] : [{ start: Date.parse(above.end) + 86_400_000, end: Infinity }]),
      ];
      const has = union(world.intervalsOf(finalKey(members.get(parent)!)), normalize(outside));
      for (const interval of step.intervals) expect(covers(has, interval)).toBe(true);
    }
  }
}

function run(world: PlanWorld, models: ReadonlyMap<string, Model>, now: number): readonly BackfillStep[] {
  const environment = world.environments.get('prod')!;
  const keys = runIntervals(environment);
  const stored = intervalLookup(
    keys,
    keys.map((key) => world.intervalsOf(key)),
  );
  const { order } = buildDag([...models.values()]);
  const { steps } = buildRun({
    environment,
    prod: environment,
    models,
    order,
    stored,
    options: { executionTime: now },
  });
  for (const step of steps) world.record(step);
  return steps;
}

it('computes within bounds, behind parents, and all at once', () => {
  fc.assert(
    fc.property(
      fc.array(spec, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }),
      (specs, hours) => {
        const list = modelsFrom(specs);
        const models = new Map(list.map((m) => [m.name, m]));
        const world = new PlanWorld();
        let now = Date.parse('2023-01-09T07:00:00Z');
        const plan = world.plan('prod', list, { now: new Date(now).toISOString() });
        world.apply(plan);
        check(world, models, { steps: plan.backfill, now });
        for (const step of hours) {
          now += step * 3_600_000;
          check(world, models, { steps: run(world, models, now), now });
          expect(run(world, models, now)).toEqual([]);
          expect(world.plan('prod', list, { now: new Date(now).toISOString() }).stages).toEqual([]);
        }
      },
    ),
    { numRuns: 300 },
  );
});
