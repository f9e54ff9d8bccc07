// `columns (id int, amount decimal(10, 2) NOT NULL)` and `columns: { id: 'BIGINT NOT NULL' }`.
import type { Column, Columns } from '../columns.ts';
import { isText, isWord, tokenText, T } from '../../sql/tokens.ts';
import { columnType } from './columnType.ts';
import { normalizeName, sqlTextOf } from './names.ts';
import { readAll, wrongValue, type ReadContext, type Reader } from './reader.ts';
import { bracketStep, insideBrackets, symbolAt } from './split.ts';
import { stringContent } from './stringContent.ts';
import {
  childValue,
  isEmptyRange,
  rangeFromText,
  trimmed,
  valueAt,
  type PropertyValue,
  type SqlRange,
} from './value.ts';

const expectedColumn = 'a column and its type, as in id BIGINT';

export const columns: Reader<Columns> = (value, context) => {
  const items = columnItems(value);
  if (items === undefined) return wrongValue(value, context, 'columns with types, as in (id BIGINT, name TEXT)');
  if (items.length === 0) return wrongValue(value, context, 'at least one column');
  const found = value.type === 'sql' ? readAll(items, columnFromSql, context) : columnsFromCode(value, context);
  const names = new Set<string>();
  for (const column of found) {
    if (names.has(column.name)) {
      const at = items[found.indexOf(column)] ?? value;
      return wrongValue(at, context, `${column.name} once`);
    }
    names.add(column.name);
  }
  return found.length < items.length ? undefined : found;
};

function columnItems(value: PropertyValue): PropertyValue[] | undefined {
  if (value.type === 'code') {
    if (typeof value.value !== 'object' || value.value === null || Array.isArray(value.value)) return undefined;
    return Object.entries(value.value).map(([key, item]: [string, unknown]) => childValue(value, key, item));
  }
  const inside = insideBrackets(value);
  return inside === undefined ? undefined : splitColumns(inside);
}

/** Commas inside `struct<a int, b int>` belong to the type, and angles are no brackets elsewhere. */
function splitColumns(range: SqlRange): SqlRange[] {
  const items: SqlRange[] = [];
  const { tokens } = range;
  let depth = 0;
  let start = range.from;
  for (let i = range.from; i < range.to; i++) {
    depth += bracketStep(tokens, i);
    if (isText(tokens, i, '<')) depth++;
    else if (isText(tokens, i, '>')) depth--;
    else if (isText(tokens, i, '>>')) depth -= 2;
    else if (depth === 0 && symbolAt(tokens, i) === 44) {
      items.push(trimmed(range, start, i));
      start = i + 1;
    }
  }
  if (start < range.to) items.push(trimmed(range, start, range.to));
  return items;
}

const columnFromSql: Reader<Column> = (value, context) => {
  if (value.type !== 'sql' || isEmptyRange(value)) return wrongValue(value, context, expectedColumn);
  const { tokens } = value;
  const type = tokens.types[value.from];
  if (type !== T.word && type !== T.quoted) return wrongValue(value, context, expectedColumn);
  const written = tokenText(tokens, value.from);
  const quoted = type === T.quoted;
  const name = normalizeName(quoted ? stringContent(written, context.dialect) : written, quoted, context);
  const rest = trimmed(value, value.from + 1, value.to);
  return typed(name, rest, context) ?? wrongValue(value, context, expectedColumn);
};

function columnsFromCode(value: PropertyValue & { type: 'code' }, context: ReadContext): Column[] {
  const found: Column[] = [];
  for (const [key, item] of Object.entries(value.value as Record<string, unknown>)) {
    const text = sqlTextOf(item);
    const range =
      text === undefined ? undefined : rangeFromText(text, context.dialect, valueAt(childValue(value, key, item)));
    const column = range === undefined ? undefined : typed(normalizeName(key, false, context), range, context);
    if (column !== undefined) found.push(column);
    else
      wrongValue(
        childValue(value, key, item),
        { ...context, property: `${context.property}.${key}` },
        "a type such as 'BIGINT'",
      );
  }
  return found;
}

function bracketDepth(text: string): number {
  if (text === '(' || text === '<') return 1;
  return text === ')' || text === '>' ? -1 : text === '>>' ? -2 : 0;
}

/** What may follow a type: constraints of a table, of which a model keeps NOT NULL. */
const constraints = [
  'NOT',
  'NULL',
  'COMMENT',
  'DEFAULT',
  'PRIMARY',
  'UNIQUE',
  'AUTO_INCREMENT',
  'COLLATE',
  'REFERENCES',
];

/** A type, then `NOT NULL`, `NULL`, `COMMENT 'text'` in any order. */
function typed(name: string, range: SqlRange, context: ReadContext): Column | undefined {
  const { tokens } = range;
  let to = range.to;
  let nullable = true;
  let depth = 0;
  for (let i = range.from + 1; i < range.to; i++) {
    // Fields of a STRUCT may be called `comment`.
    depth += bracketDepth(tokenText(tokens, i));
    if (depth > 0) continue;
    const starts = constraints.some((word) => isWord(tokens, i, word));
    if (starts && to === range.to) to = i;
    if (isWord(tokens, i, 'NOT')) nullable = false;
  }
  const type = columnType(trimmed(range, range.from, to), context.dialect);
  if (type === undefined) return undefined;
  return nullable ? { name, type } : { name, type, nullable: false };
}
