import { describe, expect, it } from 'vitest';
import { canonicalName } from '../../../../src/sql/tableName.ts';
import { sharedFrontend } from './open.ts';

const frontend = sharedFrontend();

async function tablesOf(sql: string): Promise<string[] | string> {
  const [found] = await frontend().references([sql]);
  if (found!.type === 'noTree') return `noTree: ${found!.reason}`;
  if (found!.type === 'problem') return `problem: ${found!.problem.message}`;
  return found!.tables.map((t) => `${canonicalName(t.name)} = ${sql.slice(t.start, t.end)}`);
}

describe('references', () => {
  const cases: [sql: string, tables: string[]][] = [
    ['SELECT 1', []],
    ['SELECT * FROM t', ['t = t']],
    ['FROM s.T AS x', ['s.t = s.T']],
    ['SELECT * FROM "Db"."S s" . /* c */ "T""t" x', ['db."s s"."t""t" = "Db"."S s" . /* c */ "T""t"']],
    ["SELECT 'é😀', * FROM ünï.tëst, '日本' -- end", ['ünï.tëst = ünï.tëst', "日本 = '日本'"]],
    ["SELECT * FROM 'data/*.csv', read_csv('x.csv')", ['"data/*.csv" = \'data/*.csv\'']],
    ['WITH a AS (SELECT * FROM t), b AS (FROM a JOIN u USING (k)) SELECT * FROM b, a, c', ['t = t', 'u = u', 'c = c']],
    ['WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b', ['b = b']],
    ['WITH t AS (SELECT * FROM t) SELECT * FROM t', ['t = t']],
    ['WITH T AS (SELECT 1) SELECT * FROM t, s.t', ['s.t = s.t']],
    ['WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, x) FROM r', ['x = x']],
    ['WITH a AS (SELECT 1) SELECT * FROM (WITH b AS (FROM a) FROM b, c) q, b', ['c = c', 'b = b']],
    [
      'SELECT (SELECT max(x) FROM u), x FROM t WHERE x IN (FROM v) AND EXISTS (FROM w)',
      ['u = u', 't = t', 'v = v', 'w = w'],
    ],
    ['SELECT * FROM t PIVOT (sum(x) FOR y IN (1, 2))', ['t = t']],
    ['PIVOT t ON y IN (1, 2) USING sum(x)', ['t = t']],
    ['UNPIVOT t ON a, b INTO NAME n VALUE v', ['t = t']],
    ['FROM a SEMI JOIN b USING (k) ASOF JOIN c ON a.t >= c.t', ['a = a', 'b = b', 'c = c']],
    ['FROM a, LATERAL (SELECT * FROM b WHERE b.x = a.x)', ['a = a', 'b = b']],
    [
      'SELECT EXTRACT(year FROM d), a IS DISTINCT FROM b, [x FOR x IN l IF x > 1] FROM t, unnest(l), range(3)',
      ['t = t'],
    ],
    ['SELECT * EXCLUDE (a) REPLACE (b + 1 AS b) FROM t', ['t = t']],
    ['(SELECT * FROM a) UNION ALL BY NAME (FROM b) EXCEPT SELECT 1 FROM c ORDER BY ALL', ['a = a', 'b = b', 'c = c']],
    [
      'SELECT max(a) OVER (PARTITION BY (SELECT k FROM w)) FROM t QUALIFY (SELECT true FROM q)',
      ['w = w', 't = t', 'q = q'],
    ],
    ['SELECT * FROM t AS x(a, b) TABLESAMPLE 10%', ['t = t']],
    ['VALUES ((SELECT 1 FROM t))', ['t = t']],
    ['SUMMARIZE t', ['t = t']],
  ];
  it.each(cases)('%s', async (sql, tables) => {
    expect(await tablesOf(sql)).toEqual(tables);
  });

  it('tells aliases, files and table functions apart', async () => {
    const sql = "SELECT * FROM s.orders o, 'a.csv', read_parquet('b') p, unnest([1])";
    const [found] = await frontend().references([sql]);
    expect(found).toMatchObject({
      type: 'references',
      tables: [
        { alias: 'o', file: false },
        { file: true, name: { table: 'a.csv' } },
      ],
      functions: [
        { name: 'read_parquet', start: sql.indexOf('read_parquet') },
        { name: 'unnest', start: sql.indexOf('unnest') },
      ],
    });
  });

  it('keeps the order of many texts', async () => {
    const texts = Array.from({ length: 1000 }, (_, i) => `SELECT * FROM s${i % 7}.t${i} -- ${'x'.repeat(i)}`);
    const found = await frontend().references(texts);
    expect(found.map((f) => (f.type === 'references' ? f.tables[0]!.name.table : f))).toEqual(
      texts.map((_, i) => `t${i}`),
    );
  });
});

describe('parse', () => {
  const cases: [sql: string, expected: object][] = [
    ['SELECT 1;', { type: 'query' }],
    ['FROM t', { type: 'query' }],
    ['PIVOT t ON y USING sum(x)', { type: 'noTree' }],
    ['WITH p AS (PIVOT t ON y USING sum(x)) FROM p', { type: 'noTree' }],
    ['', { type: 'problem', problem: { message: 'there is no query' } }],
    ['SELECT 1; SELECT 2', { type: 'problem', problem: { message: 'there are 2 queries where one is expected' } }],
    ['INSERT INTO t VALUES (1)', { type: 'problem', problem: { category: 'unsupported' } }],
    ["SELECT 'é😀' FROM FROM t", { type: 'problem', problem: { category: 'syntax', start: 18, end: 22 } }],
    ["SELECT 'abc", { type: 'problem', problem: { category: 'syntax' } }],
    ['SELECT a FROM (SELECT 1', { type: 'problem', problem: { category: 'syntax' } }],
  ];
  it.each(cases)('%s', async (sql, expected) => {
    expect((await frontend().parse([sql]))[0]).toMatchObject(expected);
  });

  it('refuses what DuckDB would read half or not at all, and answers the other texts', async () => {
    const texts = ['SELECT 1', "SELECT 'é', 1 \0 FROM t", 'FROM t', `SELECT ${'1 + '.repeat(5000)} 1`];
    const parsed = await frontend().parse(texts);
    expect(parsed).toMatchObject([
      { type: 'query' },
      { type: 'problem', problem: { category: 'syntax', start: texts[1]!.indexOf('\0') } },
      { type: 'query' },
      { type: 'problem', problem: { message: expect.stringContaining('depth') } },
    ]);
    expect((await frontend().references(texts)).map((r) => r.type)).toEqual([
      'references',
      'problem',
      'references',
      'problem',
    ]);
    expect(await frontend().describe(texts[1]!)).toMatchObject({ problem: { start: texts[1]!.indexOf('\0') } });
    const large = `SELECT '${'x'.repeat(20_000_000)}' AS a`;
    expect(['columns', 'problem']).toContain((await frontend().describe(large)).type);
  });

  it('answers each text of a list for itself', async () => {
    expect((await frontend().parse(['SELECT 1', 'SELEC', 'FROM t'])).map((p) => p.type)).toEqual([
      'query',
      'problem',
      'query',
    ]);
    expect(await frontend().parse([])).toEqual([]);
  });
});
