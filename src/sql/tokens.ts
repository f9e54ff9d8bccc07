// The token list: two typed arrays over the text. Tokens touch each other, so their texts joined are always the input.

/** Plain constants instead of an enum: erasable syntax only. Fingerprints hold these values: never renumber. */
export const T = {
  whitespace: 0,
  lineComment: 1,
  blockComment: 2,
  /** Unquoted identifier or keyword. */
  word: 3,
  /** "a", `a` or [a], by dialect. */
  quoted: 4,
  /** 'a', E'a', x'a', $$a$$, r'a' … the prefix belongs to the token. */
  string: 5,
  number: 6,
  operator: 7,
  /** One of ( ) [ ] { } , ; . */
  punctuation: 8,
  /** ?, $1 or $name. */
  parameter: 9,
  /** A single @ that begins a macro: followed by a letter, _, { or a quote. */
  at: 10,
  /** A string, quoted identifier, block comment or Jinja block that never ends; it reaches to the end of the text. */
  unterminated: 11,
  /** A character no rule knows. */
  other: 12,
  /** Everything between `JINJA_QUERY_BEGIN;` or `JINJA_STATEMENT_BEGIN;` and JINJA_END. */
  raw: 13,
} as const;

export type TokenType = (typeof T)[keyof typeof T];

export interface Tokens {
  readonly text: string;
  readonly count: number;
  readonly types: Uint8Array;
  /** End offset of each token; a token starts where the one before it ends. */
  readonly ends: Uint32Array;
}

export function tokenStart(tokens: Tokens, i: number): number {
  return i === 0 ? 0 : tokens.ends[i - 1]!;
}

export function tokenEnd(tokens: Tokens, i: number): number {
  return tokens.ends[i]!;
}

export function tokenText(tokens: Tokens, i: number): string {
  return tokens.text.slice(tokenStart(tokens, i), tokens.ends[i]);
}

export function tokenType(tokens: Tokens, i: number): TokenType {
  return tokens.types[i] as TokenType;
}

/** Whitespace and comments. */
export function isTrivia(tokens: Tokens, i: number): boolean {
  return tokens.types[i]! <= T.blockComment;
}

/** Index of the first token at or after `i` that is neither whitespace nor comment; `tokens.count` at the end. */
export function nextSolid(tokens: Tokens, i: number): number {
  let k = i;
  while (k < tokens.count && tokens.types[k]! <= T.blockComment) k++;
  return k;
}

/** Index of the last token at or before `i` that is neither whitespace nor comment; -1 at the beginning. */
export function previousSolid(tokens: Tokens, i: number): number {
  let k = i;
  while (k >= 0 && tokens.types[k]! <= T.blockComment) k--;
  return k;
}

/** True when token `i` is exactly this text (case-sensitive): for punctuation and operators. */
export function isText(tokens: Tokens, i: number, text: string): boolean {
  if (i < 0 || i >= tokens.count) return false;
  const start = tokenStart(tokens, i);
  return tokens.ends[i]! - start === text.length && tokens.text.startsWith(text, start);
}

/** True when token `i` is this unquoted word, in any case. `upper` must be upper case. */
export function isWord(tokens: Tokens, i: number, upper: string): boolean {
  if (i < 0 || i >= tokens.count || tokens.types[i] !== T.word) return false;
  const start = tokenStart(tokens, i);
  if (tokens.ends[i]! - start !== upper.length) return false;
  for (let k = 0; k < upper.length; k++) {
    let c = tokens.text.charCodeAt(start + k);
    if (c >= 97 && c <= 122) c -= 32;
    if (c !== upper.charCodeAt(k)) return false;
  }
  return true;
}
