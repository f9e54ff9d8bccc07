import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameTokens, tokenFingerprint } from '../../src/sql/fingerprint.ts';
import { lex } from '../../src/sql/lexer.ts';
import { isTrivia, tokenText } from '../../src/sql/tokens.ts';

describe('the same', () => {
  test.each([
    ['duckdb', 'SELECT a FROM t', 'select\n  A -- b\nfrom/* c */T;;'],
    ['duckdb', 'SELECT "a", "Foo" FROM "T"', 'SELECT a, foo FROM t'],
    ['duckdb', 'SELECT "Order"', 'SELECT "order"'],
    ['duckdb', 'SELECT a.b', 'SELECT a . b'],
    ['postgres', 'SELECT "a" FROM "t_1"', 'SELECT A FROM t_1'],
    ['snowflake', 'SELECT "FOO"', 'SELECT foo'],
    ['mysql', 'SELECT `a` FROM b', 'select a from b'],
    ['bigquery', 'SELECT `Foo` FROM T', 'select Foo from T'],
    ['tsql', 'SELECT [a] FROM [b c]', 'SELECT a FROM "b c"'],
  ])('%s: %j and %j', (dialect, a, b) => {
    expect(sameTokens(a, b, { dialect })).toBe(true);
    expect(tokenFingerprint(a, { dialect })).toBe(tokenFingerprint(lex(b, dialect), { dialect }));
  });
});

describe('different', () => {
  test.each([
    ['duckdb', "SELECT 'a'", "SELECT 'A'"],
    ['duckdb', "SELECT 'a b'", "SELECT 'a  b'"],
    ['duckdb', 'SELECT "a b"', 'SELECT a b'],
    ['duckdb', 'SELECT "order"', 'SELECT order'],
    ['duckdb', 'SELECT "current_date"', 'SELECT current_date'],
    ['duckdb', 'SELECT 1.0', 'SELECT 1.00'],
    ['duckdb', 'SELECT a; SELECT b', 'SELECT a SELECT b'],
    ['duckdb', 'SELECT "1a"', 'SELECT 1a'],
    ['duckdb', "SELECT 'a'", 'SELECT "a"'],
    ['duckdb', 'SELECT a - -1', 'SELECT a'],
    ['duckdb', 'SELECT "Ä"', 'SELECT "ä"'],
    ['postgres', 'SELECT "Foo"', 'SELECT foo'],
    ['postgres', 'SELECT "Order"', 'SELECT "order"'],
    ['snowflake', 'SELECT "foo"', 'SELECT foo'],
    ['mysql', 'SELECT Foo', 'SELECT foo'],
    ['bigquery', 'SELECT * FROM Foo', 'SELECT * FROM foo'],
  ])('%s: %j and %j', (dialect, a, b) => {
    expect(sameTokens(a, b, { dialect })).toBe(false);
    expect(tokenFingerprint(a, { dialect })).not.toBe(tokenFingerprint(b, { dialect }));
  });

  test('depends on the strategy', () => {
    expect(sameTokens('SELECT "Foo"', 'SELECT foo', { strategy: 'case_sensitive' })).toBe(false);
    expect(sameTokens('SELECT "foo"', 'SELECT FOO', { strategy: 'lowercase' })).toBe(true);
  });
});

test('never changes between versions of mesh: stored snapshots hold these', () => {
  const text = `WITH x AS (SELECT "A", 'b''c', 1.50 FROM s."T 1") SELECT * EXCLUDE (a) FROM x -- end`;
  expect(tokenFingerprint(text)).toMatchInlineSnapshot(`"a6742ecf176f6d23a158ec4b79f8c115"`);
  expect(tokenFingerprint('')).toMatchInlineSnapshot(`"e3b0c44298fc1c149afbf4c8996fb924"`);
  expect(tokenFingerprint(text, { dialect: 'snowflake' })).toMatchInlineSnapshot(`"e342526705c1cfd67dc0a4c73d4de559"`);
});

test('does not care for layout, whatever the text', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '"a"',
    '"B c"',
    "'x'",
    '1',
    '.',
    '(',
    ')',
    ',',
    '<',
    '=',
    ';',
    '$1',
    'SELECT',
    '||',
  );
  const space = fc.constantFrom(' ', '\n', '/* c */', '-- c\n', ' \t');
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, space), { maxLength: 20 }), (pairs) => {
      const spread = pairs.map(([text, gap]) => text + gap).join('');
      const plain = pairs.map(([text]) => text).join(' ');
      expect(sameTokens(spread, plain)).toBe(true);
    }),
  );
});

test('tells any two different token lists apart', () => {
  const text = fc.string({ unit: fc.constantFrom('a', "'", '"', ';', ':', '1', ' ', '(', '\n'), maxLength: 12 });
  const solid = (sql: string) => {
    const tokens = lex(sql);
    const all = Array.from({ length: tokens.count }, (_, i) => i).filter((i) => !isTrivia(tokens, i));
    return JSON.stringify(all.map((i) => tokenText(tokens, i).replace(/^"([a-z]+)"$/, '$1'))).replace(
      /(,";")+\]$/,
      ']',
    );
  };
  fc.assert(
    fc.property(text, text, (a, b) => {
      if (sameTokens(a, b)) expect(solid(`x ${a}`)).toBe(solid(`x ${b}`));
    }),
    { numRuns: 5000 },
  );
});
