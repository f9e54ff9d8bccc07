// What each kind leaves in its table, load after load.
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

async function withSource(model: string, create: string, now?: string): Promise<TestProject> {
  const project = testProject({ 'models/m.sql': model }, now === undefined ? {} : { now });
  await project.sql(create);
  return project;
}

async function onDay(project: TestProject, day: string, change: string): Promise<void> {
  await project.sql(change);
  project.now = `${day}T00:05:00Z`;
  await project.run();
}

describe('INCREMENTAL_BY_TIME_RANGE that reads itself', () => {
  const running = (
    more: string,
  ): string => `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d${more}), columns (d DATE, total INT));
    SELECT @start_date AS d, 1 + COALESCE((SELECT max(total) FROM s.m WHERE d < @start_date), 0) AS total`;

  it('builds day upon day with batch_size 1', async () => {
    const project = testProject({ 'models/m.sql': running(', batch_size 1') });
    await project.plan();
    expect(await project.rows('SELECT total FROM s.m ORDER BY d')).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  it('sees nothing of itself in one batch', async () => {
    const project = testProject({ 'models/m.sql': running('') });
    await project.plan();
    expect(await project.rows('SELECT d, total FROM s.m')).toEqual(['2023-01-01|1']);
  });

  it('takes its columns from its casts where it reads all of itself', async () => {
    const project = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1));
        WITH before AS (SELECT * FROM @this_model WHERE d < @start_date), seen AS (
          SELECT total FROM before UNION ALL SELECT 0 AS total
        )
        SELECT @start_date::DATE AS d, (1 + MAX(total))::INT AS total FROM seen`,
    });
    await project.plan();
    expect(await project.rows('SELECT total FROM s.m ORDER BY d')).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  it('is restated up to now when a day in the middle is', async () => {
    const project = testProject({ 'models/m.sql': running(', batch_size 1') });
    await project.plan();
    const plan = await project.plan('--restate-model s.m -s 2023-01-04 -e 2023-01-04');
    expect(plan.backfill[0]!.intervals).toEqual([
      { start: '2023-01-04T00:00:00.000Z', end: '2023-01-08T00:00:00.000Z' },
    ]);
    expect(await project.rows('SELECT total FROM s.m ORDER BY d')).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });
});

describe('FULL that reads itself', () => {
  const counting = 'SELECT 1 + COALESCE(MAX(n), 0)::INT AS n FROM s.m';

  it('begins with an empty table and goes on with its own rows', async () => {
    const project = testProject({ 'models/m.sql': `MODEL (name s.m, kind FULL, columns (n INT));\n${counting}` });
    await project.plan();
    expect(await project.rows('SELECT n FROM s.m')).toEqual(['1']);
    await onDay(project, '2023-01-09', 'SELECT 1');
    expect(await project.rows('SELECT n FROM s.m')).toEqual(['2']);
  });

  it('needs no declared columns where their types are plain, and is restated from its own rows', async () => {
    const typed = 'SELECT (1 + COALESCE(MAX(n), 0))::INT AS n FROM s.m';
    const project = testProject({ 'models/m.sql': `MODEL (name s.m, kind FULL);\n${typed}` });
    await project.plan();
    expect(await project.rows('SELECT n FROM s.m')).toEqual(['1']);
    await project.plan('--restate-model s.m');
    expect(await project.rows('SELECT n FROM s.m')).toEqual(['2']);
  });
});

describe('INCREMENTAL_BY_UNIQUE_KEY', () => {
  const model = (more = ''): string =>
    `MODEL (name s.m, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id${more})); SELECT id, v FROM main.source`;

  it('keeps one row per key from the first load on, NULL keys too', async () => {
    const project = await withSource(
      model(),
      "CREATE TABLE main.source AS SELECT * FROM (VALUES (1, 'a'), (1, 'a'), (NULL, 'n')) AS v(id, v)",
    );
    await project.plan();
    expect(await project.rows('SELECT * FROM s.m ORDER BY id NULLS LAST')).toEqual(['1|a', '∅|n']);
    await onDay(
      project,
      '2023-01-09',
      "DELETE FROM main.source; INSERT INTO main.source VALUES (1, 'b'), (2, 'c'), (NULL, 'm')",
    );
    expect(await project.rows('SELECT * FROM s.m ORDER BY id NULLS LAST')).toEqual(['1|b', '2|c', '∅|m']);
  });

  it('of several columns or expressions', async () => {
    const project = await withSource(
      'MODEL (name s.m, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key (id, COALESCE(g, 0)))); SELECT id, g, v FROM main.source',
      'CREATE TABLE main.source AS SELECT * FROM (VALUES (1, NULL, 1), (1, 2, 1)) AS v(id, g, v)',
    );
    await project.plan();
    await onDay(project, '2023-01-09', 'UPDATE main.source SET v = 5 WHERE g IS NULL');
    expect(await project.rows('SELECT * FROM s.m ORDER BY g NULLS FIRST')).toEqual(['1|∅|5', '1|2|1']);
  });

  it('works with when_matched', async () => {
    const project = await withSource(
      model(', when_matched (WHEN MATCHED THEN UPDATE SET target.v = target.v || source.v)'),
      "CREATE TABLE main.source AS SELECT * FROM (VALUES (1, 'a')) AS v(id, v)",
    );
    await project.plan();
    await onDay(project, '2023-01-09', "INSERT INTO main.source VALUES (2, 'z')");
    expect(await project.rows('SELECT * FROM s.m ORDER BY id')).toEqual(['1|aa', '2|z']);
  });
});

describe('INCREMENTAL_BY_PARTITION', () => {
  it('rewrites the partitions that the result holds, and no others', async () => {
    const project = await withSource(
      'MODEL (name s.m, kind INCREMENTAL_BY_PARTITION, partitioned_by (p)); SELECT p, v FROM main.source',
      "CREATE TABLE main.source AS SELECT * FROM (VALUES ('a', 1), ('a', 2), ('b', 3)) AS v(p, v)",
    );
    await project.plan();
    await onDay(project, '2023-01-09', "DELETE FROM main.source; INSERT INTO main.source VALUES ('a', 9), ('c', 4)");
    expect(await project.rows('SELECT * FROM s.m ORDER BY ALL')).toEqual(['a|9', 'b|3', 'c|4']);
  });
});

describe('INCREMENTAL_UNMANAGED', () => {
  it('appends what its query gives', async () => {
    const project = await withSource(
      'MODEL (name s.m, kind INCREMENTAL_UNMANAGED); SELECT v FROM main.source',
      'CREATE TABLE main.source AS SELECT 1 AS v',
    );
    await project.plan();
    await onDay(project, '2023-01-09', 'UPDATE main.source SET v = 2');
    expect(await project.rows('SELECT * FROM s.m ORDER BY ALL')).toEqual(['1', '2']);
  });
});

describe('SCD_TYPE_2_BY_TIME', () => {
  const history = (more = ''): string =>
    `MODEL (name s.m, kind SCD_TYPE_2_BY_TIME (unique_key id${more}), start '2023-01-02');
     SELECT id, v, updated_at FROM main.source`;
  const day = (text: string): string => text.slice(5, 16);

  async function worked(more: string): Promise<string[]> {
    const project = await withSource(
      history(more),
      "CREATE TABLE main.source AS SELECT * FROM (VALUES (1, 'a', TIMESTAMP '2022-12-25'), (2, 'b', TIMESTAMP '2022-12-26')) AS v(id, v, updated_at)",
      '2023-01-03T00:05:00Z',
    );
    await project.plan();
    await onDay(
      project,
      '2023-01-04',
      "UPDATE main.source SET v = 'A', updated_at = '2023-01-03 08:00:00' WHERE id = 1; INSERT INTO main.source VALUES (3, 'c', '2023-01-03 09:00:00')",
    );
    await onDay(project, '2023-01-05', 'DELETE FROM main.source WHERE id = 2');
    await onDay(project, '2023-01-06', "INSERT INTO main.source VALUES (2, 'b2', '2023-01-04 12:00:00')");
    await onDay(project, '2023-01-07', "UPDATE main.source SET v = 'x' WHERE id = 3");
    await onDay(project, '2023-01-08', "UPDATE main.source SET v = 'old', updated_at = '2023-01-01' WHERE id = 1");
    const rows = await project.rows(
      "SELECT id, v, valid_from, COALESCE(valid_to::VARCHAR, 'open') FROM s.m ORDER BY id, valid_from, valid_to",
    );
    return rows.map((row) => {
      const [id, v, from, to] = row.split('|');
      return `${id} ${v} ${from === '1970-01-01 00:00:00' ? 'ever' : day(from!)} ${to === 'open' ? to : day(to!)}`;
    });
  }

  it('closes and opens rows by the time of their change', async () => {
    expect(await worked('')).toEqual([
      '1 a ever 01-03 08:00',
      '1 A 01-03 08:00 open',
      '2 b ever 01-04 12:00',
      '2 b2 01-04 12:00 open',
      '3 c ever open',
    ]);
  });

  it('closes removed keys with invalidate_hard_deletes, and they come back later', async () => {
    expect(await worked(', invalidate_hard_deletes true')).toEqual([
      '1 a ever 01-03 08:00',
      '1 A 01-03 08:00 open',
      '2 b ever 01-05 00:05',
      '2 b2 01-05 00:05 open',
      '3 c ever open',
    ]);
  });

  it('begins at the change itself with updated_at_as_valid_from', async () => {
    expect(await worked(', updated_at_as_valid_from true')).toEqual([
      '1 a 12-25 00:00 01-03 08:00',
      '1 A 01-03 08:00 open',
      '2 b 12-26 00:00 01-04 12:00',
      '2 b2 01-04 12:00 open',
      '3 c 01-03 09:00 open',
    ]);
  });
});

describe('SCD_TYPE_2_BY_COLUMN', () => {
  it('closes what changed NULL-safely and keeps the old row as it was', async () => {
    const project = await withSource(
      `MODEL (name s.m, kind SCD_TYPE_2_BY_COLUMN (unique_key id, columns [v]), start '2023-01-02'); SELECT id, v, w FROM main.source`,
      "CREATE TABLE main.source AS SELECT * FROM (VALUES (1, 'a', 1), (2, NULL, 1)) AS v(id, v, w)",
      '2023-01-03T00:05:00Z',
    );
    await project.plan();
    await onDay(
      project,
      '2023-01-04',
      "UPDATE main.source SET v = 'nn', w = 2 WHERE id = 2; UPDATE main.source SET w = 9 WHERE id = 1; INSERT INTO main.source VALUES (3, 'c', 1)",
    );
    expect(
      await project.rows(
        "SELECT id, v, w, valid_from, COALESCE(valid_to::VARCHAR, 'open') FROM s.m ORDER BY id, valid_from",
      ),
    ).toEqual([
      '1|a|1|1970-01-01 00:00:00|open',
      '2|∅|1|1970-01-01 00:00:00|2023-01-04 00:05:00',
      '2|nn|2|2023-01-04 00:05:00|open',
      '3|c|1|2023-01-04 00:05:00|open',
    ]);
  });
});

describe('VIEW', () => {
  it('shows at once what its tables hold, through EMBEDDED models and other views', async () => {
    const project = testProject({
      'models/e.sql': 'MODEL (name s.e, kind EMBEDDED); SELECT x + 1 AS x FROM main.source',
      'models/v.sql': 'MODEL (name s.v); SELECT x FROM s.e AS q',
      'models/w.sql': 'MODEL (name s.w, kind VIEW); SELECT v.x * 10 AS x FROM s.v',
    });
    await project.sql('CREATE TABLE main.source AS SELECT 1 AS x');
    await project.plan();
    await project.sql('UPDATE main.source SET x = 4');
    expect(await project.rows('SELECT x FROM s.w')).toEqual(['50']);
  });

  it('materialized is a table here or is refused with its reason', async () => {
    const project = testProject({ 'models/v.sql': 'MODEL (name s.v, kind VIEW (materialized true)); SELECT 1 AS x' });
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.stdout).not.toContain('INTERNAL');
    if (run.code === 0) expect(await project.rows('SELECT x FROM s.v')).toEqual(['1']);
  });
});

describe('EMBEDDED', () => {
  it('has the interval of its reader in its query, also for an audit', async () => {
    const project = testProject(
      {
        'models/days.sql':
          'MODEL (name s.days, kind EMBEDDED); SELECT d, @end_ds AS upto FROM main.source WHERE d BETWEEN @start_date AND @end_date',
        'models/part.sql':
          "MODEL (name s.part, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), start '2026-02-27', audits (all_there)); SELECT d, upto FROM s.days",
        'models/whole.sql': "MODEL (name s.whole, kind FULL, start '2026-02-27'); SELECT d, upto FROM s.days",
        'audits/all_there.sql':
          'AUDIT (name all_there); SELECT d FROM s.days WHERE d NOT IN (SELECT d FROM @this_model) UNION ALL SELECT d FROM @this_model WHERE (SELECT count(*) FROM s.days) <> 1',
      },
      { now: '2026-03-01' },
    );
    await project.sql(
      "CREATE TABLE main.source AS SELECT d::DATE AS d FROM range(DATE '2026-02-20', DATE '2026-03-05', INTERVAL 1 DAY) AS t(d)",
    );
    await project.plan();
    expect(await project.rows('SELECT d, upto FROM s.part ORDER BY d')).toEqual([
      '2026-02-27|2026-02-27',
      '2026-02-28|2026-02-28',
    ]);
    expect(await project.rows('SELECT d, upto FROM s.whole ORDER BY d')).toEqual([
      '2026-02-27|2026-02-28',
      '2026-02-28|2026-02-28',
    ]);
  });
});

describe('EXTERNAL', () => {
  const files = {
    'external_models.yaml': '- name: main.source\n  columns:\n    x: INT\n    y: INT\n',
    'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT * FROM main.source',
  };

  it('is not made and not shown; its columns are known', async () => {
    const project = testProject(files);
    await project.sql('CREATE TABLE main.source AS SELECT 1 AS x, 2 AS y');
    const plan = await project.plan();
    expect(plan.backfill.map((b) => b.name)).toEqual(['s.a']);
    expect(plan.promote.created).toEqual(['s.a']);
    const dag = (await project.mesh('dag --json')).json as { models: { name: string; columns: object }[] };
    expect(dag.models.find((m) => m.name === 's.a')?.columns).toEqual({ x: 'INTEGER', y: 'INTEGER' });
  });

  it('that gains a column leaves readers of the others alone', async () => {
    const project = testProject({ ...files, 'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT x FROM main.source' });
    await project.sql('CREATE TABLE main.source AS SELECT 1 AS x, 2 AS y');
    await project.plan();
    project.write({ 'external_models.yaml': `${files['external_models.yaml']}    z: INT\n` });
    const plan = await project.plan();
    expect(plan.backfill).toEqual([]);
    expect(plan.changes.modified.find((m) => m.name === 'main.source')?.category).toBe('non-breaking');
  });
});

describe('models that share files, names and dialects', () => {
  it('blueprints, macros and variables reach the tables', async () => {
    const project = testProject(
      {
        'macros/twice.ts':
          "import { macro } from 'mesh-sql';\nexport default macro('twice', (ctx, x) => `(${String(x)}) * 2`);\n",
        'models/b.sql':
          "MODEL (name s.@{region}_sales, kind FULL, blueprints ((region := north, factor := 2), (region := south, factor := 3)));\nSELECT @twice(@factor) AS x, @VAR('greeting') AS g",
      },
      { config: 'variables: {greeting: hi}' },
    );
    await project.plan();
    expect(await project.rows('SELECT n.x, s.x, s.g FROM s.north_sales AS n, s.south_sales AS s')).toEqual(['4|6|hi']);
  });

  it('other dialects are translated on the way', async () => {
    const project = testProject({
      'models/bq.sql':
        'MODEL (name s.bq, kind FULL, dialect bigquery);\nSELECT CAST("12" AS INT64) AS x, `y` AS y FROM (SELECT DATE_ADD(DATE "2023-01-01", INTERVAL 1 DAY) AS `y`)',
    });
    await project.plan();
    expect(await project.rows('SELECT x, y FROM s.bq')).toEqual(['12|2023-01-02']);
  });

  it('other dialects that cannot be translated are refused at the construct', async () => {
    const project = testProject({
      'models/bq.sql': 'MODEL (name s.bq, kind FULL, dialect bigquery);\nSELECT 1 AS y,\n  2 + / 3 AS x',
    });
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { code: 'SQL_TRANSLATION', at: { file: 'models/bq.sql', line: 3 } } });
  });

  it('audits and statements that cannot be translated are refused where they were written', async () => {
    const project = testProject({
      'audits/odd.sql': 'AUDIT (name odd, dialect bigquery);\nSELECT *\nFROM @this_model WHERE 2 + / 3 = y',
      'models/bq.sql': 'MODEL (name s.bq, kind FULL, dialect bigquery, audits (odd));\n\nSELECT 1 AS y',
    });
    const said = async (): Promise<string> => (await project.mesh('plan --auto-apply')).stderr;
    expect(await said()).toContain('audits/odd.sql:2:1 error SQL_TRANSLATION');
    project.write({
      'models/bq.sql':
        'MODEL (name s.bq, kind FULL, dialect bigquery);\nSELECT 1 AS y;\nDELETE FROM x WHERE 2 + / 3 = 1',
      'audits/odd.sql': null,
    });
    expect(await said()).toContain('models/bq.sql:3:');
  });

  it('names come from paths when the configuration says so', async () => {
    const project = testProject(
      { 'models/sch/tab.sql': 'MODEL (kind FULL);\nSELECT 1 AS x' },
      { config: 'model_naming: {infer_names: true}' },
    );
    await project.plan();
    expect(await project.rows('SELECT x FROM sch.tab')).toEqual(['1']);
  });

  it('audits that read other models are dependencies', async () => {
    const project = testProject({
      'models/a.sql': 'MODEL (name s.a, kind FULL, audits (in_z));\nSELECT 1 AS x',
      'models/z.sql': 'MODEL (name s.z, kind FULL);\nSELECT 1 AS x',
      'audits/in_z.sql': 'AUDIT (name in_z);\nSELECT x FROM @this_model WHERE x NOT IN (SELECT x FROM s.z)',
    });
    expect((await project.plan()).result?.status).toBe('success');
  });
});
