import { expect, test } from 'vitest';
import { typeText } from '../../src/batch/sqlType.ts';
import { reader } from '../../src/batch/value/read.ts';
import { openBridge, readAll } from './open.ts';

const lengths = (batches: readonly { length: number }[]): number[] => batches.map((batch) => batch.length);

test('a batch has 65,536 rows unless told otherwise', async () => {
  const opened = await openBridge();
  expect(lengths(await readAll(opened, 'FROM range(150000)'))).toEqual([65_536, 65_536, 18_928]);
  expect(lengths(await readAll(opened, 'FROM range(25)', { rows: 10 }))).toEqual([10, 10, 5]);
  expect(lengths(await readAll(opened, 'FROM range(10000)', { rows: 3000 }))).toEqual([3000, 3000, 3000, 1000]);
});

test('no rows give no batch, and the columns are known', async () => {
  const opened = await openBridge();
  const stream = await opened.bridge.read(`SELECT 1 AS a, 'x' AS b WHERE false`);
  expect(stream.columns.map(({ name, type }) => `${name} ${typeText(type)}`)).toEqual(['a INTEGER', 'b VARCHAR']);
  for await (const _ of stream.batches) throw new Error('a batch without rows');
});

test('long texts make batches leave before they are full', async () => {
  const opened = await openBridge();
  const batches = await readAll(opened, `SELECT repeat('x', 10000) AS t FROM range(10000)`);
  expect(batches.length).toBeGreaterThan(4);
  expect(Math.max(...lengths(batches))).toBeLessThanOrEqual(4096);
  const texts = reader(batches[0]!.vectors[0]!);
  expect(texts(batches[0]!.length - 1)).toBe('x'.repeat(10_000));
});

test.each([
  [
    'error() in the last row',
    `SELECT CASE WHEN i = 999999 THEN error('boom') ELSE 'x' END AS x FROM range(1000000) t(i)`,
    /boom/,
  ],
  [
    'a cast that fails late',
    `SELECT CASE WHEN i = 999999 THEN 'no' ELSE '1' END::INTEGER AS x FROM range(1000000) t(i)`,
    /no/,
  ],
  ['an overflow', `SELECT (i + 9223372036854000000)::BIGINT + i AS x FROM range(1000000) t(i)`, /[Oo]verflow/],
])('the end of a stream that failed is an error: %s', async (_, sql, message) => {
  const opened = await openBridge();
  await expect(readAll(opened, sql)).rejects.toThrow(message);
  expect(lengths(await readAll(opened, 'FROM range(3)'))).toEqual([3]);
});

test('an abandoned stream gives its connection back at once', async () => {
  const opened = await openBridge();
  for (let i = 0; i < 20; i++) {
    for await (const batch of (await opened.bridge.read('FROM range(100000000000)')).batches) {
      expect(batch.length).toBe(65_536);
      break;
    }
  }
  const unread = await opened.bridge.read('FROM range(100000000000)');
  await unread.batches.return();
});

test('closing the engine does not wait for a stream that nobody reads', async () => {
  const opened = await openBridge();
  const stream = await opened.bridge.read('FROM range(100000000000)');
  await stream.batches.next();
  await opened.engine.close();
});

test('an aborted signal interrupts the query and is what reading throws', async () => {
  const opened = await openBridge();
  const controller = new AbortController();
  const reading = (async () => {
    const stream = await opened.bridge.read('SELECT count(*) AS n FROM range(100000000000) a, range(1000) b', {
      signal: controller.signal,
    });
    for await (const _ of stream.batches);
  })();
  setTimeout(() => controller.abort(new Error('enough')), 30);
  await expect(reading).rejects.toThrow('enough');
});

test('two columns of one name are refused', async () => {
  const opened = await openBridge();
  await expect(readAll(opened, 'SELECT 1 AS a, 2 AS a')).rejects.toMatchObject({ code: 'ENGINE_DUPLICATE_COLUMN' });
});

test('streams cannot write', async () => {
  const opened = await openBridge();
  await opened.session.execute('CREATE SEQUENCE s');
  await expect(readAll(opened, `SELECT nextval('s') AS n`)).rejects.toThrow(/read-only/i);
});

test.each([
  ['lists in another order', `SELECT list_reverse([i, i + 1]) AS x, i FROM range(5000) t(i) ORDER BY i DESC`],
  ['lists of texts', `SELECT ['a' || i, NULL, 'a long text number ' || i] AS x FROM range(5000) t(i)`],
  ['a few of many lists', `SELECT x FROM (SELECT [i, i * 2] AS x, i FROM range(20000) t(i)) WHERE i % 7 = 0`],
  ['grouped lists', `SELECT list(i ORDER BY i DESC) AS x FROM range(20000) t(i) GROUP BY i % 100`],
  [
    'joined lists',
    `SELECT a.x FROM (SELECT i, [i, NULL] AS x FROM range(9000) t(i)) a JOIN range(9000) b(j) ON a.i = b.j`,
  ],
  [
    'structs with NULLs',
    `SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE {a: i, b: [{c: 'text ' || i}]} END AS x FROM range(5000) t(i)`,
  ],
  ['unnested values', `SELECT unnest([{a: 1}, {a: 2}, NULL]) AS x FROM range(3000)`],
  ['constants', `SELECT [1, 2, 3] AS x, 'the same long text everywhere' AS y, {a: 'b'} AS z FROM range(5000)`],
  ['maps', `SELECT MAP {'k' || i: [i]} AS x FROM range(3000) t(i)`],
  ['distinct texts, hashed', `SELECT DISTINCT 'a text that is long enough ' || (i % 5000) AS x FROM range(50000) t(i)`],
])('%s are read as DuckDB shows them', async (_, sql) => {
  const opened = await openBridge();
  await opened.session.execute(`CREATE TABLE given AS SELECT row_number() OVER () AS n, * FROM (${sql})`);
  const batches = await readAll(opened, 'FROM given ORDER BY n');
  const expected = await opened.session.query('SELECT to_json(g) AS j FROM given g ORDER BY n');
  const stream = await opened.bridge.read('FROM given LIMIT 0');
  await stream.batches.return();
  const plain = (key: string, value: unknown): unknown =>
    typeof value === 'bigint'
      ? Number(value)
      : value instanceof Map
        ? Object.fromEntries(value as Map<string, unknown>)
        : value;
  let at = 0;
  for (const batch of batches) {
    const readers = batch.vectors.map((vector) => reader(vector));
    for (let i = 0; i < batch.length; i++) {
      const row = Object.fromEntries(stream.columns.map(({ name }, k) => [name, readers[k]!(i)]));
      expect(JSON.parse(JSON.stringify(row, plain))).toEqual(JSON.parse(expected[at++]!['j'] as string));
    }
  }
  expect(at).toBe(expected.length);
});
