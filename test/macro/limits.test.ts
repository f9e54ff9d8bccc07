import { describe, expect, it } from 'vitest';
import { createExpander, type ExpanderOptions } from '../../src/macro/expand.ts';
import { macro } from '../../src/macro/macro.ts';
import type { MacroDefinition } from '../../src/macro/definition.ts';
import { testOptions } from './cases.ts';

const at = { file: 'a.sql', line: 1, column: 1 };

function codes(sql: string, options: Partial<ExpanderOptions> = {}, definitions: readonly string[] = []): string[] {
  const expander = createExpander({ ...testOptions, ...options });
  for (const text of definitions) expect(expander.define(text, at)).toEqual([]);
  return expander.expand(sql, { at }).diagnostics.map((d) => `${d.code} ${d.message}`);
}

function project(...macros: MacroDefinition[]): Partial<ExpanderOptions> {
  return { macros: new Map(macros.map((m) => [m.name, m])) };
}

describe('macros that expand without end are stopped', () => {
  const deep = 'MACRO_ENDLESS macros expand without end: calls are nested more than 100 deep';

  it('a macro that returns a call of itself', () => {
    expect(codes('SELECT @again()', project(macro('again', () => '@again()')))).toEqual([deep]);
  });

  it('two macros that return each other', () => {
    expect(
      codes(
        'SELECT @a()',
        project(
          macro('a', () => '@b()'),
          macro('b', () => '@a()'),
        ),
      ),
    ).toEqual([deep]);
  });

  it('a local lambda that calls itself', () => {
    expect(codes('SELECT @f(1)', {}, ['@DEF(f, x -> @f(x + 1))'])).toEqual([deep]);
  });

  it('a lambda that calls itself twice, so that the calls double', () => {
    const found = codes('SELECT @a1(1)', {}, [
      ...Array.from({ length: 40 }, (_, i) => `@DEF(a${i + 1}, x -> @a${i + 2}(x) + @a${i + 2}(x))`),
      '@DEF(a41, x -> x)',
    ]);
    expect(found).toEqual(['MACRO_ENDLESS macros expand without end: more than 100000 calls in one text']);
  });

  it('values that double their length each time', () => {
    const expander = createExpander(testOptions);
    let problems: string[] = [];
    expander.define(`@DEF(v0, '${'x'.repeat(64)}')`);
    for (let i = 1; i <= 40 && problems.length === 0; i++) {
      problems = expander.define(`@DEF(v${i}, @v${i - 1} || @v${i - 1})`).map((d) => d.message);
    }
    expect(problems).toEqual(['macros expand without end: they made more than 16 MB of text']);
  });

  it('says so once, and not for every call behind', () => {
    expect(codes(`SELECT ${'@again(), '.repeat(50)} 1`, project(macro('again', () => '@again()')))).toEqual([deep]);
  });
});

describe('hostile texts take linear time', () => {
  const size = 200_000;
  const texts: [string, string][] = [
    ['@', '@'.repeat(size)],
    ['@x without end', '@x '.repeat(size / 3)],
    ['@x@x', '@x'.repeat(size / 2)],
    ['@{', '@{'.repeat(size / 2)],
    ['open calls', '@f('.repeat(size / 3)],
    ['nested calls', `${'@IF(TRUE, '.repeat(5000)}1${')'.repeat(5000)}`],
    ['lambdas', 'x -> '.repeat(size / 5) + '@y'],
    ['empty conditions', '@IF(FALSE, a), '.repeat(20_000)],
    ['emptied commas', `SELECT a${', @IF(FALSE, a)'.repeat(20_000)}`],
    ['clauses', '@WHERE(FALSE) a '.repeat(10_000)],
    ['templates', `@'${'@x '.repeat(size / 3)}'`],
    ['unbalanced brackets', `@f(${')]}('.repeat(size / 4)}`],
    ['quoted names', '"@x" '.repeat(size / 5)],
    ['joined names', 'a@{x}_'.repeat(size / 6)],
  ];
  it.each(texts)('%s', (_name, text) => {
    const before = process.cpuUsage();
    const expander = createExpander({ ...testOptions, variables: { x: 'a' } });
    expander.expand(text, { at });
    expander.expandStatement(text, { at });
    expander.define(`@DEF(y, ${text})`, at);
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(2500);
  });

  it('reports at most a hundred problems', () => {
    expect(codes('@nope '.repeat(1000))).toHaveLength(100);
  });
});
