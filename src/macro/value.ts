// Values of variables, blueprints and macro arguments, and how they are written in SQL.
import { quoteIdentifier } from '../sql/tableName.ts';
import type { Fragment } from './definition.ts';

/** A piece of SQL as a value: a blueprint's bare identifier, a macro argument. */
export type SqlValue = Fragment;

/** Values that variables, blueprints and macro arguments may have. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value } | SqlValue;

export type Values = Readonly<Record<string, Value>>;

export function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && typeof (value as { sqlText?: unknown }).sqlText === 'string';
}

/** `'it''s'`: a string literal of standard SQL. */
export function quoteString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A value as an SQL expression: lists become tuples (so that `x IN @list` works), maps a MAP. */
export function literalText(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quoteString(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (Array.isArray(value)) return `(${(value as readonly Value[]).map(literalText).join(', ')})`;
  if (isFragment(value)) return value.sqlText;
  const entries = Object.entries(value as Values);
  const keys = entries.map(([key]) => quoteString(key)).join(', ');
  return `MAP([${keys}], [${entries.map(([, item]) => literalText(item)).join(', ')}])`;
}

/** A value as a part of a name or of a text: strings without their quotes. */
export function plainText(value: Value): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(literalText).join(', ')}]`;
  if (isFragment(value)) return unquoted(value.sqlText);
  return literalText(value);
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
export function identifierText(name: string): string {
  return simpleIdentifier.test(name) ? name : quoteIdentifier(name);
}
