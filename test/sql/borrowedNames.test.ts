import { expect, it } from 'vitest';
import { engineNames } from '../../src/sql/borrowedNames.ts';

const cases: readonly [query: string, expected: string][] = [
  ['SELECT NVL(a, nvl ( b, 0)), s.nvl(a) FROM t', 'SELECT COALESCE(a, COALESCE ( b, 0)), s.nvl(a) FROM t'],
  ['SELECT rand, \'nvl(a)\', "nvl"(a) FROM t -- nvl(a)', 'SELECT rand, \'nvl(a)\', "nvl"(a) FROM t -- nvl(a)'],
  [
    "SELECT current_date('UTC'), current_date()",
    "SELECT CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS DATE), current_date()",
  ],
];

it.each(cases)('%s', (query, expected) => expect(engineNames(query).text).toBe(expected));
