// The shape of a macro call in the tokens: `@name(arg, key := arg)`.
import { MeshError } from '../error/meshError.ts';
import {
  T,
  isText,
  isWord,
  nextSolid,
  previousSolid,
  tokenEnd,
  tokenStart,
  tokenText,
  type Tokens,
} from '../sql/tokens.ts';
import type { Source } from './source.ts';

/** Token range [from, to). */
export interface TokenSpan {
  readonly from: number;
  readonly to: number;
}

interface CallSyntax {
  readonly name: string;
  readonly arguments: readonly ArgumentSyntax[];
  /** Index behind the closing bracket. */
  readonly to: number;
}

export interface ArgumentSyntax extends TokenSpan {
  /** For `key := value`; the span is the value's. */
  readonly key?: string | undefined;
}

interface LambdaSyntax {
  readonly parameters: readonly string[];
  readonly body: TokenSpan;
}

/** Is token `i` (an @) the beginning of `@name(`? */
export function isCall(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.at && tokens.types[i + 1] === T.word && isText(tokens, i + 2, '(');
}

export function readCall(source: Source, at: number): CallSyntax {
  const { tokens, closings } = source;
  const name = tokenText(tokens, at + 1);
  const open = at + 2;
  const close = closings[open]!;
  if (close === 0) {
    const place = source.locate(tokenStart(tokens, at), tokenEnd(tokens, at + 1));
    throw new MeshError('MACRO_SYNTAX', { detail: `the ( of @${name} is never closed` }, { at: place });
  }
  const spans = splitCommas(source, { from: open + 1, to: close });
  return { name, arguments: spans.map((span) => argument(tokens, span)), to: close + 1 };
}

/** Parts between commas outside of brackets, trivia at their ends cut off; nothing for an empty list. */
export function splitCommas(source: Source, span: TokenSpan): TokenSpan[] {
  const { tokens, closings } = source;
  const parts: TokenSpan[] = [];
  let from = span.from;
  let depthless = span.from;
  while (depthless < span.to) {
    if (closings[depthless]! > 0) depthless = closings[depthless]!;
    else if (isText(tokens, depthless, ',')) {
      parts.push(trimSpan(tokens, { from, to: depthless }));
      from = depthless + 1;
    }
    depthless++;
  }
  const last = trimSpan(tokens, { from, to: span.to });
  if (last.to > last.from) parts.push(last);
  return parts;
}

export function trimSpan(tokens: Tokens, { from, to }: TokenSpan): TokenSpan {
  const first = nextSolid(tokens, from);
  const last = previousSolid(tokens, to - 1);
  return first >= to || last < first ? { from, to: from } : { from: first, to: last + 1 };
}

function argument(tokens: Tokens, span: TokenSpan): ArgumentSyntax {
  const type = tokens.types[span.from];
  if (type !== T.word && type !== T.string && type !== T.quoted) return span;
  const sign = nextSolid(tokens, span.from + 1);
  if (sign >= span.to || !(isText(tokens, sign, ':=') || isText(tokens, sign, '=>'))) return span;
  const value = trimSpan(tokens, { from: sign + 1, to: span.to });
  const key = tokenText(tokens, span.from);
  return { ...value, key: (type === T.word ? key : key.slice(1, -1)).toLowerCase() };
}

/** `x -> …` or `(x, y) -> …`. */
export function readLambda(source: Source, span: TokenSpan): LambdaSyntax | undefined {
  const { tokens, closings } = source;
  let arrow: number;
  let parameters: string[];
  if (tokens.types[span.from] === T.word) {
    arrow = nextSolid(tokens, span.from + 1);
    parameters = [tokenText(tokens, span.from)];
  } else if (isText(tokens, span.from, '(') && closings[span.from]! > 0) {
    const close = closings[span.from]!;
    const names = splitCommas(source, { from: span.from + 1, to: close });
    if (names.some((n) => n.to !== n.from + 1 || tokens.types[n.from] !== T.word)) return undefined;
    arrow = nextSolid(tokens, close + 1);
    parameters = names.map((n) => tokenText(tokens, n.from));
  } else return undefined;
  if (arrow >= span.to || !isText(tokens, arrow, '->')) return undefined;
  return { parameters, body: trimSpan(tokens, { from: arrow + 1, to: span.to }) };
}

/** The items of `[a, b]`, `(a, b)`, `ARRAY[a, b]` or `ARRAY(a, b)`; undefined when the text is no list. */
export function readList(source: Source, span: TokenSpan): TokenSpan[] | undefined {
  const { tokens, closings } = source;
  let open = span.from;
  if (tokens.types[open] === T.word && tokenText(tokens, open).toUpperCase() === 'ARRAY')
    open = nextSolid(tokens, open + 1);
  const isQuery = open !== span.from && ['SELECT', 'WITH', 'FROM'].some((word) => isWord(tokens, open + 1, word));
  if (!isText(tokens, open, '[') && (!isText(tokens, open, '(') || isQuery)) return undefined;
  if (closings[open] !== span.to - 1) return undefined;
  return splitCommas(source, { from: open + 1, to: span.to - 1 });
}
