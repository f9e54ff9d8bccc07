// The example projects are run as they stand.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queryFile } from './support/duckdbFile.ts';
import { compiled } from './support/compiled.ts';
import { runMesh } from './support/runMesh.ts';

const folder = mkdtempSync(join(tmpdir(), 'mesh-examples-'));

beforeAll(async () => {
  cpSync(fileURLToPath(new URL('../examples/data-passing', import.meta.url)), folder, { recursive: true });
  const run = await runMesh(['plan', '--auto-apply', '--json'], { cwd: folder, now: '2024-01-11T12:00:00Z' });
  const failed = (
    run.json as { result?: { models: { name: string; status: string; error: unknown }[] } }
  ).result?.models.filter((each) => each.status !== 'success');
  expect({ failed, code: run.code, stderr: run.code === 0 ? '' : run.stderr }).toEqual({
    failed: [],
    code: 0,
    stderr: '',
  });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['.', 'examples/data-passing'])('the project in %s is laid out as `mesh format` does', async (path) => {
  const cwd = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const { code, stderr } = await runMesh(['format', '--check'], { cwd, now: '2024-01-11T12:00:00Z' });
  expect([stderr, code]).toEqual([expect.stringMatching(/^\d+ files in good order\n$/), 0]);
});

const same = (table: string): string =>
  `SELECT count(*) FROM (SELECT customer_id, name FROM patterns.${table} EXCEPT ALL SELECT customer_id, name FROM raw.customers)`;

test.each([
  ['bulk', `SELECT rows, total = (SELECT sum(amount) FROM raw.transactions) FROM patterns.bulk`, '10000|true'],
  [
    'streaming',
    `SELECT count(*), count(DISTINCT id), max(abs(score - tanh(amount / 100))) < 1e-12 FROM patterns.streaming JOIN raw.transactions USING (id)`,
    '10000|10000|true',
  ],
  ['aggregated', 'SELECT count(*), sum(share)::DECIMAL(9,6) FROM patterns.aggregated', '7|1.000000'],
  [
    'structured',
    `SELECT count(*), sum(len(timeline)), bool_and(list_sort(timeline) = timeline) FROM patterns.structured`,
    '100|10000|true',
  ],
  [
    'attached',
    `SELECT count(*), sum(refunds), count(details), any_value(typeof(details)) FROM patterns.attached`,
    '100|1429|0|STRUCT(reason VARCHAR, codes INTEGER[])',
  ],
  ['temporary', `SELECT count(*), count(DISTINCT segment) FROM patterns.temporary`, '100|2'],
  [
    'batch insert',
    `SELECT (SELECT count(*) FROM patterns.batch_insert) + (SELECT count(*) FROM patterns_side.rejected), (SELECT count(*) FROM patterns_side.rejected WHERE noted_at IS NULL)`,
    '10000|0',
  ],
  ['result sets, rows', same('as_rows'), '0'],
  ['result sets, columns', same('as_columns'), '0'],
  ['result sets, Arrow', same('as_arrow'), '0'],
  ['result sets, SQL', same('as_sql'), '0'],
  ['result sets, a relation', same('as_relation'), '0'],
  ['convergence', 'SELECT count(*), sum(customers), bool_and(rounds > 1) FROM patterns.convergence', '2|100|true'],
  [
    'feedback',
    `SELECT count(*), bool_and(abs(smoothed - coalesce(0.7 * before + 0.3 * paid, paid)) < 1e-9) FROM (SELECT *, lag(smoothed) OVER (ORDER BY day) AS before FROM patterns.feedback)`,
    '10|true',
  ],
  ['scoring', `SELECT count(*), count(DISTINCT action) FROM patterns.actions`, '1000|3'],
  [
    'enhancement',
    'SELECT count(*), min(rank), max(rank), bool_and(spend >= coalesce(next, 0)) FROM (SELECT *, lead(spend) OVER (ORDER BY rank) AS next FROM patterns.features)',
    '100|1|100|true',
  ],
  [
    'variables',
    `SELECT count(*) BETWEEN 900 AND 1000, min(h.amount) > min(t.amount) FROM patterns.high AS h, patterns.threshold AS t`,
    'true|true',
  ],
  [
    'parallel',
    'SELECT count(*), bool_and(value >= amount) FROM patterns.parallel JOIN raw.transactions USING (id)',
    '10000|true',
  ],
  ['caches', `SELECT count(*), min(label), bool_and(total > 0) FROM patterns.caches`, '7|Category no. 1|true'],
  ['memory', 'SELECT count(*), min(rows), max(rows), max(bytes_a_row) < 12 FROM patterns.memory', '2|10000|10000|true'],
  [
    'filter and sort',
    `SELECT count(*), sum(rows) = (SELECT count(*) FROM raw.transactions WHERE category = 'category 1' AND amount > 10) FROM patterns.filter_sort`,
    '3|true',
  ],
  ['push-down', 'SELECT count(*), sum(payments) FROM patterns.push_down', '34|3400'],
  [
    'transformer',
    `SELECT count(*), count(DISTINCT label), count(*) FILTER (WHERE label = 'food') FROM patterns.transformer`,
    '10000|7|1429',
  ],
  [
    'bulk update',
    'SELECT changed, (SELECT sum(balance) FROM patterns_side.balances) FROM patterns.bulk_update',
    '1000|5000',
  ],
  ['timing', 'SELECT rows, score > 0 FROM patterns.timing', '10000|true'],
  ['functions', 'SELECT count(*), count(grade), bool_and(total > 0) FROM patterns.graded', '100|100|true'],
  [
    'resumable',
    `SELECT count(*), count(DISTINCT id), count(DISTINCT category), bool_and(category = (SELECT category FROM raw.transactions AS t WHERE t.id = r.id)) FROM patterns.resumable AS r`,
    '4287|4287|3|true',
  ],
])('data-passing: %s', async (_, sql, expected) => {
  expect(await queryFile(join(folder, 'data_passing.duckdb'), sql)).toEqual([expected]);
});

test('they compile with the types that `mesh types` writes', async () => {
  const template = fileURLToPath(new URL('../templates/typescript', import.meta.url));
  for (const file of ['tsconfig.json', 'package.json']) cpSync(join(template, file), join(folder, file));
  expect(await compiled(folder)).toBe('');
}, 60_000);
