// The models that random histories are played with, each with its meaning in terms of the reference.
import { merge, onePerKey, partitions, timeRange, type Event, type HistoryRules } from './reference.ts';

export interface Load {
  readonly table: readonly Event[];
  readonly source: readonly Event[];
  readonly days: readonly number[];
  readonly isFirst: boolean;
}

export interface EventModel {
  readonly name: string;
  readonly kind: string;
  readonly properties?: string;
  readonly batchSize: number;
  readonly lookback: number;
  /** What computing all of it again begins with. */
  readonly restates: 'rebuild' | 'overwrite';
  readonly query: (name: string) => string;
  readonly load: (load: Load) => Event[];
}

export interface DimensionModel {
  readonly name: string;
  readonly kind: string;
  readonly rules: HistoryRules;
}

const fails = (name: string, column: string): string =>
  `CASE WHEN boom = '${name}' THEN error('boom') ELSE ${column} END AS ${column}`;
const inBatch = 'ts >= @start_ts::TIMESTAMP AND ts <= @end_ts::TIMESTAMP';
const ofBatch = (name: string): string => `SELECT k, ts, ${fails(name, 'v')} FROM raw.events WHERE ${inBatch}`;
const ofAll = (name: string): string => `SELECT k, ts, ${fails(name, 'v')} FROM raw.events`;
const rowsOf = ({ source, days }: Load): Event[] => source.filter((e) => e.d !== null && days.includes(e.d));
const byKey = (e: Event): unknown => e.k;
const larger = (t: Event, s: Event): boolean => s.v !== null && t.v !== null && s.v > t.v;

function merging(keyOf: (e: Event) => unknown, matched: (t: Event, s: Event) => Event | undefined) {
  return (load: Load): Event[] =>
    load.isFirst ? onePerKey(rowsOf(load), keyOf) : merge(load.table, rowsOf(load), { keyOf, matched });
}

const base = { batchSize: Infinity, lookback: 0, restates: 'rebuild' } as const;

export const eventModels: readonly EventModel[] = [
  {
    ...base,
    name: 'by_range',
    restates: 'overwrite',
    kind: 'INCREMENTAL_BY_TIME_RANGE (time_column ts, lookback 2)',
    lookback: 2,
    query: ofAll,
    load: ({ table, source, days }) => timeRange(table, source, days),
  },
  {
    ...base,
    name: 'by_range_daily',
    restates: 'overwrite',
    kind: 'INCREMENTAL_BY_TIME_RANGE (time_column ts, batch_size 1, batch_concurrency 2)',
    batchSize: 1,
    query: ofBatch,
    load: ({ table, source, days }) => timeRange(table, source, days),
  },
  {
    ...base,
    name: 'by_key',
    kind: 'INCREMENTAL_BY_UNIQUE_KEY (unique_key k, order_by (v DESC NULLS LAST, ts DESC), disable_restatement false)',
    query: ofBatch,
    load: merging(byKey, (_, s) => s),
  },
  {
    ...base,
    name: 'by_key_daily',
    kind: 'INCREMENTAL_BY_UNIQUE_KEY (unique_key (k, coalesce(v, 0) % 2), order_by (v DESC NULLS LAST, ts DESC), batch_size 1, lookback 1)',
    batchSize: 1,
    lookback: 1,
    query: ofBatch,
    load: merging(
      (e) => `${e.k} ${(e.v ?? 0) % 2}`,
      (_, s) => s,
    ),
  },
  {
    ...base,
    name: 'by_key_when',
    kind: `INCREMENTAL_BY_UNIQUE_KEY (unique_key k, order_by (v DESC NULLS LAST, ts DESC), batch_size 2,
      when_matched (WHEN MATCHED AND source.v IS NULL THEN DELETE
        WHEN MATCHED AND source.v > target.v THEN UPDATE SET target.v = source.v, target.ts = source.ts))`,
    batchSize: 2,
    query: ofBatch,
    load: merging(byKey, (t, s) => (s.v === null ? undefined : larger(t, s) ? s : t)),
  },
  {
    ...base,
    name: 'by_key_filter',
    kind: 'INCREMENTAL_BY_UNIQUE_KEY (unique_key k, order_by (v DESC NULLS LAST, ts DESC), batch_size 1, merge_filter source.v > target.v)',
    batchSize: 1,
    query: ofBatch,
    load: merging(byKey, (t, s) => (larger(t, s) ? s : t)),
  },
  {
    ...base,
    name: 'by_partition',
    kind: 'INCREMENTAL_BY_PARTITION',
    properties: 'partitioned_by (k)',
    query: ofBatch,
    load: (load) => partitions(load.table, rowsOf(load), (e) => String(e.k)),
  },
  {
    ...base,
    name: 'by_partitions_daily',
    kind: 'INCREMENTAL_BY_PARTITION (batch_size 1)',
    properties: 'partitioned_by (k, v)',
    batchSize: 1,
    query: ofBatch,
    load: (load) => partitions(load.table, rowsOf(load), (e) => `${e.k} ${e.v}`),
  },
  {
    ...base,
    name: 'appended',
    kind: 'INCREMENTAL_UNMANAGED (disable_restatement false, batch_size 2)',
    batchSize: 2,
    query: ofBatch,
    load: (load) => [...load.table, ...rowsOf(load)],
  },
  {
    ...base,
    name: 'inserted_over',
    kind: 'INCREMENTAL_UNMANAGED (insert_overwrite true, disable_restatement false)',
    properties: 'partitioned_by (k)',
    query: ofBatch,
    load: (load) => partitions(load.table, rowsOf(load), (e) => String(e.k)),
  },
  {
    ...base,
    name: 'whole',
    kind: 'FULL',
    query: ofAll,
    load: ({ source }) => [...source],
  },
];

const rules = { columns: ['v', 'w'], closeMissing: false, asValidFrom: false, changedAt: false } as const;

export const dimensionModels: readonly DimensionModel[] = [
  { name: 'scd_time', kind: 'SCD_TYPE_2_BY_TIME (unique_key k', rules: { ...rules, by: 'time' } },
  {
    name: 'scd_time_deletes',
    kind: 'SCD_TYPE_2_BY_TIME (unique_key k, invalidate_hard_deletes true, updated_at_as_valid_from true',
    rules: { ...rules, by: 'time', closeMissing: true, asValidFrom: true },
  },
  {
    name: 'scd_columns',
    kind: 'SCD_TYPE_2_BY_COLUMN (unique_key k, columns [v], invalidate_hard_deletes true',
    rules: { ...rules, by: 'columns', columns: ['v'], closeMissing: true },
  },
  {
    name: 'scd_any',
    kind: 'SCD_TYPE_2_BY_COLUMN (unique_key k, columns *, execution_time_as_valid_from true, batch_size 1',
    rules: { ...rules, by: 'columns', columns: ['v', 'w', 'u'], asValidFrom: true },
  },
  {
    name: 'scd_changed_at',
    kind: 'SCD_TYPE_2_BY_COLUMN (unique_key k, columns [v, w], invalidate_hard_deletes true',
    rules: { ...rules, by: 'columns', changedAt: true, closeMissing: true },
  },
];

const updatedAt: Readonly<Record<string, string>> = {
  scd_time: 'u',
  scd_time_deletes: 'u',
  scd_changed_at: 'u',
};

/** Files of the project by name. */
export function createModels(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, kind, properties, query } of eventModels) {
    const more = properties === undefined ? '' : `, ${properties}`;
    files[name] = `MODEL (name k.${name}, kind ${kind}${more});\n${query(name)}`;
  }
  for (const { name, kind } of dimensionModels) {
    const at = updatedAt[name] === undefined ? '' : `, updated_at_name ${updatedAt[name]}`;
    files[name] =
      `MODEL (name k.${name}, kind ${kind}${at}, disable_restatement false));\nSELECT k, ${fails(name, 'v')}, w, u FROM raw.dims`;
  }
  return files;
}
