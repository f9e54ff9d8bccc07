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
  | CreateRange
  | OverwritePartitions
  | MergeByKey
  | WriteHistory
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

/** A new table of the query's rows that lie in the range: as an empty one that `overwriteRange` fills, planned once. */
export interface CreateRange extends Omit<OverwriteRange, 'type' | 'columns'> {
  readonly type: 'createRange';
  /** Of the time column, for which the range is written: with another one no table is left. */
  readonly timeType: string;
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
  /** `WHEN MATCHED …` clauses over `source` and `target`, the first that applies wins; all columns are updated when absent. */
  readonly whenMatched?: readonly string[] | undefined;
  /** A condition over `source` and `target`: rows of the table for which it is not true stay as they are. */
  readonly filter?: string | undefined;
  /** The table is empty. */
  readonly isFirstLoad?: boolean | undefined;
}

/**
 * Type 2 history: a row for each version of a key, with the time it was valid; the open version has no end.
 * The query gives the rows as they are now. Closed rows never change again.
 */
export interface WriteHistory {
  readonly type: 'writeHistory';
  readonly target: TableName;
  /** Columns of the query; the two times are not among them. */
  readonly columns: readonly string[];
  readonly query: string;
  /** SQL expressions over the columns. */
  readonly key: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  readonly timeType: string;
  readonly change: HistoryByTime | HistoryByColumns;
  /** A key that the query no longer has is closed. */
  readonly closeMissing: boolean;
  /** SQL literal of the execution time. */
  readonly now: string;
  /** Nothing was loaded before. */
  readonly isFirstLoad: boolean;
}

/** A row is a new version when its time of change is later than the open version's. */
export interface HistoryByTime {
  readonly type: 'time';
  readonly column: string;
  /** A new key is valid from its time of change instead of 1970-01-01. */
  readonly asValidFrom: boolean;
}

/** A row is a new version when one of the columns differs. */
export interface HistoryByColumns {
  readonly type: 'columns';
  readonly columns: readonly string[];
  /** Source column that says when the change happened, instead of the execution time. */
  readonly changedAt?: string | undefined;
  /** New keys of the first load are valid from the execution time, or from `changedAt`, instead of 1970-01-01. */
  readonly nowAsValidFrom: boolean;
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
