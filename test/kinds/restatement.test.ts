import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const ranged = (name: string, from: string, options = ''): string =>
  `MODEL (name s.${name}, kind INCREMENTAL_BY_TIME_RANGE (time_column d${options}));\nSELECT d, v FROM ${from} WHERE d BETWEEN @start_ds AND @end_ds`;

const files = {
  'models/a.sql': ranged('a', 'raw.src'),
  'models/b.sql': ranged('b', 's.a'),
  'models/total.sql': 'MODEL (name s.total, kind FULL);\nSELECT sum(v) AS v FROM s.b',
};

async function project(more: Readonly<Record<string, string>> = files): Promise<TestProject> {
  const made = testProject(more);
  await made.sql(
    `CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT day::DATE AS d, 1 AS v FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day);
     CREATE TABLE raw.bad AS SELECT false AS x`,
  );
  await made.plan();
  await made.sql('UPDATE raw.src SET v = 10');
  return made;
}

const january = (n: number): string => `2023-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;

it('computes a window again, and what reads it, and nothing else', async () => {
  const made = await project();
  const plan = await made.plan('--restate-model s.a --start 2023-01-03 --end 2023-01-04');
  expect(plan.backfill.map((b) => [b.name, b.reason])).toEqual([
    ['s.a', 'restated'],
    ['s.b', 'restated'],
    ['s.total', 'restated'],
  ]);
  expect(plan.backfill[1]!.intervals).toEqual([{ start: january(3), end: january(5) }]);
  for (const name of ['a', 'b'])
    expect(await made.rows(`SELECT v, count(*) FROM s.${name} GROUP BY v ORDER BY v`)).toEqual(['1|5', '10|2']);
  expect(await made.rows('SELECT v FROM s.total')).toEqual(['25']);
});

it('reaches kinds that cannot be cut where they begin after the window: they read it nevertheless', async () => {
  const late = (kind: string, query: string): string => `MODEL (name s.${kind}, start '2023-01-05');\n${query}`;
  const made = await project({
    ...files,
    'models/total.sql': late('total, kind FULL', 'SELECT sum(v) AS v FROM s.b'),
    'models/keyed.sql': late('keyed, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key d)', 'SELECT d, v FROM s.b'),
    'models/cut.sql': ranged('cut', 's.b').replace('s.cut', "s.cut, start '2023-01-05'"),
  });
  const plan = await made.plan('--restate-model s.a --start 2023-01-02 --end 2023-01-03');
  expect(plan.backfill.map((b) => b.name).toSorted()).toEqual(['s.a', 's.b', 's.keyed', 's.total']);
  expect(await made.rows('SELECT v FROM s.total')).toEqual(['25']);
  expect(await made.rows('SELECT sum(v) FROM s.keyed')).toEqual(['25']);
});

it('looks at no local change', async () => {
  const made = await project();
  made.write({ 'models/a.sql': ranged('a', 'raw.src').replace('d, v', 'd, v * 100 AS v') });
  const plan = await made.plan('--restate-model s.a --start 2023-01-07');
  expect(plan.changes.modified).toEqual([]);
  expect(await made.rows('SELECT max(v) FROM s.a')).toEqual(['10']);
});

it('makes other environments compute the same window of their own versions again', async () => {
  const made = await project();
  made.write({ 'models/a.sql': ranged('a', 'raw.src').replace('d, v', 'd, v + 1 AS v') });
  await made.sql('UPDATE raw.src SET v = 1');
  await made.plan('dev');
  expect(await made.rows('SELECT sum(v) FROM s__dev.a')).toEqual(['14']);
  await made.sql('UPDATE raw.src SET v = 10');
  await made.plan('--restate-model s.a --start 2023-01-03 --end 2023-01-04');
  expect(await made.rows('SELECT sum(v) FROM s__dev.a')).toEqual(['14']);
  const again = await made.plan('dev');
  expect(again.backfill.find((b) => b.name === 's.a')!.intervals).toEqual([{ start: january(3), end: january(5) }]);
  expect(await made.rows('SELECT sum(v) FROM s__dev.a')).toEqual(['32']);
});

it('restates versions of a development environment, and refuses those it shares with prod', async () => {
  const made = await project();
  made.write({ 'models/b.sql': ranged('b', 's.a').replace('d, v', 'd, v AS v, 1 AS w') });
  await made.plan('dev');
  const refused = await made.plan('dev --restate-model s.a --start 2023-01-07');
  expect(refused.notes.map((n) => [n.severity, n.model])).toContainEqual(['warning', 's.a']);
  const plan = await made.plan('dev --restate-model s.b --start 2023-01-07');
  expect(plan.backfill.map((b) => b.name)).toContain('s.b');
});

it('restates the preview of a forward-only change beyond the previewed day, over the rows of prod', async () => {
  const made = await project();
  made.write({ 'models/a.sql': ranged('a', 'raw.src').replace('d, v', 'd, v * 10 AS v') });
  await made.plan('dev --forward-only');
  expect(await made.rows('SELECT sum(v) FROM s__dev.a')).toEqual(['106']);
  const plan = await made.plan('dev --restate-model s.a --start 2023-01-03 --end 2023-01-04');
  const window = [{ start: january(3), end: january(5) }];
  expect(plan.backfill.find((b) => b.name === 's.a')!.intervals).toEqual(window);
  expect(await made.rows('SELECT sum(v) FROM s__dev.a')).toEqual(['304']);
  expect(await made.rows('SELECT sum(v) FROM s.a')).toEqual(['7']);
});

it('computes what is asked for of a version that a development environment holds in part', async () => {
  const made = await project();
  made.write({ 'models/a.sql': ranged('a', 'raw.src').replace('d, v', 'd, v + 1 AS v') });
  await made.plan('dev --start 2023-01-05 --end 2023-01-06');
  const plan = await made.plan('dev --restate-model s.a --start 2023-01-02 --end 2023-01-02');
  const window = [{ start: january(2), end: january(3) }];
  expect(plan.backfill.find((b) => b.name === 's.a')!.intervals).toEqual(window);
});

it('shows the old rows or the new ones of a whole history that fails in the middle', async () => {
  const key = (value: string): string =>
    `MODEL (name s.k, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key d, batch_size 2));\nSELECT d, ${value} AS v FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds`;
  const made = await project({ 'models/k.sql': key(`CASE WHEN v < 0 THEN error('negative') ELSE v END`) });
  await made.sql(`UPDATE raw.src SET v = -1 WHERE d = DATE '2023-01-05'`);
  const failed = await made.mesh('plan --restate-model s.k --auto-apply --json');
  expect(failed.code).toBe(1);
  expect(await made.rows('SELECT v, count(*) FROM s.k GROUP BY v')).toEqual(['1|7']);
  await made.sql(`DELETE FROM raw.src WHERE d = DATE '2023-01-05'`);
  await made.plan('--restate-model s.k');
  expect(await made.rows('SELECT v, count(*) FROM s.k GROUP BY v')).toEqual(['10|6']);
  expect(await made.rows(`SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%__rebuild'`)).toEqual(['0']);
});

it('keeps NOT NULL columns where a whole history is made anew in several batches', async () => {
  const made = await project({
    'models/k.sql': `MODEL (name s.k, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key d, batch_size 2), columns (d DATE NOT NULL, v INTEGER NOT NULL));
SELECT d, v FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds`,
  });
  await made.plan('--restate-model s.k');
  await made.sql('UPDATE raw.src SET v = NULL');
  made.now = '2023-01-09T12:00:00Z';
  const refused = await made.mesh('run');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('NOT NULL')]);
});

it('keeps the rows of a window whose restatement fails', async () => {
  const made = await project({
    'models/a.sql': ranged('a', 'raw.src').replace('d, v', `d, CASE WHEN v < 0 THEN error('no') ELSE v END AS v`),
  });
  await made.sql(`UPDATE raw.src SET v = -1 WHERE d = DATE '2023-01-04'`);
  expect((await made.mesh('plan --restate-model s.a --start 2023-01-03 --end 2023-01-05 --auto-apply')).code).toBe(1);
  expect(await made.rows('SELECT v, count(*) FROM s.a GROUP BY v')).toEqual(['1|7']);
  expect((await made.plan('--restate-model s.a --start 2023-01-06')).result!.status).toBe('success');
});

it('makes what reads a restated model in other environments alone compute the same window again', async () => {
  const made = await project();
  await made.sql('UPDATE raw.src SET v = 1');
  made.write({
    'models/e.sql': ranged('e', 's.a'),
    'models/all.sql': 'MODEL (name s.all_of_e, kind FULL);\nSELECT sum(v) AS v FROM s.e',
    'models/once.sql': 'MODEL (name s.once, kind FULL);\nSELECT 1 AS v',
  });
  await made.plan('dev');
  await made.sql('UPDATE raw.src SET v = 10');
  await made.plan('--restate-model s.a --start 2023-01-03 --end 2023-01-04');
  const again = await made.plan('dev');
  expect(again.backfill.map((b) => b.name)).toEqual(['s.all_of_e', 's.e']);
  expect(again.backfill[1]!.intervals).toEqual([{ start: january(3), end: january(5) }]);
  expect(await made.rows('SELECT v FROM s__dev.all_of_e')).toEqual(['25']);
  await made.plan();
  expect(await made.rows('SELECT v FROM s.all_of_e')).toEqual(['25']);
});

it('reaches them through views, and through what cannot be cut and begins later', async () => {
  const made = await project({
    ...files,
    'models/view.sql': 'MODEL (name s.shown, kind VIEW);\nSELECT d, v FROM s.a',
    'models/keyed.sql':
      "MODEL (name s.keyed, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key d), start '2023-01-05');\nSELECT d, v FROM s.shown",
  });
  await made.sql('UPDATE raw.src SET v = 1');
  made.write({ 'models/e.sql': ranged('e', 's.shown'), 'models/g.sql': ranged('g', 's.keyed') });
  await made.plan('dev');
  await made.sql('UPDATE raw.src SET v = 10');
  await made.plan('--restate-model s.a --start 2023-01-03 --end 2023-01-04');
  const again = await made.plan('dev');
  expect(again.backfill.map((b) => b.name)).toEqual(['s.e', 's.g']);
  for (const name of ['e', 'g']) expect(await made.rows(`SELECT sum(v) FROM s__dev.${name}`)).toEqual(['25']);
});

describe('a restatement that fails halfway', () => {
  const failing = ranged('b', 's.a').replace(
    'd, v',
    `d, CASE WHEN (SELECT x FROM raw.bad) THEN error('no') ELSE v END AS v`,
  );

  it('lets other versions forget all of it at once', async () => {
    const made = await project({ ...files, 'models/b.sql': failing });
    made.write({
      'models/a.sql': ranged('a', 'raw.src').replace('d, v', 'd, v + 1 AS v'),
      'models/b.sql': failing.replace('ELSE v', 'ELSE v + 1'),
    });
    await made.plan('dev');
    await made.sql('UPDATE raw.bad SET x = true');
    const failed = await made.mesh('plan --restate-model s.a --start 2023-01-03 --end 2023-01-05 --auto-apply');
    expect([failed.code, failed.stderr]).toEqual([
      1,
      expect.stringContaining('the next plan or run computes the rest'),
    ]);
    const lost = async (name: string): Promise<unknown> =>
      (await made.mesh(['intervals', name, '--environment', 'dev', '--json'])).json;
    expect(await lost('s.a')).toMatchObject({ missing: [{ start: january(3), end: january(6) }] });
    expect(await lost('s.b')).toMatchObject({ missing: [{ start: january(3), end: january(6) }] });
    await made.sql('UPDATE raw.bad SET x = false');
    const run = await made.run();
    expect(run.models.map((m) => m.name)).toEqual(['s.b', 's.total']);
    expect(await made.rows('SELECT sum(v) FROM s.total')).toEqual(['34']);
    expect(await lost('s.b')).toMatchObject({ missing: [{ start: january(3), end: january(6) }] });
  });

  it('makes the whole history anew where that cannot be cut', async () => {
    const key = (value: string): string =>
      `MODEL (name s.k, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key d, batch_size 2));\nSELECT d, ${value} AS v FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds`;
    const made = await project({ 'models/k.sql': key(`CASE WHEN v < 0 THEN error('negative') ELSE v END`) });
    await made.sql(`UPDATE raw.src SET v = -1 WHERE d = DATE '2023-01-05'`);
    expect((await made.mesh('plan --restate-model s.k --auto-apply')).code).toBe(1);
    expect((await made.mesh('run')).code).toBe(1);
    await made.sql(`DELETE FROM raw.src WHERE d = DATE '2023-01-05'`);
    expect((await made.plan()).backfill.map((b) => [b.name, b.reason])).toEqual([['s.k', 'restated']]);
    expect(await made.rows('SELECT v, count(*) FROM s.k GROUP BY v')).toEqual(['10|6']);
    expect((await made.run()).status).toBe('nothing-to-do');
  });

  it('goes on with a preview outside of the days that its environment looks at', async () => {
    const value = `CASE WHEN v < 0 THEN error('no') ELSE v * 10 END AS v`;
    const made = await project();
    made.write({ 'models/a.sql': ranged('a', 'raw.src').replace('d, v', `d, ${value}`) });
    await made.plan('dev --forward-only');
    await made.sql(`UPDATE raw.src SET v = -1 WHERE d = DATE '2023-01-03'`);
    const asked = 'plan dev --restate-model s.a --start 2023-01-03 --end 2023-01-04 --auto-apply';
    expect((await made.mesh(asked)).code).toBe(1);
    await made.sql(`UPDATE raw.src SET v = 5 WHERE d = DATE '2023-01-03'`);
    const run = await made.run('dev');
    expect(run.models.find((m) => m.name === 's.a')!.intervals).toEqual([{ start: january(3), end: january(5) }]);
    expect(await made.rows('SELECT sum(v) FROM s__dev.a')).toEqual(['254']);
  });

  it('is forgotten when its intervals are counted as computed', async () => {
    const made = await project({ ...files, 'models/b.sql': failing });
    await made.sql('UPDATE raw.bad SET x = true');
    expect((await made.mesh('plan --restate-model s.a --auto-apply')).code).toBe(1);
    await made.plan('--empty-backfill');
    expect((await made.run()).status).toBe('nothing-to-do');
  });

  it('is done when what is left lies outside of the days that the model has now', async () => {
    const made = await project({ ...files, 'models/b.sql': failing });
    await made.sql('UPDATE raw.bad SET x = true');
    expect((await made.mesh('plan --restate-model s.a --auto-apply')).code).toBe(1);
    await made.sql('UPDATE raw.bad SET x = false');
    made.write({ 'models/b.sql': failing.replace('));', "), start '2023-01-03');") });
    await made.plan();
    expect((await made.plan()).backfill).toEqual([]);
    expect((await made.run()).status).toBe('nothing-to-do');
  });

  it('reaches versions that were built before it and are deployed after it failed', async () => {
    const made = await project({ ...files, 'models/b.sql': failing });
    made.write({ 'models/b.sql': failing.replace('d, ', 'd, 2 * ') });
    await made.sql('UPDATE raw.src SET v = 1');
    await made.plan('dev');
    await made.sql('UPDATE raw.bad SET x = true; UPDATE raw.src SET v = 10');
    expect((await made.mesh('plan --restate-model s.a --auto-apply')).code).toBe(1);
    await made.sql('UPDATE raw.bad SET x = false');
    await made.plan();
    expect(await made.rows('SELECT v FROM s.total')).toEqual(['140']);
  });

  it('is still known after the state was exported and imported, and the janitor was there', async () => {
    const made = await project({ ...files, 'models/b.sql': failing });
    await made.sql('UPDATE raw.bad SET x = true');
    expect((await made.mesh('plan --restate-model s.a --auto-apply')).code).toBe(1);
    for (const command of [
      'janitor',
      'state export -o state.json',
      'state import -i state.json --replace --no-confirm',
    ])
      expect([command, (await made.mesh(command)).code]).toEqual([command, 0]);
    await made.sql('UPDATE raw.bad SET x = false');
    expect((await made.run()).models.map((m) => m.name)).toEqual(['s.b', 's.total']);
    expect(await made.rows('SELECT v FROM s.total')).toEqual(['70']);
  });
});

it('restates by itself when the cron of it says so, once a tick, with what reads it', async () => {
  const made = await project({
    ...files,
    'models/a.sql': ranged('a', 'raw.src', `, auto_restatement_cron '@weekly', auto_restatement_intervals 3`),
  });
  made.now = '2023-01-09T12:00:00Z';
  await made.run();
  // A day more, and nothing of before: the week has not turned since the plan.
  expect(await made.rows('SELECT v, count(*) FROM s.a GROUP BY v ORDER BY v')).toEqual(['1|7', '10|1']);
  made.now = '2023-01-14T12:00:00Z';
  await made.run();
  made.now = '2023-01-15T12:00:00Z';
  await made.sql('UPDATE raw.src SET v = 20');
  const run = await made.run();
  const intervals = run.models.find((m) => m.name === 's.a')!.intervals;
  // Three days until now: two of before, and the one that has become due.
  expect(intervals).toEqual([{ start: january(12), end: january(15) }]);
  for (const name of ['a', 'b'])
    expect(await made.rows(`SELECT v, count(*) FROM s.${name} GROUP BY v ORDER BY v`)).toEqual(['1|7', '10|4', '20|3']);
  await made.sql('UPDATE raw.src SET v = 30');
  made.now = '2023-01-15T18:00:00Z';
  expect((await made.run()).status).toBe('nothing-to-do');
  made.now = '2023-01-16T12:00:00Z';
  await made.run();
  expect(await made.rows('SELECT v, count(*) FROM s.a GROUP BY v ORDER BY v')).toEqual(['1|7', '10|4', '20|3', '30|1']);
});

it.each([
  ['INCREMENTAL_UNMANAGED (forward_only false, disable_restatement false, batch_size 2', ''],
  ['INCREMENTAL_BY_UNIQUE_KEY (unique_key id, batch_size 2', ''],
  [
    'INCREMENTAL_UNMANAGED (insert_overwrite true, forward_only false, disable_restatement false',
    ', partitioned_by id',
  ],
])('a version of %s that was put aside during a restatement begins anew when it comes back', async (kind, more) => {
  const model = (value: string): string =>
    `MODEL (name s.t, kind ${kind})${more}, start '2023-01-05'); SELECT id, ${value} AS v FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds`;
  const project = testProject({ 'models/t.sql': model('v') });
  await project.sql(
    "CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT i AS id, DATE '2023-01-05' + i::INT AS d, 1 AS v FROM range(3) t(i)",
  );
  await project.plan();
  project.write({ 'models/t.sql': model('v + 10') });
  await project.plan();
  await project.sql('DELETE FROM raw.src WHERE id = 0; UPDATE raw.src SET v = 2');
  await project.plan('--restate-model s.t');
  project.write({ 'models/t.sql': model('v') });
  await project.plan();
  expect(await project.rows('SELECT id, v FROM s.t ORDER BY ALL')).toEqual(['1|2', '2|2']);
});

it('says which tables have the rows from before when making them anew fails on the way', async () => {
  const project = testProject({
    'models/t.sql': `MODEL (name s.t, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id, batch_size 1), start '2023-01-05');
SELECT id, CASE WHEN v < 0 THEN error('boom') ELSE v END AS v FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds`,
  });
  await project.sql(
    "CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT i AS id, DATE '2023-01-05' + i::INT AS d, 1 AS v FROM range(3) t(i)",
  );
  await project.plan();
  await project.sql('UPDATE raw.src SET v = CASE id WHEN 2 THEN -1 ELSE 2 END');
  const failed = await project.mesh('plan --restate-model s.t --auto-apply');
  expect([failed.code, failed.stderr]).toEqual([
    1,
    expect.stringContaining('; s.t has the rows from before; the next plan or run'),
  ]);
  expect(await project.rows('SELECT count(*), sum(v) FROM s.t')).toEqual(['3|3']);
});
