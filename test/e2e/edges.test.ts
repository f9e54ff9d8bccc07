// Corners where two features meet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { testProject, type RunObject } from '../support/testProject.ts';

const full = (name: string, query: string): string => `MODEL (name s.${name}, kind FULL);\n${query}`;

describe('texts that could break what is put around them', () => {
  const queries: readonly (readonly [string, string, string])[] = [
    ['a comment at the end', 'SELECT 1 AS x -- the end', '1'],
    ['a block comment and a semicolon', 'SELECT 1 AS x /* ; */ ;', '1'],
    ['a string with a semicolon and a quote', "SELECT 'a;''b' AS x;", "a;'b"],
    ['dollar quotes', "SELECT $q$it's; $q$ AS x", "it's; "],
    ['FROM first', 'FROM (SELECT 1 AS x)', '1'],
    ['VALUES in brackets', 'SELECT x FROM (VALUES (1)) AS v(x)', '1'],
    ['an order and a limit', 'SELECT x FROM (VALUES (2), (1)) AS v(x) ORDER BY x LIMIT 1', '1'],
    [
      'a recursive CTE',
      'WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r WHERE x < 3) SELECT max(x) AS x FROM r',
      '3',
    ],
    ['a PIVOT', "SELECT a AS x FROM (PIVOT (SELECT 'a' AS k, 5 AS v) ON k IN ('a') USING sum(v))", '5'],
    ['an at sign in a string', "SELECT 'me@home' AS x", 'me@home'],
    ['another script', "SELECT 'ü😀' AS x", 'ü😀'],
    ['a semi-structured column', "SELECT {'a': [1, 2]}.a[2] AS x", '2'],
  ];
  for (const [title, query, value] of queries) {
    it(`${title}, as a table, a view and for a reader`, async () => {
      for (const kind of ['FULL', 'VIEW', 'EMBEDDED']) {
        const project = testProject({
          'models/m.sql': `MODEL (name s.m, kind ${kind});\n${query}`,
          'models/r.sql': full('r', 'SELECT m.x FROM s.m'),
        });
        await project.plan();
        expect(await project.rows('SELECT x FROM s.r')).toEqual([value]);
      }
    });
  }

  it('Windows line ends, a byte order mark, lower case and a trailing comma', async () => {
    const project = testProject({
      'models/m.sql': '\uFEFFmodel (\r\n  name s.m,\r\n  kind full,\r\n)\r\n;\r\nselect\r\n  1 as x\r\n',
    });
    await project.plan();
    expect(await project.rows('SELECT x FROM s.m')).toEqual(['1']);
  });
});

describe('names', () => {
  it('of CTEs hide models, and aliases stay', async () => {
    const project = testProject({
      'models/a.sql': full('a', 'SELECT 1 AS x'),
      'models/b.sql': full(
        'b',
        'WITH a AS (SELECT 2 AS x), c AS (SELECT a.x FROM s.a AS a) SELECT a.x AS one, c.x AS two, s.a.x AS three FROM a, c, s.a',
      ),
    });
    await project.plan();
    expect(await project.rows('SELECT * FROM s.b')).toEqual(['2|1|1']);
  });

  const clashes: readonly (readonly [string, string, string])[] = [
    ['joined', 'SELECT s.o.x AS one, t.o.x AS two FROM s.o JOIN t.o ON s.o.x < t.o.x', '1|5'],
    ['listed', 'SELECT s.o.x, sum(t.o.x) AS two FROM s.o, t.o GROUP BY s.o.x', '1|5'],
    ['beside a table of nobody', 'SELECT s.o.x AS one, main.o.x AS two FROM s.o, main.o', '1|9'],
    ['correlated', 'SELECT s.o.x AS one, (SELECT max(t.o.x + s.o.x) FROM t.o) AS two FROM s.o', '1|6'],
    [
      'correlated, and bare outside',
      'SELECT o.x AS one, (SELECT max(o.x + s.o.x) FROM t.o) AS two FROM s.o WHERE o.x > 0',
      '1|6',
    ],
    ['in scopes of their own', 'SELECT o.x AS one, (SELECT o.x FROM t.o) AS two FROM s.o', '1|5'],
    [
      'in arms of a union',
      'SELECT min(x) AS one, max(x) AS two FROM (SELECT o.x FROM s.o UNION ALL SELECT o.x FROM t.o)',
      '1|5',
    ],
    ['twice, once with an alias', 'SELECT o.x AS one, z.x AS two FROM s.o JOIN t.o AS z ON o.x < z.x', '1|5'],
  ];
  for (const [title, query, expected] of clashes) {
    it(`that two schemas share, ${title}`, async () => {
      const project = testProject({
        'models/s.sql': full('o', 'SELECT 1 AS x'),
        'models/t.sql': 'MODEL (name t.o, kind FULL);\nSELECT 5 AS x',
        'models/r.sql': full('r', query),
      });
      await project.sql('CREATE TABLE main.o AS SELECT 9 AS x');
      await project.plan();
      expect(await project.rows('SELECT * FROM s.r')).toEqual([expected]);
    });
  }

  it('that are reserved words or have capitals', async () => {
    const project = testProject({
      'models/a.sql': 'MODEL (name s."order", kind FULL);\nSELECT 1 AS "Group", 2 AS "select"',
      'models/b.sql': full('b', 'SELECT o."Group" + o."select" AS x FROM s."order" AS o'),
      'models/c.sql': 'MODEL (name S.Mixed, kind FULL);\nSELECT X FROM S.B',
    });
    await project.plan();
    expect(await project.rows('SELECT x FROM s.mixed')).toEqual(['3']);
  });

  it('of one part live in the default schema', async () => {
    const project = testProject({
      'models/a.sql': 'MODEL (name solo, kind FULL);\nSELECT 1 AS x',
      'models/b.sql': full('b', 'SELECT x FROM solo'),
    });
    await project.plan();
    expect(await project.rows('SELECT x FROM s.b')).toEqual(['1']);
    await project.plan('dev --include-unmodified');
  });
});

describe('what stops and goes on', () => {
  it('a stop before anything ran exits 130 and changes nothing', async () => {
    const project = testProject({ 'models/a.sql': full('a', 'SELECT 1 AS x') });
    const stop = new AbortController();
    stop.abort();
    const run = await project.mesh('plan --auto-apply --json', { stop: stop.signal });
    expect(run.code).toBe(130);
    expect((await project.plan()).result?.status).toBe('success');
  });

  it('a stop while something runs says what happens and how to stop at once', async () => {
    const slow = `MODEL (name s.slow, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1));
      SELECT @start_date AS d, sum(hash(r.range)) AS n FROM range(3000000) AS r`;
    const project = testProject({ 'models/slow.sql': slow });
    const stop = new AbortController();
    const running = project.mesh('plan --auto-apply', { stop: stop.signal });
    await vi.waitUntil(() => existsSync(join(project.folder, 'db.duckdb')), { timeout: 30_000 });
    stop.abort();
    const run = await running;
    expect([run.code, run.stderr]).toEqual([130, expect.stringContaining('Ctrl-C again rolls it back')]);
    expect((await project.plan()).result?.status).toBe('success');
  });

  it('a failed dev plan leaves nothing that stands in the way of prod', async () => {
    const project = testProject({
      'models/a.sql': full('a', 'SELECT 1 AS x'),
      'models/b.sql': full('b', 'SELECT x FROM s.a'),
    });
    await project.plan();
    project.write({ 'models/a.sql': full('a', "SELECT CAST('no' AS INT) AS x") });
    expect((await project.mesh('plan dev --auto-apply')).code).toBe(1);
    project.write({ 'models/a.sql': full('a', 'SELECT 3 AS x') });
    await project.plan();
    project.now = '2023-01-09T00:05:00Z';
    expect((await project.run()).status).toBe('success');
    expect(await project.rows('SELECT x FROM s.b')).toEqual(['3']);
  });

  it('a failing FULL model in a run keeps its rows, and its readers are skipped', async () => {
    const project = testProject({
      'models/a.sql': full('a', 'SELECT text::INT AS x FROM main.src'),
      'models/b.sql': full('b', 'SELECT x FROM s.a'),
    });
    await project.sql("CREATE TABLE main.src AS SELECT '1' AS text");
    await project.plan();
    await project.sql("UPDATE main.src SET text = 'no'");
    project.now = '2023-01-09T00:05:00Z';
    const run = await project.mesh('run --json');
    expect(run.code).toBe(1);
    expect((run.json as RunObject).models.map((m) => `${m.name} ${m.status} ${m.because ?? ''}`)).toEqual([
      's.a failed ',
      's.b skipped s.a',
    ]);
    expect((run.json as RunObject).status).toBe('failed');
    expect(await project.rows('SELECT a.x, b.x FROM s.a AS a, s.b AS b')).toEqual(['1|1']);
  });
});

describe('batch_concurrency', () => {
  it('lets batches run beside each other and loses none', async () => {
    const project = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1, batch_concurrency 4), start '2022-12-01');\nSELECT @start_date AS d`,
    });
    const plan = await project.plan();
    expect(plan.backfill[0]!.batches).toBe(38);
    expect(await project.rows('SELECT count(*), count(DISTINCT d) FROM s.m')).toEqual(['38|38']);
  });
});
