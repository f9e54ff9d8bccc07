import { expect, test } from 'vitest';
import { returnOffset } from '../../src/load/typescript/returnPlace.ts';

/** `▸` stands before what is to be found. */
const cases: readonly (readonly [string, string])[] = [
  ['a block', 'async (context) => { const a = 1; ▸return [{ a }]; }'],
  ['an expression', '() => ▸[{ id: 1 }]'],
  ['an expression in brackets', 'async context => (▸{ id: 1 })'],
  ['a parameter with a default', '({ table, vars = { a: (1) } }) => ▸table("x")'],
  ['a method', 'async segments(context) { ▸return 5; }'],
  ['a named function', 'function run() { if (a) { ▸return 5 } }'],
  [
    'returns of functions inside it',
    'function () { const f = function () { return 1; }; const g = () => { return 2; }; ▸return f() + g(); }',
  ],
  [
    'returns of methods inside it',
    'function () { const o = { get a() { return 1; }, b() { return 2; } }; ▸return o; }',
  ],
  [
    'a return within loops and conditions',
    'function () { for (const a of (b)) { while (a) { try { ▸return a; } catch (e) { throw e; } } } }',
  ],
  ['returns without a value', 'function () { if (a) return; if (b) return void 0; if (c) return null; ▸return 1; }'],
  ['a property of that name', 'function () { x.return(1); const o = { return: 1 }; ▸return o; }'],
  ['words in texts and comments', 'function () { /* return 1; */ const a = "return 2"; ▸return `return ${a}`; }'],
];

test.each(cases)('finds the return: %s', (_, marked) => {
  expect(returnOffset(marked.replace('▸', ''))).toBe(marked.indexOf('▸'));
});

test.each([
  'function () { if (a) return 1; return 2; }',
  'function* () { yield 1; }',
  '() => { return; }',
  'class {}',
  '',
])('does not guess: %s', (source) => expect(returnOffset(source)).toBeUndefined());
