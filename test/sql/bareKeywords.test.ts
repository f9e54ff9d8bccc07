import { expect, it } from 'vitest';
import { quoteBareKeywords } from '../../src/sql/bareKeywords.ts';

const cases: readonly [query: string, expected: string][] = [
  ['SELECT id, group, n FROM t WHERE order > 1', 'SELECT id, "group", n FROM t WHERE "order" > 1'],
  ['SELECT t.group, 1 AS order FROM t', 'SELECT t.group, 1 AS order FROM t'],
  ['SELECT a FROM t GROUP BY a ORDER /* c */ BY a', 'SELECT a FROM t GROUP BY a ORDER /* c */ BY a'],
  [
    'SELECT LISTAGG(a) WITHIN GROUP (ORDER BY a), sum(a) OVER (ORDER BY a ROWS 1 PRECEDING EXCLUDE GROUP) FROM t',
    'SELECT LISTAGG(a) WITHIN GROUP (ORDER BY a), sum(a) OVER (ORDER BY a ROWS 1 PRECEDING EXCLUDE GROUP) FROM t',
  ],
  ['SELECT \'group\' AS x, "order" FROM t -- group', 'SELECT \'group\' AS x, "order" FROM t -- group'],
];

it.each(cases)('%s', (query, expected) => expect(quoteBareKeywords(query).text).toBe(expected));
