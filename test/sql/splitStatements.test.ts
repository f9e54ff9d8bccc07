import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lex } from '../../src/sql/lexer.ts';
import { splitStatements, type SqlItem } from '../../src/sql/splitStatements.ts';
import { tokenText } from '../../src/sql/tokens.ts';

function split(text: string): string[] {
  return splitStatements(lex(text)).items.map((item) => show(text, item));
}

function show(text: string, item: SqlItem): string {
  const body = text.slice(item.startOffset, item.endOffset);
  switch (item.type) {
    case 'block':
      return `${item.name}${item.close === undefined ? ' open' : ''}: ${body}`;
    case 'statement':
      return body;
    case 'jinja':
      return `jinja ${item.query ? 'query' : 'statement'}${item.closed ? '' : ' open'}: ${text.slice(item.bodyStart, item.bodyEnd)}`;
    case 'onVirtualUpdate':
      return `virtual${item.closed ? '' : ' open'}[${item.items.map((i) => show(text, i)).join(' | ')}]`;
  }
}

describe('splits', () => {
  test.each<[string, string[]]>([
    ['', []],
    [' ;; -- nothing\n ;', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1; ; SELECT 2 ;', ['SELECT 1', 'SELECT 2']],
    ['SELECT \';\' /* ; */, ";", $$;$$ -- ;\n; b', ['SELECT \';\' /* ; */, ";", $$;$$', 'b']],
    ['MODEL (name a.b);\nSELECT 1', ['MODEL: MODEL (name a.b)', 'SELECT 1']],
    ['model (name a.b, kind FULL (x (1)))\nSELECT 1;', ['MODEL: model (name a.b, kind FULL (x (1)))', 'SELECT 1']],
    [
      'Audit(name x); SELECT 1; METRIC (name m, expression SUM(a))',
      ['AUDIT: Audit(name x)', 'SELECT 1', 'METRIC: METRIC (name m, expression SUM(a))'],
    ],
    ['MODEL (name a, kind (FULL); SELECT 1', ['MODEL open: MODEL (name a, kind (FULL)', 'SELECT 1']],
    ['MODEL (name a', ['MODEL open: MODEL (name a']],
    ['SELECT (1; SELECT 2', ['SELECT (1', 'SELECT 2']],
    ['SELECT model (1); audit', ['SELECT model (1)', 'audit']],
    ['a; ON_VIRTUAL_UPDATE_BEGIN; b; c; ON_VIRTUAL_UPDATE_END; d', ['a', 'virtual[b | c]', 'd']],
    ['on_virtual_update_begin; b on_virtual_update_end;', ['virtual[b]']],
    ['ON_VIRTUAL_UPDATE_BEGIN; a; b (c) -- d\nON_VIRTUAL_UPDATE_END; e', ['virtual[a | b (c)]', 'e']],
    ['ON_VIRTUAL_UPDATE_BEGIN; a on_virtual_update_end b;', ['virtual open[a on_virtual_update_end b]']],
    ['ON_VIRTUAL_UPDATE_BEGIN; ON_VIRTUAL_UPDATE_END', ['virtual[]']],
    [
      'ON_VIRTUAL_UPDATE_BEGIN; JINJA_STATEMENT_BEGIN; {{ x }}; JINJA_END; ON_VIRTUAL_UPDATE_END; a',
      ['virtual[jinja statement:  {{ x }}; ]', 'a'],
    ],
    ["JINJA_QUERY_BEGIN; SELECT 'a; {# ' #} JINJA_END; b", ["jinja query:  SELECT 'a; {# ' #} ", 'b']],
    ['JINJA_QUERY_BEGIN;JINJA_END', ['jinja query: ']],
    ['jinja_statement_begin; a', ['jinja statement open:  a']],
    ['JINJA_QUERY_BEGIN;', ['jinja query open: ']],
    ['JINJA_QUERY_BEGIN', ['JINJA_QUERY_BEGIN']],
  ])('%j', (text, expected) => expect(split(text)).toEqual(expected));
});

test('hands each item the comments before it, and the rest behind the last', () => {
  const text = '-- what it is\n/* more */ MODEL (name a); -- pre\nSELECT 1 -- inside\n, 2; -- bye';
  const tokens = lex(text);
  const { items, trailing } = splitStatements(tokens);
  expect(items.map((item) => item.comments.map((i) => tokenText(tokens, i)))).toEqual([
    ['-- what it is', '/* more */'],
    ['-- pre'],
  ]);
  expect(trailing.map((i) => tokenText(tokens, i))).toEqual(['-- bye']);
});

test('gives the tokens of the parentheses and of the semicolon', () => {
  const tokens = lex('MODEL (a (b)) ; c');
  const [block, statement] = splitStatements(tokens).items;
  expect(block).toMatchObject({ type: 'block', open: 2, close: 8, semicolon: 10, first: 0, end: 9 });
  expect(statement).toMatchObject({ semicolon: undefined, startOffset: 16, endOffset: 17 });
});

test('never throws, and its items are in order and hold every solid token but semicolons', () => {
  const piece = fc.constantFrom(
    'MODEL',
    '(',
    ')',
    ';',
    ' ',
    'x',
    "'",
    '-- c\n',
    'ON_VIRTUAL_UPDATE_BEGIN;',
    'ON_VIRTUAL_UPDATE_END',
    'JINJA_QUERY_BEGIN;',
    'JINJA_END',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const tokens = lex(parts.join(' '));
      let at = 0;
      for (const item of splitStatements(tokens).items) {
        for (; at < item.first; at++) expect(tokenText(tokens, at)).toMatch(/^(\s+|;|-- c)$/);
        expect(item.end).toBeGreaterThan(item.first);
        at = item.end;
      }
      for (; at < tokens.count; at++) expect(tokenText(tokens, at)).toMatch(/^(\s+|;|-- c)$/);
    }),
    { numRuns: 3000 },
  );
});

test.each(['MODEL (', 'MODEL ();', 'ON_VIRTUAL_UPDATE_BEGIN;', 'JINJA_QUERY_BEGIN;', ';', 'a;', '-- x\n'])(
  'splits 1 MB of %j',
  (piece) => {
    const tokens = lex(piece.repeat(1_000_000 / piece.length));
    splitStatements(tokens);
  },
);
