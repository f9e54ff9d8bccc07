// What the function of a TypeScript model is given.
import type { RecordBatch, Table } from 'apache-arrow';
import type { Batch, Data } from '../../batch/batch.ts';
import type { AnyColumns, ColumnTypes, Formed, NewRow, Row, UntypedColumns } from '../../batch/columnTypes.ts';
import type { Sql } from './sql.ts';
import type { Tables } from './tables.ts';
import type { Transformer } from './transformer.ts';

// oxlint-disable-next-line typescript/no-redundant-type-constituents -- `Tables` is empty here, not in a project
export type TableNames = [keyof Tables] extends [never] ? string : keyof Tables & string;
export type ColumnsOf<N extends string> = N extends keyof Tables
  ? Tables[N] extends ColumnTypes
    ? Tables[N]
    : UntypedColumns
  : UntypedColumns;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Bound to `?` (an array) or `$name` (an object). */
export type Params = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Other forms of a value than the default: `BIGINT` as `number`, `TIMESTAMP` as `string`. */
export type As = 'number' | 'string' | 'unscaled' | 'days' | 'micros' | 'nanos' | 'bytes' | 'parsed' | 'index';

/** A query that has not run yet; every method gives a new one. */
export interface Relation<C extends ColumnTypes = AnyColumns> extends AsyncIterable<Batch<C>> {
  where(text: string, params?: Params): Relation<C>;
  /** Rows of the interval: start <= column < end. */
  during(timeColumn: keyof C & string): Relation<C>;
  select<K extends keyof C>(...names: K[]): Relation<Pick<C, K>>;
  orderBy(...keys: string[]): Relation<C>;
  limit(rows: number): Relation<C>;
  as<const A extends Partial<Record<keyof C, As>>>(types: A): Relation<Formed<C, A>>;
  /** Keeps the result on disk for this long: for external tables that are slow to read. */
  cached(options: { ttl: string }): Relation<C>;
  batches(options?: { rows?: number; bytes?: number; strings?: 'view' | 'utf8' }): AsyncIterable<Batch<C>>;
  arrow(): AsyncIterable<RecordBatch>;
  toArrow(): Promise<Table>;
  rows(): AsyncIterable<Row<C>>;
  /** All rows as objects; refused above a million. */
  toArray(): Promise<Row<C>[]>;
  first(): Promise<Row<C> | undefined>;
  size(): Promise<{ rows: number; bytes: number }>;
  load(): Promise<Batch<C>>;
  reusable(): Promise<Relation<C>>;
  compact(): Promise<Relation<C>>;
  /** Every batch through a transformer, whose `init` runs once. */
  transform<State, Out>(transformer: Transformer<Batch<C>, State, Out>): AsyncIterable<Out>;
  pages(options: {
    by: (keyof C & string)[];
    size: number;
    after?: Readonly<Record<string, unknown>> | undefined;
  }): AsyncIterable<Batch<C>>;
}

export interface ModelEngine {
  readonly name: string;
  /** Settings and scratch tables; the model's own table is written by what it returns. */
  execute(text: string | Sql, params?: Params): Promise<void>;
  /** Into a table that `writes` names. */
  insert(table: string, data: Data): Promise<Relation>;
  update(table: string, data: Data, options: { key: string[] }): Promise<Relation>;
}

export interface Logger {
  debug(text: string, data?: Json): void;
  info(text: string, data?: Json): void;
  warn(text: string, data?: Json): void;
}

export interface ModelContext<C extends ColumnTypes = UntypedColumns> {
  readonly start: Date;
  /** Exclusive. */
  readonly end: Date;
  readonly executionTime: Date;
  readonly isRestatement: boolean;
  readonly environment: string;
  readonly vars: Readonly<Record<string, Json>>;
  readonly blueprint: Readonly<Record<string, Json>>;
  readonly model: { readonly name: string; readonly kind: string; readonly columns: ColumnTypes };
  /** The rows of another model or table. A literal name makes it a dependency. */
  table<N extends TableNames>(name: N): Relation<ColumnsOf<N>>;
  /** The model's own rows as last committed. */
  self(): Relation<C>;
  /** Macros are expanded, names lead to the environment's tables. */
  query<Q extends ColumnTypes = UntypedColumns>(text: string | Sql, params?: Params): Relation<Q>;
  /** The physical table or view behind a name, for SQL texts. */
  resolve(name: TableNames): string;
  /** A temporary table for this run of the model. */
  register<Q extends ColumnTypes = UntypedColumns>(
    name: string,
    source: Sql | Relation<Q> | Data<Q>,
    columns?: Q,
  ): Promise<Relation<Q>>;
  readonly engine: ModelEngine;
  /** Repeats a step until its change falls below the tolerance. */
  iterate<T = number>(
    options: { max: number; tolerance: number },
    step: (last: T | undefined, round: number) => Promise<{ value: T; change: number }>,
  ): Promise<{ value: T; iterations: number; converged: boolean }>;
  /** Maps batches in worker threads; the module's default export is `(batch, init) => batch`. */
  parallel<A extends ColumnTypes, B extends ColumnTypes>(
    source: AsyncIterable<Batch<A>>,
    worker: URL,
    options?: { workers?: number; init?: unknown },
  ): AsyncIterable<Batch<B>>;
  /** Something costly that is kept between intervals, such as a trained model. */
  object<T>(
    key: string,
    options: { version: string; load(): Promise<T>; save?(value: T): Uint8Array; restore?(bytes: Uint8Array): T },
  ): Promise<T>;
  /** Stored with the interval; `@OUTPUT(model, name)` in SQL. */
  setVariable(name: string, value: Json): void;
  variable(model: string, name: string): Json;
  readonly task?: string | undefined;
  readonly checkpoint: { readonly last: Row<C> | undefined };
  readonly log: Logger;
  readonly timer: { track<T>(stage: string, work: () => T): T };
  progress(done: number, total?: number, text?: string): void;
  readonly signal: AbortSignal;
  readonly memory: { available(): number };
}

type Produced<C extends ColumnTypes> = Data<C> | Relation | Sql | undefined | void;

type Given<C extends ColumnTypes> =
  | Produced<C>
  | AsyncIterable<Produced<C> | NewRow<C>>
  | Iterable<Produced<C> | NewRow<C>>;

/** Rows, columns, Arrow, SQL or nothing: all at once, or yielded piece by piece. */
export type ModelResult<C extends ColumnTypes = UntypedColumns> = Given<C> | Promise<Given<C>>;

export type ModelFunction<C extends ColumnTypes = UntypedColumns> = (context: ModelContext<C>) => ModelResult<C>;
