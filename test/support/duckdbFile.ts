// Looks into a DuckDB file that no command has open: opened for one call, closed before the next command.
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/** The last statement's rows as text: values joined by `|`, NULL as ∅. */
export async function queryFile(file: string, sql: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      const reader = await connection.runAndReadAll(sql);
      return reader.getRows().map((row) => row.map(textOf).join('|'));
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

function textOf(value: DuckDBValue): string {
  return value === null ? '∅' : String(value);
}
