// Snapshots in the state: heads are columns, the definition is one JSON text that only `snapshots()` reads.
import type { Session } from '../engine/engine.ts';
import type { Row } from '../engine/value.ts';
import type { KindName } from '../model/kind.ts';
import type { Category, Snapshot, SnapshotHead, SnapshotId } from '../snapshot/snapshot.ts';
import { rowsFromJson, tableNameFromText, tableNameText, type StateTables } from './tables.ts';

export type StoredHead = SnapshotHead & {
  readonly createdAt: number;
  readonly touchedAt: number;
  readonly ttlMs: number;
};

/** What the text of a definition holds. */
export type SnapshotDefinition = Pick<
  Snapshot,
  'model' | 'parents' | 'outputColumns' | 'previousVersions' | 'effectiveFrom'
>;

/** Columns of a head, also for the join with the members of an environment. */
export const headColumns =
  's.name, s.identifier, s.version, s.dev_version, s.kind_name, s.recipe, s.data_hash, s.metadata_hash, s.parent_data_hash, ' +
  's.parent_metadata_hash, s.category, s.forward_only, s.physical, s.preview, s.unrestorable';

export function headFromRow(row: Row): SnapshotHead {
  return {
    name: row['name'] as string,
    identifier: row['identifier'] as string,
    version: row['version'] as string,
    devVersion: row['dev_version'] as string,
    kindName: row['kind_name'] as KindName,
    fingerprint: {
      recipe: Number(row['recipe']),
      data: row['data_hash'] as string,
      metadata: row['metadata_hash'] as string,
      parentData: row['parent_data_hash'] as string,
      parentMetadata: row['parent_metadata_hash'] as string,
    },
    category: row['category'] as Category,
    forwardOnly: row['forward_only'] as boolean,
    physical: tableNameFromText(row['physical']),
    preview: tableNameFromText(row['preview']),
    unrestorable: row['unrestorable'] as boolean,
  };
}

const idShape = { name: 'VARCHAR', identifier: 'VARCHAR' };

const shape = {
  ...idShape,
  version: 'VARCHAR',
  dev_version: 'VARCHAR',
  kind_name: 'VARCHAR',
  recipe: 'INTEGER',
  data_hash: 'VARCHAR',
  metadata_hash: 'VARCHAR',
  parent_data_hash: 'VARCHAR',
  parent_metadata_hash: 'VARCHAR',
  category: 'VARCHAR',
  forward_only: 'BOOLEAN',
  physical: 'VARCHAR',
  preview: 'VARCHAR',
  unrestorable: 'BOOLEAN',
  ttl_ms: 'BIGINT',
  created_at: 'BIGINT',
  touched_at: 'BIGINT',
  definition: 'VARCHAR',
};

function rowFromSnapshot(snapshot: Snapshot): Readonly<Record<keyof typeof shape, unknown>> {
  const { model, parents, outputColumns, previousVersions, effectiveFrom } = snapshot;
  return {
    name: snapshot.name,
    identifier: snapshot.identifier,
    version: snapshot.version,
    dev_version: snapshot.devVersion,
    kind_name: snapshot.kindName,
    recipe: snapshot.fingerprint.recipe,
    data_hash: snapshot.fingerprint.data,
    metadata_hash: snapshot.fingerprint.metadata,
    parent_data_hash: snapshot.fingerprint.parentData,
    parent_metadata_hash: snapshot.fingerprint.parentMetadata,
    category: snapshot.category,
    forward_only: snapshot.forwardOnly,
    physical: tableNameText(snapshot.physical),
    preview: tableNameText(snapshot.preview),
    unrestorable: snapshot.unrestorable,
    ttl_ms: snapshot.ttlMs,
    created_at: snapshot.createdAt,
    touched_at: snapshot.createdAt,
    definition: JSON.stringify({ model, parents, outputColumns, previousVersions, effectiveFrom }),
  };
}

export async function readHeads(
  session: Session,
  tables: StateTables,
  names?: readonly string[],
): Promise<StoredHead[]> {
  const filter = names === undefined ? '' : `WHERE s.name IN (SELECT unnest(from_json(?::JSON, '["VARCHAR"]')))`;
  const rows = await session.query(
    `SELECT ${headColumns}, s.created_at, s.touched_at, s.ttl_ms FROM ${tables.snapshots} s ${filter} ORDER BY s.name, s.created_at, s.identifier`,
    names === undefined ? [] : [JSON.stringify(names)],
  );
  return rows.map((row) => ({
    ...headFromRow(row),
    createdAt: Number(row['created_at']),
    touchedAt: Number(row['touched_at']),
    ttlMs: Number(row['ttl_ms']),
  }));
}

export async function readSnapshots(
  session: Session,
  tables: StateTables,
  ids: readonly SnapshotId[],
): Promise<Snapshot[]> {
  if (ids.length === 0) return [];
  const rows = await session.query(
    `SELECT ${headColumns}, s.created_at, s.ttl_ms, s.definition FROM ${tables.snapshots} s
     SEMI JOIN ${rowsFromJson('?', idShape)} i ON i.name = s.name AND i.identifier = s.identifier ORDER BY s.name`,
    [JSON.stringify(ids.map(({ name, identifier }) => ({ name, identifier })))],
  );
  return rows.map((row) => ({
    ...headFromRow(row),
    ...(JSON.parse(row['definition'] as string) as SnapshotDefinition),
    createdAt: Number(row['created_at']),
    ttlMs: Number(row['ttl_ms']),
  }));
}

/** Definitions as they are stored, in the order of `ids`. */
export async function readDefinitions(
  session: Session,
  tables: StateTables,
  ids: readonly SnapshotId[],
): Promise<(string | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await session.query(
    `SELECT s.name, s.identifier, s.definition FROM ${tables.snapshots} s
     SEMI JOIN ${rowsFromJson('?', idShape)} i ON i.name = s.name AND i.identifier = s.identifier`,
    [JSON.stringify(ids.map(({ name, identifier }) => ({ name, identifier })))],
  );
  const texts = new Map(
    rows.map((row) => [`${row['name'] as string}\u0000${row['identifier'] as string}`, row['definition'] as string]),
  );
  return ids.map(({ name, identifier }) => texts.get(`${name}\u0000${identifier}`));
}

/** Snapshots are immutable: one that is there already is left alone. */
export async function insertSnapshots(
  session: Session,
  tables: StateTables,
  snapshots: readonly Snapshot[],
): Promise<void> {
  // Definitions are a few kB each: a thousand at a time keeps the parameter small.
  for (let from = 0; from < snapshots.length; from += 1000) {
    const rows = snapshots.slice(from, from + 1000).map(rowFromSnapshot);
    await session.execute(
      `INSERT INTO ${tables.snapshots} (${Object.keys(shape).join(', ')})
       SELECT ${Object.keys(shape)
         .map((c) => `n.${c}`)
         .join(', ')} FROM ${rowsFromJson('?', shape)} n
       ANTI JOIN ${tables.snapshots} s ON s.name = n.name AND s.identifier = n.identifier`,
      [JSON.stringify(rows)],
    );
  }
}

export async function changeSnapshots(
  session: Session,
  tables: StateTables,
  change: { readonly ids: readonly SnapshotId[]; readonly touchedAt?: number; readonly unrestorable?: boolean },
): Promise<void> {
  const sets = [
    ...(change.touchedAt === undefined ? [] : [`touched_at = ${Math.trunc(change.touchedAt)}`]),
    ...(change.unrestorable === undefined ? [] : [`unrestorable = ${change.unrestorable}`]),
  ];
  if (sets.length === 0 || change.ids.length === 0) return;
  await session.execute(
    `UPDATE ${tables.snapshots} AS s SET ${sets.join(', ')} FROM ${rowsFromJson('?', idShape)} i
     WHERE i.name = s.name AND i.identifier = s.identifier`,
    [JSON.stringify(change.ids.map(({ name, identifier }) => ({ name, identifier })))],
  );
}

export async function removeSnapshots(
  session: Session,
  tables: StateTables,
  ids: readonly SnapshotId[],
): Promise<void> {
  if (ids.length === 0) return;
  await session.execute(
    `DELETE FROM ${tables.snapshots} AS s USING ${rowsFromJson('?', idShape)} i
     WHERE i.name = s.name AND i.identifier = s.identifier`,
    [JSON.stringify(ids.map(({ name, identifier }) => ({ name, identifier })))],
  );
}
