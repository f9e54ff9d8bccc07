// Virtual environments: names, views, reuse, promotion, expiry, and what a development environment may not touch.
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const timed = (value: string): string =>
  `MODEL (name s.a, kind INCREMENTAL_BY_TIME_RANGE (time_column d));
   SELECT d, ${value} AS v FROM (SELECT unnest(range(DATE '2023-01-01', DATE '2023-02-01', INTERVAL 1 DAY))::DATE AS d) AS x WHERE d BETWEEN @start_date AND @end_date`;
const chain = {
  'models/a.sql': timed('1'),
  'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT sum(v)::INT AS total, count(*) AS n FROM s.a',
  'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 7 AS x',
};

async function views(project: TestProject, database?: string): Promise<string[]> {
  return project.rows(
    "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
    database,
  );
}

const daysOf = (plan: Awaited<ReturnType<TestProject['plan']>>): string[] =>
  plan.backfill.map(
    (b) =>
      `${b.name} ${b.target} ${b.intervals.map((i) => `${i.start.slice(5, 10)}..${i.end.slice(5, 10)}`).join(' ')}`,
  );

describe('a development environment', () => {
  it('holds views of what changed and reads the rest from prod', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'models/a.sql': timed('2') });
    const dev = await project.plan('dev');
    expect(dev.isNewEnvironment).toBe(true);
    expect(daysOf(dev)).toEqual(['s.a final 01-01..01-08', 's.b final 01-01..01-08']);
    expect(dev.promote.created).toEqual(['s__dev.a', 's__dev.b']);
    expect(await views(project)).toEqual(['s.a', 's.b', 's.c', 's__dev.a', 's__dev.b']);
    expect(await project.rows('SELECT total FROM s.b UNION ALL SELECT total FROM s__dev.b')).toEqual(['7', '14']);
  });

  it('deploys to prod without computing anything again', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'models/a.sql': timed('2') });
    await project.plan('dev');
    const prod = await project.plan();
    expect(prod.backfill).toEqual([]);
    expect(prod.promote).toEqual({ created: [], updated: ['s.a', 's.b'], dropped: [], unchanged: ['s.c'] });
    expect(await project.rows('SELECT total FROM s.b')).toEqual(['14']);
  });

  it('goes back to earlier code without computing', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'models/a.sql': timed('2') });
    await project.plan();
    project.write({ 'models/a.sql': timed('1') });
    const back = await project.plan();
    expect(back.backfill).toEqual([]);
    expect(back.changes.modified.map((m) => `${m.name} ${m.category}`)).toEqual(['s.a breaking', 's.b breaking']);
    expect(await project.rows('SELECT total FROM s.b')).toEqual(['7']);
  });

  it('with --start writes the days into the final table and previews what needs all history', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'models/a.sql': timed('2') });
    const dev = await project.plan('dev -s 2023-01-05 -e 2023-01-06');
    expect(daysOf(dev)).toEqual(['s.a final 01-05..01-07', 's.b preview 01-05..01-07']);
    expect(await project.rows('SELECT total, n FROM s__dev.b')).toEqual(['4|2']);
    const prod = await project.plan();
    expect(daysOf(prod)).toEqual(['s.a final 01-01..01-05 01-07..01-08', 's.b final 01-01..01-08']);
    expect(await project.rows('SELECT total, n FROM s.b')).toEqual(['14|7']);
  });

  it('shares the tables of a branch that makes the same change', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'models/a.sql': timed('2') });
    await project.plan('dev1');
    const second = await project.plan('dev2');
    expect(second.backfill).toEqual([]);
    expect(await project.rows('SELECT total FROM s__dev2.b')).toEqual(['14']);
  });

  it('keeps its version when another branch was deployed below it: nothing is computed', async () => {
    const project = testProject({
      'models/x.sql': 'MODEL (name s.x, kind FULL); SELECT 1 AS x',
      'models/y.sql': 'MODEL (name s.y, kind FULL); SELECT 1 AS y',
      'models/z.sql': 'MODEL (name s.z, kind FULL); SELECT x, y FROM s.x, s.y',
    });
    await project.plan();
    const x1 = project.read('models/x.sql');
    project.write({ 'models/x.sql': 'MODEL (name s.x, kind FULL); SELECT 2 AS x' });
    await project.plan('dev1');
    project.write({ 'models/x.sql': x1, 'models/y.sql': 'MODEL (name s.y, kind FULL); SELECT 1 AS y, 5 AS more' });
    await project.plan('dev2');
    await project.plan();
    project.write({ 'models/x.sql': 'MODEL (name s.x, kind FULL); SELECT 2 AS x' });
    const again = await project.plan('dev1');
    expect(again.backfill).toEqual([]);
    const prod = await project.plan();
    expect(prod.backfill).toEqual([]);
    expect(await project.rows('SELECT * FROM s.z')).toEqual(['2|1']);
    expect(await project.rows('SELECT * FROM s.y')).toEqual(['1|5']);
  });

  it('without changes is refused with what to do, and made by --include-unmodified', async () => {
    const project = testProject(chain);
    await project.plan();
    const refused = await project.mesh('plan dev --auto-apply --json');
    expect(refused.code).toBe(2);
    expect(refused.json).toMatchObject({ error: { code: 'PLAN_NO_CHANGES_NEW_ENVIRONMENT' } });
    const made = await project.plan('dev --include-unmodified');
    expect(made.backfill).toEqual([]);
    expect(made.promote.created).toEqual(['s__dev.a', 's__dev.b', 's__dev.c']);
    expect(await project.rows('SELECT total FROM s__dev.b')).toEqual(['7']);
  });

  it('with nothing but other statements around it is made', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'mesh.config.yaml': `${project.read('mesh.config.yaml')}\nbefore_all:\n  - SELECT 1\n` });
    const plan = await project.plan('dev');
    expect(plan.hasChanges).toBe(true);
    expect(plan.promote.created).toEqual([]);
  });

  it('may be made from another one', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'models/a.sql': timed('2') });
    await project.plan('dev1');
    project.write({ 'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 8 AS x' });
    const dev2 = await project.plan('dev2 --create-from dev1');
    expect(dev2.changes.modified.map((m) => m.name)).toEqual(['s.c']);
    expect(dev2.promote.created).toEqual(['s__dev2.a', 's__dev2.b', 's__dev2.c']);
    expect(await project.rows('SELECT total, x FROM s__dev2.b, s__dev2.c')).toEqual(['14|8']);
  });

  it('drops the view of a removed model and keeps its table', async () => {
    const project = testProject(chain);
    await project.plan();
    project.write({ 'models/c.sql': null });
    const plan = await project.plan();
    expect(plan.changes.removed).toEqual([{ name: 's.c', kind: 'FULL' }]);
    expect(plan.promote.dropped).toEqual(['s.c']);
    expect(await views(project)).toEqual(['s.a', 's.b']);
    expect(await project.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 's__c__%'")).toEqual(['1']);
  });
});

describe('names', () => {
  it('of environments are sanitised', async () => {
    const project = testProject(chain);
    const plan = await project.plan(['My-Feature/1']);
    expect(plan.environment).toBe('my_feature_1');
    expect(plan.promote.created).toEqual(['s__my_feature_1.a', 's__my_feature_1.b', 's__my_feature_1.c']);
  });

  it('of physical tables are those of the contract', async () => {
    const project = testProject({ 'models/c.sql': chain['models/c.sql'] });
    await project.plan();
    const [table] = await project.rows(
      "SELECT schema_name || chr(46) || table_name FROM duckdb_tables() WHERE schema_name LIKE 'mesh\\_\\_%' ESCAPE '\\'",
    );
    expect(table).toMatch(/^mesh__s\.s__c__[0-9a-f]+$/);
    const named = await project.mesh('table-name s.c');
    expect(named.stdout.trim()).toContain(table);
  });

  const naming: readonly (readonly [string, string, readonly string[], RegExp])[] = [
    ['a table suffix', 'environment_suffix_target: table', ['s.c', 's.c__dev'], /^mesh__s\.s__c__/],
    ['table_only', 'physical_table_naming_convention: table_only', ['s.c', 's__dev.c'], /^mesh__s\.c__/],
    [
      'hash_md5',
      'physical_table_naming_convention: hash_md5',
      ['s.c', 's__dev.c'],
      /^mesh__s\.mesh_md5__[0-9a-f]{32}$/,
    ],
    ['a mapped schema', "physical_schema_mapping: {'^s$': phys}", ['s.c', 's__dev.c'], /^phys\.s__c__/],
  ];
  for (const [title, config, expected, physical] of naming) {
    it(`follow ${title}`, async () => {
      const project = testProject({ 'models/c.sql': chain['models/c.sql'] }, { config });
      await project.plan();
      await project.plan('dev --include-unmodified');
      expect(await views(project)).toEqual(expected);
      const tables = await project.rows(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name NOT IN ('mesh_state')",
      );
      expect(tables).toHaveLength(1);
      expect(tables[0]).toMatch(physical);
    });
  }

  it('move with a changed suffix target, and the old views go', async () => {
    const project = testProject({ 'models/c.sql': chain['models/c.sql'] });
    await project.plan();
    await project.plan('dev --include-unmodified');
    project.write({ 'mesh.config.yaml': `${project.read('mesh.config.yaml')}\nenvironment_suffix_target: table\n` });
    const plan = await project.plan('dev');
    expect(plan.promote).toMatchObject({ created: ['s.c__dev'], dropped: ['s__dev.c'] });
    expect(plan.backfill).toEqual([]);
    expect(await views(project)).toEqual(['s.c', 's.c__dev']);
  });

  it('quoted and odd names live as they are', async () => {
    const project = testProject({
      'models/c.sql': 'MODEL (name "My s"."Ta.ble", kind FULL); SELECT 1 AS "My col"',
      'models/d.sql': 'MODEL (name s.d, kind VIEW); SELECT "My col" AS x FROM "my s"."ta.ble"',
    });
    await project.plan();
    expect(await project.rows('SELECT x FROM s.d')).toEqual(['1']);
    const dag = await project.mesh('dag --json');
    expect((dag.json as { models: { name: string }[] }).models.map((m) => m.name)).toEqual(['"my s"."ta.ble"', 's.d']);
  });

  it('that collide are refused before anything happens', async () => {
    const project = testProject({
      'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 1 AS x',
      'models/d.sql': 'MODEL (name s__dev.c, kind FULL); SELECT 2 AS x',
    });
    await project.plan();
    const run = await project.mesh('plan dev --include-unmodified --auto-apply --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { code: 'PLAN_VIEW_COLLISION' } });
  });
});

describe('expiry', () => {
  async function withDev(config = ''): Promise<TestProject> {
    const project = testProject(chain, { config });
    await project.plan();
    project.write({ 'models/a.sql': timed('2') });
    await project.plan('dev');
    return project;
  }

  it('is a week, to the day, and the janitor of the next prod run cleans up', async () => {
    const project = await withDev();
    const list = await project.mesh('environments --json');
    expect(list.json).toMatchObject([
      { name: 'dev', expiresAt: '2023-01-15T00:00:00.000Z' },
      { name: 'prod', expiresAt: null },
    ]);
    project.now = '2023-01-14T23:00:00Z';
    await project.run();
    expect(await views(project)).toContain('s__dev.a');
    project.now = '2023-01-15T00:00:00Z';
    await project.run('--skip-janitor');
    expect(await views(project)).toContain('s__dev.a');
    project.now = '2023-01-15T00:00:01Z';
    await project.run();
    expect(await views(project)).toEqual(['s.a', 's.b', 's.c']);
    expect(await project.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 's__dev'")).toEqual(['0']);
  });

  it('is renewed by a plan and does not concern pinned environments', async () => {
    const project = await withDev('pinned_environments: [dev]');
    expect((await project.mesh('environments --json')).json).toMatchObject([{ name: 'dev', expiresAt: null }, {}]);
    project.now = '2024-01-15T00:00:01Z';
    await project.run();
    expect(await views(project)).toContain('s__dev.a');
  });

  it('does not concern what was pinned later, by whatever spelling, and invalidate ends that at once', async () => {
    const project = await withDev();
    project.write({ 'mesh.config.yaml': `${project.read('mesh.config.yaml')}pinned_environments: [DEV]\n` });
    project.now = '2023-02-01T00:00:01Z';
    expect((await project.run('dev')).status).toBe('success');
    expect((await project.plan('dev')).isNewEnvironment).toBe(false);
    expect((await project.mesh('environments --json')).json).toMatchObject([{ name: 'dev', expiresAt: null }, {}]);
    expect((await project.mesh('invalidate dev')).code).toBe(0);
    expect(await views(project)).toEqual(['s.a', 's.b', 's.c']);
    expect((await project.mesh('environments --json')).json).toMatchObject([{ name: 'prod' }]);
  });

  it('makes an environment absent for run and plan', async () => {
    const project = await withDev();
    project.now = '2023-01-16T00:00:00Z';
    expect((await project.mesh('run dev --json')).code).toBe(2);
    const plan = await project.plan('dev');
    expect(plan.isNewEnvironment).toBe(true);
  });

  it('invalidate ends dev at once, prod never', async () => {
    const project = await withDev();
    const refused = await project.mesh('invalidate prod --json');
    expect(refused.code).toBe(2);
    expect((await project.mesh('invalidate nope --json')).code).toBe(2);
    expect((await project.mesh('invalidate dev --sync')).code).toBe(0);
    expect(await views(project)).toEqual(['s.a', 's.b', 's.c']);
    expect((await project.mesh('environments --json')).json).toMatchObject([{ name: 'prod' }]);
  });

  it('invalidate --sync drops what has ended but still shows its views', async () => {
    const project = await withDev();
    await project.mesh('invalidate dev');
    expect(await views(project)).toContain('s__dev.a');
    expect((await project.mesh('invalidate dev --sync')).code).toBe(0);
    expect(await views(project)).toEqual(['s.a', 's.b', 's.c']);
    expect((await project.mesh('invalidate dev --sync')).code).toBe(2);
  });

  it('tables that no environment holds are dropped after their time, others never', async () => {
    const project = await withDev();
    const tables = (): Promise<string[]> =>
      project.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'mesh__s'");
    expect(await tables()).toEqual(['5']);
    await project.mesh('invalidate dev --sync');
    await project.sql('CREATE TABLE mesh__s.mine AS SELECT 1 AS x');
    expect((await project.mesh('janitor --ignore-ttl --json')).code).toBe(2);
    expect((await project.mesh('janitor --ignore-ttl --dry-run --json')).code).toBe(0);
    expect(await tables()).toEqual(['6']);
    expect((await project.mesh('janitor --ignore-ttl --yes --json')).code).toBe(0);
    expect(await tables()).toEqual(['4']);
    expect(await project.rows('SELECT total FROM s.b')).toEqual(['7']);
  });

  it('a table that cannot be dropped is told, stops no run, and keeps its record until it can', async () => {
    const project = await withDev();
    const table = (await project.mesh('table-name s.b --environment dev')).stdout.trim();
    await project.mesh('invalidate dev --sync');
    await project.sql(
      `ALTER TABLE ${table} ADD PRIMARY KEY (total); CREATE TABLE mesh__s.mine (t INT REFERENCES ${table} (total))`,
    );
    project.now = '2023-01-20T00:00:00Z';
    const run = await project.mesh('run --json');
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining(`table ${table} could not be dropped`)]);
    const stuck = await project.mesh('janitor --json');
    expect([stuck.code, stuck.json]).toMatchObject([1, { objects: [{ object: table, outcome: 'failed' }] }]);
    await project.sql('DROP TABLE mesh__s.mine');
    expect((await project.mesh('janitor --json')).json).toMatchObject({
      objects: [{ object: table, outcome: 'dropped' }],
    });
  });

  it('a table that cannot be dropped is forgotten with --force-delete', async () => {
    const project = await withDev();
    const table = (await project.mesh('table-name s.b --environment dev')).stdout.trim();
    await project.mesh('invalidate dev --sync');
    await project.sql(
      `ALTER TABLE ${table} ADD PRIMARY KEY (total); CREATE TABLE mesh__s.mine (t INT REFERENCES ${table} (total))`,
    );
    const forced = await project.mesh('janitor --ignore-ttl --yes --force-delete --json');
    const objects = [
      { object: table, outcome: 'failed' },
      { type: 'snapshot', outcome: 'dropped', why: 'forgotten' },
    ];
    expect([forced.code, forced.json]).toMatchObject([
      1,
      { objects: expect.arrayContaining(objects.map((o) => expect.objectContaining(o) as unknown)) as unknown },
    ]);
    expect((await project.mesh('janitor --ignore-ttl --yes --json')).json).toEqual({ objects: [] });
    expect(await project.rows(`SELECT total FROM ${table}`)).toEqual(['14']);
  });

  it('is renewed by a plan that changes nothing, when it is applied', async () => {
    const project = testProject({ 'models/c.sql': chain['models/c.sql'] });
    await project.plan();
    await project.plan('dev --include-unmodified');
    const expiry = async (): Promise<unknown> =>
      ((await project.mesh('environments --json')).json as { expiresAt: string | null }[])[0]!.expiresAt;
    project.now = '2023-01-10T15:00:00Z';
    await project.mesh('plan dev --dry-run');
    await project.mesh('plan dev');
    expect(await expiry()).toBe('2023-01-15T00:00:00.000Z');
    expect((await project.mesh('plan dev --auto-apply --detailed-exitcode')).code).toBe(0);
    expect(await expiry()).toBe('2023-01-15T00:00:00.000Z');
    await project.plan('dev');
    expect(await expiry()).toBe('2023-01-17T00:00:00.000Z');
    project.now = '2022-12-01T00:00:00Z';
    await project.plan('dev');
    expect(await expiry()).toBe('2023-01-17T00:00:00.000Z');
  });

  it('keeps tables for a week after the last environment that held them, or after prod went on', async () => {
    const project = testProject({ 'models/c.sql': chain['models/c.sql'] });
    const tables = (): Promise<string[]> =>
      project.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'mesh__s'");
    const at = async (now: string, command: string): Promise<void> => {
      project.now = now;
      expect((await project.mesh(command)).code).toBe(0);
    };
    await project.plan();
    project.write({ 'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 8 AS x' });
    await at('2023-02-01T15:00:00Z', 'plan --auto-apply');
    await at('2023-02-02T15:00:00Z', 'run');
    // The version that prod held for weeks is there to go back to.
    expect(await tables()).toEqual(['2']);
    await at('2023-02-08T16:00:00Z', 'run');
    expect(await tables()).toEqual(['1']);
    project.write({ 'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 9 AS x' });
    await at('2023-03-01T15:00:00Z', 'plan dev --auto-apply');
    await at('2023-03-10T15:00:00Z', 'janitor');
    expect(await views(project)).toEqual(['s.c']);
    expect(await tables()).toEqual(['2']);
    await at('2023-03-15T15:00:00Z', 'janitor');
    expect(await tables()).toEqual(['1']);
  });

  it('the janitor may be asked for one environment, whose tables it leaves', async () => {
    const project = await withDev();
    await project.plan('other');
    for (const name of ['dev', 'other']) await project.mesh(`invalidate ${name}`);
    expect((await project.mesh('janitor -e dve --json')).code).toBe(2);
    expect((await project.mesh('janitor -e prod --json')).json).toEqual({ objects: [] });
    const run = await project.mesh('janitor -e dev --ignore-ttl --json');
    expect(run.code).toBe(0);
    expect(JSON.stringify(run.json)).not.toMatch(/other|"table"/);
    expect(await views(project)).toEqual(['s.a', 's.b', 's.c', 's__other.a', 's__other.b']);
  });
});

describe('destroy', () => {
  it('asks for --yes, removes what mesh made, and leaves the rest', async () => {
    const project = testProject(chain);
    await project.plan();
    await project.sql('CREATE TABLE s.mine AS SELECT 1 AS x');
    const refused = await project.mesh('destroy --json');
    expect(refused.code).toBe(2);
    expect((await project.mesh('destroy --yes')).code).toBe(0);
    expect(await views(project)).toEqual([]);
    expect(await project.rows("SELECT schema_name || '.' || table_name FROM duckdb_tables()")).toEqual(['s.mine']);
    expect((await project.plan()).isNewEnvironment).toBe(true);
  });

  it('leaves a schema that holds a macro, a sequence or a type of somebody else', async () => {
    const project = testProject({
      'models/a.sql': `MODEL (name s.a, kind FULL); SELECT 1 AS x;
        ON_VIRTUAL_UPDATE_BEGIN; CREATE OR REPLACE MACRO s.all_of_a() AS TABLE SELECT * FROM s.a; ON_VIRTUAL_UPDATE_END;`,
      'models/b.sql': 'MODEL (name t.b, kind FULL); SELECT 1 AS x',
      'models/c.sql': 'MODEL (name u.c, kind FULL); SELECT 1 AS x',
      'models/d.sql': 'MODEL (name v.d, kind FULL); SELECT 1 AS x',
    });
    await project.plan();
    await project.sql("CREATE SEQUENCE t.ids; CREATE TYPE u.sizes AS ENUM ('s', 'l')");
    const destroyed = await project.mesh('destroy --yes');
    expect([destroyed.code, destroyed.stdout]).toEqual([0, expect.stringContaining('dropped schema v (empty)')]);
    expect(await project.rows('SELECT schema_name FROM duckdb_schemas() WHERE NOT internal ORDER BY 1')).toEqual([
      's',
      't',
      'u',
    ]);
  });

  it('removes what a rebuild that was killed left beside its table', async () => {
    const project = testProject(chain);
    await project.plan();
    const table = (await project.mesh('table-name s.a')).stdout.trim();
    await project.sql(`CREATE TABLE ${table}__rebuild AS SELECT 1 AS x`);
    expect((await project.mesh('state check')).code).toBe(0);
    expect((await project.mesh('destroy --yes')).code).toBe(0);
    expect(await project.rows('SELECT table_name FROM duckdb_tables()')).toEqual([]);
  });
});

describe('run --exit-on-env-update', () => {
  it(
    'gives the code when the environment changed while it ran, and the usual one otherwise',
    { timeout: 90_000 },
    async () => {
      const project = testProject({
        'models/a.sql': `MODEL (name s.a, kind FULL); SELECT 1 AS x;
        UPDATE mesh_state.environments SET revision = revision + 1`,
        'models/b.sql': "MODEL (name s.b, kind FULL, cron '0 6 * * *'); SELECT 1 AS x",
      });
      await project.plan();
      project.now = '2023-01-09T03:00:00Z';
      expect((await project.mesh('run --exit-on-env-update 77 --json')).code).toBe(77);
      project.now = '2023-01-09T07:00:00Z';
      const usual = await project.mesh('run --exit-on-env-update 77 --json');
      expect([usual.code, (usual.json as { status: string }).status]).toEqual([0, 'success']);
      expect((await project.mesh('run --exit-on-env-update soon')).code).toBe(2);
      // A process has no larger exit code.
      expect((await project.mesh('run --exit-on-env-update 300')).code).toBe(2);
    },
  );
});
