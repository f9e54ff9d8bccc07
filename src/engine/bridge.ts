// The seam through which bulk data passes between an engine and TypeScript. Engines without one run SQL models only.
import type { ColumnShape, SqlType } from '../batch/sqlType.ts';
import type { Vector } from '../batch/vector.ts';
import type { Session } from './engine.ts';

export interface VectorBatch {
  readonly length: number;
  readonly vectors: readonly Vector[];
}

export interface ReadOptions {
  /** Rows a batch may have; 65,536 unless told. */
  readonly rows?: number | undefined;
  /** Bytes after which a batch leaves; 8 MiB unless told. */
  readonly bytes?: number | undefined;
  /** Aborted: the query is interrupted and reading throws. */
  readonly signal?: AbortSignal | undefined;
}

export interface Stream {
  readonly columns: readonly ColumnShape[];
  /** Leaving it early interrupts the query and gives its connection back. */
  readonly batches: AsyncGenerator<VectorBatch, void, undefined>;
}

/** Rows on their way into a statement. The statement that reads `query` must be run once, and at once. */
export interface Feed {
  /** A SELECT over the rows, for a write strategy or an INSERT. */
  readonly query: string;
  /** Hands a batch over; resolves when there is room for the next. Rejects when the statement has ended early. */
  push(batch: VectorBatch): Promise<void>;
  /** No more rows. */
  end(): void;
  /** The statement fails with this error. */
  fail(error: unknown): void;
  /** The statement is over, well or not: a waiting `push` is refused. */
  close(): void;
  readonly rows: number;
}

export interface FeedOptions {
  /** The statement may write rows in any order, so that several threads read the feed. */
  readonly anyOrder?: boolean;
}

export interface Bridge {
  /** To be called before the transaction that will read feeds or scratch: one that has begun does not see them. */
  prepare(): Promise<void>;
  /** The query runs on a connection of its own, in a read-only transaction. */
  read(sql: string, options?: ReadOptions): Promise<Stream>;
  /** What the engine makes of type texts: `INT8` is a BIGINT, `mood` an ENUM. */
  types(texts: readonly string[], session?: Session): Promise<readonly SqlType[]>;
  columnsOf(sql: string, session?: Session): Promise<readonly ColumnShape[]>;
  feed(columns: readonly ColumnShape[], options?: FeedOptions): Feed;
  /** A place for the statement of a feed; given back by calling what it resolves with. */
  permit(purpose: 'write' | 'stage', signal?: AbortSignal): Promise<() => void>;
  /** Quoted catalog for temporary tables that every session sees; never in the database file. */
  scratch(): Promise<string>;
  registerScalar(definition: ScalarDefinition): void;
  close(): Promise<void>;
}

export interface ScalarDefinition {
  readonly name: string;
  readonly parameters: readonly SqlType[];
  readonly returns: SqlType;
  readonly volatile: boolean;
  /** Whole vectors in and out: called once per chunk. */
  readonly run: (inputs: readonly Vector[], length: number) => Vector;
}
