// Random histories of a model that goes back and forth between definitions: each has a table of its own, which is used
// again with what it held, and only the days that it has not got are computed. MESH_SEED=n replays one.
import { expect, it } from 'vitest';
import { seededRandom } from '../support/seededRandom.ts';
import { timeRange, type Event } from './reference.ts';
import { day, openWorld, start, type World } from './world.ts';

const histories = Number(process.env['MESH_HISTORIES'] ?? 6);
const only = process.env['MESH_SEED'];
const seeds = only === undefined ? Array.from({ length: histories }, (_, i) => i + 1) : [Number(only)];

const definitions = ['v', 'v + 1000', 'v * 2'];
const model = (value: string): string =>
  `MODEL (name k.t, kind INCREMENTAL_BY_TIME_RANGE (time_column ts, batch_size 2));
SELECT k, ts, CASE WHEN k < 0 THEN error('boom') ELSE ${value} END AS v FROM raw.events WHERE ts BETWEEN @start_ts AND @end_ts`;
const valueOf = [(v: number) => v, (v: number) => v + 1000, (v: number) => v * 2];
const setup = 'CREATE SCHEMA raw; CREATE TABLE raw.events (k INTEGER, ts TIMESTAMP, v INTEGER);';

interface Version {
  rows: Event[];
  readonly days: Set<number>;
}

it.each(seeds)('history %i of changes, reverts, gaps and failures', { timeout: 60_000 }, async (seed) => {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const world = await openWorld({ t: model(definitions[0]!) }, setup, 'db.duckdb');
  const versions: Version[] = definitions.map(() => ({ rows: [], days: new Set() }));
  const log: string[] = [];
  let [now, current, events] = [1 + below(4), 0, [] as Event[]];
  const clock = (): number => start + now * day + 600_000;
  const compute = (until: number): void => {
    const version = versions[current]!;
    const missing = Array.from({ length: until }, (_, d) => d).filter((d) => !version.days.has(d));
    const source = events.map((e) => ({ ...e, v: valueOf[current]!(e.v!) }));
    version.rows = timeRange(version.rows, source, missing);
    for (const d of missing) version.days.add(d);
  };
  const attempt = async (work: () => ReturnType<World['run']>): Promise<void> => {
    if (below(4) === 0) {
      // Whatever batches were finished before it count; the table of the version in sight is never worse.
      await world.sql(`INSERT INTO raw.events VALUES (-1, TIMESTAMP '2023-01-01' + INTERVAL ${now - 1} DAY, 0)`);
      const failed = await work();
      log.push(`day ${now}: ${failed.status} on the way`);
      await world.sql('DELETE FROM raw.events WHERE k < 0');
    }
    const done = await work();
    expect(
      done.models.filter((m) => m.status !== 'success'),
      log.join('\n'),
    ).toEqual([]);
  };
  try {
    for (let step = 0; step < 12; step++) {
      for (let i = below(5); i > 0; i--)
        events.push({ k: below(5), d: Math.max(0, now - 1 - below(3)), v: below(100) });
      if (below(3) === 0) events = events.filter(() => below(5) > 0);
      const values = events.map((e) => `(${e.k}, TIMESTAMP '2023-01-01 05:00:00' + INTERVAL ${e.d} DAY, ${e.v})`);
      await world.sql('DELETE FROM raw.events');
      if (values.length > 0) await world.sql(`INSERT INTO raw.events VALUES ${values.join(', ')}`);
      const loaded = Math.max(0, ...[...versions[current]!.days].map((d) => d + 1));
      if (step === 0 || below(2) === 0) {
        if (step > 0) current = below(definitions.length);
        log.push(`day ${now}: plan ${definitions[current]}`);
        await world.write({ t: model(definitions[current]!) });
        await attempt(() => world.plan(clock()));
        // A plan goes as far as prod had come; what is due since then is a run's.
        compute(step === 0 ? now : Math.max(loaded, 0));
      } else {
        now += below(4);
        log.push(`day ${now}: run`);
        await attempt(() => world.run(clock()));
        compute(now);
      }
      const rows = await world.rows(`SELECT k, date_diff('day', TIMESTAMP '2023-01-01', ts) AS d, v FROM k.t`);
      const text = (list: readonly unknown[]): string[] => list.map((row) => JSON.stringify(row)).sort();
      const expected = versions[current]!.rows.map(({ k, d, v }) => ({ k, d, v }));
      expect(text(rows), `history ${seed}\n${log.join('\n')}`).toEqual(text(expected));
    }
  } finally {
    await world.close();
  }
});
