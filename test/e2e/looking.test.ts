// Commands that look: environments, intervals, query, evaluate, table-name, info; and the state as a file.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const files = {
  'models/a.sql': `MODEL (name s.a, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1));
    SELECT @start_date AS d, 'x,"y' AS t, NULL AS n`,
  'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT count(*) AS n FROM s.a',
};

async function deployed(): Promise<TestProject> {
  const project = testProject(files);
  await project.plan();
  return project;
}

describe('a key that is none in the configuration', () => {
  it.each(['run', 'audit', 'intervals s.a', 'environments', 'table-name s.a', 'janitor'])(
    'is refused by %s',
    async (command) => {
      const project = await deployed();
      project.write({ 'mesh.config.yaml': `${project.read('mesh.config.yaml')}\nenvironmnts: { a: 1 }\n` });
      const run = await project.mesh(`${command} --json`);
      expect(run).toMatchObject({ code: 2, json: { error: { code: 'CONFIG_UNKNOWN_KEY' } } });
    },
  );
});

describe('environments --json', () => {
  it('lists name, number of models, expiry, plan and time', async () => {
    const project = await deployed();
    await project.plan('dev --include-unmodified');
    const run = await project.mesh('environments --json');
    expect(run.json).toEqual([
      {
        name: 'dev',
        models: 2,
        expiresAt: '2023-01-15T00:00:00.000Z',
        planId: expect.any(String),
        updatedAt: '2023-01-08T15:00:00.000Z',
      },
      { name: 'prod', models: 2, expiresAt: null, planId: expect.any(String), updatedAt: '2023-01-08T15:00:00.000Z' },
    ]);
  });
});

describe('intervals --json', () => {
  it('tells what is recorded and what is missing by now', async () => {
    const project = await deployed();
    project.now = '2023-01-10T12:00:00Z';
    const run = await project.mesh('intervals s.a --json');
    expect(run.json).toMatchObject({
      name: 's.a',
      environment: 'prod',
      intervals: [{ start: '2023-01-01T00:00:00.000Z', end: '2023-01-08T00:00:00.000Z' }],
      missing: [{ start: '2023-01-08T00:00:00.000Z', end: '2023-01-10T00:00:00.000Z' }],
    });
  });

  it('of an unknown model or environment exits 2', async () => {
    const project = await deployed();
    expect((await project.mesh('intervals s.nope --json')).code).toBe(2);
    expect((await project.mesh('intervals s.a --environment nope --json')).code).toBe(2);
  });
});

describe('query', () => {
  it('prints tables, JSON and CSV', async () => {
    const project = await deployed();
    const sql = "SELECT d, t, n FROM s.a WHERE d < '2023-01-03' ORDER BY d";
    const json = await project.mesh(['query', sql, '--format', 'json']);
    expect(json.json).toEqual([
      { d: '2023-01-01', t: 'x,"y', n: null },
      { d: '2023-01-02', t: 'x,"y', n: null },
    ]);
    const csv = await project.mesh(['query', sql, '--format', 'csv']);
    expect(csv.stdout.trim().split(/\r?\n/)).toEqual(['d,t,n', '2023-01-01,"x,""y",', '2023-01-02,"x,""y",']);
    const table = await project.mesh(['fetchdf', sql]);
    expect(table.stdout).toContain('2023-01-02');
  });

  it('reads an environment by the names of its models', async () => {
    const project = await deployed();
    project.write({ 'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT count(*) + 100 AS n FROM s.a' });
    await project.plan('dev');
    const dev = await project.mesh(['query', 'SELECT b.n FROM s.b', '--environment', 'dev', '--format', 'json']);
    expect(dev.json).toEqual([{ n: 107 }]);
    const prod = await project.mesh(['query', 'SELECT n FROM s.b', '--environment', 'prod', '--format', 'json']);
    expect(prod.json).toEqual([{ n: 7 }]);
  });

  it('says that a name is unknown, also in a schema named like the database', async () => {
    const project = testProject({ 'models/a.sql': 'MODEL (name db.orders, kind FULL);\nSELECT 1 AS id' });
    await project.plan();
    const run = await project.mesh(['query', 'SELECT * FROM db.ordres']);
    expect(run.stderr).toContain('Table with name ordres does not exist');
    expect(run.stderr).toContain('orders');
  });

  it('that is wrong is an error with a code, not a trace', async () => {
    const project = await deployed();
    const run = await project.mesh(['query', 'SELECT nope FROM s.b', '--json']);
    expect(run.code).not.toBe(0);
    expect(run.json).toMatchObject({ error: { code: 'ENGINE_SQL' } });
  });
});

describe('evaluate', () => {
  it('shows the result of a window and writes nothing', async () => {
    const project = await deployed();
    const before = await project.rows('SELECT count(*) FROM duckdb_tables()');
    const run = await project.mesh('evaluate s.a --start 2023-01-05 --end 2023-01-05 --limit 1');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('2023-01-05');
    expect(await project.rows('SELECT count(*) FROM duckdb_tables()')).toEqual(before);
  });

  it.each([
    ['a function', 'SELECT\n  @EACH([1, 2], x -> x),\n  lenght(s.one.v) AS n\nFROM s.one', 4, 3],
    ['a value', "SELECT @factor AS f,\n  'x'::INT + v AS n\nFROM s.one AS o", 3, 12],
  ])('shows what the engine says of %s at its own line and column', async (_, query, line, column) => {
    const project = testProject(
      {
        'models/one.sql': "MODEL (name s.one, kind FULL); SELECT 'a' AS v",
        'models/two.sql': `MODEL (name s.two, kind FULL);\n${query}`,
      },
      { config: 'variables: { factor: 2000000 }' },
    );
    const run = await project.mesh('evaluate s.two --json');
    expect(run.json).toMatchObject({ error: { at: { file: 'models/two.sql', line, column } } });
  });
});

describe('the state as a file', () => {
  it('goes into another database, and nothing is to do there', async () => {
    const project = await deployed();
    expect((await project.mesh('state export -o state.json')).code).toBe(0);
    const text = project.read('state.json');
    expect(JSON.parse(text)).toMatchObject({ metadata: { fileVersion: 1 } });
    const other = testProject({ ...files, 'state.json': text });
    expect((await other.mesh('state import -i state.json')).code).toBe(0);
    expect((await other.plan()).hasChanges).toBe(false);
  });

  it('holds the environments that are named, several of them, too', async () => {
    const project = await deployed();
    await project.plan('dev --include-unmodified');
    await project.plan('test --include-unmodified');
    const exported = async (line: string): Promise<string[]> => {
      expect((await project.mesh(`state export -o state.json --no-confirm ${line}`)).code).toBe(0);
      return Object.keys((JSON.parse(project.read('state.json')) as { environments: object }).environments);
    };
    expect(await exported('')).toEqual(['dev', 'prod', 'test']);
    expect(await exported('--environment dev --environment test')).toEqual(['dev', 'test']);
    const unknown = await project.mesh('state export -o state.json --environment dev --environment nope --json');
    expect([unknown.code, unknown.json]).toMatchObject([2, { error: { code: 'RUN_ENVIRONMENT_UNKNOWN' } }]);
  });

  it('replaces a state only with --yes, and a damaged file changes nothing', async () => {
    const project = await deployed();
    await project.mesh('state export -o state.json');
    expect((await project.mesh('state import -i state.json --replace --json')).code).toBe(2);
    expect((await project.mesh('state import -i state.json --replace --yes')).code).toBe(0);
    project.write({ 'bad.json': '{"metadata": {}' });
    expect((await project.mesh('state import -i bad.json --replace --yes --json')).code).toBe(2);
    expect((await project.plan()).hasChanges).toBe(false);
  });

  it('that is damaged further on changes nothing either, also where the state was to be replaced', async () => {
    const project = await deployed();
    await project.mesh('state export -o state.json');
    const { snapshots, ...rest } = JSON.parse(project.read('state.json')) as { snapshots: object[] };
    const [first, ...others] = snapshots;
    for (const [damaged, detail] of [
      [[...others, {}], `snapshot ${snapshots.length} of ${snapshots.length} is not whole`],
      [others, 'names a snapshot of s.a that is not in it'],
      [[{ ...first, fingerprint: {} }, ...others], 'snapshot 1 of 2 is not whole'],
    ] as const) {
      project.write({ 'bad.json': JSON.stringify({ ...rest, snapshots: damaged }) });
      const run = await project.mesh('state import -i bad.json --replace --yes --json');
      expect(run.code).toBe(2);
      expect(run.stdout).toContain(detail);
      expect((await project.plan()).hasChanges).toBe(false);
    }
  });

  it('--local holds the project as it is, needs no database and cannot be imported', async () => {
    const project = testProject(files);
    expect((await project.mesh('state export --local -o local.json --json')).json).toMatchObject({ snapshots: 2 });
    expect(existsSync(join(project.folder, 'db.duckdb'))).toBe(false);
    expect(JSON.parse(project.read('local.json'))).toMatchObject({
      metadata: { importable: false },
      snapshots: [
        { name: 's.a', intervals: [] },
        { name: 's.b', intervals: [] },
      ],
    });
    const refused = await project.mesh('state import -i local.json --json');
    expect([refused.code, refused.json]).toMatchObject([2, { error: { code: 'STATE_FILE' } }]);
    expect((await project.mesh('plan --against local.json --json')).json).toMatchObject({ hasChanges: false });
    const both = await project.mesh('state export --local --environment prod -o x.json --json');
    expect([both.code, both.json]).toMatchObject([2, { error: { code: 'CLI_OPTIONS_EXCLUDE' } }]);
  });

  it('migrate has nothing to do, rollback nothing to go back to', async () => {
    const project = await deployed();
    expect((await project.mesh('migrate')).code).toBe(0);
    const run = await project.mesh('rollback --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { code: 'STATE_NO_BACKUP' } });
  });
});

describe('the plan report', () => {
  it('says what changed, what is computed, what is switched, and is the same every time', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': files['models/a.sql'].replace('NULL AS n', '5 AS n') });
    const first = await project.mesh('plan dev --markdown report.md');
    expect(first.code).toBe(0);
    const order = ['What changed', 'What will be computed', 'Views'].map((title) => first.stdout.indexOf(title));
    expect(order.every((at, i) => at >= 0 && (i === 0 || at > order[i - 1]!))).toBe(true);
    const report = project.read('report.md');
    project.now = '2023-01-08T15:30:00Z';
    await project.mesh('plan dev --markdown report.md');
    expect(project.read('report.md')).toBe(report);
  });
});
