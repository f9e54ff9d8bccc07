import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const parent = (columns: string): string =>
  `MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column d, forward_only true), start '2023-01-05');
SELECT day::DATE AS d, ${columns} FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day) WHERE day BETWEEN @start_ds AND @end_ds`;
const model = (name: string, query: string, kind = 'FULL'): string => `MODEL (name s.${name}, kind ${kind});\n${query}`;

it.each([[[]], [['dev']]])(
  'alters the table of a parent before new models read its new column (%s)',
  async (through) => {
    const project = testProject({
      'models/t.sql': parent('1 AS v'),
      'models/star.sql': model('star', 'SELECT * FROM s.t'),
      'models/seen.sql': model('seen', 'SELECT * FROM s.t', 'VIEW'),
    });
    await project.plan();
    project.write({
      'models/t.sql': parent('1 AS v, 7 AS w'),
      'models/n.sql': model('n', 'SELECT d, w FROM s.t'),
      'models/view.sql': model('view', 'SELECT d, w FROM s.seen', 'VIEW'),
      'models/below.sql': model('below', 'SELECT d, w FROM s.star'),
      'models/through.sql': model('through', 'SELECT d, w FROM s.view'),
    });
    for (const environment of through) await project.plan(environment);
    await project.plan();
    for (const name of ['t', 'star', 'seen', 'n', 'view', 'below', 'through'])
      expect(await project.rows(`SELECT count(*), count(w) FROM s.${name}`), name).toEqual(['3|0']);
  },
);

it('makes empty tables and views over a new column when nothing is computed', async () => {
  const project = testProject({ 'models/t.sql': parent('1 AS v') });
  await project.plan();
  project.write({
    'models/t.sql': parent('1 AS v, 7 AS w'),
    'models/n.sql': model('n', 'SELECT d, w FROM s.t'),
    'models/view.sql': model('view', 'SELECT d, w FROM s.t', 'VIEW'),
  });
  await project.plan('--skip-backfill');
  expect(await project.rows('SELECT count(w), count(*) FROM s.view')).toEqual(['0|3']);
  await project.plan();
  expect(await project.rows('SELECT count(w), count(*) FROM s.n')).toEqual(['0|3']);
});

it.each([
  ['drops a column', '1 AS v, 7 AS w', '1 AS v'],
  ['gets another type', `'1' AS v`, '2 AS v'],
])('builds children again that would lose values when a parent %s', async (_, before, after) => {
  const children = {
    'models/whole.sql': model('whole', 'SELECT * FROM s.t'),
    'models/ranged.sql': model('ranged', 'SELECT * FROM s.t', 'INCREMENTAL_BY_TIME_RANGE (time_column d)'),
  };
  const project = testProject({ 'models/t.sql': parent(before), ...children });
  await project.plan();
  project.write({ 'models/t.sql': parent(after) });
  const refused = await project.mesh('plan --auto-apply --json');
  expect(refused.stdout).toContain('PLAN_DESTRUCTIVE_CHANGE');
  expect(refused.stdout).not.toContain('s.whole');
  const plan = await project.plan(['--allow-destructive-model', 's.t']);
  expect(plan.backfill.map((b) => b.name)).toEqual(['s.ranged', 's.whole']);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  for (const name of ['t', 'whole', 'ranged'])
    expect(await project.rows(`SELECT count(*), typeof(any_value(v)) FROM s.${name}`), name).toEqual(['4|INTEGER']);
  expect((await project.plan()).hasChanges).toBe(false);
});

it('keeps what a FULL model holds until it is next computed when all of a plan is forward-only', async () => {
  const project = testProject({ 'models/t.sql': model('t', `SELECT '1' AS v, 2 AS w`) });
  await project.plan();
  project.write({ 'models/t.sql': model('t', 'SELECT 3 AS v') });
  const plan = await project.plan('--forward-only');
  expect(plan.changes.modified[0]!.category).toBe('forward-only');
  expect(await project.rows('SELECT * FROM s.t')).toEqual(['1|2']);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT * FROM s.t')).toEqual(['3']);
});

it('says the same of views below a forward-only change whether it was tried before or not', async () => {
  const incremental = parent('1 AS v').replace(', forward_only true', '');
  const project = testProject({
    'models/t.sql': incremental,
    'models/view.sql': model('view', 'SELECT d, v FROM s.t', 'VIEW'),
    'models/below.sql': model('below', 'SELECT sum(v) AS v FROM s.view'),
  });
  await project.plan();
  project.write({ 'models/t.sql': incremental.replace('1 AS v', '2 AS v') });
  for (const words of ['dev --forward-only', '']) {
    const plan = await project.plan(words);
    expect(
      plan.changes.modified.map((m) => m.category),
      words,
    ).toEqual(['forward-only', 'forward-only', 'forward-only']);
  }
});

it('binds views to the table of a definition that came back, not to the one that went on without it', async () => {
  const incremental = parent('1 AS v').replace(', forward_only true', '');
  const project = testProject({
    'models/t.sql': incremental,
    'models/inside.sql': model('inside', 'SELECT d, v FROM s.t', 'EMBEDDED'),
    'models/seen.sql': model('seen', 'SELECT count(*) AS n, sum(v)::INT AS v FROM s.inside', 'VIEW'),
  });
  await project.plan();
  project.write({ 'models/t.sql': incremental.replace('1 AS v', '2 AS v') });
  await project.plan('--forward-only');
  for (const value of ['1 AS v', '2 AS v', '1 AS v']) {
    project.write({ 'models/t.sql': incremental.replace('1 AS v', value) });
    await project.plan();
    expect(await project.rows('SELECT n, v FROM s.seen'), value).toEqual(
      await project.rows('SELECT count(*), sum(v)::INT FROM s.t'),
    );
  }
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT n, v FROM s.seen')).toEqual(['4|4']);
});
