import { expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const orders = (query: string, kind = 'INCREMENTAL_BY_TIME_RANGE (time_column d, forward_only true)'): string =>
  `MODEL (name s.orders, kind ${kind}, start '2023-01-01');\n${query}`;

const days = `FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day)`;
const first = `SELECT day::DATE AS d, 1 AS v ${days} WHERE day BETWEEN @start_ds AND @end_ds`;
const second = `SELECT day::DATE AS d, 2 AS v, 'x' AS extra ${days} WHERE day BETWEEN @start_ds AND @end_ds`;
const children = {
  'models/total.sql': 'MODEL (name s.total, kind FULL);\nSELECT sum(v) AS total, count(*) AS n FROM s.orders',
  'models/seen.sql': 'MODEL (name s.seen, kind VIEW);\nSELECT d, v FROM s.orders',
};

async function deployed(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const project = testProject(files);
  await project.plan();
  return project;
}

it('previews the newest interval beside the rows of prod, for children too, and deploys without computing again', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first), ...children });
  expect(await project.rows('SELECT * FROM s.total')).toEqual(['7|7']);
  project.write({ 'models/orders.sql': orders(second) });
  const plan = await project.plan('dev');
  expect(plan.changes.modified.map((m) => [m.name, m.category])).toContainEqual(['s.orders', 'forward-only']);
  expect(await project.rows('SELECT count(*), sum(v), count(extra) FROM s__dev.orders')).toEqual(['7|8|1']);
  expect(await project.rows(`SELECT v, extra FROM s__dev.orders WHERE d = DATE '2023-01-07'`)).toEqual(['2|x']);
  const prod = await project.plan();
  expect(prod.backfill.filter((b) => b.name === 's.orders')).toEqual([]);
  expect(await project.rows('SELECT count(*), sum(v), count(extra) FROM s.orders')).toEqual(['7|7|0']);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT count(*), sum(v), count(extra) FROM s.orders')).toEqual(['8|9|1']);
  expect(await project.rows('SELECT * FROM s.total')).toEqual(['9|8']);
  expect(await project.rows('SELECT count(*) FROM s.seen')).toEqual(['8']);
  // The environment that tried the change goes on answering.
  expect(await project.rows('SELECT count(*) FROM s__dev.orders')).toEqual(['8']);
});

it('moves what a preview computes when the environment runs', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first) });
  project.write({ 'models/orders.sql': orders(second) });
  await project.plan('dev');
  project.now = '2023-01-10T12:00:00Z';
  await project.run('dev');
  expect(await project.rows('SELECT v, count(*) FROM s__dev.orders GROUP BY v ORDER BY v')).toEqual(['1|6', '2|3']);
  expect(await project.rows('SELECT v, count(*) FROM s.orders GROUP BY v')).toEqual(['1|7']);
});

it('recomputes from the effective date on when it is deployed, whether planned in dev before or not', async () => {
  const kind = 'INCREMENTAL_BY_TIME_RANGE (time_column d)';
  for (const through of [[], ['dev']]) {
    const project = await deployed({ 'models/orders.sql': orders(first, kind), ...children });
    project.write({ 'models/orders.sql': orders(second, kind) });
    for (const name of through) await project.plan([name, '--forward-only', '--effective-from', '2023-01-05']);
    await project.plan(through.length > 0 ? [] : ['--forward-only', '--effective-from', '2023-01-05']);
    expect(await project.rows('SELECT v, count(*) FROM s.orders GROUP BY v ORDER BY v')).toEqual(['1|4', '2|3']);
    expect(await project.rows('SELECT * FROM s.total')).toEqual(['10|7']);
  }
});

it('keeps to the effective date of the plan that gave it: a later change begins with new intervals', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first) });
  project.write({ 'models/orders.sql': orders(second) });
  await project.plan('--forward-only --effective-from 2023-01-05');
  project.write({ 'models/orders.sql': orders(second.replace('2 AS v', '3 AS v')) });
  expect((await project.plan()).backfill).toEqual([]);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT v, count(*) FROM s.orders GROUP BY v ORDER BY v')).toEqual(['1|4', '2|3', '3|1']);
});

it('goes on from the history of prod in a preview of a type 2 history', async () => {
  const scd = (query: string): string =>
    `MODEL (name s.orders, kind SCD_TYPE_2_BY_COLUMN (unique_key k, columns [v]));\n${query}`;
  const project = await deployed({ 'models/orders.sql': scd('SELECT 1 AS k, 1 AS v') });
  project.write({ 'models/orders.sql': scd('SELECT 1 AS k, 2 AS v, 3 AS extra') });
  await project.plan('dev');
  expect(await project.rows('SELECT v, extra, valid_to IS NULL FROM s__dev.orders ORDER BY v')).toEqual([
    '1|∅|false',
    '2|3|true',
  ]);
  expect(await project.rows('SELECT v FROM s.orders')).toEqual(['1']);
});

it('replaces keys, partitions and nothing in previews of kinds without a time', async () => {
  const cases = [
    ['INCREMENTAL_BY_UNIQUE_KEY (unique_key k, forward_only true)', ''],
    ['INCREMENTAL_BY_UNIQUE_KEY (unique_key (k % 10), forward_only true)', ''],
    [
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key k, forward_only true, when_matched (WHEN MATCHED THEN UPDATE SET target.v = source.v))',
      '',
    ],
    ['INCREMENTAL_BY_PARTITION', ', partitioned_by (k)'],
    ['INCREMENTAL_UNMANAGED (insert_overwrite true)', ', partitioned_by (k)'],
  ] as const;
  for (const [kind, more] of cases) {
    const model = (query: string): string => `MODEL (name s.orders, kind ${kind}${more});\n${query}`;
    const project = await deployed({ 'models/orders.sql': model('SELECT unnest([1, 2]) AS k, 1 AS v') });
    project.write({ 'models/orders.sql': model('SELECT unnest([2, 3]) AS k, 2 AS v') });
    await project.plan('dev');
    expect(await project.rows('SELECT k, v FROM s__dev.orders ORDER BY k'), kind).toEqual(['1|1', '2|2', '3|2']);
    expect(await project.rows('SELECT k, v FROM s.orders ORDER BY k'), kind).toEqual(['1|1', '2|1']);
  }
});

it('shows the rows of prod also when nothing is computed for the preview', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first) });
  project.write({ 'models/orders.sql': orders(second) });
  await project.plan('dev --skip-backfill');
  expect(await project.rows('SELECT count(*), sum(v) FROM s__dev.orders')).toEqual(['7|7']);
  await project.plan('dev');
  expect(await project.rows('SELECT count(*), sum(v) FROM s__dev.orders')).toEqual(['7|8']);
});

it('takes a change back as another forward-only change', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first) });
  project.write({ 'models/orders.sql': orders(first.replace('1 AS v', '5 AS v')) });
  await project.plan();
  project.write({ 'models/orders.sql': orders(first) });
  const back = await project.plan();
  expect(back.changes.modified.map((m) => m.category)).toEqual(['forward-only']);
  expect(back.backfill).toEqual([]);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT v, count(*) FROM s.orders GROUP BY v')).toEqual(['1|8']);
});

it('computes all of it anew when the kind changes', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first) });
  project.write({ 'models/orders.sql': orders(second.replace(/ WHERE.*/, ''), 'FULL') });
  const plan = await project.plan('--forward-only');
  expect(plan.changes.modified.map((m) => m.category)).toEqual(['breaking']);
  expect(await project.rows('SELECT DISTINCT v FROM s.orders')).toEqual(['2']);
});

it('cleans both parts of a preview up', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first) });
  project.write({ 'models/orders.sql': orders(second) });
  await project.plan('dev');
  await project.mesh('invalidate dev --sync');
  await project.mesh('janitor --ignore-ttl --yes');
  expect(await project.rows(`SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%__dev%'`)).toEqual(['0']);
  expect(await project.rows(`SELECT count(*) FROM duckdb_views() WHERE view_name LIKE '%__dev%'`)).toEqual(['0']);
});

it('carries a new column through children that take all columns, planned in dev before or not', async () => {
  const star = (name: string, kind: string): string => `MODEL (name s.${name}, kind ${kind});\nSELECT * FROM s.orders`;
  const more = {
    'models/c1.sql': star('c1', 'INCREMENTAL_BY_TIME_RANGE (time_column d, forward_only true)'),
    'models/c2.sql': star('c2', 'FULL'),
    'models/c3.sql': star('c3', 'VIEW'),
    'models/c4.sql': star('c4', 'INCREMENTAL_BY_UNIQUE_KEY (unique_key d)'),
  };
  for (const through of [[], ['dev']]) {
    const project = await deployed({ 'models/orders.sql': orders(first), ...more });
    project.write({ 'models/orders.sql': orders(second) });
    for (const environment of through) {
      await project.plan(environment);
      for (const name of ['orders', 'c1', 'c2', 'c3', 'c4'])
        expect(await project.rows(`SELECT count(*), count(extra) FROM s__dev.${name}`), name).toEqual(['7|1']);
    }
    await project.plan();
    project.now = '2023-01-09T12:00:00Z';
    await project.run();
    for (const name of ['orders', 'c1', 'c2', 'c3', 'c4'])
      expect(await project.rows(`SELECT count(*), count(extra) FROM s.${name}`), name).toEqual(['8|1']);
    expect((await project.plan()).hasChanges).toBe(false);
  }
});

it('never appends a recorded interval twice, whatever the effective date', async () => {
  const project = await deployed({ 'models/orders.sql': orders(first, 'INCREMENTAL_UNMANAGED') });
  project.write({ 'models/orders.sql': orders(second, 'INCREMENTAL_UNMANAGED') });
  await project.plan('--forward-only --effective-from 2023-01-05');
  expect(await project.rows('SELECT count(*), count(DISTINCT d) FROM s.orders')).toEqual(['7|7']);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  await project.run();
  expect(await project.rows('SELECT count(*), count(extra) FROM s.orders')).toEqual(['8|1']);
});

it('begins a history at the beginning of time also when its table was made empty before', async () => {
  const scd = 'MODEL (name s.orders, kind SCD_TYPE_2_BY_COLUMN (unique_key k, columns [v]));\nSELECT 1 AS k, 1 AS v';
  const project = testProject({ 'models/orders.sql': scd });
  await project.plan('--skip-backfill');
  await project.plan();
  expect(await project.rows('SELECT v, valid_from FROM s.orders')).toEqual(['1|1970-01-01 00:00:00']);
});
