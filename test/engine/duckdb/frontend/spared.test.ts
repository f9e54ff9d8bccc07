// Who is spared must not notice: tables change in values, types and columns, and what the verdict says is the same of a
// query over them is the same when the query is run over both. MESH_SPARED_RUNS=<n> asks more queries, MESH_SPARED=<seed> one.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuckDB } from '../../../../src/engine/duckdb/duckdbEngine.ts';
import { openDuckDBFrontend } from '../../../../src/engine/duckdb/frontend.ts';
import type { Engine, Session } from '../../../../src/engine/engine.ts';
import type { ResultTable } from '../../../../src/engine/value.ts';
import { isMeshError } from '../../../../src/error/meshError.ts';
import { columnImpact } from '../../../../src/snapshot/impact.ts';
import { indirectVerdict } from '../../../../src/snapshot/indirectChange.ts';
import { diffColumns } from '../../../../src/snapshot/columnDiff.ts';
import type { OutputColumn, SqlFrontend, Traced } from '../../../../src/sql/frontend.ts';
import { makeModel } from '../../../support/modelFactory.ts';
import { diceFrom } from '../../../support/randomShop.ts';
import { hardQuery, hardTables } from './hardQueries.ts';
import { shapeQuery } from './hardShapes.ts';
import { isUnstable } from './unstable.ts';

const only = process.env['MESH_SPARED'];
const count = Number(process.env['MESH_SPARED_RUNS'] ?? 120);
const from = Number(process.env['MESH_SPARED_FROM'] ?? 1);
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + from) : [Number(only)];

/** The part of the changes that each query is asked about. */
const each = Number(process.env['MESH_SPARED_EACH'] ?? 0.2);

type Table = 'p' | 'o';

interface Change {
  readonly table: Table;
  readonly changed?: readonly string[];
  readonly added?: readonly string[];
  readonly sql: string;
}

const changes: readonly Change[] = [
  { table: 'p', changed: ['a'], sql: 'UPDATE p SET a = CASE WHEN a IS NULL THEN 1 WHEN a = 1 THEN k END' },
  { table: 'p', changed: ['b'], sql: 'UPDATE p SET b = 4 - b * k' },
  { table: 'p', changed: ['l'], sql: 'UPDATE p SET l = CASE WHEN k % 2 = 0 THEN [9, 8, 7] END' },
  { table: 'p', changed: ['s'], sql: "UPDATE p SET s = CASE WHEN k % 2 = 0 THEN {x: k, y: 'w'} END" },
  { table: 'o', changed: ['a'], sql: 'UPDATE o SET a = 4 - a' },
  { table: 'o', changed: ['z'], sql: 'UPDATE o SET z = z * 10 + k' },
  { table: 'p', changed: ['a'], sql: 'ALTER TABLE p ALTER a TYPE BIGINT' },
  { table: 'p', changed: ['b'], sql: 'ALTER TABLE p ALTER b TYPE DOUBLE' },
  { table: 'p', changed: ['l'], sql: 'ALTER TABLE p ALTER l TYPE BIGINT[]' },
  { table: 'p', changed: ['s'], sql: 'ALTER TABLE p ALTER s TYPE STRUCT(x BIGINT, y VARCHAR)' },
  { table: 'o', changed: ['z'], sql: 'ALTER TABLE o ALTER z TYPE VARCHAR' },
  { table: 'p', added: ['z'], sql: 'ALTER TABLE p ADD COLUMN z INTEGER; UPDATE p SET z = k * 2' },
  { table: 'p', added: ['m'], sql: 'ALTER TABLE p ADD COLUMN m INTEGER; UPDATE p SET m = k % 2' },
  { table: 'p', added: ['v'], sql: 'ALTER TABLE p ADD COLUMN v INTEGER; UPDATE p SET v = k % 2' },
  { table: 'o', added: ['b'], sql: 'ALTER TABLE o ADD COLUMN b INTEGER; UPDATE o SET b = k % 2' },
  { table: 'o', added: ['p'], sql: 'ALTER TABLE o ADD COLUMN p STRUCT(k INTEGER, a INTEGER, b INTEGER)' },
  { table: 'p', changed: ['b'], sql: 'ALTER TABLE p DROP COLUMN b' },
  { table: 'p', changed: ['l'], sql: 'ALTER TABLE p DROP COLUMN l' },
  { table: 'o', changed: ['z'], sql: 'ALTER TABLE o DROP COLUMN z' },
  { table: 'o', changed: ['a'], sql: 'ALTER TABLE o DROP COLUMN a' },
];

interface World {
  readonly session: Session;
  readonly frontend: SqlFrontend;
}

let engine: Engine;
const worlds: World[] = [];

async function world(index: number, sql: string): Promise<World> {
  const session = await engine.session();
  await session.execute(`ATTACH ':memory:' AS w${index}; USE w${index}; ${hardTables}; ${sql}`);
  const frontend = await openDuckDBFrontend();
  for (const table of ['p', 'o']) {
    const { columns } = await session.table(`SELECT * FROM ${table} LIMIT 0`);
    await frontend.define(
      { table },
      columns.map(({ name, type }): OutputColumn => ({ name, type })),
    );
  }
  return { session, frontend };
}

beforeAll(async () => {
  engine = await openDuckDB({ root: process.cwd() });
  worlds.push(await world(0, ''));
  for (const [i, { sql }] of changes.entries()) worlds.push(await world(i + 1, sql));
}, 120_000);
afterAll(async () => {
  for (const { frontend } of worlds) await frontend.close();
  await engine.close();
});

async function run({ session }: World, sql: string): Promise<ResultTable | undefined> {
  try {
    return await session.table(sql);
  } catch (error) {
    if (isMeshError(error)) return undefined;
    throw error;
  }
}

function bag({ rows, columns }: ResultTable, names: readonly string[]): string[] {
  const at = names.map((name) => columns.findIndex((column) => column.name === name));
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) ?? '-';
  return rows.map((row) => at.map((i) => text(row[i])).join('|')).sort();
}

const types = ({ columns }: ResultTable, names: readonly string[]): string[] =>
  columns.filter(({ name }) => names.includes(name)).map(({ name, type }) => `${name} ${type}`);

/** No table has two columns of one name. */
function hasTwins({ columns }: ResultTable): boolean {
  return new Set(columns.map(({ name }) => name.toLowerCase())).size < columns.length;
}

function verdict(change: Change, pair: { readonly before: Traced; readonly after: Traced }) {
  const { table, changed = [], added = [] } = change;
  const columns = (traced: Traced) => (traced.type === 'lineage' ? traced.columns : undefined);
  return indirectVerdict({
    model: makeModel('s.child', { parents: [table] }),
    parents: new Map([[table, { impact: columnImpact(changed, added), table: { table } }]]),
    lineage: pair,
    columns: diffColumns(columns(pair.before), columns(pair.after)),
  });
}

it('spares no query whose rows, columns or types differ', async () => {
  let valid = 0;
  let spared = 0;
  const first = worlds[0]!;
  for (const seed of seeds) {
    const dice = diceFrom(seed);
    const sql = seed % 2 === 0 ? hardQuery(dice) : shapeQuery(dice);
    const old = await run(first, sql);
    if (old === undefined || hasTwins(old)) continue;
    valid++;
    const before = await first.frontend.lineage(sql);
    for (const [i, change] of changes.entries()) {
      if (!dice.chance(only === undefined ? each : 1)) continue;
      const other = worlds[i + 1]!;
      const after = await other.frontend.lineage(sql);
      const { impact } = verdict(change, { before, after });
      if (impact === 'rows') continue;
      const now = await run(other, sql);
      if (now === undefined || hasTwins(now)) continue;
      spared++;
      const names = old.columns.map((column) => column.name);
      const kept = names.filter((name) => !impact.changed.has(name.toLowerCase()));
      const told = `seed ${seed}, ${change.sql}:\n${sql}\nsaid: ${[...impact.changed].join(', ')} changed`;
      expect(types(now, kept), told).toEqual(types(old, kept));
      const [rows, expected] = [bag(now, kept), bag(old, kept)];
      if (
        rows.join() !== expected.join() &&
        (await isUnstable([first, other].map((place) => async () => bag((await run(place, sql))!, kept).join())))
      )
        continue;
      expect(rows, told).toEqual(expected);
      const isNew = now.columns.map((column) => column.name).filter((name) => !names.includes(name));
      expect([...impact.added], told).toEqual(expect.arrayContaining(isNew.map((name) => name.toLowerCase())));
    }
  }
  if (only === undefined) expect(spared).toBeGreaterThan(valid);
  if (process.env['MESH_SPARED_RUNS'] !== undefined)
    process.stdout.write(`${valid} valid of ${seeds.length}, ${spared} spared\n`);
}, 600_000);
