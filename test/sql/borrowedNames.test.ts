import { expect, it } from 'vitest';
import { engineNames } from '../../src/sql/borrowedNames.ts';

const cases: readonly [query: string, expected: string][] = [
  ['SELECT NVL(a, nvl ( b, 0)), s.nvl(a) FROM t', 'SELECT COALESCE(a, COALESCE ( b, 0)), s.nvl(a) FROM t'],
  ['SELECT rand, \'nvl(a)\', "nvl"(a) FROM t -- nvl(a)', 'SELECT rand, \'nvl(a)\', "nvl"(a) FROM t -- nvl(a)'],
  [
    "SELECT current_date('UTC'), current_date()",
    "SELECT CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS DATE), current_date()",
  ],
  [
    "SELECT DATETIME(nvl(a, b), 'Europe/Berlin') AS x, date(a,'UTC'), TIMESTAMP(a), timestamp (a, 'UTC'), datetime(d, t)",
    "SELECT CAST(CAST(COALESCE(a, b) AS TIMESTAMPTZ) AT TIME ZONE  'Europe/Berlin' AS TIMESTAMP) AS x, CAST(CAST(a AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE 'UTC' AS DATE), CAST(a AS TIMESTAMP), (CAST (a AS TIMESTAMP) AT TIME ZONE  'UTC'), CAST(CAST(d AS DATE) + CAST( t AS TIME) AS TIMESTAMP)",
  ],
  ['SELECT DATE(a), a::TIMESTAMP(3), CAST(a AS timestamp(6)), datetime(a)', ''],
];

it.each(cases)('%s', (query, expected) => expect(engineNames(query).text).toBe(expected || query));
