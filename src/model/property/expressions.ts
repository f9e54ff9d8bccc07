// Readers of SQL expressions: mesh keeps their text, and the name alone when the expression is just a column.
import { singleToken, rangeText, isEmptyRange, type SqlRange } from './value.ts';
import { itemsOf, normalizeName, rangeOf, sqlTextOf } from './names.ts';
import { insideBrackets, splitCommas } from './split.ts';
import { readAll, wrongValue, type ReadContext, type Reader } from './reader.ts';
import { quoteString } from '../../sql/literal.ts';
import { stringContent } from './stringContent.ts';
import { tokenText, T } from '../../sql/tokens.ts';

/** The text of an expression; an unquoted column is normalised, so that `ID` and `id` are the same key. */
export function expressionText(range: SqlRange, context: ReadContext): string {
  const i = singleToken(range);
  if (i !== undefined && range.tokens.types[i] === T.word) {
    return normalizeName(tokenText(range.tokens, i), false, context);
  }
  if (i !== undefined && range.tokens.types[i] === T.quoted) {
    const content = stringContent(tokenText(range.tokens, i), context.dialect);
    const name = normalizeName(content, true, context);
    return /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  }
  return rangeText(range);
}

export const expression: Reader<string> = (value, context) => {
  const range = rangeOf(value, context);
  if (range === undefined || isEmptyRange(range)) return wrongValue(value, context, 'a column or an SQL expression');
  return expressionText(range, context);
};

/** The text as it stands, whatever it is: conditions, merge filters. */
export const sqlText: Reader<string> = (value, context) => {
  const range = value.type === 'sql' ? value : rangeOf(value, context);
  if (range === undefined || isEmptyRange(range)) return wrongValue(value, context, 'an SQL expression');
  const inside = insideBrackets(range);
  return inside === undefined ? rangeText(range) : rangeText(inside);
};

/** `a`, `(a, b)`, `[a, b]`; the same expression twice is a mistake. */
export const expressions: Reader<readonly string[]> = (value, context) => {
  const items = itemsOf(value);
  const found = readAll(items, expression, context);
  if (found.length < items.length) return undefined;
  if (found.length === 0) return wrongValue(value, context, 'at least one column');
  const repeated = found.findIndex((item, i) => found.indexOf(item) !== i);
  if (repeated >= 0) return wrongValue(items[repeated]!, context, 'each column once');
  return found;
};

/** Each item is a column or a tuple of columns: `(a, (b, c))`. */
export const tuples: Reader<readonly (readonly string[])[]> = (value, context) =>
  readAll(itemsOf(value), tuple, context);

/** `grain (a, b)`: one tuple. */
export const singleTuple: Reader<readonly (readonly string[])[]> = (value, context) => {
  const found = tuple(value, context);
  return found === undefined ? undefined : [found];
};

const tuple: Reader<readonly string[]> = (value, context) => {
  if (value.type === 'code') return expressions(value, context);
  const inside = insideBrackets(value);
  return readAll(inside === undefined ? [value] : splitCommas(inside), expression, context);
};

/** Columns, each with the entity it stands for where that has another name: `id AS user_id`, `{ id: 'user_id' }`. */
export const references: Reader<readonly string[]> = (value, context) =>
  itemsOf(value).flatMap((item) => {
    if (item.type === 'code' && sqlTextOf(item.value) === undefined && isRecord(item.value)) {
      return Object.entries(item.value).map(([column, entity]) => `${column} AS ${String(entity)}`);
    }
    return expression(item, context) ?? [];
  });

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `(a, b)` or `[a, b]` of texts. */
export const texts =
  (read: Reader<string>): Reader<readonly string[]> =>
  (value, context) =>
    readAll(itemsOf(value), read, context);

/**
 * A value as an SQL text: the text itself in a block. In an options object numbers, booleans, lists and Fragments say what
 * they are; a string is a literal unless `strings` is `sql`.
 */
export function valueAsSql(value: unknown, strings: 'sql' | 'literal'): string | undefined {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return strings === 'sql' ? value : quoteString(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  const fragment = sqlTextOf(value);
  if (fragment !== undefined) return fragment;
  if (Array.isArray(value)) {
    const items = value.map((item) => valueAsSql(item, strings));
    return items.includes(undefined) ? undefined : `(${items.join(', ')})`;
  }
  return undefined;
}
