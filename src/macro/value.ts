// Values of variables, blueprints and macro arguments, and how they are written in SQL.
import { lexicalRules } from '../sql/lexicalRules.ts';
import { quoteIdentifierIn } from '../sql/tableName.ts';
import type { Fragment } from './definition.ts';

/** A piece of SQL as a value: a blueprint's bare identifier, a macro argument. */
export type SqlValue = Fragment;

/** Values that variables, blueprints and macro arguments may have. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value } | SqlValue;

export type Values = Readonly<Record<string, Value>>;

export function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && typeof (value as { sqlText?: unknown }).sqlText === 'string';
}

/** How names and texts are written in one dialect; undefined: standard SQL. */
export type Dialect = string | undefined;

/** `'it''s'`, or `'it\'s'` where a backslash escapes. */
export function quoteString(text: string, dialect: Dialect): string {
  if (!lexicalRules(dialect).backslash) return `'${text.replaceAll("'", "''")}'`;
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A value as an SQL expression: lists become tuples (so that `x IN @list` works), maps a MAP. */
export function literalText(value: Value, dialect: Dialect): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoteString(value, dialect);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (isList(value)) return `(${literalTexts(value, dialect)})`;
  if (isFragment(value)) return value.sqlText;
  const keys = Object.keys(value).map((key) => quoteString(key, dialect));
  return `MAP([${keys.join(', ')}], [${literalTexts(Object.values(value), dialect)}])`;
}

/** The items of a list as expressions, with commas. */
export function literalTexts(values: readonly Value[], dialect: Dialect): string {
  return values.map((value) => literalText(value, dialect)).join(', ');
}

/** A value as a part of a name or of a text: strings without their quotes. */
export function plainText(value: Value, dialect: Dialect): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return `[${literalTexts(value, dialect)}]`;
  if (isFragment(value)) return unquoted(value.sqlText);
  return literalText(value, dialect);
}

/** A value where a name is written: strings lose their quotes, SQL stays. */
export function nameText(value: Value, dialect: Dialect): string {
  if (isFragment(value) && !value.sqlText.startsWith("'")) return value.sqlText;
  return identifierText(plainText(value, dialect), dialect);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The content of a lone string literal or quoted identifier; any other text as it is. */
export function unquoted(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed[0];
  if (trimmed.length < 2 || (quote !== "'" && quote !== '"' && quote !== '`') || !trimmed.endsWith(quote))
    return trimmed;
  const inner = trimmed.slice(1, -1);
  const single = inner.replaceAll(quote + quote, '');
  return single.includes(quote) ? trimmed : inner.replaceAll(quote + quote, quote);
}

const simpleIdentifier = /^[\p{L}_][\p{L}\p{N}_$]*$/u;

/** A name as an identifier: quoted only where it must be. */
export function identifierText(name: string, dialect: Dialect): string {
  return simpleIdentifier.test(name) ? name : quotedIdentifier(name, dialect);
}

export function quotedIdentifier(name: string, dialect: Dialect): string {
  return quoteIdentifierIn(dialect, name);
}
