// The catalog that two-part names belong to, known from the configuration without opening the database.
import { basename } from 'node:path';
import type { Connection, ProjectConfig } from './config/config.ts';

/** Catalogs that names can be in; undefined where statements of the project may attach more. */
export function attachedCatalogs({
  gateway,
  beforeAll,
}: Pick<ProjectConfig, 'gateway' | 'beforeAll'>): string[] | undefined {
  if (beforeAll.some((sql) => /\battach\b/i.test(sql))) return undefined;
  const { connection } = gateway;
  const named = Object.keys(connection.catalogs ?? {}).map((name) => name.toLowerCase());
  return [...new Set([defaultCatalog(connection), ...named])];
}

export function defaultCatalog(connection: Connection): string {
  const named = connection.catalogs === undefined ? undefined : Object.keys(connection.catalogs)[0];
  if (named !== undefined) return named.toLowerCase();
  const { database } = connection;
  if (database === undefined || database === '' || database === ':memory:') return 'memory';
  if (/^(md|motherduck):/i.test(database))
    return (
      database
        .replace(/^[^:]*:/, '')
        .split('?')[0]!
        .toLowerCase() || 'my_db'
    );
  const file = basename(database.replaceAll('\\', '/'));
  // DuckDB takes what stands before the first dot, one at the beginning aside.
  return file.replace(/^\.+/, '').split('.')[0]!.toLowerCase();
}
