// Readers of single values: texts, numbers, booleans, words of a fixed set, dates.
import { tokenText, T } from '../../sql/tokens.ts';
import { didYouMean } from '../../error/nearest.ts';
import { diagnostic } from '../../error/diagnostic.ts';
import { tryParseDate } from '../../interval/parseDate.ts';
import { stringContent } from './stringContent.ts';
import { wrongValue, type ReadContext, type Reader } from './reader.ts';
import { insideBrackets } from './split.ts';
import { isEmptyRange, rangeText, shown, singleToken, valueAt, type PropertyValue, type SqlRange } from './value.ts';

/** A quoted string's content, or the words as they stand: `owner jen`, `owner 'Jen D.'`. */
export const text: Reader<string> = (value, context) => {
  if (value.type === 'code') {
    if (typeof value.value === 'string') return value.value;
    if (typeof value.value === 'number') return String(value.value);
    return wrongValue(value, context, 'a text');
  }
  const content = textOf(value, context.dialect);
  return content ?? wrongValue(value, context, 'a text');
};

export function textOf(range: SqlRange, dialect: string): string | undefined {
  if (isEmptyRange(range) || insideBrackets(range) !== undefined) return undefined;
  const i = singleToken(range);
  const type = i === undefined ? undefined : range.tokens.types[i];
  if (i !== undefined && (type === T.string || type === T.quoted))
    return stringContent(tokenText(range.tokens, i), dialect);
  return rangeText(range);
}

const truths: ReadonlySet<unknown> = new Set([true, 'true', '1', 't', 'y', 'yes', 'on']);
const untruths: ReadonlySet<unknown> = new Set([false, 'false', '0', 'f', 'n', 'no', 'off']);

export const boolean: Reader<boolean> = (value, context) => {
  const raw = value.type === 'code' ? value.value : textOf(value, context.dialect)?.toLowerCase();
  if (truths.has(raw)) return true;
  if (untruths.has(raw)) return false;
  return wrongValue(value, context, 'true or false');
};

/** A whole number of at least `least`. */
export function integer(least: number): Reader<number> {
  return (value, context) => {
    const raw = value.type === 'code' ? value.value : textOf(value, context.dialect);
    const number = typeof raw === 'string' && /^[+-]?\d+$/.test(raw) ? Number(raw) : raw;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least) return number;
    return wrongValue(value, context, `a whole number of at least ${least}`);
  };
}

/** One of some words, in any case, quoted or not. */
export function choice<const W extends string>(words: readonly W[]): Reader<W> {
  return (value, context) => {
    const raw = value.type === 'code' ? value.value : textOf(value, context.dialect);
    if (typeof raw === 'string') {
      const wanted = raw.toLowerCase();
      const found = words.find((word) => word.toLowerCase() === wanted);
      if (found !== undefined) return found;
      context.report(
        diagnostic(
          'MODEL_PROPERTY_VALUE',
          { property: context.property, expected: listed(words), found: shown(value) },
          { at: valueAt(value), hint: didYouMean(raw, words) },
        ),
      );
      return undefined;
    }
    return wrongValue(value, context, listed(words));
  };
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

/** A date, a timestamp or relative words such as `1 week ago`; mesh keeps the text and resolves it against the clock. */
export const dateText: Reader<string> = (value, context) => {
  const found = writtenDate(value, context);
  if (found === undefined) return wrongValue(value, context, 'a date such as 2024-01-31');
  if (tryParseDate(found, { now: 0 }) !== undefined) return found;
  context.report(diagnostic('PLAN_DATE_INVALID', { text: found }, { at: valueAt(value) }));
  return undefined;
};

function writtenDate(value: PropertyValue, context: ReadContext): string | undefined {
  if (value.type === 'code') {
    if (value.value instanceof Date && !Number.isNaN(value.value.getTime())) return value.value.toISOString();
    return typeof value.value === 'string' && value.value.trim() !== '' ? value.value : undefined;
  }
  const found = textOf(value, context.dialect)?.trim();
  if (found === undefined || found === '') return undefined;
  // `2024 - 01 - 31` is what a date without quotes looks like to a lexer that keeps spaces.
  return /^[\d\s-]+$/.test(found) ? found.replace(/\s*-\s*/g, '-') : found;
}
