// Values of variables, blueprints and macro arguments, and how they are written in SQL.
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
