// The operands of a condition: arithmetic, literals, lists, casts, CASE and function calls.
import { stringValue } from '../../sql/literal.ts';
import { T } from '../../sql/tokens.ts';
import { arithmetic, negate } from './arithmetic.ts';
import { cast } from './cast.ts';
import { callFunction, isKnownFunction } from './functions.ts';
import { accept, acceptAll, deeper, expect, fail, peek, type TokenStream } from './tokenStream.ts';
import { compare, isTrue, type Evaluated, type Thunk } from './value.ts';

export function sum(s: TokenStream): Thunk {
  let left = product(s);
  for (;;) {
    const sign = peek(s)?.word ?? '';
    if (sign !== '+' && sign !== '-' && sign !== '||') return left;
    s.at++;
    left = operation(s, sign, left, product(s));
  }
}

function product(s: TokenStream): Thunk {
  let left = unary(s);
  for (;;) {
    const sign = peek(s)?.word ?? '';
    if (!['*', '/', '//', '%', '**', '^'].includes(sign)) return left;
    s.at++;
    left = operation(s, sign, left, unary(s));
  }
}

function operation(s: TokenStream, sign: string, a: Thunk, b: Thunk): Thunk {
  return () => arithmetic(sign, a(), b(), (detail) => fail(s, detail));
}

function unary(s: TokenStream): Thunk {
  deeper(s);
  const result = signed(s);
  s.depth--;
  return result;
}

function signed(s: TokenStream): Thunk {
  if (accept(s, '-')) {
    const operand = unary(s);
    return () => negate(operand(), (detail) => fail(s, detail));
  }
  if (accept(s, '+')) return unary(s);
  let value = primary(s);
  for (;;) {
    if (accept(s, '::')) value = castOf(s, value, typeName(s));
    else if (accept(s, '[')) value = subscript(s, value);
    else return value;
  }
}

/** Lists count from 1. */
function subscript(s: TokenStream, list: Thunk): Thunk {
  const index = s.expression(s);
  expect(s, ']');
  return () => {
    const items = list();
    const at = index();
    if (items === null || at === null) return null;
    if (!Array.isArray(items) || typeof at !== 'number') return fail(s, 'only a list has a number in [ ]');
    return (items as readonly Evaluated[])[at < 0 ? items.length + at : at - 1] ?? null;
  };
}

function primary(s: TokenStream): Thunk {
  const item = peek(s);
  if (item === undefined) return fail(s, 'it ends where a value is expected');
  s.at++;
  if (item.type === T.string) return constant(stringValue(item.text, s.options.dialect));
  if (item.type === T.number) return constant(Number(item.text.replaceAll('_', '')));
  if (item.text === '(') return group(s, ')');
  if (item.text === '[') return list(s, ']');
  if (item.type === T.word) return word(s, item.text, item.word);
  return fail(s, item.type === T.quoted ? `${item.text} is a column` : `${item.text} is not understood`);
}

function constant(value: Evaluated): Thunk {
  return () => value;
}

function group(s: TokenStream, close: string): Thunk {
  if (accept(s, close)) return constant([]);
  const first = s.expression(s);
  if (accept(s, close)) return first;
  expect(s, ',');
  return collect(s, close, [first]);
}

function list(s: TokenStream, close: string): Thunk {
  return accept(s, close) ? constant([]) : collect(s, close, []);
}

function collect(s: TokenStream, close: string, items: Thunk[]): Thunk {
  do items.push(s.expression(s));
  while (accept(s, ','));
  expect(s, close);
  return () => items.map((item) => item());
}

function word(s: TokenStream, text: string, upper: string): Thunk {
  switch (upper) {
    case 'TRUE':
      return constant(true);
    case 'FALSE':
      return constant(false);
    case 'NULL':
      return constant(null);
    case 'CASE':
      return caseExpression(s);
    case 'CAST':
    case 'TRY_CAST':
      if (peek(s)?.text === '(') return castCall(s);
      break;
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMPTZ':
      if (peek(s)?.type === T.string) return castOf(s, primary(s), upper);
      break;
    case 'INTERVAL':
      return interval(s);
    case 'EXTRACT':
      if (peek(s)?.text === '(') return extract(s);
      break;
    case 'ARRAY':
      if (accept(s, '[')) return list(s, ']');
      break;
  }
  if (peek(s)?.text === '(') {
    s.at++;
    return functionCall(s, text, upper);
  }
  return fail(s, `${text} is a column, put quotes around it if it is meant as text`);
}

function functionCall(s: TokenStream, text: string, upper: string): Thunk {
  if (!isKnownFunction(upper)) return fail(s, `the function ${text} is not known here`);
  const args = list(s, ')');
  return () => callFunction(upper, args() as readonly Evaluated[], (detail) => fail(s, detail));
}

/** `EXTRACT(year FROM x)` is `YEAR(x)`. */
function extract(s: TokenStream): Thunk {
  expect(s, '(');
  const part = peek(s)?.word ?? '';
  if (!['YEAR', 'MONTH', 'DAY', 'HOUR', 'DAYOFWEEK'].includes(part))
    return fail(s, `EXTRACT does not know ${part} here`);
  s.at++;
  expect(s, 'FROM');
  const operand = s.expression(s);
  expect(s, ')');
  return () => callFunction(part, [operand()], (detail) => fail(s, detail));
}

function castCall(s: TokenStream): Thunk {
  expect(s, '(');
  const operand = s.expression(s);
  expect(s, 'AS');
  const type = typeName(s);
  expect(s, ')');
  return castOf(s, operand, type);
}

function castOf(s: TokenStream, operand: Thunk, type: string): Thunk {
  return () => cast(operand(), type, (detail) => fail(s, detail));
}

/** `VARCHAR(10)`, `TIMESTAMP WITH TIME ZONE`: only the first words matter. */
function typeName(s: TokenStream): string {
  const item = peek(s);
  if (item?.type !== T.word) return fail(s, 'a type name is missing');
  s.at++;
  if (accept(s, '(')) while (!accept(s, ')')) if (s.at++ >= s.items.length) return fail(s, ') is missing');
  if (acceptAll(s, 'WITH', 'TIME', 'ZONE')) return 'TIMESTAMPTZ';
  acceptAll(s, 'WITHOUT', 'TIME', 'ZONE');
  return item.word;
}

function interval(s: TokenStream): Thunk {
  const amount = peek(s)?.type === T.word ? fail(s, 'INTERVAL needs a number') : primary(s);
  const unit =
    peek(s)?.type === T.word && peek(s)?.word !== 'AND' && peek(s)?.word !== 'OR' ? s.items[s.at++]!.word : '';
  return () => callFunction('INTERVAL', [amount(), unit], (detail) => fail(s, detail));
}

function caseExpression(s: TokenStream): Thunk {
  const subject = peek(s)?.word === 'WHEN' ? undefined : s.expression(s);
  const branches: { when: Thunk; result: Thunk }[] = [];
  while (accept(s, 'WHEN')) {
    const when = s.expression(s);
    expect(s, 'THEN');
    branches.push({ when, result: s.expression(s) });
  }
  const otherwise = accept(s, 'ELSE') ? s.expression(s) : constant(null);
  expect(s, 'END');
  return () => {
    const value = subject?.();
    for (const { when, result } of branches) {
      const test = when();
      if (subject === undefined ? isTrue(test) : compare(value ?? null, test) === 0) return result();
    }
    return otherwise();
  };
}
