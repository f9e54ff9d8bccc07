// Compares two tables: their columns, and their rows by a key or as a whole.
import { randomUUID } from 'node:crypto';
import type { Session } from '../../engine/engine.ts';
import type { Value } from '../../engine/value.ts';
import { isMeshError, MeshError } from '../../error/meshError.ts';
import { diffColumns, type ColumnDiff } from '../../snapshot/columnDiff.ts';
import { parseTableName } from '../../sql/parseTableName.ts';
import { canonicalName, quotedName, type TableName } from '../../sql/tableName.ts';
import {
  changedRows,
  keyCounts,
  onlyRows,
  pairedRows,
  rowCounts,
  type ComparedColumn,
  type DiffQuery,
} from './diffQueries.ts';

export interface DiffOptions {
  /** Columns that identify a row; whole rows are compared when there are none. */
  readonly on: readonly string[];
  readonly skipColumns?: readonly string[] | undefined;
  readonly where?: string | undefined;
  readonly decimals?: number | undefined;
  /** Rows of each sample. */
  readonly limit?: number | undefined;
  /** The paired rows are kept there while they are counted, instead of being paired for each count. */
  readonly tempSchema?: string | undefined;
  /** Columns whose names differ only by case are the same in the comparison of columns; their values always are. */
  readonly ignoreCase?: boolean | undefined;
}

export type SampleValue = string | number | boolean | null;

export interface TableDiff {
  readonly model: string | null;
  /** For people: an environment's or a table's name. */
  readonly source: string;
  readonly target: string;
  readonly on: readonly string[];
  readonly columns: ColumnDiff;
  /** Of both tables, whether they are compared or not. */
  readonly columnNames: readonly string[];
  readonly rows: {
    readonly source: number;
    readonly target: number;
    /** The same key on both sides. */
    readonly joined: number;
    readonly fullMatches: number;
    readonly partialMatches: number;
    readonly sourceOnly: number;
    readonly targetOnly: number;
  };
  readonly keys: Readonly<Record<'source' | 'target', { readonly nulls: number; readonly duplicates: number }>>;
  /** Shared columns that are no keys: in how many joined rows their values differ. */
  readonly changed: readonly { readonly name: string; readonly rows: number }[];
  readonly sample: {
    readonly sourceOnly: readonly Readonly<Record<string, SampleValue>>[];
    readonly targetOnly: readonly Readonly<Record<string, SampleValue>>[];
    readonly changed: readonly ChangedRow[];
  };
}

export interface ChangedRow {
  readonly key: Readonly<Record<string, SampleValue>>;
  readonly values: Readonly<Record<string, { readonly source: SampleValue; readonly target: SampleValue }>>;
}

export interface DiffPair {
  readonly model: string | null;
  readonly source: { readonly name: string; readonly table: TableName };
  readonly target: { readonly name: string; readonly table: TableName };
}

export async function diffTables(session: Session, pair: DiffPair, options: DiffOptions): Promise<TableDiff> {
  const source = await columnsOf(session, pair.source.table);
  const target = await columnsOf(session, pair.target.table);
  const shared = sharedColumns(source, target, options);
  const base = queryOf(pair, shared, options);
  await checkCondition(session, base);
  const [s, t] = [await counts(session, base, 'source'), await counts(session, base, 'target')];
  const query: DiffQuery = { ...base, numbered: s.twins > 0 || t.twins > 0 };
  return withPaired(session, { query, schema: options.tempSchema }, async (paired) => {
    const counted = await countRows(session, paired, options.limit ?? 20);
    return {
      model: pair.model,
      source: pair.source.name,
      target: pair.target.name,
      on: options.on.length === 0 ? [] : base.keys.map((c) => c.source),
      columnNames: [...source, ...target].map((c) => c.name),
      columns: diffColumns(source, target, { byCase: options.ignoreCase !== true }),
      ...counted,
      rows: { source: s.rows, target: t.rows, ...counted.rows },
      keys: { source: { nulls: s.nulls, duplicates: s.twins }, target: { nulls: t.nulls, duplicates: t.twins } },
    };
  });
}

type CountedRows = Pick<TableDiff, 'changed' | 'sample'> & {
  readonly rows: Omit<TableDiff['rows'], 'source' | 'target'>;
};

async function countRows(session: Session, query: DiffQuery, limit: number): Promise<CountedRows> {
  const [row] = await session.query<Record<string, bigint>>(rowCounts(query));
  const count = (name: string): number => Number(row![name]);
  return {
    rows: {
      joined: count('joined'),
      fullMatches: count('joined') - count('partial'),
      partialMatches: count('partial'),
      sourceOnly: count('source_only'),
      targetOnly: count('target_only'),
    },
    changed: query.values.map((c, i) => ({ name: c.source, rows: count(`changed_${i}`) })),
    sample: await sampleOf(session, query, { limit, count }),
  };
}

/** A condition is somebody's input: what is wrong with it is no failure of a model. */
async function checkCondition(session: Session, { where, source, target }: DiffQuery): Promise<void> {
  if (where === undefined) return;
  for (const table of [source, target]) {
    try {
      await session.query(`SELECT 1 FROM ${table} WHERE (${where}\n) LIMIT 0`);
    } catch (error) {
      if (!isMeshError(error) || error.code !== 'ENGINE_SQL') throw error;
      throw new MeshError('DIFF_CONDITION', { where, detail: error.message }, { cause: error });
    }
  }
}

interface Pairing {
  readonly query: DiffQuery;
  readonly schema: string | undefined;
}

async function withPaired<T>(
  session: Session,
  { query, schema }: Pairing,
  work: (query: DiffQuery) => Promise<T>,
): Promise<T> {
  if (schema === undefined) return work(query);
  const { catalog: more, schema: catalog, table: name } = parseTableName(schema, { dialect: 'duckdb' });
  if (more !== undefined) throw new MeshError('DIFF_TEMP_SCHEMA', { schema });
  const table: TableName = { catalog, schema: name, table: `mesh_diff_${randomUUID().replaceAll('-', '')}` };
  await session.createSchema({ catalog, schema: name });
  try {
    await session.write({ type: 'replaceTable', target: table, query: pairedRows(query) });
    return await work({ ...query, paired: quotedName(table) });
  } finally {
    await session.drop(table);
  }
}

type Columns = readonly { readonly name: string; readonly type: string }[];

async function columnsOf(session: Session, table: TableName): Promise<Columns> {
  const columns = await session.columns(table);
  if (columns === undefined) throw new MeshError('DIFF_NO_TABLE', { table: canonicalName(table) });
  return columns.map(({ name, type }) => ({ name, type }));
}

interface Shared {
  readonly keys: readonly ComparedColumn[];
  readonly values: readonly ComparedColumn[];
}

function sharedColumns(source: Columns, target: Columns, { on, skipColumns = [] }: DiffOptions): Shared {
  const skipped = new Set(skipColumns.map((name) => name.toLowerCase()));
  const others = new Map(target.map((c) => [c.name.toLowerCase(), c]));
  const all = source.flatMap((c): ComparedColumn[] => {
    const other = others.get(c.name.toLowerCase());
    if (other === undefined || skipped.has(c.name.toLowerCase())) return [];
    return [{ source: c.name, target: other.name, sourceType: c.type, targetType: other.type }];
  });
  if (all.length === 0) {
    const [names, otherNames] = [source, target].map((columns) => columns.map(({ name }) => name));
    throw new MeshError('DIFF_NOTHING_SHARED', { source: names!, target: otherNames! });
  }
  if (on.length === 0) return { keys: all, values: [] };
  const keys = on.map((name) => {
    const found = all.find((c) => c.source.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw new MeshError('DIFF_KEY_UNKNOWN', { key: name, known: all.map((c) => c.source) });
    return found;
  });
  return { keys, values: all.filter((c) => !keys.includes(c)) };
}

function queryOf({ source, target }: DiffPair, { keys, values }: Shared, options: DiffOptions): DiffQuery {
  return {
    source: quotedName(source.table),
    target: quotedName(target.table),
    keys,
    values,
    where: options.where,
    decimals: options.decimals ?? 3,
    numbered: false,
  };
}

async function counts(
  session: Session,
  query: DiffQuery,
  which: 'source' | 'target',
): Promise<Record<'rows' | 'nulls' | 'twins', number>> {
  const [row] = await session.query<Record<string, bigint>>(keyCounts(query, which));
  return { rows: Number(row!['rows']), nulls: Number(row!['nulls']), twins: Number(row!['twins']) };
}

/** Whole numbers beyond 2^53 stay exact as texts. */
function plain(value: Value | undefined): SampleValue {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

interface Sampling {
  readonly limit: number;
  readonly count: (name: string) => number;
}

async function sampleOf(session: Session, query: DiffQuery, { limit, count }: Sampling): Promise<TableDiff['sample']> {
  const only = async (which: 'source' | 'target'): Promise<Readonly<Record<string, SampleValue>>[]> =>
    limit === 0 || count(`${which}_only`) === 0
      ? []
      : (await session.query(onlyRows(query, which, limit))).map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
        );
  return {
    sourceOnly: await only('source'),
    targetOnly: await only('target'),
    changed: limit === 0 || count('partial') === 0 ? [] : await changedSample(session, query, limit),
  };
}

async function changedSample(session: Session, query: DiffQuery, limit: number): Promise<ChangedRow[]> {
  const { rows } = await session.table(changedRows(query, limit));
  const keys = query.keys.length;
  const flags = keys + 2 * query.values.length;
  return rows.map((row) => ({
    key: Object.fromEntries(query.keys.map((c, i) => [c.source, plain(row[i])])),
    values: Object.fromEntries(
      query.values.flatMap((c, i) =>
        row[flags + i] === true
          ? [[c.source, { source: plain(row[keys + 2 * i]), target: plain(row[keys + 2 * i + 1]) }] as const]
          : [],
      ),
    ),
  }));
}
