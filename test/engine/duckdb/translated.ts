// What a query of another dialect gives in DuckDB, for the tests that compare rows.
import { beforeAll } from 'vitest';
import { translate } from '../../../src/sql/dialect.ts';
import { nameColumns } from '../../../src/sql/nameColumns.ts';
import { openDuckDB } from '../../support/duckdbReferences.ts';
import { sharedFrontend } from './frontend/open.ts';

/** Rows in the query's own order, their values as DuckDB writes them. */
type Rows = (dialect: string, query: string) => Promise<string>;

/** `setup` is run once, in DuckDB's own dialect. */
export function translatedRows(setup: string): Rows {
  const frontend = sharedFrontend();
  let connection: Awaited<ReturnType<typeof openDuckDB>>;
  beforeAll(async () => {
    connection = await openDuckDB();
    await connection.run(setup);
  });
  return async (dialect, query) => {
    const named = nameColumns(query, { dialect }).text;
    const parse = async (text: string) => (await frontend().parse([text]))[0]!;
    const sql = await translate(named, { from: dialect, to: 'duckdb', parse });
    const result = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM (${sql})`);
    return result
      .getRows()
      .map((row) => row.join(' '))
      .join(' | ');
  };
}
