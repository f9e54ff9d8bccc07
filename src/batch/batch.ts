// What passes between SQL and TypeScript: columns of up to some ten thousand rows at a time.
import type { RecordBatch, Table } from 'apache-arrow';
import type { AnyColumns, ColumnTypes, NewRow, Row, UntypedColumns, Value, Values } from './columnTypes.ts';

export interface BatchColumn<T extends string = string> {
  readonly values: Values<T>;
  /** One bit per row, set where there is a value; null when no value is NULL. */
  readonly validity: Uint8Array | null;
  readonly nullCount: number;
  get(index: number): Value<T>;
  toArray(): Value<T>[];
}

export interface Batch<C extends ColumnTypes = AnyColumns> {
  readonly length: number;
  column<K extends keyof C>(name: K): BatchColumn<C[K] & string>;
  rows(): Iterable<Row<C>>;
  toArrow(): RecordBatch;
}

/** Columns as a model yields them: arrays, typed arrays or columns of a batch, all of one length. */
export interface ColumnData {
  readonly type: 'columns';
  readonly columns: Readonly<Record<string, ColumnInput>>;
}

export type ColumnInput =
  | ArrayLike<unknown>
  | { readonly values: unknown; readonly validity: Uint8Array | null; readonly nullCount: number };

/** Rows, columns, batches or Arrow data: what may be written into a table. */
export type Data<C extends ColumnTypes = UntypedColumns> =
  | readonly NewRow<C>[]
  | Iterable<NewRow<C> | readonly NewRow<C>[] | Batch | ColumnData | RecordBatch>
  | AsyncIterable<NewRow<C> | readonly NewRow<C>[] | Batch | ColumnData | RecordBatch>
  | ColumnData
  | Batch
  | Table
  | RecordBatch
  | Bytes;

/** A Uint8Array with Arrow's IPC in it. As something of numbers, it would be what the compiler compares rows with. */
type Bytes = Pick<Uint8Array, 'BYTES_PER_ELEMENT' | 'byteLength' | 'subarray'>;

/**
 * Columns instead of rows: the fast way to give a model's result.
 *
 * @example
 * yield columns({ id: batch.column('id'), score: new Float64Array(batch.length) });
 */
export function columns(given: Readonly<Record<string, ColumnInput>>): ColumnData {
  return { type: 'columns', columns: given };
}
