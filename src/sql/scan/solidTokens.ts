// The tokens that count (no whitespace, no comments) with their kinds, partners of brackets, and where queries open.
import { T, type Tokens } from '../tokens.ts';
import { K, isNameKind, wordKind } from './keyword.ts';

export interface SolidTokens {
  readonly text: string;
  /** How many; one more token of kind `end` stands behind the last. */
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** For an opening bracket the index of the closing one. */
  readonly match: Int32Array;
  /** Index of the first `(` at or behind each token that opens a query. */
  readonly nextQuery: Int32Array;
}

export interface Unreadable {
  readonly reason: string;
  readonly offset: number;
}

interface Arrays {
  readonly size: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly match: Int32Array;
  readonly nextQuery: Int32Array;
  /** Indexes of the brackets that are open. */
  readonly stack: Int32Array;
}

// Scanning is synchronous and keeps nothing of these arrays, so all texts share them.
let shared = arrays(4096);

function arrays(size: number): Arrays {
  const numbers = (): Int32Array => new Int32Array(size);
  const kind = new Uint8Array(size);
  return { size, kind, start: numbers(), end: numbers(), match: numbers(), nextQuery: numbers(), stack: numbers() };
}

/** The result is valid until the next call. */
export function solidTokens(tokens: Tokens): SolidTokens | Unreadable {
  if (tokens.count + 4 > shared.size) shared = arrays(tokens.count * 2);
  const { kind, start, end, match, nextQuery, stack } = shared;
  const { text, types, ends } = tokens;
  let n = 0;
  let depth = 0;
  let from = 0;
  for (let i = 0; i < tokens.count; i++) {
    const to = ends[i]!;
    const type = types[i]!;
    if (type > T.blockComment) {
      if (type === T.unterminated || type === T.raw) return { reason: 'a token that is not SQL', offset: from };
      let k: number;
      if (type === T.word) k = n > 0 && kind[n - 1] === K.dot ? K.name : wordKind(text, from, to);
      else k = to - from === 1 ? kindOfCharacter(text.charCodeAt(from), type) : kindOfType(type);
      if (k === K.open || k === K.openList) stack[depth++] = n;
      else if (k === K.close || k === K.closeList) {
        if (depth === 0 || !isPair(text, start[stack[depth - 1]!]!, from)) {
          return { reason: 'brackets that do not match', offset: from };
        }
        match[stack[--depth]!] = n;
      }
      // `left.a` is a column of a table called left.
      else if (k === K.dot && n > 0 && kind[n - 1]! >= K.values) kind[n - 1] = K.name;
      kind[n] = k;
      start[n] = from;
      end[n++] = to;
    }
    from = to;
  }
  if (depth > 0) return { reason: 'brackets that do not match', offset: start[stack[depth - 1]!]! };
  kind.fill(K.end, n, n + 4);
  start[n] = text.length;
  const solid: SolidTokens = { text, count: n, kind, start, end, match, nextQuery };
  findQueries(solid);
  return solid;
}

function kindOfType(type: number): number {
  if (type === T.quoted) return K.quoted;
  if (type === T.string) return K.string;
  if (type === T.number) return K.number;
  return type === T.operator ? K.operator : K.other;
}

/** Kinds of the tokens of one character. */
const characters = new Uint8Array(128);
for (const [character, k] of [
  ['(', K.open],
  [')', K.close],
  ['[', K.openList],
  [']', K.closeList],
  ['{', K.openList],
  ['}', K.closeList],
  [',', K.comma],
  ['.', K.dot],
  [';', K.semicolon],
  ['*', K.star],
  [':', K.colon],
] as const) {
  characters[character.charCodeAt(0)] = k;
}

function kindOfCharacter(code: number, type: number): number {
  return (type === T.punctuation || type === T.operator ? characters[code] : 0) || kindOfType(type);
}

function isPair(text: string, open: number, close: number): boolean {
  const c = text[close];
  return text[open] === (c === ')' ? '(' : c === ']' ? '[' : '{');
}

function findQueries(solid: SolidTokens): void {
  const { kind, nextQuery, count } = solid;
  let next = count;
  nextQuery[count] = count;
  for (let i = count - 1; i >= 0; i--) {
    if (kind[i] === K.open && opensQuery(solid, i)) next = i;
    nextQuery[i] = next;
  }
}

/** Whether the `(` at `i` holds a query, judged by its first words. */
function opensQuery({ kind, match }: SolidTokens, i: number): boolean {
  const after = kind[i + 2]!;
  switch (kind[i + 1]) {
    case K.select:
    case K.with:
      return true;
    case K.from:
      return i === 0 || kind[i - 1] !== K.trim;
    case K.values:
      return after === K.open;
    case K.table:
      return isNameKind(after) || after === K.string || after === K.only;
    case K.describe:
    case K.pivot:
      return isNameKind(after) || after === K.open || after === K.close || after === K.string || after >= K.select;
    case K.open: {
      const behind = kind[match[i + 1]! + 1];
      return behind === K.setOperation || behind === K.clause;
    }
    default:
      return false;
  }
}
