// Broken projects through the commands: exit code 2, a code, file:line:column of the source, nothing opened or changed.
import { describe, expect, it } from 'vitest';
import { testProject, type Files } from '../support/testProject.ts';

const ok = 'MODEL (name s.ok, kind FULL); SELECT 1 AS x';

interface Case {
  readonly title: string;
  readonly files: Files;
  readonly at: { readonly file: string; readonly line: number; readonly column?: number };
  readonly says?: readonly string[];
}

const model = (text: string): Files => ({ 'models/ok.sql': ok, 'models/m.sql': text });

const cases: readonly Case[] = [
  {
    title: 'an unterminated string',
    files: model("MODEL (name s.m, kind FULL);\nSELECT 'abc"),
    at: { file: 'models/m.sql', line: 2, column: 8 },
  },
  {
    title: 'an unterminated comment',
    files: model('MODEL (name s.m, kind FULL);\nSELECT 1 /* abc'),
    at: { file: 'models/m.sql', line: 2, column: 10 },
  },
  {
    title: 'a bracket that is not closed',
    files: model('MODEL (name s.m, kind FULL;\nSELECT 1 AS x'),
    at: { file: 'models/m.sql', line: 1 },
  },
  {
    title: 'a bracket of the query that is not closed',
    files: model('MODEL (name s.m, kind FULL);\nSELECT (1 AS x'),
    at: { file: 'models/m.sql', line: 2 },
  },
  { title: 'no MODEL block', files: model('SELECT 1 AS x'), at: { file: 'models/m.sql', line: 1 } },
  {
    title: 'two MODEL blocks',
    files: model('MODEL (name s.m);\nMODEL (name s.n);\nSELECT 1 AS x'),
    at: { file: 'models/m.sql', line: 2, column: 1 },
  },
  {
    title: 'two queries',
    files: model('MODEL (name s.m);\nSELECT 1 AS x;\nSELECT 2 AS x'),
    at: { file: 'models/m.sql', line: 3, column: 1 },
  },
  {
    title: 'a column type that is a slip',
    files: model('MODEL (name s.m, kind FULL, columns (id BIGIN, m mood));\nSELECT 1 AS id, 2 AS m'),
    at: { file: 'models/m.sql', line: 1, column: 37 },
    says: ['BIGIN', 'did you mean BIGINT'],
  },
  {
    title: 'a column type with a number that it has not got, in TypeScript',
    files: {
      'models/m.ts':
        "import { model } from 'mesh-sql';\nexport default model(\n  { name: 's.m', kind: 'FULL', columns: { x: 'int99', m: 'mood2' } }, () => []);",
    },
    at: { file: 'models/m.ts', line: 3, column: 32 },
    says: ['INT99', 'did you mean INT?'],
  },
  { title: 'no query', files: model('MODEL (name s.m, kind FULL);'), at: { file: 'models/m.sql', line: 1 } },
  {
    title: 'an unknown kind',
    files: model('MODEL (name s.m, kind FUL);\nSELECT 1 AS x'),
    at: { file: 'models/m.sql', line: 1, column: 23 },
    says: ['FULL'],
  },
  {
    title: 'an unknown property',
    files: model('MODEL (\n  name s.m,\n  corn @daily\n);\nSELECT 1 AS x'),
    at: { file: 'models/m.sql', line: 3, column: 3 },
    says: ['cron'],
  },
  {
    title: 'an unknown macro',
    files: model('MODEL (name s.m);\nSELECT @EECH([1], x -> x) AS x'),
    at: { file: 'models/m.sql', line: 2, column: 8 },
    says: ['each'],
  },
  {
    title: 'an unknown variable',
    files: model('MODEL (name s.m);\nSELECT @start_dd AS x'),
    at: { file: 'models/m.sql', line: 2, column: 8 },
  },
  {
    title: 'an unknown audit',
    files: model('MODEL (name s.m, audits (not_nul(columns := (x))));\nSELECT 1 AS x'),
    at: { file: 'models/m.sql', line: 1, column: 26 },
    says: ['not_null'],
  },
  {
    title: 'a value of the wrong type',
    files: model("MODEL (name s.m, enabled 'perhaps');\nSELECT 1 AS x"),
    at: { file: 'models/m.sql', line: 1, column: 26 },
  },
  {
    title: 'a cron that is none',
    files: model("MODEL (name s.m, cron 'x y z');\nSELECT 1 AS x"),
    at: { file: 'models/m.sql', line: 1 },
  },
  {
    title: 'a start that is no date',
    files: model("MODEL (name s.m, start '2023-13-01');\nSELECT 1 AS x"),
    at: { file: 'models/m.sql', line: 1 },
  },
  {
    title: 'a kind without its time column',
    files: model('MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE);\nSELECT 1 AS x'),
    at: { file: 'models/m.sql', line: 1 },
    says: ['time_column'],
  },
  {
    title: 'a time column that the query does not give',
    files: model('MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column dd));\nSELECT @start_date AS d'),
    at: { file: 'models/m.sql', line: 1 },
    says: ['dd'],
  },
  {
    title: 'a self-reference without types',
    files: model('MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d));\nSELECT d FROM s.m'),
    at: { file: 'models/m.sql', line: 2 },
  },
  {
    title: 'a duplicate name',
    files: { 'models/a.sql': ok, 'models/b.sql': 'MODEL (\n  name s.ok\n);\nSELECT 1 AS x' },
    at: { file: 'models/b.sql', line: 2, column: 8 },
    says: ['models/a.sql'],
  },
  {
    title: 'a cycle',
    files: {
      'models/a.sql': 'MODEL (name s.a);\nSELECT x FROM s.b',
      'models/b.sql': 'MODEL (name s.b);\nSELECT x FROM s.c',
      'models/c.sql': 'MODEL (name s.c);\nSELECT x FROM s.a',
    },
    at: { file: 'models/a.sql', line: 1, column: 13 },
    says: ['s.a', 's.b', 's.c'],
  },
  { title: 'a Python model', files: { 'models/m.py': 'import x' }, at: { file: 'models/m.py', line: 1 } },
  {
    title: 'YAML that does not parse',
    files: { 'models/ok.sql': ok, 'external_models.yaml': '- name: a\n  columns: {x: int\n' },
    at: { file: 'external_models.yaml', line: 3 },
  },
  {
    title: 'an audit without a query',
    files: { 'models/ok.sql': ok, 'audits/a.sql': 'AUDIT (name a);' },
    at: { file: 'audits/a.sql', line: 1 },
  },
  {
    title: 'a macro file that does not parse',
    files: { 'models/ok.sql': ok, 'macros/a.ts': 'const a = ;\n' },
    at: { file: 'macros/a.ts', line: 1 },
  },
];

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly at: { readonly file: string; readonly line: number; readonly column: number } | null;
}

describe('a project with', () => {
  for (const { title, files, at, says = [] } of cases) {
    it(`${title} is refused at its place`, async () => {
      const project = testProject(files);
      const run = await project.mesh('plan --auto-apply --json');
      expect(run.code).toBe(2);
      const json = run.json as { error: Problem } | readonly Problem[];
      const problems = Array.isArray(json) ? (json as readonly Problem[]) : [(json as { error: Problem }).error];
      expect(problems.map((p) => p.at)).toContainEqual(expect.objectContaining(at));
      for (const word of says) expect(JSON.stringify(json)).toContain(word);
      expect(JSON.stringify(json)).not.toMatch(/INTERNAL|\.ts:\d+:\d+\)/);
      expect(() => project.read('db.duckdb')).toThrow(/ENOENT/);
      const text = await project.mesh('plan --auto-apply');
      expect(text.code).toBe(2);
      expect(text.stderr).toContain(`${at.file}:${at.line}:`);
    });
  }

  it.each([
    ['CAST(at AS DATE) AS d', 3, 11],
    ['1 + AS d', 3, 7],
    ['y AS d\n  FROM s.ok WHERE', 4, 18],
  ])('a query that the engine cannot parse is refused before anything runs: %s', async (projection, line, column) => {
    const query = projection.includes('FROM') ? projection : `${projection} FROM s.ok`;
    const project = testProject({
      'models/ok.sql': "MODEL (name s.ok, kind FULL);\nSELECT TIMESTAMP '2023-01-01' AS at, 1 AS y",
      'models/m.sql': `MODEL (name s.m, kind FULL);\nSELECT\n  ${query}`,
    });
    const run = await project.mesh('plan --auto-apply --json');
    const { error } = run.json as { error: { code: string; at: unknown } };
    expect([run.code, error.code, error.at]).toEqual([2, 'SQL_SYNTAX', { file: 'models/m.sql', line, column }]);
  });

  it('a column that no parent has fails where it is computed, with its place', async () => {
    const project = testProject({
      'models/ok.sql': ok,
      'models/m.sql': 'MODEL (name s.m, kind FULL);\nSELECT\n  y FROM s.ok',
    });
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.code).toBe(1);
    const { result } = run.json as { result: { models: unknown[] } };
    expect(result.models[0]).toMatchObject({
      status: 'failed',
      error: { code: 'ENGINE_SQL', at: { file: 'models/m.sql', line: 3, column: 3 } },
    });
  });

  it('several broken files gets all their problems at once', async () => {
    const project = testProject({
      'models/a.sql': 'MODEL (name s.a, kind FUL);\nSELECT 1 AS x',
      'models/b.sql': "MODEL (name s.b);\nSELECT 'x",
      'models/c.sql': ok,
      'audits/d.sql': 'AUDIT (name d);',
    });
    const run = await project.mesh('plan --json');
    expect(run.code).toBe(2);
    expect((run.json as readonly Problem[]).map((p) => p.at?.file)).toEqual([
      'audits/d.sql',
      'models/a.sql',
      'models/b.sql',
    ]);
  });

  it('a binary file, an empty one and a huge one fails without a trace', async () => {
    for (const text of ['\u0000\u0001\u0002\uFFFD'.repeat(1000), '']) {
      const project = testProject({ 'models/m.sql': text });
      const run = await project.mesh('plan --json');
      expect(run.code).toBe(2);
      expect(run.stdout).toContain('models/m.sql');
    }
    const project = testProject({ 'models/m.sql': `MODEL (name s.m);\nSELECT '${'x'.repeat(50_000_000)}' AS x` });
    const run = await project.mesh('plan --json');
    expect(run.code).toBe(2);
  });

  it('nothing in it has nothing to do', async () => {
    const project = testProject({});
    const run = await project.mesh('plan --auto-apply --json');
    expect([0, 2]).toContain(run.code);
    expect(run.stdout).not.toContain('INTERNAL');
  });
});

describe('a configuration', () => {
  const yaml =
    'gateways: {local: {connection: {type: duckdb, database: db.duckdb}}}\nmodel_defaults: {dialect: duckdb}\n';
  const configs: readonly (readonly [string, Files, object])[] = [
    ['that is missing', { 'mesh.config.yaml': null }, { code: 'CONFIG_MISSING' }],
    [
      'with an unknown key',
      { 'mesh.config.yaml': `${yaml}modl_defaults: {}\n` },
      { at: { file: 'mesh.config.yaml', line: 3, column: 1 } },
    ],
    [
      'that does not parse',
      { 'mesh.config.yaml': 'gateways: {local: {connection: {type: duckdb}}\n' },
      { at: { file: 'mesh.config.yaml' } },
    ],
    ['twice', { 'config.yaml': yaml }, { code: 'CONFIG_TWO_FILES' }],
    ['with a date that is none', { 'mesh.config.yaml': `${yaml}environment_ttl: 7 bananas\n` }, { code: 'PLAN_TTL' }],
  ];
  for (const [title, files, error] of configs) {
    it(`${title} is refused`, async () => {
      const project = testProject({ 'models/ok.sql': ok });
      project.write(files);
      const run = await project.mesh('plan --auto-apply --json');
      expect(run.code).toBe(2);
      expect(run.json).toMatchObject({ error });
    });
  }

  it('of SQLMesh is read as it is', async () => {
    const project = testProject({
      'mesh.config.yaml': 'gateways: {}',
      'models/ok.sql': "MODEL (name s.ok, kind FULL);\nSELECT @VAR('greeting') AS x",
      'config.yaml': `gateways:
  dev:
    connection:
      type: duckdb
      database: {{ env_var('DB_FILE', 'db.duckdb') }}
default_gateway: dev
model_defaults:
  dialect: duckdb
  start: 2023-01-01
variables:
  greeting: hello
linter:
  enabled: false
plan:
  no_prompts: true
  auto_categorize_changes: {sql: full}
format: {normalize: true}
disable_anonymized_analytics: true
`,
    });
    project.write({ 'mesh.config.yaml': null });
    await project.plan();
    expect(await project.rows('SELECT x FROM s.ok')).toEqual(['hello']);
  });

  it('whose model defaults are wrong is shown where they stand', async () => {
    const project = testProject({ 'models/ok.sql': ok });
    const config = project.read('mesh.config.yaml');
    project.write({
      'mesh.config.yaml': `${config.replace(/^model_defaults.*\n/m, '')}\nmodel_defaults:\n  cron: bar\n  start: foo\n`,
    });
    const run = await project.mesh('lint --json');
    const lines = project.read('mesh.config.yaml').split('\n');
    const found = run.json as { code: string; at: { file: string; line: number; column: number } }[];
    expect(found.map(({ code, at }) => `${code} ${at.file} ${lines[at.line - 1]}`)).toEqual([
      'MODEL_CRON_SYNTAX mesh.config.yaml   cron: bar',
      'PLAN_DATE_INVALID mesh.config.yaml   start: foo',
    ]);
  });

  it('in TypeScript, chosen gateway and variables from the environment count', async () => {
    const project = testProject({
      'models/ok.sql': 'MODEL (name s.ok, kind FULL);\nSELECT @greeting AS x',
    });
    project.write({
      'mesh.config.yaml': null,
      'mesh.config.ts': `import { defineConfig } from 'mesh-sql';
        export default defineConfig({
          gateways: {
            one: { connection: { type: 'duckdb', database: 'one.duckdb' }, variables: { greeting: 'one' } },
            two: { connection: { type: 'duckdb', database: 'two.duckdb' }, variables: { greeting: 'two' } },
          },
          modelDefaults: { dialect: 'duckdb', start: '2023-01-01' },
        });`,
    });
    await project.plan();
    expect(await project.rows('SELECT x FROM s.ok', 'one.duckdb')).toEqual(['one']);
    await project.plan('--gateway two');
    expect(await project.rows('SELECT x FROM s.ok', 'two.duckdb')).toEqual(['two']);
    const run = await project.mesh('plan --auto-apply --json', { env: { MESH__DEFAULT_GATEWAY: 'two' } });
    expect(run.json).toMatchObject({ hasChanges: false });
  });
});

describe('a gateway that a model names', () => {
  const named = (gateway: string): string => `MODEL (name s.ok, kind FULL, gateway ${gateway}); SELECT 1 AS x`;

  it('and nobody has configured is refused, with the nearest one', async () => {
    const run = await testProject({ 'models/ok.sql': named('locla') }).mesh('plan --auto-apply --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({
      error: { code: 'CONFIG_GATEWAY_UNKNOWN', hint: 'did you mean local?', at: { file: 'models/ok.sql', line: 1 } },
    });
  });

  it('beside the one of the plan is told of', async () => {
    const project = testProject({ 'models/ok.sql': named('other') });
    const config = project.read('mesh.config.yaml');
    const other = 'gateways:\n  other: { connection: { type: duckdb, database: other.duckdb } }\n';
    project.write({ 'mesh.config.yaml': `${config.replace('gateways:\n', other)}default_gateway: local\n` });
    const { notes } = await project.plan();
    expect(notes.filter((note) => note.model === 's.ok').map((note) => note.text)).toEqual([
      'it names the gateway other, and is computed by local like all of this plan',
    ]);
    expect((await project.plan('--gateway other')).notes.filter((note) => note.model === 's.ok')).toEqual([]);
  });
});

describe('a database', () => {
  it('that is no database is left as it is', async () => {
    const project = testProject({ 'models/ok.sql': ok, 'db.duckdb': 'this is no database, but somebody wrote it' });
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { code: 'ENGINE_FILE' } });
    expect(project.read('db.duckdb')).toBe('this is no database, but somebody wrote it');
  });

  it('of a newer mesh is not touched', async () => {
    const project = testProject({ 'models/ok.sql': ok });
    await project.plan();
    const [table, column] = (
      await project.rows(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'mesh_state' AND column_name ILIKE '%version%' AND table_name ILIKE '%version%' LIMIT 1",
      )
    )[0]!.split('|');
    await project.sql(`UPDATE mesh_state.${table} SET ${column} = 999`);
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { code: 'STATE_NEWER' } });
  });

  it('in a folder that does not exist is an error that names the file', async () => {
    const project = testProject({ 'models/ok.sql': ok });
    project.write({ 'mesh.config.yaml': project.read('mesh.config.yaml').replace('db.duckdb', 'no/such/db.duckdb') });
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.code).toBe(2);
    expect(run.stdout).toContain('no/such/db.duckdb');
  });
});
