// Compiled modules by hash, and small JSON values by key.
import type { Session } from '../engine/engine.ts';
import { rowsFromJson, type StateTables } from './tables.ts';

export async function writeModules(
  session: Session,
  tables: StateTables,
  modules: readonly { readonly hash: string; readonly text: string }[],
): Promise<void> {
  if (modules.length === 0) return;
  await session.execute(
    `INSERT INTO ${tables.modules} (hash, source) SELECT n.hash, n.source FROM ${rowsFromJson('?', { hash: 'VARCHAR', source: 'VARCHAR' })} n
     ANTI JOIN ${tables.modules} m ON m.hash = n.hash`,
    [JSON.stringify(modules.map(({ hash, text }) => ({ hash, source: text })))],
  );
}

export async function readModules(
  session: Session,
  tables: StateTables,
  hashes: readonly string[],
): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await session.query(
    `SELECT hash, source FROM ${tables.modules} WHERE hash IN (SELECT unnest(from_json(?::JSON, '["VARCHAR"]')))`,
    [JSON.stringify(hashes)],
  );
  return new Map(rows.map((row) => [row['hash'] as string, row['source'] as string]));
}

export async function readValue(session: Session, tables: StateTables, key: string): Promise<unknown> {
  const [row] = await session.query(`SELECT value FROM ${tables.values} WHERE value_key = ?`, [key]);
  return row === undefined ? undefined : (JSON.parse(row['value'] as string) as unknown);
}

export async function writeValue(
  session: Session,
  tables: StateTables,
  entry: { readonly key: string; readonly value: unknown },
): Promise<void> {
  await session.execute(`DELETE FROM ${tables.values} WHERE value_key = ?`, [entry.key]);
  if (entry.value === undefined) return;
  await session.execute(`INSERT INTO ${tables.values} VALUES (?, ?)`, [entry.key, JSON.stringify(entry.value)]);
}
