// What a DuckDB connection takes. The configuration's connection has these keys too.

export interface DuckDBOptions {
  /** Absolute folder that relative paths start from. */
  readonly root: string;
  /** A file; undefined or ':memory:' = in memory, unless there are catalogs. */
  readonly database?: string | undefined;
  /** Files attached by name; without `database` the first is the default catalog. */
  readonly catalogs?: Readonly<Record<string, string | CatalogOptions>> | undefined;
  readonly extensions?: readonly (string | ExtensionOptions)[] | undefined;
  /** `SET GLOBAL key = value`. */
  readonly connectorConfig?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** `{ type: 's3', key_id: …, name?, scope? … }` each. */
  readonly secrets?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly readOnly?: boolean | undefined;
  /** Seconds to wait for a file that another process holds; 30 unless told. */
  readonly lockTimeout?: number | undefined;
  /** Where sorts and joins spill; beside the database file unless told. */
  readonly tempDirectory?: string | undefined;
  /** Called when mesh begins to wait for a file. */
  readonly onWait?: ((message: string) => void) | undefined;
}

export interface CatalogOptions {
  readonly path: string;
  /** `sqlite`, `postgres`, `ducklake` …; a DuckDB file unless told. */
  readonly type?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

export interface ExtensionOptions {
  readonly name: string;
  readonly repository?: string | undefined;
  readonly forceInstall?: boolean | undefined;
}
