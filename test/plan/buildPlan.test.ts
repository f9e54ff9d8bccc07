import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { makeModel, timeRange } from '../support/modelFactory.ts';
import { PlanWorld } from '../support/planWorld.ts';

const now = '2023-01-08T15:00:00Z';

const raw = makeModel('shop.raw', { kind: timeRange(), sql: 'SELECT id, ds FROM src' });
const daily = makeModel('shop.daily', { kind: timeRange(), sql: 'SELECT id, ds FROM shop.raw', parents: ['shop.raw'] });
const report = makeModel('shop.report', { sql: 'SELECT count(*) AS n FROM shop.daily', parents: ['shop.daily'] });
const view = makeModel('shop.latest', {
  kind: { name: 'VIEW', materialized: false },
  sql: 'SELECT * FROM shop.report',
  parents: ['shop.report'],
});
const project = [raw, daily, report, view];

function brief(plan: Plan): string[] {
  const day = (ts: number): string => new Date(ts).toISOString().slice(0, 10);
  return plan.backfill.map(
    (s) =>
      `${s.snapshot.name} ${s.reason} ${s.target} ${s.intervals.map((i) => `${day(i.start)}..${day(i.end)}`).join(' ')}`,
  );
}

describe('buildPlan', () => {
  it('fills every model of a new project up to the last complete day', () => {
    const plan = new PlanWorld().plan('prod', project, { now });
    expect(brief(plan)).toEqual([
      'shop.raw added final 2023-01-01..2023-01-08',
      'shop.daily added final 2023-01-01..2023-01-08',
      'shop.report added final 2023-01-01..2023-01-08',
      'shop.latest added final 2023-01-01..2023-01-08',
    ]);
    expect(plan.backfill.map((s) => s.after)).toEqual([[], ['shop.raw'], ['shop.daily'], ['shop.report']]);
    expect(plan.stages.map((s) => s.type)).toEqual(['saveSnapshots', 'createSchemas', 'backfill', 'promote']);
    expect(plan.views.created.map((m) => m.view)).toContainEqual({ catalog: 'db', schema: 'shop', table: 'raw' });
  });

  it('has nothing to do after it was applied, and a day later says what is pending', () => {
    const world = new PlanWorld();
    world.apply(world.plan('prod', project, { now }));
    const again = world.plan('prod', project, { now });
    expect([again.hasChanges, again.backfill, again.stages, again.pending]).toEqual([false, [], [], []]);
    const later = world.plan('prod', project, { now: '2023-01-09T15:00:00Z' });
    expect([later.hasChanges, later.stages]).toEqual([false, []]);
    expect(later.pending.map((p) => p.name)).toEqual(['shop.daily', 'shop.raw', 'shop.report']);
    expect(later.pending[0]!.nextCron).toBe(Date.parse('2023-01-10T00:00:00Z'));
  });

  it('builds a changed model and what reads it, in dev and then only switches prod', () => {
    const world = new PlanWorld();
    world.apply(world.plan('prod', project, { now }));
    const changed = { ...daily, query: { ...daily.query!, sql: 'SELECT id, ds FROM shop.raw WHERE id > 1' } };
    const edited = [raw, { ...changed, rendered: { ...daily.rendered, query: changed.query.sql } }, report, view];
    const dev = world.plan('dev', edited, { now });
    expect(dev.diff.modified.map((m) => [m.name, m.impact, m.category])).toEqual([
      ['shop.daily', 'direct', 'breaking'],
      ['shop.latest', 'indirect', 'indirect-breaking'],
      ['shop.report', 'indirect', 'indirect-breaking'],
    ]);
    expect(brief(dev)).toEqual([
      'shop.daily changed final 2023-01-01..2023-01-08',
      'shop.report changed final 2023-01-01..2023-01-08',
      'shop.latest changed final 2023-01-01..2023-01-08',
    ]);
    expect(dev.views.created.map((m) => m.view!.schema)).toEqual(['shop__dev', 'shop__dev', 'shop__dev']);
    world.apply(dev);
    const prod = world.plan('prod', edited, { now });
    expect(prod.backfill).toEqual([]);
    expect(prod.stages.map((s) => s.type)).toEqual(['promote']);
    expect(prod.views.updated.map((m) => m.name)).toEqual(['shop.daily', 'shop.report', 'shop.latest']);
  });
});
