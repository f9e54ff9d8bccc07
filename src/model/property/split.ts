// Cuts token ranges at commas and brackets; what stands inside brackets stays together.
import { isWord, nextSolid, tokenStart, T, type Tokens } from '../../sql/tokens.ts';
import { trimmed, type SqlRange } from './value.ts';

const COMMA = 44;
const EQUALS = 61;

/** Code of the token's first character if it is punctuation or an operator, else 0. */
export function symbolAt(tokens: Tokens, i: number): number {
  const type = tokens.types[i];
  return type === T.punctuation || type === T.operator ? tokens.text.charCodeAt(tokenStart(tokens, i)) : 0;
}

/** +1 for an opening bracket, −1 for a closing one. */
export function bracketStep(tokens: Tokens, i: number): number {
  if (tokens.types[i] !== T.punctuation) return 0;
  switch (tokens.text.charCodeAt(tokenStart(tokens, i))) {
    case 40: // (
    case 91: // [
    case 123: // {
      return 1;
    case 41:
    case 93:
    case 125:
      return -1;
    default:
      return 0;
  }
}

/** The bracket that closes the one at `open`; undefined when it is missing before `limit`. */
export function matchingClose(tokens: Tokens, open: number, limit: number): number | undefined {
  let depth = 0;
  for (let i = open; i < limit; i++) {
    depth += bracketStep(tokens, i);
    if (depth === 0) return i;
  }
  return undefined;
}

/** Items between commas at depth 0. A trailing comma is fine; other empty items stay, as empty ranges. */
export function splitCommas(range: SqlRange): SqlRange[] {
  const items: SqlRange[] = [];
  const { tokens } = range;
  let depth = 0;
  let start = range.from;
  for (let i = range.from; i < range.to; i++) {
    depth += bracketStep(tokens, i);
    if (depth === 0 && symbolAt(tokens, i) === COMMA) {
      items.push(trimmed(range, start, i));
      start = i + 1;
    }
  }
  if (start < range.to) items.push(trimmed(range, start, range.to));
  return items;
}

/** What stands inside when the whole range is one pair of brackets: `(a)`, `[a]`, `ARRAY(a)` or `ARRAY[a]`. */
export function insideBrackets(range: SqlRange): SqlRange | undefined {
  const { tokens } = range;
  const from = isWord(tokens, range.from, 'ARRAY') ? nextSolid(tokens, range.from + 1) : range.from;
  if (range.to - from < 2) return undefined;
  const open = symbolAt(tokens, from);
  if (open !== 40 && open !== 91) return undefined;
  if (matchingClose(tokens, from, range.to) !== range.to - 1) return undefined;
  return trimmed(range, from + 1, range.to - 1);
}

/** Items of `(a, b)` or `[a, b]`; a value without brackets is a list of itself. */
export function listItems(range: SqlRange): SqlRange[] {
  const inside = insideBrackets(range);
  return inside === undefined ? [range] : splitCommas(inside);
}

export interface KeyedRange {
  readonly key: SqlRange;
  readonly value: SqlRange;
}

/** `key = value`, `key := value`, `key => value`. */
export function keyedItem(range: SqlRange): KeyedRange | undefined {
  const { tokens } = range;
  let depth = 0;
  for (let i = range.from; i < range.to; i++) {
    depth += bracketStep(tokens, i);
    if (depth !== 0 || tokens.types[i] !== T.operator) continue;
    if (isAssignment(tokens, i)) {
      return { key: trimmed(range, range.from, i), value: trimmed(range, i + 1, range.to) };
    }
    return undefined;
  }
  return undefined;
}

function isAssignment(tokens: Tokens, i: number): boolean {
  const start = tokenStart(tokens, i);
  const text = tokens.text.slice(start, tokens.ends[i]);
  return text.charCodeAt(0) === EQUALS ? text === '=' || text === '=>' : text === ':=';
}
