import { expect, it } from 'vitest';
import { withoutDoubledCommas } from '../../src/sql/doubledCommas.ts';

const cases: readonly [query: string, expected: string][] = [
  ['SELECT a,, b, /* , */ -- ,\n , c FROM t', 'SELECT a, b, /* , */ -- ,\n  c FROM t'],
  ['SELECT \',,\' AS "a,,b", 1, -- ,,\n 2', 'SELECT \',,\' AS "a,,b", 1, -- ,,\n 2'],
  ['SELECT f(a, , b),,, c FROM t', 'SELECT f(a,  b), c FROM t'],
];

it.each(cases)('%s', (query, expected) => expect(withoutDoubledCommas(query).text).toBe(expected));
