import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExpander } from '../../src/macro/expand.ts';
import { originalOffset } from '../../src/sql/edit.ts';
import { testOptions } from './cases.ts';

const expander = createExpander({ ...testOptions, variables: { x: 'abc', n: 3, list: ['a', 'b'] } });
const pieces = fc.constantFrom(
  'SELECT ',
  'a',
  ', ',
  ' FROM t',
  ' WHERE ',
  '(',
  ')',
  '[',
  ']',
  "'text @x'",
  '"q_@x"',
  '-- @x\n',
  '/* @x */',
  '$$ @x $$',
  '@x',
  '@{x}',
  'a_@x',
  '@n',
  '@list',
  "@'t @x'",
  '@',
  '@@',
  '@>',
  '{{ x }}',
  '.',
  '\n',
  ' ',
  'x -> ',
  '->',
  '@nope',
  '@start_ds',
  '@EACH([a, b], x -> x + 1)',
  '@IF(TRUE, a)',
  '@IF(FALSE, a)',
  '@IF(',
  '@EACH(',
  '@WHERE(FALSE) ',
  '@JOIN(FALSE) u',
  '@WITH(TRUE) ',
  '@AND(a, NULL)',
  '@DEF(y, 1)',
  'AS b',
  '🦆',
  '\r\n',
  '{',
  '}',
  ';',
);
const text = fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(''));

describe('expansion', () => {
  it('leaves texts without @ exactly as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const plain = any.replaceAll('@', '');
        const { text, diagnostics } = expander.expand(plain);
        expect(text).toBe(plain);
        expect(diagnostics).toEqual([]);
      }),
    );
  });

  it('leaves strings and comments exactly as they are', () => {
    const quiet = fc.constantFrom(
      "'@x'",
      "'it''s @{x}'",
      '-- @x @IF(\n',
      '/* @x /* @y */ */',
      '$$@x$$',
      "E'\\'@x'",
      ' a ',
      ', ',
      '@>',
    );
    fc.assert(
      fc.property(fc.array(quiet), (parts) => {
        const sql = parts.join(' ');
        expect(expander.expand(sql).text).toBe(sql);
      }),
    );
  });

  it('never throws, whatever stands in the text, and keeps the map in order', () => {
    fc.assert(
      fc.property(text, (sql) => {
        const { text: made, map } = expander.expand(sql, { at: { file: 'a.sql', line: 1, column: 1 } });
        let last = 0;
        for (let offset = 0; offset <= made.length; offset++) {
          const source = originalOffset(map, offset);
          expect(source).toBeGreaterThanOrEqual(last);
          expect(source).toBeLessThanOrEqual(sql.length);
          last = source;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('places every problem inside the text', () => {
    fc.assert(
      fc.property(text, (sql) => {
        const lines = sql.split(/\r\n|\n|\r/);
        for (const { at } of expander.expand(sql, { at: { file: 'a.sql', line: 1, column: 1 } }).diagnostics) {
          expect(at).toBeDefined();
          expect(at!.line).toBeLessThanOrEqual(lines.length);
          expect(at!.column).toBeLessThanOrEqual(lines[at!.line - 1]!.length + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('maps kept text to itself and made text to its call', () => {
    const sql = 'SELECT a, @EACH([b, c], x -> x) FROM t_@x WHERE d';
    const { text: made, map } = expander.expand(sql);
    expect(made).toBe('SELECT a, b, c FROM t_abc WHERE d');
    for (const [part, source] of [
      ['SELECT', 'SELECT'],
      ['b, c', '@EACH'],
      ['FROM', 'FROM'],
      ['t_abc', 't_@x'],
      ['WHERE', 'WHERE'],
    ] as const) {
      expect(originalOffset(map, made.indexOf(part))).toBe(sql.indexOf(source));
    }
  });

  it('keeps the commas of a list right, whichever items are left out', () => {
    const space = fc.constantFrom('', ' ', '\n  ', ' -- note, @x\n', ' /* , */ ');
    const item = fc.record({
      kept: fc.boolean(),
      conditional: fc.boolean(),
      alias: fc.boolean(),
      before: space,
      behind: space,
    });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (items) => {
        const expected = items.flatMap((it, i) => (it.kept ? [`c${i}${it.alias ? 'ASd' : ''}`] : []));
        const list = items.map(({ kept, conditional, alias, before, behind }, i) => {
          const call = kept && !conditional ? `c${i}` : `@IF(${kept}, c${i})`;
          return `${before}${call}${alias ? ' AS d' : ''}${behind}`;
        });
        const { text: made, diagnostics } = expander.expand(`f(${list.join(',')})`);
        expect(diagnostics).toEqual([]);
        expect(made.replace(/--.*\n|\/\*.*?\*\/|\s/g, '')).toBe(`f(${expected.join(',')})`);
      }),
      { numRuns: 1000 },
    );
  });
});
