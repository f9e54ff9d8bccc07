import { describe, expect, test } from 'vitest';
import { checkTokens } from '../../src/sql/checkTokens.ts';
import { lex } from '../../src/sql/lexer.ts';

function check(text: string, dialect?: string): string[] {
  return checkTokens(lex(text, dialect), 'models/a.sql').map(
    ({ at, message, hint }) =>
      `${at?.file}:${at?.line}:${at?.column} ${message}${hint === undefined ? '' : `; ${hint}`}`,
  );
}

describe('what never ends', () => {
  test.each([
    ['duckdb', "SELECT 1,\n  'abc", "models/a.sql:2:3 this string never ends; close it with '"],
    ['duckdb', "SELECT E'\\'", "models/a.sql:1:8 this string never ends; close it with '"],
    ['duckdb', 'SELECT "a', 'models/a.sql:1:8 this quoted name never ends; close it with "'],
    ['duckdb', '/* a /* b */', 'models/a.sql:1:1 this comment never ends; close it with */'],
    ['duckdb', 'SELECT $t$ a', 'models/a.sql:1:8 this string never ends; close it with $t$'],
    ['duckdb', "JINJA_QUERY_BEGIN; it's", 'models/a.sql:1:19 this Jinja block never ends; close it with JINJA_END;'],
    ['tsql', 'SELECT [a', 'models/a.sql:1:8 this quoted name never ends; close it with ]'],
    ['mysql', 'SELECT `a', 'models/a.sql:1:8 this quoted name never ends; close it with `'],
    ['duckdb', "SELECT (1, 'a", "models/a.sql:1:12 this string never ends; close it with '"],
  ])('%s: %s', (dialect, text, expected) => expect(check(text, dialect)).toEqual([expected]));
});

describe('brackets', () => {
  test.each<[string, string[]]>([
    ["SELECT (1, [2, {'a': (3)}]), ')' -- (", []],
    ['SELECT (1\n, (2)', ['models/a.sql:1:8 this ( is never closed; add the missing )']],
    ['SELECT ((1; SELECT 2', ['models/a.sql:1:9 this ( is never closed; add the missing )']],
    ['SELECT 1)', ['models/a.sql:1:9 this ) closes nothing']],
    ['SELECT (1]', ['models/a.sql:1:10 this ] stands where ) was expected']],
    [
      'MODEL (name a;\nSELECT 1)',
      ['models/a.sql:1:7 this ( is never closed; add the missing )', 'models/a.sql:2:9 this ) closes nothing'],
    ],
  ])('%j', (text, expected) => expect(check(text)).toEqual(expected));

  test('take linear time', () => {
    const tokens = lex('(]'.repeat(200_000));
    checkTokens(tokens, 'a.sql');
  });
});
