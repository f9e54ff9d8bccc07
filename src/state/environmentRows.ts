// Environments in the state: one row each, and one row per member that points at its snapshot.
import { MeshError } from '../error/meshError.ts';
import type { Session } from '../engine/engine.ts';
import type { Value } from '../engine/value.ts';
import type { Environment, EnvironmentMember, EnvironmentNaming } from '../snapshot/environment.ts';
import { headColumns, headFromRow } from './snapshotRows.ts';
import type { EnvironmentSummary } from './stateStore.ts';
import { rowsFromJson, tableNameFromText, tableNameText, type StateTables } from './tables.ts';

const instant = (value: Value | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

export async function readSummaries(session: Session, tables: StateTables): Promise<EnvironmentSummary[]> {
  const rows = await session.query(
    `SELECT e.name, e.expires_at, e.plan_id, e.revision, e.updated_at,
            (SELECT count(*) FROM ${tables.members} m WHERE m.environment = e.name AND m.promoted) AS models
     FROM ${tables.environments} e ORDER BY e.name`,
  );
  return rows.map((row) => ({
    name: row['name'] as string,
    models: Number(row['models']),
    expiresAt: instant(row['expires_at']),
    planId: row['plan_id'] as string,
    revision: Number(row['revision']),
    updatedAt: Number(row['updated_at']),
  }));
}

export async function readEnvironment(
  session: Session,
  tables: StateTables,
  name: string,
): Promise<Environment | undefined> {
  const [row] = await session.query(`SELECT * FROM ${tables.environments} WHERE name = ?`, [name]);
  if (row === undefined) return undefined;
  return {
    name,
    members: await readMembers(session, tables, name),
    naming: JSON.parse(row['naming'] as string) as EnvironmentNaming,
    planId: row['plan_id'] as string,
    previousPlanId: (row['previous_plan_id'] as string | null) ?? null,
    revision: Number(row['revision']),
    expiresAt: instant(row['expires_at']),
    startAt: instant(row['start_at']),
    endAt: instant(row['end_at']),
    updatedAt: Number(row['updated_at']),
    statements: JSON.parse(row['statements'] as string) as Environment['statements'],
    requirements: JSON.parse(row['requirements'] as string) as Environment['requirements'],
  };
}

async function readMembers(session: Session, tables: StateTables, environment: string): Promise<EnvironmentMember[]> {
  const rows = await session.query(
    `SELECT m.name AS member, m.identifier AS member_identifier, m.promoted, m.view_name, m.uses, ${headColumns}
     FROM ${tables.members} m LEFT JOIN ${tables.snapshots} s ON s.name = m.name AND s.identifier = m.identifier
     WHERE m.environment = ? ORDER BY m.name`,
    [environment],
  );
  return rows.map((row) => {
    if (row['version'] === null) {
      const what = `environment ${environment} names a snapshot of ${row['member'] as string} that is not stored`;
      throw new MeshError('STATE_CORRUPT', { what });
    }
    return {
      ...headFromRow(row),
      promoted: row['promoted'] as boolean,
      view: tableNameFromText(row['view_name']),
      uses: row['uses'] as EnvironmentMember['uses'],
    };
  });
}

const memberShape = {
  name: 'VARCHAR',
  identifier: 'VARCHAR',
  promoted: 'BOOLEAN',
  view_name: 'VARCHAR',
  uses: 'VARCHAR',
};

export async function writeEnvironment(
  session: Session,
  tables: StateTables,
  change: { readonly environment: Environment; readonly expectedRevision: number | null },
): Promise<void> {
  const { environment, expectedRevision } = change;
  const [row] = await session.query(`SELECT revision FROM ${tables.environments} WHERE name = ?`, [environment.name]);
  const found = row === undefined ? null : Number(row['revision']);
  if (found !== expectedRevision) {
    throw new MeshError('STATE_CONFLICT', { environment: environment.name, expected: expectedRevision, found });
  }
  await removeEnvironment(session, tables, environment.name);
  await session.execute(`INSERT INTO ${tables.environments} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    environment.name,
    environment.revision,
    environment.planId,
    environment.previousPlanId,
    JSON.stringify(environment.naming),
    environment.expiresAt,
    environment.startAt,
    environment.endAt,
    environment.updatedAt,
    JSON.stringify(environment.statements),
    JSON.stringify(environment.requirements),
  ]);
  if (environment.members.length === 0) return;
  const members = environment.members.map((m) => ({
    name: m.name,
    identifier: m.identifier,
    promoted: m.promoted,
    view_name: tableNameText(m.view),
    uses: m.uses,
  }));
  await session.execute(
    `INSERT INTO ${tables.members} (environment, name, identifier, promoted, view_name, uses)
     SELECT ?, n.name, n.identifier, n.promoted, n.view_name, n.uses FROM ${rowsFromJson('?', memberShape)} n`,
    [environment.name, JSON.stringify(members)],
  );
}

export async function removeEnvironment(session: Session, tables: StateTables, name: string): Promise<void> {
  await session.execute(`DELETE FROM ${tables.members} WHERE environment = ?`, [name]);
  await session.execute(`DELETE FROM ${tables.environments} WHERE name = ?`, [name]);
}
