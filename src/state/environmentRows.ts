// Environments in the state: one row each, and one row per member that points at its snapshot.
import { MeshError } from '../error/meshError.ts';
import type { Session } from '../engine/engine.ts';
import type { Row, Value } from '../engine/value.ts';
import type { Environment, EnvironmentMember, EnvironmentNaming } from '../snapshot/environment.ts';
import { headColumns, headFromRow } from './snapshotRows.ts';
import type { SnapshotId } from '../snapshot/snapshot.ts';
import type { EnvironmentSummary, RecordedEnvironment } from './stateStore.ts';
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
  const found = await readRecord(session, tables, name);
  const [lost] = found?.lost ?? [];
  if (lost !== undefined) {
    const what = `environment ${name} names a snapshot of ${lost.name} that is not stored`;
    throw new MeshError('STATE_CORRUPT', { what });
  }
  return found?.environment;
}

/** The record as far as it can be read. */
export async function readRecord(
  session: Session,
  tables: StateTables,
  name: string,
): Promise<RecordedEnvironment | undefined> {
  const [row] = await session.query(`SELECT * FROM ${tables.environments} WHERE name = ?`, [name]);
  if (row === undefined) return undefined;
  const { members, lost } = await readMembers(session, tables, name);
  const environment: Environment = {
    name,
    members,
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
  return { environment, lost };
}

async function readMembers(
  session: Session,
  tables: StateTables,
  environment: string,
): Promise<{ readonly members: EnvironmentMember[]; readonly lost: SnapshotId[] }> {
  const rows = await session.query(
    `SELECT m.name AS member, m.identifier AS member_identifier, m.promoted, m.view_name, m.uses, ${headColumns}
     FROM ${tables.members} m LEFT JOIN ${tables.snapshots} s ON s.name = m.name AND s.identifier = m.identifier
     WHERE m.environment = ? ORDER BY m.name`,
    [environment],
  );
  const isLost = (row: Row): boolean => row['version'] === null;
  const members = rows
    .filter((row) => !isLost(row))
    .map((row) => ({
      ...headFromRow(row),
      promoted: row['promoted'] as boolean,
      view: tableNameFromText(row['view_name']),
      uses: row['uses'] as EnvironmentMember['uses'],
    }));
  const lost = rows
    .filter(isLost)
    .map((row) => ({ name: row['member'] as string, identifier: row['member_identifier'] as string }));
  return { members, lost };
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
  await requireRevision(session, tables, { environment: environment.name, expectedRevision });
  await touchMembers(session, tables, {
    environment: environment.name,
    until: String(Math.trunc(environment.updatedAt)),
  });
  await removeRows(session, tables, environment.name);
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

interface Expected {
  readonly environment: string;
  readonly expectedRevision: number | null;
}

async function requireRevision(
  session: Session,
  tables: StateTables,
  { environment, expectedRevision: expected }: Expected,
): Promise<void> {
  const [row] = await session.query(`SELECT revision FROM ${tables.environments} WHERE name = ?`, [environment]);
  const found = row === undefined ? null : Number(row['revision']);
  if (found !== expected) throw new MeshError('STATE_CONFLICT', { environment, expected, found });
}

export async function writeExpiry(
  session: Session,
  tables: StateTables,
  { expiresAt, ...expected }: Expected & { readonly expiresAt: number | null },
): Promise<void> {
  await requireRevision(session, tables, expected);
  await session.execute(`UPDATE ${tables.environments} SET expires_at = ? WHERE name = ?`, [
    expiresAt,
    expected.environment,
  ]);
}

/** Its snapshots were in use until it expired. */
export async function removeEnvironment(session: Session, tables: StateTables, name: string): Promise<void> {
  await touchMembers(session, tables, { environment: name, until: 'e.expires_at' });
  await removeRows(session, tables, name);
}

async function removeRows(session: Session, tables: StateTables, name: string): Promise<void> {
  await session.execute(`DELETE FROM ${tables.members} WHERE environment = ?`, [name]);
  await session.execute(`DELETE FROM ${tables.environments} WHERE name = ?`, [name]);
}

/** A snapshot counts as unused from the last moment on that an environment held it. */
async function touchMembers(
  session: Session,
  tables: StateTables,
  { environment, until }: { readonly environment: string; readonly until: string },
): Promise<void> {
  await session.execute(
    `UPDATE ${tables.snapshots} AS s SET touched_at = ${until}
     FROM ${tables.members} m JOIN ${tables.environments} e ON e.name = m.environment
     WHERE m.environment = ? AND m.name = s.name AND m.identifier = s.identifier AND s.touched_at < ${until}`,
    [environment],
  );
}
