// The first state schema. No keys and no indexes: the tables are small and written in bulk, and leases keep writers apart.
import type { Session } from '../../engine/engine.ts';
import type { StateTables } from '../tables.ts';

export async function up(session: Session, tables: StateTables): Promise<void> {
  await session.execute(
    `CREATE TABLE ${tables.versions} (schema_version INTEGER, mesh_version VARCHAR, migrated_at BIGINT)`,
  );
  await session.execute(`CREATE TABLE ${tables.snapshots} (
    name VARCHAR, identifier VARCHAR, version VARCHAR, dev_version VARCHAR, kind_name VARCHAR,
    recipe INTEGER, data_hash VARCHAR, metadata_hash VARCHAR, parent_data_hash VARCHAR, parent_metadata_hash VARCHAR,
    category VARCHAR, forward_only BOOLEAN, physical VARCHAR, preview VARCHAR, unrestorable BOOLEAN,
    ttl_ms BIGINT, created_at BIGINT, touched_at BIGINT, definition VARCHAR)`);
  await session.execute(`CREATE TABLE ${tables.environments} (
    name VARCHAR, revision BIGINT, plan_id VARCHAR, previous_plan_id VARCHAR, naming VARCHAR, expires_at BIGINT,
    start_at BIGINT, end_at BIGINT, updated_at BIGINT, statements VARCHAR, requirements VARCHAR)`);
  await session.execute(`CREATE TABLE ${tables.members} (
    environment VARCHAR, name VARCHAR, identifier VARCHAR, promoted BOOLEAN, view_name VARCHAR, uses VARCHAR)`);
  await session.execute(`CREATE SEQUENCE ${tables.intervalSequence}`);
  await session.execute(`CREATE TABLE ${tables.intervals} (
    seq BIGINT, name VARCHAR, version VARCHAR, preview BOOLEAN, start_ms BIGINT, end_ms BIGINT, removed BOOLEAN)`);
  await session.execute(
    `CREATE TABLE ${tables.leases} (lease_key VARCHAR, owner VARCHAR, token BIGINT, expires_at BIGINT)`,
  );
  await session.execute(`CREATE TABLE ${tables.modules} (hash VARCHAR, source VARCHAR)`);
  await session.execute(`CREATE TABLE ${tables.values} (value_key VARCHAR, value VARCHAR)`);
}
