// Rows of a query as they come, in bounded memory. The caller has opened a transaction: a stream that fails ends like a
// finished one, and only the transaction tells the difference.
import { MeshError } from '../../error/meshError.ts';
import type { ResultTable, RowStream, Value } from '../value.ts';
import type { DuckDBConnection } from './driver.ts';
import { sqlError } from './errors.ts';
import { exactValueFromDuckDB } from './values.ts';

type Result = Awaited<ReturnType<DuckDBConnection['stream']>>;

export async function streamRows<T>(
  connection: DuckDBConnection,
  sql: string,
  use: (rows: RowStream) => Promise<T>,
): Promise<T> {
  const result = await placed(sql, () => connection.stream(sql));
  const types = result.columnTypes();
  const columns = result.columnNames().map((name, i) => ({ name, type: types[i]!.toString() }));
  let ended = false;
  async function* batches(): AsyncGenerator<ResultTable['rows'], void, undefined> {
    const rows = result.yieldConvertedRows<Value>(exactValueFromDuckDB)[Symbol.asyncIterator]();
    for (;;) {
      const next = await placed(sql, () => rows.next());
      if (next.done === true) break;
      yield next.value;
    }
    ended = true;
    await checkEnd(connection, sql);
  }
  try {
    return await use({ columns, batches: batches() });
  } finally {
    if (!ended) await drain(connection, result);
  }
}

async function placed<T>(sql: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sqlError(error, { sql });
  }
}

/** The reason is lost, so the query is asked again for it; whatever it writes is rolled back with this error. */
async function checkEnd(connection: DuckDBConnection, sql: string): Promise<void> {
  const isSound = await connection.run('SELECT 1').then(
    () => true,
    () => false,
  );
  if (isSound) return;
  await connection.run('ROLLBACK');
  await connection.run('BEGIN TRANSACTION');
  await placed(sql, () => connection.run(`EXPLAIN ANALYZE ${sql}`));
  throw new MeshError('ENGINE_STREAM', {}, { sql });
}

/** Left early: what still runs is stopped, and what it has ready is given back. */
async function drain(connection: DuckDBConnection, result: Result): Promise<void> {
  connection.interrupt();
  for (;;) {
    const chunk = await result.fetchChunk().catch(() => null);
    if (chunk === null || chunk.rowCount === 0) return;
    chunk.reset();
  }
}
