// What incremental kinds cost on DuckDB: type 2 history against writing the history anew, MERGE against DELETE + INSERT.
// node bench/kinds.mjs [rows]      needs dist/ (npm run build)
import { median } from './measure.mjs';

const { openDuckDB } = await import('../dist/engine/duckdb/duckdbEngine.js').catch(
  () => import('../dist/src/engine/duckdb/duckdbEngine.js'),
);

const keys = Number(process.argv[2] ?? 1_000_000);
const engine = await openDuckDB({ root: process.cwd() });
const session = await engine.session();
await session.execute('CREATE SCHEMA s');

async function timed(work, { prepare, runs = 3 }) {
  const times = [];
  for (let i = 0; i < runs; i++) {
    await prepare();
    const began = process.cpuUsage();
    await session.transaction(work);
    const { user, system } = process.cpuUsage(began);
    times.push((user + system) / 1000);
  }
  return median(times);
}

const columns = ['k', 'name', 'amount', 'note', 'u'];
const row = (k, version) =>
  `SELECT ${k} AS k, 'name ' || ${k} || '-' || ${version} AS name, ${k} * 1.5 + ${version} AS amount, md5(${k}::VARCHAR) AS note, TIMESTAMP '2023-01-01' + to_hours(${version}::BIGINT) AS u`;

/** A history of three versions a key, and a source in which a share of the keys has changed. */
async function prepareHistory(share) {
  const versions = [0, 1, 2].map(
    (v) =>
      `SELECT *, TIMESTAMP '2023-01-01' + to_hours(${v}) AS valid_from, ${v < 2 ? `TIMESTAMP '2023-01-01' + to_hours(${v + 1})` : 'NULL::TIMESTAMP'} AS valid_to FROM (${row('i', v)} FROM range(${keys}) r(i))`,
  );
  await session.execute(`CREATE OR REPLACE TABLE s.history AS ${versions.join(' UNION ALL ')}`);
  await session.execute(
    `CREATE OR REPLACE TABLE s.source AS ${row('i', `CASE WHEN hash(i) % 1000 < ${share * 1000} THEN 5 ELSE 2 END`)} FROM range(${keys}) r(i)`,
  );
}

const strategy = (change, closeMissing) => ({
  type: 'writeHistory',
  target: { schema: 's', table: 'history' },
  query: 'SELECT * FROM s.source',
  columns,
  key: ['k'],
  validFrom: 'valid_from',
  validTo: 'valid_to',
  timeType: 'TIMESTAMP',
  change,
  closeMissing,
  now: "'2023-02-01 00:00:00'",
  isFirstLoad: false,
});

/** Static rows, open rows perhaps closed, new versions: the whole table in one statement. */
const rewrite = (changed) => `CREATE OR REPLACE TABLE s.history AS
  WITH open AS (SELECT * FROM s.history WHERE valid_to IS NULL),
  source AS (SELECT * FROM s.source QUALIFY row_number() OVER (PARTITION BY k ORDER BY u DESC) = 1),
  joined AS (SELECT o.*, s.k AS sk, s.name AS sname, s.amount AS samount, s.note AS snote, s.u AS su FROM open o FULL JOIN source s ON o.k = s.k)
  SELECT * FROM s.history WHERE valid_to IS NOT NULL
  UNION ALL SELECT k, name, amount, note, u, valid_from, CASE WHEN ${changed} THEN su END FROM joined WHERE k IS NOT NULL
  UNION ALL SELECT sk, sname, samount, snote, su, CASE WHEN k IS NULL THEN TIMESTAMP '1970-01-01' ELSE su END, NULL FROM joined WHERE k IS NULL OR (${changed})`;

const byTime = { type: 'time', column: 'u', asValidFrom: false };
const byColumns = { type: 'columns', columns: ['name', 'amount', 'note'], nowAsValidFrom: false };
console.log(`${keys} keys, ${3 * keys} versions, 5 columns; CPU seconds, median of 3`);
for (const share of [0.001, 0.01, 0.1]) {
  const prepare = () => prepareHistory(share);
  const anew = await timed(() => session.execute(rewrite('su > u')), { prepare });
  const anewColumns = await timed(
    () => session.execute(rewrite('(name, amount, note) IS DISTINCT FROM (sname, samount, snote)')),
    { prepare },
  );
  const time = await timed(() => session.write(strategy(byTime, false)), { prepare });
  const deletes = await timed(() => session.write(strategy(byTime, true)), { prepare });
  const compared = await timed(() => session.write(strategy(byColumns, false)), { prepare });
  const ratio = (x, of) => `${(x / 1000).toFixed(3)} (${(x / of).toFixed(2)})`;
  console.log(
    `history, ${share * 100} % changed: rewrite by time ${(anew / 1000).toFixed(3)}, by columns ${(anewColumns / 1000).toFixed(3)}; mesh by time ${ratio(time, anew)}, with hard deletes ${ratio(deletes, anew)}, by columns ${ratio(compared, anewColumns)}`,
  );
}

for (const share of [0.01, 0.1, 0.5]) {
  const list = columns.join(', ');
  const prepare = async () => {
    await session.execute(`CREATE OR REPLACE TABLE s.target AS ${row('i', 0)} FROM range(${keys}) r(i)`);
    await session.execute(
      `CREATE OR REPLACE TABLE s.source AS ${row('i', 1)} FROM range(${keys}) r(i) WHERE hash(i) % 1000 < ${share * 1000}`,
    );
  };
  const merged = await timed(
    () =>
      session.write({
        type: 'mergeByKey',
        target: { schema: 's', table: 'target' },
        columns,
        query: 'SELECT * FROM s.source',
        key: ['k'],
      }),
    { prepare },
  );
  const deleted = await timed(
    async () => {
      await session.execute(
        `CREATE OR REPLACE TEMP TABLE stage AS SELECT ${list} FROM s.source QUALIFY row_number() OVER (PARTITION BY k) = 1`,
      );
      await session.execute(
        'DELETE FROM s.target WHERE EXISTS (SELECT 1 FROM (SELECT DISTINCT k AS sk FROM stage) WHERE sk IS NOT DISTINCT FROM k)',
      );
      await session.execute(`INSERT INTO s.target SELECT ${list} FROM stage`);
    },
    { prepare },
  );
  console.log(
    `unique key, ${share * 100} % of the keys: MERGE ${(merged / 1000).toFixed(3)}, DELETE + INSERT ${(deleted / 1000).toFixed(3)}`,
  );
}
await session.close();
await engine.close();
