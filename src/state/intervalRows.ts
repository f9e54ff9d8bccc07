// Computed intervals in the state: an append-only list of additions and removals, replayed in the order of a sequence.
import type { Session } from '../engine/engine.ts';
import type { Interval } from '../interval/interval.ts';
import { normalize, subtract, union } from '../interval/intervalSet.ts';
import { quoteString } from '../sql/literal.ts';
import type { IntervalKey } from './stateStore.ts';
import { rowsFromJson, type StateTables } from './tables.ts';

const keyText = (key: IntervalKey): string => `${key.name}\u0000${key.version}\u0000${key.preview ? 'p' : 'f'}`;

const keyShape = { name: 'VARCHAR', version: 'VARCHAR', preview: 'BOOLEAN' };

/** Asking for single keys costs a join; from here on reading every row is cheaper. */
const readAllFrom = 500;

export async function readIntervals(
  session: Session,
  tables: StateTables,
  keys: readonly IntervalKey[],
): Promise<(readonly Interval[])[]> {
  if (keys.length === 0) return [];
  const all = keys.length >= readAllFrom;
  const filter = all
    ? ''
    : `SEMI JOIN ${rowsFromJson('?', keyShape)} k ON k.name = i.name AND k.version = i.version AND k.preview = i.preview`;
  const wanted = keys.map(({ name, version, preview }) => ({ name, version, preview }));
  const rows = await session.query(
    `SELECT i.name, i.version, i.preview, i.start_ms, i.end_ms, i.removed FROM ${tables.intervals} i ${filter} ORDER BY i.seq`,
    all ? [] : [JSON.stringify(wanted)],
  );
  const byKey = new Map<string, { removed: boolean; interval: Interval }[]>();
  for (const row of rows) {
    const key = keyText({
      name: row['name'] as string,
      version: row['version'] as string,
      preview: row['preview'] as boolean,
    });
    const events = byKey.get(key) ?? [];
    events.push({
      removed: row['removed'] as boolean,
      interval: { start: Number(row['start_ms']), end: Number(row['end_ms']) },
    });
    byKey.set(key, events);
  }
  return keys.map((key) => replay(byKey.get(keyText(key)) ?? []));
}

export async function readIntervalKeys(session: Session, tables: StateTables): Promise<IntervalKey[]> {
  const rows = await session.query(
    `SELECT name, version, preview, max(seq) AS seq FROM ${tables.intervals} GROUP BY ALL`,
  );
  return rows.map((row) => ({
    name: row['name'] as string,
    version: row['version'] as string,
    preview: row['preview'] as boolean,
  }));
}

/** Runs of additions are merged at once: a thousand daily rows cost one merge, not a thousand. */
function replay(events: readonly { readonly removed: boolean; readonly interval: Interval }[]): readonly Interval[] {
  let set: readonly Interval[] = [];
  let i = 0;
  while (i < events.length) {
    const removed = events[i]!.removed;
    const run: Interval[] = [];
    while (i < events.length && events[i]!.removed === removed) run.push(events[i++]!.interval);
    set = removed ? subtract(set, normalize(run)) : union(set, normalize(run));
  }
  return set;
}

/** The newest addition or removal of these models, in whatever version. */
export async function lastWrite(session: Session, tables: StateTables, names: readonly string[]): Promise<string> {
  if (names.length === 0) return '';
  const list = names.map(quoteString).join(', ');
  const [row] = await session.query(`SELECT max(seq)::VARCHAR AS seq FROM ${tables.intervals} WHERE name IN (${list})`);
  return (row?.['seq'] as string | null) ?? '';
}

export async function appendIntervals(
  session: Session,
  tables: StateTables,
  change: { readonly key: IntervalKey; readonly intervals: readonly Interval[]; readonly removed: boolean },
): Promise<void> {
  const { key, intervals, removed } = change;
  if (intervals.length === 0) return;
  // Literals instead of parameters: once per batch, a statement that is not prepared costs half as much.
  const [name, version] = [quoteString(key.name), quoteString(key.version)];
  const next = `nextval(${quoteString(tables.intervalSequence)})`;
  const rows = intervals.map(
    ({ start, end }) => `(${next}, ${name}, ${version}, ${key.preview}, ${start}, ${end}, ${removed})`,
  );
  await session.execute(`INSERT INTO ${tables.intervals} VALUES ${rows.join(', ')}`);
}

/** Rewrites the list as the intervals it amounts to, each with the last number of its model: nothing was computed meanwhile. The caller makes sure that nobody writes meanwhile. */
export async function compactIntervalRows(session: Session, tables: StateTables): Promise<void> {
  const wanted = await readIntervalKeys(session, tables);
  const sets = await readIntervals(session, tables, wanted);
  const numbers = await session.query(
    `SELECT name, version, preview, max(seq) AS seq FROM ${tables.intervals} GROUP BY ALL`,
  );
  const last = new Map(numbers.map((row) => [keyText(row as unknown as IntervalKey), Number(row['seq'])]));
  const rows = wanted.flatMap((key, i) =>
    sets[i]!.map(({ start, end }) => ({ ...key, start_ms: start, end_ms: end, seq: last.get(keyText(key)) })),
  );
  await session.execute(`DELETE FROM ${tables.intervals}`);
  if (rows.length === 0) return;
  await session.execute(
    `INSERT INTO ${tables.intervals} SELECT n.seq, n.name, n.version, n.preview, n.start_ms, n.end_ms, false
     FROM ${rowsFromJson('?', { ...keyShape, start_ms: 'BIGINT', end_ms: 'BIGINT', seq: 'BIGINT' })} n`,
    [JSON.stringify(rows)],
  );
}

export async function deleteIntervalRows(
  session: Session,
  tables: StateTables,
  keys: readonly IntervalKey[],
): Promise<void> {
  await session.execute(
    `DELETE FROM ${tables.intervals} AS i USING ${rowsFromJson('?', keyShape)} k
     WHERE k.name = i.name AND k.version = i.version AND k.preview = i.preview`,
    [JSON.stringify(keys.map(({ name, version, preview }) => ({ name, version, preview })))],
  );
}
