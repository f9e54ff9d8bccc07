import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMeshError, type MeshError } from '../../../src/error/meshError.ts';
import { freshEngine, freshFolder, freshSession } from './open.ts';

async function failure(work: Promise<unknown>): Promise<MeshError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!isMeshError(error)) throw new Error(`expected a MeshError, got ${String(error)}`);
  return error;
}

describe('statements', () => {
  it('says how many rows changed, for CREATE TABLE AS too', async () => {
    const session = await freshSession();
    expect(await session.execute('CREATE TABLE t AS SELECT * FROM range(7) r(a)')).toEqual({ rowsChanged: 7 });
    expect(await session.execute('INSERT INTO t SELECT * FROM range(3)')).toEqual({ rowsChanged: 3 });
    expect(await session.execute('DELETE FROM t WHERE a < 2')).toEqual({ rowsChanged: 4 });
    expect(await session.execute('SELECT 1 AS "Counted"')).toEqual({ rowsChanged: 0 });
  });

  it('gives every type as a plain JavaScript value', async () => {
    const session = await freshSession();
    const [row] =
      await session.query(`SELECT 1 AS i, 9007199254740993::BIGINT AS b, 170141183460469231731687303715884105727::HUGEINT AS h,
      1.5::DOUBLE AS d, 12.50::DECIMAL(10,2) AS n, 12345678901234567.89::DECIMAL(20,2) AS w, 'é😀' AS s, TRUE AS t, NULL AS z,
      DATE '2024-01-02' AS day, TIMESTAMP '2024-01-02 03:04:05.678' AS ts, TIMESTAMPTZ '2024-01-02 03:04:05+01' AS tz,
      'infinity'::DATE AS inf, TIME '01:02:03' AS clock, INTERVAL 1 MONTH AS span, [1, 2] AS l, {a: 1, b: [DATE '2024-01-01']} AS st,
      MAP {'k': 1} AS m, '\\x01'::BLOB AS bytes, 'a'::ENUM('a', 'b') AS e, '00000000-0000-0000-0000-000000000001'::UUID AS u`);
    expect(row).toEqual({
      i: 1,
      b: 9007199254740993n,
      h: 170141183460469231731687303715884105727n,
      d: 1.5,
      n: 12.5,
      w: '12345678901234567.89',
      s: 'é😀',
      t: true,
      z: null,
      day: new Date('2024-01-02'),
      ts: new Date('2024-01-02T03:04:05.678Z'),
      tz: new Date('2024-01-02T02:04:05Z'),
      inf: 'infinity',
      clock: '01:02:03',
      span: '1 month',
      l: [1, 2],
      st: { a: 1, b: [new Date('2024-01-01')] },
      m: [{ key: 'k', value: 1 }],
      bytes: new Uint8Array([1]),
      e: 'a',
      u: '00000000-0000-0000-0000-000000000001',
    });
  });

  it('binds parameters by position and by name', async () => {
    const session = await freshSession();
    const when = new Date('2024-05-06T07:08:09.123Z');
    const [row] = await session.query(
      'SELECT ? AS s, ? AS n, ? AS f, ? AS b, ? AS t, ? AS d, ? AS bytes, ? AS nothing',
      ["it's", 3, 0.5, 5n, true, when, new Uint8Array([7]), null],
    );
    expect(row).toEqual({ s: "it's", n: 3, f: 0.5, b: 5, t: true, d: when, bytes: new Uint8Array([7]), nothing: null });
    expect(await session.query('SELECT $a + $b AS sum', { a: 2 ** 40, b: 1 })).toEqual([{ sum: BigInt(2 ** 40 + 1) }]);
  });

  it('refuses two columns of one name as objects and allows them as a table', async () => {
    const session = await freshSession();
    const error = await failure(session.query('SELECT 1 AS a, 2 AS a'));
    expect(error.code).toBe('ENGINE_DUPLICATE_COLUMN');
    expect(await session.table('SELECT 1 AS a, 2::DECIMAL(4,1) AS a')).toEqual({
      columns: [
        { name: 'a', type: 'INTEGER' },
        { name: 'a', type: 'DECIMAL(4,1)' },
      ],
      rows: [[1, 2]],
    });
  });

  it('computes in UTC whatever the machine says', async () => {
    const session = await freshSession();
    expect(
      await session.query(
        `SELECT current_setting('TimeZone') AS zone, TIMESTAMPTZ '2024-01-01 00:00:00+00'::VARCHAR AS t`,
      ),
    ).toEqual([{ zone: 'UTC', t: '2024-01-01 00:00:00+00' }]);
  });
});

describe('errors', () => {
  const cases: [sql: string, category: string, offset: number | undefined, message: RegExp][] = [
    ["SELECT 'é😀' nope nope", 'parser', 18, /syntax error at or near "nope"/],
    ["SELECT 'é😀', nope FROM (SELECT 1 AS a)", 'binder', 14, /Referenced column "nope" not found/],
    ['DROP TABLE t \0 IF NOT WANTED', 'parser', 13, /NUL character/],
    ['SELECT * FROM missing_table', 'catalog', 14, /missing_table does not exist/],
    ["SELECT 'é', 'abc'::INTEGER", 'conversion', 17, /Could not convert string 'abc'/],
    ["SELECT * FROM read_csv('no-such-file.csv')", 'io', 14, /no-such-file\.csv/],
    ['CREATE TABLE k(a INTEGER PRIMARY KEY); INSERT INTO k VALUES (1), (1)', 'constraint', undefined, /duplicate key/],
  ];
  it.each(cases)('%s → %s', async (sql, category, offset, message) => {
    const session = await freshSession();
    const error = await failure(session.execute(sql));
    expect(error.code).toBe('ENGINE_SQL');
    expect(error.data).toMatchObject({ category, transient: false });
    expect((error.data as { offset?: number }).offset).toBe(offset);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/exception_type|LINE 1/);
    expect(error.sql).toBe(sql);
    if (!sql.includes('\0')) expect(error.cause).toBeInstanceOf(Error);
  });

  it('offers what DuckDB found near', async () => {
    const session = await freshSession();
    await session.execute('CREATE TABLE orders(customer_id INTEGER)');
    expect((await failure(session.execute('SELECT * FROM ordrs'))).hint).toBe('did you mean orders?');
    expect((await failure(session.execute('SELECT customer FROM orders'))).hint).toBe('known here: customer_id');
  });
});

describe('transactions', () => {
  it('commits what worked and rolls back what threw', async () => {
    const session = await freshSession();
    await session.execute('CREATE TABLE t(a INTEGER)');
    expect(await session.transaction(async () => (await session.execute('INSERT INTO t VALUES (1)')).rowsChanged)).toBe(
      1,
    );
    const boom = new Error('boom');
    await expect(
      session.transaction(async () => {
        await session.execute('INSERT INTO t VALUES (2)');
        throw boom;
      }),
    ).rejects.toBe(boom);
    expect(session.inTransaction).toBe(false);
    expect(await session.query('SELECT a FROM t')).toEqual([{ a: 1 }]);
  });

  it('keeps the first error when a later statement finds the transaction aborted', async () => {
    const session = await freshSession();
    await session.execute('CREATE TABLE t(a INTEGER)');
    const error = await failure(
      session.transaction(async () => {
        await session.execute('INSERT INTO t VALUES (1)');
        await session.execute("INSERT INTO t SELECT 'x'::INTEGER FROM range(3)");
      }),
    );
    expect(error.data).toMatchObject({ category: 'conversion' });
    expect(await session.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 0n }]);
  });

  it('marks conflicts between sessions as transient', async () => {
    const engine = await freshEngine({ database: 'c.db' });
    const [one, two] = [await engine.session(), await engine.session()];
    await one.execute('CREATE TABLE t AS SELECT 1 AS a');
    const error = await failure(
      one.transaction(async () => {
        await one.execute('UPDATE t SET a = 2');
        await two.transaction(async () => {
          await two.execute('UPDATE t SET a = 3');
        });
      }),
    );
    expect(error.data).toMatchObject({ category: 'conflict', transient: true });
    const created = await failure(
      one.transaction(async () => {
        await one.execute('CREATE TABLE z(a INTEGER)');
        await two.execute('CREATE TABLE z(a INTEGER)');
      }),
    );
    expect(created.data).toMatchObject({ category: 'conflict', transient: true });
    expect(await two.query('SELECT a FROM t')).toEqual([{ a: 1 }]);
  });

  it('lets sessions write different tables at the same time', async () => {
    const engine = await freshEngine({ database: 'c.db' });
    const sessions = await Promise.all([1, 2, 3, 4].map(() => engine.session()));
    // A transaction that loses against another one may fail, but every one has ended before the next statements.
    await Promise.allSettled(
      sessions.map((session, i) =>
        session.transaction(async () => {
          await session.createSchema({ schema: 's' }).catch(() => undefined);
          await session.execute(`CREATE TABLE t${i} AS SELECT * FROM range(1000)`);
        }),
      ),
    );
    for (const [i, session] of sessions.entries()) {
      await session.execute(`CREATE OR REPLACE TABLE u${i} AS SELECT ${i} AS a`);
      expect(await session.query(`SELECT a FROM u${i}`)).toEqual([{ a: i }]);
    }
  });
});

describe('relieving memory', () => {
  it('is needed when tables that were appended to hold many blocks, and no longer afterwards', async () => {
    const engine = await freshEngine({ root: freshFolder(), database: 'c.db' });
    const session = await engine.session();
    const columns = Array.from({ length: 60 }, (_, i) => `range * ${i} AS c${i}`).join(', ');
    const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
    for (const name of names) await session.execute(`CREATE TABLE ${name} AS SELECT ${columns} FROM range(50)`);
    expect(await engine.needsRelief!()).toBe(false);
    await engine.relieve!();
    for (const name of names) await session.execute(`INSERT INTO ${name} SELECT ${columns} FROM range(50)`);
    expect(await engine.needsRelief!()).toBe(true);
    await engine.relieve!();
    expect(await engine.needsRelief!()).toBe(false);
  });

  it('is not asked for by temporary tables, which no checkpoint writes', async () => {
    const engine = await freshEngine({ root: freshFolder(), database: 'c.db' });
    const session = await engine.session();
    await session.execute('CREATE TEMP TABLE large AS SELECT range AS a, hash(range) AS b FROM range(10_000_000)');
    await engine.relieve!();
    expect(await engine.needsRelief!()).toBe(false);
  });

  it('writes the file while transactions are open, and close waits for it', async () => {
    const root = freshFolder();
    const engine = await freshEngine({ root, database: 'c.db' });
    const session = await engine.session();
    await session.execute('CREATE TABLE t AS SELECT * FROM range(500000) r(a)');
    const other = await engine.session();
    await other.transaction(async () => {
      await other.execute('CREATE TABLE u AS SELECT 1 AS a');
      void engine.relieve!();
      void engine.relieve!();
      expect(await session.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 500000n }]);
    });
    void engine.relieve!();
    await engine.close();
    expect(existsSync(join(root, 'c.db.wal'))).toBe(false);
    expect(statSync(join(root, 'c.db')).size).toBeGreaterThan(100_000);
  });
});

describe('interrupting and closing', () => {
  const endless = 'SELECT sum(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b';

  it('stops a running statement and leaves the session usable', async () => {
    const session = await freshSession();
    setTimeout(() => session.interrupt(), 50);
    expect((await failure(session.execute(endless))).code).toBe('ENGINE_INTERRUPTED');
    expect(await session.query('SELECT 1 AS a')).toEqual([{ a: 1 }]);
  });

  it('closes while statements run, without hanging, and rolls back', async () => {
    const root = freshFolder();
    const engine = await freshEngine({ root, database: 'c.db' });
    const session = await engine.session();
    await session.execute('CREATE TABLE t(a INTEGER)');
    const running = failure(
      session.transaction(async () => {
        await session.execute('INSERT INTO t VALUES (1)');
        await session.execute(endless);
      }),
    );
    await new Promise((done) => setTimeout(done, 50));
    await engine.close();
    expect((await running).code).toBe('ENGINE_INTERRUPTED');
    expect((await failure(session.query('SELECT 1 AS a'))).code).toBe('ENGINE_CLOSED');
    const again = await (await freshEngine({ root, database: 'c.db' })).session();
    expect(await again.query('SELECT count(*) AS n FROM t')).toEqual([{ n: 0n }]);
  });
});
