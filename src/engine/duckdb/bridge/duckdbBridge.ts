// The bridge of one DuckDB instance: streams, feeds, functions and scratch tables.
import type { ColumnShape, SqlType } from '../../../batch/sqlType.ts';
import { MeshError } from '../../../error/meshError.ts';
import type { Bridge, Feed, FeedOptions, ReadOptions, ScalarDefinition, Stream } from '../../bridge.ts';
import type { Session } from '../../engine.ts';
import type { DuckDBConnection, DuckDBInstance } from '../driver.ts';
import { sqlError } from '../errors.ts';
import type { DuckDBSession } from '../session.ts';
import { feedsOf, type Feeds } from './feed.ts';
import { Leases } from './leases.ts';
import { sqlTypeOf, unreadable } from './logicalTypes.ts';
import { raw, type LogicalType, type PreparedStatement } from './raw.ts';
import { readStream } from './read.ts';
import { registerScalar } from './scalar.ts';
import { feedPlaces } from './threads.ts';

export interface DuckDBBridgeOptions {
  readonly instance: DuckDBInstance;
  /** For what concerns the whole instance; no statement of a user runs on it. */
  readonly connection: DuckDBConnection;
  /** `USE …` and settings of every session. */
  readonly sessionStatements: readonly string[];
}

const scratchName = '"mesh_scratch"';

export class DuckDBBridge implements Bridge {
  readonly #options: DuckDBBridgeOptions;
  readonly #leases: Leases;
  readonly #feeds: Feeds;
  #scratch: Promise<string> | undefined;

  constructor(options: DuckDBBridgeOptions) {
    this.#options = options;
    const settings = [...options.sessionStatements, "SET TimeZone = 'UTC'", "SET streaming_buffer_size = '16MB'"];
    this.#leases = new Leases(options.instance, settings);
    this.#feeds = feedsOf(options.instance, options.connection);
  }

  async prepare(): Promise<void> {
    this.#feeds.register();
    await this.scratch();
  }

  read(sql: string, options?: ReadOptions): Promise<Stream> {
    return readStream(this.#leases, sql, options);
  }

  async types(texts: readonly string[], session?: Session): Promise<readonly SqlType[]> {
    if (texts.length === 0) return [];
    const list = texts.map((text, i) => `CAST(NULL AS ${text}) AS c${i}`);
    const shapes = await this.#prepared(`SELECT ${list.join(', ')}`, session);
    return shapes.map((shape) => shape.type);
  }

  columnsOf(sql: string, session?: Session): Promise<readonly ColumnShape[]> {
    return this.#prepared(sql, session);
  }

  feed(columns: readonly ColumnShape[], options?: FeedOptions): Feed {
    return this.#feeds.open(columns, options);
  }

  permit(purpose: 'write' | 'stage', signal?: AbortSignal): Promise<() => void> {
    return feedPlaces[purpose].acquire(signal);
  }

  scratch(): Promise<string> {
    this.#scratch ??= this.#options.connection
      .run(`ATTACH IF NOT EXISTS ':memory:' AS ${scratchName}`)
      .then(() => scratchName);
    return this.#scratch;
  }

  registerScalar(definition: ScalarDefinition): void {
    registerScalar(this.#options.connection, definition);
  }

  /** Scratch stays: another engine of this instance may use it, and it ends with the instance. */
  close(): Promise<void> {
    return this.#leases.close();
  }

  async #prepared(sql: string, session: Session | undefined): Promise<ColumnShape[]> {
    const lease = session === undefined ? await this.#leases.borrow() : undefined;
    const connection = lease?.connection ?? (session as DuckDBSession).connection;
    try {
      const statement = await connection.prepare(sql);
      try {
        const prepared = (statement as unknown as { prepared_statement: PreparedStatement }).prepared_statement;
        return columnsOfPrepared(prepared, sql);
      } finally {
        statement.destroySync();
      }
    } catch (error) {
      throw sqlError(error, { sql });
    } finally {
      lease?.release('sound');
    }
  }
}

function columnsOfPrepared(prepared: PreparedStatement, sql: string): ColumnShape[] {
  const b = raw();
  const count = b.prepared_statement_column_count(prepared);
  const columns: ColumnShape[] = [];
  for (let i = 0; i < count; i++) {
    const name = b.prepared_statement_column_name(prepared, i);
    const logical: LogicalType = b.prepared_statement_column_logical_type(prepared, i);
    if (columns.some((column) => column.name === name))
      throw new MeshError('ENGINE_DUPLICATE_COLUMN', { column: name }, { sql });
    try {
      columns.push({ name, type: sqlTypeOf(logical), nullable: true });
    } catch (error) {
      throw unreadable(name, error);
    }
  }
  return columns;
}
