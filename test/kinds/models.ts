// Random models of every kind with random options, each with its meaning in terms of the reference.
import type { Dice } from '../support/randomShop.ts';
import { merge, onePerKey, partitions, timeRange, type Dim, type Event, type HistoryRules } from './reference.ts';

export interface Load {
  readonly table: readonly Event[];
  readonly source: readonly Event[];
  readonly days: readonly number[];
  readonly isFirst: boolean;
}

export interface EventModel {
  readonly name: string;
  readonly kind: string;
  readonly properties?: string | undefined;
  readonly batchSize: number;
  readonly lookback: number;
  /** What computing all of it again begins with. */
  readonly restates: 'rebuild' | 'overwrite';
  /** A changed query goes on with the table that is there. */
  readonly forwardOnly: boolean;
  readonly filters: boolean;
  readonly load: (load: Load) => Event[];
}

export interface DimensionModel {
  readonly name: string;
  readonly kind: string;
  readonly times: readonly [from: string, to: string];
  readonly rules: HistoryRules;
}

export interface Models {
  readonly events: readonly EventModel[];
  readonly dimensions: readonly DimensionModel[];
}

const rowsOf = ({ source, days }: Load): Event[] => source.filter((e) => e.d !== null && days.includes(e.d));
const larger = (t: Event, s: Event): boolean => s.v !== null && t.v !== null && s.v > t.v;
const order = 'order_by (v DESC NULLS LAST, ts DESC)';

type Key = readonly [text: string, of: (e: Event) => unknown];
const keys: readonly Key[] = [
  ['k', (e) => e.k],
  ['(k, coalesce(v, 0) % 2)', (e) => `${e.k} ${(e.v ?? 0) % 2}`],
  ['(k, ts)', (e) => `${e.k} ${e.d}`],
  ['coalesce(k, -1)', (e) => e.k ?? -1],
];

type Matched = readonly [text: string, of: (t: Event, s: Event) => Event | undefined];
const replaced: Matched = ['', (_, s) => s];
const conditions: readonly Matched[] = [
  [
    `, when_matched (WHEN MATCHED AND source.v IS NULL THEN DELETE
        WHEN MATCHED AND source.v > target.v THEN UPDATE SET target.v = source.v, target.ts = source.ts)`,
    (t, s) => (s.v === null ? undefined : larger(t, s) ? s : t),
  ],
  [
    `, when_matched (WHEN MATCHED AND target.v IS NULL THEN UPDATE SET v = source.v, ts = source.ts
        WHEN MATCHED AND source.v < target.v THEN DELETE WHEN MATCHED THEN UPDATE SET target.ts = source.ts)`,
    (t, s) => (t.v === null ? { ...t, v: s.v, d: s.d } : larger(s, t) ? undefined : { ...t, d: s.d }),
  ],
  [', merge_filter source.v > target.v', (t, s) => (larger(t, s) ? s : t)],
  [
    ', merge_filter source.ts >= target.ts, when_matched (WHEN MATCHED AND source.v IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET v = source.v)',
    (t, s) => {
      if (t.d === null || s.d === null || s.d < t.d) return t;
      return s.v === null ? undefined : { ...t, v: s.v };
    },
  ],
];

function batches(dice: Dice, more: { readonly lookback: boolean }): Pick<EventModel, 'batchSize' | 'lookback'> {
  const lookback = more.lookback && dice.chance(0.5) ? dice.int(1, 3) : 0;
  const batchSize = dice.chance(0.5) ? Infinity : Math.max(lookback, dice.int(1, 3));
  return { batchSize, lookback };
}

function optionsText({ batchSize, lookback }: Pick<EventModel, 'batchSize' | 'lookback'>): string {
  return `${batchSize === Infinity ? '' : `, batch_size ${batchSize}`}${lookback === 0 ? '' : `, lookback ${lookback}`}`;
}

function byRange(dice: Dice, name: string): EventModel {
  const size = batches(dice, { lookback: true });
  const concurrency = dice.chance(0.3) ? ', batch_concurrency 2' : '';
  const load = ({ table, source, days }: Load): Event[] => timeRange(table, source, days);
  return {
    name,
    kind: `INCREMENTAL_BY_TIME_RANGE (time_column ts${optionsText(size)}${concurrency})`,
    ...size,
    restates: 'overwrite',
    forwardOnly: false,
    filters: dice.chance(0.5),
    load,
  };
}

function byKey(dice: Dice, name: string): EventModel {
  const [text, keyOf] = dice.pick(keys);
  const [option, matched] = dice.chance(0.4) ? replaced : dice.pick(conditions);
  // A condition that sees its own earlier answer need not give the same one when it looks back.
  const size = batches(dice, { lookback: option === '' });
  const load = (load: Load): Event[] =>
    load.isFirst ? onePerKey(rowsOf(load), keyOf) : merge(load.table, rowsOf(load), { keyOf, matched });
  return {
    name,
    kind: `INCREMENTAL_BY_UNIQUE_KEY (unique_key ${text}, ${order}${optionsText(size)}${option})`,
    ...size,
    restates: 'rebuild',
    forwardOnly: false,
    filters: true,
    load,
  };
}

const partitionings: readonly (readonly [text: string, of: (e: Event) => string])[] = [
  ['k', (e) => `${e.k}`],
  ['k, v', (e) => `${e.k} ${e.v}`],
  ['coalesce(v, 0) % 3', (e) => `${(e.v ?? 0) % 3}`],
];

function byPartition(dice: Dice, name: string): EventModel {
  const [text, partitionOf] = dice.pick(partitionings);
  const isUnmanaged = dice.chance(0.3);
  const size = batches(dice, { lookback: true });
  const kind = isUnmanaged
    ? `INCREMENTAL_UNMANAGED (insert_overwrite true, disable_restatement false${optionsText(size)})`
    : `INCREMENTAL_BY_PARTITION (disable_restatement false${optionsText(size)})`;
  return {
    name,
    kind,
    properties: `partitioned_by (${text})`,
    ...size,
    restates: 'rebuild',
    forwardOnly: true,
    filters: true,
    load: (load) => partitions(load.table, rowsOf(load), partitionOf),
  };
}

function appended(dice: Dice, name: string): EventModel {
  const size = batches(dice, { lookback: false });
  return {
    name,
    kind: `INCREMENTAL_UNMANAGED (disable_restatement false${optionsText(size)})`,
    ...size,
    restates: 'rebuild',
    forwardOnly: true,
    filters: true,
    load: (load) => [...load.table, ...rowsOf(load)],
  };
}

function whole(name: string): EventModel {
  const load = ({ source }: Load): Event[] => [...source];
  const size = { batchSize: Infinity, lookback: 0 };
  return { name, kind: 'FULL', ...size, restates: 'rebuild', forwardOnly: false, filters: false, load };
}

type DimKey = readonly [text: string, columns: readonly string[], of: (d: Dim) => unknown];
const dimKeys: readonly DimKey[] = [
  ['k', ['k'], (d) => d.k],
  ['(k, w)', ['k', 'w'], (d) => `${d.k} ${d.w}`],
  ['coalesce(k, -1)', [], (d) => d.k ?? -1],
];
const watched: readonly (readonly [text: string, columns: readonly ('v' | 'w' | 'u')[]])[] = [
  ['[v]', ['v']],
  ['[v, w]', ['v', 'w']],
  ['[w, u]', ['w', 'u']],
  ['*', ['v', 'w', 'u']],
];

function dimension(dice: Dice, name: string): DimensionModel {
  const by = dice.pick(['time', 'columns'] as const);
  const [key, keyColumns, keyOf] = dice.pick(dimKeys);
  const [list, all] = dice.pick(watched);
  const columns = list === '*' ? all.filter((c) => !keyColumns.includes(c)) : all;
  const closeMissing = dice.chance(0.5);
  const asValidFrom = dice.chance(0.5);
  const changedAt = by === 'columns' && dice.chance(0.5);
  const times = dice.pick([
    ['valid_from', 'valid_to'],
    ['since', 'until'],
  ] as const);
  const options = [
    `unique_key ${key}`,
    ...(by === 'columns' ? [`columns ${list}`] : []),
    ...(by === 'time' || changedAt ? ['updated_at_name u'] : []),
    ...(closeMissing ? ['invalidate_hard_deletes true'] : []),
    ...(asValidFrom ? [by === 'time' ? 'updated_at_as_valid_from true' : 'execution_time_as_valid_from true'] : []),
    ...(times[0] === 'since' ? ['valid_from_name since, valid_to_name until'] : []),
    ...(dice.chance(0.3) ? ['time_data_type TIMESTAMPTZ'] : []),
    ...(dice.chance(0.4) ? [`batch_size ${dice.int(1, 3)}`] : []),
    'disable_restatement false',
  ];
  return {
    name,
    kind: `${by === 'time' ? 'SCD_TYPE_2_BY_TIME' : 'SCD_TYPE_2_BY_COLUMN'} (${options.join(', ')})`,
    times,
    rules: { by, columns, closeMissing, asValidFrom, changedAt, keyOf },
  };
}

const makers = [byRange, byKey, byKey, byPartition, appended, (_: Dice, name: string) => whole(name)];

export function randomModels(dice: Dice, count: { readonly events: number; readonly dimensions: number }): Models {
  return {
    events: Array.from({ length: count.events }, (_, i) => dice.pick(makers)(dice, `e${i}`)),
    dimensions: Array.from({ length: count.dimensions }, (_, i) => dimension(dice, `s${i}`)),
  };
}

/** Values of a changed query, so that its rows are told from those of the first one. */
export const shift = (v: number | null, variant: number): number | null => (v === null ? null : v + 1000 * variant);

export function modelText(model: EventModel | DimensionModel, variant: number): string {
  const { name, kind } = model;
  const v = `CASE WHEN boom = '${name}' THEN error('boom') ELSE v${variant === 0 ? '' : ` + ${1000 * variant}`} END AS v`;
  if ('rules' in model) return `MODEL (name k.${name}, kind ${kind});\nSELECT k, ${v}, w, u FROM raw.dims`;
  const more = model.properties === undefined ? '' : `, ${model.properties}`;
  const where = model.filters ? ' WHERE ts >= @start_ts::TIMESTAMP AND ts <= @end_ts::TIMESTAMP' : '';
  return `MODEL (name k.${name}, kind ${kind}${more});\nSELECT k, ts, ${v} FROM raw.events${where}`;
}
