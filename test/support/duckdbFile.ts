// Looks into a DuckDB file that no command has open: opened for one call, closed before the next command.
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/** Rows as text: values joined by `|`, NULL as ∅. */
export type Rows = (sql: string) => Promise<string[]>;

/** The last statement's rows. */
export async function queryFile(file: string, sql: string): Promise<string[]> {
  return withFile(file, (rows) => rows(sql));
}

/** Several queries while the file is open once. */
export async function withFile<T>(file: string, use: (rows: Rows) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await use(async (sql) => {
        const reader = await connection.runAndReadAll(sql);
        return reader.getRows().map((row) => row.map(textOf).join('|'));
      });
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
