// How rows get into a table, as a value. Model kinds return one; an engine turns it into its own statements.
import type { TableName } from '../sql/tableName.ts';

export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  /** False adds NOT NULL. */
  readonly nullable?: boolean | undefined;
}

/** `query` is one SELECT in the engine's dialect; `columns` are the target's columns it fills, matched by name. */
export type WriteStrategy =
  | ReplaceTable
  | CreateTable
  | Append
  | OverwriteRange
  | OverwritePartitions
  | MergeByKey
  | ReplaceView
  | LoadRows;

/** The table and its rows anew. Declared columns cast the query's and fix their order. */
export interface ReplaceTable {
  readonly type: 'replaceTable';
  readonly target: TableName;
  readonly query: string;
  readonly columns?: readonly ColumnDefinition[] | undefined;
}

/** An empty table, from columns or from the shape of a query; an existing one is left as it is. */
export interface CreateTable {
  readonly type: 'createTable';
  readonly target: TableName;
  readonly from: { readonly columns: readonly ColumnDefinition[] } | { readonly query: string };
}

export interface Append {
  readonly type: 'append';
  readonly target: TableName;
  readonly columns: readonly string[];
  readonly query: string;
}

/** Rows with low <= column < high are replaced by those of the query that lie in the same range. */
export interface OverwriteRange {
  readonly type: 'overwriteRange';
  readonly target: TableName;
  readonly columns: readonly string[];
  readonly query: string;
  /** The column as an SQL expression over the target's columns, usually its quoted name. */
  readonly column: string;
  /** SQL literals. */
  readonly low: string;
  readonly high: string;
}

/** Every partition that occurs in the query's rows is replaced. NULL is a partition of its own. */
export interface OverwritePartitions {
  readonly type: 'overwritePartitions';
  readonly target: TableName;
  readonly columns: readonly string[];
  readonly query: string;
  /** SQL expressions over the columns. */
  readonly partitionBy: readonly string[];
}

/** One row per key, always: rows of the query replace those with the same key; NULL equals NULL. */
export interface MergeByKey {
  readonly type: 'mergeByKey';
  readonly target: TableName;
  readonly columns: readonly string[];
  readonly query: string;
  /** SQL expressions over the columns. */
  readonly key: readonly string[];
  /** ORDER BY list that puts the row to keep first, when the query has several of one key. */
  readonly orderBy?: string | undefined;
}

export interface ReplaceView {
  readonly type: 'replaceView';
  readonly target: TableName;
  readonly query: string;
}

/** Rows of text, cast to the columns' types; the table is made anew. */
export interface LoadRows {
  readonly type: 'loadRows';
  readonly target: TableName;
  readonly columns: readonly ColumnDefinition[];
  readonly rows: Iterable<readonly (string | null)[]>;
}
