// Readers of maps: table properties, column descriptions, grants, CSV settings.
import type { SourceLocation } from '../../error/diagnostic.ts';
import { stringContent } from './stringContent.ts';
import { tokenText, T } from '../../sql/tokens.ts';
import { normalizeName } from './names.ts';
import { valueAsSql } from './expressions.ts';
import { readAll, wrongValue, type ReadContext, type Reader } from './reader.ts';
import { text } from './scalar.ts';
import { insideBrackets, keyedItem, splitCommas } from './split.ts';
import {
  childValue,
  isEmptyRange,
  rangeText,
  singleToken,
  valueAt,
  type PropertyValue,
  type SqlRange,
} from './value.ts';

export interface MapItem {
  readonly key: string;
  readonly quoted: boolean;
  readonly at: SourceLocation | undefined;
  readonly value: PropertyValue;
}

/** Whether a list is one of `key = value` items. */
export function isMapValue(value: PropertyValue): boolean {
  if (value.type === 'code')
    return typeof value.value === 'object' && value.value !== null && !Array.isArray(value.value);
  const inside = insideBrackets(value) ?? value;
  const [first] = isEmptyRange(inside) ? [] : splitCommas(inside);
  return first !== undefined && keyedItem(first) !== undefined;
}

/** `(key = value, 'key' = value)`, `[…]`, or one `key = value` without brackets. */
export function mapItems(value: PropertyValue, context: ReadContext): MapItem[] | undefined {
  if (value.type === 'code') {
    if (typeof value.value !== 'object' || value.value === null || Array.isArray(value.value)) return undefined;
    return Object.entries(value.value).map(([key, item]: [string, unknown]) => ({
      key,
      quoted: false,
      at: valueAt(value),
      value: childValue(value, key, item),
    }));
  }
  const inside = insideBrackets(value) ?? value;
  return readAll(isEmptyRange(inside) ? [] : splitCommas(inside), mapItem, context);
}

const mapItem: Reader<MapItem> = (value, context) => {
  const item = value.type === 'sql' ? keyedItem(value) : undefined;
  const i = item === undefined || isEmptyRange(item.value) ? undefined : singleToken(item.key);
  if (item === undefined || i === undefined) return wrongValue(value, context, '`key = value`');
  return { ...keyOf(item.key, i, context), at: valueAt(item.key), value: item.value };
};

function keyOf(range: SqlRange, i: number, context: ReadContext): { key: string; quoted: boolean } {
  const type = range.tokens.types[i];
  const written = tokenText(range.tokens, i);
  if (type === T.string || type === T.quoted) return { key: stringContent(written, context.dialect), quoted: true };
  return { key: written, quoted: false };
}

/** Keys as they are written, values as SQL texts. */
export const properties: Reader<Readonly<Record<string, string>>> = (value, context) => {
  const items = mapItems(value, context);
  if (items === undefined) return wrongValue(value, context, 'a map such as (key = value)');
  const found: Record<string, string> = {};
  for (const item of items) {
    const sql = item.value.type === 'sql' ? rangeText(item.value) : valueAsSql(item.value.value, 'literal');
    if (sql === undefined)
      wrongValue(item.value, { ...context, property: `${context.property}.${item.key}` }, 'a value');
    else if (Object.hasOwn(found, item.key)) wrongValue(item.value, context, `${item.key} once`);
    else found[item.key] = sql;
  }
  return found;
};

/** Columns and a text for each. */
export const columnTexts: Reader<Readonly<Record<string, string>>> = (value, context) => {
  const items = mapItems(value, context);
  if (items === undefined) return wrongValue(value, context, "a map such as (column = 'text')");
  const found: Record<string, string> = {};
  for (const item of items) {
    const content = text(item.value, { ...context, property: `${context.property}.${item.key}` });
    if (content !== undefined) found[normalizeName(item.key, item.quoted, context)] = content;
  }
  return found;
};
