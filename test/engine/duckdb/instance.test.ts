import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDuckDB } from '../../../src/engine/duckdb/duckdbEngine.ts';
import { isMeshError, type MeshError } from '../../../src/error/meshError.ts';
import { freshEngine, freshFolder } from './open.ts';

async function failure(work: Promise<unknown>): Promise<MeshError> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!isMeshError(error)) throw new Error(`expected a MeshError, got ${String(error)}`);
  return error;
}

/** Another process that opens the file, says so, and holds it for a while. */
async function holdFile(file: string, milliseconds: number): Promise<{ pid: number; ended: Promise<void> }> {
  const code = `const { DuckDBInstance } = require('@duckdb/node-api');
    DuckDBInstance.create(${JSON.stringify(file)}).then((i) => { console.log('open'); setTimeout(() => i.closeSync(), ${milliseconds}); });`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.on('exit', () => done()));
  await new Promise((ready) => child.stdout.once('data', ready));
  return { pid: child.pid!, ended };
}

describe('a file that another process holds', () => {
  it('is waited for, with a word on who holds it', async () => {
    const root = freshFolder();
    const holder = await holdFile(join(root, 'a.db'), 700);
    const messages: string[] = [];
    const engine = await freshEngine({ root, database: 'a.db', lockTimeout: 20, onWait: (m) => messages.push(m) });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`PID ${holder.pid}`);
    expect(messages[0]).toContain('a.db');
    expect(await (await engine.session()).query('SELECT 1 AS a')).toEqual([{ a: 1 }]);
    await holder.ended;
  });

  it('ends in ENGINE_LOCKED when the time is over', async () => {
    const root = freshFolder();
    const holder = await holdFile(join(root, 'a.db'), 1500);
    const error = await failure(openDuckDB({ root, database: 'a.db', lockTimeout: 0.3 }));
    expect(error.code).toBe('ENGINE_LOCKED');
    expect(error.message).toContain(`PID ${holder.pid}`);
    const attached = await failure(openDuckDB({ root, catalogs: { a: 'a.db' }, lockTimeout: 0.1 }));
    expect(attached.code).toBe('ENGINE_LOCKED');
    await holder.ended;
    await freshEngine({ root, database: 'a.db' });
  });
});

describe('files that cannot be opened', () => {
  it('keeps a file that is no database as it is', async () => {
    const root = freshFolder();
    const file = join(root, 'bad.db');
    writeFileSync(file, 'x'.repeat(9000));
    const error = await failure(openDuckDB({ root, database: 'bad.db' }));
    expect(error.code).toBe('ENGINE_FILE');
    expect(error.message).toContain('not a valid DuckDB database file');
    expect(readFileSync(file, 'utf8')).toBe('x'.repeat(9000));
  });

  it('names a folder that is missing and a path that is a folder', async () => {
    const root = freshFolder();
    mkdirSync(join(root, 'folder'));
    expect((await failure(openDuckDB({ root, database: 'no/such/a.db' }))).message).toContain(
      'No such file or directory',
    );
    expect((await failure(openDuckDB({ root, database: 'folder' }))).code).toBe('ENGINE_FILE');
    expect((await failure(openDuckDB({ root, catalogs: { a: 'no/such/a.db' } }))).code).toBe('ENGINE_FILE');
  });

  it.skipIf(process.getuid?.() === 0)('names a file without permission', async () => {
    const root = freshFolder();
    await (await openDuckDB({ root, database: 'a.db' })).close();
    chmodSync(join(root, 'a.db'), 0o000);
    expect((await failure(openDuckDB({ root, database: 'a.db' }))).code).toBe('ENGINE_FILE');
  });
});

describe('a read-only database', () => {
  it('can be read, not written, and not made', async () => {
    const root = freshFolder();
    const before = await openDuckDB({ root, database: 'a.db' });
    await (await before.session()).execute('CREATE TABLE t AS SELECT 1 AS a');
    await before.close();
    const session = await (await freshEngine({ root, database: 'a.db', readOnly: true })).session();
    expect(await session.query('SELECT a FROM t')).toEqual([{ a: 1 }]);
    expect((await failure(session.execute('CREATE TABLE u(a INTEGER)'))).message).toContain('open for reading only');
    expect((await failure(openDuckDB({ root, database: 'b.db', readOnly: true }))).code).toBe('ENGINE_FILE');
  });
});

describe('one instance per file', () => {
  it('is shared by engines that open the same file, and closed with the last', async () => {
    const root = freshFolder();
    const one = await openDuckDB({ root, database: 'a.db' });
    const two = await freshEngine({ root, database: join(root, 'a.db') });
    await (await one.session()).execute('CREATE TABLE t AS SELECT 1 AS a');
    await one.close();
    await one.close();
    expect(await (await two.session()).query('SELECT a FROM t')).toEqual([{ a: 1 }]);
    await two.close();
    const three = await freshEngine({ root, database: 'a.db' });
    expect(await (await three.session()).query('SELECT a FROM t')).toEqual([{ a: 1 }]);
  });

  it('refuses the same file in a different set of catalogs', async () => {
    const root = freshFolder();
    await freshEngine({ root, database: 'a.db' });
    expect((await failure(openDuckDB({ root, catalogs: { a: 'a.db', b: 'b.db' } }))).code).toBe('ENGINE_FILE_SHARED');
    await freshEngine({ root, catalogs: { b: 'b.db' } });
  });

  it('forgets a file whose opening failed', async () => {
    const root = freshFolder();
    writeFileSync(join(root, 'a.db'), 'junk');
    expect((await failure(openDuckDB({ root, database: 'a.db' }))).code).toBe('ENGINE_FILE');
    rmSync(join(root, 'a.db'));
    await freshEngine({ root, database: 'a.db' });
  });
});

describe('catalogs', () => {
  it('takes the catalog that a database in memory has anyway as the default one', async () => {
    const engine = await freshEngine({ root: freshFolder(), catalogs: { memory: ':memory:', more: 'more.db' } });
    expect(engine.defaultCatalog).toBe('memory');
    expect(engine.catalogs.map(({ name }) => name)).toEqual(['memory', 'more']);
  });

  it('takes the first as default and attaches the others, read-only ones too', async () => {
    const root = freshFolder();
    const before = await openDuckDB({ root, database: 'lake.db' });
    await (await before.session()).execute('CREATE TABLE t AS SELECT 1 AS a');
    await before.close();
    const engine = await freshEngine({
      root,
      catalogs: { shop: 'shop.db', lake: { path: 'lake.db', readOnly: true }, tmp: ':memory:' },
    });
    expect(engine.defaultCatalog).toBe('shop');
    expect(engine.catalogs).toEqual([
      { name: 'shop', type: 'duckdb', readOnly: false },
      { name: 'lake', type: 'duckdb', readOnly: true },
      { name: 'tmp', type: 'duckdb', readOnly: false },
    ]);
    const session = await engine.session();
    await session.execute('CREATE TABLE u AS SELECT * FROM lake.t');
    expect(await session.query('SELECT * FROM shop.main.u')).toEqual([{ a: 1 }]);
    const error = await failure(session.execute('CREATE TABLE lake.main.v AS SELECT 1'));
    expect(error.message).toContain('open for reading only');
  });

  it('works with a schema named like the catalog', async () => {
    const engine = await freshEngine({ database: 'shop.db' });
    const session = await engine.session();
    await session.createSchema({ schema: 'shop' });
    const target = { schema: 'shop', table: 't' };
    expect(await session.write({ type: 'replaceTable', target, query: 'SELECT 1 AS a' })).toEqual({ rowsChanged: 1 });
    expect(await session.relation(target)).toMatchObject({ type: 'table' });
    expect(await (await engine.session()).query('SELECT a FROM shop.shop.t')).toEqual([{ a: 1 }]);
  });
});

describe('settings', () => {
  it('reads files relative to the project', async () => {
    const root = freshFolder();
    mkdirSync(join(root, 'data'));
    writeFileSync(join(root, 'data', 'a.csv'), 'x,y\n1,2\n');
    const session = await (await freshEngine({ root })).session();
    expect(await session.query("SELECT * FROM 'data/a.csv'")).toEqual([{ x: 1n, y: 2n }]);
    expect(await session.query("SELECT * FROM read_csv('data/*.csv')")).toEqual([{ x: 1n, y: 2n }]);
  });

  it('applies the connector configuration to every session', async () => {
    const engine = await freshEngine({
      connectorConfig: {
        threads: 1,
        memory_limit: '123MiB',
        TimeZone: 'Europe/Berlin',
        preserve_insertion_order: false,
      },
    });
    const [row] = await (
      await engine.session()
    ).query(
      `SELECT current_setting('threads') AS threads, current_setting('memory_limit') AS memory, current_setting('TimeZone') AS zone,
       current_setting('preserve_insertion_order') AS ordered`,
    );
    expect(row).toEqual({ threads: 1n, memory: '123.0 MiB', zone: 'Europe/Berlin', ordered: false });
  });

  it('takes extensions that are built in without asking the network', async () => {
    // DuckDB's INSTALL fails for them where there is none.
    const engine = await freshEngine({ extensions: ['json', { name: 'parquet' }, 'icu'] });
    expect(await (await engine.session()).query("SELECT '{\"a\": 1}'::JSON->>'a' AS a")).toEqual([{ a: '1' }]);
  });

  it('names what it cannot apply', async () => {
    const setting = await failure(openDuckDB({ root: freshFolder(), connectorConfig: { memory_limitt: '1GB' } }));
    expect(setting.code).toBe('ENGINE_SETTING');
    expect(setting.message).toContain('memory_limitt');
    expect((await failure(openDuckDB({ root: freshFolder(), connectorConfig: { 'a = 1; DROP': 1 } }))).code).toBe(
      'ENGINE_SETTING',
    );
  });

  it('never shows a secret', async () => {
    const secrets = [{ type: 'nosuchtype', key_id: 'KEYKEYKEY', secret: 'TOPSECRET' }];
    const error = await failure(openDuckDB({ root: freshFolder(), secrets }));
    expect(error.code).toBe('ENGINE_SETTING');
    const everything = JSON.stringify([
      error,
      error.message,
      error.stack,
      String(error.cause),
      (error.cause as Error).stack,
      error.sql,
    ]);
    expect(everything).toContain('nosuchtype');
    expect(everything).not.toMatch(/KEYKEYKEY|TOPSECRET/);
  });
});
