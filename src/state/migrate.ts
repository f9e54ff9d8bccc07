// Brings the state tables to this version and back again. Everything happens in one transaction with its backup.
import { MeshError } from '../error/meshError.ts';
import type { Session } from '../engine/engine.ts';
import { quotedName, type TableName } from '../sql/tableName.ts';
import { migrations, schemaVersion, type Migration } from './migrations/index.ts';
import type { StateVersions } from './stateStore.ts';
import { allStateTables, type StateTables } from './tables.ts';

export async function readVersions(session: Session, tables: StateTables): Promise<StateVersions | undefined> {
  const found = await session.relation({ catalog: tables.catalog, schema: tables.schema, table: 'versions' });
  if (found === undefined) return undefined;
  const rows = await session.query(
    `SELECT schema_version, mesh_version FROM ${tables.versions} ORDER BY migrated_at DESC LIMIT 1`,
  );
  const row = rows[0];
  if (row === undefined) throw new MeshError('STATE_CORRUPT', { what: 'the table of schema versions is empty' });
  return { schemaVersion: Number(row['schema_version']), meshVersion: row['mesh_version'] as string };
}

export function checkVersions(versions: StateVersions | undefined): void {
  if (versions === undefined) return;
  const found = versions.schemaVersion;
  if (found > schemaVersion) {
    throw new MeshError('STATE_NEWER', { found, supported: schemaVersion, meshVersion: versions.meshVersion });
  }
  if (found < schemaVersion) throw new MeshError('STATE_OUTDATED', { found, supported: schemaVersion });
}

export interface MigrateOptions {
  readonly meshVersion: string;
  readonly now: number;
  /** Other than the built-in list only in tests of migrating itself. */
  readonly steps?: readonly Migration[];
}

/** Names of the migrations that ran; none when the state was up to date. */
export async function migrateState(
  session: Session,
  tables: StateTables,
  options: MigrateOptions,
): Promise<readonly string[]> {
  const steps = options.steps ?? migrations;
  const versions = await readVersions(session, tables);
  const from = versions?.schemaVersion ?? 0;
  if (versions !== undefined && from > steps.length) {
    throw new MeshError('STATE_NEWER', { found: from, supported: steps.length, meshVersion: versions.meshVersion });
  }
  if (from === steps.length) return [];
  await session.createSchema({ catalog: tables.catalog, schema: tables.schema });
  const pending = steps.slice(from);
  await together(session, async () => {
    if (from > 0) await backUp(session, tables);
    for (const step of pending) await step.up(session, tables);
    await session.execute(`DELETE FROM ${tables.versions}`);
    await session.execute(`INSERT INTO ${tables.versions} VALUES (?, ?, ?)`, [
      steps.length,
      options.meshVersion,
      options.now,
    ]);
  });
  return pending.map((step) => step.name);
}

const backupOf = (table: TableName): TableName => ({ ...table, table: `${table.table}__backup` });

async function backUp(session: Session, tables: StateTables): Promise<void> {
  for (const table of allStateTables(tables)) {
    if ((await session.relation(table)) === undefined) continue;
    await session.drop(backupOf(table));
    await session.execute(`CREATE TABLE ${quotedName(backupOf(table))} AS FROM ${quotedName(table)}`);
  }
}

export async function rollbackState(session: Session, tables: StateTables): Promise<void> {
  const all = allStateTables(tables);
  const marker = all[0]!;
  if ((await session.relation(backupOf(marker))) === undefined) throw new MeshError('STATE_NO_BACKUP', {});
  await session.transaction(async () => {
    for (const table of all) {
      const backup = backupOf(table);
      if ((await session.relation(backup)) === undefined) continue;
      await session.drop(table);
      await session.execute(`CREATE TABLE ${quotedName(table)} AS FROM ${quotedName(backup)}`);
      await session.drop(backup);
    }
  });
}

/** Everything mesh made for its state; the schema goes too when nothing else is in it. */
export async function dropState(session: Session, tables: StateTables): Promise<void> {
  const schema = { catalog: tables.catalog, schema: tables.schema };
  if (!(await session.schemaExists(schema))) return;
  await together(session, async () => {
    for (const table of allStateTables(tables)) {
      await session.drop(table);
      await session.drop(backupOf(table));
    }
    await session.execute(`DROP SEQUENCE IF EXISTS ${tables.intervalSequence}`);
    if ((await session.relations(schema)).length === 0) await session.dropSchema(schema);
  });
}

/** In the transaction that is open already, or one of its own. */
function together(session: Session, work: () => Promise<void>): Promise<void> {
  return session.inTransaction ? work() : session.transaction(work);
}
