import { expect, it } from 'vitest';
import { withoutJinjaComments } from '../../src/sql/jinjaComments.ts';

const cases: readonly [sql: string, expected: string][] = [
  ["SELECT {#- don't; -#} 1", 'SELECT                1'],
  [
    'SELECT 1 {# a\n /* b #}, \'{# c #}\', "{# d #}" -- {# e',
    'SELECT 1     \n        , \'{# c #}\', "{# d #}" -- {# e',
  ],
  ["SELECT {'a': 1}, #1", "SELECT {'a': 1}, #1"],
];

it.each(cases)('%s', (sql, expected) => expect(withoutJinjaComments(sql, 'duckdb')).toBe(expected));
