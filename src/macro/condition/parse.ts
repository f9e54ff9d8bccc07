// SQL expressions → closures, by precedence climbing: here everything that compares and decides, operands in operand.ts.
// NULL follows SQL: unknown in comparisons, three-valued AND and OR.
import type { EvaluateOptions } from './evaluate.ts';
import { likePattern } from './like.ts';
import { sum } from './operand.ts';
import { accept, acceptAll, deeper, expect, fail, peek, tokenStream, type TokenStream } from './tokenStream.ts';
import { compare, isTrue, textOf, type Evaluated, type Thunk } from './value.ts';

export function parseExpression(text: string, options: EvaluateOptions): Thunk {
  const stream = tokenStream(text, options, expression);
  if (stream.items.length === 0) fail(stream, 'it is empty');
  const result = expression(stream);
  const rest = peek(stream);
  if (rest !== undefined) fail(stream, `${rest.text} is not understood here`);
  return result;
}

function expression(s: TokenStream): Thunk {
  deeper(s);
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
    if (Object.hasOwn(comparisons, sign)) {
      s.at++;
      left = ordered(s, { sign, left, right: sum(s) });
      continue;
    }
    const next = predicate(s, left);
    if (next === undefined) return left;
    left = next;
  }
}

type Comparison = { readonly sign: string; readonly left: Thunk; readonly right: Thunk };

function ordered(s: TokenStream, { sign, left, right }: Comparison): Thunk {
  const test = comparisons[sign]!;
  return () => {
    const x = left();
    const y = right();
    const order = compare(x, y);
    if (order === undefined) {
      if (x === null || y === null) return null;
      // A word is never equal to a number; which of them is greater nobody can say.
      if (sign === '=' || sign === '==') return false;
      if (sign === '<>' || sign === '!=') return true;
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
  else if (accept(s, 'LIKE')) result = like(s, left, { ignoreCase: false });
  else if (accept(s, 'ILIKE')) result = like(s, left, { ignoreCase: true });
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

function like(s: TokenStream, left: Thunk, { ignoreCase }: { ignoreCase: boolean }): Thunk {
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
  return both(ordered(s, { sign: '>=', left, right: low }), ordered(s, { sign: '<=', left, right: high }));
}
