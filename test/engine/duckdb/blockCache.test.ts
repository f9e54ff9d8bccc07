// Blocks of the file that stay in memory after a checkpoint: given back above a budget, kept when they come back at once.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { BlockCache } from '../../../src/engine/duckdb/blockCache.ts';

const mib = 2 ** 20;
const limits = { limit: "'777MB'", budget: 7 * mib };
let folder: string;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mesh-blocks-'));
  instance = await DuckDBInstance.create(join(folder, 'db.duckdb'), { memory_limit: '777MB' });
  connection = await instance.connect();
});

afterEach(async () => {
  connection.closeSync();
  instance.closeSync();
  await rm(folder, { recursive: true });
});

async function value(sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJS()[0]?.[0];
}

const cached = async (): Promise<number> =>
  Number(await value(`SELECT memory_usage_bytes::DOUBLE FROM duckdb_memory() WHERE tag = 'BASE_TABLE'`));

async function write(table: string): Promise<void> {
  await connection.run(`CREATE TABLE ${table} AS SELECT hash(i) AS h FROM range(1500000) r(i)`);
  await connection.run('CHECKPOINT');
}

it('is trimmed above its budget, and the limit of memory stays what it was', async () => {
  const blocks = await BlockCache.open(connection, limits);
  const limit = await value(`SELECT current_setting('memory_limit')`);
  await write('t');
  expect(await cached()).toBeGreaterThan(8 * mib);
  await blocks.trim();
  expect(await cached()).toBeLessThan(7 * mib);
  expect(await value(`SELECT current_setting('memory_limit')`)).toBe(limit);
  expect(await value('SELECT count(DISTINCT h) FROM t')).toBe(1500000n);
});

it('is given more when what was given back is read again at once', async () => {
  const blocks = await BlockCache.open(connection, limits);
  await write('t');
  await blocks.trim();
  await value('SELECT sum(h::HUGEINT) FROM t');
  expect(await cached()).toBeGreaterThan(8 * mib);
  await blocks.trim();
  expect(await cached()).toBeGreaterThan(8 * mib);
});

it("is left alone when a statement of the project has set DuckDB's limit", async () => {
  const blocks = await BlockCache.open(connection, limits);
  await connection.run(`SET memory_limit = '333MB'`);
  const limit = await value(`SELECT current_setting('memory_limit')`);
  await write('t');
  await blocks.trim();
  expect(await cached()).toBeGreaterThan(8 * mib);
  expect(await value(`SELECT current_setting('memory_limit')`)).toBe(limit);
});

it('says when the limit cannot be set back', async () => {
  const blocks = await BlockCache.open(connection, { ...limits, limit: "'much'" });
  await write('t');
  await expect(blocks.trim()).rejects.toThrow(/much|memory/i);
});
