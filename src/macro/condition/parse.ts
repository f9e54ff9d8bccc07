// SQL expressions → closures, by precedence climbing. NULL follows SQL: unknown in comparisons, three-valued AND and OR.
import { stringValue } from '../../sql/literal.ts';
import { T } from '../../sql/tokens.ts';
import { arithmetic, negate } from './arithmetic.ts';
import { cast } from './cast.ts';
import { callFunction, isKnownFunction } from './functions.ts';
import { likePattern } from './like.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { accept, acceptAll, expect, fail, peek, tokenStream, type TokenStream } from './tokenStream.ts';
import { compare, isTrue, textOf, type Evaluated } from './value.ts';

export type Thunk = () => Evaluated;

const maxDepth = 200;

export function parseExpression(text: string, options: EvaluateOptions): Thunk {
  const stream = tokenStream(text, options);
  if (stream.items.length === 0) fail(stream, 'it is empty');
  const result = expression(stream);
  const rest = peek(stream);
  if (rest !== undefined) fail(stream, `${rest.text} is not understood here`);
  return result;
}

function expression(s: TokenStream): Thunk {
  if (++s.depth > maxDepth) fail(s, 'it is nested too deeply');
  let left = conjunction(s);
  while (accept(s, 'OR')) left = either(left, conjunction(s));
  s.depth--;
  return left;
}

function either(a: Thunk, b: Thunk): Thunk {
  return () => {
    const x = logical(a());
    if (x === true) return true;
    const y = logical(b());
    if (y === true) return true;
    return x === null || y === null ? null : false;
  };
}

function conjunction(s: TokenStream): Thunk {
  let left = negation(s);
  while (accept(s, 'AND')) left = both(left, negation(s));
  return left;
}

function both(a: Thunk, b: Thunk): Thunk {
  return () => {
    const x = logical(a());
    if (x === false) return false;
    const y = logical(b());
    if (y === false) return false;
    return x === null || y === null ? null : true;
  };
}

function logical(value: Evaluated): boolean | null {
  return value === null ? null : isTrue(value);
}

function negation(s: TokenStream): Thunk {
  let times = 0;
  while (accept(s, 'NOT')) times++;
  const operand = comparison(s);
  if (times === 0) return operand;
  return () => {
    const value = logical(operand());
    return value === null ? null : (times % 2 === 1) !== value;
  };
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (o) => o === 0,
  '==': (o) => o === 0,
  '<>': (o) => o !== 0,
  '!=': (o) => o !== 0,
  '<': (o) => o < 0,
  '<=': (o) => o <= 0,
  '>': (o) => o > 0,
  '>=': (o) => o >= 0,
};

function comparison(s: TokenStream): Thunk {
  let left = sum(s);
  for (;;) {
    const sign = peek(s)?.word ?? '';
    const test = comparisons[sign];
    if (test !== undefined) {
      s.at++;
      left = ordered(s, test, left, sum(s));
      continue;
    }
    const next = predicate(s, left);
    if (next === undefined) return left;
    left = next;
  }
}

function ordered(s: TokenStream, test: (order: number) => boolean, a: Thunk, b: Thunk): Thunk {
  return () => {
    const x = a();
    const y = b();
    const order = compare(x, y);
    if (order === undefined) {
      if (x === null || y === null) return null;
      return fail(s, `${textOf(x)} and ${textOf(y)} cannot be compared`);
    }
    return order === null ? null : test(order);
  };
}

/** IS, IN, LIKE, BETWEEN behind an operand. */
function predicate(s: TokenStream, left: Thunk): Thunk | undefined {
  if (accept(s, 'IS')) return isPredicate(s, left);
  const not = peek(s)?.word === 'NOT' && ['IN', 'LIKE', 'ILIKE', 'BETWEEN'].includes(peek(s, 1)?.word ?? '');
  if (not) s.at++;
  let result: Thunk | undefined;
  if (accept(s, 'IN')) result = inList(s, left);
  else if (accept(s, 'LIKE')) result = like(s, left, false);
  else if (accept(s, 'ILIKE')) result = like(s, left, true);
  else if (accept(s, 'BETWEEN')) result = between(s, left);
  if (result === undefined || !not) return result;
  const positive = result;
  return () => {
    const value = positive();
    return value === null ? null : value !== true;
  };
}

function isPredicate(s: TokenStream, left: Thunk): Thunk {
  const not = accept(s, 'NOT');
  if (acceptAll(s, 'DISTINCT', 'FROM')) {
    const right = sum(s);
    return () => {
      const x = left();
      const y = right();
      const same = x === null || y === null ? x === y : compare(x, y) === 0;
      return same === not;
    };
  }
  const wanted = accept(s, 'NULL') ? null : accept(s, 'TRUE') ? true : accept(s, 'FALSE') ? false : undefined;
  if (wanted === undefined) return fail(s, `IS ${peek(s)?.text ?? ''} is not understood`);
  return () => (logicalOrNull(left(), wanted) === wanted) !== not;
}

function logicalOrNull(value: Evaluated, wanted: boolean | null): boolean | null {
  if (value === null) return null;
  return wanted === null ? true : isTrue(value);
}

function inList(s: TokenStream, left: Thunk): Thunk {
  const list = sum(s);
  return () => {
    const value = left();
    const items = list();
    if (value === null) return null;
    let unknown = false;
    for (const item of Array.isArray(items) ? (items as readonly Evaluated[]).flat() : [items]) {
      const order = compare(value, item);
      if (order === 0) return true;
      if (order === null) unknown = true;
    }
    return unknown ? null : false;
  };
}

function like(s: TokenStream, left: Thunk, ignoreCase: boolean): Thunk {
  const pattern = sum(s);
  const escape = accept(s, 'ESCAPE') ? sum(s) : () => null;
  return () => {
    const value = left();
    const text = pattern();
    if (value === null || text === null) return null;
    return likePattern(textOf(text), { ignoreCase, escape: escape() }).test(textOf(value));
  };
}

function between(s: TokenStream, left: Thunk): Thunk {
  const low = sum(s);
  expect(s, 'AND');
  const high = sum(s);
  return both(ordered(s, comparisons['>=']!, left, low), ordered(s, comparisons['<=']!, left, high));
}

function sum(s: TokenStream): Thunk {
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
  if (++s.depth > maxDepth) fail(s, 'it is nested too deeply');
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
  const index = expression(s);
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
  const first = expression(s);
  if (accept(s, close)) return first;
  expect(s, ',');
  return collect(s, close, [first]);
}

function list(s: TokenStream, close: string): Thunk {
  return accept(s, close) ? constant([]) : collect(s, close, []);
}

function collect(s: TokenStream, close: string, items: Thunk[]): Thunk {
  do items.push(expression(s));
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

function castCall(s: TokenStream): Thunk {
  expect(s, '(');
  const operand = expression(s);
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
  const subject = peek(s)?.word === 'WHEN' ? undefined : expression(s);
  const branches: { when: Thunk; result: Thunk }[] = [];
  while (accept(s, 'WHEN')) {
    const when = expression(s);
    expect(s, 'THEN');
    branches.push({ when, result: expression(s) });
  }
  const otherwise = accept(s, 'ELSE') ? expression(s) : constant(null);
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
