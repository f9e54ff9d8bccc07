import { expect, test } from 'vitest';
import { reader, formsOf } from '../../src/batch/value/read.ts';
import { columnWriter } from '../../src/batch/value/write.ts';
import { typeText, type ColumnShape } from '../../src/batch/sqlType.ts';
import type { Vector } from '../../src/batch/vector.ts';
import { openBridge, readAll, writeAll, type Opened } from './open.ts';

const everything = 'SELECT * FROM test_all_types()';

async function differences(opened: Opened, a: string, b: string): Promise<number> {
  const [row] = await opened.session.query(
    `SELECT count(*) AS n FROM ((FROM ${a} EXCEPT ALL FROM ${b}) UNION ALL (FROM ${b} EXCEPT ALL FROM ${a}))`,
  );
  return Number(row!['n']);
}

async function columnTypes(opened: Opened, table: string): Promise<string[]> {
  const rows = await opened.session.query(`SELECT column_name, column_type FROM (DESCRIBE ${table})`);
  return rows.map((row) => `${row['column_name'] as string} ${row['column_type'] as string}`);
}

test('every type comes back from batches as it was, with NULLs and extremes', async () => {
  const opened = await openBridge();
  await opened.session.execute(`CREATE TABLE given AS ${everything}`);
  const stream = await opened.bridge.read('FROM given');
  await writeAll(opened, 'copied', stream);
  expect(await columnTypes(opened, 'copied')).toEqual(await columnTypes(opened, 'given'));
  expect(await differences(opened, 'given', 'copied')).toBe(0);
});

test('every type comes back from many rows in several batches as it was', async () => {
  const opened = await openBridge();
  await opened.session.execute(`CREATE TABLE given AS SELECT t.* FROM test_all_types() t, range(2500) r`);
  const stream = await opened.bridge.read('FROM given', { rows: 1777 });
  await writeAll(opened, 'copied', stream);
  expect(await differences(opened, 'given', 'copied')).toBe(0);
});

/** Values as the user sees them, written as values again. */
async function throughValues(
  opened: Opened,
  form: (column: ColumnShape) => Parameters<typeof reader>[1],
): Promise<string[]> {
  const stream = await opened.bridge.read(everything);
  const [batch] = await readAll(opened, everything);
  await stream.batches.return();
  const vectors: Vector[] = batch!.vectors.map((vector, i) => {
    const read = reader(vector, form(stream.columns[i]!));
    const writer = columnWriter(vector.type);
    for (let row = 0; row < batch!.length; row++) writer.append(read(row));
    return writer.finish();
  });
  await writeAll(opened, 'copied', { columns: stream.columns, batches: [{ length: batch!.length, vectors }] });
  await opened.session.execute(`CREATE OR REPLACE TABLE given AS ${everything}`);
  const wrong: string[] = [];
  for (const { name } of stream.columns) {
    const [row] = await opened.session.query(
      `SELECT count(*) AS n FROM (SELECT g."${name}" AS a, c."${name}" AS b FROM given g POSITIONAL JOIN copied c) WHERE a IS DISTINCT FROM b`,
    );
    if (row!['n'] !== 0 && Number(row!['n']) > 0) wrong.push(name);
  }
  return wrong;
}

test('every type comes back from its lossless row values', async () => {
  expect(await throughValues(await openBridge(), () => ({ lossless: true }))).toEqual([]);
});

test.each(['string', 'nanos', 'micros', 'unscaled', 'bytes', 'index', 'days', 'number', 'parsed'] as const)(
  'values read as %s can be written back',
  async (as) => {
    const lossy = as === 'number' || as === 'micros';
    const wrong = await throughValues(await openBridge(), ({ name, type }) => {
      // The extremes of these are beyond what the form holds.
      const unfit =
        (as === 'number' && (type.type.endsWith('BIGINT') || (type.type === 'DECIMAL' && type.width > 15))) ||
        (as === 'nanos' && type.type !== 'TIMESTAMP_NS' && type.type !== 'TIME_NS');
      return formsOf(type).includes(as) && !unfit ? { as, column: name } : { lossless: true };
    });
    const cut = ['timestamp_ns', 'time_ns', 'dec_18_6', 'dec38_10'];
    expect(lossy ? wrong.filter((name) => !cut.includes(name)) : wrong).toEqual([]);
  },
);

test('texts of dates, times and intervals are those that DuckDB writes', async () => {
  const opened = await openBridge();
  const names = [
    'date',
    'time',
    'timestamp',
    'timestamp_s',
    'timestamp_ms',
    'timestamp_ns',
    'time_tz',
    'interval',
    'time_ns',
    'dec_4_1',
    'dec_9_4',
    'dec_18_6',
    'dec38_10',
    'hugeint',
    'uhugeint',
    'bignum',
    'uuid',
    'bit',
  ];
  const [batch] = await readAll(opened, `SELECT ${names.map((name) => `"${name}"`).join(', ')} FROM test_all_types()`);
  const texts = await opened.session.query(
    `SELECT ${names.map((name) => `"${name}"::VARCHAR AS "${name}"`).join(', ')} FROM test_all_types()`,
  );
  const own = names.map((name, i) => {
    const as = formsOf(batch!.vectors[i]!.type).includes('string') ? 'string' : undefined;
    const read = reader(batch!.vectors[i]!, { as });
    return [name, texts.map((_, row) => read(row))];
  });
  const bare = (text: unknown): unknown => (typeof text === 'string' ? text : (text ?? null));
  expect(Object.fromEntries(own)).toEqual(
    Object.fromEntries(names.map((name) => [name, texts.map((row) => bare(row[name]))])),
  );
});

test('type texts mean what the engine makes of them', async () => {
  const opened = await openBridge();
  await opened.session.execute(`CREATE TYPE mood AS ENUM ('ok', 'it''s fine')`);
  const types = await opened.bridge.types(
    [
      'INT8',
      'text',
      'decimal(9, 2)',
      'mood',
      'STRUCT(a INT, b VARCHAR[])',
      'JSON',
      'MAP(VARCHAR, INTEGER[3])',
      'timestamptz',
    ],
    opened.session,
  );
  expect(types.map(typeText)).toEqual([
    'BIGINT',
    'VARCHAR',
    'DECIMAL(9,2)',
    `ENUM('ok', 'it''s fine')`,
    'STRUCT("a" INTEGER, "b" VARCHAR[])',
    'JSON',
    'MAP(VARCHAR, INTEGER[3])',
    'TIMESTAMPTZ',
  ]);
});
