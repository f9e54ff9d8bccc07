// Calls in a text: `name(…)` without a schema before it.
import { foldCase, unquote } from './identifier.ts';
import { isText, nextSolid, previousSolid, T, tokenEnd, tokenStart, tokenText, type Tokens } from './tokens.ts';

export interface CalledName {
  /** Lower case. */
  readonly name: string;
  /** Indexes of tokens: the name, and the brackets around the arguments. */
  readonly at: number;
  readonly open: number;
  readonly close: number;
  /** Offsets in the text, from the name to the closing bracket. */
  readonly start: number;
  readonly end: number;
}

export function calledNames(tokens: Tokens): CalledName[] {
  const found: CalledName[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] !== T.word && tokens.types[i] !== T.quoted) continue;
    const open = nextSolid(tokens, i + 1);
    if (open >= tokens.count || !isText(tokens, open, '(')) continue;
    const before = previousSolid(tokens, i - 1);
    if (before >= 0 && isText(tokens, before, '.')) continue;
    const close = closing(tokens, open);
    if (close === undefined) continue;
    const name = foldCase(unquote(tokenText(tokens, i)));
    found.push({ name, at: i, open, close, start: tokenStart(tokens, i), end: tokenEnd(tokens, close) });
  }
  return found;
}

function closing(tokens: Tokens, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.count; i++) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')') && --depth === 0) return i;
  }
  return undefined;
}

export interface Argument {
  /** Lower case; undefined for one that is told by its place. */
  readonly name: string | undefined;
  readonly text: string;
}

/** The arguments of a call: `since := @x, 5`. */
export function argumentsOf(text: string, tokens: Tokens, { open, close }: CalledName): Argument[] {
  const found: Argument[] = [];
  let from = open + 1;
  let depth = 0;
  for (let i = open + 1; i <= close; i++) {
    if (['(', '[', '{'].some((sign) => isText(tokens, i, sign))) depth++;
    else if (i < close && [')', ']', '}'].some((sign) => isText(tokens, i, sign))) depth--;
    if (i !== close && !(depth === 0 && isText(tokens, i, ','))) continue;
    const first = nextSolid(tokens, from);
    if (first < i) found.push(argument(text, tokens, { first, end: i }));
    from = i + 1;
  }
  return found;
}

function argument(text: string, tokens: Tokens, { first, end }: { first: number; end: number }): Argument {
  const sign = nextSolid(tokens, first + 1);
  const isNamed = sign < end && (isText(tokens, sign, ':=') || isText(tokens, sign, '=>'));
  const last = previousSolid(tokens, end - 1);
  const from = isNamed ? nextSolid(tokens, sign + 1) : first;
  return {
    name: isNamed ? foldCase(unquote(tokenText(tokens, first))) : undefined,
    text: text.slice(tokenStart(tokens, from), tokenEnd(tokens, last)),
  };
}
