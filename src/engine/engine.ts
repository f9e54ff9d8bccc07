// The seam to a database. It knows tables and rows; models, intervals and environments are the callers' words.
import type { TableName } from '../sql/tableName.ts';
import type { Bridge } from './bridge.ts';
import type { Capabilities } from './capabilities.ts';
import type { Parameters, ResultTable, Row, RowStream } from './value.ts';
import type { WriteStrategy } from './writeStrategy.ts';

export interface Engine {
  /** `duckdb`, as users write it in a connection. */
  readonly name: string;
  /** The SQL it speaks; a model in another dialect is translated to it. */
  readonly dialect: string;
  /** Name and version, for cache keys and `mesh info`. */
  readonly version: string;
  readonly capabilities: Capabilities;
  /** The catalog of names that give none. */
  readonly defaultCatalog: string;
  /** Catalogs that can be reached, the default one first. */
  readonly catalogs: readonly CatalogState[];
  /** A connection of its own. Its settings (time zone UTC) are those of a fresh one. */
  session(): Promise<Session>;
  /** How bulk data passes to and from TypeScript; engines without one run SQL models only. */
  readonly bridge?: Bridge | undefined;
  /** Reaches a catalog that lives beside the default one, which makes it where it is missing. */
  openCatalog?(name: string): Promise<void>;
  /** Catalogs beside the default one whose name begins so. */
  catalogsBeside?(prefix: string): readonly string[];
  /** Whether finished writes hold so much memory that `relieve` is worth its time. Never rejects. */
  needsRelief?(): Promise<boolean>;
  /** Gives memory back that finished writes still hold, where nothing stands against it; rejects when that left the engine changed. */
  relieve?(): Promise<void>;
  /** Fits the engine to what runs at once; undefined where there is nothing to fit. */
  workload?(): Promise<Workload | undefined>;
  /** Writes the log of the default catalog into its file; false where that cannot be done now. */
  settle?(): Promise<boolean>;
  /** Interrupts what runs, waits for it, closes every session. Safe to call twice. */
  close(): Promise<void>;
}

export interface Workload {
  /** `small`: reads so little that more threads than one would cost more than they do. */
  run<T>(size: 'small' | 'large', work: () => Promise<T>): Promise<T>;
  /** Puts back what was there before. */
  end(): Promise<void>;
}

export interface CatalogState {
  readonly name: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/** One connection: statements run one after the other, and the catalog questions see the session's own transaction. */
export interface Session {
  execute(sql: string, parameters?: Parameters): Promise<Execution>;
  /** A small result as objects. Two columns of one name are an error. */
  query<R extends Row = Row>(sql: string, parameters?: Parameters): Promise<R[]>;
  /** A small result with column types, duplicate names allowed. */
  table(sql: string, parameters?: Parameters): Promise<ResultTable>;
  /**
   * A result of any size, a few thousand rows at a time, in a transaction of its own. `use` may stop early; a query that
   * fails on the way rejects.
   */
  stream<T>(sql: string, use: (rows: RowStream) => Promise<T>): Promise<T>;
  /** Commits when `work` returns, rolls back and rethrows when it throws. Must not be nested. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  readonly inTransaction: boolean;

  /** Columns of a table or view, undefined when there is none: the cheapest way to ask whether it exists. */
  columns(table: TableName): Promise<readonly Column[] | undefined>;
  /** What stands under this name, if anything. */
  relation(table: TableName): Promise<Relation | undefined>;
  /** Tables and views of a schema; none when the schema is missing. */
  relations(schema: SchemaName): Promise<Relation[]>;
  /** Every table and view of all reachable catalogs, without asking for columns. */
  inventory(): Promise<InventoryEntry[]>;
  /** About how large each table of all reachable catalogs is, and what each view is made of. */
  relationSizes(): Promise<RelationSize[]>;
  /** Tables of all reachable catalogs whose names hold this text. */
  tablesHolding(text: string): Promise<TableName[]>;
  schemaExists(schema: SchemaName): Promise<boolean>;
  /** It is there, and nothing of any sort is in it: no table, view, function, sequence or type. */
  isEmptySchema(schema: SchemaName): Promise<boolean>;
  createSchema(schema: SchemaName): Promise<void>;
  /** Fails unless the schema is empty. */
  dropSchema(schema: SchemaName): Promise<void>;
  /** Drops a table or view; nothing happens when there is none. */
  drop(table: TableName): Promise<void>;
  alter(table: TableName, changes: readonly ColumnChange[]): Promise<void>;
  comment(table: TableName, comments: Comments): Promise<void>;
  /** Runs one strategy inside the caller's transaction. */
  write(strategy: WriteStrategy): Promise<Execution>;

  /** Stops the running statement, which then rejects with ENGINE_INTERRUPTED. */
  interrupt(): void;
  /** Rolls back what is open and gives the connection up. */
  close(): Promise<void>;
}

export interface Execution {
  /** Rows inserted, updated or deleted; for a strategy, the rows it put into the table. */
  readonly rowsChanged: number;
  /** Rows of a query that `overwriteRange` left out because their time is NULL. */
  readonly rowsWithoutTime?: number | undefined;
  /** Nothing was written: the time column has this type, and the range was written for another one. */
  readonly otherTimeType?: string | undefined;
}

export interface SchemaName {
  readonly catalog?: string | undefined;
  readonly schema: string;
}

export interface Relation {
  readonly name: TableName;
  readonly type: 'table' | 'view';
  /** Empty for a view over something that is gone. */
  readonly columns: readonly Column[];
}

export interface InventoryEntry {
  readonly name: Required<TableName>;
  readonly type: 'table' | 'view';
  /** The table a view shows when it is `SELECT * FROM table` and nothing more. */
  readonly shows?: TableName | undefined;
}

export interface RelationSize {
  /** Without catalog and schema. */
  readonly table: string;
  readonly rows: number;
  /** Of a view. */
  readonly sql?: string | undefined;
}

export interface Column {
  readonly name: string;
  /** The engine's own spelling, upper case: `DECIMAL(18,3)`. */
  readonly type: string;
  readonly nullable: boolean;
}

export type ColumnChange =
  | { readonly type: 'add'; readonly column: string; readonly columnType: string }
  | { readonly type: 'drop'; readonly column: string }
  | { readonly type: 'alterType'; readonly column: string; readonly columnType: string }
  | { readonly type: 'nullability'; readonly column: string; readonly nullable: boolean }
  | { readonly type: 'rename'; readonly column: string; readonly to: string };

export interface Comments {
  /** Known to the caller, who has just made it: asking would cost more than the comment. */
  readonly on: 'table' | 'view';
  readonly table?: string | undefined;
  /** By column name; names that do not exist are ignored. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
}
