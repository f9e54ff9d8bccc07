// One DuckDB connection behind the Session interface.
import { MeshError } from '../../error/meshError.ts';
import type { TableName } from '../../sql/tableName.ts';
import type {
  Column,
  ColumnChange,
  Comments,
  Execution,
  InventoryEntry,
  Relation,
  RelationSize,
  SchemaName,
  Session,
} from '../engine.ts';
import type { Parameters, ResultTable, Row, RowStream, Value } from '../value.ts';
import type { WriteStrategy } from '../writeStrategy.ts';
import * as relations from './relations.ts';
import type { DuckDBConnection, DuckDBMaterializedResult } from './driver.ts';
import { inventory, relationSizes, tablesHolding } from './inventory.ts';
import type { AttachedCatalog } from './instance.ts';
import { isNoTransaction, nulError, sqlError } from './errors.ts';
import { streamRows } from './streamRows.ts';
import { bindings, valueFromDuckDB } from './values.ts';
import { write } from './write.ts';

/** What the engine lends to its sessions. */
export interface SessionOwner {
  readonly defaultCatalog: string;
  readonly catalogs: readonly AttachedCatalog[];
  closed(session: DuckDBSession): void;
}

export class DuckDBSession implements Session {
  /** For the Arrow bridge of this folder; everyone else uses the methods. */
  readonly connection: DuckDBConnection;
  readonly defaultCatalog: string;
  readonly #owner: SessionOwner;
  readonly #running = new Set<Promise<unknown>>();
  #inTransaction = false;
  #open = true;

  constructor(connection: DuckDBConnection, owner: SessionOwner) {
    this.connection = connection;
    this.defaultCatalog = owner.defaultCatalog;
    this.#owner = owner;
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  async execute(sql: string, parameters?: Parameters): Promise<Execution> {
    const result = await this.#run(sql, parameters);
    if (result.rowsChanged > 0 || result.columnCount !== 1 || result.columnName(0) !== 'Count')
      return { rowsChanged: result.rowsChanged };
    // CREATE TABLE AS tells its rows in a result, not in rowsChanged.
    const rows = await result.getRows();
    return { rowsChanged: Number(rows[0]?.[0] ?? 0) };
  }

  async query<R extends Row = Row>(sql: string, parameters?: Parameters): Promise<R[]> {
    const result = await this.#run(sql, parameters);
    const names = result.columnNames();
    const double = names.find((name, i) => names.indexOf(name) !== i);
    if (double !== undefined) throw new MeshError('ENGINE_DUPLICATE_COLUMN', { column: double }, { sql });
    return (await result.convertRowObjects<Value>(valueFromDuckDB)) as R[];
  }

  async table(sql: string, parameters?: Parameters): Promise<ResultTable> {
    const result = await this.#run(sql, parameters);
    const types = result.columnTypes();
    return {
      columns: result.columnNames().map((name, i) => ({ name, type: types[i]!.toString() })),
      rows: await result.convertRows<Value>(valueFromDuckDB),
    };
  }

  async stream<T>(sql: string, use: (rows: RowStream) => Promise<T>): Promise<T> {
    if (sql.includes('\0')) throw nulError(sql);
    return this.transaction(() => streamRows(this.connection, sql, use));
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.#run('BEGIN TRANSACTION');
    this.#inTransaction = true;
    try {
      const value = await work();
      await this.#run('COMMIT');
      return value;
    } catch (error) {
      await this.#rollback(error);
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  columns(table: TableName): Promise<readonly Column[] | undefined> {
    return relations.existingColumns(this, table);
  }

  relation(table: TableName): Promise<Relation | undefined> {
    return relations.relation(this, table);
  }

  relations(schema: SchemaName): Promise<Relation[]> {
    return relations.relations(this, schema);
  }

  inventory(): Promise<InventoryEntry[]> {
    return inventory(this);
  }

  relationSizes(): Promise<RelationSize[]> {
    return relationSizes(this);
  }

  tablesHolding(text: string): Promise<TableName[]> {
    return tablesHolding(this, text);
  }

  schemaExists(schema: SchemaName): Promise<boolean> {
    return relations.schemaExists(this, schema);
  }

  isEmptySchema(schema: SchemaName): Promise<boolean> {
    return relations.isEmptySchema(this, schema);
  }

  createSchema(schema: SchemaName): Promise<void> {
    return relations.createSchema(this, schema);
  }

  dropSchema(schema: SchemaName): Promise<void> {
    return relations.dropSchema(this, schema);
  }

  drop(table: TableName): Promise<void> {
    return relations.drop(this, table);
  }

  alter(table: TableName, changes: readonly ColumnChange[]): Promise<void> {
    return relations.alter(this, table, changes);
  }

  comment(table: TableName, comments: Comments): Promise<void> {
    return relations.comment(this, table, comments);
  }

  write(strategy: WriteStrategy): Promise<Execution> {
    return write(this, strategy);
  }

  interrupt(): void {
    if (this.#open) this.connection.interrupt();
  }

  /** Closing a connection whose statement runs would hang the process: interrupt, wait, then close. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    if (this.#running.size > 0) {
      this.connection.interrupt();
      await Promise.allSettled(this.#running);
    }
    this.connection.closeSync();
    this.#owner.closed(this);
  }

  async #run(sql: string, parameters?: Parameters): Promise<DuckDBMaterializedResult> {
    if (!this.#open) throw new MeshError('ENGINE_CLOSED', {}, { sql });
    // DuckDB would take it for the end of the statement and run the half before it.
    if (sql.includes('\0')) throw nulError(sql);
    const statement =
      parameters === undefined ? this.connection.run(sql) : this.connection.run(sql, bindings(parameters));
    this.#running.add(statement);
    try {
      return await statement;
    } catch (error) {
      throw sqlError(error, { sql, catalogs: this.#owner.catalogs });
    } finally {
      this.#running.delete(statement);
    }
  }

  /** A failed COMMIT has rolled back already, and a closed session has nothing left to roll back. */
  async #rollback(error: unknown): Promise<void> {
    if (!this.#open) return;
    const failed = await this.#run('ROLLBACK').then(
      () => undefined,
      (problem: MeshError) => problem,
    );
    if (failed === undefined || isNoTransaction(failed)) return;
    // The connection is unusable now: give it up rather than let it carry a half-done transaction on.
    await this.close();
    throw new MeshError('ENGINE_ROLLBACK', { detail: failed.message, first: String(error) }, { cause: error });
  }
}
