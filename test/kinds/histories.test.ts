// Random histories of sources (late rows, duplicates, NULLs, gaps), runs, failures and restatements: mesh's tables hold
// what the naive reference says. MESH_SEED=n replays one history, MESH_HISTORIES=n plays more of them, from MESH_FIRST_SEED on.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../support/seededRandom.ts';
import { createModels, dimensionModels, eventModels } from './models.ts';
import { dueBatches, history, timeRange, type Dim, type Event, type Version } from './reference.ts';
import { day, openWorld, start, type World } from './world.ts';

const histories = Number(process.env['MESH_HISTORIES'] ?? 28);
const only = process.env['MESH_SEED'];
const firstSeed = Number(process.env['MESH_FIRST_SEED'] ?? 1);
const seeds = only === undefined ? Array.from({ length: histories }, (_, i) => i + firstSeed) : [Number(only)];
const parts = 7;
const hour = 3_600_000;

const setup = `
CREATE SCHEMA raw;
CREATE TABLE raw.events (k INTEGER, ts TIMESTAMP, v INTEGER, boom VARCHAR);
CREATE TABLE raw.dims (k INTEGER, v INTEGER, w INTEGER, u TIMESTAMP, boom VARCHAR);`;

describe.each(Array.from({ length: parts }, (_, i) => i))('random histories, part %i', (part) => {
  it(
    `${Object.keys(createModels()).length} models hold what the reference says`,
    { timeout: 60_000 + seeds.length * 10_000 },
    async () => {
      for (const seed of seeds.filter((s) => s % parts === part)) {
        try {
          await play(seed);
        } catch (error) {
          throw new Error(`history ${seed} (replay it with MESH_SEED=${seed}): ${(error as Error).message}`, {
            cause: error,
          });
        }
      }
    },
  );
});

interface Play {
  readonly world: World;
  readonly random: () => number;
  readonly log: string[];
  events: Event[];
  dims: Dim[];
  now: number;
  readonly recorded: Set<number>;
  readonly tables: Map<string, Event[]>;
  readonly versions: Map<string, { rows: Version[]; loads: number }>;
}

async function play(seed: number): Promise<void> {
  const world = await openWorld(createModels(), setup);
  const play: Play = {
    world,
    random: seededRandom(seed),
    log: [],
    events: [],
    dims: [],
    now: 1,
    recorded: new Set(),
    tables: new Map(eventModels.map((m) => [m.name, []])),
    versions: new Map(dimensionModels.map((m) => [m.name, { rows: [], loads: 0 }])),
  };
  try {
    await change(play);
    play.now += below(play, 3);
    await settle(play, () => world.plan(clock(play)), { isFirst: true });
    for (let step = 0; step < 8; step++) {
      await change(play);
      const action = below(play, 12);
      if (action < 2) await restateAll(play);
      else if (action < 4) await restateWindow(play);
      else {
        play.now += 1 + below(play, 3);
        await settle(play, () => world.run(clock(play)), { isFirst: false });
      }
    }
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${play.log.join('\n')}`, { cause: error });
  } finally {
    await world.close();
  }
}

const below = ({ random }: Play, n: number): number => Math.floor(random() * n);
const clock = ({ now }: Play): number => start + now * day + 10 * 60_000;

/** A few rows come, change or go: late ones, twins, NULLs. */
async function change(play: Play): Promise<void> {
  const n = (limit: number): number => below(play, limit);
  const orNull = (value: number, odds: number): number | null => (n(odds) === 0 ? null : value);
  for (let i = n(7); i > 0; i--) {
    const event = { k: orNull(n(6), 8), d: orNull(Math.max(0, play.now - n(4)), 9), v: orNull(n(1000), 9) };
    play.events.push(event);
    if (n(5) === 0) play.events.push({ ...event });
  }
  if (n(3) === 0) play.events = play.events.filter(() => n(6) > 0);
  if (n(3) === 0) play.events = play.events.map((e) => (n(4) === 0 ? { ...e, v: orNull(n(1000), 9) } : e));
  // Keys of a dimension are unique but for whole twins, so that nothing is left to chance.
  const dims = new Map(play.dims.map((d) => [d.k, d]));
  for (let i = n(4); i > 0; i--) {
    const k = orNull(n(5), 9);
    dims.set(k, { k, v: orNull(n(4), 5), w: orNull(n(3), 5), u: orNull(n(play.now * 24 + 30), 10) });
  }
  for (const [k, dim] of dims) {
    if (n(7) === 0) dims.delete(k);
    else if (n(6) === 0) dims.set(k, { ...dim, w: orNull(n(3), 5) });
  }
  play.dims = [...dims.values()];
  await load(play, undefined);
}

const value = (v: number | null): string => (v === null ? 'NULL' : String(v));
const time = (ms: number | null): string =>
  ms === null ? 'NULL' : `TIMESTAMP '${new Date(ms).toISOString().slice(0, 19)}'`;

async function load(play: Play, boom: string | undefined): Promise<void> {
  const text = boom === undefined ? 'NULL' : `'${boom}'`;
  const events = play.events.map(
    (e) => `(${value(e.k)}, ${time(e.d === null ? null : start + e.d * day + 5 * hour)}, ${value(e.v)}, ${text})`,
  );
  const dims = play.dims.flatMap((d, i) => {
    const row = `(${value(d.k)}, ${value(d.v)}, ${value(d.w)}, ${time(d.u === null ? null : start + d.u * hour)}, ${text})`;
    return i % 3 === 0 ? [row, row] : [row];
  });
  await play.world.sql('DELETE FROM raw.events; DELETE FROM raw.dims');
  if (events.length > 0) await play.world.sql(`INSERT INTO raw.events VALUES ${events.join(', ')}`);
  if (dims.length > 0) await play.world.sql(`INSERT INTO raw.dims VALUES ${dims.join(', ')}`);
}

/** Runs, sometimes over a source that makes one model fail first, and compares every table. */
async function settle(
  play: Play,
  work: () => ReturnType<World['run']>,
  { isFirst }: { readonly isFirst: boolean },
): Promise<void> {
  const models = [...eventModels, ...dimensionModels].map((m) => m.name);
  if (!isFirst && below(play, 4) === 0) {
    const victim = models[below(play, models.length)]!;
    await load(play, victim);
    play.log.push(`day ${play.now}: ${victim} fails`);
    const before = await tableOf(play.world, victim);
    const result = await work();
    const failed = result.models.find((m) => m.name === `k.${victim}`);
    const isWhole = !eventModels.some((m) => m.name === victim && m.batchSize < Infinity);
    if (failed?.status === 'failed' && isWhole)
      expect(await tableOf(play.world, victim), `${victim} after failing`).toEqual(before);
    await load(play, undefined);
  }
  play.log.push(`day ${play.now}: run`);
  const result = await work();
  expect(result.models.filter((m) => m.status !== 'success').map((m) => [m.name, m.error])).toEqual([]);
  advance(play, isFirst);
  await compare(play);
}

function advance(play: Play, isFirst: boolean): void {
  const due = dueBatches(play.recorded, play.now, Infinity).length > 0;
  for (const model of eventModels) {
    let table = play.tables.get(model.name)!;
    for (const [i, days] of dueBatches(play.recorded, play.now, model.batchSize, model.lookback).entries())
      table = model.load({ table, source: play.events, days, isFirst: isFirst && i === 0 });
    play.tables.set(model.name, table);
  }
  for (let d = 0; d < play.now; d++) play.recorded.add(d);
  if (!due) return;
  for (const model of dimensionModels) {
    const { rows, loads } = play.versions.get(model.name)!;
    const now = (clock(play) - start) / hour;
    const next = history(rows, play.dims, { now, rules: model.rules, isFirst: loads === 0 });
    checkInvariants(rows, next);
    play.versions.set(model.name, { rows: next, loads: loads + 1 });
  }
}

/** All of it again, over the source as it is now: what was deleted there goes, histories begin anew. */
async function restateAll(play: Play): Promise<void> {
  play.log.push(`day ${play.now}: restate`);
  const result = await play.world.plan(clock(play), { restate: 'k.*' });
  expect(result.models.filter((m) => m.status !== 'success').map((m) => [m.name, m.error])).toEqual([]);
  const known = new Set(play.recorded);
  const recorded = play.recorded;
  for (const model of eventModels) {
    let table: Event[] = model.restates === 'rebuild' ? [] : play.tables.get(model.name)!;
    for (const [i, days] of dueBatches(new Set(), known.size, model.batchSize).entries())
      table = model.load({ table, source: play.events, days, isFirst: model.restates === 'rebuild' && i === 0 });
    play.tables.set(model.name, table);
  }
  for (const model of dimensionModels) {
    const now = (clock(play) - start) / hour;
    play.versions.set(model.name, {
      rows: history([], play.dims, { now, rules: model.rules, isFirst: true }),
      loads: 1,
    });
  }
  expect(recorded.size).toBe(known.size);
  await compare(play);
}

/** A few days again of the models that can be cut by time: late rows come in, deleted ones go, other days stay. */
async function restateWindow(play: Play): Promise<void> {
  const first = below(play, play.now);
  const last = Math.min(play.now - 1, first + below(play, 4));
  play.log.push(`day ${play.now}: restate days ${first} to ${last}`);
  const date = (d: number): string => new Date(start + d * day).toISOString().slice(0, 10);
  const window = { restate: 'k.by_range*', start: date(first), end: date(last) };
  const result = await play.world.plan(clock(play), window);
  expect(result.models.map((m) => [m.name, m.status])).toEqual([
    ['k.by_range', 'success'],
    ['k.by_range_daily', 'success'],
  ]);
  const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  for (const model of eventModels.filter((m) => m.restates === 'overwrite'))
    play.tables.set(model.name, timeRange(play.tables.get(model.name)!, play.events, days));
  await compare(play);
}

async function compare(play: Play): Promise<void> {
  for (const { name } of eventModels) {
    const expected = play.tables.get(name)!.map((e) => [e.k, e.d, e.v].map(String).join(' '));
    expect(await tableOf(play.world, name), name).toEqual(expected.sort());
  }
  for (const { name } of dimensionModels) {
    const at = (h: number | null): string => (h === null ? 'null' : h === -Infinity ? 'epoch' : h.toFixed(4));
    const expected = play.versions
      .get(name)!
      .rows.map((r) => `${r.k} ${r.v} ${r.w} ${r.u === null ? 'null' : at(r.u)} ${at(r.from)} ${at(r.to)}`);
    expect(await tableOf(play.world, name), name).toEqual(expected.sort());
  }
}

async function tableOf(world: World, name: string): Promise<string[]> {
  const isHistory = dimensionModels.some((m) => m.name === name);
  const hours = (column: string): string =>
    `CASE WHEN ${column} IS NULL THEN 'null' WHEN ${column} = TIMESTAMP '1970-01-01' THEN 'epoch' ELSE printf('%.4f', (epoch_ms(${column}) - ${start}) / ${hour}.0) END`;
  const text = isHistory
    ? `concat_ws(' ', coalesce(k::VARCHAR, 'null'), coalesce(v::VARCHAR, 'null'), coalesce(w::VARCHAR, 'null'), ${hours('u')}, ${hours('valid_from')}, ${hours('valid_to')})`
    : `concat_ws(' ', coalesce(k::VARCHAR, 'null'), coalesce(date_diff('day', TIMESTAMP '2023-01-01', ts)::VARCHAR, 'null'), coalesce(v::VARCHAR, 'null'))`;
  const rows = await world.rows(`SELECT ${text} AS row FROM k.${name}`);
  return rows.map((r) => r['row'] as string).sort();
}

/** No two versions of a key overlap, at most one is open, a closed one never changes again. */
function checkInvariants(before: readonly Version[], after: readonly Version[]): void {
  const text = (r: Version): string => JSON.stringify([r.k, r.v, r.w, r.u, r.from, r.to]);
  const now = new Set(after.map(text));
  for (const row of before) if (row.to !== null) expect(now, 'closed rows stay').toContain(text(row));
  for (const key of new Set(after.map((r) => r.k))) {
    const versions = after
      .filter((r) => r.k === key)
      .sort((a, b) => a.from - b.from || (a.to ?? Infinity) - (b.to ?? Infinity));
    expect(versions.filter((r) => r.to === null).length).toBeLessThanOrEqual(1);
    for (const [i, version] of versions.entries()) {
      expect(version.to ?? Infinity).toBeGreaterThanOrEqual(version.from);
      const next = versions[i + 1];
      if (next !== undefined) expect(next.from).toBeGreaterThanOrEqual(version.to ?? Infinity);
    }
  }
}
