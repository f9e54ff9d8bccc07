// The solid tokens of an expression with a cursor, and the error that names what cannot be evaluated.
import { MeshError } from '../../error/meshError.ts';
import { lex } from '../../sql/lexer.ts';
import { isTrivia, tokenText, tokenType, type TokenType } from '../../sql/tokens.ts';
import type { EvaluateOptions } from './evaluate.ts';
import type { Thunk } from './value.ts';

export interface Item {
  readonly type: TokenType;
  readonly text: string;
  /** Upper case, for keywords. */
  readonly word: string;
}

export interface TokenStream {
  /** Parses a whole expression: what stands in brackets, behind WHEN and so on. */
  readonly expression: (stream: TokenStream) => Thunk;
  readonly text: string;
  readonly options: EvaluateOptions;
  readonly items: readonly Item[];
  at: number;
  depth: number;
}

export function tokenStream(
  text: string,
  options: EvaluateOptions,
  expression: TokenStream['expression'],
): TokenStream {
  const tokens = lex(text, options.dialect);
  const items: Item[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (isTrivia(tokens, i)) continue;
    const t = tokenText(tokens, i);
    items.push({ type: tokenType(tokens, i), text: t, word: t.toUpperCase() });
  }
  return { expression, text, options, items, at: 0, depth: 0 };
}

export function peek(stream: TokenStream, ahead = 0): Item | undefined {
  return stream.items[stream.at + ahead];
}

/** Takes the next token when it is this word or sign. */
export function accept(stream: TokenStream, word: string): boolean {
  if (peek(stream)?.word !== word) return false;
  stream.at++;
  return true;
}

export function acceptAll(stream: TokenStream, ...words: string[]): boolean {
  if (words.some((word, i) => peek(stream, i)?.word !== word)) return false;
  stream.at += words.length;
  return true;
}

export function expect(stream: TokenStream, word: string): void {
  if (accept(stream, word)) return;
  const found = peek(stream)?.text;
  fail(stream, found === undefined ? `${word} is missing at its end` : `expected ${word}, found ${found}`);
}

const maxDepth = 200;

/** Every level of nesting asks, so that the stack of JavaScript is never the limit. */
export function deeper(stream: TokenStream): void {
  if (++stream.depth > maxDepth) fail(stream, 'it is nested too deeply');
}

export function fail(stream: TokenStream, detail: string): never {
  throw new MeshError('MACRO_CONDITION', { text: stream.text, detail }, { at: stream.options.at });
}
