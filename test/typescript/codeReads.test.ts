import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsOfFunction } from '../../src/load/typescript/codeReads.ts';
import { codeTokens } from '../../src/load/typescript/codeTokens.ts';
import { CodeModules } from '../../src/load/typescript/reads/codeModule.ts';

describe('what a function reads', () => {
  it.each([
    ["async (context) => context.table('a.b')", ['a.b']],
    ['context => context.resolve("a.b")', ['a.b']],
    ['async function* (ctx) { yield* ctx.table(`a.b`); ctx.table("c", 1); }', ['a.b', 'c']],
    ["async ({ table, resolve: where }) => table('a') + where('b')", ['a', 'b']],
    ["async segments(context) { return context?.table('a'); }", ['a']],
    ["(context) => other.table('x') + table('y') + this.context.table('z') + context.rows.table('w')", []],
    ["(context) => { /* context.table('x') */ return 'context.table(\"y\")'; }", []],
    ["(context) => `${context.table('a')} and ${`${context.table('b')}`}`", ['a', 'b']],
    ["(context) => /context.table('x')/.test('') || context.table('it\\'s')", ["it's"]],
    ["async (context) => { const { table, resolve: where } = context; return table('a') + where('b'); }", ['a', 'b']],
    ["(context) => { const { start, query, table } = context; if (a) { x = {}; } return table('a'); }", ['a']],
    ["(context) => { const own = context; return own.table('a'); }", ['a']],
    ["(context) => { const all = context.vars; return all.table('x'); }", []],
    ["(context) => context['table']('a') + context.list['table']('x') + list['table']('y')", ['a']],
    ['() => 1', []],
    ["(c) => { let name = 'a'; if (x) name = 'b'; return c.table(name); }", ['a', 'b']],
    ["({ ...all }) => all.table('a')", ['a']],
    ["(c) => { const { start, ...rest } = c; return rest.table('a'); }", ['a']],
    ["(c) => { const of = (name = 'a') => c.table(name); return [of(), of('b')]; }", ['a', 'b']],
    ['(c) => Object.entries({ a: 1, b: 2 }).map(([name]) => c.table(name))', ['a', 'b']],
    ["(c) => { const list = []; list.push(c); return list[0].table('a'); }", ['a']],
    ["(c) => Promise.resolve(c).then((own) => own.table('a'))", ['a']],
    [
      "(c) => { class Own { constructor(x) { this.x = x; } go() { return this.x.table('a'); } } return new Own(c).go(); }",
      ['a'],
    ],
    ["(c) => { function again(n) { again(n + 'x'); c.table('a'); } again(''); }", ['a']],
  ])('%s', (source, tables) => {
    expect(readsOfFunction(source)).toMatchObject({ tables, queries: [], computed: [] });
  });

  it.each([
    ['(c) => c.vars.rate * c.vars["Tax"]', ['rate', 'Tax']],
    ['({ vars, table }) => vars?.rate', ['rate']],
    ['(c) => c.vars[name]', undefined],
    ['(c) => { const { rate } = c.vars; }', undefined],
    ['({ vars: all }) => all.rate', undefined],
    ['(c) => help({ vars: c.vars })', undefined],
    ['(c) => c.table("x")', []],
  ])('variables in %s', (source, variables) => {
    expect(readsOfFunction(source).variables).toEqual(variables);
  });

  it('tells what is registered', () => {
    const source =
      "async (c) => { await c.register('few', [{ a: 1 }]); await c.register(name, []); return c.query('FROM few'); }";
    expect(readsOfFunction(source)).toMatchObject({ registered: ['few'], computed: [] });
  });

  it.each([
    ["(c) => c.query('SELECT 1')", 'SELECT 1'],
    [
      '(c) => c.query(`SELECT * FROM a.b WHERE x = ${v} AND y = ${w}`, [1])',
      'SELECT * FROM a.b WHERE x = NULL AND y = NULL',
    ],
    ["(c) => sql`SELECT * FROM ${c.table('a')} JOIN b ON ${n}`", 'SELECT * FROM (SELECT 1) JOIN b ON NULL'],
    ['(c, rows) => sql`SELECT * FROM ${rows}`', 'SELECT * FROM (SELECT 1)'],
    ["(c) => { const t = c.resolve('a'); return c.query(`SELECT * FROM ${t} x`); }", 'SELECT * FROM (SELECT 1) x'],
    ['(c) => c.query(sql`SELECT 1`)', 'SELECT 1'],
    ['(c) => { const text = sql`SELECT 1`; return c.query(text); }', 'SELECT 1'],
  ])('finds the SQL in %s', (source, text) => {
    expect(readsOfFunction(source)).toMatchObject({ queries: [{ text }], computed: [] });
  });

  it.each([
    ['(c) => c.table(name)', 'table()'],
    ["(c) => c.table('a' + b)", 'table()'],
    ['(c) => c.table(`a.${b}`)', 'table()'],
    ['(c) => c.resolve(names[0])', 'resolve()'],
    ['(c) => c.query(text)', 'query()'],
    ['({ table }) => table(name)', 'table()'],
    ['(c) => c.query(`SELECT * FROM ${name}`)', 'query()'],
    ["(c) => c.query('SELECT * FROM ' + name)", 'query()'],
    ['(c) => { const text = `SELECT 1 FROM ${name}`; return c.query(text); }', 'query()'],
    ['(c) => { for (const name of names) c.table(name); }', 'table()'],
    ['(c) => c.table()', 'table()'],
  ])('calls the name computed in %s', (source, call) => {
    expect(readsOfFunction(source)).toMatchObject({ tables: [], computed: [{ call }] });
  });
});

it('gives up code that has no end', () => {
  const source = `(c) => { ${'const f = (g) => { g(f); f(g); [f, g].map(f); }; '.repeat(20)} f(f); return c.table('a'); }`;
  expect(readsOfFunction(source).tables.length).toBeLessThanOrEqual(1);
});

describe('the lexer of code', () => {
  it('gives tokens in order, without gaps except space and comments, for any text', () => {
    const pieces = fc.constantFrom(
      '`',
      '${',
      '}',
      "'",
      '"',
      '/',
      '*',
      '//',
      '/*',
      '*/',
      '\\',
      '\n',
      'a',
      '1',
      '(',
      ')',
      'é',
      '𝒳',
      '#',
      '=>',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const source = parts.join('');
        let position = 0;
        for (const token of codeTokens(source)) {
          expect(token.start).toBeGreaterThanOrEqual(position);
          expect(source.slice(token.start, token.end)).toBe(token.text);
          expect(token.end).toBeGreaterThan(token.start);
          position = token.end;
        }
        expect(position).toBeLessThanOrEqual(source.length);
      }),
    );
  });

  it('takes linear time', () => {
    for (const piece of ['`${', '(', '/*', "'", '`', '/a', '${`']) codeTokens(piece.repeat(100_000));
  });
});

it('tells computed names of one module from those that stand at the same place of another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-reads-'));
  try {
    const source = '(c) => { c.table(other()); help(c); }';
    const main = `import { help } from './help.js';\nexport const run = ${source};\n`;
    const at = main.indexOf('table');
    writeFileSync(join(folder, 'main.js'), main);
    writeFileSync(
      join(folder, 'help.js'),
      'const help = (c) =>'.padEnd(at - 2) + 'c.query(other());\nexport { help };\n',
    );
    const output = join(folder, 'main.js');
    const { computed } = readsOfFunction(source, { modules: new CodeModules(), output });
    expect(computed).toEqual([{ call: 'table()', at: { file: output, offset: at } }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
