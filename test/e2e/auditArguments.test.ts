// What a model hands to an audit of its own may be made by macros.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

it('expands macros and variables in the arguments of a defined audit before the audit is rendered', async () => {
  const project = testProject({
    'macros/limits.ts': `import { macro } from 'mesh-sql';
      export const limit = macro('highest', () => 2);`,
    'models/a.sql': `MODEL (name s.a, kind FULL, audits (below(column := id, limit := @highest() + 1), below(column := id, limit := @IF(@VAR('none') IS NULL, 2, 9))));
      SELECT unnest([1, 2]) AS id;
      AUDIT (name below);
      SELECT * FROM @this_model WHERE @column >= @limit;`,
  });
  const { code, json } = await project.mesh('plan --auto-apply --json');
  expect(code).toBe(1);
  const { models } = (json as { result: { models: { audits: { status: string; failures: number }[] }[] } }).result;
  expect(models[0]!.audits.map(({ status, failures }) => `${status} ${failures}`)).toEqual(['passed 0', 'failed 1']);
});

it.each(['bigquery', 'databricks', 'mysql'])(
  'hands its table to audits and statements in quotes that %s reads as those of names',
  async (dialect) => {
    const project = testProject({
      'models/days.sql': `MODEL (name s.days, kind INCREMENTAL_BY_TIME_RANGE (time_column day), start '2024-01-01',
        dialect ${dialect}, audits (small, small_column), columns (day DATE, n INT));
        SELECT CAST(@start_ds AS DATE) AS day, 1 AS n;
        UPDATE @this_model SET n = n + 1 WHERE TRUE;
        JINJA_STATEMENT_BEGIN;
        UPDATE {{ this_model }} SET n = n * 10 WHERE TRUE
        JINJA_END;
        AUDIT (name small, dialect ${dialect});
        SELECT * FROM @this_model WHERE n > 1000;
        AUDIT (name small_column, dialect ${dialect}, blocking false);
        SELECT @this_model.n FROM @this_model WHERE @this_model.n > 10;`,
    });
    const { code, json } = await project.mesh('plan --auto-apply --json', { now: '2024-01-02T01:00:00Z' });
    expect(code).toBe(0);
    const { models } = (json as { result: { models: { audits: { name: string; failures: number }[] }[] } }).result;
    expect(models[0]!.audits.map(({ name, failures }) => `${name} ${failures}`)).toEqual(['small 0', 'small_column 1']);
  },
);

it('limits a defined audit in another dialect to the batch that was written', async () => {
  const project = testProject({
    'models/days.sql': `MODEL (name s.days, kind INCREMENTAL_BY_TIME_RANGE (time_column day, batch_size 1), start '2024-01-01',
      dialect spark, audits (one_row), columns (day DATE));
      SELECT CAST(@start_ds AS DATE) AS day;
      AUDIT (name one_row, dialect spark);
      SELECT COUNT(*) AS n FROM @this_model HAVING COUNT(*) > 1;`,
  });
  const { code } = await project.mesh('plan --auto-apply --json', { now: '2024-01-04T01:00:00Z' });
  expect(code).toBe(0);
});

it('hands expressions in the words of the dialect to built-in audits', async () => {
  const project = testProject({
    'models/a.sql': `MODEL (name s.a, kind FULL, dialect bigquery, audits (
        not_null(columns := (\`group\`, id)),
        forall(criteria := (\`group\` != "z", SAFE_CAST(txt AS INT64) IS NOT NULL)),
        accepted_values(column := \`group\`, is_in := ("a"), blocking := false)));
      SELECT 1 AS id, "a" AS \`group\`, "1" AS txt UNION ALL SELECT 2, "b", "x";`,
  });
  const { json } = await project.mesh('plan --auto-apply --json');
  const { models } = (json as { result: { models: { audits: { name: string; failures: number }[] }[] } }).result;
  expect(models[0]!.audits.map(({ name, failures }) => `${name} ${failures}`)).toEqual([
    'not_null 0',
    'forall 1',
    'accepted_values 1',
  ]);
});

it('takes columns that a variable names, and audits them', async () => {
  const project = testProject({
    'mesh.config.yaml': `gateways: { local: { connection: { type: duckdb, database: db.duckdb } } }
model_defaults: { dialect: duckdb }
variables: { keys: [id, upper(name)], checked: name }
`,
    'models/a.sql': `MODEL (name s.a, kind FULL, audits (
        not_null(columns := @keys, blocking := false),
        not_empty_string(column := @checked, blocking := false),
        accepted_values(column := ('name'), is_in := ('x'), blocking := false)));
      SELECT * FROM (VALUES (1, NULL), (2, ''), (NULL, 'x')) AS t(id, name);`,
  });
  const { json } = await project.mesh('plan --auto-apply --json');
  const { models } = (json as { result: { models: { audits: { name: string; failures: number }[] }[] } }).result;
  expect(models[0]!.audits.map(({ name, failures }) => `${name} ${failures}`)).toEqual([
    'not_null 2',
    'not_empty_string 1',
    'accepted_values 1',
  ]);
});

it.each([
  ['not_null(columns := ())', 'AUDIT_ARGUMENT_TYPE'],
  ['accepted_values(column := id, is_in := [])', 'AUDIT_ARGUMENT_TYPE'],
  ["number_of_rows(threshold := 'many')", 'AUDIT_ARGUMENT_TYPE'],
  ['not_null(columns := (@nobody))', 'MACRO_VARIABLE'],
  ['own(least := @nobody)', 'MACRO_VARIABLE'],
])('refuses %s where it stands before anything runs', async (call, code) => {
  const project = testProject({
    'models/a.sql': `MODEL (name s.a, kind FULL,
  audits (${call}));
SELECT 1 AS id;
AUDIT (name own);
SELECT * FROM @this_model WHERE id < @least;`,
  });
  const run = await project.mesh('plan --auto-apply --json');
  expect(run.code).toBe(2);
  expect((run.json as { error: unknown }).error).toMatchObject({ code, at: { file: 'models/a.sql', line: 2 } });
});

it.each([
  ['@start_ds', 'MACRO_NO_INTERVAL'],
  ['@nobody(1)', 'MACRO_UNKNOWN'],
])('refuses an audit with %s of a FULL model before anything runs', async (text, code) => {
  const run = await testProject({
    'models/a.sql': 'MODEL (name s.a, kind FULL, audits (own)); SELECT 1 AS id',
    'audits/own.sql': `AUDIT (name own);\nSELECT * FROM @this_model WHERE id = ${text}`,
  }).mesh('plan --json');
  expect(run.code).toBe(2);
  expect((run.json as { error: unknown }).error).toMatchObject({ code, at: { file: 'audits/own.sql', line: 2 } });
});
