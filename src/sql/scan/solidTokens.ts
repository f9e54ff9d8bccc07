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

// Scanning is synchronous and keeps nothing of these arrays, so all texts share them.
let size = 0;
let kind = new Uint8Array(0);
let start = new Int32Array(0);
let end = new Int32Array(0);
let match = new Int32Array(0);
let nextQuery = new Int32Array(0);
let stack = new Int32Array(0);

function reserve(count: number): void {
  if (count + 4 <= size) return;
  size = Math.max(4096, count * 2);
  kind = new Uint8Array(size);
  start = new Int32Array(size);
  end = new Int32Array(size);
  match = new Int32Array(size);
  nextQuery = new Int32Array(size);
  stack = new Int32Array(size);
}

/** The result is valid until the next call. */
export function solidTokens(tokens: Tokens): SolidTokens | Unreadable {
  reserve(tokens.count);
  const { text, types, ends } = tokens;
  let n = 0;
  let depth = 0;
  let from = 0;
  for (let i = 0; i < tokens.count; i++) {
    const to = ends[i]!;
    const type = types[i]!;
    if (type > T.blockComment) {
      if (type === T.unterminated || type === T.raw) return { reason: 'a token that is not SQL', offset: from };
      const k = kindOf(text, type, { from, to, afterDot: n > 0 && kind[n - 1] === K.dot });
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
  findQueries(n);
  return { text, count: n, kind, start, end, match, nextQuery };
}

function kindOf(text: string, type: number, at: { from: number; to: number; afterDot: boolean }): number {
  switch (type) {
    case T.word:
      return at.afterDot ? K.name : wordKind(text, at.from, at.to);
    case T.quoted:
      return K.quoted;
    case T.string:
      return K.string;
    case T.number:
      return K.number;
    case T.punctuation:
      return punctuation[text[at.from]!]!;
    case T.operator:
      if (at.to - at.from > 1) return K.operator;
      return text[at.from] === '*' ? K.star : text[at.from] === ':' ? K.colon : K.operator;
    default:
      return K.other;
  }
}

const punctuation: Readonly<Record<string, number>> = {
  '(': K.open,
  ')': K.close,
  '[': K.openList,
  ']': K.closeList,
  '{': K.openList,
  '}': K.closeList,
  ',': K.comma,
  '.': K.dot,
  ';': K.semicolon,
};

function isPair(text: string, open: number, close: number): boolean {
  const c = text[close];
  return text[open] === (c === ')' ? '(' : c === ']' ? '[' : '{');
}

function findQueries(count: number): void {
  nextQuery[count] = count;
  for (let i = count - 1; i >= 0; i--) {
    nextQuery[i] = kind[i] === K.open && opensQuery(i) ? i : nextQuery[i + 1]!;
  }
}

/** Whether the `(` at `i` holds a query, judged by its first words. */
function opensQuery(i: number): boolean {
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
      return isNameKind(after);
    case K.describe:
    case K.pivot:
      return isNameKind(after) || after === K.open || after === K.string || after >= K.select;
    case K.open: {
      const behind = kind[match[i + 1]! + 1];
      return behind === K.setOperation || behind === K.clause;
    }
    default:
      return false;
  }
}
