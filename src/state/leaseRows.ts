// Leases: who works on what, until when. The token only grows, so a holder that was overtaken is recognised.
import { MeshError } from '../error/meshError.ts';
import type { Session } from '../engine/engine.ts';
import type { Row } from '../engine/value.ts';
import type { Lease } from './stateStore.ts';
import type { StateTables } from './tables.ts';

export interface LeaseRequest {
  readonly key: string;
  readonly owner: string;
  readonly now: number;
  readonly ttlMs: number;
  /** Whether a holder can only be dead: nobody else can have the database open. */
  readonly isGone: (owner: string) => boolean;
}

function leaseFromRow(row: Row): Lease {
  return {
    key: row['lease_key'] as string,
    owner: row['owner'] as string,
    token: Number(row['token']),
    expiresAt: Number(row['expires_at']),
  };
}

async function readLease(session: Session, tables: StateTables, key: string): Promise<Lease | undefined> {
  const [row] = await session.query(`SELECT * FROM ${tables.leases} WHERE lease_key = ?`, [key]);
  return row === undefined ? undefined : leaseFromRow(row);
}

export async function takeLease(
  session: Session,
  tables: StateTables,
  request: LeaseRequest,
): Promise<{ readonly lease: Lease } | { readonly heldBy: Lease }> {
  const { key, owner, now, ttlMs, isGone } = request;
  return session.transaction(async () => {
    const current = await readLease(session, tables, key);
    if (
      current !== undefined &&
      current.owner !== owner &&
      current.owner !== '' &&
      current.expiresAt > now &&
      !isGone(current.owner)
    )
      return { heldBy: current };
    const lease: Lease = { key, owner, token: (current?.token ?? 0) + 1, expiresAt: now + ttlMs };
    // An update of the row, never delete + insert: two takers at once must conflict.
    if (current === undefined)
      await session.execute(`INSERT INTO ${tables.leases} VALUES (?, ?, ?, ?)`, [
        key,
        owner,
        lease.token,
        lease.expiresAt,
      ]);
    else {
      await session.execute(`UPDATE ${tables.leases} SET owner = ?, token = ?, expires_at = ? WHERE lease_key = ?`, [
        owner,
        lease.token,
        lease.expiresAt,
        key,
      ]);
    }
    return { lease };
  });
}

export async function extendLease(
  session: Session,
  tables: StateTables,
  change: { readonly lease: Lease; readonly expiresAt: number },
): Promise<Lease | undefined> {
  const { lease, expiresAt } = change;
  const { rowsChanged } = await session.execute(
    `UPDATE ${tables.leases} SET expires_at = ? WHERE lease_key = ? AND token = ? AND owner = ?`,
    [expiresAt, lease.key, lease.token, lease.owner],
  );
  return rowsChanged === 0 ? undefined : { ...lease, expiresAt };
}

/** The row stays, so that the token goes on growing. */
export async function freeLease(session: Session, tables: StateTables, lease: Lease): Promise<void> {
  await session.execute(`UPDATE ${tables.leases} SET owner = '', expires_at = 0 WHERE lease_key = ? AND token = ?`, [
    lease.key,
    lease.token,
  ]);
}

/** What the lease covers, for people: `environment:prod` → `environment prod`. */
export function leaseSubject(key: string): string {
  return key.replace(':', ' ');
}

export async function checkLease(session: Session, tables: StateTables, lease: Lease): Promise<void> {
  const current = await readLease(session, tables, lease.key);
  if (current === undefined || current.token !== lease.token)
    throw new MeshError('STATE_LEASE_LOST', { what: leaseSubject(lease.key) });
}
