// Functions of TypeScript that SQL calls.
import { expect, test } from 'vitest';
import type { BatchColumn } from '../../src/batch/batch.ts';
import { registerScalarFunction } from '../../src/execute/typescript/scalarFunctions.ts';
import { scalarFunction } from '../../src/model/typescript/functions.ts';
import { openBridge } from './open.ts';

test('a function is called value by value, NULL as null', async () => {
  const { bridge, session } = await openBridge();
  const definition = scalarFunction(
    { name: 'initials', parameters: { name: 'VARCHAR', times: 'INTEGER' }, returns: 'VARCHAR' },
    (name: string | null, times: number) =>
      name === null
        ? null
        : name
            .split(' ')
            .map((word) => word[0])
            .join('')
            .repeat(times),
  );
  await registerScalarFunction(bridge, definition);
  const rows = await session.query(
    `SELECT initials(n, 2) AS i FROM (VALUES (1, 'Ada Lovelace'), (2, NULL), (3, 'a name of some considerable length')) v(k, n) ORDER BY k`,
  );
  expect(rows.map((row) => row['i'])).toEqual(['ALAL', null, 'anoscl'.repeat(2)]);
});

test('a vectorised function takes and gives whole columns', async () => {
  const { bridge, session } = await openBridge();
  const definition = scalarFunction(
    { name: 'squared', parameters: { x: 'DOUBLE' }, returns: 'DOUBLE', vectorised: true },
    (x: BatchColumn<'DOUBLE'>) => x.values.map((value) => value * value),
  );
  await registerScalarFunction(bridge, definition);
  const [row] = await session.query(
    'SELECT sum(squared(i::DOUBLE)) = sum(i::DOUBLE * i) AS same FROM range(10000) t(i)',
  );
  expect(row).toEqual({ same: true });
});

test.each([
  ['lists and structs', 'STRUCT(a INTEGER[], b VARCHAR)', `{a: [1, NULL, 3], b: 'a text that is long enough'}`],
  ['decimals', 'DECIMAL(30,5)', '12345678901234567890.12345'],
  ['enums', `ENUM('ok', 'bad')`, `'bad'`],
  ['blobs', 'BLOB', `'\\x00\\xFF'::BLOB`],
])('%s go in and come out', async (_, type, value) => {
  const { bridge, session } = await openBridge();
  await registerScalarFunction(
    bridge,
    scalarFunction({ name: 'same', parameters: { x: type }, returns: type }, (x: unknown) => x),
  );
  const [row] = await session.query(
    `SELECT same(x) IS NOT DISTINCT FROM x AS same FROM (SELECT CAST(${value} AS ${type}) AS x)`,
  );
  expect(row).toEqual({ same: true });
});

test.each([
  [
    'throws',
    () => {
      throw new Error('too hard');
    },
    /the function f failed: too hard/,
  ],
  ['is async', async () => 1, /got a promise/],
  ['gives another type', () => 'x', /expected INTEGER, got "x"/],
])('a function that %s fails the statement, and the next one works', async (_, run, message) => {
  const { bridge, session } = await openBridge();
  await registerScalarFunction(
    bridge,
    scalarFunction({ name: 'f', parameters: { x: 'INTEGER' }, returns: 'INTEGER' }, run),
  );
  await expect(session.query('SELECT f(i::INTEGER) FROM range(10) t(i)')).rejects.toThrow(message);
  expect(await session.query('SELECT 1 AS a')).toEqual([{ a: 1 }]);
});

test('a later function of the same name replaces the first', async () => {
  const { bridge, session } = await openBridge();
  for (const result of [1, 2])
    await registerScalarFunction(
      bridge,
      scalarFunction({ name: 'f', parameters: { x: 'INTEGER' }, returns: 'INTEGER' }, () => result),
    );
  expect(await session.query('SELECT f(5) AS a')).toEqual([{ a: 2 }]);
});
