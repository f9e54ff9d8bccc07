// Names in generated SQL have all three parts, quoted: with a schema named like the catalog two parts are ambiguous.
import { quoteIdentifier, type TableName } from '../../sql/tableName.ts';
import type { SchemaName } from '../engine.ts';

export function fullName(table: TableName, defaultCatalog: string): string {
  const parts = [table.catalog ?? defaultCatalog, table.schema ?? 'main', table.table];
  return parts.map(quoteIdentifier).join('.');
}

export function schemaName(schema: SchemaName, defaultCatalog: string): string {
  return `${quoteIdentifier(schema.catalog ?? defaultCatalog)}.${quoteIdentifier(schema.schema)}`;
}
