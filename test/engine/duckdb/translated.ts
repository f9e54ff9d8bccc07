// What a query of another dialect gives in DuckDB, for the tests that compare rows.
import { beforeAll, expect, it } from 'vitest';
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

/** Small tables with repeated, missing and nested values. */
export const sales = `
  CREATE TABLE sales AS SELECT * FROM (VALUES
    (1, 10, 'ash', [1, 2], '{"k":{"j":[5,6]},"s":"v"}'::JSON),
    (1, 20, 'oak', [3], '{"k":null}'::JSON),
    (2, 30, 'ash', []::INTEGER[], NULL),
    (2, NULL, 'elm', NULL, '[1,"x"]'::JSON)
  ) AS v(shop, amount, wood, sizes, doc);
  CREATE TABLE shops AS SELECT * FROM (VALUES (1, 7), (2, 8), (3, 9)) AS v(shop, rent)`;

type Case = readonly [behaviour: string, dialect: string, query: string, expected: string];

export function checker(rows: Rows): (cases: readonly Case[]) => void {
  return (cases) => {
    it.each(cases)('%s (%s)', async (_, dialect, query, expected) => {
      expect(await rows(dialect, query)).toBe(expected);
    });
  };
}
