// DuckDB as an Engine: opens the file, lends connections, closes in the order that does not hang.
import type { Capabilities } from '../capabilities.ts';
import type { CatalogState, Engine, Workload } from '../engine.ts';
import { MeshError } from '../../error/meshError.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { driver } from './driver.ts';
import type { Bridge } from '../bridge.ts';
import { DuckDBBridge } from './bridge/duckdbBridge.ts';
import { attachBeside, catalogsBeside } from './besides.ts';
import { sqlError } from './errors.ts';
import { openInstance, type OpenInstance } from './instance.ts';
import { BlockCache } from './blockCache.ts';
import { MemoryPressure } from './memoryPressure.ts';
import { memoryLimit } from './setup.ts';
import type { DuckDBOptions } from './options.ts';
import { DuckDBSession } from './session.ts';
import { openWorkload } from './workload.ts';

export const duckdbCapabilities: Capabilities = {
  transactions: 'database',
  transactionalDdl: true,
  crossCatalogTransactions: false,
  createOrReplaceTable: true,
  lateBindingViews: true,
  materializedViews: false,
  cloneTable: false,
  merge: true,
  catalogs: true,
  comments: true,
  concurrentWriters: true,
  concurrentProcesses: false,
  alterTable: true,
};

export async function openDuckDB(options: DuckDBOptions): Promise<Engine> {
  const opened = await openInstance(options);
  try {
    return new DuckDBEngine(opened, await BlockCache.open(opened.connection, { limit: memoryLimit(options) }));
  } catch (error) {
    opened.release();
    throw sqlError(error);
  }
}

class DuckDBEngine implements Engine {
  readonly name = 'duckdb';
  readonly dialect = 'duckdb';
  readonly version: string;
  readonly capabilities = duckdbCapabilities;
  readonly defaultCatalog: string;
  readonly catalogs: readonly CatalogState[];
  readonly #opened: OpenInstance;
  readonly #sessions = new Set<DuckDBSession>();
  #closing: Promise<void> | undefined;
  #relieving: Promise<void> | undefined;
  #asking: Promise<boolean> | undefined;
  #bridge: DuckDBBridge | undefined;
  readonly #pressure: MemoryPressure;
  readonly #blocks: BlockCache;

  constructor(opened: OpenInstance, blocks: BlockCache) {
    this.#opened = opened;
    this.#pressure = new MemoryPressure(opened.connection);
    this.#blocks = blocks;
    this.version = `duckdb ${driver().version()}`;
    this.defaultCatalog = opened.defaultCatalog;
    this.catalogs = opened.catalogs.map(({ name, type, readOnly }) => ({
      name,
      type,
      readOnly: readOnly !== undefined,
    }));
  }

  async session(): Promise<DuckDBSession> {
    if (this.#closing !== undefined) throw new MeshError('ENGINE_CLOSED', {});
    const connection = await this.#opened.instance.connect();
    try {
      await connection.run(this.#sessionStatements().join(';\n'));
    } catch (error) {
      connection.closeSync();
      throw sqlError(error);
    }
    const session = new DuckDBSession(connection, {
      defaultCatalog: this.defaultCatalog,
      catalogs: this.#opened.catalogs,
      closed: (done) => void this.#sessions.delete(done),
    });
    this.#sessions.add(session);
    return session;
  }

  get bridge(): Bridge {
    const { instance, connection } = this.#opened;
    this.#bridge ??= new DuckDBBridge({ instance, connection, sessionStatements: this.#sessionStatements() });
    return this.#bridge;
  }

  #sessionStatements(): string[] {
    const isDuckDB = this.catalogs[0]?.type === 'duckdb';
    const use = `USE ${quoteIdentifier(this.defaultCatalog)}${isDuckDB ? '.main' : ''}`;
    return [use, ...this.#opened.sessionStatements];
  }

  async openCatalog(name: string): Promise<void> {
    if (this.catalogs.some((catalog) => catalog.name === name)) return;
    await attachBeside(this.#opened, name);
  }

  catalogsBeside(prefix: string): readonly string[] {
    return catalogsBeside(this.#opened, prefix);
  }

  async needsRelief(): Promise<boolean> {
    if (this.#relieving !== undefined || this.#closing !== undefined) return false;
    this.#asking ??= this.#pressure
      .isHigh()
      .catch(() => false)
      .finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /**
   * DuckDB keeps a block per column of every table it appended to until a checkpoint. One that cannot run now (another
   * one runs, a catalog is read-only) is no loss: the next one does its work.
   */
  async relieve(): Promise<void> {
    if (this.#relieving !== undefined || this.#closing !== undefined) return;
    const files = this.catalogs.filter((catalog) => catalog.type === 'duckdb' && !catalog.readOnly);
    const statements = files.map((catalog) => `CHECKPOINT ${quoteIdentifier(catalog.name)}`).join(';\n');
    if (statements === '') return;
    this.#relieving = this.#checkpoint(statements).finally(() => (this.#relieving = undefined));
    await this.#relieving;
  }

  workload(): Promise<Workload | undefined> {
    return openWorkload(this.#opened.connection);
  }

  /** What stands against it (another process's reader, a full disk) stands against every write, which says so. */
  async settle(): Promise<boolean> {
    await this.#relieving;
    if (this.#closing !== undefined || this.catalogs[0]?.type !== 'duckdb' || this.catalogs[0].readOnly) return false;
    return this.#opened.connection.run(`CHECKPOINT ${quoteIdentifier(this.defaultCatalog)}`).then(
      () => true,
      () => false,
    );
  }

  async #checkpoint(statements: string): Promise<void> {
    try {
      await this.#pressure.during(() => this.#opened.connection.run(statements));
    } catch {
      return;
    }
    try {
      await this.#blocks.trim();
    } catch (error) {
      throw sqlError(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    await this.#bridge?.close();
    await Promise.all([...this.#sessions].map((session) => session.close()));
    await this.#asking;
    await this.#relieving?.catch(() => undefined); // told to who asked for it
    this.#opened.release();
  }
}
