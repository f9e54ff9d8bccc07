// What `compare` calls additive must be so: random queries gain random columns, both run, and the old columns must hold
// the same bag of rows.
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuckDB } from '../../../../src/engine/duckdb/duckdbEngine.ts';
import type { Engine, Session } from '../../../../src/engine/engine.ts';
import { isMeshError } from '../../../../src/error/meshError.ts';
import { sharedFrontend } from './open.ts';
import { insertions, print, query, tables } from './randomQueries.ts';
import { isUnstable } from './unstable.ts';

const frontend = sharedFrontend();
const RUNS = Number(process.env['MESH_COMPARE_RUNS'] ?? 1000);

let engine: Engine;
let session: Session;

beforeAll(async () => {
  engine = await openDuckDB({ root: process.cwd() });
  session = await engine.session();
  await session.execute(tables);
});
afterAll(() => engine.close());

/** Rows over the given columns as sorted texts; undefined when the query is not valid. */
async function bag(
  sql: string,
  columns?: readonly string[],
): Promise<{ columns: string[]; rows: string[] } | undefined> {
  try {
    const found = await session.table(`SELECT * FROM (${sql})`);
    const names = found.columns.map((c) => c.name);
    const kept = columns === undefined ? names.keys() : columns.map((c) => names.indexOf(c));
    const at = [...kept];
    const text = (value: unknown): string =>
      JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) ?? '-';
    return { columns: names, rows: found.rows.map((row) => at.map((i) => text(row[i])).join('|')).sort() };
  } catch (error) {
    if (isMeshError(error)) return undefined;
    throw error;
  }
}

async function expectSameRows(before: string, after: string, columns: readonly string[]): Promise<void> {
  const rowsOf = async (sql: string): Promise<string[]> => (await bag(sql, columns))!.rows;
  const [was, is] = [await rowsOf(before), await rowsOf(after)];
  const asked = [before, after].map((sql) => async () => (await rowsOf(sql)).join());
  if (was.join() !== is.join() && (await isUnstable(asked))) return;
  expect(is, `${before}\n${after}`).toEqual(was);
}

it('never calls a query additive whose old columns or rows differ', async () => {
  let additive = 0;
  await fc.assert(
    fc.asyncProperty(query, insertions, async (old, added) => {
      const [before, after] = [print(old, []), print(old, added)];
      const comparison = await frontend().compare(before, after);
      if (comparison.type !== 'additive') return;
      const [left, right] = [await bag(before), await bag(after)];
      if (left === undefined || right === undefined) return;
      additive++;
      await expectSameRows(before, after, left.columns);
    }),
    { numRuns: RUNS },
  );
  expect(additive).toBeGreaterThan(RUNS / 500);
}, 300_000);

it('never names changed columns of queries whose other columns or rows differ', async () => {
  let proved = 0;
  await fc.assert(
    fc.asyncProperty(query, insertions, insertions, async (base, one, two) => {
      const [before, after] = [print(base, one), print(base, two)];
      const comparison = await frontend().compare(before, after);
      if (comparison.type !== 'different' || comparison.columns === undefined) return;
      const [left, right] = [await bag(before), await bag(after)];
      if (left === undefined || right === undefined) return;
      proved++;
      const gone = new Set(comparison.columns);
      const kept = left.columns.filter((c) => !gone.has(c.toLowerCase()));
      await expectSameRows(before, after, kept);
    }),
    { numRuns: RUNS },
  );
  expect(proved).toBeGreaterThan(RUNS / 500);
}, 300_000);
