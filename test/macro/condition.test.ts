import { describe, expect, it } from 'vitest';
import { evaluateCondition, evaluateText } from '../../src/macro/condition/evaluate.ts';
import { isMoment, momentText, type Evaluated } from '../../src/macro/condition/value.ts';

function value(text: string): unknown {
  const result: Evaluated = evaluateText(text, { dialect: 'duckdb' });
  return isMoment(result) ? momentText(result) : result;
}

describe('expressions evaluated while rendering', () => {
  const cases: [string, unknown][] = [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 / 2', 3.5],
    ['7 // 2', 3],
    ['7 % 4', 3],
    ['1 / 0', null],
    ['-2 - -3', 1],
    ["'a' || 'b' || 1", 'ab1'],
    ["'3' + 4", 7],
    ['1 + NULL', null],
    ['1 = 1.0', true],
    ["1 = '1'", true],
    ["'a' <> 'A'", true],
    ["'a' = 1", false],
    ["'a' <> 1", true],
    ["CONCAT_WS('-', 'a', NULL, 1)", 'a-1'],
    ["STRPOS('abc', 'c')", 3],
    ["INSTR('abc', 'x')", 0],
    ['POWER(2, 3)', 8],
    ["DATE_DIFF('day', DATE '2020-01-31', DATE '2020-02-02')", 2],
    ["DATEDIFF('month', DATE '2020-01-31', DATE '2020-02-01')", 1],
    ["EXTRACT(year FROM DATE '2020-01-31') + 1", 2021],
    ['NULL = NULL', null],
    ['NULL <> 1', null],
    ['NULL IS NULL', true],
    ['1 IS NOT NULL', true],
    ['TRUE IS NOT FALSE', true],
    ['NULL IS NOT TRUE', true],
    ['NULL IS DISTINCT FROM 1', true],
    ['NULL IS NOT DISTINCT FROM NULL', true],
    ['1 IS DISTINCT FROM 1', false],
    ['TRUE AND NULL', null],
    ['FALSE AND NULL', false],
    ['TRUE OR NULL', true],
    ['FALSE OR NULL', null],
    ['NOT NULL', null],
    ['NOT NOT TRUE', true],
    ['NOT 1 = 2 AND TRUE', true],
    ['FALSE OR TRUE AND FALSE', false],
    ['2 IN (1, 2)', true],
    ['3 IN (1, NULL)', null],
    ['3 NOT IN (1, 2)', true],
    ["'a' IN ('a')", true],
    ["'a' IN ['a', 'b']", true],
    ["'a' IN (('a', 'b'))", true],
    ['NULL IN (1)', null],
    ['2 BETWEEN 1 AND 3 AND TRUE', true],
    ['2 NOT BETWEEN 1 AND 3', false],
    ["'abc' LIKE 'a%'", true],
    ["'a.c' LIKE 'a_c'", true],
    ["'abc' LIKE 'A%'", false],
    ["'abc' ILIKE 'A%'", true],
    ["'a%c' LIKE 'a!%c' ESCAPE '!'", true],
    ["'abc' NOT LIKE '%d%'", true],
    ["CASE WHEN FALSE THEN 'a' WHEN TRUE THEN 'b' ELSE 'c' END", 'b'],
    ["CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", 'b'],
    ["CASE 3 WHEN 1 THEN 'a' END", null],
    ["LENGTH('äöü')", 3],
    ['LEN([1, 2])', 2],
    ["UPPER('a') || LOWER('B')", 'Ab'],
    ["CONCAT('a', NULL, 1)", 'a1'],
    ["SUBSTRING('hello', 2, 3)", 'ell'],
    ["REPLACE('a-b-c', '-', '')", 'abc'],
    ["TRIM('  x ')", 'x'],
    ["LEFT('hello', 2) || RIGHT('hello', 2)", 'helo'],
    ["RIGHT('hello', 0)", ''],
    ["STARTS_WITH('hello', 'he')", true],
    ["CONTAINS('hello', 'll')", true],
    ["SPLIT('a,b', ',')[2]", 'b'],
    ["['a', 'b'][1]", 'a'],
    ['[1, 2][5]', null],
    ['COALESCE(NULL, NULL, 2)', 2],
    ['NULLIF(1, 1)', null],
    ['GREATEST(1, 3, NULL, 2)', 3],
    ['ROUND(2.345, 2) + ABS(-1)', 3.35],
    ["CAST('12' AS INTEGER) + 1", 13],
    ["'1.5'::DOUBLE", 1.5],
    ["CAST(1 AS VARCHAR(10)) || ''", '1'],
    ["CAST('false' AS BOOLEAN)", false],
    ["DATE '2024-02-29'", '2024-02-29'],
    ["'2024-01-31 12:30:00'::TIMESTAMP", '2024-01-31 12:30:00'],
    ["CAST('2024-01-31 12:30:00' AS DATE)", '2024-01-31'],
    ["CAST('2024-01-01 00:00:00+00:00' AS TIMESTAMPTZ) = DATE '2024-01-01'", true],
    ["CAST('2023-01-03' AS DATE) > '2023-01-02'", true],
    ["CAST('2023-01-03' AS DATE) < CAST('2023-01-03 00:00:00.000001' AS TIMESTAMP WITH TIME ZONE)", true],
    ["DATE '2024-01-31' + INTERVAL 1 MONTH", '2024-02-29'],
    ["DATE '2024-03-01' - INTERVAL '1 day'", '2024-02-29'],
    ["DATE '2024-03-01' - 1", '2024-02-29'],
    ["DATE '2024-03-01' - DATE '2024-02-01'", 29],
    ["DATE_TRUNC('month', DATE '2024-03-15')", '2024-03-01'],
    ["DATE_TRUNC('week', DATE '2024-03-17')", '2024-03-11'],
    ["YEAR(DATE '2024-03-15') * 100 + MONTH('2024-03-15')", 202403],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  const truths: [string, boolean][] = [
    ['1', true],
    ['0', false],
    ['NULL', false],
    ["'x'", true],
    ["'false'", false],
    ["''", false],
    ['[]', false],
  ];
  it.each(truths)('%s counts as %s', (text, expected) => {
    expect(evaluateCondition(text, { dialect: 'duckdb' })).toBe(expected);
  });

  const refused: [string, string][] = [
    ['', 'it is empty'],
    ['a = 1', 'a is a column, put quotes around it if it is meant as text'],
    ['"a" = 1', '"a" is a column'],
    ['foo(1)', 'the function foo is not known here'],
    ['1 +', 'it ends where a value is expected'],
    ['1 2', '2 is not understood here'],
    ['(1', ', is missing at its end'],
    ["'a' + 1", 'a + 1 is not a calculation with numbers'],
    ["'a' < 1", 'a and 1 cannot be compared'],
    ["CAST('x' AS DATE)", 'x is not a date'],
    ["CAST('x' AS GEOMETRY)", 'casts to GEOMETRY are not known here'],
    ['(SELECT 1)', 'SELECT is a column, put quotes around it if it is meant as text'],
    ['1 ? 2', '? is not understood here'],
    ['CASE WHEN TRUE THEN 1', 'END is missing at its end'],
    [`${'('.repeat(5000)}1`, 'it is nested too deeply'],
    [`${'-'.repeat(1)}${' -'.repeat(5000)}1`, 'it is nested too deeply'],
  ];
  it.each(refused)('refuses %s', (text, detail) => {
    expect(() => evaluateText(text, { dialect: 'duckdb' })).toThrow(detail);
  });
});
