import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lex } from '../../src/sql/lexer.ts';
import { scanReferences, type ScannedTable } from '../../src/sql/scanReferences.ts';
import { duckdbReferences, openDuckDB, type DuckDBReferences } from '../support/duckdbReferences.ts';
import { mutatedQueries } from '../support/mutateQuery.ts';
import { randomQueries } from '../support/randomQuery.ts';

const cases = readFileSync(new URL('references.sql', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('--'));

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckDB();
});
afterAll(() => connection.closeSync());

function show(table: ScannedTable): string {
  const { catalog, schema, table: name } = table.name;
  const text = [catalog, schema, name].filter((p) => p !== undefined).join('.');
  return `${text}@${table.start}${table.alias === undefined ? '' : ` ${table.alias}`}`.toLowerCase();
}

function scan(text: string) {
  const result = scanReferences(lex(text, 'duckdb'));
  if (result.type === 'ask') return result;
  return { type: 'tree', tables: result.tables.map(show), functions: result.functions.map((f) => `${f.start}`) };
}

describe('agrees with the tree of DuckDB', () => {
  test('on every case of references.sql where it is sure, and is sure nearly always', async () => {
    const expected = await duckdbReferences(connection, cases);
    const differences = different(cases, expected);
    expect(differences).toEqual([]);
    const invalid = cases.filter((_, i) => expected[i]!.type === 'invalid');
    expect(invalid).toEqual([]);
    const asked = cases.filter((text) => scan(text).type === 'ask');
    expect(asked.length).toBeLessThan(cases.length * 0.03);
  });

  test('on 3,000 random queries', async () => {
    const queries = randomQueries({ count: 3000, seed: 7 });
    const expected = await duckdbReferences(connection, queries);
    expect(different(queries, expected).slice(0, 5)).toEqual([]);
    const valid = queries.filter((_, i) => expected[i]!.type === 'tree');
    expect(valid.length).toBeGreaterThan(queries.length * 0.85);
    const asked = valid.filter((text) => scan(text).type === 'ask');
    expect(asked.length).toBeLessThan(valid.length * 0.02);
  });

  test('on what is still valid of 12,000 damaged queries', async () => {
    const queries = mutatedQueries(cases, { count: 12_000, seed: 11 });
    const expected = await duckdbReferences(connection, queries);
    expect(different(queries, expected).slice(0, 5)).toEqual([]);
    expect(expected.filter((e) => e.type === 'tree').length).toBeGreaterThan(1000);
  });
});

function different(texts: readonly string[], expected: readonly DuckDBReferences[]): object[] {
  return texts.flatMap((text, i) => {
    const wanted = expected[i]!;
    const found = scan(text);
    if (wanted.type !== 'tree' || found.type === 'ask') return [];
    return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [{ text, wanted, found }];
  });
}
