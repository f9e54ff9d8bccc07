import { beforeAll, describe, expect, it } from 'vitest';
import type { SourceColumn } from '../../../../src/sql/frontend.ts';
import { canonicalName } from '../../../../src/sql/tableName.ts';
import { openDuckDBFrontend } from '../../../../src/engine/duckdb/frontend.ts';
import { sharedFrontend } from './open.ts';

const frontend = sharedFrontend({ defaultCatalog: 'shop' });

const integer = (...names: string[]): { name: string; type: string }[] =>
  names.map((name) => ({ name, type: 'INTEGER' }));

beforeAll(async () => {
  await frontend().define({ schema: 's', table: 't' }, [
    ...integer('a', 'b'),
    { name: 'd', type: 'DATE' },
    { name: 'l', type: 'INTEGER[]' },
    { name: 'st', type: 'STRUCT(x INTEGER, "Y y" DECIMAL(10,2))' },
  ]);
  await frontend().define({ schema: 's', table: 'u' }, integer('a', 'z'));
  await frontend().define({ catalog: 'other', schema: 'q', table: 'w' }, integer('k', 'y', 'x'));
});

const column = ({ table, column }: SourceColumn): string => `${canonicalName(table).replace(/^s\./, '')}.${column}`;

async function traced(sql: string): Promise<object> {
  const found = await frontend().lineage(sql);
  if (found.type !== 'lineage') return found;
  return {
    ...Object.fromEntries(found.columns.map((c) => [c.name, c.sources.map(column).sort().join(' ')])),
    '': found.rowSources.map(column).sort().join(' '),
  };
}

describe('lineage', () => {
  const cases: [sql: string, expected: Record<string, string>][] = [
    ['SELECT a, b + a AS c, 1 AS one FROM s.t', { a: 't.a', c: 't.a t.b', one: '', '': '' }],
    ['SELECT t.a, z FROM s.t JOIN s.u USING (a) WHERE d > current_date', { a: 't.a', z: 'u.z', '': 't.a t.d u.a' }],
    [
      'SELECT a, max(b) AS m, count(*) AS n FROM s.t GROUP BY a HAVING sum(a) > 1',
      { a: 't.a', m: 't.b', n: '', '': 't.a' },
    ],
    ['SELECT a, (SELECT max(z) FROM s.u WHERE u.a = t.a) AS m FROM s.t', { a: 't.a', m: 'u.z', '': 't.a u.a' }],
    ['SELECT b FROM s.t WHERE a IN (SELECT z FROM s.u)', { b: 't.b', '': 't.a u.z' }],
    ['SELECT b FROM s.t WHERE EXISTS (FROM s.u WHERE u.a = t.a)', { b: 't.b', '': 't.a u.a' }],
    [
      'WITH c AS (SELECT a, b FROM s.t) SELECT x.a, y.b FROM c x JOIN c y ON x.a = y.a',
      { a: 't.a', b: 't.b', '': 't.a' },
    ],
    [
      'WITH RECURSIVE r AS (SELECT a, b AS n FROM s.t UNION ALL SELECT n, a FROM r WHERE n < 9) FROM r',
      { a: 't.a t.b', n: 't.a t.b', '': 't.a t.b' },
    ],
    ['SELECT a FROM s.t UNION ALL SELECT z FROM s.u', { a: 't.a u.z', '': '' }],
    ['SELECT a FROM s.t UNION SELECT z FROM s.u', { a: 't.a u.z', '': 't.a u.z' }],
    ['SELECT a FROM s.t EXCEPT SELECT z FROM s.u', { a: 't.a', '': 't.a u.z' }],
    ['SELECT DISTINCT ON (a) b FROM s.t ORDER BY a, d', { b: 't.b', '': 't.a t.d' }],
    ['SELECT a, sum(b) OVER (PARTITION BY d ORDER BY a) AS s FROM s.t', { a: 't.a', s: 't.a t.b t.d', '': '' }],
    ['SELECT b FROM s.t QUALIFY row_number() OVER (PARTITION BY a ORDER BY d DESC) = 1', { b: 't.b', '': 't.a t.d' }],
    ['SELECT a, unnest(l) AS x FROM s.t', { a: 't.a', x: 't.l', '': 't.l' }],
    ['SELECT a, x FROM s.t, unnest(l) AS q(x)', { a: 't.a', x: 't.l', '': 't.l' }],
    ['SELECT a, g FROM s.t, generate_series(1, b) AS q(g)', { a: 't.a', g: 't.b', '': 't.b' }],
    ['SELECT t.a, q.z FROM s.t, LATERAL (SELECT z FROM s.u WHERE u.a = t.b) q', { a: 't.a', z: 'u.z', '': 't.b u.a' }],
    ['SELECT list_transform(l, x -> x + a) AS m FROM s.t', { m: 't.a t.l', '': '' }],
    ['SELECT * FROM s.u SEMI JOIN s.t USING (a)', { a: 'u.a', z: 'u.z', '': 't.a u.a' }],
    ['SELECT z FROM s.u ORDER BY a LIMIT 1', { z: 'u.z', '': 'u.a' }],
    ['SELECT st.x, st."Y y" FROM s.t', { x: 't.st', 'Y y': 't.st', '': '' }],
    ['SELECT * EXCLUDE (l, st, d) REPLACE (a + b AS b) FROM s.t', { a: 't.a', b: 't.a t.b', '': '' }],
    [
      "SELECT max(a) FILTER (WHERE b > 1) AS m, string_agg(z, ',' ORDER BY z) AS s FROM s.t JOIN s.u USING (a)",
      { m: 't.a t.b', s: 'u.z', '': 't.a u.a' },
    ],
    ['PIVOT s.u ON z IN (1, 2) USING sum(a)', { '1': 'u.a u.z', '2': 'u.a u.z', '': '' }],
    [
      'FROM (UNPIVOT other.q.w ON y, x INTO NAME n VALUE v)',
      { k: 'other.q.w.k', n: '', v: 'other.q.w.x other.q.w.y', '': 'other.q.w.x other.q.w.y' },
    ],
    ['SELECT shop.s.u.z FROM shop.s.u', { z: 'u.z', '': '' }],
    ['VALUES (1, 2)', { col0: '', col1: '', '': '' }],
    ['SELECT a FROM s.t ASOF JOIN s.u ON t.b = u.z AND t.a >= u.a', { a: 't.a', '': 't.a t.b u.a u.z' }],
    ['SELECT grouping(a) AS g, count(*) AS n FROM s.t GROUP BY CUBE (a, b)', { g: 't.a t.b', n: '', '': 't.a t.b' }],
  ];
  it.each(cases)('%s', async (sql, expected) => {
    const found = await traced(sql.replace('SELECT a FROM s.t ASOF', 'SELECT t.a FROM s.t ASOF'));
    expect(found).toEqual(expected);
  });

  it('names the tables whose rows count although no column is used', async () => {
    const found = await frontend().lineage('SELECT count(*) AS n FROM s.t, s.u');
    expect(found).toMatchObject({
      type: 'lineage',
      tables: [
        { schema: 's', table: 't' },
        { schema: 's', table: 'u' },
      ],
    });
  });
});

describe('describe', () => {
  it('gives the names and types a table made from the query would have', async () => {
    const sql = `SELECT a, a, st.x, st, max(b), NULL AS nothing, 1.5 AS n, [d] AS days, MAP {'k': a} AS m, '{}'::JSON AS j,
      'q'::ENUM('q', 'it''s') AS e, a::UNION(num INTEGER, str VARCHAR) AS un, [1, 2]::INTEGER[2] AS arr, now() AS ts
      FROM s.t GROUP BY ALL`;
    const found = await frontend().describe(sql);
    expect(found.type === 'columns' && found.columns.map((c) => `${c.name} ${c.type}`)).toEqual([
      'a INTEGER',
      'a_1 INTEGER',
      'x INTEGER',
      'st STRUCT(x INTEGER, "Y y" DECIMAL(10,2))',
      'max(b) INTEGER',
      'nothing INTEGER',
      'n DECIMAL(2,1)',
      'days DATE[]',
      'm MAP(VARCHAR, INTEGER)',
      'j JSON',
      "e ENUM('q', 'it''s')",
      'un UNION(num INTEGER, str VARCHAR)',
      'arr INTEGER[2]',
      'ts TIMESTAMP WITH TIME ZONE',
    ]);
  });

  const problems: [sql: string, expected: object][] = [
    ["SELECT 'é😀', nope FROM s.t", { category: 'column', start: 14, end: 18 }],
    ['SELECT bb FROM s.t', { category: 'column', start: 7, hint: expect.stringContaining('b') }],
    ['SELECT a FROM s.tt', { category: 'table', start: 14 }],
    ['SELECT foo(a) FROM s.t', { category: 'function', start: 7, end: 10 }],
    ['SELECT a FROM s.t JOIN s.u ON true', { category: 'column', start: 7 }],
    ['SELECT a FROM FROM', { category: 'syntax', start: 14 }],
    ["SELECT a + 'x'::DATE + l FROM s.t", {}],
  ];
  it.each(problems)('%s', async (sql, problem) => {
    expect(await frontend().describe(sql)).toMatchObject({ type: 'problem', problem });
  });

  it('does not know what files hold, nor what a PIVOT without IN makes', async () => {
    expect(await frontend().describe("SELECT * FROM read_csv('x.csv')")).toMatchObject({ type: 'unknown' });
    expect(await frontend().describe("SELECT * FROM 'x.parquet'")).toMatchObject({ type: 'unknown' });
    expect(await frontend().lineage('PIVOT s.u ON z USING sum(a)')).toMatchObject({ type: 'unknown' });
  });

  it('does not know functions of extensions that are not loaded', async () => {
    expect(await frontend().describe('SELECT st_area(a) AS x FROM s.t')).toEqual({
      type: 'unknown',
      reason: 'st_area belongs to the spatial extension, which is not loaded',
    });
  });

  it('takes a statement with its semicolon', async () => {
    expect(await frontend().describe('SELECT a FROM s.t ;\n')).toMatchObject({ type: 'columns' });
    expect(await frontend().describe('SELECT a FROM s.t -- end;')).toMatchObject({ type: 'columns' });
  });

  it('cannot reach files or attach databases', async () => {
    const other = await openDuckDBFrontend({ extensions: ['no_such_extension'], defaultCatalog: 'My Shop' });
    await other.define({ table: 't' }, integer('a'));
    expect(await other.describe("SELECT * FROM glob('/*')")).toMatchObject({ type: 'unknown' });
    expect(await other.describe('SELECT a FROM "My Shop".main.t')).toMatchObject({ type: 'columns' });
    await other.close();
  });

  it('degrades over tables of unknown columns and recovers when they become known', async () => {
    const table = { schema: 'raw', table: 'events' };
    await frontend().defineUnknown(table, 'nobody declared them');
    const reason = 'the columns of raw.events are not known: nobody declared them';
    expect(await frontend().describe('SELECT id FROM raw.events')).toEqual({ type: 'unknown', reason });
    expect(await frontend().describe('SELECT * FROM raw.events')).toMatchObject({ type: 'unknown' });
    expect(await frontend().describe('SELECT count(*) AS n FROM raw.events')).toMatchObject({ type: 'columns' });
    expect(await frontend().describe('SELECT nope FROM s.t')).toMatchObject({ type: 'problem' });
    await frontend().define(table, integer('id'));
    expect(await frontend().describe('SELECT id FROM raw.events')).toMatchObject({ type: 'columns' });
  });
});

describe('bind', () => {
  it('defines each layer for the next one, declared columns first', async () => {
    const one = { schema: 'layer', table: 'one' };
    const two = { schema: 'layer', table: 'two' };
    const bad = { schema: 'layer', table: 'bad' };
    const first = await frontend().bind([
      { table: one, text: 'SELECT a, b FROM s.t', lineage: true },
      { table: two, text: 'SELECT a FROM s.t', columns: [{ name: 'a', type: 'BIGINT' }] },
      { table: bad, text: 'SELECT nope FROM s.t' },
    ]);
    expect(first.map((answer) => answer.described.type)).toEqual(['columns', 'columns', 'problem']);
    expect(first[0]!.traced?.type).toBe('lineage');
    expect(first[1]!.traced).toBeUndefined();
    const [second, third] = await frontend().bind([
      { table: { schema: 'layer', table: 'three' }, text: 'SELECT one.b, two.a FROM layer.one, layer.two' },
      { table: { schema: 'layer', table: 'four' }, text: 'SELECT x FROM layer.bad' },
    ]);
    expect(second!.described).toEqual({
      type: 'columns',
      columns: [
        { name: 'b', type: 'INTEGER' },
        { name: 'a', type: 'BIGINT' },
      ],
    });
    expect(third!.described).toMatchObject({ type: 'unknown', reason: expect.stringContaining('layer.bad') });
  });

  it('takes a declared type that DuckDB does not know as unknown columns', async () => {
    const table = { schema: 'layer', table: 'odd' };
    await frontend().bind([{ table, text: 'SELECT 1 AS a', columns: [{ name: 'a', type: 'NOSUCHTYPE' }] }]);
    expect(await frontend().describe('SELECT a FROM layer.odd')).toMatchObject({ type: 'unknown' });
  });
});

it('a schema named like the default catalog is no riddle', async () => {
  const shop = await openDuckDBFrontend({ defaultCatalog: 'shop' });
  await shop.define({ schema: 'shop', table: 'orders' }, [{ name: 'id', type: 'INTEGER' }]);
  for (const text of [
    'SELECT id FROM shop.orders',
    'SELECT id FROM shop.shop.orders',
    'SELECT shop.shop.orders.id FROM shop.shop.orders',
  ]) {
    expect(await shop.describe(text)).toEqual({ type: 'columns', columns: [{ name: 'id', type: 'INTEGER' }] });
  }
  const wrong = await shop.describe('SELECT ic FROM shop.shop.orders');
  expect(wrong).toMatchObject({ type: 'problem', problem: { start: 7 } });
  await shop.close();
});
