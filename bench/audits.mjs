// What audits cost: one on a small table, and ten on ten million rows against one. `node bench/audits.mjs [rows]`, after a build.
import { openDuckDB } from '../dist/engine/duckdb/duckdbEngine.js';
import { runAudits } from '../dist/execute/runAudits.js';
import { builtinAuditMeasure, builtinAuditQuery } from '../dist/model/audits/auditArguments.js';
import { builtinAudits } from '../dist/model/audits/index.js';
import { severityOf } from '../dist/model/audits/severity.js';
import { median } from './measure.mjs';

const rows = Number(process.argv[2] ?? 10_000_000);
const engine = await openDuckDB({ root: process.cwd() });
const session = await engine.session();
await session.execute(
  `CREATE TABLE big AS SELECT i AS id, i % 1000 AS customer, (i * 7919) % 10007 AS amount,
     ['new', 'paid', 'sent'][1 + i % 3] AS status, 'a' || (i % 5000) || '@example.org' AS email FROM range(${rows}) AS t(i)`,
);
await session.execute('CREATE TABLE small AS SELECT * FROM big LIMIT 1000');

const calls = [
  ['not_null', { columns: '(id, customer)' }],
  ['accepted_values', { column: 'status', is_in: "('new', 'paid', 'sent')" }],
  ['accepted_range', { column: 'amount', min_v: '0', max_v: '10007' }],
  ['forall', { criteria: '(amount >= 0, customer < 1000)' }],
  ['number_of_rows', { threshold: '10' }],
  ['not_null', { columns: '(email)' }],
  ['not_empty_string', { column: 'status' }],
  ['not_null_proportion', { column: 'email', threshold: '0.9' }],
  ['at_least_one', { column: 'email' }],
  ['string_length_between', { column: 'email', min_v: '5', max_v: '40' }],
];

function rendered(table, list) {
  return list.map(([name, given]) => {
    const call = { name, arguments: given };
    const measure = builtinAuditMeasure(builtinAudits.get(name), call);
    return {
      name,
      blocking: true,
      severity: severityOf(call),
      at: undefined,
      query: builtinAuditQuery(builtinAudits.get(name), call, table),
      ...(measure === undefined ? {} : { measure: { relation: table, ...measure } }),
    };
  });
}

const context = { emit: () => undefined, environment: 'bench' };
const about = { name: 'bench', at: { file: 'bench', line: 1, column: 1 } };

async function time(audits, runs) {
  const samples = [];
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    await runAudits(context, session, { audits, about, interval: null, mayBlock: true });
    samples.push(performance.now() - began);
  }
  return median(samples);
}

const say = (name, ms, goal) => console.log(`${name.padEnd(44)} ${ms.toFixed(2).padStart(9)} ms  ${goal}`);
await time(rendered('small', calls), 5);
say('one audit on 1,000 rows', await time(rendered('small', calls.slice(0, 1)), 50), 'goal 2 ms');
const singles = [];
for (const call of calls) singles.push(await time(rendered('big', [call]), 5));
const sum = singles.reduce((total, ms) => total + ms, 0);
const dearest = Math.max(...singles);
const size = `${rows.toLocaleString('en-US')} rows`;
say(`one audit on ${size}, mean of ten`, sum / singles.length, '');
say('the dearest of them', dearest, '');
say('the ten one after the other', sum, '');
const ten = await time(rendered('big', calls), 5);
const shares = `${(ten / dearest).toFixed(2)} of the dearest (goal 2.5), ${((ten * singles.length) / sum).toFixed(2)} of the mean`;
say('ten audits together', ten, shares);
await engine.close();
