// Rows from TypeScript as a FROM clause: one table function whose calls hand whole batches over, each as one row of lists.
// While no batch is ready it gives an empty row and a time to wait, and DuckDB's own thread does the waiting.
import { typeText, type ColumnShape } from '../../../batch/sqlType.ts';
import { quoteIdentifier } from '../../../sql/tableName.ts';
import type { Feed, FeedOptions, VectorBatch } from '../../bridge.ts';
import type { DuckDBConnection, DuckDBInstance } from '../driver.ts';
import { holdsJson, logicalTypeOf, simple } from './logicalTypes.ts';
import { raw, rawConnection, type DataChunk } from './raw.ts';
import { writeAsList } from './writeVector.ts';

const HIGH_WATER = 4;
/** The event loop hands batches over, one at a time: more threads than this would wait for it. */
const THREADS = 4;
const waitColumn = '__mesh_wait';

interface Bound {
  readonly feed: RunningFeed;
}

/** Functions cannot be dropped and the first of a name stays, so there is one for each instance, whoever opened it. */
const ofInstance = new WeakMap<DuckDBInstance, Feeds>();

export function feedsOf(instance: DuckDBInstance, connection: DuckDBConnection): Feeds {
  const known = ofInstance.get(instance);
  if (known !== undefined) return known;
  const feeds = new Feeds(connection);
  ofInstance.set(instance, feeds);
  return feeds;
}

export class Feeds {
  readonly #connection: DuckDBConnection;
  readonly #open = new Map<number, RunningFeed>();
  #last = 0;
  #registered = false;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  open(columns: readonly ColumnShape[], { anyOrder = false }: FeedOptions = {}): Feed {
    this.register();
    const id = ++this.#last;
    const feed = new RunningFeed(columns, {
      id,
      threads: anyOrder ? THREADS : 1,
      closed: () => void this.#open.delete(id),
    });
    this.#open.set(id, feed);
    return feed;
  }

  register(): void {
    if (this.#registered) return;
    this.#registered = true;
    const b = raw();
    const fn = b.create_table_function();
    b.table_function_set_name(fn, 'mesh_feed');
    b.table_function_add_parameter(fn, simple('BIGINT'));
    b.table_function_set_bind(fn, (info) => {
      const id = Number(b.get_int64(b.bind_get_parameter(info, 0)));
      const feed = this.#open.get(id);
      if (feed === undefined) {
        b.bind_set_error(info, `the rows of feed ${id} are gone`);
        return;
      }
      for (const [i, column] of feed.columns.entries())
        b.bind_add_result_column(info, `c${i}`, b.create_list_type(logicalTypeOf(column.type)));
      b.bind_add_result_column(info, waitColumn, simple('BIGINT'));
      b.bind_set_bind_data(info, { feed } satisfies Bound);
    });
    b.table_function_set_init(fn, (info) => {
      const { feed } = b.init_get_bind_data(info) as Bound;
      b.init_set_max_threads(info, feed.threads);
    });
    b.table_function_set_function(fn, (info, output) => {
      const { feed } = b.function_get_bind_data(info) as Bound;
      try {
        feed.fill(output);
      } catch (error) {
        b.function_set_error(info, error instanceof Error ? error.message : String(error));
      }
    });
    b.register_table_function(rawConnection(this.#connection), fn);
  }
}

interface Opening {
  readonly id: number;
  readonly threads: number;
  readonly closed: () => void;
}

class RunningFeed implements Feed {
  readonly columns: readonly ColumnShape[];
  readonly query: string;
  readonly threads: number;
  readonly #closed: () => void;
  readonly #queue: VectorBatch[] = [];
  #ended = false;
  #over = false;
  #failure: { readonly error: unknown } | undefined;
  #room: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
  #idle = 0;
  rows = 0;

  constructor(columns: readonly ColumnShape[], { id, threads, closed }: Opening) {
    this.columns = columns;
    this.threads = threads;
    this.#closed = closed;
    const list = columns.map(({ name, type }, i) => {
      const values = `unnest("c${i}")`;
      return `${holdsJson(type) ? `CAST(${values} AS ${typeText(type)})` : values} AS ${quoteIdentifier(name)}`;
    });
    this.query = `SELECT ${list.join(', ')} FROM mesh_feed(${id}) WHERE "${waitColumn}" = 0 OR sleep_ms("${waitColumn}") IS NOT NULL`;
  }

  async push(batch: VectorBatch): Promise<void> {
    if (this.#over) throw new FeedClosed();
    if (batch.length === 0) return;
    this.#queue.push(batch);
    this.rows += batch.length;
    if (this.#queue.length < HIGH_WATER) return;
    await new Promise<void>((resolve, reject) => {
      this.#room = { resolve, reject };
    });
  }

  end(): void {
    this.#ended = true;
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue.length = 0;
    this.#closed();
    this.#room?.reject(new FeedClosed());
    this.#room = undefined;
  }

  /** Called on the event loop while a thread of DuckDB waits. */
  fill(output: DataChunk): void {
    const b = raw();
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#over) throw new FeedClosed();
    const batch = this.#queue[0];
    if (batch === undefined && this.#ended) {
      b.data_chunk_set_size(output, 0);
      return;
    }
    b.data_chunk_set_size(output, 1);
    const wait = b.data_chunk_get_vector(output, this.columns.length);
    if (batch === undefined) {
      // Nothing to do: the longer it lasts, the less often it asks.
      this.#idle = Math.min(5, this.#idle + 1);
      const empty = new BigUint64Array(2).buffer;
      for (let i = 0; i < this.columns.length; i++)
        b.copy_data_to_vector(b.data_chunk_get_vector(output, i), 0, empty, 0, 16);
      b.copy_data_to_vector(wait, 0, new BigInt64Array([BigInt(this.#idle)]).buffer, 0, 8);
      return;
    }
    this.#idle = 0;
    this.#queue.shift();
    for (const [i, vector] of batch.vectors.entries()) writeAsList(b.data_chunk_get_vector(output, i), vector);
    b.copy_data_to_vector(wait, 0, new BigInt64Array(1).buffer, 0, 8);
    this.#room?.resolve();
    this.#room = undefined;
  }
}

export class FeedClosed extends Error {
  constructor() {
    super('the statement that read these rows has ended');
    this.name = 'FeedClosed';
  }
}
