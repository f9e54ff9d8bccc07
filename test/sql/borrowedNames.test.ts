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
  [
    "SELECT DATEDIFF(month, '2024-01-01', b), date_trunc(DAY, a), DATE_DIFF('day', '2024-01-01', '2024-01-01 10:00:00')",
    "SELECT DATEDIFF('month', '2024-01-01', b), date_trunc('day', a), DATE_DIFF('day', CAST('2024-01-01' AS DATE), CAST('2024-01-01 10:00:00' AS TIMESTAMP))",
  ],
  [
    "SELECT CHARINDEX('x', nvl(a, NVL2(b, 'c', d))), CURRENT_TIMESTAMP(), current_timestamp(6)",
    "SELECT STRPOS(COALESCE(a, CASE WHEN NOT b IS NULL THEN 'c' ELSE d END), 'x'), CURRENT_TIMESTAMP, current_timestamp",
  ],
  [
    "SELECT a ~* 'x' AND NOT b RLIKE 'y', a NOT RLIKE lower(c), a !~* 'z', a <=> b, a DIV 2, (a + 1) div b",
    "SELECT REGEXP_MATCHES(a , 'x', 'i') AND NOT REGEXP_MATCHES(b , 'y'), (NOT REGEXP_MATCHES(a , lower(c))), (NOT REGEXP_MATCHES(a , 'z', 'i')), a  IS NOT DISTINCT FROM  b, a // 2, (a + 1) // b",
  ],
  [
    'SELECT CAST(a AS TIMESTAMP_NTZ), a::JSONB, a::TIMESTAMPTZ(3), CAST(a AS TIME(6)), ARRAY(1, nvl(a, 2)), SAFE_CAST(a AS INT)',
    'SELECT CAST(a AS TIMESTAMP), a::JSON, a::TIMESTAMPTZ, CAST(a AS TIME), [1, COALESCE(a, 2)], TRY_CAST(a AS INT)',
  ],
  [
    "SELECT LISTAGG(a, ',') WITHIN GROUP (ORDER BY b), percentile_cont(a, 0.5), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a)",
    "SELECT LISTAGG(a, ',' ORDER BY b), QUANTILE_CONT(a, 0.5), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a)",
  ],
  [
    "SELECT d + INTERVAL -1 DAY, a REGEXP 'x', CAST(a AS ARRAY<INT>), STRUCT(1 AS a, t.b, nvl(c, 2) AS x) FROM t LEFT ANTI JOIN u USING (a)",
    "SELECT d + INTERVAL (-1) DAY, REGEXP_MATCHES(a , 'x'), CAST(a AS INT[]), {'a': 1 , 'b': t.b, 'x': COALESCE(c, 2) } FROM t  ANTI JOIN u USING (a)",
  ],
  [
    'SELECT a regexp, b AS regexp, interval - 1, STRUCT(1), struct, a::CHAR(3), a::STRUCT(b INT, c STRUCT(d CHAR(2))), CAST(a AS MAP(VARCHAR, STRUCT(a INT))) FROM anti',
    '',
  ],
  [
    'SELECT a AS jsonb, t.div, a div, date_trunc(a, b), ARRAY(SELECT 1), current_date FROM t div JOIN u AS rlike USING (a)',
    '',
  ],
  ['SELECT DATE(a), a::TIMESTAMP(3), CAST(a AS timestamp(6)), datetime(a)', ''],
];

it.each(cases)('%s', (query, expected) => expect(engineNames(query).text).toBe(expected || query));
