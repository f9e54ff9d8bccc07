import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/engine/engine.ts';
import type { WriteStrategy } from '../../../src/engine/writeStrategy.ts';
import type { MeshError } from '../../../src/error/meshError.ts';
import { freshEngine, freshSession } from './open.ts';

const target = { schema: 's', table: 't' };

async function prepared(): Promise<Session> {
  const session = await freshSession();
  await session.createSchema({ schema: 's' });
  return session;
}

function rows(session: Session): Promise<unknown[]> {
  return session.query('SELECT * FROM s.t ORDER BY ALL');
}

async function writeAll(session: Session, ...strategies: WriteStrategy[]): Promise<number[]> {
  const changed: number[] = [];
  for (const strategy of strategies)
    changed.push((await session.transaction(() => session.write(strategy))).rowsChanged);
  return changed;
}

describe('replaceTable', () => {
  it('swaps definition and rows, in the order of declared columns', async () => {
    const session = await prepared();
    const columns = [
      { name: 'b', type: 'BIGINT' },
      { name: 'a', type: 'VARCHAR', nullable: false },
    ];
    expect(
      await writeAll(
        session,
        { type: 'replaceTable', target, query: 'SELECT 1 AS old -- the end' },
        { type: 'replaceTable', target, query: "FROM (VALUES ('x', 1), ('y', NULL)) v(a, b)", columns },
      ),
    ).toEqual([1, 2]);
    expect((await session.relation(target))?.columns).toEqual([
      { name: 'b', type: 'BIGINT', nullable: true },
      { name: 'a', type: 'VARCHAR', nullable: false },
    ]);
    expect(await rows(session)).toEqual([
      { b: 1n, a: 'x' },
      { b: null, a: 'y' },
    ]);
  });

  it('takes every form of query', async () => {
    const session = await prepared();
    await session.execute('CREATE TABLE s.src AS SELECT * FROM (VALUES (1, 2), (1, 3)) v(k, n)');
    const queries = [
      'WITH c AS (SELECT 1 AS a) SELECT * FROM c',
      'FROM s.src',
      'VALUES (1)',
      'SELECT 1 AS a UNION ALL SELECT 2 ORDER BY 1 LIMIT 1',
      'PIVOT s.src ON k USING sum(n)',
      'SELECT 1 AS a /* c */ -- d',
    ];
    for (const query of queries) await writeAll(session, { type: 'replaceTable', target, query });
    expect(await rows(session)).toEqual([{ a: 1 }]);
  });

  it('takes the place of a view and not the other way round', async () => {
    const session = await prepared();
    await writeAll(session, { type: 'replaceView', target, query: 'SELECT 1 AS a' });
    expect(await session.relation(target)).toMatchObject({ type: 'view' });
    await writeAll(session, { type: 'replaceTable', target, query: 'SELECT 2 AS a' });
    expect(await session.relation(target)).toMatchObject({ type: 'table' });
    await expect(session.write({ type: 'replaceView', target, query: 'SELECT 3 AS a' })).rejects.toThrow(
      /of type Table/,
    );
    expect(await rows(session)).toEqual([{ a: 2 }]);
  });
});

describe('createTable', () => {
  it('makes an empty table from columns or from a query, and leaves an existing one', async () => {
    const session = await prepared();
    await writeAll(
      session,
      { type: 'createTable', target, from: { query: "SELECT 1::DECIMAL(5,2) AS n, 'x' AS s" } },
      { type: 'createTable', target, from: { columns: [{ name: 'other', type: 'INTEGER' }] } },
    );
    expect((await session.relation(target))?.columns.map((c) => [c.name, c.type])).toEqual([
      ['n', 'DECIMAL(5,2)'],
      ['s', 'VARCHAR'],
    ]);
    expect(await rows(session)).toEqual([]);
  });
});

describe('append and overwriteRange', () => {
  const columns = ['day', 'n'];
  const query = (from: number, to: number, n: number): string =>
    `SELECT ${n} AS n, DATE '2024-01-01' + i::INTEGER AS day, 'extra' AS x FROM range(${from}, ${to}) r(i)`;

  it('matches columns by name and leaves out those the target has not got', async () => {
    const session = await prepared();
    await session.execute('CREATE TABLE s.t(n INTEGER, day DATE, missing VARCHAR)');
    expect(await writeAll(session, { type: 'append', target, columns, query: query(0, 2, 7) })).toEqual([2]);
    expect(await rows(session)).toEqual([
      { n: 7, day: new Date('2024-01-01'), missing: null },
      { n: 7, day: new Date('2024-01-02'), missing: null },
    ]);
  });

  it('replaces the half-open range and nothing else', async () => {
    const session = await prepared();
    await session.execute('CREATE TABLE s.t(n INTEGER, day DATE)');
    const overwrite = {
      type: 'overwriteRange',
      target,
      columns,
      column: '"day"',
      low: "DATE '2024-01-02'",
      high: "DATE '2024-01-04'",
    } as const;
    expect(
      await writeAll(
        session,
        { type: 'append', target, columns, query: query(0, 5, 1) },
        { ...overwrite, query: query(0, 5, 2) },
      ),
    ).toEqual([5, 2]);
    expect(await session.query('SELECT day(day) AS d, n FROM s.t ORDER BY d')).toEqual([
      { d: 1n, n: 1 },
      { d: 2n, n: 2 },
      { d: 3n, n: 2 },
      { d: 4n, n: 1 },
      { d: 5n, n: 1 },
    ]);
  });

  it('makes a table of the range, and counts what has no time', async () => {
    const session = await prepared();
    const done = await session.transaction(() =>
      session.write({
        type: 'createRange',
        target,
        query: `${query(0, 5, 1)} UNION ALL SELECT 9, NULL, 'no day'`,
        column: '"day"',
        low: "DATE '2024-01-02'",
        high: "DATE '2024-01-04'",
        timeType: 'DATE',
      }),
    );
    expect(done).toEqual({ rowsChanged: 2, rowsWithoutTime: 1 });
    expect(await session.query('SELECT n, day(day) AS d, x FROM s.t ORDER BY d')).toEqual([
      { n: 1, d: 2n, x: 'extra' },
      { n: 1, d: 3n, x: 'extra' },
    ]);
  });

  it('leaves no table of a range that is written for another type', async () => {
    const session = await prepared();
    const range = {
      column: 'day',
      low: "TIMESTAMP '2024-01-02'",
      high: "TIMESTAMP '2024-01-04'",
      timeType: 'TIMESTAMP',
    };
    const done = await session.transaction(() =>
      session.write({ type: 'createRange', target, query: query(0, 5, 1), ...range }),
    );
    expect(done).toEqual({ rowsChanged: 0, otherTimeType: 'DATE' });
    expect(await session.columns(target)).toBeUndefined();
  });

  it('leaves the old rows when the query fails', async () => {
    const session = await prepared();
    await session.execute("CREATE TABLE s.t AS SELECT 1 AS n, DATE '2024-01-01' AS day");
    const failing: WriteStrategy = {
      type: 'overwriteRange',
      target,
      columns,
      query: "SELECT ('x' || i)::INTEGER AS n, DATE '2024-01-01' AS day FROM range(3) r(i)",
      column: 'day',
      low: "'2024-01-01'",
      high: "'2024-01-02'",
    };
    await expect(writeAll(session, failing)).rejects.toMatchObject({ code: 'ENGINE_SQL' });
    expect(await rows(session)).toHaveLength(1);
  });
});

describe('mergeByKey', () => {
  const merge = (values: string, orderBy?: string): WriteStrategy => ({
    type: 'mergeByKey',
    target,
    columns: ['k', 'j', 'v'],
    query: `SELECT * FROM (VALUES ${values}) s(k, j, v)`,
    key: ['k', "coalesce(j, 'none')"],
    orderBy,
  });

  it('keeps one row per key, NULL keys too, from the first load on', async () => {
    const session = await prepared();
    await session.execute('CREATE TABLE s.t(k INTEGER, j VARCHAR, v INTEGER)');
    expect(
      await writeAll(
        session,
        merge("(1, 'a', 1), (1, 'a', 2), (NULL, NULL, 3), (2, 'a', 4)", 'v DESC'),
        merge("(1, 'a', 5), (NULL, 'none', 6), (NULL, 'b', 7)"),
        merge("(9, 'z', 0)"),
      ),
    ).toEqual([3, 3, 1]);
    expect(await rows(session)).toEqual([
      { k: 1, j: 'a', v: 5 },
      { k: 2, j: 'a', v: 4 },
      { k: 9, j: 'z', v: 0 },
      { k: null, j: 'b', v: 7 },
      { k: null, j: 'none', v: 6 },
    ]);
    expect(await session.query("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'mesh%'")).toEqual([]);
  });
});

describe('overwritePartitions', () => {
  it('replaces the partitions that occur, the NULL one too', async () => {
    const session = await prepared();
    await session.execute("CREATE TABLE s.t AS FROM (VALUES ('a', 1), ('a', 2), ('b', 3), (NULL, 4)) v(p, n)");
    const strategy: WriteStrategy = {
      type: 'overwritePartitions',
      target,
      columns: ['p', 'n'],
      query: "FROM (VALUES ('a', 10), (NULL, 40), ('c', 50)) v(p, n)",
      partitionBy: ['p'],
    };
    expect(await writeAll(session, strategy)).toEqual([3]);
    expect(await rows(session)).toEqual([
      { p: 'a', n: 10 },
      { p: 'b', n: 3 },
      { p: 'c', n: 50 },
      { p: null, n: 40 },
    ]);
  });
});

describe('loadRows', () => {
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 'day', type: 'DATE' },
    { name: 'tags', type: 'VARCHAR[]' },
    { name: 'note', type: 'VARCHAR' },
  ];

  it('casts text to the columns and keeps NULL apart from the empty text', async () => {
    const session = await prepared();
    const data = [
      ['1', '2024-01-02', '[a, b]', "it's 😀"],
      ['2', null, null, ''],
      ['3', '2024-01-03', '[]', null],
    ];
    expect(await writeAll(session, { type: 'loadRows', target, columns, rows: data })).toEqual([3]);
    expect(await rows(session)).toEqual([
      { id: 1n, day: new Date('2024-01-02'), tags: ['a', 'b'], note: "it's 😀" },
      { id: 2n, day: null, tags: null, note: '' },
      { id: 3n, day: new Date('2024-01-03'), tags: [], note: null },
    ]);
  });

  it('loads more rows than a vector holds, and none', async () => {
    const session = await prepared();
    function* many(): Iterable<(string | null)[]> {
      for (let i = 0; i < 5000; i++) yield [String(i), null, null, 'x'];
    }
    expect(await writeAll(session, { type: 'loadRows', target, columns, rows: many() })).toEqual([5000]);
    expect(await session.query('SELECT count(*) AS n, sum(id)::BIGINT AS s FROM s.t')).toEqual([
      { n: 5000n, s: 12497500n },
    ]);
    expect(await writeAll(session, { type: 'loadRows', target, columns, rows: [] })).toEqual([0]);
  });

  it('names row, column and value of what does not fit', async () => {
    const session = await prepared();
    const data = [
      ['1', null, null, 'x'],
      ['zwei', null, null, 'y'],
    ];
    const error = await writeAll(session, { type: 'loadRows', target, columns, rows: data }).then(
      () => undefined,
      (e: MeshError) => e,
    );
    expect(error?.code).toBe('ENGINE_ROW_VALUE');
    expect(error?.message).toBe('row 2, column id: expected BIGINT, got "zwei"');
    const required = [{ name: 'id', type: 'VARCHAR', nullable: false }];
    await expect(
      writeAll(session, { type: 'loadRows', target, columns: required, rows: [['a'], [null]] }),
    ).rejects.toThrow('row 2, column id: expected VARCHAR, got NULL');
  });
});

describe('relations', () => {
  it('tells tables, views, broken views and what is missing', async () => {
    const session = await prepared();
    await session.execute('CREATE TABLE s.t(a INTEGER NOT NULL, "B b" VARCHAR); CREATE VIEW s.v AS SELECT a FROM s.t');
    await session.execute(
      'CREATE TABLE s.gone(a INTEGER); CREATE VIEW s.broken AS SELECT * FROM s.gone; DROP TABLE s.gone',
    );
    const columns = [
      { name: 'a', type: 'INTEGER', nullable: false },
      { name: 'B b', type: 'VARCHAR', nullable: true },
    ];
    expect(await session.relation(target)).toEqual({ name: target, type: 'table', columns });
    expect(await session.relation({ schema: 's', table: 'v' })).toMatchObject({
      type: 'view',
      columns: [{ name: 'a' }],
    });
    expect(await session.relation({ schema: 's', table: 'broken' })).toMatchObject({ type: 'view', columns: [] });
    expect(await session.relation({ schema: 's', table: 'none' })).toBeUndefined();
    expect(await session.relation({ schema: 'none', table: 't' })).toBeUndefined();
    const all = await session.relations({ schema: 's' });
    expect(all.map((r) => `${r.type} ${r.name.table}`).sort()).toEqual(['table t', 'view broken', 'view v']);
    expect(all.find((r) => r.name.table === 't')?.columns).toEqual(columns);
    expect(await session.relations({ schema: 'none' })).toEqual([]);
  });

  it('sees what its own transaction did and others do not', async () => {
    const engine = await freshEngine();
    const [one, two] = [await engine.session(), await engine.session()];
    await one.transaction(async () => {
      await one.createSchema({ schema: 's' });
      await one.createSchema({ schema: 's' });
      await one.write({ type: 'replaceTable', target, query: 'SELECT 1 AS a' });
      expect(await one.relation(target)).toBeDefined();
      expect(await two.relation(target)).toBeUndefined();
    });
    expect(await two.relation(target)).toBeDefined();
  });

  it('drops, renames, alters and comments tables and views', async () => {
    const session = await prepared();
    await session.execute('CREATE TABLE s.t(a INTEGER); CREATE VIEW s.v AS SELECT 1 AS x; INSERT INTO s.t VALUES (5)');
    await session.comment(target, { on: 'table', table: "it's a table", columns: { A: 'the a', none: 'ignored' } });
    await session.comment({ schema: 's', table: 'v' }, { on: 'view', table: 'a view', columns: { x: 'an x' } });
    expect(
      await session.query("SELECT comment FROM duckdb_columns() WHERE schema_name = 's' ORDER BY comment"),
    ).toEqual([{ comment: 'an x' }, { comment: 'the a' }]);
    await session.alter(target, [
      { type: 'add', column: 'n', columnType: 'VARCHAR' },
      { type: 'alterType', column: 'a', columnType: 'BIGINT' },
      { type: 'rename', column: 'n', to: 'm' },
    ]);
    expect(await rows(session)).toEqual([{ a: 5n, m: null }]);
    await session.alter(target, [{ type: 'drop', column: 'm' }]);
    expect((await session.relations({ schema: 's' })).map((r) => r.name.table).sort()).toEqual([target.table, 'v']);
    await expect(session.dropSchema({ schema: 's' })).rejects.toMatchObject({ data: { category: 'dependency' } });
    for (const table of [target.table, 'v', 'nothing']) await session.drop({ schema: 's', table });
    await session.drop({ schema: 'nowhere', table: 'x' });
    await session.dropSchema({ schema: 's' });
    expect(await session.schemaExists({ schema: 's' })).toBe(false);
  });
});
