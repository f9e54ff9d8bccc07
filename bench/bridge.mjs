// What passing rows between SQL and TypeScript costs, beside the same CREATE TABLE AS of the same run.
// UV_THREADPOOL_SIZE=16 node bench/bridge.mjs [rows] [runs]        needs `npm run build`
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { columns } from '../dist/batch/batch.js';
import { BatchMaker } from '../dist/batch/batchMaker.js';
import { batchOf } from '../dist/batch/column.js';
import { madeBatches } from '../dist/execute/typescript/pump.js';
import { Silence } from '../dist/execute/typescript/silence.js';
import { openDuckDB } from '../dist/engine/duckdb/duckdbEngine.js';
import { median } from './measure.mjs';

const rows = Number(process.argv[2] ?? 1e7);
const runs = Number(process.argv[3] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'mesh-bridge-'));
const file = join(folder, 'bench.duckdb');
const engine = await openDuckDB({ root: folder, database: file });
const { bridge } = engine;
const session = await engine.session();

const tables = {
  narrow: `SELECT i::BIGINT AS id, random() AS x, TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS at FROM range(${rows}) t(i)`,
  wide: `SELECT ${Array.from({ length: 8 }, (_, k) => `i + ${k} AS n${k}, random() AS x${k}`).join(', ')}, 'key ' || (i % 1000) AS k, 'a text that is longer than a view, number ' || i AS t, DATE '2020-01-01' + (i % 1000)::INT AS d, i % 3 = 0 AS b FROM range(${Math.ceil(rows / 5)}) t(i)`,
  shortText: `SELECT i AS id, 'k' || (i % 100000) AS t FROM range(${Math.ceil(rows / 2)}) t(i)`,
  longText: `SELECT i AS id, 'a customer with the number ' || i AS t FROM range(${Math.ceil(rows / 2)}) t(i)`,
  struct: `SELECT i AS id, {a: i, b: i * 0.5::DOUBLE} AS s FROM range(${Math.ceil(rows / 2)}) t(i)`,
  list: `SELECT i AS id, [i, i + 1, i + 2] AS l FROM range(${Math.ceil(rows / 2)}) t(i)`,
};
for (const [name, sql] of Object.entries(tables)) await session.execute(`CREATE TABLE ${name} AS ${sql}`);
await session.execute('CHECKPOINT');

const delay = monitorEventLoopDelay({ resolution: 1 });

async function timed(work) {
  globalThis.gc?.();
  delay.reset();
  delay.enable();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  clearInterval(watch);
  delay.disable();
  return { ms, block: delay.max / 1e6, mb: (peak - before) / 2 ** 20 };
}

/** `work` and its baseline by turns, so that a busy machine slows both. */
async function compare(name, baseline, work, goal = '') {
  const samples = [];
  for (let run = 0; run < runs; run++) {
    const base = await timed(baseline);
    const own = await timed(work);
    samples.push({ base, own, ratio: own.ms / base.ms });
  }
  const of = (pick) => median(samples.map(pick));
  console.log(
    `${name.padEnd(34)} ${of((s) => s.own.ms)
      .toFixed(0)
      .padStart(7)} ms ${of((s) => s.base.ms)
      .toFixed(0)
      .padStart(7)} ms CTAS ${of((s) => s.ratio)
      .toFixed(2)
      .padStart(6)}×  block ${of((s) => s.own.block)
      .toFixed(0)
      .padStart(3)} ms  +${Math.max(...samples.map((s) => s.own.mb - Math.max(0, s.base.mb))).toFixed(0)} MB  ${goal}`,
  );
}

const ctas = (sql) => () => session.execute(`CREATE OR REPLACE TABLE copied AS ${sql}`);

/** Reads a query, maps its batches, writes what comes out. */
async function roundTrip(sql, { map, ordered = true }) {
  const stream = await bridge.read(sql);
  let maker;
  const first = await stream.batches.next();
  const made = function* (batch) {
    const item = map(batchOf({ columns: stream.columns, ...batch }, {}));
    maker ??= new BatchMaker({ model: 'bench', shapes: shapesOf(item, stream.columns), readIpc: undefined });
    yield* maker.add(item);
  };
  const pending = [...made(first.value)];
  const feed = bridge.feed(maker.shapes, { anyOrder: !ordered });
  if (!ordered) await session.execute('SET SESSION preserve_insertion_order = false');
  const writing = session.execute(`CREATE OR REPLACE TABLE copied AS ${feed.query}`).finally(() => feed.close());
  for (const batch of pending) await feed.push(batch);
  for await (const batch of stream.batches) for (const out of made(batch)) await feed.push(out);
  for (const batch of maker.end()) await feed.push(batch);
  feed.end();
  await writing;
  if (!ordered) await session.execute('RESET SESSION preserve_insertion_order');
}

function shapesOf(item, known) {
  return Object.keys(item.columns).map(
    (name) => known.find((column) => column.name === name) ?? { name, type: { type: 'DOUBLE' }, nullable: true },
  );
}

const plusOne = (batch) => {
  const x = batch.column('x').values;
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) y[i] = x[i] * 2 + 1;
  return columns({ id: batch.column('id'), x: batch.column('x'), at: batch.column('at'), y });
};
const same = (batch) =>
  columns(Object.fromEntries(batch[Symbol.for('mesh.batch')].columns.map(({ name }) => [name, batch.column(name)])));

console.log(
  `${rows.toLocaleString('en-US')} rows, medians of ${runs}, ${engine.version}, Node ${process.versions.node}`,
);
await compare(
  'read in batches',
  ctas('FROM narrow'),
  async () => {
    for await (const _ of (await bridge.read('FROM narrow')).batches);
  },
  'goal ≤ 1.0×',
);
await compare(
  'narrow + 1, there and back',
  ctas('SELECT *, x * 2 + 1 AS y FROM narrow'),
  () => roundTrip('FROM narrow', { map: plusOne }),
  'goal ≤ 2.0×, block ≤ 50 ms, +200 MB',
);
await compare(
  'the same, order does not matter',
  ctas('SELECT *, x * 2 + 1 AS y FROM narrow'),
  () => roundTrip('FROM narrow', { map: plusOne, ordered: false }),
  'goal ≤ 1.8×',
);
await session.execute('SET threads = 1');
await compare('the same, CTAS on one thread', ctas('SELECT *, x * 2 + 1 AS y FROM narrow'), () =>
  roundTrip('FROM narrow', { map: plusOne }),
);
await session.execute('RESET threads');
await compare('wide (20 columns)', ctas('FROM wide'), () => roundTrip('FROM wide', { map: same }), 'goal ≤ 2.0×');
await compare('short texts', ctas('FROM shortText'), () => roundTrip('FROM shortText', { map: same }), 'goal ≤ 2.5×');
await compare('long texts', ctas('FROM longText'), () => roundTrip('FROM longText', { map: same }), 'goal ≤ 2.5×');
await compare('structs', ctas('FROM struct'), () => roundTrip('FROM struct', { map: same }), 'goal ≤ 2.5×');
await compare('lists', ctas('FROM list'), () => roundTrip('FROM list', { map: same }));

const stream3 = await bridge.columnsOf('FROM narrow');
const million = `SELECT * FROM narrow LIMIT ${Math.min(rows, 1e6)}`;
await compare(
  '1 M row objects, read',
  ctas(million),
  async () => {
    for await (const batch of (await bridge.read(million)).batches)
      for (const row of batchOf({ columns: stream3, ...batch }, {}).rows()) void row;
  },
  'goal ≥ 1 M rows/s',
);
function* rowsOfModel() {
  const at = new Date();
  for (let i = 0; i < 1e6; i++) yield { id: i, x: i / 2, at };
}
const shapes3 = stream3.map((column) => ({ ...column }));
await compare(
  '1 M row objects, written',
  ctas(million),
  async () => {
    const maker = new BatchMaker({ model: 'bench', shapes: shapes3, readIpc: undefined });
    const feed = bridge.feed(shapes3);
    const writing = session.execute(`CREATE OR REPLACE TABLE copied AS ${feed.query}`).finally(() => feed.close());
    const { signal } = new AbortController();
    const pumping = { model: 'bench', signal, silence: new Silence(), read: undefined };
    for await (const batch of madeBatches(rowsOfModel(), maker, pumping)) await feed.push(batch);
    feed.end();
    await writing;
  },
  'goal ≥ 1 M rows/s',
);

const connection = session.connection;
await compare(
  '1 M rows by getRowObjectsJS',
  ctas(million),
  async () => void (await (await connection.run(million)).getRowObjectsJS()),
);
await compare(
  '1 M rows by getColumns',
  ctas(million),
  async () => void (await (await connection.run(million)).getColumns()),
);
for (const format of ['csv', 'parquet']) {
  const path = join(folder, `detour.${format}`);
  await compare(
    `1 M rows by a ${format} file`,
    ctas(million),
    async () => {
      await session.execute(`COPY (${million}) TO '${path}' (FORMAT ${format})`);
      await session.execute(`CREATE OR REPLACE TABLE copied AS FROM '${path}'`);
    },
    `${((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / 2 ** 20) | 0} MB`,
  );
}

await compare(
  '100 rows through a feed',
  () => session.execute('CREATE OR REPLACE TABLE copied AS FROM narrow LIMIT 100'),
  () => roundTrip('FROM narrow LIMIT 100', { map: plusOne }),
  'goal ≤ 5 ms more',
);
await engine.close();
rmSync(folder, { recursive: true, force: true });
