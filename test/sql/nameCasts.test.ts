import { describe, expect, it } from 'vitest';
import { originalOffset } from '../../src/sql/edit.ts';
import { nameCasts } from '../../src/sql/nameCasts.ts';

describe('columns that are casts of others are named after them', () => {
  const cases: readonly [query: string, expected: string][] = [
    ['SELECT id::INT FROM t', 'SELECT id::INT AS id FROM t'],
    ['select t.id :: varchar(10), b from t', 'select t.id :: varchar(10) AS id, b from t'],
    ['SELECT a::INT[], b::DECIMAL(10, 2)::TEXT', 'SELECT a::INT[] AS a, b::DECIMAL(10, 2)::TEXT AS b'],
    ['SELECT a::TIMESTAMP WITH TIME ZONE /* c */ FROM t', 'SELECT a::TIMESTAMP WITH TIME ZONE AS a /* c */ FROM t'],
    [
      'SELECT CAST(a AS INT), TRY_CAST("B c" AS DATE) FROM t',
      'SELECT CAST(a AS INT) AS a, TRY_CAST("B c" AS DATE) AS "B c" FROM t',
    ],
    ['WITH x AS (SELECT a::INT FROM t) SELECT a FROM x', 'WITH x AS (SELECT a::INT AS a FROM t) SELECT a FROM x'],
    ['FROM t SELECT DISTINCT a::INT', 'FROM t SELECT DISTINCT a::INT AS a'],
    ['SELECT a::INT UNION ALL SELECT b::INT', 'SELECT a::INT AS a UNION ALL SELECT b::INT AS b'],
  ];
  it.each(cases)('%s', (query, expected) => expect(nameCasts(query).text).toBe(expected));
});

describe('is left alone', () => {
  const same = [
    'SELECT a FROM t',
    'SELECT a::INT AS b, c::INT d FROM t',
    'SELECT a::INT + 1, 1::INT, f(a)::INT, (a)::INT FROM t',
    'SELECT CAST(a + 1 AS INT), CAST(a AS INT) + 1 FROM t',
    'SELECT a::INT, a::TEXT FROM t',
    'SELECT a, b::INT, b FROM t',
    "SELECT 'SELECT a::INT' AS x FROM t WHERE b::INT = 1 ORDER BY c::INT",
  ];
  it.each(same)('%s', (query) => expect(nameCasts(query).text).toBe(query));
});

it('knows the way back', () => {
  const { map, text } = nameCasts('SELECT a::INT, b FROM t');
  expect(originalOffset(map, text.indexOf('b FROM'))).toBe(15);
});
