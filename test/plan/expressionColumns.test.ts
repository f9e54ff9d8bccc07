import { expect, it } from 'vitest';
import { expressionColumns } from '../../src/plan/expressionColumns.ts';

it.each<[string, string[]]>([
  ['lower(a)', ['a']],
  ['a % 2', ['a']],
  ['updated DESC NULLS LAST', ['updated']],
  [`date_trunc('month', t)`, ['t']],
  [`coalesce(a, '?') || "B c"`, ['a', 'B c']],
  ['CAST(a AS DECIMAL(4, 2))::my_type', ['a']],
  [`t - INTERVAL 7 DAY > DATE '2023-01-01'`, ['t']],
  ['extract(epoch FROM t)', ['t']],
  [`ts AT TIME ZONE 'UTC'`, ['ts']],
  ['st.a.b', []],
  ['source.a > target.b AND s.source.c', ['a', 'b']],
  [
    `WHEN MATCHED AND source.op = 'd' THEN DELETE WHEN MATCHED THEN UPDATE SET target.a = COALESCE(source.b, a), c = CASE WHEN source.d IS NULL THEN 1 END`,
    ['op', 'a', 'b', 'a', 'c', 'd'],
  ],
  ['WHEN MATCHED THEN DO NOTHING', []],
  ['list_transform(l, x -> x + y)', []],
  ['target.a > @start_dt', []],
  ['a IN (SELECT b FROM c)', []],
])('finds the columns of %s', (text, columns) => {
  expect(expressionColumns(text)).toEqual(columns);
});
