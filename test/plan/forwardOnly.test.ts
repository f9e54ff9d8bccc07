import { describe, expect, it } from 'vitest';
import type { Columns } from '../../src/model/columns.ts';
import type { Model } from '../../src/model/model.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { isWidening } from '../../src/snapshot/widening.ts';
import { makeModel, timeRange, type ModelParts } from '../support/modelFactory.ts';
import { PlanWorld } from '../support/planWorld.ts';

const now = '2023-01-08T15:00:00Z';
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

function work(plan: Plan): Record<string, string> {
  const text = (ts: number): string => new Date(ts).toISOString().slice(5, 10);
  return Object.fromEntries(
    plan.backfill.map((s) => [
      `${s.snapshot.name}${s.target === 'preview' ? '*' : ''}`,
      s.intervals.map((i) => `${text(i.start)}/${text(i.end)}`).join(' '),
    ]),
  );
}

const columnsIn = (model: Model): Columns => model.columns ?? [{ name: 'id', type: 'INTEGER' }];

function daily(name: string, parts: ModelParts = {}): Model {
  return makeModel(name, { kind: timeRange(), sql: `SELECT '${name}' AS id`, ...parts });
}

const raw = daily('s.raw');
const child = daily('s.child', { parents: ['s.raw'] });
const changed = daily('s.raw', { sql: 'SELECT 2 AS id' });

function start(): PlanWorld {
  const world = new PlanWorld({ columns: columnsIn });
  world.apply(world.plan('prod', [raw, child], { now }));
  return world;
}

const forwardOnly = { options: { forwardOnly: true } };

describe('a forward-only change', () => {
  it('is previewed on the last interval in a table of its own, with what reads it', () => {
    const plan = start().plan('dev', [changed, child], { now, ...forwardOnly });
    expect(plan.diff.modified.map((m) => m.category)).toEqual(['forward-only', 'forward-only']);
    expect(work(plan)).toEqual({ 's.raw*': '01-07/01-08', 's.child*': '01-07/01-08' });
    expect(plan.newSnapshots.map((s) => s.version)).toEqual(
      start()
        .plan('dev', [changed, child], { now, ...forwardOnly })
        .newSnapshots.map((s) => s.version),
    );
  });

  it('keeps the table when it is deployed and computes nothing', () => {
    const world = start();
    const before = new Map(world.environments.get('prod')!.members.map((m) => [m.name, m.physical]));
    world.apply(world.plan('dev', [changed, child], { now, ...forwardOnly }));
    const plan = world.plan('prod', [changed, child], { now, ...forwardOnly });
    expect([plan.backfill, plan.newSnapshots]).toEqual([[], []]);
    expect(new Map(plan.target.map((m) => [m.name, m.physical]))).toEqual(before);
    world.apply(plan);
    expect(world.plan('prod', [changed, child], { now }).hasChanges).toBe(false);
  });

  it('computes what is loaded since the effective date again', () => {
    const effective = { options: { forwardOnly: true, effectiveFrom: day('2023-01-05') } };
    const plan = start().plan('prod', [changed, child], { now, ...effective });
    expect(work(plan)).toEqual({ 's.raw': '01-05/01-08', 's.child': '01-05/01-08' });
  });

  it('cannot be undone by the version before: that comes back as another forward-only change or a new table', () => {
    const world = start();
    const original = world.environments.get('prod')!.members[1]!;
    world.apply(world.plan('prod', [changed, child], { now, ...forwardOnly }));
    const back = world.plan('prod', [raw, child], { now });
    const restored = back.target.find((m) => m.name === 's.raw')!;
    expect(restored.identifier).not.toBe(original.identifier);
    expect(restored.version).not.toBe(original.version);
    expect(Object.keys(work(back))).toContain('s.raw');
    world.apply(back);
    expect(world.plan('prod', [raw, child], { now }).stages).toEqual([]);
    const again = start();
    again.apply(again.plan('prod', [changed, child], { now, ...forwardOnly }));
    const undone = again.plan('prod', [raw, child], { now, ...forwardOnly });
    expect([undone.backfill, undone.target.find((m) => m.name === 's.raw')!.version]).toEqual([[], original.version]);
  });

  it('makes views anew and goes on below them', () => {
    const view = makeModel('s.view', { kind: { name: 'VIEW', materialized: false }, parents: ['s.raw'] });
    const below = daily('s.below', { parents: ['s.view'] });
    const world = new PlanWorld({ columns: columnsIn });
    world.apply(world.plan('prod', [raw, view, below], { now }));
    const after = [changed, view, below];
    expect(work(world.plan('dev', after, { now, ...forwardOnly }))).toEqual({
      's.raw*': '01-07/01-08',
      's.view*': '01-01/01-08',
      's.below*': '01-07/01-08',
    });
    const plan = world.plan('prod', after, { now, ...forwardOnly });
    expect(work(plan)).toEqual({ 's.view': '01-01/01-08' });
    expect(plan.diff.modified.map((m) => m.category)).toEqual(['forward-only', 'forward-only', 'forward-only']);
  });

  it('never is a change of kind', () => {
    const plan = start().plan('prod', [makeModel('s.raw', { sql: "SELECT 's.raw' AS id" }), child], {
      now,
      ...forwardOnly,
    });
    expect(plan.diff.modified.find((m) => m.name === 's.raw')!.category).toBe('breaking');
  });

  it('of a new model is previewed in dev and filled whole in prod', () => {
    const world = start();
    const added = [raw, child, daily('s.new')];
    const dev = world.plan('dev', added, { now, ...forwardOnly });
    expect(work(dev)).toEqual({ 's.new*': '01-07/01-08' });
    world.apply(dev);
    expect(work(world.plan('prod', added, { now, ...forwardOnly }))).toEqual({ 's.new': '01-01/01-08' });
  });
});

describe('columns of a table that is kept', () => {
  const typed = (columns: Record<string, string>, kind = timeRange()): Model =>
    daily('s.raw', {
      kind,
      columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
      sql: `SELECT '${Object.keys(columns).join()}'`,
    });

  function deploy(after: Model, options: object = {}): Plan {
    const world = new PlanWorld({ columns: columnsIn });
    world.apply(world.plan('prod', [typed({ id: 'INTEGER', old: 'DATE' })], { now }));
    return world.plan('prod', [after], { now, options: { forwardOnly: true, ...options } });
  }
  const alters = (plan: Plan) =>
    plan.stages.flatMap((s) => (s.type === 'migrateTables' ? s.tables.flatMap((t) => t.changes) : []));

  it('are added and widened in place', () => {
    expect(alters(deploy(typed({ id: 'BIGINT', old: 'DATE', n: 'VARCHAR' })))).toEqual([
      { type: 'alterType', column: 'id', columnType: 'BIGINT' },
      { type: 'add', column: 'n', columnType: 'VARCHAR' },
    ]);
  });

  it('are not dropped unless the policy or the plan allows it', () => {
    expect(() => deploy(typed({ id: 'INTEGER' }))).toThrow(/ALTER TABLE s\.raw DROP COLUMN old/);
    const drop = [{ type: 'drop', column: 'old' }];
    expect(alters(deploy(typed({ id: 'INTEGER' }), { allowDestructive: new Set(['s.raw']) }))).toEqual(drop);
    expect(alters(deploy(typed({ id: 'INTEGER' }, timeRange({ onDestructiveChange: 'allow' }))))).toEqual(drop);
    expect(alters(deploy(typed({ id: 'INTEGER' }, timeRange({ onDestructiveChange: 'ignore' }))))).toEqual([]);
    const warned = deploy(typed({ id: 'INTEGER' }, timeRange({ onDestructiveChange: 'warn' })));
    expect([alters(warned), warned.notes.filter((n) => n.severity === 'warning')]).toEqual([
      drop,
      [expect.objectContaining({ model: 's.raw' })],
    ]);
  });

  it('are not added where the policy forbids it', () => {
    const more = { id: 'INTEGER', old: 'DATE', n: 'VARCHAR' };
    expect(() => deploy(typed(more, timeRange({ onAdditiveChange: 'error' })))).toThrow(/ADD COLUMN n VARCHAR/);
  });
});

describe('--no-gaps', () => {
  it('refuses a version that has less than the one before', () => {
    const late = daily('s.raw', { sql: 'SELECT 2 AS id', start: '2023-01-04' });
    expect(() => start().plan('prod', [late, child], { now, options: { noGaps: true } })).toThrow(
      /2023-01-01 … 2023-01-03/,
    );
    expect(() => start().plan('prod', [changed, child], { now, options: { noGaps: true } })).not.toThrow();
  });
});

describe('isWidening', () => {
  it.each([
    ['INTEGER', 'BIGINT', true],
    ['BIGINT', 'INTEGER', false],
    ['UINTEGER', 'BIGINT', true],
    ['UINTEGER', 'INTEGER', false],
    ['INTEGER', 'DOUBLE', true],
    ['BIGINT', 'DOUBLE', false],
    ['FLOAT', 'DOUBLE', true],
    ['INTEGER', 'DECIMAL(10,0)', true],
    ['INTEGER', 'DECIMAL(10,2)', false],
    ['DECIMAL(10,2)', 'DECIMAL(12,4)', true],
    ['DECIMAL(10,2)', 'DECIMAL(11,4)', false],
    ['DATE', 'TIMESTAMP', true],
    ['TIMESTAMP', 'DATE', false],
    ['DATE', 'VARCHAR', true],
    ['VARCHAR', 'DATE', false],
    ['INTEGER[]', 'VARCHAR', false],
  ])('%s → %s: %s', (from, to, expected) => expect(isWidening(from, to)).toBe(expected));
});
