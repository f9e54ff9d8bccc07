// A query's rows as batches, in bounded memory. A stream that fails ends like a finished one, so its end is checked.
import type { ColumnShape } from '../../../batch/sqlType.ts';
import { MeshError } from '../../../error/meshError.ts';
import type { ReadOptions, Stream, VectorBatch } from '../../bridge.ts';
import type { DuckDBConnection } from '../driver.ts';
import { interruptOnAbort } from '../../interruptOnAbort.ts';
import { sqlError } from '../errors.ts';
import type { Lease, Leases } from './leases.ts';
import { sqlTypeOf, unreadable } from './logicalTypes.ts';
import { raw, streamResult, type DataChunk, type Result } from './raw.ts';
import { vectorBuilder, type VectorBuilder } from './vectorBuilder.ts';

const ROWS = 65_536;
const BYTES = 8 * 2 ** 20;
/** Room that builders make at first: they grow by themselves. */
const ROOM = 65_536;

export async function readStream(leases: Leases, sql: string, options: ReadOptions = {}): Promise<Stream> {
  options.signal?.throwIfAborted();
  const lease = await leases.borrow();
  const stopInterrupting = interruptOnAbort(options.signal, () => lease.connection.interrupt());
  const release = (state: 'sound' | 'broken'): void => {
    stopInterrupting();
    lease.release(state);
  };
  const guarded: Lease = { connection: lease.connection, release };
  try {
    await lease.connection.run('BEGIN TRANSACTION READ ONLY');
    const result = await startStream(lease.connection, sql);
    const columns = resultColumns(result, sql);
    return { columns, batches: closable(guarded, result, batchesOf(guarded, result, { sql, columns, options })) };
  } catch (error) {
    await rollBack(guarded);
    throw options.signal?.aborted === true ? options.signal.reason : sqlError(error, { sql });
  }
}

/** A generator that was never started would not run its `finally` when it is left. */
function closable(lease: Lease, result: Result, batches: Stream['batches']): Stream['batches'] {
  let started = false;
  const next = batches.next.bind(batches);
  const leave = batches.return.bind(batches);
  batches.next = () => {
    started = true;
    return next();
  };
  batches.return = async (value) => {
    if (!started) {
      started = true;
      await drain(lease.connection, result);
      await rollBack(lease);
    }
    return leave(value);
  };
  return batches;
}

function startStream(connection: DuckDBConnection, sql: string): Promise<Result> {
  return streamResult(connection, sql);
}

export function resultColumns(result: Result, sql: string): ColumnShape[] {
  const b = raw();
  const names = Array.from({ length: b.column_count(result) }, (_, i) => b.column_name(result, i));
  const double = names.find((name, i) => names.indexOf(name) !== i);
  if (double !== undefined) throw new MeshError('ENGINE_DUPLICATE_COLUMN', { column: double }, { sql });
  return names.map((name, i) => {
    try {
      return { name, type: sqlTypeOf(b.column_logical_type(result, i)), nullable: true };
    } catch (error) {
      throw unreadable(name, error);
    }
  });
}

interface Reading {
  readonly sql: string;
  readonly columns: readonly ColumnShape[];
  readonly options: ReadOptions;
}

async function* batchesOf(
  lease: Lease,
  result: Result,
  reading: Reading,
): AsyncGenerator<VectorBatch, void, undefined> {
  const { columns, options } = reading;
  const limits = { rows: Math.max(1, options.rows ?? ROWS), bytes: options.bytes ?? BYTES };
  const builders = columns.map((column) => vectorBuilder(column.type, Math.min(limits.rows, ROOM)));
  let finished = false;
  try {
    let rows = 0;
    for (;;) {
      const chunk = await nextChunk(result, reading);
      if (chunk === null) break;
      const size = raw().data_chunk_get_size(chunk);
      for (let from = 0; from < size;) {
        const count = Math.min(size - from, limits.rows - rows);
        append(builders, chunk, { from, count });
        rows += count;
        from += count;
        if (rows < limits.rows && builders.reduce((sum, builder) => sum + builder.bytes, 0) < limits.bytes) continue;
        yield { length: rows, vectors: builders.map((builder) => builder.take()) };
        rows = 0;
      }
    }
    finished = true;
    await checkEnd(lease, reading);
    if (rows > 0) yield { length: rows, vectors: builders.map((builder) => builder.take()) };
  } finally {
    if (!finished) await drain(lease.connection, result);
    await rollBack(lease);
  }
}

async function nextChunk(result: Result, { sql, options }: Reading): Promise<DataChunk | null> {
  options.signal?.throwIfAborted();
  try {
    const chunk = await raw().fetch_chunk(result);
    return chunk === null || raw().data_chunk_get_size(chunk) === 0 ? null : chunk;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw sqlError(error, { sql });
  }
}

/** The chunk is referenced until its vectors are copied: a vector without its chunk reads garbage. */
function append(builders: readonly VectorBuilder[], chunk: DataChunk, range: { from: number; count: number }): void {
  const b = raw();
  for (const [i, builder] of builders.entries()) builder.append(b.data_chunk_get_vector(chunk, i), range);
}

/** Anything that failed has aborted the transaction; the reason is lost, so the query is asked again for it. */
async function checkEnd({ connection }: Lease, { sql, options }: Reading): Promise<void> {
  try {
    await connection.run('SELECT 1');
    return;
  } catch {
    options.signal?.throwIfAborted();
  }
  await connection.run('ROLLBACK');
  await connection.run('BEGIN TRANSACTION READ ONLY');
  try {
    await connection.run(`EXPLAIN ANALYZE ${sql}`);
  } catch (error) {
    throw sqlError(error, { sql });
  }
  throw new MeshError('ENGINE_STREAM', {}, { sql });
}

/** Left early. Chunks hold native memory that garbage collection does not hurry to free, so each is emptied. */
async function drain(connection: DuckDBConnection, result: Result): Promise<void> {
  connection.interrupt();
  for (;;) {
    // An interrupted stream may reject or end; either way there is nothing left to fetch.
    const chunk = await raw()
      .fetch_chunk(result)
      .catch(() => null);
    if (chunk === null || raw().data_chunk_get_size(chunk) === 0) return;
    raw().data_chunk_reset(chunk);
  }
}

async function rollBack(lease: Lease): Promise<void> {
  const state = await lease.connection.run('ROLLBACK').then(
    () => 'sound' as const,
    () => 'broken' as const,
  );
  lease.release(state);
}
