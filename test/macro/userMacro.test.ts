import { describe, expect, it } from 'vitest';
import type { LambdaFunction } from '../../src/macro/argument.ts';
import type { MacroContext } from '../../src/macro/context.ts';
import type { Fragment, MacroDefinition } from '../../src/macro/definition.ts';
import { createExpander, type ExpanderOptions } from '../../src/macro/expand.ts';
import { macro } from '../../src/macro/macro.ts';
import { testOptions } from './cases.ts';

const at = { file: 'models/a.sql', line: 3, column: 5 };

function expand(sql: string, macros: readonly MacroDefinition[], options: Partial<ExpanderOptions> = {}) {
  const named = new Map(macros.map((m) => [m.name, { ...m, file: 'macros/mine.ts' }]));
  return createExpander({ ...testOptions, macros: named, ...options }).expand(sql, { at });
}

function textOf(sql: string, run: MacroDefinition['run'], options: Partial<ExpanderOptions> = {}): string {
  const { text, diagnostics } = expand(sql, [macro('m', run)], options);
  expect(diagnostics).toEqual([]);
  return text;
}

it('says how a macro is defined when it is given no name or no function', () => {
  const untyped = macro as (...args: readonly unknown[]) => unknown;
  for (const args of [[() => 1], ['m'], ['m', {}]])
    expect(() => untyped(...args)).toThrow("a macro has a name and a function: macro('name', (context, …) => …)");
});

describe('what a macro returns', () => {
  const cases: [string, unknown, string][] = [
    ['SQL text', 'a + 1', 'SELECT a + 1'],
    ['a number', 3, 'SELECT 3'],
    ['a bigint', 12345678901234567890n, 'SELECT 12345678901234567890'],
    ['a boolean', true, 'SELECT TRUE'],
    ['null', null, 'SELECT NULL'],
    ['a date', new Date(Date.UTC(2024, 1, 3, 4, 5, 6, 7)), "SELECT CAST('2024-02-03 04:05:06.007' AS TIMESTAMP)"],
    ['a fragment', { sqlText: 'x.y' }, 'SELECT x.y'],
    ['a list', ['a', 1, null], 'SELECT a, 1, NULL'],
    ['nested lists', [['a', ['b']], 'c'], 'SELECT a, b, c'],
    ['macros in its text', '@start_ds', "SELECT '2023-01-01'"],
    ['a call in its text', '@IF(TRUE, yes, no)', 'SELECT yes'],
  ];
  it.each(cases)('takes %s', (_name, returned, expected) => {
    expect(textOf('SELECT @m()', () => returned)).toBe(expected);
  });

  it('may put its arguments into a text of its own', () => {
    const { text } = expand('SELECT @m(a.b, [x, 1], u -> u + 1)', [
      macro('m', (_context: MacroContext, column: Fragment, [first]: Fragment[], add: LambdaFunction) => {
        return [column, first, add(2)].join(' + ');
      }),
    ]);
    expect(text).toBe('SELECT a.b + x + 2 + 1');
  });

  it('leaves nothing, and no comma, for an empty list or text', () => {
    expect(textOf('SELECT a, @m(), b', () => [])).toBe('SELECT a, b');
    expect(textOf('SELECT a, @m(), b', () => '')).toBe('SELECT a, b');
  });

  const wrong: [string, () => unknown, string][] = [
    ['undefined', () => undefined, 'the macro @m returned nothing, which is not SQL'],
    ['an object', () => ({ a: 1 }), 'the macro @m returned an object, which is not SQL'],
    ['a promise', async () => 'a', 'the macro @m returned a promise (macros are synchronous), which is not SQL'],
    ['NaN', () => Number.NaN, 'the macro @m returned NaN, which is not SQL'],
    ['a function', () => () => 1, 'the macro @m returned a function, which is not SQL'],
  ];
  it.each(wrong)('refuses %s', (_name, run, message) => {
    const { diagnostics } = expand('SELECT @m()', [macro('m', run)]);
    expect(diagnostics.map((d) => [d.code, d.message])).toEqual([['MACRO_NO_VALUE', message]]);
  });

  it('splits a statement that is one call into several statements', () => {
    const macros = new Map([['m', macro('m', () => ['CREATE TABLE a (x INT)', 'DROP TABLE b'])]]);
    const expander = createExpander({ ...testOptions, macros });
    expect(expander.expandStatement(' @m() ', { at }).map((e) => e.text)).toEqual([
      'CREATE TABLE a (x INT)',
      'DROP TABLE b',
    ]);
    expect(expander.expandStatement('@IF(FALSE, DROP TABLE b)')).toEqual([]);
    expect(expander.expandStatement('ANALYZE @{x}')[0]?.diagnostics[0]?.code).toBe('MACRO_VARIABLE');
  });
});

describe('a name', () => {
  const options = { variables: { schema: 'raw', n: 2 }, blueprint: { customer: 'north', id: { sqlText: 'c1' } } };
  const cases: [string, string][] = [
    ['@schema.orders', 'raw.orders'],
    ['@{schema}.orders_@{customer}', 'raw.orders_north'],
    ['@schema.@customer', 'raw.north'],
    ['x.@{customer}_@{n}', 'x.north_2'],
    ['s.t_@id', 's.t_c1'],
    ['@schema', 'raw'],
    ["@IF(@n = 2, 'a', 'b')", "'a'"],
    ["@IF(@schema = 'raw', a, b).t", 'a.t'],
    ["@IF(@schema IN ('live', 'raw'), @customer, b).t_@n", 'north.t_2'],
    ["s.@IF(@gateway = 'other', 'a', 'b c')", 's."b c"'],
  ];
  it.each(cases)('%s', (sql, expected) => {
    const expansion = createExpander({ ...testOptions, ...options }).expand(sql, { as: 'name' });
    expect(expansion.diagnostics).toEqual([]);
    expect(expansion.text).toBe(expected);
  });
});

describe('what a macro is given', () => {
  const cases: [string, unknown][] = [
    ["'it''s'", "it's"],
    ['12', 12],
    ['-1.5e3', -1500],
    ['12345678901234567890', { sqlText: '12345678901234567890' }],
    ['TRUE', true],
    ['null', null],
    ["[1, 'a', x]", [1, 'a', { sqlText: 'x' }]],
    ['(1, 2)', [1, 2]],
    ['(1)', { sqlText: '(1)' }],
    ['a + 1', { sqlText: 'a + 1' }],
    ['"quoted name"', { sqlText: '"quoted name"' }],
    ['@start_ds', '2023-01-01'],
    ['@v', 'value'],
    ["'a' || 'b'", { sqlText: "'a' || 'b'" }],
    ["DATE '2020-01-01'", { sqlText: "DATE '2020-01-01'" }],
    ['@EACH([1, 2], x -> x + 1)', { sqlText: '1 + 1' }],
  ];
  it.each(cases)('%s without declared types', (sql, value) => {
    let given: unknown;
    textOf(
      `SELECT @m(${sql})`,
      (_context: never, argument: never) => {
        given = argument;
        return 1;
      },
      { variables: { v: 'value' } },
    );
    expect(given).toEqual(value);
  });

  it('a lambda as a function', () => {
    const run = (_context: MacroContext, f: LambdaFunction) => [f('a'), f({ sqlText: 'b' })];
    expect(textOf('SELECT @m(x -> UPPER(x))', run)).toBe("SELECT UPPER('a'), UPPER(b)");
  });

  const typed = macro(
    'typed',
    { args: ['string', 'number?', 'boolean?', 'list?', 'sql?'], parameters: ['name', 'size', 'flag', 'items', 'rest'] },
    (_context: MacroContext, ...given: unknown[]) => ({ sqlText: JSON.stringify(given) }),
  );
  const typedCases: [string, unknown][] = [
    ["'a', 1, TRUE, ['x', 1], y > 1", ['a', 1, true, ['x', 1], { sqlText: 'y > 1' }]],
    ['column_name', ['column_name']],
    ["'a', flag := FALSE", ['a', null, false]],
    ["size := 2, name := 'b'", ['b', 2]],
    ["'a', items := single", ['a', null, null, [{ sqlText: 'single' }]]],
    ["'a', items => [1, 2]", ['a', null, null, [1, 2]]],
    ["'a', rest := @start_ds", ['a', null, null, null, { sqlText: "'2023-01-01'" }]],
  ];
  it.each(typedCases)('typed: %s', (args, given) => {
    expect(JSON.parse(expand(`@typed(${args})`, [typed]).text)).toEqual(given);
  });

  const wrong: [string, string, number][] = [
    ["'a', 'b'", "@typed: an argument must be a number, not 'b'", 17],
    ['', '@typed: the argument name is missing', 5],
    ["'a', colour := 1", '@typed: it has no parameter colour', 27],
    ["'a', name := 'b'", '@typed: name is given twice', 25],
    ["'a', 1, TRUE, [], x, y", '@typed: it takes at most 5 argument(s), not 6', 33],
    ["'a', flag := 3", '@typed: flag must be a boolean, not 3', 25],
  ];
  it.each(wrong)('refuses (%s)', (args, message, column) => {
    const { diagnostics } = expand(`@typed(${args})`, [typed]);
    expect(diagnostics.map((d) => [d.code, d.message, d.at?.column])).toEqual([['MACRO_ARGUMENT', message, column]]);
    expect(diagnostics[0]?.hint).toBe('it is called as @TYPED(name, size?, flag?, items?, rest?)');
  });
});

describe('the context of a macro', () => {
  it('makes SQL from templates', () => {
    const run = ({ sql }: MacroContext, column: Fragment) =>
      sql`${column} IN (${['a', "it's", 3]}) AND ${null} IS NULL`;
    expect(textOf('SELECT @m(t.x)', run)).toBe("SELECT t.x IN ('a', 'it''s', 3) AND NULL IS NULL");
  });

  it('reads variables, locals, columns and tables', () => {
    const run = (context: MacroContext) => [
      context.var('Region', 'none') as string,
      context.var('missing', 'none') as string,
      context.blueprintVar('unit') as string,
      context.stage,
      context.gateway!,
      context.thisModel!,
      context.dialect,
      context.locals['start_ds'] as string,
      context.columnsOf('t')!.map((c) => c.name),
      context.resolveTable({ sqlText: 't' }),
      context.evaluate("UPPER('a') || 1") as string,
    ];
    const options: Partial<ExpanderOptions> = {
      variables: { region: 'eu' },
      blueprint: { unit: 'km' },
      gateway: 'main',
      columnsOf: () => [{ name: 'c1', type: 'INTEGER' }],
      resolveTable: (name) => `physical.${name}`,
    };
    expect(textOf('@m()', run, options)).toBe(
      'eu, none, km, loading, main, s.m, duckdb, 2023-01-01, c1, physical.t, A1',
    );
  });

  it('says what the text depends on', () => {
    const reads = macro('m', (c: MacroContext) => [
      c.var('a') === null ? 'x' : 'y',
      c.columnsOf('t') === undefined ? 1 : 2,
    ]);
    const { uses } = expand('SELECT @m(), @b', [reads], { variables: { a: 1, B: 2, c: 3 } });
    expect([...uses.variables].sort()).toEqual(['a', 'b']);
    expect([...uses.macros]).toEqual(['m']);
    expect([...uses.tables]).toEqual(['t']);
    expect([...uses.unknownTables]).toEqual(['t']);
    expect(uses.runtime).toBe(false);
    for (const sql of ['@start_ds', "@IF(@runtime_stage = 'loading', 1, 2)", '@this_model']) {
      expect(expand(sql, []).uses.runtime).toBe(true);
    }
  });

  it('remembers what definitions were made from', () => {
    const expander = createExpander({ ...testOptions, variables: { a: 1, b: 2 } });
    expander.define('@DEF(x, @a + 1)');
    expander.define('@DEF(f, y -> y + @b)');
    expect([...expander.expand('SELECT @x').uses.variables]).toEqual(['a']);
    expect([...expander.expand('SELECT @x, @f(1)').uses.variables]).toEqual(['a', 'b']);
  });

  it('counts all variables for a macro that asks for the stage', () => {
    const asks = macro('m', ({ stage, var: read }) => (stage === 'evaluating' ? (read('a') as string) : 'x'));
    expect([...expand('SELECT @m()', [asks], { variables: { a: '1', b: 2 } }).uses.variables]).toEqual(['a', 'b']);
  });

  it('is typed without annotations, and takes typed arguments', () => {
    const inferred = macro('m', { args: ['sql', 'number'] }, ({ sql }, column: Fragment, digits: number) => {
      return sql`ROUND(${column}, ${digits})`;
    });
    expect(expand('SELECT @m(a / b, 2)', [inferred]).text).toBe('SELECT ROUND(a / b, 2)');
  });

  it('is hidden by a macro of the same name in the project', () => {
    expect(expand('SELECT @IF(1)', [macro('IF', () => 'mine')]).text).toBe('SELECT mine');
  });
});

describe('a macro that fails', () => {
  function broken(): never {
    throw new TypeError('no such thing');
  }

  it('is reported at the call, with the line of the macro that the loader knows', () => {
    const { diagnostics } = expand('SELECT\n  1, @m(2)', [macro('m', broken)], {
      sourceOfMacro: (frame) =>
        frame.file.endsWith('userMacro.test.ts') ? { file: 'macros/mine.ts', line: 7, column: 3 } : undefined,
    });
    expect(diagnostics).toEqual([
      {
        code: 'MACRO_FAILED',
        severity: 'error',
        message: 'the macro @m failed: no such thing',
        at: { file: 'models/a.sql', line: 4, column: 6, length: 5 },
        related: [{ message: '@m failed here', at: { file: 'macros/mine.ts', line: 7, column: 3 } }],
      },
    ]);
  });

  it('keeps the file of the macro when nobody maps frames', () => {
    const definition = { ...macro('m', broken), file: 'test/macro/userMacro.test.ts' };
    const { diagnostics } = createExpander({ ...testOptions, macros: new Map([['m', definition]]) }).expand('@m()', {
      at,
    });
    expect(diagnostics[0]?.related?.[0]?.at.file).toBe('test/macro/userMacro.test.ts');
    expect(diagnostics[0]?.related?.[0]?.at.line).toBeGreaterThan(100);
  });

  it('that throws something else than an error is told too', () => {
    const strange = macro('m', () => {
      // eslint-disable-next-line no-throw-literal
      throw 'just text';
    });
    expect(expand('@m()', [strange]).diagnostics[0]?.message).toBe('the macro @m failed: just text');
  });
});
