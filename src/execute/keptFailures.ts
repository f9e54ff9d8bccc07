// Bad rows that audits found and were told to keep: one table for all, each row as JSON. Written after the batch ended,
// because a blocking audit rolls the batch back.
import type { Session } from '../engine/engine.ts';
import type { Interval } from '../interval/interval.ts';

export interface KeptFailures {
  readonly model: string;
  readonly audit: string;
  readonly interval: Interval | null;
  /** JSON texts. */
  readonly rows: readonly string[];
}

export const failuresTable = '"mesh_audits"."failures"';

/** Sessions take turns: two that make the table at once would meet. */
let turn: Promise<unknown> = Promise.resolve();

export async function keepFailures(
  session: Session,
  kept: readonly KeptFailures[],
  about: { readonly environment: string; readonly now: number },
): Promise<void> {
  if (kept.length === 0) return;
  const mine = turn.then(() => write(session, kept, about));
  turn = mine.catch(() => undefined);
  await mine;
}

async function write(
  session: Session,
  kept: readonly KeptFailures[],
  about: { readonly environment: string; readonly now: number },
): Promise<void> {
  await session.createSchema({ schema: 'mesh_audits' });
  await session.execute(
    `CREATE TABLE IF NOT EXISTS ${failuresTable} (environment VARCHAR, model VARCHAR, audit VARCHAR,
      interval_start TIMESTAMP, interval_end TIMESTAMP, found_at TIMESTAMP, bad_row JSON)`,
  );
  await session.transaction(async () => {
    for (const { model, audit, interval, rows } of kept) {
      const key = [about.environment, model, audit, instant(interval?.start), instant(interval?.end)];
      await session.execute(
        `DELETE FROM ${failuresTable} WHERE environment = ? AND model = ? AND audit = ?
          AND interval_start IS NOT DISTINCT FROM CAST(? AS TIMESTAMP) AND interval_end IS NOT DISTINCT FROM CAST(? AS TIMESTAMP)`,
        key,
      );
      await session.execute(
        `INSERT INTO ${failuresTable} SELECT ?, ?, ?, CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP), CAST(bad AS JSON)
          FROM (SELECT unnest(CAST(CAST(? AS JSON) AS VARCHAR[])) AS bad)`,
        [...key, instant(about.now), JSON.stringify(rows)],
      );
    }
  });
}

function instant(ts: number | undefined): string | null {
  return ts === undefined ? null : new Date(ts).toISOString().slice(0, 23).replace('T', ' ');
}
