import { describe, expect, it } from 'vitest';
import type { Columns } from '../../src/model/columns.ts';
import type { Model } from '../../src/model/model.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Comparison, Traced } from '../../src/sql/frontend.ts';
import { makeModel, timeRange, uniqueKey, type ModelParts } from '../support/modelFactory.ts';
import { PlanWorld, type Asked, type Oracle } from '../support/planWorld.ts';

const now = '2023-01-08T15:00:00Z';

function change(
  before: readonly Model[],
  after: readonly Model[],
  oracle: Oracle = {},
  asked: Partial<Asked> = {},
): Plan {
  const world = new PlanWorld(oracle);
  world.apply(world.plan('prod', before, { now }));
  return world.plan('prod', after, { now, ...asked });
}

function categories(plan: Plan): Record<string, string> {
  return Object.fromEntries(plan.diff.modified.map((m) => [m.name, m.category]));
}

const different: Comparison = { type: 'different', reason: 'a filter was added' };

interface DirectCase {
  readonly what: string;
  readonly before: ModelParts;
  readonly after: ModelParts;
  readonly compare?: Comparison;
  readonly category: string;
  readonly reason: string | RegExp;
}

const scd = (parts: object) =>
  ({
    name: 'SCD_TYPE_2_BY_COLUMN',
    uniqueKey: ['id'],
    columns: ['v'],
    validFromName: 'valid_from',
    validToName: 'valid_to',
    invalidateHardDeletes: false,
    executionTimeAsValidFrom: false,
    timeDataType: 'TIMESTAMP',
    forwardOnly: false,
    disableRestatement: true,
    onDestructiveChange: 'error',
    onAdditiveChange: 'allow',
    lookback: 0,
    ...parts,
  }) as const;

const directCases: readonly DirectCase[] = [
  {
    what: 'a query that means the same',
    before: { sql: 'SELECT 1 AS a' },
    after: { sql: 'SELECT (1) AS a' },
    compare: { type: 'equal' },
    category: 'metadata',
    reason: 'the query means the same',
  },
  {
    what: 'an added column',
    before: {},
    after: { sql: 'SELECT 1 AS id, 2 AS b' },
    compare: { type: 'additive', added: ['b'] },
    category: 'non-breaking',
    reason: 'column b was added',
  },
  {
    what: 'a different query',
    before: {},
    after: { sql: 'SELECT 2 AS id' },
    compare: different,
    category: 'breaking',
    reason: 'a filter was added',
  },
  {
    what: 'a query nobody could compare',
    before: {},
    after: { sql: 'SELECT 2 AS id' },
    category: 'breaking',
    reason: 'the texts of the query differ',
  },
  {
    what: 'a pre-statement',
    before: {},
    after: { pre: ['DELETE FROM x'] },
    category: 'breaking',
    reason: 'a pre-statement changed',
  },
  {
    what: 'a post-statement that deletes rows',
    before: {},
    after: { post: ['DELETE FROM "s"."a" WHERE id = 1'] },
    category: 'breaking',
    reason: 'a post-statement changed',
  },
  {
    what: 'a post-statement that may do anything',
    before: {},
    after: { post: ['CALL refresh()'] },
    category: 'breaking',
    reason: 'a post-statement changed',
  },
  {
    what: 'a post-statement that drops the table as the second of two',
    before: {},
    after: { post: ['DROP TABLE IF EXISTS log.loads, "s"."a"'] },
    category: 'breaking',
    reason: 'a post-statement changed',
  },
  {
    what: 'a post-statement that drops a schema with what it holds',
    before: {},
    after: { post: ['DROP SCHEMA s CASCADE'] },
    category: 'breaking',
    reason: 'a post-statement changed',
  },
  {
    what: 'post-statements that leave the rows as they are',
    before: {},
    after: {
      post: [
        'CREATE UNIQUE INDEX IF NOT EXISTS a_id ON s.a (id)',
        'ANALYZE s.a',
        "COPY s.a TO 'a.csv'",
        'INSERT INTO log.loads SELECT count(*) FROM s.a',
        'DROP TABLE IF EXISTS scratch',
        'DROP TABLE scratch.one, two CASCADE',
      ],
    },
    category: 'non-breaking',
    reason: 'a post-statement changed',
  },
  {
    what: 'the unique key',
    before: { kind: uniqueKey() },
    after: { kind: uniqueKey({ uniqueKey: ['k'] }) },
    category: 'breaking',
    reason: 'unique_key changed',
  },
  {
    what: 'when_matched',
    before: { kind: uniqueKey() },
    after: { kind: uniqueKey({ whenMatched: ['UPDATE SET a = 1'] }) },
    category: 'breaking',
    reason: 'when_matched changed',
  },
  {
    what: 'the lookback',
    before: { kind: timeRange() },
    after: { kind: timeRange({ lookback: 1 }) },
    category: 'breaking',
    reason: 'lookback changed',
  },
  {
    what: 'the time column',
    before: { kind: timeRange() },
    after: { kind: timeRange({ timeColumn: { column: 'd' } }) },
    category: 'breaking',
    reason: 'time_column changed',
  },
  {
    what: 'the compared columns of SCD 2',
    before: { kind: scd({}) },
    after: { kind: scd({ columns: ['v', 'k'] }) },
    category: 'breaking',
    reason: 'columns changed',
  },
  {
    what: 'hard deletes of SCD 2',
    before: { kind: scd({}) },
    after: { kind: scd({ invalidateHardDeletes: true }) },
    category: 'breaking',
    reason: 'invalidate_hard_deletes changed',
  },
  {
    what: 'partitioned_by',
    before: {},
    after: { partitionedBy: ['id'] },
    category: 'non-breaking',
    reason: 'partitioned_by changed',
  },
  { what: 'the stamp', before: {}, after: { stamp: 'x' }, category: 'non-breaking', reason: 'stamp changed' },
  {
    what: 'the kind',
    before: {},
    after: { kind: timeRange() },
    category: 'breaking',
    reason: 'the kind changed from FULL to INCREMENTAL_BY_TIME_RANGE',
  },
  { what: 'the owner', before: {}, after: { owner: 'me' }, category: 'metadata', reason: 'only metadata changed' },
  { what: 'the cron', before: {}, after: { cron: '@hourly' }, category: 'metadata', reason: 'only metadata changed' },
  {
    what: 'a declared type',
    before: { columns: [{ name: 'id', type: 'INTEGER' }] },
    after: { columns: [{ name: 'id', type: 'BIGINT' }] },
    category: 'breaking',
    reason: 'column id changes from INTEGER to BIGINT',
  },
  {
    what: 'values of a seed',
    before: { source: 'seed', seedColumns: [{ name: 'id', type: 'INTEGER', hash: 'a' }] },
    after: { source: 'seed', seedColumns: [{ name: 'id', type: 'INTEGER', hash: 'b' }] },
    category: 'breaking',
    reason: 'the values of id changed',
  },
  {
    what: 'a new column of a seed',
    before: { source: 'seed', seedColumns: [{ name: 'id', type: 'INTEGER', hash: 'a' }] },
    after: {
      source: 'seed',
      seedColumns: [
        { name: 'id', type: 'INTEGER', hash: 'a' },
        { name: 'n', type: 'INTEGER', hash: 'b' },
      ],
    },
    category: 'non-breaking',
    reason: 'column n was added',
  },
  {
    what: 'the type of a seed column',
    before: { source: 'seed', seedColumns: [{ name: 'id', type: 'INTEGER', hash: 'a' }] },
    after: { source: 'seed', seedColumns: [{ name: 'id', type: 'BIGINT', hash: 'a' }] },
    category: 'breaking',
    reason: 'column id changes from INTEGER to BIGINT',
  },
  {
    what: 'an external column more',
    before: { source: 'external', kind: { name: 'EXTERNAL' }, columns: [{ name: 'id', type: 'INTEGER' }] },
    after: {
      source: 'external',
      kind: { name: 'EXTERNAL' },
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'b', type: 'DATE' },
      ],
    },
    category: 'non-breaking',
    reason: 'column b was added',
  },
  {
    what: 'the code of a TypeScript model',
    before: {
      source: 'typescript',
      code: [{ name: 'm', type: 'model', file: 'm.ts', hash: '1', metadataOnly: false }],
    },
    after: { source: 'typescript', code: [{ name: 'm', type: 'model', file: 'm.ts', hash: '2', metadataOnly: false }] },
    category: 'breaking',
    reason: 'the code changed',
  },
];

describe('a direct change of', () => {
  it.each(directCases)('$what is $category', ({ before, after, compare, category, reason }) => {
    const oracle: Oracle = {
      columns: (model) => model.columns ?? null,
      ...(compare === undefined ? {} : { compare: () => compare }),
    };
    const plan = change([makeModel('s.a', before)], [makeModel('s.a', after)], oracle);
    expect(plan.diff.modified.map(({ category: c, reason: r }) => [c, r])).toEqual([[category, reason]]);
    const rebuilt = category !== 'metadata' && (after.kind?.name ?? 'FULL') !== 'EXTERNAL';
    expect(plan.backfill.map((s) => s.snapshot.name)).toEqual(rebuilt ? ['s.a'] : []);
  });
});

const table = (name: string) => ({ catalog: 'db', schema: 's', table: name });

function traced(columns: Record<string, readonly string[]>, rowSources: readonly string[] = []): Traced {
  const at = (text: string) => ({ table: table(text.split('.')[0]!), column: text.split('.')[1]! });
  const all = [...Object.values(columns).flat(), ...rowSources].map(at);
  return {
    type: 'lineage',
    columns: Object.entries(columns).map(([name, sources]) => ({ name, type: 'INTEGER', sources: sources.map(at) })),
    rowSources: rowSources.map(at),
    tables: [...new Map(all.map((s) => [s.table.table, s.table])).values()],
  };
}

describe('what a change of a parent means', () => {
  const parent = makeModel('s.a');
  const child = makeModel('s.b', { parents: ['s.a'], sql: 'SELECT x FROM s.a' });
  const grandchild = makeModel('s.c', { parents: ['s.b'], sql: 'SELECT x FROM s.b' });
  const edited = makeModel('s.a', { sql: 'SELECT 2 AS id' });
  const grandLineage = traced({ x: ['b.x'] });

  function outcome(
    compare: Comparison,
    pair: { before?: Traced; after?: Traced } | undefined,
    columns?: Record<string, Columns>,
  ) {
    const plan = change([parent, child, grandchild], [edited, child, grandchild], {
      compare: () => compare,
      lineage: (model) => (model.name === 's.c' ? { before: grandLineage, after: grandLineage } : (pair ?? {})),
      ...(columns === undefined ? {} : { columns: (model) => columns[model.name] ?? null }),
    });
    const modified = Object.fromEntries(plan.diff.modified.map((m) => [m.name, m]));
    return { plan, categories: categories(plan), reason: modified['s.b']?.reason };
  }
  const same = (t: Traced) => ({ before: t, after: t });

  it('rebuilds all that reads changed rows', () => {
    const { plan, categories: found, reason } = outcome(different, same(traced({ x: ['a.x'] })));
    expect(found).toEqual({ 's.a': 'breaking', 's.b': 'indirect-breaking', 's.c': 'indirect-breaking' });
    expect(reason).toBe('reads s.a, whose rows changed');
    expect(plan.backfill.map((s) => s.snapshot.name)).toEqual(['s.a', 's.b', 's.c']);
  });

  it('spares a child that uses none of the changed columns, and says so', () => {
    const onlyY: Comparison = { ...different, columns: ['y'] };
    const { plan, categories: found, reason } = outcome(onlyY, same(traced({ x: ['a.x'] }, ['a.z'])));
    expect(found).toEqual({ 's.a': 'breaking', 's.b': 'indirect-non-breaking', 's.c': 'indirect-non-breaking' });
    expect(reason).toBe('uses none of the changed columns of s.a');
    expect(plan.backfill.map((s) => s.snapshot.name)).toEqual(['s.a']);
    expect(plan.views.unchanged.map((m) => m.name)).toEqual(['s.b', 's.c']);
  });

  it('rebuilds a child that filters by a changed column', () => {
    const { categories: found, reason } = outcome(
      { ...different, columns: ['y'] },
      same(traced({ x: ['a.x'] }, ['a.y'])),
    );
    expect(found['s.b']).toBe('indirect-breaking');
    expect(reason).toBe('its rows depend on s.a.y, which changed');
  });

  it('spares a grandchild that does not use the column in which the change arrives', () => {
    const { categories: found } = outcome({ ...different, columns: ['y'] }, same(traced({ x: ['a.x'], w: ['a.y'] })));
    expect(found).toEqual({ 's.a': 'breaking', 's.b': 'indirect-breaking', 's.c': 'indirect-non-breaking' });
  });

  it('rebuilds a child whose columns cannot be traced', () => {
    expect(outcome({ ...different, columns: ['y'] }, undefined).categories['s.b']).toBe('indirect-breaking');
  });

  it('keeps the table of a child when a column was added that it does not read', () => {
    const found = outcome({ type: 'additive', added: ['n'] }, same(traced({ x: ['a.x'] })));
    expect(found.categories).toEqual({
      's.a': 'non-breaking',
      's.b': 'indirect-non-breaking',
      's.c': 'indirect-non-breaking',
    });
    expect(found.reason).toBe('does not use the new columns of s.a');
  });

  it('calls a star that takes up a new column a non-breaking change of the child itself', () => {
    const pair = { before: traced({ x: ['a.x'] }), after: traced({ x: ['a.x'], n: ['a.n'] }) };
    const { plan, categories: found } = outcome({ type: 'additive', added: ['n'] }, pair);
    expect(found).toEqual({ 's.a': 'non-breaking', 's.b': 'non-breaking', 's.c': 'indirect-non-breaking' });
    expect(plan.backfill.map((s) => s.snapshot.name)).toEqual(['s.a', 's.b']);
  });

  it('rebuilds a child whose DISTINCT takes up a new column', () => {
    const pair = { before: traced({ x: ['a.x'] }, ['a.x']), after: traced({ x: ['a.x'] }, ['a.x', 'a.n']) };
    expect(outcome({ type: 'additive', added: ['n'] }, pair).categories['s.b']).toBe('indirect-breaking');
  });

  it('rebuilds a child whose own column type follows the parent', () => {
    const world = new PlanWorld({
      compare: () => ({ type: 'equal' }),
      lineage: () => same(traced({ x: ['a.x'] })),
      columns: (model, models) => [
        { name: 'x', type: models.get('s.a')!.query!.sql.includes('2') ? 'BIGINT' : 'INTEGER' },
      ],
    });
    const before = [parent, child];
    world.apply(world.plan('prod', before, { now }));
    const plan = world.plan('prod', [edited, child], { now });
    expect(categories(plan)).toEqual({ 's.a': 'breaking', 's.b': 'indirect-breaking' });
    expect(plan.diff.modified[1]!.columns.changed).toEqual([{ name: 'x', from: 'INTEGER', to: 'BIGINT' }]);
  });

  it('never spares a child with statements of its own', () => {
    const busy = makeModel('s.b', { parents: ['s.a'], pre: ['INSERT INTO log SELECT y FROM s.a'] });
    const plan = change([parent, busy], [edited, busy], {
      compare: () => ({ ...different, columns: ['y'] }),
      lineage: () => same(traced({ x: ['a.x'] })),
    });
    expect(categories(plan)['s.b']).toBe('indirect-breaking');
  });

  it('takes an edit that means the same down as metadata, by name', () => {
    const plan = change([parent, child], [makeModel('s.a', { sql: '-- one\nselect 1 as id' }), child]);
    expect(plan.diff.modified.map((m) => [m.name, m.impact, m.category])).toEqual([
      ['s.a', 'metadata', 'metadata'],
      ['s.b', 'indirect', 'metadata'],
    ]);
    expect(plan.backfill).toEqual([]);
  });

  it('takes another metadata change down as metadata', () => {
    const plan = change([parent, child], [makeModel('s.a', { owner: 'me' }), child]);
    expect(categories(plan)).toEqual({ 's.a': 'metadata', 's.b': 'metadata' });
    expect([plan.backfill, plan.views.unchanged.map((m) => m.name)]).toEqual([[], ['s.b']]);
  });
});

describe('choices', () => {
  const before = [makeModel('s.a'), makeModel('s.b', { parents: ['s.a'] })];
  const after = [makeModel('s.a', { sql: 'SELECT 2 AS id' }), before[1]!];

  it('win over what mesh would take, and children follow', () => {
    const plan = change(before, after, { compare: () => different }, { choices: { 's.a': 'non-breaking' } });
    expect(categories(plan)).toEqual({ 's.a': 'non-breaking', 's.b': 'indirect-non-breaking' });
    const breaking = change(
      before,
      after,
      { compare: () => ({ type: 'additive', added: ['n'] }) },
      { choices: { 's.a': 'breaking' } },
    );
    expect(categories(breaking)).toEqual({ 's.a': 'breaking', 's.b': 'indirect-breaking' });
  });

  it('are asked for in the modes semi and off, with the flag that answers', () => {
    const undecided = () => change(before, after, { compare: () => different }, { mode: 'semi' });
    expect(undecided).toThrow(
      expect.objectContaining({
        code: 'PLAN_UNDECIDED',
        hint: expect.stringContaining('--category s.a=breaking') as unknown,
      }),
    );
    const additive: Oracle = { compare: () => ({ type: 'additive', added: ['n'] }) };
    expect(categories(change(before, after, additive, { mode: 'semi' }))['s.a']).toBe('non-breaking');
    expect(() => change(before, after, additive, { mode: 'off' })).toThrow(
      expect.objectContaining({ code: 'PLAN_UNDECIDED' }),
    );
  });

  it('for models that did not change are refused', () => {
    expect(() => change(before, after, {}, { choices: { 's.b': 'breaking' } })).toThrow(
      /s\.b, which this plan does not change/,
    );
  });
});
