// One random history: sources that change (late rows, twins, NULLs, gaps), runs, failures, restatements, changed models and
// their way back. After each step every table holds what the naive reference says.
import { expect } from 'vitest';
import type { RunResult } from '../../src/execute/result.ts';
import { diceFrom, type Dice } from '../support/randomShop.ts';
import { modelText, randomModels, shift, type DimensionModel, type EventModel, type Models } from './models.ts';
import { dueBatches, history, timeRange, type Dim, type Event, type Version } from './reference.ts';
import { day, start, type HistoryWorld, type PlanWords } from './world.ts';

const hour = 3_600_000;

const setup = `
CREATE SCHEMA raw;
CREATE TABLE raw.events (k INTEGER, ts TIMESTAMP, v INTEGER, boom VARCHAR);
CREATE TABLE raw.dims (k INTEGER, v INTEGER, w INTEGER, u TIMESTAMP, boom VARCHAR);`;

/** The rows of one version of a model, and the days it has. */
interface Table {
  rows: Event[];
  recorded: Set<number>;
}

interface Play {
  readonly models: Models;
  readonly world: HistoryWorld;
  readonly dice: Dice;
  readonly log: string[];
  events: Event[];
  dims: Dim[];
  now: number;
  /** How far prod is. */
  end: number;
  readonly variants: Map<string, number>;
  /** By model and variant; models that go on with their table have one. */
  readonly tables: Map<string, Map<number, Table>>;
  readonly versions: Map<string, { rows: Version[]; loads: number }>;
}

export interface HistoryOptions {
  readonly steps: number;
  readonly events: number;
  readonly dimensions: number;
  readonly open: (models: Readonly<Record<string, string>>, setup: string) => Promise<HistoryWorld>;
}

export async function playHistory(seed: number, options: HistoryOptions): Promise<void> {
  const dice = diceFrom(seed);
  const models = randomModels(dice, options);
  const all = [...models.events, ...models.dimensions];
  const world = await options.open(Object.fromEntries(all.map((m) => [m.name, modelText(m, 0)])), setup);
  const play: Play = {
    models,
    world,
    dice,
    log: all.map((m) => `${m.name}: ${modelText(m, 0)}`),
    events: [],
    dims: [],
    now: 1,
    end: 0,
    variants: new Map(all.map((m) => [m.name, 0])),
    tables: new Map(models.events.map((m) => [m.name, new Map([[0, { rows: [], recorded: new Set<number>() }]])])),
    versions: new Map(models.dimensions.map((m) => [m.name, { rows: [], loads: 0 }])),
  };
  try {
    await change(play);
    play.now += dice.int(0, 2);
    await settle(play, {}, { isFirst: true });
    for (let step = 0; step < options.steps; step++) {
      await change(play);
      const action = dice.int(0, 13);
      if (action < 2) await restateAll(play);
      else if (action < 4) await restateWindow(play);
      else if (action < 7) await edit(play);
      else {
        play.now += 1 + dice.int(0, 2);
        await settle(play, undefined, { isFirst: false });
      }
    }
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${play.log.join('\n')}`, { cause: error });
  } finally {
    await world.close();
  }
}

const clock = ({ now }: Play): number => start + now * day + 10 * 60_000;
const below = ({ dice }: Play, n: number): number => dice.int(0, n - 1);

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
  const inserts = [
    ...(events.length > 0 ? [`INSERT INTO raw.events VALUES ${events.join(', ')}`] : []),
    ...(dims.length > 0 ? [`INSERT INTO raw.dims VALUES ${dims.join(', ')}`] : []),
  ];
  await play.world.sql(['DELETE FROM raw.events', 'DELETE FROM raw.dims', ...inserts].join('; '));
}

/** A plan with these words, or a run; a process of its own may be killed on the way and begin again. */
async function work(play: Play, words: PlanWords | undefined): Promise<RunResult> {
  const { world, dice } = play;
  if (world.kill !== undefined && dice.chance(0.6)) {
    play.log.push(`day ${play.now}: killed`);
    await world.kill(clock(play), words, dice);
  }
  const result = words === undefined ? await world.run(clock(play)) : await world.plan(clock(play), words);
  expect(result.models.filter((m) => m.status !== 'success').map((m) => [m.name, m.error])).toEqual([]);
  return result;
}

/** Runs, sometimes over a source that makes one model fail first, and compares every table. */
async function settle(
  play: Play,
  words: PlanWords | undefined,
  { isFirst }: { readonly isFirst: boolean },
): Promise<void> {
  const { events, dimensions } = play.models;
  if (!isFirst && below(play, 4) === 0) {
    const victim = play.dice.pick([...events, ...dimensions]);
    await load(play, victim.name);
    play.log.push(`day ${play.now}: ${victim.name} fails`);
    const before = await tableOf(play, victim);
    const result = await play.world.run(clock(play));
    const failed = result.models.find((m) => m.name === `k.${victim.name}`);
    const isWhole = 'rules' in victim || victim.batchSize === Infinity;
    if (failed?.status === 'failed' && isWhole)
      expect(await tableOf(play, victim), `${victim.name} after failing`).toEqual(before);
    await load(play, undefined);
  }
  play.log.push(`day ${play.now}: ${words === undefined ? 'run' : 'plan'}`);
  await work(play, words);
  play.end = play.now;
  for (const model of events) compute(play, model);
  const now = (clock(play) - start) / hour;
  for (const model of dimensions) {
    const { rows, loads } = play.versions.get(model.name)!;
    const next = history(rows, dimsOf(play, model), { now, rules: model.rules, isFirst: loads === 0 });
    checkInvariants(model, rows, next);
    play.versions.set(model.name, { rows: next, loads: loads + 1 });
  }
  await compare(play);
}

const variantOf = ({ variants }: Play, { name }: { readonly name: string }): number => variants.get(name)!;
const dimsOf = (play: Play, model: DimensionModel): Dim[] =>
  play.dims.map((d) => ({ ...d, v: shift(d.v, variantOf(play, model)) }));

/** The table of the present variant, which may be new. */
function tableIn(play: Play, model: EventModel): Table {
  const tables = play.tables.get(model.name)!;
  const variant = model.forwardOnly ? 0 : variantOf(play, model);
  const found = tables.get(variant) ?? { rows: [], recorded: new Set<number>() };
  tables.set(variant, found);
  return found;
}

/** What is missing up to where prod is. */
function compute(play: Play, model: EventModel): void {
  const table = tableIn(play, model);
  const isFirst = table.recorded.size === 0;
  const source = play.events.map((e) => ({ ...e, v: shift(e.v, variantOf(play, model)) }));
  for (const [i, days] of dueBatches(table.recorded, play.end, model.batchSize, model.lookback).entries())
    table.rows = model.load({ table: isFirst && i === 0 ? [] : table.rows, source, days, isFirst: isFirst && i === 0 });
  for (let d = 0; d < play.end; d++) table.recorded.add(d);
}

/** One model gets another query, or the one it had before: its table of then is used again. */
async function edit(play: Play): Promise<void> {
  const model = play.dice.pick([...play.models.events, ...play.models.dimensions]);
  const variant = (variantOf(play, model) + play.dice.int(1, 2)) % 3;
  play.log.push(`day ${play.now}: ${model.name} becomes variant ${variant}`);
  play.variants.set(model.name, variant);
  await play.world.write({ [model.name]: modelText(model, variant) });
  await work(play, {});
  if (!('rules' in model) && !model.forwardOnly) compute(play, model);
  await compare(play);
}

/** All of it again, over the source as it is now: what was deleted there goes, histories begin anew. */
async function restateAll(play: Play): Promise<void> {
  play.log.push(`day ${play.now}: restate`);
  await work(play, { restate: 'k.*' });
  for (const model of play.models.events) {
    const table = tableIn(play, model);
    // Other versions have to be computed again, should one of them come back.
    for (const other of play.tables.get(model.name)!.values()) other.recorded = new Set();
    if (model.restates === 'overwrite') overwrite(play, model, table);
    compute(play, model);
  }
  for (const model of play.models.dimensions) {
    const now = (clock(play) - start) / hour;
    const rows = history([], dimsOf(play, model), { now, rules: model.rules, isFirst: true });
    play.versions.set(model.name, { rows, loads: 1 });
  }
  await compare(play);
}

/** Rows without a day of any interval stay, which a table that is made anew has not got. */
function overwrite(play: Play, model: EventModel, table: Table): void {
  const source = play.events.map((e) => ({ ...e, v: shift(e.v, variantOf(play, model)) }));
  const days = Array.from({ length: play.end }, (_, d) => d);
  table.rows = timeRange(table.rows, source, days);
  table.recorded = new Set(days);
}

/** A few days again of the models that can be cut by time: late rows come in, deleted ones go, other days stay. */
async function restateWindow(play: Play): Promise<void> {
  const ranged = play.models.events.filter((m) => m.restates === 'overwrite');
  if (ranged.length === 0) return;
  const first = below(play, play.end);
  const last = Math.min(play.end - 1, first + below(play, 4));
  const model = play.dice.pick(ranged);
  play.log.push(`day ${play.now}: restate days ${first} to ${last} of ${model.name}`);
  const date = (d: number): string => new Date(start + d * day).toISOString().slice(0, 10);
  const result = await work(play, { restate: `k.${model.name}`, start: date(first), end: date(last) });
  expect(result.models.map((m) => m.name)).toEqual([`k.${model.name}`]);
  const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const table = tableIn(play, model);
  const source = play.events.map((e) => ({ ...e, v: shift(e.v, variantOf(play, model)) }));
  table.rows = timeRange(table.rows, source, days);
  for (const other of play.tables.get(model.name)!.values())
    if (other !== table) for (const d of days) other.recorded.delete(d);
  await compare(play);
}

async function compare(play: Play): Promise<void> {
  for (const model of play.models.events) {
    const expected = tableIn(play, model).rows.map((e) => [e.k, e.d, e.v].map(String).join(' '));
    expect(await tableOf(play, model), model.name).toEqual(expected.sort());
  }
  for (const model of play.models.dimensions) {
    const at = (h: number | null): string => (h === null ? 'null' : h === -Infinity ? 'epoch' : h.toFixed(4));
    const expected = play.versions
      .get(model.name)!
      .rows.map((r) => `${r.k} ${r.v} ${r.w} ${r.u === null ? 'null' : at(r.u)} ${at(r.from)} ${at(r.to)}`);
    expect(await tableOf(play, model), model.name).toEqual(expected.sort());
  }
}

async function tableOf({ world }: Play, model: EventModel | DimensionModel): Promise<string[]> {
  const hours = (column: string): string =>
    `CASE WHEN ${column} IS NULL THEN 'null' WHEN epoch_ms(${column}) = 0 THEN 'epoch' ELSE printf('%.4f', (epoch_ms(${column}) - ${start}) / ${hour}.0) END`;
  const known = (column: string): string => `coalesce(${column}::VARCHAR, 'null')`;
  const text =
    'rules' in model
      ? `concat_ws(' ', ${['k', 'v', 'w'].map(known).join(', ')}, ${['u', ...model.times].map(hours).join(', ')})`
      : `concat_ws(' ', ${known('k')}, ${known("date_diff('day', TIMESTAMP '2023-01-01', ts)")}, ${known('v')})`;
  return (await world.texts(`SELECT ${text} FROM k.${model.name}`)).sort();
}

/** No two versions of a key overlap, at most one is open, a closed one never changes again. */
function checkInvariants({ rules }: DimensionModel, before: readonly Version[], after: readonly Version[]): void {
  const text = (r: Version): string => JSON.stringify([r.k, r.v, r.w, r.u, r.from, r.to]);
  const now = new Set(after.map(text));
  for (const row of before) if (row.to !== null) expect(now, 'closed rows stay').toContain(text(row));
  for (const key of new Set(after.map(rules.keyOf))) {
    const versions = after
      .filter((r) => rules.keyOf(r) === key)
      .sort((a, b) => a.from - b.from || (a.to ?? Infinity) - (b.to ?? Infinity));
    expect(versions.filter((r) => r.to === null).length).toBeLessThanOrEqual(1);
    for (const [i, version] of versions.entries()) {
      expect(version.to ?? Infinity).toBeGreaterThanOrEqual(version.from);
      const next = versions[i + 1];
      if (next !== undefined) expect(next.from).toBeGreaterThanOrEqual(version.to ?? Infinity);
    }
  }
}
