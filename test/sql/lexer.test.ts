import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lex } from '../../src/sql/lexer.ts';
import { T, isTrivia, tokenText, type Tokens } from '../../src/sql/tokens.ts';

const names = Object.fromEntries(Object.entries(T).map(([name, type]) => [type, name]));

function solid(text: string, dialect?: string): string[] {
  const tokens = lex(text, dialect);
  return all(tokens)
    .filter((i) => !isTrivia(tokens, i))
    .map((i) => tokenText(tokens, i));
}

function typed(text: string, dialect?: string): string[] {
  const tokens = lex(text, dialect);
  return all(tokens).map((i) => `${names[tokens.types[i]!]}:${tokenText(tokens, i)}`);
}

function all(tokens: Tokens): number[] {
  return Array.from({ length: tokens.count }, (_, i) => i);
}

const dialects = ['duckdb', 'postgres', 'bigquery', 'snowflake', 'mysql', 'tsql', 'clickhouse', 'trino', 'unheard-of'];
const nasty = [
  '(',
  "'",
  '"',
  '$',
  '$$',
  '$a$',
  '/*',
  '*/',
  '--',
  '@',
  '`',
  '[',
  ']',
  ';',
  '\\',
  '\n',
  '\r',
  '#',
  '.',
  '1',
  'e',
  "E'",
];
const pieces = [
  ...nasty,
  '1_',
  '0x',
  '::',
  '<@',
  '//',
  'é',
  '\u00a0',
  '\ud800',
  '😀',
  'JINJA_QUERY_BEGIN;',
  'JINJA_END',
  ' ',
  'r"""',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join('')),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

describe('any text', () => {
  test('is the joined texts of its tokens, none of them empty', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...dialects), (text, dialect) => {
        const tokens = lex(text, dialect);
        const texts = all(tokens).map((i) => tokenText(tokens, i));
        expect(texts.join('')).toBe(text);
        expect(texts.every((t) => t.length > 0)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    ...nasty,
    '"$',
    "('",
    '/*(',
    '$a',
    '$a$b',
    '--(',
    "@'",
    '`[',
    '[(',
    "'\\",
    '/*/*',
    '*//*',
    'JINJA_QUERY_BEGIN;',
    'JINJA_QUERY_BEGIN ',
    ';',
    '1.',
    '<@',
    'a.',
    '\u00a0',
    'é',
  ])('takes linear time: 1 MB of %j', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    for (const dialect of ['duckdb', 'bigquery', 'tsql']) {
      const tokens = lex(text, dialect);
      expect(tokens.ends[tokens.count - 1]).toBe(text.length);
    }
  });
});

describe('numbers', () => {
  test.each([
    ['1..2', ['1', '.', '.', '2']],
    ['1_000.5e-3', ['1_000.5e-3']],
    ['1_a', ['1', '_a']],
    ['1_', ['1', '_']],
    ['.5+5.', ['.5', '+', '5.']],
    ['1e5 1e 1e+', ['1e5', '1', 'e', '1', 'e', '+']],
    ['0x1F 0b10 0o7', ['0x1F', '0b10', '0o7']],
    ['t.1 x[1].5', ['t', '.', '1', 'x', '[', '1', ']', '.', '5']],
    ['1.5.2', ['1.5', '.', '2']],
  ])('%s', (text, expected) => expect(solid(text)).toEqual(expected));
});

describe('strings and quotes', () => {
  test.each([
    ['duckdb', "'it''s' 'a\\' b", ["string:'it''s'", "string:'a\\'", 'word:b']],
    [
      'duckdb',
      "E'it\\'s' e'\\\\' x'0F' $$a'b$$ $t$ $$ $t$",
      ["string:E'it\\'s'", "string:e'\\\\'", "string:x'0F'", "string:$$a'b$$", 'string:$t$ $$ $t$'],
    ],
    ['duckdb', '"a""b" $1 $name ?', ['quoted:"a""b"', 'parameter:$1', 'parameter:$name', 'parameter:?']],
    ['duckdb', '`a` [1]', ['operator:`', 'word:a', 'operator:`', 'punctuation:[', 'number:1', 'punctuation:]']],
    [
      'bigquery',
      `\`a.b\` "it\\"s" r'\\'' '''it's''' # c`,
      ['quoted:`a.b`', 'string:"it\\"s"', "string:r'\\''", "string:'''it's'''", 'lineComment:# c'],
    ],
    ['bigquery', 'FROM my-proj.d', ['word:FROM', 'word:my-proj', 'punctuation:.', 'word:d']],
    ['bigquery', 'a-b.c', ['word:a', 'operator:-', 'word:b', 'punctuation:.', 'word:c']],
    ['bigquery', 'FROM a-b.c', ['word:FROM', 'word:a-b', 'punctuation:.', 'word:c']],
    ['bigquery', 'BY a-b.c', ['word:BY', 'word:a', 'operator:-', 'word:b', 'punctuation:.', 'word:c']],
    ['bigquery', 'FROM a-b', ['word:FROM', 'word:a', 'operator:-', 'word:b']],
    [
      'snowflake',
      `"A""b" 'it\\'s' // c\n $$ ' $$`,
      ['quoted:"A""b"', "string:'it\\'s'", 'lineComment:// c', "string:$$ ' $$"],
    ],
    ['mysql', "`a``b` \"s\" 'it\\'s' # c", ['quoted:`a``b`', 'string:"s"', "string:'it\\'s'", 'lineComment:# c']],
    ['tsql', '[a b].[c]]d] "e" ', ['quoted:[a b]', 'punctuation:.', 'quoted:[c]]d]', 'quoted:"e"']],
    ['clickhouse', "`a` \"b\" 'c\\'d'", ['quoted:`a`', 'quoted:"b"', "string:'c\\'d'"]],
    ['postgres', "e'\\'' U&'x'", ["string:e'\\''", 'word:U', 'operator:&', "string:'x'"]],
  ])('%s: %s', (dialect, text, expected) => {
    expect(typed(text, dialect).filter((t) => !t.startsWith('whitespace'))).toEqual(expected);
  });

  test.each(["'abc", '"abc', '$$abc', '$t$abc$t', '/* /* */', "E'\\'", 'JINJA_QUERY_BEGIN; it is'])(
    '%s never ends',
    (text) => {
      expect(typed(text).at(-1)).toMatch(/^unterminated:/);
    },
  );
});

describe('comments', () => {
  test.each([
    ['duckdb', '/* a /* b */ c */1', ['blockComment:/* a /* b */ c */', 'number:1']],
    ['trino', '/* a /* b */1', ['blockComment:/* a /* b */', 'number:1']],
    [
      'duckdb',
      '-- a\r\n-- b\rc',
      ['lineComment:-- a', 'whitespace:\r\n', 'lineComment:-- b', 'whitespace:\r', 'word:c'],
    ],
    ['mysql', '#\na', ['lineComment:#', 'whitespace:\n', 'word:a']],
    ['starrocks', '# a\nb', ['lineComment:# a', 'whitespace:\n', 'word:b']],
    ['doris', '/* a /* b */1', ['blockComment:/* a /* b */', 'number:1']],
    ['singlestore', '#a', ['lineComment:#a']],
    ['spark', '/* a /* b */ c */1', ['blockComment:/* a /* b */ c */', 'number:1']],
  ])('%s: %j', (dialect, text, expected) => expect(typed(text, dialect)).toEqual(expected));
});

describe('macros', () => {
  test.each([
    ['ds<@end_ds', ['ds', '<', '@', 'end_ds']],
    ['ds>=@start_ds', ['ds', '>=', '@', 'start_ds']],
    ['[1]<@[2]', ['[', '1', ']', '<@', '[', '2', ']']],
    ['pre_@x', ['pre_', '@', 'x']],
    ['@{x}y', ['@', '{', 'x', '}', 'y']],
    ["@'a @b'", ['@', "'a @b'"]],
    ["'a'^@'b'", ["'a'", '^@', "'b'"]],
  ])('%s', (text, expected) => expect(solid(text)).toEqual(expected));
});

test('keeps a Jinja body as one token, whatever quotes it holds', () => {
  expect(
    typed("JINJA_QUERY_BEGIN; {# don't #} SELECT 1; JINJA_END; SELECT 2").filter((t) => !t.startsWith('white')),
  ).toEqual([
    'word:JINJA_QUERY_BEGIN',
    'punctuation:;',
    "raw: {# don't #} SELECT 1; ",
    'word:JINJA_END',
    'punctuation:;',
    'word:SELECT',
    'number:2',
  ]);
});

describe('dashes of BigQuery', () => {
  test.each([
    'SELECT EXTRACT(YEAR FROM a-b.c)',
    'SELECT SUBSTRING(s.x FROM a-b.c)',
    "SELECT TRIM(BOTH ' ' FROM a-b.c)",
    'SELECT TRIM(LOWER(x) FROM a-b.c)',
    'SELECT x IS DISTINCT FROM a-b.c',
    'a-b.c + 1',
    '/* alone */ a-b.c + 1',
  ])('subtract: %s', (text) => expect(solid(text, 'bigquery')).toContain('-'));

  test.each([
    'SELECT x FROM a-b.c',
    'SELECT (SELECT x FROM a-b.c)',
    'SELECT EXTRACT(YEAR FROM (SELECT max(x) FROM a-b.c))',
    'SELECT TRIM((SELECT x FROM a-b.c))',
    'SELECT x, FROM a-b.c',
    'SELECT COUNT(x) FROM a-b.c',
    'DELETE FROM a-b.c',
  ])('belong to a table: %s', (text) => expect(solid(text, 'bigquery')).toContain('a-b'));
});
