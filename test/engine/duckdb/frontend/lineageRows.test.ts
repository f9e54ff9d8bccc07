// What `lineage` leaves out must not matter: change a source column, and every output that does not name it stays the same.
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuckDB } from '../../../../src/engine/duckdb/duckdbEngine.ts';
import type { Engine, Session } from '../../../../src/engine/engine.ts';
import type { ResultTable } from '../../../../src/engine/value.ts';
import { isMeshError } from '../../../../src/error/meshError.ts';
import type { SourceColumn } from '../../../../src/sql/frontend.ts';
import { sharedFrontend } from './open.ts';
import { print, query, tables } from './randomQueries.ts';
import { isUnstable } from './unstable.ts';

const frontend = sharedFrontend();
const RUNS = Number(process.env['MESH_LINEAGE_RUNS'] ?? 500);

/** Each changes the values of one column and nothing else. */
const changes: readonly { readonly table: string; readonly column: string; readonly sql: string }[] = [
  { table: 't', column: 'a', sql: 'UPDATE t SET a = CASE WHEN a IS NULL THEN 1 WHEN a = 1 THEN k ELSE NULL END' },
  { table: 't', column: 'b', sql: 'UPDATE t SET b = 10 - b * k' },
  { table: 't', column: 'l', sql: 'UPDATE t SET l = CASE WHEN k % 2 = 0 THEN [9, 8, 7] END' },
  { table: 'u', column: 'a', sql: 'UPDATE u SET a = 4 - a' },
  { table: 'u', column: 'z', sql: 'UPDATE u SET z = z * 10 + k' },
];

let engine: Engine;
let session: Session;
const changed: Session[] = [];

beforeAll(async () => {
  engine = await openDuckDB({ root: process.cwd() });
  session = await engine.session();
  await session.execute(tables);
  for (const [i, { sql }] of changes.entries()) {
    const other = await engine.session();
    await other.execute(`ATTACH ':memory:' AS changed${i}; USE changed${i}; ${tables}; ${sql}`);
    changed.push(other);
  }
  const integers = (...names: string[]): { name: string; type: string }[] =>
    names.map((name) => ({ name, type: 'INTEGER' }));
  await frontend().define({ table: 't' }, [...integers('k', 'a', 'b'), { name: 'l', type: 'INTEGER[]' }]);
  await frontend().define({ table: 'u' }, integers('k', 'a', 'z'));
});
afterAll(() => engine.close());

async function run(on: Session, sql: string): Promise<ResultTable | undefined> {
  try {
    return await on.table(`SELECT * FROM (${sql})`);
  } catch (error) {
    if (isMeshError(error)) return undefined;
    throw error;
  }
}

function bag({ rows }: ResultTable, columns: readonly number[]): string[] {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) ?? '-';
  return rows.map((row) => columns.map((i) => text(row[i])).join('|')).sort();
}

it('names every source column that an output or the set of rows depends on', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(query, async (random) => {
      const sql = print(random, []);
      const before = await run(session, sql);
      if (before === undefined) return;
      const found = await frontend().lineage(sql);
      if (found.type !== 'lineage') throw new Error(`${sql}: ${JSON.stringify(found)}`);
      expect(
        found.columns.map((c) => c.name),
        sql,
      ).toEqual(before.columns.map((c) => c.name));
      expect(
        found.columns.map((c) => c.type),
        sql,
      ).toEqual(before.columns.map((c) => c.type.replaceAll('"', '')));
      for (const [i, { table, column }] of changes.entries()) {
        const uses = (sources: readonly SourceColumn[]): boolean =>
          sources.some((s) => s.table.table === table && s.column === column);
        if (uses(found.rowSources)) continue;
        const same = [...found.columns.keys()].filter((c) => !uses(found.columns[c]!.sources));
        const after = await run(changed[i]!, sql);
        if (after === undefined) continue;
        compared++;
        const asked = [session, changed[i]!].map((on) => async () => bag((await run(on, sql))!, same).join());
        if (bag(after, same).join() !== bag(before, same).join() && (await isUnstable(asked))) continue;
        expect(bag(after, same), `${sql} after a change of ${table}.${column}`).toEqual(bag(before, same));
      }
    }),
    { numRuns: RUNS },
  );
  expect(compared).toBeGreaterThan(RUNS / 10);
}, 300_000);
