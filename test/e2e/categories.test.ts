// What a change of a parent means for it and for its child, and that prod shows what a fresh project would.
import { describe, expect, it } from 'vitest';
import { testProject, type Files, type TestProject } from '../support/testProject.ts';

const raw = `MODEL (name s.raw, kind SEED (path '../seeds/raw.csv'), columns (id INT, g INT, v INT));`;
const seed = { 'seeds/raw.csv': 'id,g,v\n1,1,10\n2,1,20\n2,1,20\n3,2,\n', 'models/raw.sql': raw };

function full(name: string, query: string, properties = ''): string {
  return `MODEL (name ${name}, kind FULL${properties});\n${query}`;
}

interface Case {
  readonly title: string;
  readonly before: string;
  readonly after: string;
  readonly child?: string;
  /** Categories of s.a and s.b. */
  readonly expected: readonly [string, string];
}

const breaks = ['breaking', 'indirect-breaking'] as const;
const adds = ['non-breaking', 'indirect-non-breaking'] as const;
const base = 'SELECT id, v FROM s.raw';
const child = 'SELECT id, v FROM s.a';

const cases: readonly Case[] = [
  { title: 'a column at the end', before: base, after: 'SELECT id, v, g FROM s.raw', expected: adds },
  { title: 'a column in front', before: base, after: 'SELECT g, id, v FROM s.raw', expected: adds },
  { title: 'a filter', before: base, after: `${base} WHERE id > 1`, expected: breaks },
  { title: 'another expression', before: base, after: 'SELECT id, v + 1 AS v FROM s.raw', expected: breaks },
  { title: 'a cast', before: base, after: 'SELECT id, CAST(v AS BIGINT) AS v FROM s.raw', expected: breaks },
  { title: 'a limit', before: base, after: `${base} ORDER BY id LIMIT 1`, expected: breaks },
  { title: 'DISTINCT', before: base, after: 'SELECT DISTINCT id, v FROM s.raw', expected: breaks },
  { title: 'a cross join', before: base, after: 'SELECT r.id, r.v FROM s.raw AS r, s.raw AS q', expected: breaks },
  {
    title: 'an UNNEST in the projection',
    before: base,
    after: 'SELECT id, v, UNNEST([1, 2]) AS u FROM s.raw',
    expected: breaks,
  },
  {
    title: 'a scalar subquery with UNNEST in a derived table',
    before: base,
    after: 'SELECT id, v, (SELECT max(u) FROM (SELECT UNNEST([1, 2]) AS u) AS d) AS m FROM s.raw',
    expected: adds,
  },
  {
    title: 'a window function',
    before: base,
    after: 'SELECT id, v, row_number() OVER (ORDER BY id, v) AS n FROM s.raw',
    expected: adds,
  },
  {
    title: 'count(*) beside a GROUP BY',
    before: 'SELECT id, max(v) AS v FROM s.raw GROUP BY id',
    after: 'SELECT id, max(v) AS v, count(*) AS n FROM s.raw GROUP BY id',
    expected: adds,
  },
  {
    title: 'another GROUP BY',
    before: 'SELECT id, max(v) AS v FROM s.raw GROUP BY 1',
    after: 'SELECT id, max(v) AS v FROM s.raw GROUP BY 1, g',
    expected: breaks,
  },
  {
    title: 'a column in a CTE and outside',
    before: 'WITH c AS (SELECT id, v FROM s.raw) SELECT id, v FROM c',
    after: 'WITH c AS (SELECT id, v, g FROM s.raw) SELECT id, v, g FROM c',
    expected: adds,
  },
  {
    title: 'a column in both arms of UNION ALL',
    before: 'SELECT id, v FROM s.raw UNION ALL SELECT id, v FROM s.raw',
    after: 'SELECT id, v, g FROM s.raw UNION ALL SELECT id, v, g FROM s.raw',
    expected: adds,
  },
  {
    title: 'a column of SELECT DISTINCT',
    before: 'SELECT DISTINCT id, v FROM s.raw',
    after: 'SELECT DISTINCT id, v, g FROM s.raw',
    expected: breaks,
  },
  {
    title: 'a column in both arms of UNION',
    before: 'SELECT id, v FROM s.raw UNION SELECT id, v FROM s.raw',
    after: 'SELECT id, v, g FROM s.raw UNION SELECT id, v, g FROM s.raw',
    expected: breaks,
  },
  {
    title: 'a column in both arms of EXCEPT',
    before: 'SELECT id, v FROM s.raw EXCEPT SELECT id, v FROM s.raw WHERE id = 1',
    after: 'SELECT id, v, g FROM s.raw EXCEPT SELECT id, v, g FROM s.raw WHERE id = 1',
    expected: breaks,
  },
  {
    title: 'a column under GROUP BY ALL',
    before: 'SELECT id, max(v) AS v FROM s.raw GROUP BY ALL',
    after: 'SELECT id, max(v) AS v, g FROM s.raw GROUP BY ALL',
    expected: breaks,
  },
  {
    title: 'a column of an inner SELECT DISTINCT',
    before: 'SELECT id, v FROM (SELECT DISTINCT id, v FROM s.raw) AS d',
    after: 'SELECT id, v FROM (SELECT DISTINCT id, v, g FROM s.raw) AS d',
    expected: breaks,
  },
  {
    title: 'case and layout',
    before: base,
    after: 'select id,\n  v -- the value\nfrom s.raw',
    expected: ['metadata', 'metadata'],
  },
  {
    title: 'a column the child does not read',
    before: 'SELECT id, v, g FROM s.raw',
    after: 'SELECT id, v, g + 1 AS g FROM s.raw',
    expected: ['breaking', 'indirect-non-breaking'],
  },
  {
    title: 'columns in another order',
    before: base,
    after: 'SELECT v, id FROM s.raw',
    expected: breaks,
  },
];

function filesOf({ after, child: reader = child }: Case): Files {
  return { ...seed, 'models/a.sql': full('s.a', after), 'models/b.sql': full('s.b', reader) };
}

async function shown(project: TestProject): Promise<readonly string[]> {
  return [
    ...(await project.rows('SELECT * FROM s.a ORDER BY ALL')),
    ...(await project.rows('SELECT * FROM s.b ORDER BY ALL')),
  ];
}

describe('a changed parent', () => {
  for (const one of cases) {
    it(`${one.title}: ${one.expected.join(', ')}`, async () => {
      const project = testProject({ ...filesOf(one), 'models/a.sql': full('s.a', one.before) });
      await project.plan();
      project.write({ 'models/a.sql': full('s.a', one.after) });
      const plan = await project.plan();
      const categories = new Map(plan.changes.modified.map((m) => [m.name, m.category]));
      expect([categories.get('s.a'), categories.get('s.b') ?? 'none']).toEqual(one.expected);
      const fresh = testProject(filesOf(one));
      await fresh.plan();
      expect(await shown(project)).toEqual(await shown(fresh));
    });
  }
});

describe('options that decide about rows', () => {
  const keyed = (key: string, more = ''): string =>
    `MODEL (name s.a, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key ${key}${more})); ${base}`;
  const history = (more: string): string =>
    `MODEL (name s.a, kind SCD_TYPE_2_BY_COLUMN (unique_key id${more})); SELECT id, max(v) AS v, max(g) AS g FROM s.raw GROUP BY id`;
  const options: readonly (readonly [string, string, string, string])[] = [
    ['unique_key', keyed('id'), keyed('(id, v)'), 'breaking'],
    ['columns of a history', history(', columns [v]'), history(', columns [v, g]'), 'forward-only'],
    ['hard deletes', history(', columns [v]'), history(', columns [v], invalidate_hard_deletes true'), 'forward-only'],
    [
      'a pre-statement',
      full('s.a', base),
      full('s.a', `CREATE OR REPLACE TEMP TABLE t AS SELECT 1;\n${base}`),
      'breaking',
    ],
    ['owner', full('s.a', base), full('s.a', base, ', owner me'), 'metadata'],
    ['description', full('s.a', base), full('s.a', base, ", description 'x'"), 'metadata'],
    ['cron', full('s.a', base), full('s.a', base, ", cron '@weekly'"), 'metadata'],
    ['stamp', full('s.a', base), full('s.a', base, ", stamp 'x'"), 'non-breaking'],
    ['audits', full('s.a', base), full('s.a', base, ', audits (not_null(columns := (id)))'), 'metadata'],
  ];
  for (const [title, before, after, category] of options) {
    it(`${title}: ${category}`, async () => {
      const project = testProject({ ...seed, 'models/a.sql': before });
      await project.plan();
      project.write({ 'models/a.sql': after });
      const plan = await project.plan();
      expect(plan.changes.modified.map((m) => `${m.name} ${m.category}`)).toEqual([`s.a ${category}`]);
    });
  }

  it('lookback: breaking', async () => {
    const timed = (more: string): string =>
      `MODEL (name s.a, kind INCREMENTAL_BY_TIME_RANGE (time_column d${more})); SELECT @start_date AS d`;
    const project = testProject({ 'models/a.sql': timed('') });
    await project.plan();
    project.write({ 'models/a.sql': timed(', lookback 1') });
    const plan = await project.plan();
    expect(plan.changes.modified[0]).toMatchObject({ category: 'breaking' });
    expect(plan.backfill[0]!.intervals).toHaveLength(1);
  });

  it('a declared type that widens rebuilds or alters, and never empties the child', async () => {
    const project = testProject({
      ...seed,
      'models/a.sql': full('s.a', base, ', columns (id INT, v INT)'),
      'models/b.sql': full('s.b', child),
    });
    await project.plan();
    project.write({ 'models/a.sql': full('s.a', base, ', columns (id BIGINT, v INT)') });
    await project.plan();
    expect(await project.rows('SELECT id, typeof(id) FROM s.b ORDER BY ALL')).toEqual([
      '1|BIGINT',
      '2|BIGINT',
      '2|BIGINT',
      '3|BIGINT',
    ]);
  });
});

describe('another dialect', () => {
  const query = 'SELECT id, "v"::TEXT AS v FROM s.raw';

  it('is metadata where the text means the same, and breaking where it does not', async () => {
    const project = testProject({
      ...seed,
      'models/a.sql': full('s.a', query),
      'models/b.sql': full('s.b', child),
    });
    await project.plan();
    project.write({ 'models/a.sql': full('s.a', query, ', dialect postgres') });
    expect((await project.plan()).changes.modified.map(({ category }) => category)).toEqual(['metadata', 'metadata']);
    project.write({ 'models/a.sql': full('s.a', query, ', dialect bigquery') });
    expect((await project.plan()).changes.modified.map(({ category }) => category)).toEqual(breaks);
    expect(await project.rows('SELECT DISTINCT v FROM s.b')).toEqual(['v']);
  });

  it('makes statements others, too', async () => {
    const project = testProject({ ...seed, 'models/a.sql': `MODEL (name s.a, kind FULL); SET threads = 1; ${base}` });
    await project.plan();
    project.write({ 'models/a.sql': `MODEL (name s.a, kind FULL, dialect postgres); SET threads = 1; ${base}` });
    expect((await project.plan()).changes.modified[0]).toMatchObject({
      category: 'breaking',
      reason: 'a pre-statement changed',
    });
  });
});

describe('readers of a changed model', () => {
  it('by the place of its columns see those that a declaration put into another order', async () => {
    const ordered = (columns: string): Files => ({ 'models/a.sql': full('s.a', base, `, columns (${columns})`) });
    const project = testProject({
      ...seed,
      ...ordered('id INT, v INT'),
      'models/b.sql': full('s.b', 'SELECT 0 AS x, 0 AS y UNION ALL SELECT * FROM s.a'),
    });
    await project.plan();
    project.write(ordered('v INT, id INT'));
    const plan = await project.plan();
    expect(plan.changes.modified[0]).toMatchObject({ category: 'breaking', reason: 'id, v changed their order' });
    expect(await project.rows('SELECT max(y) FROM s.b')).toEqual(['3']);
  });

  it('with SELECT * gain the column and are rebuilt', async () => {
    const project = testProject({
      ...seed,
      'models/a.sql': full('s.a', base),
      'models/b.sql': full('s.b', 'SELECT * FROM s.a'),
    });
    await project.plan();
    project.write({ 'models/a.sql': full('s.a', 'SELECT id, v, g FROM s.raw') });
    await project.plan();
    expect(await project.rows('SELECT * FROM s.b ORDER BY ALL')).toEqual(['1|10|1', '2|20|1', '2|20|1', '3|∅|2']);
  });

  it('of an embedded model change with it', async () => {
    const embedded = (query: string): string => `MODEL (name s.e, kind EMBEDDED); ${query}`;
    const project = testProject({
      ...seed,
      'models/e.sql': embedded('SELECT id FROM s.raw'),
      'models/b.sql': full('s.b', 'SELECT count(*) AS n FROM s.e'),
    });
    await project.plan();
    expect(await project.rows('SELECT n FROM s.b')).toEqual(['4']);
    expect(await project.rows("SELECT count(*) FROM duckdb_views() WHERE view_name = 'e'")).toEqual(['0']);
    project.write({ 'models/e.sql': embedded('SELECT id FROM s.raw WHERE id > 1') });
    const plan = await project.plan();
    expect(plan.changes.modified.map((m) => `${m.name} ${m.impact} ${m.category}`)).toEqual([
      's.b indirect indirect-breaking',
      's.e direct breaking',
    ]);
    expect(await project.rows('SELECT n FROM s.b')).toEqual(['3']);
  });

  it('that are views show the new table of an added column', async () => {
    const project = testProject({
      ...seed,
      'models/a.sql': full('s.a', base),
      'models/b.sql': 'MODEL (name s.b); SELECT id FROM s.a',
    });
    await project.plan();
    project.write({ 'models/a.sql': full('s.a', 'SELECT id, v, g FROM s.raw') });
    await project.plan();
    project.now = '2023-01-20T00:00:00Z';
    expect((await project.mesh('janitor --ignore-ttl --yes')).code).toBe(0);
    expect(await project.rows('SELECT count(*) FROM s.b')).toEqual(['4']);
  });

  it('name a removed model: refused, with both names', async () => {
    const project = testProject({ ...seed, 'models/a.sql': full('s.a', base), 'models/b.sql': full('s.b', child) });
    await project.plan();
    project.write({ 'models/a.sql': null });
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { code: 'PLAN_REMOVED_MODEL_READ', at: { file: 'models/b.sql' } } });
    expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['4']);
  });
});

describe('seeds', () => {
  it('with an added column leave readers alone; with another value they do not', async () => {
    const project = testProject({
      'seeds/raw.csv': 'id,v\n1,10\n',
      'models/raw.sql': `MODEL (name s.raw, kind SEED (path '../seeds/raw.csv'));`,
      'models/a.sql': full('s.a', base),
    });
    await project.plan();
    project.write({ 'seeds/raw.csv': 'id,v,w\n1,10,x\n' });
    const added = await project.plan();
    expect(added.changes.modified.map((m) => `${m.name} ${m.category}`)).toEqual([
      's.a indirect-non-breaking',
      's.raw non-breaking',
    ]);
    project.write({ 'seeds/raw.csv': 'id,v,w\n1,11,x\n' });
    const changed = await project.plan();
    expect(changed.changes.modified.map((m) => `${m.name} ${m.category}`)).toEqual([
      's.a indirect-breaking',
      's.raw breaking',
    ]);
    expect(await project.rows('SELECT * FROM s.a')).toEqual(['1|11']);
  });
});

describe('the format of a time column', () => {
  const timed = (time: string, option = 'd'): Files => ({
    'models/a.sql': `MODEL (name s.a, kind INCREMENTAL_BY_TIME_RANGE (time_column ${option})); SELECT ${time} AS d, id FROM s.raw`,
  });
  const text = "strftime(DATE '2023-01-01' + id, '%Y-%m-%d')";
  const compact = "\ntime_column_format: '%Y%m%d'";

  it('of the project is one of its models, where it has none of its own', async () => {
    const project = testProject({ ...seed, ...timed(text) });
    await project.plan();
    expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['4']);
    project.write({ 'mesh.config.yaml': `${project.read('mesh.config.yaml')}${compact}` });
    expect((await project.plan()).changes.modified[0]).toMatchObject({ category: 'breaking' });
    expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['0']);
    project.write(timed(text, "(d, '%Y-%m-%d')"));
    await project.plan();
    expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['4']);
  });

  it('is the usual one, whether it is said or not', async () => {
    const project = testProject({ ...seed, ...timed(text) });
    await project.plan();
    project.write(timed(text, "(d, '%Y-%m-%d')"));
    expect((await project.plan()).changes.modified.map(({ category }) => category)).toEqual(['metadata']);
  });

  it('is of no matter where days are compared as days', async () => {
    const project = testProject({ ...seed, ...timed("DATE '2023-01-01' + id") });
    await project.plan();
    project.write({ 'mesh.config.yaml': `${project.read('mesh.config.yaml')}${compact}` });
    const plan = await project.plan();
    expect(plan.changes.modified.map(({ category }) => category)).toEqual(['metadata']);
    expect(plan.backfill).toEqual([]);
  });
});

describe('columns by which a kind picks its rows', () => {
  const days = (d: string): Files => ({
    'models/days.sql': `MODEL (name s.days, kind INCREMENTAL_BY_TIME_RANGE (time_column d));
SELECT ${d} AS d, id AS v FROM s.raw WHERE id < 3`,
    'models/total.sql': full('s.total', 'SELECT sum(v) AS v FROM s.days'),
  });

  it('another time in the time column moves rows out of what is filled, and readers of the rest see it', async () => {
    const project = testProject({ ...seed, ...days("DATE '2023-01-06' + id") });
    await project.plan();
    expect(await project.rows('SELECT v FROM s.total')).toEqual(['1']);
    project.write(days("DATE '2023-01-05' + id"));
    const { changes } = await project.plan();
    expect(changes.modified.map(({ category }) => category)).toEqual(['breaking', 'indirect-breaking']);
    expect(await project.rows('SELECT v FROM s.total')).toEqual(['5']);
  });

  it('so does a column that a model takes from its own earlier rows', async () => {
    const running = (step: string): Files => ({
      'models/running.sql': `MODEL (name s.running, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), columns (d DATE, x INT, y INT));
SELECT @end_date AS d, ${step} AS x, COALESCE((SELECT max(x) FROM s.running), 0)::INT AS y`,
      'models/last.sql': full('s.last', 'SELECT max(y) AS y FROM s.running'),
    });
    const project = testProject(running('1'));
    await project.plan();
    expect(await project.rows('SELECT y FROM s.last')).toEqual(['1']);
    project.write(running('2'));
    await project.plan();
    expect(await project.rows('SELECT y FROM s.last')).toEqual(['2']);
  });
});

describe('queries that ask for types and names of columns', () => {
  it.each([
    ['typeof()', 'SELECT DISTINCT typeof(v) AS t FROM s.a', 'BIGINT'],
    ['DESCRIBE', "SELECT column_type FROM (DESCRIBE s.a) WHERE column_name = 'v'", 'BIGINT'],
  ])('%s sees the new type of a column', async (_, query, expected) => {
    const project = testProject({
      ...seed,
      'models/a.sql': full('s.a', 'SELECT id, v FROM s.raw'),
      'models/b.sql': full('s.b', query),
    });
    await project.plan();
    project.write({ 'models/a.sql': full('s.a', 'SELECT id, v::BIGINT AS v FROM s.raw') });
    await project.plan();
    expect(await project.rows('SELECT * FROM s.b')).toEqual([expected]);
  });
});

describe('a change that was planned before', () => {
  const edited = async (): Promise<TestProject> => {
    const project = testProject({
      ...seed,
      'models/a.sql': full('s.a', 'SELECT id, v FROM s.raw'),
      'models/b.sql': full('s.b', 'SELECT id, v FROM s.a'),
    });
    await project.plan();
    project.write({ 'models/b.sql': full('s.b', 'SELECT id, v + 1 AS v FROM s.a') });
    await project.plan('dev');
    return project;
  };

  it('keeps its category, and the plan says so to who asks for another', async () => {
    const project = await edited();
    const tooLate = async (words: string): Promise<string[]> =>
      (await project.plan(words)).notes
        .filter((note) => note.text.includes('comes too late'))
        .map((note) => `${note.severity} ${note.model} ${note.text.split(' ')[0]!}`);
    expect(await tooLate('x1 --category s.b=breaking')).toEqual([]);
    expect(await tooLate('x2 --category s.b=non-breaking')).toEqual(['warning s.b non-breaking']);
    expect(await tooLate('x3 --forward-only')).toEqual(['warning s.b forward-only']);
    project.write({ 'models/b.sql': full('s.b', 'SELECT id, v + 1 AS v FROM s.a', ", stamp 'again'") });
    expect(await tooLate('x4 --category s.b=non-breaking')).toEqual([]);
  });
});
