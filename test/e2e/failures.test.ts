// What is left when something fails: rows and their record stay together, and the next command carries on.
import { describe, expect, it } from 'vitest';
import { testProject, type IntervalObject, type RunObject, type TestProject } from '../support/testProject.ts';

const short = ({ start, end }: IntervalObject): string => `${start.slice(5, 10)}..${end.slice(5, 10)}`;

/** Fails on the days whose number is in `bad.csv`, a table that mesh does not know. */
const fragile = `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), start '2023-01-03');
  SELECT @start_date AS d, CAST((SELECT text FROM main.values WHERE day = @start_date) AS INT) AS v`;

async function sourced(files: Record<string, string>, bad: readonly string[]): Promise<TestProject> {
  const project = testProject(files);
  await project.sql(
    `CREATE TABLE main.values AS SELECT d::DATE AS day, day(d)::VARCHAR AS text FROM range(DATE '2023-01-01', DATE '2023-02-01', INTERVAL 1 DAY) AS t(d)`,
  );
  for (const day of bad) await project.sql(`UPDATE main.values SET text = 'oops' WHERE day = '${day}'`);
  return project;
}

async function intervals(
  project: TestProject,
  model = 's.m',
  environment = 'prod',
): Promise<{ has: string[]; missing: string[] }> {
  const run = await project.mesh(['intervals', model, '--environment', environment, '--json']);
  if (run.code !== 0) throw new Error(run.stdout);
  const found = run.json as { intervals: IntervalObject[]; missing: IntervalObject[] };
  return { has: found.intervals.map(short), missing: found.missing.map(short) };
}

describe('the 3rd of 5 batches fails', () => {
  it('in a plan: two are kept, no view is made, the rest is computed next time, once', async () => {
    const project = await sourced({ 'models/m.sql': fragile }, ['2023-01-05']);
    const failed = await project.mesh('plan --auto-apply --json');
    expect(failed.code).toBe(1);
    const { applied, result } = failed.json as { applied: boolean; result: RunObject };
    expect(applied).toBe(false);
    expect(result).toMatchObject({ status: 'partial', environment: 'prod' });
    expect(result.models).toMatchObject([
      { name: 's.m', status: 'failed', rows: 2, error: { code: 'ENGINE_SQL', at: { file: 'models/m.sql', line: 2 } } },
    ]);
    expect(result.models[0]!.intervals.map(short)).toEqual(['01-03..01-05']);
    expect(await project.rows('SELECT count(*) FROM duckdb_views() WHERE NOT internal')).toEqual(['0']);
    await project.sql("UPDATE main.values SET text = '5' WHERE day = '2023-01-05'");
    const plan = await project.plan();
    expect(plan.backfill[0]!.intervals.map(short)).toEqual(['01-05..01-08']);
    expect(await project.rows('SELECT v FROM s.m ORDER BY d')).toEqual(['3', '4', '5', '6', '7']);
  });

  it('in a run: what was there stays, what succeeded is recorded', async () => {
    const project = await sourced({ 'models/m.sql': fragile }, ['2023-01-10']);
    await project.plan();
    project.now = '2023-01-13T01:00:00Z';
    const failed = await project.mesh('run --json');
    expect(failed.code).toBe(1);
    expect(failed.json).toMatchObject({ status: 'partial', models: [{ status: 'failed' }] });
    expect(await intervals(project)).toEqual({ has: ['01-03..01-10'], missing: ['01-10..01-13'] });
    await project.sql("UPDATE main.values SET text = '10' WHERE day = '2023-01-10'");
    const run = await project.run();
    expect(run.models[0]!.intervals.map(short)).toEqual(['01-10..01-13']);
    expect(await project.rows('SELECT count(*), count(DISTINCT v) FROM s.m')).toEqual(['10|10']);
  });

  it('of a restatement: the old rows of that day stay, and the next run goes on from there', async () => {
    const below = 'MODEL (name s.below, kind INCREMENTAL_BY_TIME_RANGE (time_column d)); SELECT d, -v AS v FROM s.m';
    const project = await sourced({ 'models/m.sql': fragile, 'models/below.sql': below }, []);
    await project.plan();
    await project.sql("UPDATE main.values SET text = 'oops' WHERE day = '2023-01-05'");
    await project.sql("UPDATE main.values SET text = '400' WHERE day = '2023-01-04'");
    const failed = await project.mesh('plan --restate-model s.m -s 2023-01-04 -e 2023-01-06 --auto-apply --json');
    expect(failed.code).toBe(1);
    expect(await project.rows('SELECT v FROM s.m ORDER BY d')).toEqual(['3', '400', '5', '6', '7']);
    expect(await project.rows('SELECT v FROM s.below ORDER BY d')).toEqual(['-3', '-4', '-5', '-6', '-7']);
    expect(await intervals(project)).toEqual({ has: ['01-03..01-05', '01-07..01-08'], missing: ['01-05..01-07'] });
    expect(await intervals(project, 's.below')).toEqual({
      has: ['01-01..01-04', '01-07..01-08'],
      missing: ['01-04..01-07'],
    });
    await project.sql("UPDATE main.values SET text = '500' WHERE day = '2023-01-05'");
    const shown = await project.mesh('plan --json');
    const { notes, backfill } = shown.json as { notes: { text: string }[]; backfill: { reason: string }[] };
    expect(notes.map((note) => note.text)).toEqual([
      'a restatement was not finished, what is left of it is computed now: s.m, s.below',
    ]);
    expect(backfill.map((b) => b.reason)).toEqual(['restated', 'restated']);
    const run = await project.run();
    expect(run.models.map((m) => [m.name, ...m.intervals.map(short)])).toEqual([
      ['s.below', '01-04..01-07'],
      ['s.m', '01-05..01-07'],
    ]);
    expect(await project.rows('SELECT v FROM s.below ORDER BY d')).toEqual(['-3', '-400', '-500', '-6', '-7']);
    expect(await intervals(project)).toEqual({ has: ['01-03..01-08'], missing: [] });
    expect((await project.run()).status).toBe('nothing-to-do');
  });
});

it('an audit of a view that fails says that its rows are those of what it reads', async () => {
  const project = testProject({
    'models/v.sql':
      "MODEL (name s.v, kind VIEW, cron '@daily', audits (not_null(columns := x))); SELECT x FROM main.words",
  });
  await project.sql('CREATE TABLE main.words AS SELECT 1 AS x');
  await project.plan();
  await project.sql('UPDATE main.words SET x = NULL');
  project.now = '2023-01-13T01:00:00Z';
  const failed = await project.mesh('run');
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('its rows are those of what it reads')]);
});

const graph = {
  'models/ok.sql': 'MODEL (name s.ok, kind FULL); SELECT 1 AS x',
  'models/bad.sql': 'MODEL (name s.bad, kind FULL); SELECT CAST(text AS INT) AS x FROM main.words',
  'models/child.sql': 'MODEL (name s.child, kind FULL); SELECT x FROM s.bad',
  'models/grandchild.sql': 'MODEL (name s.grandchild, kind FULL); SELECT c.x FROM s.child AS c, s.ok',
  'models/other.sql': 'MODEL (name s.other, kind FULL); SELECT x FROM s.ok',
};

describe('a failing model', () => {
  it('skips its descendants, lets the others finish, and the environment stays as it was', async () => {
    const project = testProject(graph);
    await project.sql("CREATE TABLE main.words AS SELECT 'x' AS text");
    const failed = await project.mesh('plan --auto-apply --json');
    expect(failed.code).toBe(1);
    const { result } = failed.json as { result: RunObject };
    expect(result.status).toBe('partial');
    expect(result.models.map((m) => `${m.name} ${m.status}`)).toEqual([
      's.bad failed',
      's.child skipped',
      's.grandchild skipped',
      's.ok success',
      's.other success',
    ]);
    expect((await project.mesh('environments --json')).json).toEqual([]);
    await project.sql("UPDATE main.words SET text = '5'");
    const plan = await project.plan();
    expect(plan.result?.models.map((m) => m.name)).toEqual(['s.bad', 's.child', 's.grandchild']);
    expect(await project.rows('SELECT x FROM s.grandchild')).toEqual(['5']);
  });

  it('in plain text names the file, says what state things are in, and exits 1', async () => {
    const project = testProject(graph);
    await project.sql("CREATE TABLE main.words AS SELECT 'x' AS text");
    const failed = await project.mesh('plan --auto-apply');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('models/bad.sql:1');
    expect(failed.stderr).toContain('No view in prod was changed; 2 of 5 tables were built and will be reused.');
  });
});

describe('audits', () => {
  const audited = (audit: string): string =>
    `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), audits (${audit}));
     SELECT @start_date AS d, (SELECT text FROM main.values WHERE day = @start_date) AS v`;

  it('run inside the transaction: readers of prod never see bad rows, and the day stays due', async () => {
    const project = await sourced(
      { 'models/m.sql': audited("accepted_values(column := v, is_in := ('1','2','3','4','5','6','7','9','10'))") },
      [],
    );
    await project.plan();
    project.now = '2023-01-11T01:00:00Z';
    const failed = await project.mesh('run --json');
    expect(failed.code).toBe(1);
    expect(failed.json).toMatchObject({
      status: 'failed',
      models: [
        {
          name: 's.m',
          status: 'failed',
          intervals: [],
          audits: [{ name: 'accepted_values', status: 'failed', failures: 1, blocking: true }],
          error: { code: 'RUN_AUDIT_FAILED', at: { file: 'models/m.sql', line: 1 } },
        },
      ],
    });
    expect(await project.rows('SELECT max(d) FROM s.m')).toEqual(['2023-01-07']);
    expect(await intervals(project)).toEqual({ has: ['01-01..01-08'], missing: ['01-08..01-11'] });
  });

  it('that do not block are reported, and the rows are kept', async () => {
    const project = await sourced({ 'models/m.sql': audited('not_null_non_blocking(columns := (v))') }, []);
    await project.sql("UPDATE main.values SET text = NULL WHERE day = DATE '2023-01-02'");
    const plan = await project.plan();
    expect(plan.result!.models[0]!.audits).toEqual([
      { name: 'not_null_non_blocking', status: 'failed', failures: 1, blocking: false },
    ]);
    expect(await project.rows('SELECT count(*) FROM s.m')).toEqual(['7']);
  });

  it('added later are a metadata change that looks over what is loaded, and can fail the plan', async () => {
    const project = await sourced({ 'models/m.sql': audited('not_null(columns := (v))') }, []);
    await project.plan();
    project.write({
      'models/m.sql': audited("not_null(columns := (v)), accepted_values(column := v, is_in := ('1', '2'))"),
    });
    const failed = await project.mesh('plan --auto-apply --json');
    expect(failed.code).toBe(1);
    const plan = failed.json as { changes: { modified: { category: string }[] }; result: RunObject };
    expect(plan.changes.modified.map((m) => m.category)).toEqual(['metadata']);
    expect(plan.result.models[0]).toMatchObject({ status: 'failed', error: { code: 'RUN_AUDIT_FAILED' } });
    project.write({
      'models/m.sql': audited(
        "not_null(columns := (v)), accepted_values(column := v, is_in := ('1', '2', '3', '4', '5', '6', '7'))",
      ),
    });
    expect((await project.plan()).result?.status).toBe('success');
  });

  it('of their own look only at the batch of a time range', async () => {
    const own = (condition: string): string => `AUDIT (name mine);\nSELECT * FROM @this_model WHERE ${condition}`;
    const project = await sourced(
      { 'models/m.sql': audited('mine'), 'audits/mine.sql': own('d NOT BETWEEN @start_date AND @end_date') },
      [],
    );
    expect((await project.plan()).result?.status).toBe('success');
    project.write({ 'audits/mine.sql': own('v IS NOT NULL') });
    expect((await project.mesh('plan --auto-apply')).code).toBe(1);
  });
});

describe('statements', () => {
  it('see creating before a query whose table is there first: of declared columns, of itself, of histories', async () => {
    const query = "SELECT 1 AS id, DATE '2023-01-06' AS d, @runtime_stage AS stage";
    const log = (name: string) => `INSERT INTO main.log VALUES ('${name}', @runtime_stage)`;
    const model = (name: string, properties: string, more = '') =>
      `MODEL (name s.${name}, start '2023-01-06', ${properties});\n${log(name)};\n${query}${more};`;
    const columns = 'columns (id INT, d DATE, stage TEXT)';
    const project = testProject({
      'models/declared.sql': model('declared', `kind FULL, ${columns}`),
      'models/inferred.sql': model('inferred', 'kind FULL'),
      'models/days.sql': model('days', `kind INCREMENTAL_BY_TIME_RANGE (time_column d), ${columns}`),
      'models/itself.sql': model('itself', `kind FULL, ${columns}`, ' FROM (SELECT COUNT(*) FROM s.itself)'),
      'models/history.sql': model('history', 'kind SCD_TYPE_2_BY_COLUMN (unique_key id, columns [stage])'),
    });
    await project.sql('CREATE TABLE main.log (name VARCHAR, stage VARCHAR)');
    await project.plan();
    expect(await project.rows('SELECT DISTINCT stage FROM main.log')).toEqual(['creating']);
    const stages = ['declared', 'inferred', 'days', 'itself', 'history'].map(
      async (name) => `${name} ${(await project.rows(`SELECT DISTINCT stage FROM s.${name}`)).join()}`,
    );
    expect(await Promise.all(stages)).toEqual([
      'declared evaluating',
      'inferred creating',
      'days evaluating',
      'itself evaluating',
      'history evaluating',
    ]);
  });

  it('run around every batch, see creating only the first time, and fall with their batch', async () => {
    const project = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), start '2023-01-06');
        INSERT INTO main.log VALUES (@start_ds, @runtime_stage, 'pre');
        SELECT @start_date AS d;
        INSERT INTO main.log VALUES (@start_ds, @runtime_stage, 'post');
        INSERT INTO main.checked SELECT CAST(text AS INT) FROM main.words;`,
    });
    await project.sql('CREATE TABLE main.log (day VARCHAR, stage VARCHAR, place VARCHAR)');
    await project.sql("CREATE TABLE main.words AS SELECT '1' AS text; CREATE TABLE main.checked (x INT)");
    await project.plan();
    const log = (): Promise<string[]> => project.rows('SELECT * FROM main.log');
    expect(await log()).toEqual([
      '2023-01-06|creating|pre',
      '2023-01-06|creating|post',
      '2023-01-07|evaluating|pre',
      '2023-01-07|evaluating|post',
    ]);
    await project.sql("UPDATE main.words SET text = 'x'");
    project.now = '2023-01-09T01:00:00Z';
    expect((await project.mesh('run --json')).code).toBe(1);
    expect(await log()).toHaveLength(4);
    expect(await project.rows('SELECT count(*) FROM s.m')).toEqual(['2']);
    expect(await intervals(project)).toMatchObject({ missing: ['01-08..01-09'] });
  });

  it('before_all and after_all stand around a plan and a run, with what they may ask for', async () => {
    const config = `before_all:
  - CREATE TABLE IF NOT EXISTS main.log (words VARCHAR)
  - INSERT INTO main.log VALUES ('before ' || @this_env)
after_all:
  - INSERT INTO main.log SELECT 'after ' || array_to_string(@schemas, ',') || ' ' || len(@views)
  - "@IF(@this_env = 'prod', INSERT INTO main.log VALUES ('only prod'))"
  - "{% raw %}JINJA_STATEMENT_BEGIN; INSERT INTO main.log VALUES ('{{ this_env }} {{ views | length }} {{ runtime_stage }}'); JINJA_END;{% endraw %}"`;
    const project = testProject({ 'models/ok.sql': graph['models/ok.sql'] }, { config });
    await project.plan();
    await project.plan('dev --include-unmodified');
    project.now = '2023-01-09T01:00:00Z';
    await project.run();
    expect(await project.rows('SELECT * FROM main.log')).toEqual([
      'before prod',
      'after s 1',
      'only prod',
      'prod 1 after_all',
      'before dev',
      'after s__dev 1',
      'dev 1 after_all',
      'before prod',
      'after s 1',
      'only prod',
      'prod 1 after_all',
    ]);
  });

  it('of the environment do not hide variables of the project in queries', async () => {
    const project = testProject(
      { 'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT @views AS v, @schemas AS w' },
      { config: 'variables: { views: mine, schemas: 7 }' },
    );
    await project.plan();
    expect(await project.rows('SELECT v, w FROM s.a')).toEqual(['mine|7']);
  });

  it('on virtual update run when the view is switched, in plans only, and know the view and the environment', async () => {
    const model = (value: number): string => `MODEL (name s.m, kind FULL);
      SELECT ${value} AS x;
      ON_VIRTUAL_UPDATE_BEGIN;
      INSERT INTO main.log SELECT @this_env || ' ' || len(@schemas) || ' ' || len(@views), x FROM @this_model;
      @IF(@this_env = 'dev', INSERT INTO main.log VALUES ('only dev', 0));
      JINJA_STATEMENT_BEGIN; INSERT INTO main.log VALUES ('{{ this_env }} {{ schemas | join }} {{ views | length }}', 0); JINJA_END;
      ON_VIRTUAL_UPDATE_END;`;
    const project = testProject({ 'models/m.sql': model(1) });
    await project.sql('CREATE TABLE main.log (name VARCHAR, x INT)');
    await project.plan();
    project.write({ 'models/m.sql': model(2) });
    await project.plan('dev');
    project.now = '2023-01-09T01:00:00Z';
    await project.run();
    await project.plan();
    expect(await project.rows('SELECT * FROM main.log')).toEqual([
      'prod 1 1|1',
      'prod s 1|0',
      'dev 1 1|2',
      'only dev|0',
      'dev s__dev 1|0',
      'prod 1 1|2',
      'prod s 1|0',
    ]);
  });

  it('after_all of a run is executed also when models failed', async () => {
    const project = testProject(graph, { config: "after_all:\n  - INSERT INTO main.log VALUES ('after')" });
    await project.sql("CREATE TABLE main.words AS SELECT '1' AS text; CREATE TABLE main.log (words VARCHAR)");
    await project.plan();
    await project.sql("UPDATE main.words SET text = 'x'");
    project.now = '2023-01-09T01:00:00Z';
    const run = await project.mesh('run --json');
    expect(run.code).toBe(1);
    expect(await project.rows('SELECT count(*) FROM main.log')).toEqual(['2']);
    expect(await project.rows('SELECT x FROM s.grandchild')).toEqual(['1']);
  });
});

describe('comments', () => {
  it('of models and columns are written to table and view', async () => {
    const project = testProject({
      'models/m.sql': `-- All there is
        MODEL (name s.m, kind FULL, column_descriptions (y = 'of the block'));
        SELECT 1 AS x, -- the first
          2 AS y`,
    });
    await project.plan();
    expect(await project.rows("SELECT comment FROM duckdb_tables() WHERE table_name LIKE 's__m__%'")).toEqual([
      'All there is',
    ]);
    expect(await project.rows("SELECT comment FROM duckdb_views() WHERE view_name = 'm'")).toEqual(['All there is']);
    expect(
      await project.rows(
        'SELECT DISTINCT column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL ORDER BY ALL',
      ),
    ).toEqual(['y|of the block']);
    project.write({
      'models/m.sql': `-- All there was
        MODEL (name s.m, kind FULL);
        SELECT 1 AS x, -- the first
          2 AS y -- the second`,
    });
    await project.plan();
    expect(await project.rows("SELECT comment FROM duckdb_views() WHERE view_name = 'm'")).toEqual(['All there was']);
    expect(
      await project.rows(
        'SELECT DISTINCT column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL ORDER BY ALL',
      ),
    ).toEqual(['x|the first', 'y|of the block', 'y|the second']);
  });

  it('are not written when the connection says so', async () => {
    const project = testProject({ 'models/m.sql': "MODEL (name s.m, kind FULL, description 'words'); SELECT 1 AS x" });
    project.write({
      'mesh.config.yaml': project
        .read('mesh.config.yaml')
        .replace('      database:', '      register_comments: false\n      database:'),
    });
    await project.plan();
    expect(await project.rows("SELECT comment FROM duckdb_tables() WHERE table_name LIKE 's__m__%'")).toEqual(['∅']);
  });
});
