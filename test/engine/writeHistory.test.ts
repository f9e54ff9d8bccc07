import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine, Session } from '../../src/engine/engine.ts';
import { openDuckDB } from '../../src/engine/duckdb/duckdbEngine.ts';
import type { WriteHistory } from '../../src/engine/writeStrategy.ts';

let engine: Engine;
let session: Session;

beforeEach(async () => {
  engine = await openDuckDB({ root: process.cwd() });
  session = await engine.session();
  await session.execute(
    'CREATE TABLE h (id INTEGER, v VARCHAR, upd TIMESTAMP, valid_from TIMESTAMP, valid_to TIMESTAMP)',
  );
});
afterEach(() => engine.close());

type Options = Partial<Pick<WriteHistory, 'change' | 'closeMissing'>>;

async function load(rows: string, now: string, options: Options = {}): Promise<void> {
  const [first] = await session.query('SELECT count(*) AS n FROM h');
  const query =
    rows === ''
      ? 'SELECT 1 AS id, NULL AS v, NULL AS upd WHERE FALSE'
      : `SELECT * FROM (VALUES ${rows}) AS t(id, v, upd)`;
  await session.transaction(() =>
    session.write({
      type: 'writeHistory',
      target: { table: 'h' },
      columns: ['id', 'v', 'upd'],
      query: `SELECT id, CAST(v AS VARCHAR) AS v, CAST(upd AS TIMESTAMP) AS upd FROM (${query})`,
      key: ['id'],
      validFrom: 'valid_from',
      validTo: 'valid_to',
      timeType: 'TIMESTAMP',
      change: { type: 'time', column: 'upd', asValidFrom: false },
      closeMissing: false,
      now: `'${now}'`,
      isFirstLoad: Number(first!['n']) === 0,
      ...options,
    }),
  );
}

async function history(): Promise<string[]> {
  const rows = await session.query(
    `SELECT id || ' ' || coalesce(v, '-') || ' ' || strftime(valid_from, '%m-%d %H:%M') || ' ' || coalesce(strftime(valid_to, '%m-%d %H:%M'), 'open') AS line
     FROM h ORDER BY id NULLS FIRST, valid_from`,
  );
  return rows.map((row) => row['line'] as string);
}

describe('by time', () => {
  const first = "(1, 'a', '2022-12-25'), (2, 'b', '2022-12-26')";
  const second = "(1, 'A', '2023-01-03 08:00'), (2, 'b', '2022-12-26'), (3, 'c', '2023-01-03 09:00')";

  test('closes the old version at the time of change and opens the new one there', async () => {
    await load(first, '2023-01-03');
    await load(second, '2023-01-04');
    await load("(1, 'A', '2023-01-03 08:00'), (3, 'c', '2023-01-03 09:00')", '2023-01-05');
    await load(
      "(1, 'A', '2023-01-03 08:00'), (2, 'b2', '2023-01-04 12:00'), (3, 'c', '2023-01-03 09:00')",
      '2023-01-06',
    );
    await load(
      "(1, 'older', '2022-01-01'), (2, 'b2', '2023-01-04 12:00'), (3, 'same time', '2023-01-03 09:00')",
      '2023-01-07',
    );
    expect(await history()).toEqual([
      '1 a 01-01 00:00 01-03 08:00',
      '1 A 01-03 08:00 open',
      '2 b 01-01 00:00 01-04 12:00',
      '2 b2 01-04 12:00 open',
      '3 c 01-01 00:00 open',
    ]);
  });

  test('closes a missing key at the execution time, and lets it return no earlier than that', async () => {
    const options: Options = { closeMissing: true };
    await load(first, '2023-01-03', options);
    await load("(1, 'a', '2022-12-25')", '2023-01-05 00:05', options);
    await load("(1, 'a', '2022-12-25'), (2, 'b2', '2023-01-04 12:00')", '2023-01-06', options);
    expect(await history()).toEqual(['1 a 01-01 00:00 open', '2 b 01-01 00:00 01-05 00:05', '2 b2 01-05 00:05 open']);
  });

  test('opens new keys at their own time when asked to', async () => {
    const options: Options = { change: { type: 'time', column: 'upd', asValidFrom: true } };
    await load(first, '2023-01-03', options);
    expect(await history()).toEqual(['1 a 12-25 00:00 open', '2 b 12-26 00:00 open']);
  });
});

describe('by columns', () => {
  const change = { type: 'columns', columns: ['v'], nowAsValidFrom: false } as const;

  test('a closed row stays as it was, NULL included', async () => {
    await load('(2, NULL, NULL)', '2023-01-03', { change });
    await load("(2, 'nn', NULL)", '2023-01-04', { change });
    await load('(2, NULL, NULL)', '2023-01-05', { change });
    expect(await history()).toEqual([
      '2 - 01-01 00:00 01-04 00:00',
      '2 nn 01-04 00:00 01-05 00:00',
      '2 - 01-05 00:00 open',
    ]);
  });

  test('a column that is not watched changes nothing, and a new key of a later load opens at the execution time', async () => {
    await load("(1, 'a', '2022-12-25')", '2023-01-03', { change });
    await load("(1, 'a', '2023-01-01'), (2, 'b', NULL)", '2023-01-04', { change });
    expect(await history()).toEqual(['1 a 01-01 00:00 open', '2 b 01-04 00:00 open']);
  });

  test('takes the time of change from a source column, and the execution time for the first load, when asked to', async () => {
    await load("(1, 'a', '2022-12-25')", '2023-01-03', { change: { ...change, nowAsValidFrom: true } });
    await load("(1, 'b', '2023-01-03 07:00')", '2023-01-04', { change: { ...change, changedAt: 'upd' } });
    expect(await history()).toEqual(['1 a 01-03 00:00 01-03 07:00', '1 b 01-03 07:00 open']);
  });

  test('NULL is a key like any other, and running twice adds nothing', async () => {
    for (const day of ['2023-01-03', '2023-01-04']) await load("(NULL, 'a', NULL), (NULL, 'a', NULL)", day, { change });
    expect(await history()).toHaveLength(1);
    await load('', '2023-01-05', { change, closeMissing: true });
    const rows = await session.query('SELECT valid_to IS NULL AS open FROM h');
    expect(rows).toEqual([{ open: false }]);
  });
});

describe.each([
  ['by time', { type: 'time', column: 'upd', asValidFrom: false }],
  ['by columns', { type: 'columns', columns: ['upd'], nowAsValidFrom: false }],
] as const)('a column without any value yet, %s', (_, change) => {
  test('gets the value of open versions that stay, and none in closed ones', async () => {
    await load("(1, NULL, '2023-01-01'), (2, NULL, '2023-01-01'), (3, NULL, NULL)", '2023-01-03', { change });
    await load("(1, 'a', '2023-01-01'), (2, 'b', '2023-01-04'), (3, 'c', NULL)", '2023-01-05', { change });
    const closed = change.type === 'time' ? '01-04 00:00' : '01-05 00:00';
    expect(await history()).toEqual([
      '1 a 01-01 00:00 open',
      `2 - 01-01 00:00 ${closed}`,
      `2 b ${closed} open`,
      '3 c 01-01 00:00 open',
    ]);
    await load("(1, 'x', '2023-01-01'), (3, 'x', NULL)", '2023-01-06', { change });
    expect((await history())[0]).toBe('1 a 01-01 00:00 open');
  });
});
