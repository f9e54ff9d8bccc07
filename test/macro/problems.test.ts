import { describe, expect, it } from 'vitest';
import { createExpander } from '../../src/macro/expand.ts';
import { testOptions } from './cases.ts';

/** Problems as `line:column+length CODE message`. */
function problems(sql: string, options: Partial<Parameters<typeof createExpander>[0]> = {}): string[] {
  const expander = createExpander({ ...testOptions, variables: { region: 'eu', amount: 3 }, ...options });
  return expander
    .expand(sql, { at: { file: 'models/a.sql', line: 10, column: 1 } })
    .diagnostics.map((d) => `${d.at?.line}:${d.at?.column}+${d.at?.length} ${d.code} ${d.message}`);
}

function hint(sql: string): string | undefined {
  return createExpander({ ...testOptions, variables: { region: 'eu' } }).expand(sql).diagnostics[0]?.hint;
}

describe('problems are found and placed', () => {
  const cases: [string, string[]][] = [
    ['SELECT @nope', ['10:8+5 MACRO_VARIABLE the variable @nope is not defined']],
    ['SELECT\n  a_@{nope}_b', ['11:5+7 MACRO_VARIABLE the variable @nope is not defined']],
    ['SELECT @nope(1)', ['10:8+8 MACRO_UNKNOWN there is no macro @nope']],
    [
      'SELECT @one, @two(1, @three),\r\n @four',
      [
        '10:8+4 MACRO_VARIABLE the variable @one is not defined',
        '10:14+15 MACRO_UNKNOWN there is no macro @two',
        '11:2+5 MACRO_VARIABLE the variable @four is not defined',
      ],
    ],
    ['SELECT @EACH([a], x -> @y)', ['10:24+2 MACRO_VARIABLE the variable @y is not defined']],
    ['SELECT @IF(TRUE, a', ['10:8+3 MACRO_SYNTAX the ( of @IF is never closed']],
    ['SELECT @{a b}', ['10:8+2 MACRO_SYNTAX a variable is written @{name}, with nothing else between the braces']],
    ['SELECT @{', ['10:8+2 MACRO_SYNTAX a variable is written @{name}, with nothing else between the braces']],
    [
      'SELECT @IF(a > 1, 2)',
      [
        '10:12+5 MACRO_CONDITION cannot evaluate a > 1 while rendering: a is a column, put quotes around it if it is meant as text',
      ],
    ],
    [
      'SELECT * FROM t @WHERE(MY_FUNCTION(1)) a',
      [
        '10:17+22 MACRO_CONDITION cannot evaluate MY_FUNCTION(1) while rendering: the function MY_FUNCTION is not known here',
      ],
    ],
    ['SELECT * FROM t @WHERE() a', ['10:17+8 MACRO_ARGUMENT @WHERE: it takes one condition']],
    ['SELECT @EACH([a, b])', ['10:8+13 MACRO_ARGUMENT @each: its last argument must be a lambda']],
    ['SELECT @EACH([a], (x, y) -> x + y)', ['10:29+5 MACRO_SYNTAX this lambda takes x, y, but got 1 argument(s)']],
    ['SELECT @EVAL(x -> x)', ['10:14+6 MACRO_ARGUMENT @eval: an argument is a lambda, which it does not take']],
    ['SELECT @IF(TRUE)', ['10:8+9 MACRO_ARGUMENT @if: the argument true is missing']],
    [
      'SELECT a FROM t WHERE @IF(FALSE, b)',
      ['10:23+13 MACRO_EMPTY @IF gave nothing here, but WHERE needs an expression behind it'],
    ],
    [
      '@DATE_SPINE(hour, 1, 2)',
      ["10:1+23 MACRO_ARGUMENT @date_spine: the unit is one of day, week, month, quarter, year, not 'hour'"],
    ],
    [
      "SELECT @HAVERSINE_DISTANCE(a, b, c, d, 'nm')",
      ["10:8+37 MACRO_ARGUMENT @haversine_distance: the unit is 'mi' or 'km', not 'nm'"],
    ],
    [
      'SELECT @GENERATE_SURROGATE_KEY()',
      ['10:8+25 MACRO_ARGUMENT @generate_surrogate_key: it needs at least one column'],
    ],
    ['@UNION()', ['10:1+8 MACRO_ARGUMENT @union: it needs at least one table']],
    [
      "SELECT @VAR('a' || 'b')",
      ["10:13+10 MACRO_ARGUMENT @var: an argument must be a name or a string, not 'a' || 'b'"],
    ],
    ['SELECT @DEF(1, 2)', ['10:8+10 MACRO_ARGUMENT @DEF: it takes a name and one value']],
  ];
  it.each(cases)('%s', (sql, expected) => {
    expect(problems(sql)).toEqual(expected);
  });

  it('offers the nearest name', () => {
    expect(hint('SELECT @start_dss')).toBe('did you mean start_ds?');
    expect(hint('SELECT @regoin')).toBe('did you mean region?');
    expect(hint('SELECT @EECH([a], x -> x)')).toBe('did you mean each?');
    expect(hint('SELECT @whatever_this_is')).toContain("@VAR('whatever_this_is', default)");
  });

  it('refuses start and end where the model has no intervals', () => {
    const found = problems("SELECT @end_ts, x_@start_ds, @'@start_ds', @execution_ds", { hasIntervals: false });
    expect(found).toEqual([
      '10:8+7 MACRO_NO_INTERVAL @end_ts has no value here: models of kind FULL and VIEW have no intervals',
      '10:19+9 MACRO_NO_INTERVAL @start_ds has no value here: models of kind FULL and VIEW have no intervals',
      '10:30+12 MACRO_NO_INTERVAL @start_ds has no value here: models of kind FULL and VIEW have no intervals',
    ]);
  });

  it('needs known columns once the model is really built', () => {
    const later = { stage: 'evaluating' } as const;
    expect(problems('SELECT @STAR(t) FROM t', later)).toEqual([]);
    expect(problems("SELECT @STAR(t, prefix := 'a_') FROM t", later)).toEqual([
      '10:8+24 MACRO_COLUMNS_UNKNOWN @STAR needs the columns of t, which are not known',
    ]);
    expect(problems('@UNION(t, u)', later)).toEqual([
      '10:1+12 MACRO_COLUMNS_UNKNOWN @UNION needs the columns of t, which are not known',
    ]);
  });

  it('checks the arguments of local macros', () => {
    const calls = (sql: string) => {
      const expander = createExpander(testOptions);
      expander.define('@DEF(f, (a, b) -> a - b)');
      const { text, diagnostics } = expander.expand(sql);
      return diagnostics[0]?.message ?? text;
    };
    expect(calls('@f(1, 2)')).toBe('1 - 2');
    expect(calls('@f(b := 1, a := 2)')).toBe('2 - 1');
    expect(calls('@f(1)')).toBe('@f: the argument b is missing');
    expect(calls('@f(1, 2, 3)')).toBe('@f: it takes 2 argument(s), not 3');
    expect(calls('@f(1, c := 3)')).toBe('@f: it has no parameter c');
    expect(calls('@f(1, x -> x)')).toBe('@f: it takes no lambda');
  });

  it('reports mistakes in definitions', () => {
    const expander = createExpander(testOptions);
    const at = { file: 'a.sql', line: 1, column: 1 };
    expect(expander.define('@DEF(x)', at).map((d) => d.code)).toEqual(['MACRO_ARGUMENT']);
    expect(expander.define('@DEF(x, @y)', at).map((d) => `${d.code} ${d.at?.column}`)).toEqual(['MACRO_VARIABLE 9']);
  });
});
