// When stored environments and snapshots expire: whether a clean-up would find anything.
import type { Session } from '../engine/engine.ts';
import type { Expiry } from './stateStore.ts';
import type { StateTables } from './tables.ts';

export async function readExpiry(session: Session, tables: StateTables): Promise<Expiry> {
  const environments = await session.query(`SELECT name, expires_at FROM ${tables.environments} ORDER BY name`);
  const [unused] = await session.query(
    `SELECT min(s.touched_at + s.ttl_ms) AS until FROM ${tables.snapshots} s
     WHERE NOT EXISTS (SELECT 1 FROM ${tables.members} m WHERE m.name = s.name AND m.identifier = s.identifier)`,
  );
  return {
    environments: environments.map(({ name, expires_at: at }) => ({
      name: name as string,
      expiresAt: at === null || at === undefined ? null : Number(at),
    })),
    unusedUntil: unused?.['until'] === null || unused === undefined ? null : Number(unused['until']),
  };
}
