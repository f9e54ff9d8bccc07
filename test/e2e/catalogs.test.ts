// Several database files, a schema named like the catalog, state in a file of its own.
import { describe, expect, it } from 'vitest';
import { hold } from '../support/holdDatabase.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const full = (name: string, query: string): string => `MODEL (name ${name}, kind FULL);\n${query}`;
const timed = (name: string, query: string): string =>
  `MODEL (name ${name}, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 3));\n${query}`;

function config(connection: string, more = ''): string {
  return `gateways:\n  local:\n    connection:\n      type: duckdb\n${connection}\n${more}\nmodel_defaults: {dialect: duckdb, start: 2023-01-01}\n`;
}

describe('several attached files', () => {
  const files = {
    'mesh.config.yaml': config('      catalogs: {main_db: main.duckdb, side: side.duckdb}'),
    'models/a.sql': timed('side.s.a', 'SELECT @start_date AS d, 1 AS x'),
    'models/b.sql': full('s.b', 'SELECT sum(x)::INT AS x FROM side.s.a'),
    'models/c.sql': 'MODEL (name side.s.c); SELECT x + 1 AS x FROM s.b',
  };

  /** The view of one file may show tables of the other, so both are attached to look. */
  async function rows(project: TestProject, sql: string): Promise<string[]> {
    const side = `${project.folder}/side.duckdb`;
    return project.rows(`ATTACH '${side}' AS side; ${sql}`, 'main.duckdb').catch((error: unknown) => {
      throw new Error(String(error));
    });
  }

  it('hold their own models, views and tables; the state lives in the first', async () => {
    const project = testProject(files);
    const plan = await project.plan();
    expect(plan.promote.created).toEqual(['s.b', 'side.s.a', 'side.s.c']);
    const query = await project.mesh([
      'query',
      'SELECT a.n, b.x AS bx, c.x AS cx FROM (SELECT count(*) AS n FROM side.s.a) AS a, s.b AS b, side.s.c AS c',
      '--format',
      'json',
    ]);
    expect(query.json).toEqual([{ n: 3, bx: 3, cx: 4 }]);
    expect(
      await project.rows("SELECT schema_name FROM duckdb_schemas() WHERE schema_name = 'mesh_state'", 'main.duckdb'),
    ).toEqual(['mesh_state']);
    expect(
      await project.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'mesh_state'", 'side.duckdb'),
    ).toEqual(['0']);
    expect(await rows(project, 'SELECT 1')).toEqual(['1']);
  });

  it('carry on after a failure: what was committed is repeated or kept, never doubled', async () => {
    const project = testProject({
      ...files,
      'models/a.sql': timed(
        'side.s.a',
        "SELECT @start_date AS d, CASE WHEN @start_date = DATE '2023-01-04' THEN (SELECT x FROM side.main.src)::INT ELSE 1 END AS x",
      ),
    });
    await project.sql("CREATE TABLE main.src AS SELECT 'bad' AS x", 'side.duckdb');
    expect((await project.mesh('plan --auto-apply --json')).code).toBe(1);
    await project.sql("UPDATE main.src SET x = '1'", 'side.duckdb');
    const plan = await project.plan();
    expect(plan.backfill.find((b) => b.name === 'side.s.a')!.intervals[0]!.start).toBe('2023-01-04T00:00:00.000Z');
    const query = await project.mesh(['query', 'SELECT count(*) AS n FROM side.s.a', '--format', 'json']);
    expect(query.json).toEqual([{ n: 3 }]);
  });

  it('take development views beside their models', async () => {
    const project = testProject(files);
    await project.plan();
    const dev = await project.plan('dev --include-unmodified');
    expect(dev.promote.created).toEqual(['s__dev.b', 'side.s__dev.a', 'side.s__dev.c']);
    expect((await project.mesh('invalidate dev --sync')).code).toBe(0);
    const left = await project.mesh([
      'query',
      "SELECT count(*) AS n FROM duckdb_views() WHERE schema_name = 's__dev'",
      '--format',
      'json',
    ]);
    expect(left.json).toEqual([{ n: 0 }]);
    expect((await project.mesh('destroy --yes')).code).toBe(0);
  });

  it('may be attached read-only for sources', async () => {
    const project = testProject({
      'mesh.config.yaml': config(
        '      catalogs:\n        main_db: main.duckdb\n        src: {path: src.duckdb, read_only: true}',
      ),
      'models/a.sql': full('s.a', 'SELECT x FROM src.main.t'),
    });
    await project.sql('CREATE TABLE main.t AS SELECT 5 AS x', 'src.duckdb');
    await project.plan();
    expect((await project.mesh(['query', 'SELECT x FROM s.a', '--format', 'json'])).json).toEqual([{ x: 5 }]);
  });
});

describe('a schema named like the catalog', () => {
  it('is no ambiguity', async () => {
    const project = testProject({
      'mesh.config.yaml': config('      database: jaffle_shop.duckdb'),
      'models/a.sql': full('jaffle_shop.a', 'SELECT 1 AS x'),
      'models/b.sql': timed('jaffle_shop.b', 'SELECT @start_date AS d, x FROM jaffle_shop.a'),
      'models/c.sql': 'MODEL (name jaffle_shop.c); SELECT a.x, b.d FROM jaffle_shop.a JOIN jaffle_shop.b ON a.x = b.x',
    });
    await project.plan();
    await project.plan('dev --include-unmodified');
    expect(await project.rows('SELECT count(*) FROM jaffle_shop.jaffle_shop.c', 'jaffle_shop.duckdb')).toEqual(['3']);
    expect((await project.mesh(['query', 'SELECT x FROM jaffle_shop.a', '--format', 'json'])).json).toEqual([{ x: 1 }]);
    project.now = '2023-01-09T00:05:00Z';
    expect((await project.run()).status).toBe('success');
    expect((await project.mesh('destroy --yes')).code).toBe(0);
  });

  it('and a model named with the catalog is the one without it', async () => {
    const project = testProject({
      'models/a.sql': full('db.s.a', 'SELECT 1 AS x'),
      'models/b.sql': full('s.b', 'SELECT x FROM s.a'),
    });
    const plan = await project.plan();
    expect(plan.changes.added.map((a) => a.name)).toEqual(['s.a', 's.b']);
  });
});

describe('a state_connection of its own', () => {
  const files = {
    'mesh.config.yaml': config(
      '      database: db.duckdb',
      '    state_connection: {type: duckdb, database: state.duckdb}\n    state_schema: bookkeeping',
    ),
    'models/a.sql': timed('s.a', 'SELECT @start_date AS d, (SELECT x FROM main.src)::INT AS x'),
  };

  it('keeps the records away from the data', async () => {
    const project = testProject(files);
    await project.sql("CREATE TABLE main.src AS SELECT '1' AS x");
    await project.plan();
    expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['3']);
    expect(await project.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'bookkeeping'")).toEqual([
      '0',
    ]);
    expect(
      await project.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'bookkeeping'", 'state.duckdb'),
    ).toEqual(['1']);
    expect((await project.plan()).hasChanges).toBe(false);
    project.now = '2023-01-09T00:05:00Z';
    await project.sql("UPDATE main.src SET x = 'bad'");
    expect((await project.mesh('run --json')).code).toBe(1);
    await project.sql("UPDATE main.src SET x = '1'");
    expect((await project.run()).status).toBe('success');
    expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['4']);
  });

  it('is opened before the data, whatever the command: two that waited for each other would stand still', async () => {
    const project = testProject(files);
    await project.sql("CREATE TABLE main.src AS SELECT '1' AS x");
    await project.plan();
    const waitNot = project
      .read('mesh.config.yaml')
      .replaceAll('duckdb, database', 'duckdb, lock_timeout: 0, database');
    project.write({ 'mesh.config.yaml': waitNot.replace('      database', '      lock_timeout: 0\n      database') });
    const releases = [await hold(project), await hold(project, 'SELECT 1', 'state.duckdb')];
    const asked = ['state check', 'destroy --yes', 'query FROM~s.a', 'evaluate s.a', 'run', 'janitor', 'audit'];
    for (const words of asked) {
      const refused = await project.mesh([...words.split(' ').map((w) => w.replace('~', ' ')), '--json']);
      expect(refused.json, words).toMatchObject({ error: { code: 'ENGINE_LOCKED' } });
      expect(refused.stdout, words).toContain('state.duckdb is held');
    }
    for (const release of releases) await release();
  });

  it('adds no row twice when a record was lost after the rows were committed', async () => {
    const project = testProject({
      ...files,
      'models/a.sql': 'MODEL (name s.a, kind INCREMENTAL_UNMANAGED); SELECT @start_date AS d, @end_date AS e',
      'models/b.sql': full('s.b', 'SELECT count(*)::INT AS n FROM s.a'),
      'models/c.sql': `MODEL (name s.c, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id,
        when_matched (WHEN MATCHED THEN UPDATE SET target.n = target.n + source.n))); SELECT 1 AS id, 1 AS n`,
    });
    await project.plan();
    expect(await project.rows('FROM s.b')).toEqual(['1']);
    const table = 'bookkeeping.intervals';
    const loseRecords = `ALTER TABLE ${table} RENAME TO kept; CREATE VIEW ${table} AS FROM bookkeeping.kept`;
    const keepThem = `DROP VIEW ${table}; ALTER TABLE bookkeeping.kept RENAME TO intervals`;
    project.now = '2023-01-09T00:05:00Z';
    await project.sql(loseRecords, 'state.duckdb');
    expect((await project.mesh('run --skip-janitor --json')).code).toBe(1);
    await project.sql(keepThem, 'state.duckdb');
    expect(await project.rows('SELECT count(*) FROM s.a')).toEqual(['2']);
    expect((await project.mesh('state check')).stdout).toBe('');
    await project.run();
    expect(await project.rows('SELECT count(*), n FROM s.a, s.b GROUP BY n')).toEqual(['2|2']);
    expect(await project.rows('SELECT n FROM s.c')).toEqual(['2']);
    // Written for two days, gone on with when there are three.
    project.now = '2023-01-11T00:05:00Z';
    await project.sql(loseRecords, 'state.duckdb');
    expect((await project.mesh('run --skip-janitor --json')).code).toBe(1);
    await project.sql(keepThem, 'state.duckdb');
    project.now = '2023-01-12T00:05:00Z';
    await project.run();
    expect(await project.rows('SELECT d, e FROM s.a ORDER BY d DESC LIMIT 2')).toEqual([
      '2023-01-11|2023-01-11',
      '2023-01-09|2023-01-10',
    ]);
    expect(await project.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%written'")).toEqual(['0']);
  });

  it('begins a table that takes the place of another in several batches', async () => {
    const kind = `INCREMENTAL_BY_UNIQUE_KEY (unique_key id, batch_size 1,
      when_matched (WHEN MATCHED THEN UPDATE SET target.n = target.n + source.n))`;
    const model = (of: string): string => `MODEL (name s.c, kind ${of}); SELECT 1 AS id, 1 AS n`;
    const project = testProject({
      ...files,
      'mesh.config.yaml': `${files['mesh.config.yaml']}\nvirtual_environment_mode: dev_only\n`,
      'models/c.sql': model('FULL'),
    });
    await project.sql("CREATE TABLE main.src AS SELECT '1' AS x");
    await project.plan();
    project.write({ 'models/c.sql': model(kind) });
    await project.plan();
    expect(await project.rows('SELECT id, n FROM s.c')).toEqual(['1|7']);
    expect(await project.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%written'")).toEqual(['0']);
  });

  it('that names the same file is the same place', async () => {
    const project = testProject({
      ...files,
      'mesh.config.yaml': config(
        '      database: db.duckdb',
        '    state_connection: {type: duckdb, database: ./db.duckdb}',
      ),
    });
    await project.sql("CREATE TABLE main.src AS SELECT '1' AS x");
    await project.plan();
    expect(await project.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'mesh_state'")).toEqual(['1']);
  });
});

describe('suffix target catalog', () => {
  it('puts development views into a catalog of their own', async () => {
    const project = testProject({
      'mesh.config.yaml': `${config('      database: db.duckdb')}environment_suffix_target: catalog\n`,
      'models/a.sql': full('s.a', 'SELECT 1 AS x'),
    });
    await project.plan();
    const dev = await project.plan('dev --include-unmodified');
    expect(dev.promote.created).toEqual(['db__dev.s.a']);
    expect(
      (await project.mesh(['query', 'SELECT x FROM s.a', '--environment', 'dev', '--format', 'json'])).json,
    ).toEqual([{ x: 1 }]);
    expect((await project.mesh(['query', 'SELECT x FROM db__dev.s.a', '--format', 'json'])).json).toEqual([{ x: 1 }]);
    project.now = '2023-02-01T00:00:00Z';
    expect((await project.run()).status).toBe('success');
    const left = await project.mesh([
      'query',
      "SELECT count(*) AS n FROM duckdb_views() WHERE database_name = 'db__dev'",
      '--format',
      'json',
    ]);
    expect(left.json).toEqual([{ n: 0 }]);
  });
});

describe('a catalog that is not attached', () => {
  it('is told with its place before anything is computed', async () => {
    const project = testProject(
      { 'models/a.sql': full('s.a', 'SELECT 1 AS x') },
      {
        config: 'environment_catalog_mapping:\n  "^dev.*": sidde',
      },
    );
    await project.plan();
    project.write({ 'models/b.sql': full('s.b', 'SELECT 2 AS x') });
    const dev = await project.mesh('plan dev --auto-apply');
    expect([dev.code, dev.stdout]).toEqual([2, '']);
    expect(dev.stderr).toMatch(/^mesh\.config\.yaml:\d+:\d+ error PLAN_CATALOG_UNKNOWN/);
    expect(dev.stderr).toContain(
      'the views of dev are to be in the catalog sidde, which the connection does not attach',
    );
    expect((await project.mesh('plan --auto-apply')).code).toBe(0);

    project.write({ 'models/c.sql': full('nowhere.s.c', 'SELECT 3 AS x') });
    const prod = await project.mesh('plan --auto-apply --json');
    expect([prod.code, (prod.json as { error: unknown }).error]).toMatchObject([
      2,
      { code: 'PLAN_CATALOG_UNKNOWN', at: { file: 'models/c.sql', line: 1 } },
    ]);
    expect(await project.rows("SELECT view_name FROM duckdb_views() WHERE view_name = 'c'")).toEqual([]);
  });
});
