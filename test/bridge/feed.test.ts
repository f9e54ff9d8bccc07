import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ColumnShape } from '../../src/batch/sqlType.ts';
import { columnWriter } from '../../src/batch/value/write.ts';
import type { VectorBatch } from '../../src/engine/bridge.ts';
import { openBridge, writeAll } from './open.ts';

const shapes: ColumnShape[] = [
  { name: 'n', type: { type: 'BIGINT' }, nullable: true },
  { name: 't', type: { type: 'VARCHAR' }, nullable: true },
];

function batch(from: number, count: number): VectorBatch {
  const [n, t] = shapes.map((shape) => columnWriter(shape.type));
  for (let i = from; i < from + count; i++) {
    n!.append(i);
    t!.append(i % 3 === 0 ? null : `text number ${i}`);
  }
  return { length: count, vectors: [n!.finish(), t!.finish()] };
}

test('rows arrive in the order in which they were given, however slowly', async () => {
  const opened = await openBridge();
  async function* slow(): AsyncGenerator<VectorBatch> {
    for (let i = 0; i < 5; i++) {
      await sleep(20);
      yield batch(i * 1000, 1000);
    }
  }
  await writeAll(opened, 'target', { columns: shapes, batches: slow() });
  const [row] = await opened.session.query(
    `SELECT count(*)::INT AS n, bool_and(n = rowid) AS ordered, count(t)::INT AS texts FROM target`,
  );
  expect(row).toEqual({ n: 5000, ordered: true, texts: 3333 });
});

test('without an order several threads read the feed, and each row arrives once', async () => {
  const opened = await openBridge();
  await opened.session.execute('SET SESSION preserve_insertion_order = false');
  async function* quick(): AsyncGenerator<VectorBatch> {
    for (let i = 0; i < 12; i++) {
      if (i % 4 === 3) await sleep(10);
      yield batch(i * 50_000, 50_000);
    }
  }
  await writeAll(opened, 'target', { columns: shapes, batches: quick(), anyOrder: true });
  const [row] = await opened.session.query(
    `SELECT count(*)::INT AS n, count(DISTINCT n)::INT AS ids, max(n)::INT AS last, count(t)::INT AS texts FROM target`,
  );
  expect(row).toEqual({ n: 600_000, ids: 600_000, last: 599_999, texts: 400_000 });
});

test('without an order what the source throws fails the statement, too', async () => {
  const opened = await openBridge();
  await opened.session.execute('SET SESSION preserve_insertion_order = false');
  async function* failing(): AsyncGenerator<VectorBatch> {
    for (let i = 0; i < 5; i++) yield batch(i * 50_000, 50_000);
    await sleep(10);
    throw new Error('the source broke');
  }
  const writing = writeAll(opened, 'target', { columns: shapes, batches: failing(), anyOrder: true });
  await expect(writing).rejects.toThrow('the source broke');
  await expect(opened.session.query('FROM target')).rejects.toThrow(/target/);
});

test('no rows make an empty table', async () => {
  const opened = await openBridge();
  await writeAll(opened, 'target', { columns: shapes, batches: [] });
  expect(await opened.session.query('FROM target')).toEqual([]);
});

test('what the source throws fails the statement, and nothing is written', async () => {
  const opened = await openBridge();
  await opened.session.execute('CREATE TABLE target AS SELECT 1::BIGINT AS n');
  async function* failing(): AsyncGenerator<VectorBatch> {
    yield batch(0, 70_000);
    await sleep(10);
    throw new Error('the source broke');
  }
  await expect(writeAll(opened, 'target', { columns: shapes, batches: failing() })).rejects.toThrow('the source broke');
  expect(await opened.session.query('SELECT n::INT AS n FROM target')).toEqual([{ n: 1 }]);
});

test('a constraint that fails in the middle ends the feed', async () => {
  const { bridge, session } = await openBridge();
  await session.execute('CREATE TABLE target (n BIGINT CHECK (n < 100000), t VARCHAR)');
  const feed = bridge.feed(shapes);
  const insert = session.execute(`INSERT INTO target ${feed.query}`).finally(() => feed.close());
  const refused = expect(insert).rejects.toThrow(/CHECK/);
  let pushed = 0;
  const pushing = (async () => {
    for (; ; pushed++) await feed.push(batch(pushed * 50_000, 50_000));
  })();
  await expect(pushing).rejects.toThrow(/has ended/);
  await refused;
  expect(pushed).toBeLessThan(12);
  expect(await session.query('FROM target')).toEqual([]);
});

test('a waiting feed is interrupted at once', async () => {
  const { bridge, session } = await openBridge();
  const feed = bridge.feed(shapes);
  const insert = session.execute(`CREATE TABLE target AS ${feed.query}`).finally(() => feed.close());
  setTimeout(() => session.interrupt(), 20);
  await expect(insert).rejects.toMatchObject({ code: 'ENGINE_INTERRUPTED' });
});

test('several feeds run side by side', async () => {
  const opened = await openBridge();
  const writing = [1, 2].map(async (k) => {
    const session = await opened.engine.session();
    async function* batches(): AsyncGenerator<VectorBatch> {
      for (let i = 0; i < 10; i++) {
        await sleep(1);
        yield batch(i * 10_000, 10_000);
      }
    }
    await writeAll({ ...opened, session }, `target${k}`, { columns: shapes, batches: batches() });
  });
  await Promise.all(writing);
  const [row] = await opened.session.query(
    'SELECT (SELECT count(*) FROM target1)::INT AS a, (SELECT count(*) FROM target2)::INT AS b',
  );
  expect(row).toEqual({ a: 100_000, b: 100_000 });
});

test('a statement may read while it is written, through a stream', async () => {
  const opened = await openBridge();
  await opened.session.execute(
    `CREATE TABLE target AS SELECT i::BIGINT AS n, 'a text of some length ' || i AS t FROM range(300000) s(i)`,
  );
  const stream = await opened.bridge.read('FROM target');
  await writeAll(opened, 'target', stream);
  const [row] = await opened.session.query('SELECT count(*)::INT AS n, bool_and(n = rowid) AS same FROM target');
  expect(row).toEqual({ n: 300_000, same: true });
});
