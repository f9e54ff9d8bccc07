// Values as literals, as DuckDB reads them.
import { expect, test } from 'vitest';
import { openDuckDB } from '../../../src/engine/duckdb/duckdbEngine.ts';
import { bindText } from '../../../src/execute/typescript/literal.ts';
import { sql } from '../../../src/model/typescript/sql.ts';

const cases: readonly (readonly [string, readonly unknown[], string])[] = [
  ['5-?', [-1], '6'],
  ['?::TINYINT', [-128], '-128'],
  ['-?', [-2n], '2'],
  ['1-?', [-1.5], '2.5'],
  ['1 / ?', [-0], '-inf'],
  ['len(?)', ['a\0b'], '3'],
  ['? = ?', ['\0', '\0'], 'true'],
  ['?', [[-1, null, 2]], '[-1, NULL, 2]'],
  ['?', [{ a: -1, b: true }], `{'a': -1, 'b': true}`],
  ['?', ["'; DROP TABLE t; --"], "'; DROP TABLE t; --"],
];

test.each(cases)('%s with %o', async (text, values, expected) => {
  const engine = await openDuckDB({ root: process.cwd() });
  const session = await engine.session();
  const [row] = await session.query(`SELECT CAST((${bindText(text, values)}) AS VARCHAR) AS value`);
  await engine.close();
  expect(row!['value']).toBe(expected);
});

test.each([
  ['a query', sql`SELECT 1`, 'a query is no value'],
  ['an object without keys', {}, 'an object without keys has no type'],
  ['a promise', Promise.resolve(1), 'is an `await` missing?'],
])('%s is no value', (_, value, message) => {
  expect(() => bindText('SELECT ?', [value])).toThrow(message);
});
