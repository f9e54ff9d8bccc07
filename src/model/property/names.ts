// Readers of names: of the model, of other tables, of columns.
import { normalizeIdentifier } from '../../sql/identifier.ts';
import { splitQuoted, tableNameFromParts } from '../../sql/parseTableName.ts';
import { quoteIdentifier, type TableName } from '../../sql/tableName.ts';
import { tokenStart, tokenText, T, type Tokens } from '../../sql/tokens.ts';
import { stringContent } from './stringContent.ts';
import { readAll, wrongValue, type ReadContext, type Reader } from './reader.ts';
import { insideBrackets, listItems } from './split.ts';
import {
  childValue,
  isEmptyRange,
  rangeFromText,
  singleToken,
  valueAt,
  type PropertyValue,
  type SqlRange,
} from './value.ts';

/** Under the dialect's case rule, or the one that `normalization_strategy` names. */
export function normalizeName(
  name: string,
  quoted: boolean,
  context: Pick<ReadContext, 'dialect' | 'normalization'>,
): string {
  return normalizeIdentifier(quoted ? quoteIdentifier(name) : name, context.dialect, context.normalization);
}

/** One to three parts; undefined when the range is not a name. */
export function tableNameOf(
  range: SqlRange,
  context: Pick<ReadContext, 'dialect' | 'normalization'>,
): TableName | undefined {
  const { tokens } = range;
  const parts: string[] = [];
  let expectPart = true;
  for (let i = range.from; i < range.to; i++) {
    const type = tokens.types[i]!;
    if (type <= T.blockComment) continue;
    if (expectPart) {
      // A macro's output may have a string where a name is meant: `@VAR('schema').orders`.
      const fromMacro = type === T.string && range.origin !== undefined;
      if (type !== T.word && type !== T.quoted && !fromMacro) return undefined;
      const written = fromMacro
        ? quoteIdentifier(stringContent(tokenText(tokens, i), context.dialect))
        : tokenText(tokens, i);
      for (const part of type === T.quoted ? splitQuoted(written, context.dialect) : [written]) {
        parts.push(normalizeIdentifier(part, context.dialect, context.normalization));
      }
    } else if (tokens.text[tokenStart(tokens, i)] !== '.') return undefined;
    expectPart = !expectPart;
  }
  if (expectPart) return undefined;
  return tableNameFromParts(parts);
}

function identifierOf(tokens: Tokens, i: number, context: ReadContext): string | undefined {
  const type = tokens.types[i];
  if (type !== T.word && type !== T.quoted) return undefined;
  return normalizeIdentifier(tokenText(tokens, i), context.dialect, context.normalization);
}

/** `a`, `s.a`, `c.s.a`; also inside one pair of quotes of a string. */
export const tableName: Reader<TableName> = (value, context) => {
  const range = rangeOf(value, context);
  const name = range === undefined ? undefined : tableNameOf(range, context);
  return name ?? wrongValue(value, context, 'a name of one to three parts such as schema.table');
};

export const tableNames: Reader<readonly TableName[]> = (value, context) => readAll(itemsOf(value), tableName, context);

/** SQL of a value: the range itself, or a string of an options object or of a quoted literal, read as SQL. */
export function rangeOf(value: PropertyValue, context: ReadContext): SqlRange | undefined {
  if (value.type === 'code') {
    const text = sqlTextOf(value.value);
    return text === undefined ? undefined : rangeFromText(text, context.dialect, valueAt(value));
  }
  const i = singleToken(value);
  if (i === undefined || value.tokens.types[i] !== T.string) return value;
  const content = stringContent(tokenText(value.tokens, i), context.dialect);
  return rangeFromText(content, context.dialect, originOf(value));
}

function originOf(range: SqlRange) {
  return range.origin ?? { file: range.source.file, line: 1, column: 1 };
}

export function sqlTextOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null && typeof (value as { sqlText?: unknown }).sqlText === 'string') {
    return (value as { sqlText: string }).sqlText;
  }
  return undefined;
}

/** The items of a list; a single value is a list of itself. */
export function itemsOf(value: PropertyValue): PropertyValue[] {
  if (value.type === 'sql') return isEmptyRange(value) ? [] : listItems(value);
  if (Array.isArray(value.value)) return value.value.map((item: unknown, i) => childValue(value, i, item));
  return [value];
}

/** A column's name, normalised. */
export const columnName: Reader<string> = (value, context) => {
  const range =
    value.type === 'sql' && insideBrackets(value) !== undefined ? unwrapped(value) : rangeOf(value, context);
  const i = range === undefined ? undefined : singleToken(range);
  const name = range === undefined || i === undefined ? undefined : identifierOf(range.tokens, i, context);
  return name ?? wrongValue(value, context, 'a column');
};

function unwrapped(range: SqlRange): SqlRange {
  return insideBrackets(range) ?? range;
}
