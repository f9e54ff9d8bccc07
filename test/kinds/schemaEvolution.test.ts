import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const days = `FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day) WHERE day BETWEEN @start_ds AND @end_ds`;
const model = (columns: string, options = ''): string =>
  `MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column d, forward_only true${options}), start '2023-01-05');\nSELECT day::DATE AS d, ${columns} ${days}`;

async function deployed(
  columns: string,
  options = '',
  more: Readonly<Record<string, string>> = {},
): Promise<TestProject> {
  const project = testProject({ 'models/t.sql': model(columns, options), ...more });
  await project.plan();
  return project;
}

interface PlanError {
  readonly error: { readonly code: string; readonly message: string };
}

it('keeps every value of a column that becomes wider, without asking anybody', async () => {
  for (const [from, to] of [
    ['1::INTEGER', '2::BIGINT'],
    ['1::INTEGER', "'2'"],
    ['1.5::DECIMAL(4,1)', '2.25::DECIMAL(10,2)'],
    ["DATE '2023-01-01'", "TIMESTAMP '2023-01-01 10:00:00'"],
  ] as const) {
    const project = await deployed(`${from} AS v`);
    project.write({ 'models/t.sql': model(`${to} AS v`) });
    await project.plan();
    expect(await project.rows('SELECT count(v), count(*) FROM s.t'), to).toEqual(['3|3']);
    project.now = '2023-01-09T12:00:00Z';
    await project.run();
    expect(await project.rows('SELECT count(v), count(DISTINCT v) FROM s.t'), to).toEqual(['4|2']);
  }
});

it('refuses to lose a column unless the policy or an option allows it, and lists the statements', async () => {
  const project = await deployed('1 AS v, 2 AS w');
  project.write({ 'models/t.sql': model('1 AS v') });
  for (const environment of ['dev', 'prod']) {
    const refused = await project.mesh(['plan', environment, '--auto-apply', '--json']);
    expect(refused.code).toBe(2);
    expect((refused.json as PlanError).error).toMatchObject({
      code: 'PLAN_DESTRUCTIVE_CHANGE',
      at: { file: 'models/t.sql' },
    });
    expect((refused.json as PlanError).error.message).toContain('ALTER TABLE s.t DROP COLUMN w');
  }
  expect(await project.rows('SELECT sum(w) FROM s.t')).toEqual(['6']);
  await project.plan(['--allow-destructive-model', 's.t']);
  expect(await project.rows('SELECT * FROM s.t LIMIT 1')).toEqual(['2023-01-05|1']);
});

it('compares a change in development with the table of prod, not with what was tried before', async () => {
  const project = await deployed('1 AS v, 2 AS w');
  project.write({ 'models/t.sql': model('1 AS v, 2 AS w, 3 AS x') });
  await project.plan(['dev']);
  project.write({ 'models/t.sql': model('1 AS v, 2 AS w') });
  await project.plan(['dev']);
  project.write({ 'models/t.sql': model('1 AS v, 2 AS w, 3 AS x') });
  await project.plan(['dev']);
  project.write({ 'models/t.sql': model('1 AS v, 2 AS w, 3 AS y') });
  await project.plan(['dev']);
  expect(await project.rows('SELECT max(y) FROM s__dev.t')).toEqual(['3']);
  project.write({ 'models/t.sql': model('1 AS v, 3 AS x') });
  const refused = await project.mesh('plan dev --auto-apply --json');
  expect((refused.json as PlanError).error.message).toMatch(/: ALTER TABLE s.t DROP COLUMN w$/);
});

it.each([
  ['allow', ['3|1']],
  ['warn', ['3|1']],
  ['ignore', ['3|2']],
])('on_destructive_change %s', async (policy, expected) => {
  const option = `, on_destructive_change ${policy}`;
  const project = await deployed('1 AS v, 2 AS w', option);
  project.write({ 'models/t.sql': model('1 AS v', option) });
  const plan = await project.plan();
  expect(plan.notes.some((n) => n.severity === 'warning' && n.text.includes('DROP COLUMN w'))).toBe(policy === 'warn');
  const columns = `SELECT (SELECT count(*) FROM s.t), count(*) - 1 FROM duckdb_columns() WHERE schema_name = 's' AND table_name = 't'`;
  expect(await project.rows(columns)).toEqual(expected);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT count(*), sum(v) FROM s.t')).toEqual(['4|4']);
  if (policy === 'ignore') expect(await project.rows('SELECT sum(w), count(w) FROM s.t')).toEqual(['6|3']);
});

it.each([
  ['allow', 2],
  ['warn', 2],
  ['ignore', 1],
])('on_additive_change %s', async (policy, columns) => {
  const option = `, on_additive_change ${policy}`;
  const project = await deployed('1 AS v', option);
  project.write({ 'models/t.sql': model('1 AS v, 2 AS w', option) });
  const plan = await project.plan();
  expect(plan.notes.some((n) => n.severity === 'warning' && n.text.includes('ADD COLUMN w'))).toBe(policy === 'warn');
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  const count = `SELECT count(*) - 1 FROM duckdb_columns() WHERE schema_name = 's' AND table_name = 't'`;
  expect(await project.rows(count)).toEqual([String(columns)]);
  if (columns === 2) expect(await project.rows('SELECT sum(w), count(*) FROM s.t')).toEqual(['2|4']);
});

it('refuses to add a column where the policy says so', async () => {
  const option = ', on_additive_change error';
  const project = await deployed('1 AS v', option);
  project.write({ 'models/t.sql': model('1 AS v, 2 AS w', option) });
  const refused = await project.mesh('plan --auto-apply --json');
  expect((refused.json as PlanError).error.code).toBe('PLAN_ADDITIVE_CHANGE');
  await project.plan(['--allow-additive-model', 's.t']);
  expect(await project.rows('SELECT count(*), count(w) FROM s.t')).toEqual(['3|0']);
});

it('adds and drops fields inside structs and lists of structs', async () => {
  const option = ', on_destructive_change allow';
  const project = await deployed(`{'a': 1, 'b': {'c': 2}} AS st, [{'x': 1}] AS ls`, option);
  project.write({
    'models/t.sql': model(`{'a': 5::BIGINT, 'b': {'c': 2, 'd': 'n'}} AS st, [{'x': 1, 'y': 2}] AS ls`, option),
  });
  await project.plan();
  expect(await project.rows('SELECT DISTINCT st.a, st.b.c, st.b.d, ls[1].x, ls[1].y FROM s.t')).toEqual(['1|2|∅|1|∅']);
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT st.a, st.b.d, ls[1].y FROM s.t ORDER BY d DESC LIMIT 1')).toEqual(['5|n|2']);
  project.write({ 'models/t.sql': model(`{'b': {'d': 'm'}} AS st, [{'y': 2}] AS ls`, option) });
  await project.plan();
  expect(await project.rows('SELECT DISTINCT st.b.d FROM s.t ORDER BY 1')).toEqual(['n', '∅']);
});

it('adds fields of structs without calling it destructive', async () => {
  const project = await deployed(`{'a': 1} AS st`);
  project.write({ 'models/t.sql': model(`{'a': 1, 'b': 2} AS st`) });
  await project.plan();
  expect(await project.rows('SELECT sum(st.a) FROM s.t')).toEqual(['3']);
  project.write({ 'models/t.sql': model(`{'b': 2} AS st`) });
  expect(((await project.mesh('plan --json --auto-apply')).json as PlanError).error.code).toBe(
    'PLAN_DESTRUCTIVE_CHANGE',
  );
});

it('shows the statements of a change in every form of the plan', async () => {
  const project = await deployed('1::INTEGER AS v, 2 AS w', ', on_destructive_change allow');
  project.write({ 'models/t.sql': model('1::BIGINT AS v, 3 AS x', ', on_destructive_change allow') });
  const statements = [
    'ALTER TABLE s.t ALTER COLUMN v TYPE BIGINT',
    'ALTER TABLE s.t DROP COLUMN w',
    'ALTER TABLE s.t ADD COLUMN x INTEGER',
  ];
  const plan = (await project.mesh('plan --dry-run --json --markdown plan.md')).json as { readonly alters: unknown };
  expect(plan.alters).toEqual([{ name: 's.t', destructive: true, statements }]);
  expect(project.read('plan.md')).toContain(statements.map((s) => `${s};`).join('\n'));
  expect((await project.mesh('plan --dry-run')).stdout).toContain(statements.map((s) => `  ${s}\n`).join(''));
  expect((await project.mesh('plan --explain')).stdout).toContain(statements.join('; '));
  const tried = (await project.mesh('plan dev --dry-run --json')).json as { readonly alters: unknown };
  expect(tried.alters).toEqual([]);
});

it('never leaves a child without its values when the type of a parent changes', async () => {
  const child = (kind: string, name: string): string => `MODEL (name s.${name}, kind ${kind});\nSELECT d, v FROM s.t`;
  const children = {
    'models/c1.sql': child('FULL', 'c1'),
    'models/c2.sql': child('INCREMENTAL_BY_TIME_RANGE (time_column d)', 'c2'),
    'models/c3.sql': child('VIEW', 'c3'),
    'models/c4.sql': child('INCREMENTAL_BY_UNIQUE_KEY (unique_key d, forward_only true)', 'c4'),
  };
  for (const to of ['2::BIGINT', "'2'"]) {
    for (const through of [[], ['dev']]) {
      const project = await deployed('1::INTEGER AS v', '', children);
      project.write({ 'models/t.sql': model(`${to} AS v`) });
      for (const environment of through) await project.plan(environment);
      await project.plan();
      project.now = '2023-01-09T12:00:00Z';
      await project.run();
      for (const name of ['t', 'c1', 'c2', 'c3', 'c4'])
        expect(await project.rows(`SELECT count(v), count(*) FROM s.${name}`), `${name} ${to}`).toEqual(['4|4']);
      expect((await project.plan()).hasChanges).toBe(false);
    }
  }
});

it('follows tables from outside as the policies say', async () => {
  const incremental = (options: string): string =>
    `MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column d${options}));\nSELECT * FROM raw.src`;
  const project = testProject({ 'models/t.sql': incremental(', on_destructive_change ignore') });
  await project.sql(
    `CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT day::DATE AS d, 1 AS v FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day)`,
  );
  await project.plan();
  await project.sql(
    'ALTER TABLE raw.src ADD COLUMN w INTEGER; UPDATE raw.src SET w = 7; ALTER TABLE raw.src DROP COLUMN v',
  );
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT v, w FROM s.t ORDER BY d DESC LIMIT 2')).toEqual(['∅|7', '1|∅']);
});

it('refuses to lose a column that the query no longer gives, with the statement', async () => {
  const project = testProject({
    'models/t.sql': 'MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column d));\nSELECT * FROM raw.src',
  });
  await project.sql(
    `CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT day::DATE AS d, 1 AS v FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day)`,
  );
  await project.plan();
  await project.sql('ALTER TABLE raw.src DROP COLUMN v');
  project.now = '2023-01-09T12:00:00Z';
  const failed = await project.mesh('run --json');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('ALTER TABLE s.t DROP COLUMN v');
  expect(await project.rows('SELECT count(v) FROM s.t')).toEqual(['7']);
});

it('refuses to drop a column that another model still reads, before anything is altered', async () => {
  const project = await deployed('1 AS v, 2 AS w', ', on_destructive_change allow', {
    'models/c.sql': 'MODEL (name s.c);\nSELECT d, w FROM s.t',
  });
  project.write({ 'models/t.sql': model('1 AS v', ', on_destructive_change allow') });
  const refused = await project.mesh('plan --auto-apply --json');
  expect(refused.code).toBe(2);
  expect(refused.json).toMatchObject({
    error: { code: 'PLAN_DROPPED_COLUMN_READ', at: { file: 'models/c.sql', line: 2, column: 11 } },
  });
  expect(await project.rows('SELECT sum(w) FROM s.c')).toEqual(['6']);
  project.write({ 'models/c.sql': 'MODEL (name s.c);\nSELECT d, v FROM s.t' });
  await project.plan();
  expect(await project.rows('SELECT sum(v) FROM s.c')).toEqual(['3']);
});

it('refuses to change a type that a view cannot read, before anything is altered', async () => {
  const view = (v: string): Record<string, string> => ({
    'models/c.sql': `MODEL (name s.c);\nSELECT d, ${v} AS v FROM s.t`,
  });
  const project = await deployed('1 AS v', '', view('v + 1'));
  project.write({ 'models/t.sql': model("'x' AS v") });
  const refused = await project.mesh('plan --auto-apply --json');
  expect(refused.code).toBe(2);
  expect(refused.json).toMatchObject({
    error: { code: 'PLAN_RETYPED_COLUMN_READ', at: { file: 'models/c.sql', line: 2 } },
  });
  expect(await project.rows('SELECT sum(v) FROM s.c')).toEqual(['6']);
  project.write(view("v || '!'"));
  await project.plan();
  expect(await project.rows('SELECT DISTINCT v FROM s.c')).toEqual(['1!']);
});

it('writes no declared column that a policy kept, and lets it be NULL', async () => {
  const declared = (columns: string): string => `, on_destructive_change ignore), columns (d DATE, ${columns}`;
  const project = await deployed('1 AS v, 2 AS w', declared('v INT, w INT NOT NULL'));
  project.write({ 'models/t.sql': model('1 AS v', declared('v INT')) });
  await project.plan();
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT v, w FROM s.t ORDER BY d DESC LIMIT 2')).toEqual(['1|∅', '1|2']);
});

describe('NOT NULL of a declared column that changes', () => {
  it('is none of a column that a policy keeps out of the table', async () => {
    const declared = (list: string): string => `, on_additive_change ignore), columns (d DATE, ${list}`;
    const project = await deployed('1 AS v', declared('v INT'));
    for (const list of ['v INT, w INT NOT NULL', 'v INT, w INT']) {
      project.write({ 'models/t.sql': model('1 AS v, 2 AS w', declared(list)) });
      await project.plan();
    }
    expect(await project.rows('SELECT * FROM s.t LIMIT 1')).toEqual(['2023-01-05|1']);
  });

  const columns = (v: string, options = ''): string => `${options}), columns (d DATE, v ${v}`;
  const plain = (v: string): string =>
    model("NULLIF(day, DATE '2023-01-08')::DATE AS v", columns(v)).replace(', forward_only true', '');

  it('makes a new table, which refuses NULL or takes it from now on', async () => {
    const project = testProject({ 'models/t.sql': plain('DATE') });
    await project.plan();
    project.write({ 'models/t.sql': plain('DATE NOT NULL') });
    expect((await project.plan()).changes.modified[0]).toMatchObject({
      category: 'non-breaking',
      reason: 'NOT NULL of v changed',
    });
    project.now = '2023-01-09T12:00:00Z';
    expect((await project.mesh('run --json')).code).toBe(1);
    project.write({ 'models/t.sql': plain('DATE') });
    await project.plan();
    await project.run();
    expect(await project.rows('SELECT count(*), count(v) FROM s.t')).toEqual(['4|3']);
  });

  it('alters a table that is kept, unless it holds NULL', async () => {
    const nullable = "NULLIF(day, DATE '2023-01-08')::DATE AS v";
    const project = await deployed(nullable, columns('DATE'));
    project.write({ 'models/t.sql': model(nullable, columns('DATE NOT NULL')) });
    await project.plan();
    project.now = '2023-01-09T12:00:00Z';
    const run = await project.mesh('run --json');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('column v is NOT NULL');
    project.write({ 'models/t.sql': model(nullable, columns('DATE')) });
    await project.plan();
    await project.run();
    expect(await project.rows('SELECT count(*), count(v) FROM s.t')).toEqual(['4|3']);
    project.write({ 'models/t.sql': model(nullable, columns('DATE NOT NULL', ', batch_size 1')) });
    const refused = await project.mesh('plan --auto-apply --json');
    expect(refused.code).toBe(1);
    expect(await project.rows('SELECT count(*), count(v) FROM s.t')).toEqual(['4|3']);
  });
});
