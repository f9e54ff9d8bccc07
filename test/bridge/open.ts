// An in-memory DuckDB with its bridge, closed after each test.
import { afterEach } from 'vitest';
import type { Bridge, FeedOptions, VectorBatch } from '../../src/engine/bridge.ts';
import { openDuckDB } from '../../src/engine/duckdb/duckdbEngine.ts';
import type { Engine, Session } from '../../src/engine/engine.ts';

export interface Opened {
  readonly engine: Engine;
  readonly bridge: Bridge;
  readonly session: Session;
}

const open: Engine[] = [];

afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
});

export async function openBridge(database?: string): Promise<Opened> {
  const engine = await openDuckDB({ root: process.cwd(), database });
  open.push(engine);
  return { engine, bridge: engine.bridge!, session: await engine.session() };
}

export async function readAll(
  { bridge }: Opened,
  sql: string,
  options?: Parameters<Bridge['read']>[1],
): Promise<VectorBatch[]> {
  const batches: VectorBatch[] = [];
  for await (const batch of (await bridge.read(sql, options)).batches) batches.push(batch);
  return batches;
}

interface Writing extends FeedOptions {
  readonly columns: Parameters<Bridge['feed']>[0];
  readonly batches: Iterable<VectorBatch> | AsyncIterable<VectorBatch>;
}

/** `CREATE TABLE target AS` over batches that are handed to a feed. */
export async function writeAll(
  { bridge, session }: Opened,
  target: string,
  { columns, batches, ...options }: Writing,
): Promise<void> {
  const feed = bridge.feed(columns, options);
  const done = session.execute(`CREATE OR REPLACE TABLE ${target} AS ${feed.query}`).finally(() => feed.close());
  done.catch(() => undefined);
  try {
    for await (const batch of batches) await feed.push(batch);
    feed.end();
  } catch (error) {
    feed.fail(error);
    await done.catch(() => undefined);
    throw error;
  }
  await done;
}
