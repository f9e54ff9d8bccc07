// Audits in plans and runs: what blocks, what warns, what is kept, and what compares models with each other.
import { describe, expect, it } from 'vitest';
import { testProject, type Files } from '../support/testProject.ts';

function project(
  audits: string,
  query = 'SELECT * FROM (VALUES (1, 1), (2, NULL), (2, 3)) AS t(id, v)',
  more: Files = {},
) {
  return testProject({
    'models/m.sql': `MODEL (name s.m, kind FULL, audits (${audits})); ${query}`,
    'models/other.sql': 'MODEL (name s.other, kind FULL); SELECT * FROM (VALUES (1), (9), (10)) AS t(key)',
    ...more,
  });
}

interface PlanJson {
  readonly result: {
    readonly status: string;
    readonly models: readonly {
      readonly name: string;
      readonly audits: readonly {
        readonly name: string;
        readonly status: string;
        readonly failures: number;
        readonly blocking: boolean;
      }[];
      readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
    }[];
  };
}

async function auditsOf(p: ReturnType<typeof project>) {
  const run = await p.mesh('plan --auto-apply --json');
  const model = (run.json as PlanJson).result.models.find((m) => m.name === 's.m')!;
  const outcomes = model.audits.map((a) => `${a.name} ${a.status} ${a.failures}${a.blocking ? ' blocking' : ''}`);
  return { code: run.code, outcomes, error: model.error };
}

it('several audits over one table keep their own counts and order', async () => {
  const found = await auditsOf(
    project(
      `not_null(columns := (v)), unique_values(columns := (id), blocking := false), number_of_rows(threshold := 2), forall(criteria := (id < 2), condition := v IS NOT NULL, blocking := false)`,
    ),
  );
  expect(found.code).toBe(1);
  expect(found.outcomes).toEqual([
    'not_null failed 1 blocking',
    'unique_values failed 1',
    'number_of_rows passed 0 blocking',
    'forall failed 1',
  ]);
  expect(found.error).toMatchObject({ code: 'RUN_AUDIT_FAILED' });
  expect(found.error?.hint).toContain('for example {"id":2,"v":null}');
});

describe('thresholds', () => {
  it.each([
    ["error_if := '> 1'", 0, 'not_null failed 1'],
    ["error_if := '>= 1'", 1, 'not_null failed 1 blocking'],
    ["warn_if := '> 0'", 0, 'not_null failed 1'],
    ["warn_if := '> 1'", 0, 'not_null passed 1 blocking'],
    ["warn_if := '>0', error_if := '> 10'", 0, 'not_null failed 1'],
    ["warn_if := '> 5', error_if := '> 10'", 0, 'not_null passed 1 blocking'],
  ])('%s', async (given, code, outcome) => {
    const found = await auditsOf(project(`not_null(columns := (v), ${given})`));
    expect(found.outcomes).toEqual([outcome]);
    expect(found.code).toBe(code);
  });
});

describe('mistakes are found before anything runs', () => {
  it.each([
    ["not_null(columns := (v), warn_if := 'many')", /warn_if of audit not_null must be a comparison/],
    ['not_null(colums := (v))', /takes no argument colums/],
    ['not_null', /needs the argument columns/],
    ['not_nul(columns := (v))', /did you mean not_null/],
    ['not_null(columns := (v), blocking := maybe)', /must be TRUE or FALSE/],
  ])('%s', async (audit, message) => {
    const run = await project(audit).mesh('plan --auto-apply');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).toContain('models/m.sql:1:');
  });
});

describe('mistakes in audits of the project are found before anything runs', () => {
  const between = 'AUDIT (name low, defaults (hi = 10)); SELECT * FROM @this_model WHERE v NOT BETWEEN @lo AND @hi';
  it.each([
    ['low', between, /models\/m\.sql:1:\d+ error AUDIT_ARGUMENT_MISSING audit low needs the argument lo/],
    ['low(lo := 1, hii := 3)', between, /AUDIT_ARGUMENT_UNKNOWN audit low takes no argument hii[^]*did you mean hi\?/],
    [
      'low',
      'AUDIT (name low); DELETE FROM @this_model WHERE v = 1',
      /audits\/low\.sql:1:19 error MODEL_AUDIT_STATEMENT the audit low is a statement that begins with DELETE/,
    ],
    ['low', 'AUDIT (name low); SELECT 1; AUDIT (name low); SELECT 2', /MODEL_AUDIT_DUPLICATE two audits are named low/],
  ])('%s of %s', async (use, audit, message) => {
    const run = await project(use, undefined, { 'audits/low.sql': audit }).mesh('plan --auto-apply');
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
  });

  it('also in the file of a model', async () => {
    const inline = 'SELECT 1 AS v; AUDIT (name low); SELECT 1; AUDIT (name low); SELECT 2';
    const run = await project('low', inline).mesh('plan --auto-apply');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('two audits are named low');
  });

  it('but an argument that an audit does not look at, and variables of the configuration, are none', async () => {
    const p = project('low(lo := 1, severity := 3)', 'SELECT 1 AS v', {
      'audits/low.sql': between.replace('@hi', '@most'),
    });
    p.write({ 'mesh.config.yaml': `${p.read('mesh.config.yaml')}variables:\n  most: 5\n` });
    expect((await p.plan()).applied).toBe(true);
  });
});

it('names every blocking audit that failed', async () => {
  const found = await auditsOf(
    project('not_null(columns := (v)), unique_values(columns := (id)), not_constant(column := id)'),
  );
  expect(found.error?.message).toBe(
    'audit not_null of s.m found 1 bad row in 2023-01-01 to 2023-01-07; unique_values found 1 bad row',
  );
});

it('a changed audit that fails over the rows that are there is listed with its count', async () => {
  const p = project('unique_combination_of_columns(columns := (id, v))');
  await p.plan();
  const query = 'SELECT * FROM (VALUES (1, 1), (2, NULL), (2, 3)) AS t(id, v)';
  p.write({
    'models/m.sql': `MODEL (name s.m, kind FULL, audits (not_null(columns := (v)), not_null(columns := (id)))); ${query}`,
  });
  const found = await auditsOf(p);
  expect(found.code).toBe(1);
  expect(found.outcomes).toEqual(['not_null failed 1 blocking', 'not_null passed 0 blocking']);
});

it('an audit may define variables of its own, from its arguments, too', async () => {
  const p = project('above(lim := 2), above(lim := 5, blocking := false)', undefined, {
    'audits/above.sql': `AUDIT (name above, defaults (step = 1));
@DEF(limit_of_it, @lim + @step);
SELECT * FROM @this_model WHERE v > @limit_of_it - 1;
AUDIT (name apart, standalone true);
@DEF(least, 0);
SELECT * FROM s.m WHERE v < @least`,
  });
  expect((await auditsOf(p)).outcomes).toEqual(['above failed 1 blocking', 'above passed 0']);
});

it.each([
  ['an argument', 'accepted_range(column := v, max_v := @most)', ''],
  ['a query', 'high', 'AUDIT (name high); SELECT * FROM @this_model WHERE v > @most'],
])('a changed variable of %s is a change of the model, which is audited again', async (_, audits, query) => {
  const files = query === '' ? {} : { 'audits/high.sql': query };
  const config = (most: number) => ({
    'mesh.config.yaml': `gateways: {local: {connection: {type: duckdb, database: db.duckdb}}}\nmodel_defaults: {dialect: duckdb, start: 2023-01-01}\nvariables: {most: ${most}, other: ${most}}\n`,
  });
  const p = project(audits, undefined, { ...files, ...config(9) });
  await p.plan();
  p.write(config(2));
  const run = await p.mesh('plan --auto-apply --json');
  expect([run.code, run.json]).toMatchObject([1, { changes: { modified: [{ name: 's.m', category: 'metadata' }] } }]);
});

it('a failing audit is shown where the model names it', async () => {
  const p = project('unique_values(columns := (v)),\n  low');
  p.write({ 'audits/low.sql': 'AUDIT (name low); SELECT * FROM @this_model WHERE v IS NULL' });
  const { stderr } = await p.mesh('plan --auto-apply');
  expect(stderr).toContain('models/m.sql:2:3 error RUN_AUDIT_FAILED audit low of s.m found 1 bad row');
});

it('a plan shows a changed audit as it is written', async () => {
  const p = project('not_null(columns := (id), blocking := false)');
  await p.plan();
  p.write({ 'models/m.sql': p.read('models/m.sql').replace('(id)', '(id, v)') });
  const { stdout } = await p.mesh('plan --dry-run');
  expect(stdout).toContain('+    not_null(blocking := false, columns := (id, v))');
});

describe('audits that look at other models', () => {
  it.each([
    ['relationships(column := id, to := s.other, field := key)', 1, 'relationships failed 2 blocking'],
    [
      'relationships(column := id, to := s.other, field := key, condition := id = 1)',
      0,
      'relationships passed 0 blocking',
    ],
    ['equal_row_count(to := s.other)', 0, 'equal_row_count passed 0 blocking'],
    ['fewer_rows_than(to := s.other)', 1, 'fewer_rows_than failed 1 blocking'],
    [
      "freshness(column := TIMESTAMP '2023-01-08 10:00:00', max_age := INTERVAL '1 hour')",
      1,
      'freshness failed 1 blocking',
    ],
    [
      "freshness(column := TIMESTAMP '2023-01-08 10:00:00', max_age := INTERVAL '6 hours')",
      0,
      'freshness passed 0 blocking',
    ],
  ])('%s', async (audit, code, outcome) => {
    const found = await auditsOf(project(audit));
    expect(found.outcomes).toEqual([outcome]);
    expect(found.code).toBe(code);
  });

  it('makes them parents', async () => {
    const { json } = await project('relationships(column := id, to := s.other, field := key)').mesh('dag --json');
    const models = (json as { models: { name: string; parents: string[] }[] }).models;
    expect(models.find((m) => m.name === 's.m')!.parents).toEqual(['s.other']);
  });
});

it('row_count_change compares with the rows before the batch', async () => {
  const p = testProject({
    'models/m.sql': `MODEL (name s.m, kind FULL, cron '@daily', audits (row_count_change(max_increase := 0.5))); SELECT * FROM ext.src`,
    'external_models.yaml': '- name: ext.src\n  columns: { id: INT }\n',
  });
  await p.sql('CREATE SCHEMA ext; CREATE TABLE ext.src AS SELECT range AS id FROM range(10)');
  await p.plan();
  await p.sql('INSERT INTO ext.src SELECT range FROM range(5)');
  p.now = '2023-01-09T15:00:00Z';
  expect((await p.run()).status).toBe('success');
  await p.sql('INSERT INTO ext.src SELECT range FROM range(8)');
  p.now = '2023-01-10T15:00:00Z';
  expect((await p.mesh('run --json')).code).toBe(1);
  expect(await p.rows('SELECT count(*) FROM s.m')).toEqual(['15']);
});

it('keeps bad rows of blocking and other audits, also when the batch is rolled back', async () => {
  const p = project(
    'not_null(columns := (v), store_failures := true), unique_values(columns := (id), blocking := false, store_failures := true)',
  );
  expect((await p.mesh('plan --auto-apply')).code).toBe(1);
  const kept = () => p.rows('SELECT model, audit, bad_row FROM mesh_audits.failures ORDER BY audit');
  const expected = ['s.m|not_null|{"id":2,"v":null}', 's.m|unique_values|{"id":2,"v":3,"rank_0":2}'];
  expect(await kept()).toEqual(expected);
  // Found again, they replace what was found before.
  expect((await p.mesh('plan --auto-apply')).code).toBe(1);
  expect(await kept()).toHaveLength(2);
});

describe('mesh audit', () => {
  it('looks at the tables as they are, writes nothing, and exits 1 when one fails', async () => {
    const p = project("not_null(columns := (v), blocking := false), unique_values(columns := (id), warn_if := '> 0')");
    await p.plan();
    const run = await p.mesh('audit --json');
    expect(run.code).toBe(1);
    expect(run.json).toMatchObject({
      environment: 'prod',
      failed: 1,
      audits: [
        {
          model: 's.m',
          audit: 'not_null',
          status: 'failed',
          failures: 1,
          message: expect.stringContaining('"id":2') as string,
        },
        { model: 's.m', audit: 'unique_values', status: 'warning', failures: 1 },
      ],
    });
    expect((await p.mesh('audit --model s.other')).code).toBe(0);
    const text = (await p.mesh('audit')).stdout;
    expect(text).toMatch(/failed {3}s\.m not_null {2}1 bad row: \{"id":2,"v":null\}\n/);
  });

  it('can be limited to a range', async () => {
    const p = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column day), audits (number_of_rows(threshold := 1, blocking := false)));
        SELECT i::DATE AS day FROM range(DATE '2023-01-01', DATE '2023-01-09', INTERVAL 1 DAY) AS t(i) WHERE i BETWEEN @start_date AND @end_date`,
    });
    await p.plan();
    expect((await p.mesh('audit')).code).toBe(0);
    expect((await p.mesh('audit --start 2023-01-02 --end 2023-01-02')).code).toBe(1);
    expect((await p.mesh('audit --start 2023-01-02 --end 2023-01-03')).code).toBe(0);
  });

  it('shows the rows that were kept', async () => {
    const p = project('not_null(columns := (v), store_failures := true)');
    await p.mesh('plan --auto-apply');
    expect((await p.mesh('audit --failures --json')).json).toMatchObject([
      { environment: 'prod', model: 's.m', audit: 'not_null', row: { id: 2, v: null } },
    ]);
  });
});

describe('standalone audits', () => {
  const audits: Files = {
    'audits/no_gaps.sql': 'AUDIT (name no_gaps, standalone true); SELECT * FROM s.m WHERE v IS NULL',
  };
  it('run after what they read, in plans and runs, and stop nothing', async () => {
    const p = project('', undefined, audits);
    p.write({ 'models/m.sql': "MODEL (name s.m, kind FULL, cron '@daily'); SELECT 1 AS id, NULL::INT AS v" });
    const plan = await p.plan();
    expect(plan.applied).toBe(true);
    const outcome = { name: 'no_gaps', audits: [{ name: 'no_gaps', status: 'failed', failures: 1, blocking: false }] };
    expect(plan.result!.models).toContainEqual(expect.objectContaining({ ...outcome, status: 'success' }));
    expect((await p.plan()).hasChanges).toBe(false);
    p.now = '2023-01-09T15:00:00Z';
    expect((await p.run()).models).toContainEqual(expect.objectContaining(outcome));
    expect((await p.mesh('audit --json')).json).toMatchObject({ audits: [{ audit: 'no_gaps', status: 'failed' }] });
  });

  it('that cannot run end a plan before the views are switched', async () => {
    const p = project('', 'SELECT 1 AS id, 2 AS v', {
      'audits/broken.sql': 'AUDIT (name broken, standalone true); SELECT nothing_of_the_kind FROM s.m',
    });
    p.write({ 'models/m.sql': 'MODEL (name s.m, kind FULL); SELECT 1 AS id' });
    expect((await p.mesh('plan --auto-apply')).code).toBe(1);
    expect((await p.mesh('environments --json')).json).toEqual([]);
  });
});
