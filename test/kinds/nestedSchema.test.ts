// Fields of structs, also inside lists and maps, are columns to both schema policies, in plans and in runs.
import { expect, it } from 'vitest';
import { testProject, type PlanObject, type TestProject } from '../support/testProject.ts';

const model = (columns: string, options: string): string =>
  `MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column d, forward_only true${options}), start '2023-01-05');
SELECT day::DATE AS d, ${columns} FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day) WHERE day BETWEEN @start_ds AND @end_ds`;

async function deployed(columns: string, options: string): Promise<TestProject> {
  const project = testProject({ 'models/t.sql': model(columns, options) });
  await project.plan();
  return project;
}

const typeOf = (project: TestProject, column = 'st'): Promise<string[]> =>
  project.rows(`SELECT column_type FROM (DESCRIBE SELECT "${column}" FROM s.t)`);

const codeOf = (json: unknown): string => (json as { readonly error: { readonly code: string } }).error.code;
const messageOf = (json: unknown): string => (json as { readonly error: { readonly message: string } }).error.message;
const warnings = (plan: PlanObject): string[] => plan.notes.filter((n) => n.severity === 'warning').map((n) => n.text);

const gains = { from: `{'a': 1} AS st`, to: `{'a': 1, 'b': 2} AS st` };
const loses = { from: `{'a': 1, 'b': 2} AS st`, to: `{'a': 1} AS st` };

it.each([
  ['additive', gains, 'PLAN_ADDITIVE_CHANGE', '--allow-additive-model', 'STRUCT(a INTEGER, b INTEGER)'],
  ['destructive', loses, 'PLAN_DESTRUCTIVE_CHANGE', '--allow-destructive-model', 'STRUCT(a INTEGER)'],
] as const)(
  'a field under on_%s_change error is refused with its statement',
  async (kind, change, code, option, type) => {
    const policy = `, on_${kind}_change error`;
    const project = await deployed(change.from, policy);
    project.write({ 'models/t.sql': model(change.to, policy) });
    for (const environment of ['dev', 'prod']) {
      const refused = await project.mesh(['plan', environment, '--auto-apply', '--json']);
      expect([refused.code, codeOf(refused.json)]).toEqual([2, code]);
      expect(messageOf(refused.json)).toContain(`ALTER TABLE s.t ALTER COLUMN st TYPE ${type}`);
    }
    await project.plan([option, 's.t']);
    expect(await typeOf(project)).toEqual([type]);
    expect(await project.rows('SELECT sum(st.a) FROM s.t')).toEqual(['3']);
  },
);

it.each([
  ['additive', 'allow', gains, 'STRUCT(a INTEGER, b INTEGER)'],
  ['additive', 'warn', gains, 'STRUCT(a INTEGER, b INTEGER)'],
  ['additive', 'ignore', gains, 'STRUCT(a INTEGER)'],
  ['destructive', 'allow', loses, 'STRUCT(a INTEGER)'],
  ['destructive', 'warn', loses, 'STRUCT(a INTEGER)'],
  ['destructive', 'ignore', loses, 'STRUCT(a INTEGER, b INTEGER)'],
] as const)('a field under on_%s_change %s', async (kind, answer, change, type) => {
  const policy = `, on_${kind}_change ${answer}`;
  const project = await deployed(change.from, policy);
  project.write({ 'models/t.sql': model(change.to, policy) });
  expect(warnings(await project.plan()).some((text) => text.includes(`${kind} change: ALTER TABLE s.t`))).toBe(
    answer === 'warn',
  );
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await typeOf(project)).toEqual([type]);
  expect(await project.rows('SELECT sum(st.a), count(*) FROM s.t')).toEqual(['4|4']);
});

it('a field of a list, a map and a deeper struct is a field', async () => {
  const from = `[{'a': 1}] AS l, MAP {'k': {'a': 1}} AS m, {'x': {'a': 1}} AS st`;
  const to = `[{'a': 1, 'b': 2}] AS l, MAP {'k': {'a': 1, 'b': 2}} AS m, {'x': {'a': 1, 'b': 2}} AS st`;
  const policy = ', on_additive_change error';
  const project = await deployed(from, policy);
  project.write({ 'models/t.sql': model(to, policy) });
  const refused = messageOf((await project.mesh('plan --auto-apply --json')).json);
  for (const type of [
    'l TYPE STRUCT(a INTEGER, b INTEGER)[]',
    'm TYPE MAP(VARCHAR, STRUCT(a INTEGER, b INTEGER))',
    'st TYPE STRUCT(x STRUCT(a INTEGER, b INTEGER))',
  ])
    expect(refused).toContain(type);
});

it('a field that comes and one that goes are each decided by their own policy', async () => {
  const project = await deployed(`{'a': 1::INTEGER, 'b': 2} AS st`, ', on_destructive_change ignore');
  project.write({ 'models/t.sql': model(`{'a': 1::BIGINT, 'c': 3} AS st`, ', on_destructive_change ignore') });
  await project.plan();
  expect(await typeOf(project)).toEqual(['STRUCT(a BIGINT, c INTEGER, b INTEGER)']);
  project.write({ 'models/t.sql': model(`{'a': 1::BIGINT, 'c': 3, 'd': 4} AS st`, ', on_destructive_change ignore') });
  await project.plan();
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT sum(st.a), sum(st.b), sum(st.c), sum(st.d) FROM s.t')).toEqual(['4|6|3|4']);
});

it('a field whose type cannot be taken over loses its own values and no others', async () => {
  const policy = ', on_destructive_change allow';
  const project = await deployed(`{'a': 1, 'b': 'x'} AS st`, policy);
  project.write({ 'models/t.sql': model(`{'a': 1, 'b': DATE '2023-01-01'} AS st`, '') });
  expect(codeOf((await project.mesh('plan --auto-apply --json')).json)).toBe('PLAN_DESTRUCTIVE_CHANGE');
  project.write({ 'models/t.sql': model(`{'a': 1, 'b': DATE '2023-01-01'} AS st`, policy) });
  await project.plan();
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT sum(st.a), count(st.b), typeof(any_value(st.b)) FROM s.t')).toEqual(['4|1|DATE']);
});

it.each([
  ['additive', 'error', gains, 1, 'STRUCT(a INTEGER)'],
  ['additive', 'warn', gains, 0, 'STRUCT(a INTEGER, b INTEGER)'],
  ['additive', 'ignore', gains, 0, 'STRUCT(a INTEGER)'],
  ['additive', 'allow', gains, 0, 'STRUCT(a INTEGER, b INTEGER)'],
  ['destructive', 'error', loses, 1, 'STRUCT(a INTEGER, b INTEGER)'],
  ['destructive', 'warn', loses, 0, 'STRUCT(a INTEGER)'],
  ['destructive', 'ignore', loses, 0, 'STRUCT(a INTEGER, b INTEGER)'],
  ['destructive', 'allow', loses, 0, 'STRUCT(a INTEGER)'],
] as const)('a field of a table from outside under on_%s_change %s', async (kind, answer, change, code, type) => {
  const project = testProject({
    'models/t.sql': `MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column d, on_${kind}_change ${answer}));\nSELECT * FROM raw.src`,
  });
  const source = (columns: string): string =>
    `CREATE SCHEMA IF NOT EXISTS raw; CREATE OR REPLACE TABLE raw.src AS SELECT day::DATE AS d, ${columns} FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) r(day)`;
  await project.sql(source(change.from));
  await project.plan();
  await project.sql(source(change.to));
  project.now = '2023-01-09T12:00:00Z';
  const ran = await project.mesh('run --json');
  expect(ran.code).toBe(code);
  if (code === 1) expect(ran.stdout).toContain(`ALTER TABLE s.t ALTER COLUMN st TYPE`);
  expect(await typeOf(project)).toEqual([type]);
  expect(await project.rows('SELECT sum(st.a) FROM s.t')).toEqual([code === 1 ? '7' : '8']);
});

it.each([
  [`{'a': 1} AS st`, `{'z': 2} AS st`, '∅|2'],
  [`{'a': 1, 'x': {'p': 1}} AS st`, `{'a': 1, 'x': {'q': 3}} AS st`, `{'a': 1, 'x': NULL}|{'a': 1, 'x': {'q': 3}}`],
  [`1 AS st`, `{'z': 2} AS st`, '∅|2'],
])('a preview keeps of %s what deploying %s keeps', async (from, to, shown) => {
  const policy = ', on_destructive_change allow';
  const project = await deployed(from, policy);
  project.write({ 'models/t.sql': model(to, policy) });
  await project.plan('dev');
  const column = to.startsWith("{'z'") ? 'st.z' : 'st';
  const values = (schema: string): string => `SELECT min(${column}::VARCHAR), max(${column}::VARCHAR) FROM ${schema}.t`;
  const first = `SELECT ${column} FROM s__dev.t ORDER BY d LIMIT 1`;
  expect([await project.rows(first), await project.rows('SELECT count(*) FROM s__dev.t')]).toEqual([
    [shown.split('|')[0]],
    ['3'],
  ]);
  await project.plan();
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows(`SELECT ${column} FROM s.t ORDER BY d LIMIT 1`)).toEqual([shown.split('|')[0]]);
  expect((await project.rows(values('s')))[0]!.split('|')[1]).toBe(shown.split('|')[1]);
});
