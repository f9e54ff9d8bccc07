// What there is in all catalogs at once: two catalog functions, however many tables.
import { isMeshError } from '../../error/meshError.ts';
import { quoteString } from '../../sql/literal.ts';
import { parseTableName } from '../../sql/parseTableName.ts';
import type { TableName } from '../../sql/tableName.ts';
import type { InventoryEntry, RelationSize } from '../engine.ts';
import type { DuckDBSession } from './session.ts';

export async function inventory(session: DuckDBSession): Promise<InventoryEntry[]> {
  const rows = await session.query<{ catalog: string; schema: string; name: string; sql: string | null }>(
    `SELECT database_name AS catalog, schema_name AS schema, table_name AS name, NULL AS sql
     FROM duckdb_tables() WHERE NOT internal
     UNION ALL
     SELECT database_name, schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal
     ORDER BY ALL`,
  );
  return rows.map(({ catalog, schema, name, sql }) => ({
    name: { catalog, schema, table: name },
    type: sql === null ? 'table' : 'view',
    shows: sql === null ? undefined : shownTable(sql),
  }));
}

export async function relationSizes(session: DuckDBSession): Promise<RelationSize[]> {
  const rows = await session.query<{ table: string; rows: number; sql: string | null }>(
    `SELECT table_name AS table, coalesce(estimated_size, 0)::DOUBLE AS rows, NULL AS sql FROM duckdb_tables() WHERE NOT internal
     UNION ALL
     SELECT view_name, 0, sql FROM duckdb_views() WHERE NOT internal`,
  );
  return rows.map(({ table, rows, sql }) => ({ table, rows, ...(sql === null ? {} : { sql }) }));
}

/** DuckDB keeps the text of a view as a statement: `CREATE VIEW a AS SELECT * FROM b;` */
function shownTable(sql: string): TableName | undefined {
  const found = /\sAS\s+SELECT\s+\*\s+FROM\s+(.+?)\s*;?\s*$/is.exec(sql);
  if (found === null) return undefined;
  try {
    return parseTableName(found[1]!, { dialect: 'duckdb' });
  } catch (error) {
    if (isMeshError(error) && error.code === 'SQL_TABLE_NAME') return undefined;
    throw error;
  }
}

export async function tablesHolding(session: DuckDBSession, text: string): Promise<TableName[]> {
  const rows = await session.query<{ catalog: string; schema: string; name: string }>(
    `SELECT database_name AS catalog, schema_name AS schema, table_name AS name FROM duckdb_tables() WHERE contains(table_name, ${quoteString(text)})`,
  );
  return rows.map(({ catalog, schema, name }) => ({ catalog, schema, table: name }));
}
