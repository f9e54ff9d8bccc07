// What each kind means, written naively over arrays: the slow truth that mesh's tables are compared with.

export interface Event {
  readonly k: number | null;
  /** Day number; null where the time is not known. */
  readonly d: number | null;
  readonly v: number | null;
}

/** Days that a run at the beginning of day `now` computes, cut into batches. */
export function dueBatches(recorded: ReadonlySet<number>, now: number, batchSize: number, lookback = 0): number[][] {
  const missing = Array.from({ length: now }, (_, d) => d).filter((d) => !recorded.has(d));
  if (missing.length === 0) return [];
  const wanted = new Set(missing);
  for (let d = 0; d < now; d++)
    if (missing.includes(d + lookback) || d + lookback >= now) if (lookback > 0) wanted.add(d);
  for (const m of missing) for (let i = 1; i <= lookback; i++) if (m - i >= 0) wanted.add(m - i);
  const days = [...wanted].sort((a, b) => a - b);
  const batches: number[][] = [];
  for (const d of days) {
    const last = batches.at(-1);
    if (last !== undefined && last.at(-1) === d - 1 && last.length < batchSize) last.push(d);
    else batches.push([d]);
  }
  return batches;
}

const within = (source: readonly Event[], days: readonly number[]): Event[] =>
  source.filter((e) => e.d !== null && days.includes(e.d));

export function timeRange(table: readonly Event[], source: readonly Event[], days: readonly number[]): Event[] {
  return [...table.filter((e) => e.d === null || !days.includes(e.d)), ...within(source, days)];
}

/** The largest value of a key wins; NULL is a key like any other. */
export function onePerKey(rows: readonly Event[], keyOf: (e: Event) => unknown): Event[] {
  const best = new Map<unknown, Event>();
  for (const row of rows) {
    const before = best.get(keyOf(row));
    if (before === undefined || isBefore(row, before)) best.set(keyOf(row), row);
  }
  return [...best.values()];
}

/** ORDER BY v DESC NULLS LAST, d DESC. */
function isBefore(a: Event, b: Event): boolean {
  if ((a.v ?? -Infinity) !== (b.v ?? -Infinity)) return (a.v ?? -Infinity) > (b.v ?? -Infinity);
  return (a.d ?? -1) > (b.d ?? -1);
}

export interface MergeRules {
  readonly keyOf: (e: Event) => unknown;
  /** What becomes of a row that is there when one of the same key comes: undefined deletes it. */
  readonly matched: (target: Event, source: Event) => Event | undefined;
}

export function merge(table: readonly Event[], rows: readonly Event[], { keyOf, matched }: MergeRules): Event[] {
  const incoming = new Map(onePerKey(rows, keyOf).map((e) => [keyOf(e), e]));
  const kept = table.flatMap((t) => {
    const source = incoming.get(keyOf(t));
    if (source === undefined) return [t];
    incoming.delete(keyOf(t));
    return matched(t, source) ?? [];
  });
  return [...kept, ...incoming.values()];
}

export function partitions(
  table: readonly Event[],
  rows: readonly Event[],
  partitionOf: (e: Event) => string,
): Event[] {
  const replaced = new Set(rows.map(partitionOf));
  return [...table.filter((e) => !replaced.has(partitionOf(e))), ...rows];
}

export interface Dim {
  readonly k: number | null;
  readonly v: number | null;
  readonly w: number | null;
  /** Hours since the beginning. */
  readonly u: number | null;
}

export interface Version extends Dim {
  readonly from: number;
  readonly to: number | null;
}

export interface HistoryRules {
  readonly by: 'time' | 'columns';
  readonly columns: readonly ('v' | 'w' | 'u')[];
  readonly closeMissing: boolean;
  /** BY_TIME: updated_at_as_valid_from; BY_COLUMN: execution_time_as_valid_from. */
  readonly asValidFrom: boolean;
  /** BY_COLUMN: updated_at_name is set. */
  readonly changedAt: boolean;
  readonly keyOf: (row: Dim) => unknown;
}

export const epoch = -Infinity;

/** Columns that nobody compares and that have no value yet are new ones: open versions that stay get theirs. */
function filled(before: readonly Version[], row: Dim, rules: HistoryRules, old: Version): Partial<Dim> {
  const compared: readonly string[] = rules.by === 'time' ? ['u'] : rules.columns;
  if (rules.by === 'time' && row.u !== old.u) return {};
  const others = (['v', 'w', 'u'] as const).filter((c) => !compared.includes(c) && before.every((r) => r[c] === null));
  return Object.fromEntries(others.map((c) => [c, row[c]]));
}

export function history(
  before: readonly Version[],
  source: readonly Dim[],
  { now, rules, isFirst }: { readonly now: number; readonly rules: HistoryRules; readonly isFirst: boolean },
): Version[] {
  const { keyOf } = rules;
  const after: Version[] = [...before];
  const newest = new Map<unknown, Dim>();
  for (const row of source)
    if ((newest.get(keyOf(row))?.u ?? -Infinity) <= (row.u ?? -Infinity) || !newest.has(keyOf(row)))
      newest.set(keyOf(row), row);
  for (const row of newest.values()) {
    const at = rules.by === 'time' || rules.changedAt ? (row.u ?? now) : now;
    const open = after.findIndex((r) => keyOf(r) === keyOf(row) && r.to === null);
    if (open >= 0) {
      const old = after[open]!;
      const changed =
        rules.by === 'time'
          ? row.u !== null && (old.u === null || row.u > old.u)
          : rules.columns.some((c) => row[c] !== old[c]);
      if (!changed) {
        after[open] = { ...old, ...filled(before, row, rules, old) };
        continue;
      }
      const when = Math.max(at, old.from);
      after[open] = { ...old, to: when };
      after.push({ ...row, from: when, to: null });
      continue;
    }
    const closed = before.filter((r) => keyOf(r) === keyOf(row)).map((r) => r.to!);
    const first = rules.asValidFrom || (rules.by === 'columns' && !isFirst) ? at : epoch;
    after.push({ ...row, from: closed.length > 0 ? Math.max(at, ...closed) : first, to: null });
  }
  if (!rules.closeMissing) return after;
  return after.map((r) => (r.to === null && !newest.has(keyOf(r)) ? { ...r, to: Math.max(now, r.from) } : r));
}
