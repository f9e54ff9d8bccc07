// A property's value before anything is known of its type: a range of tokens of a block, or a JavaScript value of an
// options object. Readers turn both into typed data.
import type { SourceLocation } from '../../error/diagnostic.ts';
import { lex } from '../../sql/lexer.ts';
import { nextSolid, previousSolid, tokenStart, T, type Tokens } from '../../sql/tokens.ts';
import { locate, type SourceText } from '../sourceText.ts';

export type PropertyValue = SqlRange | CodeValue;

/** Tokens `from` up to, not including, `to`; both ends are solid tokens unless the range is empty. */
export interface SqlRange {
  readonly type: 'sql';
  readonly source: SourceText;
  readonly tokens: Tokens;
  readonly from: number;
  readonly to: number;
  /** Where it stands when its text is not the file's: the output of a macro. */
  readonly origin?: SourceLocation | undefined;
}

export interface CodeValue {
  readonly type: 'code';
  readonly value: unknown;
  /** Where it stands; found only when somebody asks. */
  readonly place?: ((path: CodePath) => SourceLocation | undefined) | undefined;
  readonly path: CodePath;
}

/** Keys and indexes that lead from an options object to a value in it. */
export type CodePath = readonly (string | number)[];

export function codeValue(value: unknown, place?: CodeValue['place'], path: CodePath = []): CodeValue {
  return { type: 'code', value, place, path };
}

/** A value inside another one. */
export function childValue(parent: CodeValue, key: string | number, value: unknown): CodeValue {
  return { ...parent, value, path: [...parent.path, key] };
}

/** Narrows a range to its solid tokens. */
export function trimmed(range: SqlRange, from: number, to: number): SqlRange {
  const first = nextSolid(range.tokens, from);
  const last = previousSolid(range.tokens, to - 1);
  const { source, tokens, origin } = range;
  return { type: 'sql', source, tokens, from: first, to: Math.max(first, last + 1), origin };
}

export function sqlRange(source: SourceText, tokens: Tokens, origin?: SourceLocation): SqlRange {
  return trimmed({ type: 'sql', source, tokens, from: 0, to: 0, origin }, 0, tokens.count);
}

/** A text on its own as a range: a macro's output, a string of an options object. */
export function rangeFromText(text: string, dialect: string, origin: SourceLocation | undefined): SqlRange {
  return sqlRange({ file: origin?.file ?? '', text }, lex(text, dialect), origin ?? { file: '', line: 1, column: 1 });
}

export function isEmptyRange(range: SqlRange): boolean {
  return range.to <= range.from;
}

export function rangeStart(range: SqlRange): number {
  return tokenStart(range.tokens, range.from);
}

export function rangeEnd(range: SqlRange): number {
  return range.to === 0 ? 0 : range.tokens.ends[range.to - 1]!;
}

export function rangeText(range: SqlRange): string {
  return isEmptyRange(range) ? '' : range.source.text.slice(rangeStart(range), rangeEnd(range));
}

/** Undefined only for values that no file holds. */
export function valueAt(value: PropertyValue): SourceLocation | undefined {
  if (value.type === 'code') return value.place?.(value.path);
  return value.origin ?? locate(value.source, rangeStart(value), rangeEnd(value));
}

/** The value as it may be shown in a message: one line, not too long. */
export function shown(value: PropertyValue): string {
  const text = value.type === 'sql' ? rangeText(value) : shownCode(value.value);
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

function shownCode(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? 'undefined';
}

export function singleToken(range: SqlRange): number | undefined {
  return range.to === range.from + 1 ? range.from : undefined;
}

export function holdsMacro(range: SqlRange): boolean {
  for (let i = range.from; i < range.to; i++) if (range.tokens.types[i] === T.at) return true;
  return false;
}
