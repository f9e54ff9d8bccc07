// What mesh asks about SQL texts. An engine answers with its own parser and binder; mesh never guesses a meaning.
// All offsets are UTF-16 offsets into the text that was asked about.
import type { TableName } from './tableName.ts';

export interface SqlFrontend {
  readonly dialect: string;
  /** Engine and version: answers may be cached under it. */
  readonly version: string;

  /** Is each text exactly one query (SELECT, VALUES, FROM-first, WITH …)? Answers keep the order of the texts. */
  parse(texts: readonly string[]): Promise<Parsed[]>;
  /** The tables each query reads, CTE names left out. */
  references(texts: readonly string[]): Promise<Referenced[]>;

  /** Makes a table known to `describe` and `lineage`; a second definition of a name replaces the first. */
  define(table: TableName, columns: readonly OutputColumn[]): Promise<void>;
  /** A table that exists but whose columns nobody knows: queries over it answer `unknown` with this reason. */
  defineUnknown(table: TableName, reason: string): Promise<void>;
  /** The same for many tables at once. One with a type that the engine does not know is one whose columns nobody knows. */
  defineAll(tables: readonly GivenTable[]): Promise<void>;
  /** Makes functions known that the engine itself does not have. */
  defineFunctions(functions: readonly FunctionShape[]): Promise<void>;
  /** Output columns of a query over the defined tables. */
  describe(text: string): Promise<Described>;
  /** Output columns, and which source columns each is made of. */
  lineage(text: string): Promise<Traced>;
  /** Queries that do not read each other, bound side by side; their results are defined under their names. */
  bind(requests: readonly BindRequest[]): Promise<BindAnswer[]>;

  /** Output columns as far as the text itself tells, for a query that cannot be described; undefined when it does not. */
  outline(text: string, columnsOf: ColumnsOfTable): Promise<readonly OutlineColumn[] | undefined>;

  /** How the rows of `newText` relate to those of `oldText`. */
  compare(oldText: string, newText: string): Promise<Comparison>;

  close(): Promise<void>;
}

export interface FunctionShape {
  readonly name: string;
  /** In order. */
  readonly parameters: readonly OutputColumn[];
  /** A type, or the columns of a table. */
  readonly returns: string | readonly OutputColumn[];
}

export type GivenTable = { readonly table: TableName } & (
  | { readonly columns: readonly OutputColumn[] }
  | { readonly unknown: string }
);

export interface SqlProblem {
  readonly message: string;
  /** What the engine stumbled over; `binding`: names that it knows, put together in a way that cannot be. */
  readonly category: 'syntax' | 'unsupported' | 'table' | 'column' | 'function' | 'type' | 'binding' | 'other';
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly hint?: string | undefined;
}

/** `noTree`: valid SQL whose tree the engine cannot give (a PIVOT whose columns depend on the data). */
export type Parsed =
  | { readonly type: 'query' }
  | { readonly type: 'noTree'; readonly reason: string }
  | { readonly type: 'problem'; readonly problem: SqlProblem };

export type Referenced =
  | {
      readonly type: 'references';
      readonly tables: readonly TableReference[];
      readonly functions: readonly FunctionReference[];
    }
  | { readonly type: 'noTree'; readonly reason: string }
  | { readonly type: 'problem'; readonly problem: SqlProblem };

export interface TableReference {
  /** Normalised by the dialect's rules, with the parts that were written. */
  readonly name: TableName;
  /** The name's span: quotes and all parts, without alias. */
  readonly start: number;
  readonly end: number;
  /** `FROM 'data/*.csv'`: a file, not a table. */
  readonly file: boolean;
  /** The alias written behind it. */
  readonly alias?: string | undefined;
}

/** A table function in FROM: `read_csv('…')`, `range(3)`. */
export interface FunctionReference {
  readonly name: string;
  readonly start: number;
}

export interface OutputColumn {
  readonly name: string;
  readonly type: string;
}

export interface OutlineColumn {
  readonly name: string;
  readonly type: string | null;
}

/** Of a table as a text names it. */
export type ColumnsOfTable = (table: TableName) => readonly OutlineColumn[] | undefined;

export type Described =
  | { readonly type: 'columns'; readonly columns: readonly OutputColumn[] }
  | { readonly type: 'unknown'; readonly reason: string }
  | { readonly type: 'problem'; readonly problem: SqlProblem };

export interface SourceColumn {
  readonly table: TableName;
  readonly column: string;
}

export interface TracedColumn extends OutputColumn {
  readonly sources: readonly SourceColumn[];
}

export type Traced =
  | {
      readonly type: 'lineage';
      readonly columns: readonly TracedColumn[];
      /** Columns that decide which rows come out or how often: filters, joins, grouping, distinct, limits' order. */
      readonly rowSources: readonly SourceColumn[];
      /** Tables whose set of rows matters, also when none of their columns is used. */
      readonly tables: readonly TableName[];
    }
  | { readonly type: 'unknown'; readonly reason: string }
  | { readonly type: 'problem'; readonly problem: SqlProblem };

export interface BindRequest {
  readonly table: TableName;
  readonly text: string;
  /** Declared columns win over the query's. */
  readonly columns?: readonly OutputColumn[] | undefined;
  readonly lineage?: boolean | undefined;
}

export interface BindAnswer {
  readonly table: TableName;
  readonly described: Described;
  readonly traced?: Traced | undefined;
}

/**
 * `equal`: the same tree; `additive`: the old columns keep their values and the row set is the same, columns were added;
 * `different`: anything else, with the reason.
 */
export type Comparison =
  | { readonly type: 'equal' }
  | { readonly type: 'additive'; readonly added: readonly string[] }
  | {
      readonly type: 'different';
      readonly reason: string;
      /** When it is certain that the set of rows is the same: the output columns whose values changed, and those that went. */
      readonly columns?: readonly string[] | undefined;
      /** With `columns`: output columns that are new besides. */
      readonly added?: readonly string[] | undefined;
    };
