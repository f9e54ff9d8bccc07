// Catalogs that mesh makes itself: files beside that of the default catalog, named after the catalog.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quoteString } from '../../sql/literal.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { sqlError } from './errors.ts';
import type { OpenInstance } from './instance.ts';
import { whyReadOnly } from './readOnlyFile.ts';

const ending = '.db';

/** In memory when the default catalog is: then it lasts as long. */
export async function attachBeside({ catalogs, connection }: OpenInstance, name: string): Promise<void> {
  const path = catalogs[0]?.path;
  const file = path === undefined ? ':memory:' : join(dirname(path), `${name}${ending}`);
  const readOnly = catalogs[0]?.readOnly ?? whyReadOnly(file);
  const how = readOnly === undefined ? '' : ' (READ_ONLY)';
  const sql = `ATTACH IF NOT EXISTS ${quoteString(file)} AS ${quoteIdentifier(name)}${how}`;
  try {
    await connection.run(sql);
  } catch (error) {
    throw sqlError(error, { sql });
  }
}

export function catalogsBeside({ catalogs }: OpenInstance, prefix: string): string[] {
  const path = catalogs[0]?.path;
  if (path === undefined) return [];
  const files = readdirSync(dirname(path)).filter((file) => file.startsWith(prefix) && file.endsWith(ending));
  return files.map((file) => file.slice(0, -ending.length)).sort();
}
