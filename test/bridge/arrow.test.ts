import {
  RecordBatch,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Table,
  vectorFromArray,
  Utf8,
  Bool,
  Int32,
  Field,
  Struct,
  Vector,
  makeData,
} from 'apache-arrow';
import { expect, test } from 'vitest';
import { vectorFromArrow } from '../../src/batch/arrow/fromArrow.ts';
import { arrowBatches, isArrowIpc } from '../../src/batch/arrow/shape.ts';
import { reader } from '../../src/batch/value/read.ts';
import { recordBatch, arrowTable } from '../../src/engine/arrow/toArrow.ts';
import { openBridge, writeAll, type Opened } from './open.ts';

// Arrow counts an INTERVAL in nanoseconds of 64 bits; the extreme of DuckDB has more.
const everything = `SELECT * REPLACE (CASE WHEN "interval" IS NOT NULL THEN INTERVAL '3 months 4 days 5 seconds' END AS "interval") FROM test_all_types()`;

async function toTable(opened: Opened, sql: string, rows?: number): Promise<Table> {
  const stream = await opened.bridge.read(sql, { rows });
  const batches: RecordBatch[] = [];
  for await (const batch of stream.batches) batches.push(recordBatch({ columns: stream.columns, ...batch }));
  return arrowTable(batches, stream.columns);
}

async function fromTable(opened: Opened, target: string, table: unknown): Promise<void> {
  const batches = arrowBatches(table)!;
  const { fields } = batches[0]!.schema;
  const vectors = batches.map((batch) => ({
    length: batch.numRows,
    vectors: batch.data.children.map((child, i) => vectorFromArrow(fields[i]!, child)),
  }));
  const columns = vectors[0]!.vectors.map((vector, i) => ({
    name: fields[i]!.name,
    type: vector.type,
    nullable: true,
  }));
  await writeAll(opened, target, { columns, batches: vectors });
}

/** Columns whose values differ; an ENUM comes back as its texts. */
async function differences(opened: Opened): Promise<string[]> {
  const stream = await opened.bridge.read('FROM given LIMIT 0');
  await stream.batches.return();
  const wrong: string[] = [];
  for (const { name, type } of stream.columns) {
    const text = type.type === 'ENUM' ? '::VARCHAR' : '';
    const [row] = await opened.session.query(
      `SELECT count(*)::INT AS n FROM (SELECT g."${name}"${text} AS a, c."${name}" AS b FROM given g POSITIONAL JOIN copied c) WHERE a IS DISTINCT FROM b`,
    );
    if (row!['n'] !== 0) wrong.push(name);
  }
  return wrong;
}

test('every type goes through Arrow and back as it was', async () => {
  const opened = await openBridge();
  await opened.session.execute(`CREATE TABLE given AS ${everything}`);
  await fromTable(opened, 'copied', await toTable(opened, 'FROM given'));
  expect(await differences(opened)).toEqual([]);
});

test('Arrow IPC bytes of common types are read back', async () => {
  const opened = await openBridge();
  await opened.session.execute(
    `CREATE TABLE given AS SELECT i, 'text ' || i AS t, i % 2 = 0 AS b, [i, NULL] AS l, {a: i, b: 'x'} AS s, i::DECIMAL(18,3) AS d, DATE '2024-01-01' + i::INT AS day, TIMESTAMPTZ '2024-01-01 00:00:00+00' + INTERVAL (i) SECOND AS z FROM range(3000) r(i)`,
  );
  const bytes = tableToIPC(await toTable(opened, 'FROM given', 1000), 'stream');
  expect(isArrowIpc(bytes)).toBe(true);
  await fromTable(opened, 'copied', tableFromIPC(bytes));
  expect(await differences(opened)).toEqual([]);
});

test('apache-arrow reads the values', async () => {
  const table = await toTable(
    await openBridge(),
    `SELECT 1::BIGINT AS big, 'a text that is long enough' AS long, 'ab' AS short, true AS flag, NULL::INTEGER AS none, ['x', 'y'] AS list, {a: 1} AS struct, 'b'::ENUM('a', 'b') AS mood, DATE '2024-01-02' AS day, 1.25::DECIMAL(9,2) AS dec`,
  );
  const row = table.get(0)!.toJSON();
  expect(row).toMatchObject({
    big: 1n,
    long: 'a text that is long enough',
    short: 'ab',
    flag: true,
    none: null,
    mood: 'b',
  });
  expect([...row['list']]).toEqual(['x', 'y']);
  expect(row['struct'].toJSON()).toEqual({ a: 1 });
  expect(new Date(Number(row['day'])).toISOString()).toBe('2024-01-02T00:00:00.000Z');
  expect(row['dec'][0]).toBe(125);
  expect(table.schema.fields.map((field) => String(field.type))).toEqual([
    'Int64',
    'Utf8View',
    'Utf8View',
    'Bool',
    'Int32',
    'List<Utf8View>',
    'Struct<{a:Int32}>',
    'Dictionary<Uint8, Utf8>',
    'Date32<DAY>',
    expect.stringContaining('Decimal'),
  ]);
});

test('sliced Arrow data honours its offset', () => {
  const table = new Table({
    n: vectorFromArray([1, null, 3, 4, null, 6, 7, 8, 9, 10], new Int32()),
    t: vectorFromArray(['a', 'bb', null, 'a long text in the middle', 'e', null, 'g', 'h', 'i', 'j'], new Utf8()),
    b: vectorFromArray([true, false, null, true, true, false, null, true, false, true], new Bool()),
  }).slice(3, 9);
  const [batch] = arrowBatches(table)!;
  const columns = batch!.data.children.map((child, i) => {
    const read = reader(vectorFromArrow(batch!.schema.fields[i]!, child));
    return Array.from({ length: batch!.numRows }, (_, k) => read(k));
  });
  expect(columns).toEqual([
    [4, null, 6, 7, 8, 9],
    ['a long text in the middle', 'e', null, 'g', 'h', 'i'],
    [true, true, false, null, true, false],
  ]);
});

test('Arrow data that lies about itself is refused', () => {
  const [batch] = arrowBatches(tableFromArrays({ t: ['a', 'b'] }))!;
  const field = { name: 't', type: new Utf8() };
  const child = batch!.data.children[0]!;
  const broken = (change: object): unknown => ({
    type: new Utf8(),
    length: 2,
    offset: 0,
    children: [],
    values: new TextEncoder().encode('ab'),
    valueOffsets: Int32Array.of(0, 1, 2),
    ...change,
  });
  expect(() => vectorFromArrow(field, broken({}) as typeof child)).not.toThrow();
  expect(() => vectorFromArrow(field, broken({ valueOffsets: Int32Array.of(0, 1, 9) }) as typeof child)).toThrow(
    /point behind/,
  );
  expect(() => vectorFromArrow(field, broken({ valueOffsets: Int32Array.of(0, 2, 1) }) as typeof child)).toThrow(
    /backwards/,
  );
  expect(() => vectorFromArrow(field, broken({ length: 5 }) as typeof child)).toThrow(/too short/);
  expect(() => vectorFromArrow(field, broken({ values: Uint8Array.of(0xff, 0xfe) }) as typeof child)).toThrow(/UTF-8/);
});

test('what lies below a NULL struct or union is NULL', async () => {
  const opened = await openBridge();
  const inner = makeData({
    type: new Struct([new Field('b', new Int32(), true)]),
    children: [vectorFromArray([1, 2], new Int32()).data[0]!],
  });
  const struct = makeData({
    type: new Struct([new Field('a', inner.type, true)]),
    nullCount: 1,
    nullBitmap: Uint8Array.of(1),
    children: [inner],
  });
  await fromTable(opened, 'copied', new Table({ s: new Vector([struct]) }));
  expect(await opened.session.query('SELECT s.a.b AS b FROM copied')).toEqual([{ b: 1 }, { b: null }]);
  await opened.session.execute(
    'CREATE OR REPLACE TABLE given AS SELECT unnest([union_value(n := 5), NULL::UNION(n INTEGER, t VARCHAR)]) AS u',
  );
  await fromTable(opened, 'copied', await toTable(opened, 'FROM given'));
  expect(await opened.session.query('SELECT union_tag(u)::VARCHAR AS tag, u::VARCHAR AS u FROM copied')).toEqual([
    { tag: 'n', u: '5' },
    { tag: null, u: null },
  ]);
});
