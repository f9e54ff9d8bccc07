// Computed intervals in the state: an append-only list of events, replayed in the order of a sequence. Besides additions and
// removals it holds where a restatement began: what it restates is there, and unfinished until it is added once more.
import type { Session } from '../engine/engine.ts';
import type { Interval } from '../interval/interval.ts';
import { normalize, subtract, union } from '../interval/intervalSet.ts';
import { quoteString } from '../sql/literal.ts';
import type { IntervalKey, KeyIntervals } from './stateStore.ts';
import { rowsFromJson, type StateTables } from './tables.ts';

const keyText = (key: IntervalKey): string => `${key.name}\u0000${key.version}\u0000${key.preview ? 'p' : 'f'}`;

const keyShape = { name: 'VARCHAR', version: 'VARCHAR', preview: 'BOOLEAN' };

/** Asking for single keys costs a join; from here on reading every row is cheaper. */
const readAllFrom = 500;

export type IntervalEvent = 'added' | 'removed' | 'restating';

interface Recorded {
  readonly set: readonly Interval[];
  /** What a restatement began with and has not finished. */
  readonly unfinished: readonly Interval[];
}

const nothing: Recorded = { set: [], unfinished: [] };

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
  const found = await readEvents(session, tables, { filter, values: all ? [] : [JSON.stringify(wanted)] });
  return keys.map((key) => found.get(keyText(key))?.set ?? []);
}

/** In the order of the keys. Mostly no restatement is on record at all, which one small question tells. */
export async function readUnfinished(
  session: Session,
  tables: StateTables,
  keys: readonly IntervalKey[],
): Promise<(readonly Interval[])[]> {
  if (keys.length === 0) return [];
  const restated = `SELECT DISTINCT name, version, preview FROM ${tables.intervals} WHERE removed IS NULL`;
  const filter = `SEMI JOIN (${restated}) k ON k.name = i.name AND k.version = i.version AND k.preview = i.preview`;
  const found = await readEvents(session, tables, { filter, values: [] });
  return keys.map((key) => found.get(keyText(key))?.unfinished ?? []);
}

async function readEvents(
  session: Session,
  tables: StateTables,
  { filter, values }: { readonly filter: string; readonly values: string[] },
): Promise<ReadonlyMap<string, Recorded>> {
  const rows = await session.query(
    `SELECT i.name, i.version, i.preview, i.start_ms, i.end_ms, i.removed FROM ${tables.intervals} i ${filter} ORDER BY i.seq`,
    values,
  );
  const byKey = new Map<string, Event[]>();
  for (const row of rows) {
    const key = keyText({
      name: row['name'] as string,
      version: row['version'] as string,
      preview: row['preview'] as boolean,
    });
    const events = byKey.get(key) ?? [];
    events.push({
      type: eventOf(row['removed'] as boolean | null),
      interval: { start: Number(row['start_ms']), end: Number(row['end_ms']) },
    });
    byKey.set(key, events);
  }
  return new Map([...byKey].map(([key, events]) => [key, replay(events)]));
}

interface Event {
  readonly type: IntervalEvent;
  readonly interval: Interval;
}

/** A restatement takes nothing away: the rows are there until new ones take their place. */
const removedOf: Readonly<Record<IntervalEvent, boolean | null>> = { added: false, removed: true, restating: null };

function eventOf(removed: boolean | null): IntervalEvent {
  return removed === null ? 'restating' : removed ? 'removed' : 'added';
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
function replay(events: readonly Event[]): Recorded {
  let { set, unfinished } = nothing;
  let i = 0;
  while (i < events.length) {
    const { type } = events[i]!;
    const run: Interval[] = [];
    while (i < events.length && events[i]!.type === type) run.push(events[i++]!.interval);
    const ranges = normalize(run);
    if (type === 'added') set = union(set, ranges);
    if (type === 'removed') set = subtract(set, ranges);
    if (type === 'restating') unfinished = union(unfinished, ranges);
    else if (unfinished.length > 0) unfinished = subtract(unfinished, ranges);
  }
  return { set, unfinished };
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
  { type, changes }: { readonly type: IntervalEvent; readonly changes: readonly KeyIntervals[] },
): Promise<void> {
  // Literals instead of parameters: once per batch, a statement that is not prepared costs half as much.
  const next = `nextval(${quoteString(tables.intervalSequence)})`;
  const rows = changes.flatMap(({ key, intervals }) => {
    const [name, version] = [quoteString(key.name), quoteString(key.version)];
    return intervals.map(
      ({ start, end }) => `(${next}, ${name}, ${version}, ${key.preview}, ${start}, ${end}, ${removedOf[type]})`,
    );
  });
  if (rows.length === 0) return;
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
  const unfinished = await readUnfinished(session, tables, wanted);
  const rows = wanted.flatMap((key, i) => {
    const seq = last.get(keyText(key))!;
    const begun = unfinished[i]!;
    // What was begun comes after what it restates.
    const addedAt = begun.length === 0 ? seq : seq - 1;
    return [
      ...sets[i]!.map(({ start, end }) => ({ ...key, start_ms: start, end_ms: end, seq: addedAt, removed: false })),
      ...begun.map(({ start, end }) => ({ ...key, start_ms: start, end_ms: end, seq, removed: null })),
    ];
  });
  await session.execute(`DELETE FROM ${tables.intervals}`);
  if (rows.length === 0) return;
  await session.execute(
    `INSERT INTO ${tables.intervals} SELECT n.seq, n.name, n.version, n.preview, n.start_ms, n.end_ms, n.removed
     FROM ${rowsFromJson('?', { ...keyShape, start_ms: 'BIGINT', end_ms: 'BIGINT', seq: 'BIGINT', removed: 'BOOLEAN' })} n`,
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
