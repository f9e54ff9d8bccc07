// From a model's kind to the write strategies of one batch: values, which the engine turns into its own statements.
import type { ColumnDefinition, WriteStrategy } from '../engine/writeStrategy.ts';
import type { Execution, Session } from '../engine/engine.ts';
import { MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { Columns } from '../model/columns.ts';
import type { ModelKind } from '../model/kind.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { quoteIdentifier, type TableName } from '../sql/tableName.ts';
import { fittingColumns } from './schemaDrift.ts';
import { timeBounds, timestampText } from './timeLiteral.ts';

export interface BatchWrite {
  readonly session: Session;
  readonly snapshot: Snapshot;
  readonly kind: ModelKind;
  readonly target: TableName;
  readonly query: string;
  readonly interval: Interval | null;
  readonly timeColumnFormat: string;
  readonly engineName: string;
  readonly executionTime: number;
  /** First load or whole rebuild: nothing that is in the table counts. */
  readonly fresh: boolean;
  /** Nothing was loaded yet, though the table may be there. */
  readonly isFirstLoad: boolean;
  readonly isPreview: boolean;
  /** For a person to know. */
  readonly warn: (text: string) => void;
}

/** Declared columns with a type each; undefined unless all are known. */
export function definitionsFrom(columns: Columns | null | undefined): ColumnDefinition[] | undefined {
  if (columns === null || columns === undefined || columns.length === 0) return undefined;
  const definitions: ColumnDefinition[] = [];
  for (const { name, type, nullable } of columns) {
    if (type === null) return undefined;
    definitions.push({ name, type, ...(nullable === undefined ? {} : { nullable }) });
  }
  return definitions;
}

/** An empty table in the shape of the model, so that a self-reference has something to read. */
export function createTableStrategy(snapshot: Snapshot, target: TableName, query: string | null): WriteStrategy {
  const columns =
    definitionsFrom(snapshot.model.columns) ??
    (snapshot.model.selfReference || query === null ? definitionsFrom(snapshot.outputColumns) : undefined);
  const { kind } = snapshot.model;
  if (columns !== undefined) return { type: 'createTable', target, from: { columns: withHistoryTimes(kind, columns) } };
  if (query === null || snapshot.model.selfReference)
    throw new MeshError('RUN_NO_COLUMNS', { model: snapshot.name }, { at: snapshot.model.at });
  const isHistory = kind.name === 'SCD_TYPE_2_BY_TIME' || kind.name === 'SCD_TYPE_2_BY_COLUMN';
  return { type: 'createTable', target, from: { query: isHistory ? historyTable(kind, query) : query } };
}

function isChangeTime(kind: HistoryKind, column: string): boolean {
  return kind.name === 'SCD_TYPE_2_BY_TIME' && kind.updatedAtName.toLowerCase() === column.toLowerCase();
}

function withHistoryTimes(kind: ModelKind, columns: ColumnDefinition[]): ColumnDefinition[] {
  if (kind.name !== 'SCD_TYPE_2_BY_TIME' && kind.name !== 'SCD_TYPE_2_BY_COLUMN') return columns;
  const names = new Set(columns.map((c) => c.name.toLowerCase()));
  const missing = [kind.validFromName, kind.validToName].filter((name) => !names.has(name.toLowerCase()));
  const typed = columns.map((c) => (isChangeTime(kind, c.name) ? { ...c, type: kind.timeDataType } : c));
  return [...typed, ...missing.map((name) => ({ name, type: kind.timeDataType }))];
}

/** Runs the strategies of one batch and says how many rows went in. */
export async function writeBatch(write: BatchWrite): Promise<Execution> {
  const { session, snapshot, kind, target, query, fresh } = write;
  if (kind.name === 'VIEW') return session.write({ type: 'replaceView', target, query: castQuery(query, snapshot) });
  if (kind.name === 'FULL' && snapshot.model.selfReference && fresh)
    await session.write(createTableStrategy(snapshot, target, query));
  if (kind.name === 'FULL')
    return session.write({ type: 'replaceTable', target, query, columns: definitionsFrom(snapshot.model.columns) });
  const filled = fresh ? await createFilled(write, kind) : undefined;
  if (filled !== undefined) return filled;
  if (fresh) await session.write(createTableStrategy(snapshot, target, query));
  const columns = fresh ? ((await session.columns(target)) ?? []) : await fittingColumns(session, write);
  return session.write(incrementalStrategy(write, kind, columns));
}

/**
 * The table and its first rows by one statement, where its shape is the query's and the type of its time is known;
 * undefined when it must be made first.
 */
async function createFilled(write: BatchWrite, kind: ModelKind): Promise<Execution | undefined> {
  const { session, snapshot, target, query } = write;
  const { model, outputColumns } = snapshot;
  if (kind.name !== 'INCREMENTAL_BY_TIME_RANGE' || model.source !== 'sql' || model.selfReference) return undefined;
  const time = columnNamed(outputColumns ?? [], kind.timeColumn.column);
  if (definitionsFrom(model.columns) !== undefined || time === undefined || time.type === null) return undefined;
  const range = { target, query, timeType: time.type, ...timeRange(write, kind, time.type) };
  const done = await session.write({ type: 'createRange', ...range });
  // What the query was bound to may have changed since.
  return done.otherTimeType === undefined ? done : undefined;
}

type RangeKind = Extract<ModelKind, { name: 'INCREMENTAL_BY_TIME_RANGE' }>;

function timeRange(write: BatchWrite, { timeColumn }: RangeKind, type: string | null) {
  const { interval, snapshot } = write;
  if (interval === null)
    throw new MeshError('RUN_STATEMENT', { model: snapshot.name, detail: 'a time range model needs an interval' });
  const bounds = timeBounds(interval, {
    model: snapshot.name,
    name: timeColumn.column,
    type,
    format: timeColumn.format ?? write.timeColumnFormat,
  });
  return { column: quoteIdentifier(timeColumn.column), ...bounds };
}

function columnNamed<T extends { readonly name: string }>(columns: readonly T[], name: string): T | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

function incrementalStrategy(write: BatchWrite, kind: ModelKind, columns: readonly TargetColumn[]): WriteStrategy {
  const { snapshot, target, query } = write;
  const into = { target, query, columns: columns.map((c) => c.name) };
  switch (kind.name) {
    case 'INCREMENTAL_BY_TIME_RANGE': {
      const type = columnNamed(columns, kind.timeColumn.column)?.type ?? null;
      return { type: 'overwriteRange', ...into, ...timeRange(write, kind, type) };
    }
    case 'INCREMENTAL_BY_UNIQUE_KEY':
      return {
        type: 'mergeByKey',
        ...into,
        key: kind.uniqueKey.map(keyText),
        orderBy: kind.orderBy?.join(', '),
        whenMatched: kind.whenMatched,
        filter: kind.mergeFilter,
        isFirstLoad: write.fresh,
      };
    case 'INCREMENTAL_BY_PARTITION':
      return { type: 'overwritePartitions', ...into, partitionBy: snapshot.model.partitionedBy };
    case 'INCREMENTAL_UNMANAGED':
      return kind.insertOverwrite
        ? { type: 'overwritePartitions', ...into, partitionBy: snapshot.model.partitionedBy }
        : { type: 'append', ...into };
    case 'SCD_TYPE_2_BY_TIME':
    case 'SCD_TYPE_2_BY_COLUMN':
      return historyStrategy(write, kind, columns);
    default:
      throw new MeshError(
        'RUN_UNSUPPORTED_KIND',
        { model: snapshot.name, kind: kind.name, engine: write.engineName },
        { at: snapshot.model.at },
      );
  }
}

type HistoryKind = Extract<ModelKind, { name: 'SCD_TYPE_2_BY_TIME' | 'SCD_TYPE_2_BY_COLUMN' }>;

function historyStrategy(write: BatchWrite, kind: HistoryKind, columns: readonly TargetColumn[]): WriteStrategy {
  const times = new Set([kind.validFromName.toLowerCase(), kind.validToName.toLowerCase()]);
  const source = columns.map((c) => c.name).filter((name) => !times.has(name.toLowerCase()));
  const base = {
    type: 'writeHistory',
    target: write.target,
    query: write.query,
    columns: source,
    key: kind.uniqueKey.map(keyText),
    validFrom: kind.validFromName,
    validTo: kind.validToName,
    timeType: kind.timeDataType,
    closeMissing: kind.invalidateHardDeletes,
    now: `'${timestampText(write.executionTime)}'`,
    isFirstLoad: write.isFirstLoad,
  } as const;
  if (kind.name === 'SCD_TYPE_2_BY_TIME') {
    return { ...base, change: { type: 'time', column: kind.updatedAtName, asValidFrom: kind.updatedAtAsValidFrom } };
  }
  const unwatched = new Set(kind.uniqueKey.map((name) => name.toLowerCase()));
  const watched = kind.columns.includes('*')
    ? source.filter((name) => !unwatched.has(name.toLowerCase()))
    : kind.columns;
  const change = {
    type: 'columns',
    columns: watched,
    changedAt: kind.updatedAtName,
    nowAsValidFrom: kind.executionTimeAsValidFrom,
  } as const;
  return { ...base, change };
}

/** The shape of a history table: the query's columns and the two times. */
function historyTable(kind: HistoryKind, query: string): string {
  const times = [kind.validFromName, kind.validToName].map(
    (name) => `CAST(NULL AS ${kind.timeDataType}) AS ${quoteIdentifier(name)}`,
  );
  const changed =
    kind.name === 'SCD_TYPE_2_BY_TIME'
      ? ` REPLACE (CAST(${quoteIdentifier(kind.updatedAtName)} AS ${kind.timeDataType}) AS ${quoteIdentifier(kind.updatedAtName)})`
      : '';
  return `SELECT *${changed}, ${times.join(', ')} FROM (\n${query}\n) AS source`;
}

interface TargetColumn {
  readonly name: string;
  readonly type: string;
}

/** Declared columns are a promise of a view too: their types and order. */
function castQuery(query: string, snapshot: Snapshot): string {
  const columns = definitionsFrom(snapshot.model.columns);
  if (columns === undefined) return query;
  const list = columns.map(({ name, type }) => `CAST(${quoteIdentifier(name)} AS ${type}) AS ${quoteIdentifier(name)}`);
  return `SELECT ${list.join(', ')} FROM (\n${query}\n) AS declared`;
}

/** A column may be called `group`; any other key is an expression. */
function keyText(key: string): string {
  return /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(key) ? quoteIdentifier(key) : key;
}
