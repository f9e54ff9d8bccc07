// The catalog that two-part names belong to, known from the configuration without opening the database.
import { basename } from 'node:path';
import type { Connection } from './config/config.ts';

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
