// Catalog questions and changes. They run on the caller's session, so they see its transaction.
import { isMeshError } from '../../error/meshError.ts';
import { quoteString } from '../../sql/literal.ts';
import { quoteIdentifier, type TableName } from '../../sql/tableName.ts';
import type { Column, ColumnChange, Comments, Relation, SchemaName } from '../engine.ts';
import { isMissingEntry, isOtherRelationType } from './errors.ts';
import { fullName, schemaName } from './names.ts';
import type { DuckDBSession } from './session.ts';

/**
 * pragma_table_info costs half a millisecond whatever the catalog holds; duckdb_tables() and duckdb_columns() walk all of
 * it (34 and 86 ms with 5,000 tables), so they serve whole schemas only.
 */
export async function relation(session: DuckDBSession, table: TableName): Promise<Relation | undefined> {
  const isView = await viewExists(session, table);
  try {
    return { name: table, type: isView ? 'view' : 'table', columns: await columns(session, table) };
  } catch (error) {
    if (!isMeshError(error) || error.code !== 'ENGINE_SQL') throw error;
    // A view over something that is gone still stands there.
    if (isView) return { name: table, type: 'view', columns: [] };
    if (isMissingEntry(error)) return undefined;
    throw error;
  }
}

export async function existingColumns(
  session: DuckDBSession,
  table: TableName,
): Promise<readonly Column[] | undefined> {
  try {
    return await columns(session, table);
  } catch (error) {
    if (isMeshError(error) && error.code === 'ENGINE_SQL' && isMissingEntry(error)) return undefined;
    throw error;
  }
}

async function viewExists(session: DuckDBSession, table: TableName): Promise<boolean> {
  const rows = await session.query(
    'SELECT 1 AS found FROM duckdb_views() WHERE lower(database_name) = lower(?) AND lower(schema_name) = lower(?) AND lower(view_name) = lower(?)',
    [table.catalog ?? session.defaultCatalog, table.schema ?? 'main', table.table],
  );
  return rows.length > 0;
}

async function columns(session: DuckDBSession, table: TableName): Promise<Column[]> {
  const name = quoteString(fullName(table, session.defaultCatalog));
  const rows = await session.query<{ name: string; type: string; notnull: boolean }>(
    `SELECT name, type, "notnull" FROM pragma_table_info(${name})`,
  );
  return rows.map((row) => ({ name: row.name, type: row.type, nullable: !row.notnull }));
}

export async function relations(session: DuckDBSession, schema: SchemaName): Promise<Relation[]> {
  const where = 'lower(database_name) = lower(?) AND lower(schema_name) = lower(?)';
  const at = [schema.catalog ?? session.defaultCatalog, schema.schema];
  const views = await session.query<{ name: string }>(
    `SELECT view_name AS name FROM duckdb_views() WHERE ${where} AND NOT internal`,
    at,
  );
  const isView = new Set(views.map((view) => view.name));
  const rows = await session.query<{ relation: string; name: string; type: string; nullable: boolean }>(
    `SELECT table_name AS relation, column_name AS name, data_type AS type, is_nullable AS nullable
     FROM duckdb_columns() WHERE ${where} AND NOT internal ORDER BY table_oid, column_index`,
    at,
  );
  const found = new Map<string, Column[]>(views.map((view) => [view.name, []]));
  for (const { relation, name, type, nullable } of rows) {
    const list = found.get(relation) ?? [];
    list.push({ name, type, nullable });
    found.set(relation, list);
  }
  return [...found].map(([table, list]) => ({
    name: { ...schema, table },
    type: isView.has(table) ? 'view' : 'table',
    columns: list,
  }));
}

export async function schemaExists(session: DuckDBSession, schema: SchemaName): Promise<boolean> {
  const rows = await session.query(
    'SELECT 1 AS found FROM duckdb_schemas() WHERE lower(database_name) = lower(?) AND lower(schema_name) = lower(?)',
    [schema.catalog ?? session.defaultCatalog, schema.schema],
  );
  return rows.length > 0;
}

const sorts = ['tables', 'views', 'functions', 'sequences', 'types'];

export async function isEmptySchema(session: DuckDBSession, schema: SchemaName): Promise<boolean> {
  if (!(await schemaExists(session, schema))) return false;
  for (const sort of sorts) {
    const held = await session.query(
      `SELECT 1 AS held FROM duckdb_${sort}() WHERE lower(database_name) = lower(?) AND lower(schema_name) = lower(?) LIMIT 1`,
      [schema.catalog ?? session.defaultCatalog, schema.schema],
    );
    if (held.length > 0) return false;
  }
  return true;
}

/** Two sessions that create one schema at once conflict, so an existing one is not touched. */
export async function createSchema(session: DuckDBSession, schema: SchemaName): Promise<void> {
  if (await schemaExists(session, schema)) return;
  await session.execute(`CREATE SCHEMA IF NOT EXISTS ${schemaName(schema, session.defaultCatalog)}`);
}

export async function dropSchema(session: DuckDBSession, schema: SchemaName): Promise<void> {
  await session.execute(`DROP SCHEMA IF EXISTS ${schemaName(schema, session.defaultCatalog)} RESTRICT`);
}

export async function drop(session: DuckDBSession, table: TableName): Promise<void> {
  const name = fullName(table, session.defaultCatalog);
  try {
    await session.execute(`DROP TABLE IF EXISTS ${name}`);
  } catch (error) {
    if (!isMeshError(error) || !isOtherRelationType(error)) throw error;
    await session.execute(`DROP VIEW IF EXISTS ${name}`);
  }
}

export async function alter(session: DuckDBSession, table: TableName, changes: readonly ColumnChange[]): Promise<void> {
  for (const change of changes)
    await session.execute(`ALTER TABLE ${fullName(table, session.defaultCatalog)} ${alteration(change)}`);
}

function alteration(change: ColumnChange): string {
  const column = quoteIdentifier(change.column);
  switch (change.type) {
    case 'add':
      return `ADD COLUMN ${column} ${change.columnType}`;
    case 'drop':
      return `DROP COLUMN ${column}`;
    case 'alterType':
      return `ALTER COLUMN ${column} SET DATA TYPE ${change.columnType}`;
    case 'nullability':
      return `ALTER COLUMN ${column} ${change.nullable ? 'DROP' : 'SET'} NOT NULL`;
    case 'rename':
      return `RENAME COLUMN ${column} TO ${quoteIdentifier(change.to)}`;
  }
}

export async function comment(session: DuckDBSession, table: TableName, comments: Comments): Promise<void> {
  const name = fullName(table, session.defaultCatalog);
  const statements: string[] = [];
  if (comments.table !== undefined)
    statements.push(
      `COMMENT ON ${comments.on === 'view' ? 'VIEW' : 'TABLE'} ${name} IS ${quoteString(comments.table)}`,
    );
  const texts = Object.entries(comments.columns ?? {});
  const existing = texts.length === 0 ? [] : ((await existingColumns(session, table)) ?? []);
  const actual = new Map(existing.map((column) => [column.name.toLowerCase(), column.name]));
  for (const [column, text] of texts) {
    const known = actual.get(column.toLowerCase());
    if (known !== undefined)
      statements.push(`COMMENT ON COLUMN ${name}.${quoteIdentifier(known)} IS ${quoteString(text)}`);
  }
  if (statements.length > 0) await session.execute(statements.join(';\n'));
}
