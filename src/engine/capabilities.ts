// What an engine can do. Callers ask these flags, never an engine's name.

export interface Capabilities {
  /** `database`: one transaction covers any tables of one catalog; `statement`: every statement commits by itself. */
  readonly transactions: 'database' | 'statement';
  /** CREATE, ALTER and DROP roll back with the rest of the transaction. */
  readonly transactionalDdl: boolean;
  /** One transaction may write several catalogs. */
  readonly crossCatalogTransactions: boolean;
  /** Swaps a table's definition and rows in one statement. */
  readonly createOrReplaceTable: boolean;
  /** A view finds its tables when it is read: the table below may be dropped and made again. */
  readonly lateBindingViews: boolean;
  readonly materializedViews: boolean;
  /** Copies a table without copying its rows. */
  readonly cloneTable: boolean;
  readonly merge: boolean;
  /** More than one catalog can be reached from one connection. */
  readonly catalogs: boolean;
  readonly comments: boolean;
  /** Several sessions may write at the same time. */
  readonly concurrentWriters: boolean;
  /** Several processes may have the database open at the same time. */
  readonly concurrentProcesses: boolean;
  /** Column changes that keep every row: ADD, DROP, ALTER TYPE. */
  readonly alterTable: boolean;
}
