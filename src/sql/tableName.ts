// A table's name in parts, and the canonical text that keys models everywhere.

import { lexicalRules } from './lexicalRules.ts';

/** Parts are already normalised by the dialect's rules (DuckDB: lower case). */
export interface TableName {
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly table: string;
}

const simple = /^[\p{L}_][\p{L}\p{N}_$]*$/u;

function part(text: string): string {
  return simple.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

/** `analytics.orders`; the default catalog is left out, so that names read as their authors wrote them. */
export function canonicalName(name: TableName, defaultCatalog?: string): string {
  const parts = [name.schema, name.table];
  if (name.catalog !== undefined && name.catalog !== defaultCatalog) parts.unshift(name.catalog);
  return parts
    .filter((p) => p !== undefined)
    .map(part)
    .join('.');
}

export function sameTable(a: TableName, b: TableName): boolean {
  return a.table === b.table && a.schema === b.schema && a.catalog === b.catalog;
}

/** A double-quoted identifier, whatever it contains. */
export function quoteIdentifier(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** An identifier in the quotes of a dialect: some read what stands in double quotes as a string. */
export function quoteIdentifierIn(dialect: string | undefined, text: string): string {
  return lexicalRules(dialect).doubleQuoteString ? `\`${text.replaceAll('`', '``')}\`` : quoteIdentifier(text);
}

/** Every part quoted: safe in any statement of the dialect, the engine's unless told. */
export function quotedName(name: TableName, dialect?: string): string {
  return [name.catalog, name.schema, name.table]
    .filter((p) => p !== undefined)
    .map((p) => quoteIdentifierIn(dialect, p))
    .join('.');
}
