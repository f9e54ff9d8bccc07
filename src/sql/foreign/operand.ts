// Where a value in front of an operator begins and where one behind it ends, for operators that nothing but `.`, `[…]`, `::` and signs
// binds tighter than.
import { isText, isWord, nextSolid, previousSolid, T, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket } from './template.ts';

/** Behind them comes an expression; they are neither names nor functions. */
const openers = new Set(
  `ALL AND ANY AS BETWEEN BY CASE DISTINCT DIV ELSE ESCAPE EXCEPT FOR FROM HAVING ILIKE IN INTERSECT INTO IS JOIN LIKE LIMIT MINUS NOT
   OFFSET ON OR QUALIFY REGEXP RETURNING RLIKE SELECT SET SOME THEN TO UNION USING VALUES WHEN WHERE WITH XOR`.split(
    /\s+/,
  ),
);

function isOpener(tokens: Tokens, i: number): boolean {
  return i >= 0 && i < tokens.count && tokens.types[i] === T.word && openers.has(tokenText(tokens, i).toUpperCase());
}

export function isName(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.word || tokens.types[i] === T.quoted;
}

function isFreeName(tokens: Tokens, i: number): boolean {
  return isName(tokens, i) && !isOpener(tokens, i) && !isWord(tokens, i, 'END');
}

/** First token of the value that ends with token `last`; undefined when it is not plain. */
export function operandFirst(tokens: Tokens, last: number): number | undefined {
  let i = last;
  while (i >= 0) {
    const call = isText(tokens, i, ')') ? called(tokens, i) : i;
    if (call === undefined) return openingBracket(tokens, i);
    if (call !== i && !isName(tokens, call)) i = call;
    else if (isText(tokens, i, ']')) {
      const open = openingBracket(tokens, i) ?? 0;
      const list = previousSolid(tokens, open - 1);
      const isItem = isText(tokens, list, ')') || isText(tokens, list, ']') || isFreeName(tokens, list);
      if (!isItem && !isText(tokens, previousSolid(tokens, list - 1), '.')) return open;
      i = list;
    } else {
      const before = previousSolid(tokens, call - 1);
      if (isText(tokens, before, '.') || isText(tokens, before, '::')) i = previousSolid(tokens, before - 1);
      else if (isText(tokens, before, ':')) return undefined;
      else if (isTypeOfTwoWords(tokens, before, call)) i = before;
      else if (isWord(tokens, before, 'OVER')) i = windowed(tokens, before);
      else if (isWord(tokens, call, 'END')) return caseFirst(tokens, call);
      else return isValue(tokens, call) ? call : undefined;
    }
  }
  return undefined;
}

function isValue(tokens: Tokens, i: number): boolean {
  return isFreeName(tokens, i) || [T.number, T.string, T.parameter].some((type) => type === tokens.types[i]);
}

/** What the brackets that end at `close` belong to: a name, or the last token of a value; undefined when they stand for themselves. */
function called(tokens: Tokens, close: number): number | undefined {
  const open = openingBracket(tokens, close);
  const name = previousSolid(tokens, (open ?? 0) - 1);
  const before = previousSolid(tokens, name - 1);
  if (isText(tokens, name, ')')) return name;
  if (isText(tokens, before, '.')) return name;
  if (isWord(tokens, name, 'OVER')) return windowed(tokens, name);
  if (isWord(tokens, name, 'FILTER') && isText(tokens, before, ')')) return before;
  if (isWord(tokens, name, 'GROUP') && isWord(tokens, before, 'WITHIN')) return previousSolid(tokens, before - 1);
  return isFreeName(tokens, name) ? name : undefined;
}

/** The end of the call whose window `over` begins. */
function windowed(tokens: Tokens, over: number): number {
  const nulls = previousSolid(tokens, over - 1);
  const which = previousSolid(tokens, nulls - 1);
  const isSaid =
    isWord(tokens, nulls, 'NULLS') && (isWord(tokens, which, 'IGNORE') || isWord(tokens, which, 'RESPECT'));
  return isSaid ? previousSolid(tokens, which - 1) : nulls;
}

function isTypeOfTwoWords(tokens: Tokens, first: number, second: number): boolean {
  return (
    (isWord(tokens, first, 'DOUBLE') && isWord(tokens, second, 'PRECISION')) ||
    (isWord(tokens, first, 'CHARACTER') && isWord(tokens, second, 'VARYING'))
  );
}

/** Undefined when nothing opens it. */
export function openingBracket(tokens: Tokens, close: number): number | undefined {
  for (let i = close, depth = 0; i >= 0; i--) {
    if (tokens.types[i] !== T.punctuation) continue;
    const text = tokenText(tokens, i);
    if (')]}'.includes(text)) depth++;
    else if ('([{'.includes(text) && --depth === 0) return i;
  }
  return undefined;
}

function caseFirst(tokens: Tokens, end: number): number | undefined {
  for (let i = end, depth = 0; i >= 0; i = previousSolid(tokens, i - 1)) {
    if (isText(tokens, previousSolid(tokens, i - 1), '.')) continue;
    if (isWord(tokens, i, 'END')) depth++;
    else if (isWord(tokens, i, 'CASE') && --depth === 0) return i;
  }
  return undefined;
}

function caseLast(tokens: Tokens, first: number): number | undefined {
  for (let i = first, depth = 0; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, previousSolid(tokens, i - 1), '.')) continue;
    if (isWord(tokens, i, 'CASE')) depth++;
    else if (isWord(tokens, i, 'END') && --depth === 0) return i;
  }
  return undefined;
}

/** Last token of the value that begins with token `first`; undefined when it is not plain. */
export function operandLast(tokens: Tokens, first: number): number | undefined {
  let i = first;
  while (isText(tokens, i, '-') || isText(tokens, i, '+')) i = nextSolid(tokens, i + 1);
  let last = isWord(tokens, i, 'CASE') ? caseLast(tokens, i) : isText(tokens, i, '(') ? closingBracket(tokens, i) : i;
  if (last === undefined || (last === i && !isValue(tokens, i))) return undefined;
  for (let end: number | undefined = last; end !== undefined; end = extended(tokens, last)) last = end;
  const next = nextSolid(tokens, last + 1);
  // What else belongs to a value gives texts and times, and no operand.
  const isMore = tokens.types[next] === T.string || isWord(tokens, next, 'COLLATE') || isWord(tokens, next, 'AT');
  return isMore || isText(tokens, next, '::') ? undefined : last;
}

/** The end of what belongs to the value behind `last`, if there is more. */
function extended(tokens: Tokens, last: number): number | undefined {
  const next = nextSolid(tokens, last + 1);
  const second = nextSolid(tokens, next + 1);
  if (isText(tokens, next, '.')) return isName(tokens, second) ? second : undefined;
  if (isText(tokens, next, '[')) return closingBracket(tokens, next);
  if (isText(tokens, next, '(')) return isName(tokens, last) ? closingBracket(tokens, next) : undefined;
  if (isText(tokens, next, '::')) {
    const third = nextSolid(tokens, second + 1);
    return isTypeOfTwoWords(tokens, second, third) ? third : isName(tokens, second) ? second : undefined;
  }
  if (!isText(tokens, last, ')')) return undefined;
  if (isWord(tokens, next, 'FILTER') && isText(tokens, second, '(')) return closingBracket(tokens, second);
  const isSaid = isWord(tokens, second, 'NULLS') && (isWord(tokens, next, 'IGNORE') || isWord(tokens, next, 'RESPECT'));
  if (isSaid) return second;
  if (isWord(tokens, next, 'WITHIN') && isWord(tokens, second, 'GROUP'))
    return closingBracket(tokens, nextSolid(tokens, second + 1));
  if (!isWord(tokens, next, 'OVER')) return undefined;
  return isText(tokens, second, '(') ? closingBracket(tokens, second) : second;
}

/** The first of the signs in front of token `first`, or the token itself. */
export function withSigns(tokens: Tokens, first: number): number {
  let i = first;
  for (;;) {
    const sign = previousSolid(tokens, i - 1);
    if (!isText(tokens, sign, '-') && !isText(tokens, sign, '+')) return i;
    if (!mayBegin(tokens, previousSolid(tokens, sign - 1))) return i;
    i = sign;
  }
}

/** Whether an expression may begin behind token `before`. */
export function mayBegin(tokens: Tokens, before: number): boolean {
  if (before < 0 || isOpener(tokens, before)) return true;
  if (tokens.types[before] === T.operator) return !isText(tokens, before, '::') && !isText(tokens, before, ':');
  if (tokens.types[before] === T.number) return isWord(tokens, previousSolid(tokens, before - 1), 'TOP');
  if (!isText(tokens, before, ')')) return ['(', '[', ','].some((sign) => isText(tokens, before, sign));
  const on = previousSolid(tokens, (openingBracket(tokens, before) ?? 0) - 1);
  return isWord(tokens, on, 'DISTINCT') || isWord(tokens, previousSolid(tokens, on - 1), 'DISTINCT');
}
