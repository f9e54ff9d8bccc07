// The only file that touches the driver's bindings and its hidden handles. Everything here copies memory unchecked.
import { createRequire } from 'node:module';
import type * as Bindings from '@duckdb/node-bindings';
import type { DuckDBConnection } from '../driver.ts';
import { driver } from '../driver.ts';

export type {
  DataChunk,
  LogicalType,
  PreparedStatement,
  Result,
  Type,
  Vector as RawVector,
} from '@duckdb/node-bindings';

let loaded: typeof Bindings | undefined;

export function raw(): typeof Bindings {
  if (loaded === undefined) {
    driver();
    loaded = createRequire(import.meta.url)('@duckdb/node-bindings') as typeof Bindings;
  }
  return loaded;
}

/** A streaming result; the driver keeps the handle to itself. */
export async function streamResult(connection: DuckDBConnection, sql: string): Promise<Bindings.Result> {
  const result = await connection.stream(sql);
  return (result as unknown as { result: Bindings.Result }).result;
}

export function rawConnection(connection: DuckDBConnection): Bindings.Connection {
  return (connection as unknown as { connection: Bindings.Connection }).connection;
}
