// `key value, key value, …`: the inside of a MODEL, AUDIT or METRIC block and of a kind's options.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { locate } from '../sourceText.ts';
import { isWord, tokenText, T } from '../../sql/tokens.ts';
import { bracketStep, splitCommas } from './split.ts';
import {
  childValue,
  isEmptyRange,
  rangeText,
  trimmed,
  valueAt,
  type CodeValue,
  type PropertyValue,
  type SqlRange,
} from './value.ts';

export interface PropertyEntry {
  /** snake_case, lower case: the name under which specifications know it. */
  readonly key: string;
  /** As it was written. */
  readonly written: string;
  readonly keyAt: SourceLocation | undefined;
  readonly value: PropertyValue;
  /** Its macros could not be expanded, which was reported: it is given, but has no value. */
  readonly failed?: boolean;
}

export interface EntriesOptions {
  /** What the entries belong to, for messages: `MODEL`, `kind SEED`. */
  readonly owner: string;
  /** Keys that may stand here: one that begins a line inside a value shows that a comma is missing. */
  readonly known?: ReadonlySet<string> | undefined;
  readonly report: (problem: Diagnostic) => void;
}

/** Entries of a range that stands between brackets. */
export function readEntries(range: SqlRange, options: EntriesOptions): PropertyEntry[] {
  const entries: PropertyEntry[] = [];
  for (const item of mergeClauses(splitCommas(range))) {
    for (const piece of splitMissingCommas(item, options)) {
      const entry = readEntry(piece, options);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return entries;
}

function splitMissingCommas(item: SqlRange, options: EntriesOptions): SqlRange[] {
  const pieces: SqlRange[] = [];
  const { tokens } = item;
  let depth = 0;
  let start = item.from;
  for (let i = item.from; i < item.to; i++) {
    depth += bracketStep(tokens, i);
    // Two tokens back from a key there is at least `key value`; the one right before it is the line break.
    if (depth !== 0 || i < start + 4 || tokens.types[i] !== T.word || !beginsLine(item, i)) continue;
    const word = tokenText(tokens, i);
    if (options.known?.has(word.toLowerCase()) !== true) continue;
    options.report(
      diagnostic('MODEL_COMMA_MISSING', { property: word }, { at: locationOf({ ...item, from: i, to: i + 1 }) }),
    );
    pieces.push(trimmed(item, start, i));
    start = i;
  }
  pieces.push({ ...item, from: start });
  return pieces;
}

function beginsLine(item: SqlRange, i: number): boolean {
  const { tokens } = item;
  return (
    tokens.types[i - 1] === T.whitespace && tokenText(tokens, i - 1).includes('\n') && symbolText(item, i + 1) !== '.'
  );
}

function symbolText(item: SqlRange, i: number): string {
  return i < item.to ? tokenText(item.tokens, i) : '';
}

function readEntry(item: SqlRange, options: EntriesOptions): PropertyEntry | undefined {
  const problem = (found: string, at: SourceLocation | undefined) =>
    options.report(diagnostic('MODEL_BLOCK_SYNTAX', { owner: options.owner, found }, { at }));
  if (isEmptyRange(item)) {
    problem('a comma with nothing before it', valueAt(item));
    return undefined;
  }
  const { tokens } = item;
  if (tokens.types[item.from] !== T.word) {
    problem(rangeText({ ...item, to: item.from + 1 }), valueAt(item));
    return undefined;
  }
  const written = tokenText(tokens, item.from);
  const keyAt = locationOf(item);
  const value = afterColon(trimmed(item, item.from + 1, item.to));
  if (isEmptyRange(value)) {
    options.report(diagnostic('MODEL_PROPERTY_EMPTY', { property: written }, { at: keyAt }));
    return undefined;
  }
  return { key: written.toLowerCase(), written, keyAt, value };
}

/** `key: value` is written, too. */
function afterColon(value: SqlRange): SqlRange {
  return symbolText(value, value.from) === ':' ? trimmed(value, value.from + 1, value.to) : value;
}

function locationOf(item: SqlRange): SourceLocation {
  if (item.origin !== undefined) return item.origin;
  const end = item.tokens.ends[item.from]!;
  const start = item.from === 0 ? 0 : item.tokens.ends[item.from - 1]!;
  return locate(item.source, start, end);
}

/** `when_matched WHEN MATCHED THEN UPDATE SET a = 1, b = 2`: the commas of its assignments do not end the option. */
function mergeClauses(items: readonly SqlRange[]): SqlRange[] {
  const merged: SqlRange[] = [];
  for (const item of items) {
    const last = merged.at(-1);
    if (last !== undefined && isOpenWhenMatched(last) && continuesAssignments(item)) {
      merged[merged.length - 1] = { ...last, to: item.to };
    } else merged.push(item);
  }
  return merged;
}

function isOpenWhenMatched(item: SqlRange): boolean {
  return (
    isWord(item.tokens, item.from, 'WHEN_MATCHED') &&
    isWord(item.tokens, trimmed(item, item.from + 1, item.to).from, 'WHEN')
  );
}

function continuesAssignments(item: SqlRange): boolean {
  if (isEmptyRange(item)) return false;
  const second = trimmed(item, item.from + 1, item.to);
  if (isEmptyRange(second)) return false;
  const symbol = tokenText(item.tokens, second.from);
  return symbol === '.' || symbol === '=' || isWord(item.tokens, item.from, 'WHEN');
}

/** Entries of an options object: keys in camelCase or snake_case; `undefined` counts as not given. */
export function entriesFromObject(object: CodeValue, options: Readonly<Record<string, unknown>>): PropertyEntry[] {
  return Object.entries(options)
    .filter(([, item]) => item !== undefined)
    .map(([written, item]) => {
      const value = childValue(object, written, item);
      return { key: snakeCase(written), written, keyAt: valueAt(value), value };
    });
}

export function snakeCase(name: string): string {
  // `scdType2` and acronyms do not occur; every capital begins a word.
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
