import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/error/diagnostic.ts';
import { isMeshError } from '../../src/error/meshError.ts';
import { readConfig, type ReadConfigOptions } from '../../src/load/config/readConfig.ts';
import { openProject } from '../../src/project/openProject.ts';
import { projectFolder } from './project.ts';

const emptyHome = projectFolder({});

async function read(files: Record<string, string>, options: ReadConfigOptions = {}) {
  return readConfig(projectFolder(files), { env: {}, home: emptyHome, ...options });
}

async function failure(files: Record<string, string>, options: ReadConfigOptions = {}) {
  try {
    await read(files, options);
  } catch (error) {
    if (isMeshError(error)) return error;
    throw error;
  }
  throw new Error('this configuration was read');
}

function shown(diagnostics: readonly Diagnostic[] | undefined): string[] {
  return (diagnostics ?? []).map(({ severity, code, message, hint, at }) => {
    const place = at === undefined ? '' : `${at.file}:${at.line}:${at.column} `;
    return `${severity} ${code} ${place}${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
}

const local = `
gateways:
  local:
    connection:
      type: duckdb
      database: warehouse.db
`;

describe('a YAML configuration', () => {
  it('fills in every default', async () => {
    const { config, diagnostics } = await read({ 'config.yaml': local });
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({
      gateway: {
        name: 'local',
        stateSchema: 'mesh_state',
        connection: { type: 'duckdb', database: 'warehouse.db', concurrentTasks: 4 },
      },
      modelDefaults: { dialect: 'duckdb' },
      variables: {},
      defaultTargetEnvironment: 'prod',
      environmentTtl: 'in 1 week',
      environmentSuffixTarget: 'schema',
      plan: { autoCategorizeChanges: { sql: 'full', typescript: 'full', seed: 'full', external: 'full' } },
      linter: { enabled: false },
      inferModelNames: false,
    });
    expect(config.files).toEqual([join(config.root, 'config.yaml')]);
  });

  it('reads every key of a SQLMesh project, in snake_case and camelCase', async () => {
    const { config, diagnostics } = await read({
      'config.yaml': `
project: shop
gateways:
  Local:
    connection:
      type: duckdb
      catalogs:
        warehouse: warehouse.db
        raw: { type: duckdb, path: raw.db, read_only: true, encryption_key: abc }
      extensions: [httpfs, { name: spatial, repository: core_nightly, force_install: true }]
      connector_config: { threads: 2, memory_limit: 1GB }
      secrets: { lake: { type: s3, region: eu } }
      register_comments: false
      pre_ping: true
      pretty_sql: true
      concurrent_tasks: 8
    state_connection: { type: duckdb, database: state.db }
    test_connection: { type: duckdb }
    state_schema: my_state
    variables: { Region: eu, depth: 2 }
    scheduler: { type: builtin }
default_gateway: local
model_defaults: { dialect: postgres, start: 2024-01-01, physicalProperties: { a: 1 } }
variables: { region: us, Name: shop, list: [1, 2] }
environment_ttl: null
snapshotTtl: in 2 days
pinned_environments: [staging]
ignore_patterns: ["models/old/**"]
physical_schema_mapping: { "^shop$": shop_physical, ".*": physical }
environment_suffix_target: table
physical_table_naming_convention: hash_md5
virtual_environment_mode: dev_only
model_naming: { infer_names: true }
before_all: CREATE SCHEMA IF NOT EXISTS x
after_all: ["SELECT 1", "SELECT 2"]
linter: { enabled: true, rules: [NoSelectStar], warn_rules: ALL }
format: { indent: 4, max_text_width: 100, leading_comma: true }
plan:
  forward_only: true
  auto_categorize_changes: { sql: semi, python: off, seed: full }
run: { environment_check_interval: 5 }
janitor: { warn_on_delete_failure: true }
cache_dir: .cache
types: { bigint: number }
disable_anonymized_analytics: true
`,
    });
    expect(diagnostics).toEqual([]);
    expect(config.gateway).toEqual({
      name: 'local',
      connection: {
        type: 'duckdb',
        database: undefined,
        catalogs: {
          warehouse: 'warehouse.db',
          raw: { type: 'duckdb', path: 'raw.db', readOnly: true, options: { encryption_key: 'abc' } },
        },
        extensions: ['httpfs', { name: 'spatial', repository: 'core_nightly', forceInstall: true }],
        connectorConfig: { threads: 2, memory_limit: '1GB' },
        secrets: [{ name: 'lake', type: 's3', region: 'eu' }],
        filesystems: [],
        concurrentTasks: 8,
        registerComments: false,
        lockTimeout: 30,
        readOnly: false,
      },
      stateConnection: expect.objectContaining({ database: 'state.db' }),
      testConnection: expect.objectContaining({ database: undefined }),
      stateSchema: 'my_state',
      variables: { region: 'eu', depth: 2 },
      modelDefaults: {},
    });
    expect(config).toMatchObject({
      project: 'shop',
      modelDefaults: { dialect: 'postgres', start: '2024-01-01', physical_properties: { a: 1 } },
      variables: { region: 'eu', name: 'shop', list: [1, 2], depth: 2 },
      environmentTtl: null,
      snapshotTtl: 'in 2 days',
      pinnedEnvironments: ['staging'],
      ignorePatterns: ['models/old/**'],
      physicalSchemaMapping: [
        ['^shop$', 'shop_physical'],
        ['.*', 'physical'],
      ],
      environmentSuffixTarget: 'table',
      physicalTableNamingConvention: 'hash_md5',
      virtualEnvironmentMode: 'dev_only',
      inferModelNames: true,
      beforeAll: ['CREATE SCHEMA IF NOT EXISTS x'],
      afterAll: ['SELECT 1', 'SELECT 2'],
      linter: { enabled: true, rules: ['noselectstar'], warnRules: 'ALL', ignoredRules: [] },
      format: { indent: 4, maxTextWidth: 100, leadingComma: true },
      plan: {
        forwardOnly: true,
        autoCategorizeChanges: { sql: 'semi', typescript: 'off', seed: 'full', external: 'full' },
      },
      run: { environmentCheckInterval: 5, environmentCheckMaxWait: 21_600 },
      janitor: { warnOnDeleteFailure: true },
      cacheDir: '.cache',
      types: { BIGINT: 'number' },
    });
  });

  it('loads with the keys of SQLMesh that mean nothing here, and says so', async () => {
    const keys =
      'users: [{ username: a }]\ncicd_bot: { type: github, merge_method: squash, pr_environment_name: acme }\nui: { format_on_save: true }\ndefault_scheduler: { type: builtin }\nloader: my.Loader\nnotification_targets: []\nmigration: {}\n';
    const { config, diagnostics } = await read({ 'config.yaml': local + keys });
    expect(config.ci).toMatchObject({ forge: 'github', environmentName: 'acme', skipBackfill: false });
    expect(shown(diagnostics)).toEqual([
      'info CONFIG_IGNORED_KEY config.yaml:7:8 users has no effect in mesh: there are no users or roles',
      'info CONFIG_IGNORED_KEY config.yaml:8:41 cicd_bot.merge_method has no effect in mesh: mesh ci merges nothing',
      'info CONFIG_IGNORED_KEY config.yaml:9:5 ui has no effect in mesh: it has no web interface of that kind',
      'warning CONFIG_IGNORED_KEY config.yaml:12:23 notification_targets has no effect in mesh: it sends no notifications; read the events of `mesh run --json` instead',
      'info CONFIG_IGNORED_KEY config.yaml:13:12 migration has no effect in mesh: migrations of the state need no options',
      'info CONFIG_IGNORED_KEY config.yaml:11:9 loader has no effect in mesh: it has one loader',
    ]);
  });

  it('reports every wrong key and value at its place, all at once', async () => {
    const { config, diagnostics } = await read({
      'config.yaml': `${local}modl_defaults: {}
environment_sufix_target: table
plan:
  auto_aply: true
  no_diff: maybe
default_target_environment: [a]
environment_suffix_target: tabel
snapshot_ttl: 1 day
snapshotTtl: 2 days
linter: { rules: [a], warn_rules: [a] }
physical_schema_mapping: { "(": x }
dbt: {}
model_defaults: { dialekt: duckdb }
variables: { Region: eu, other: 1, region: us }
`,
    });
    expect(shown(diagnostics)).toEqual([
      'error CONFIG_UNKNOWN_KEY config.yaml:7:1 modl_defaults is not a configuration key (did you mean model_defaults?)',
      'error CONFIG_UNKNOWN_KEY config.yaml:8:1 environment_sufix_target is not a configuration key (did you mean environment_suffix_target?)',
      'error CONFIG_UNKNOWN_KEY config.yaml:10:3 plan has no key auto_aply (did you mean auto_apply?)',
      'error CONFIG_VALUE config.yaml:11:12 plan.no_diff must be true or false, not "maybe"',
      'error CONFIG_VALUE config.yaml:12:29 default_target_environment must be a text, not a list',
      'error CONFIG_CHOICE config.yaml:13:28 environment_suffix_target must be one of schema, table, catalog, not tabel (did you mean table?)',
      'error CONFIG_DUPLICATE_KEY config.yaml:15:1 snapshotTtl is given twice: it is the same key as snapshot_ttl',
      'error CONFIG_UNSUPPORTED_KEY config.yaml:18:6 mesh does not support dbt: projects of dbt cannot be read yet',
      'error CONFIG_DUPLICATE_KEY config.yaml:20:36 region is given twice: it is the same key as Region',
      'error CONFIG_UNKNOWN_KEY config.yaml:19:19 model_defaults has no key dialekt (did you mean dialect?)',
      'error CONFIG_VALUE config.yaml:17:26 physical_schema_mapping must be a regular expression, not "("',
      'error CONFIG_CONFLICT config.yaml:16:9 linter: a cannot be an error and a warning at once (name a rule in rules or in warn_rules)',
    ]);
    expect(config.gateway.name).toBe('local');
  });

  it('points at the place where the YAML breaks, after templates too', async () => {
    const error = await failure({ 'config.yaml': "{# x\ny\nz #}{{ env_var('A', '') }}\ngateways: {a: [}\n" });
    expect(shown(error.diagnostics)[0]).toMatch(/^error CONFIG_SYNTAX config\.yaml:4:1[56] /);
  });

  it('resolves anchors and merge keys', async () => {
    const { config, diagnostics } = await read({
      'config.yaml':
        'gateways:\n  a: &a\n    connection: { type: duckdb, database: a.db }\n    state_schema: s\n  b:\n    <<: *a\n    state_schema: t\ndefault_gateway: b\n',
    });
    expect(diagnostics).toEqual([]);
    expect(config.gateway).toMatchObject({ name: 'b', stateSchema: 't', connection: { database: 'a.db' } });
  });
});

describe('gateways', () => {
  const several = `
gateways:
  dev: { connection: { type: duckdb, database: dev.db } }
  PROD: { connection: { type: Postgres, host: db, database: shop } }
  other: { connection: { type: duckdb, database: other.db }, variables: { A: 2 } }
variables: { a: 1, b: 1 }
`;

  it('takes the first one', async () => {
    const { config } = await read({ 'config.yaml': several });
    expect(config.gateway.name).toBe('dev');
    expect(Object.keys(config.gateways)).toEqual(['dev', 'other']);
    expect(config.unsupportedGateways).toEqual({ prod: 'postgres' });
  });

  it.each([
    ['--gateway', { gateway: 'Other' }],
    ['MESH_GATEWAY', { env: { MESH_GATEWAY: 'other' } }],
    ['MESH__DEFAULT_GATEWAY', { env: { MESH__DEFAULT_GATEWAY: 'other' } }],
    ['--gateway over MESH_GATEWAY', { gateway: 'other', env: { MESH_GATEWAY: 'prod' } }],
  ])('is chosen by %s, with its variables over the root ones', async (_, options) => {
    const { config } = await read({ 'config.yaml': several }, options);
    expect(config.gateway.connection.database).toBe('other.db');
    expect(config.variables).toEqual({ a: 2, b: 1 });
  });

  it('loads a project of another engine, and says which gateway would work', async () => {
    const { config, diagnostics } = await read({ 'config.yaml': several }, { gateway: 'prod' });
    expect(shown(diagnostics)).toEqual([
      'warning CONFIG_ENGINE_UNSUPPORTED config.yaml:4:31 gateways.PROD.connection is a postgres connection, and mesh runs on duckdb only so far (choose another gateway with `--gateway dev`)',
    ]);
    expect(config.gateway.connection).toMatchObject({ database: 'shop', unsupported: { engine: 'postgres' } });
  });

  it('refuses to open an engine that mesh does not have', async () => {
    const folder = projectFolder({ 'config.yaml': several });
    const project = openProject({ cwd: folder, env: {}, home: emptyHome, gateway: 'prod', now: Date.now });
    await expect(project.engine()).rejects.toMatchObject({
      code: 'CONFIG_ENGINE_UNSUPPORTED',
      message: 'gateways.PROD.connection is a postgres connection, and mesh runs on duckdb only so far',
      at: { file: 'config.yaml', line: 4, column: 31 },
    });
    await project.close();
  });

  it.each([
    [
      'a state connection',
      'state_connection: { type: postgres }',
      'gateways.a.state_connection is a postgres connection',
    ],
    [
      'MotherDuck by its path',
      'connection: { type: duckdb, database: "md:x" }',
      'gateways.a.connection is a motherduck connection',
    ],
    ['a scheduler', 'scheduler: { type: airflow }', 'mesh does not support gateways.a.scheduler: a airflow scheduler'],
  ])('names what it cannot use: %s', async (_, line, message) => {
    const connection = line.startsWith('connection') ? '' : '\n    connection: { type: duckdb }';
    const { diagnostics } = await read({ 'config.yaml': `gateways:\n  a:\n    ${line}${connection}\n` });
    expect(shown(diagnostics).join('\n')).toContain(message);
  });

  it('offers the nearest name for one that does not exist', async () => {
    const error = await failure({ 'config.yaml': several }, { gateway: 'othr' });
    expect(shown(error.diagnostics)).toEqual([
      'error CONFIG_GATEWAY_UNKNOWN there is no gateway named othr (named by --gateway) (did you mean other?)',
    ]);
  });

  it('shows where the name of a gateway that does not exist stands', async () => {
    const error = await failure({ 'config.yaml': `${several}default_gateway: prd\n` });
    expect(shown(error.diagnostics)).toEqual([
      'error CONFIG_GATEWAY_UNKNOWN config.yaml:7:18 there is no gateway named prd (named by default_gateway) (did you mean prod?)',
    ]);
  });

  it.each([
    ['gateways: { connection: { type: duckdb, database: x.db } }'],
    ['gateway: { connection: { type: duckdb, database: x.db } }'],
    ['default_connection: { type: duckdb, database: x.db }'],
    ['connection: { type: duckdb, database: x.db }'],
    ['gateways: { connection: { connection: { type: duckdb, database: x.db } } }'],
    ['gateways: { a: { state_schema: s } }\ndefault_connection: { type: duckdb, database: x.db }'],
  ])('understands `%s`', async (text) => {
    const { config, diagnostics } = await read({ 'config.yaml': text });
    expect(diagnostics).toEqual([]);
    expect(config.gateway.connection.database).toBe('x.db');
  });

  it('warns when there is no connection at all', async () => {
    const { config, diagnostics } = await read({ 'config.yaml': 'model_defaults: { dialect: duckdb }' });
    expect(diagnostics.map((d) => [d.severity, d.code])).toEqual([['warning', 'CONFIG_NO_CONNECTION']]);
    expect(config.gateway.connection.database).toBeUndefined();
  });
});

describe('the environment', () => {
  it('fills env_var, with defaults and conditions, and reads .env', async () => {
    const { config, diagnostics } = await read(
      {
        '.env': 'DB_NAME=from_dotenv\nSET_ALREADY=no\n',
        'config.yaml': `
{% set suffix = env_var('SUFFIX', 'x') %}
{# nothing #}
gateways:
{% if env_var('MODE', 'dev') == 'dev' and not env_var('NOT_SET') %}
  local: { connection: { type: duckdb, database: "{{ env_var('DB_NAME') }}_{{ suffix | upper }}.db" } }
{% else %}
  local: { connection: { type: postgres } }
{% endif %}
variables:
  raw: "{% raw %}{{ kept }}{% endraw %}"
  set: "{{ env_var('SET_ALREADY') ~ '!' }}"
  number: {{ env_var('N', 3) }}
`,
      },
      { env: { SET_ALREADY: 'yes' } },
    );
    expect(diagnostics).toEqual([]);
    expect(config.gateway.connection.database).toBe('from_dotenv_X.db');
    expect(config.variables).toEqual({ raw: '{{ kept }}', set: 'yes!', number: 3 });
  });

  it('reads any Jinja, methods, lists and loops included', async () => {
    const { config, diagnostics } = await read(
      {
        'config.yaml': `${local}variables:
  trusted: {% if env_var('TRUST', 'Yes').lower() in ('true', '1', 'yes') %}true{% else %}false{% endif %}
  unset: {{ 'none' if env_var('NOT_SET') is none else 'some' }}
{%- for name in env_var('NAMES').split(',') %}
  {{ name }}: {{ loop.index }}
{%- endfor %}
`,
      },
      { env: { NAMES: 'a,b' } },
    );
    expect(diagnostics).toEqual([]);
    expect(config.variables).toEqual({ trusted: true, unset: 'none', a: 1, b: 2 });
  });

  it('reports a variable that is not set where it is used, and only there', async () => {
    const text = `gateways:
  a: { connection: { type: duckdb, database: "{{ env_var('A_DB', 'a.db') }}" } }
  b: { connection: { type: duckdb, database: "{{ env_var('B_DB') }}" } }
`;
    expect((await read({ 'config.yaml': text })).diagnostics).toEqual([]);
    const { diagnostics } = await read({ 'config.yaml': text }, { gateway: 'b' });
    expect(shown(diagnostics)[0]).toMatch(
      /^error CONFIG_ENV_MISSING config\.yaml:3:46 the environment variable B_DB is not set/,
    );
  });

  it.each([
    ['{{ env_vra("A") }}', 7, 'env_vra is not known'],
    ['{% for x in y %}{% endfor %}', 16, 'y is not known'],
    ['{% if true %}', 4, '`{% if %}` is never closed with `{% endif %}`'],
    ["{{ 'a' | shout }}", 11, 'there is no filter named shout'],
    ["{{ 'a' + }}", 12, 'expected an expression'],
  ])('refuses the template %s', async (template, column, detail) => {
    const error = await failure({ 'config.yaml': `\nx: ${template}\n` });
    expect(error.diagnostics).toMatchObject([
      { code: 'CONFIG_TEMPLATE', at: { file: 'config.yaml', line: 2, column } },
    ]);
    expect(error.diagnostics?.[0]?.message).toContain(detail);
  });

  it('wins over every file with MESH__A__B', async () => {
    const { config, diagnostics } = await read(
      { 'config.yaml': local },
      {
        env: {
          MESH__GATEWAYS__LOCAL__CONNECTION__DATABASE: 'env.db',
          MESH__GATEWAYS__LOCAL__CONNECTION__EXTENSIONS: '[httpfs, json]',
          SQLMESH__PLAN__FORWARD_ONLY: 'true',
          SQLMESH__DEFAULT_TARGET_ENVIRONMENT: 'staging',
          MESH__DEFAULT_TARGET_ENVIRONMENT: 'dev',
          MESH__modelDefaults__allowPartials: 'true',
          MESH__VARIABLES__DEPTH: '2.5',
          MESH__VARIABLES__ZIP: '01234',
          SQLMESH__DISABLE_ANONYMIZED_ANALYTICS: '1',
        },
      },
    );
    expect(diagnostics).toEqual([]);
    expect(config.gateway.connection).toMatchObject({ database: 'env.db', extensions: ['httpfs', 'json'] });
    expect(config.plan.forwardOnly).toBe(true);
    expect(config.defaultTargetEnvironment).toBe('dev');
    expect(config.modelDefaults).toMatchObject({ allow_partials: true });
    expect(config.variables).toEqual({ depth: 2.5, zip: '01234' });
  });

  it('names the variable that holds an unknown key', async () => {
    const { diagnostics } = await read({ 'config.yaml': local }, { env: { MESH__PLAN__FORWARD: '1' } });
    expect(shown(diagnostics)).toEqual([
      expect.stringMatching(
        /^error CONFIG_UNKNOWN_KEY \$MESH__PLAN__FORWARD:1:1 plan has no key forward \(known: .*forwardOnly/,
      ),
    ]);
  });

  it('says where the words of other tools belong', async () => {
    const { diagnostics } = await read({
      'config.yaml': `name: shop
on-run-start: [SELECT 1]
vars: { a: 1 }
gateways:
  a: { type: duckdb, database: a.db }
default_connection: { type: duckdb, path: b.db, threads: 4 }
model_defaults: { dialect: duckdb, +materialized: table }
`,
    });
    expect(shown(diagnostics)).toEqual([
      'error CONFIG_UNKNOWN_KEY config.yaml:1:1 name is not a configuration key (write project)',
      'error CONFIG_UNKNOWN_KEY config.yaml:2:1 on-run-start is not a configuration key (write before_all)',
      'error CONFIG_UNKNOWN_KEY config.yaml:3:1 vars is not a configuration key (write variables)',
      'error CONFIG_UNKNOWN_KEY config.yaml:5:8 gateways.a has no key type (it belongs one level deeper: `connection: { type: duckdb, database: … }`)',
      'error CONFIG_UNKNOWN_KEY config.yaml:5:22 gateways.a has no key database (it belongs one level deeper: `connection: { type: duckdb, database: … }`)',
      'error CONFIG_UNKNOWN_KEY config.yaml:6:37 default_connection has no key path (write database)',
      'error CONFIG_UNKNOWN_KEY config.yaml:6:49 default_connection has no key threads (write concurrent_tasks for models at the same time, connector_config: { threads: … } for DuckDB)',
      'error CONFIG_UNKNOWN_KEY config.yaml:7:36 model_defaults has no key +materialized (write kind)',
    ]);
  });

  it('merges the personal configuration over the project, lists of patterns added', async () => {
    const home = projectFolder({
      '.sqlmesh/config.yaml': 'gateways: { local: { connection: { database: old.db, concurrent_tasks: 2 } } }\n',
      '.mesh/config.yaml':
        'gateways: { Local: { connection: { database: mine.db } } }\nignore_patterns: [b]\nenv_vars: { NAME: mine }\n',
    });
    const { config, diagnostics } = await read(
      { 'config.yaml': `${local}ignore_patterns: [a]\nvariables: { name: "{{ env_var('NAME') }}" }\n` },
      { home },
    );
    expect(diagnostics).toEqual([]);
    expect(config.gateway.connection).toMatchObject({ database: 'mine.db', concurrentTasks: 2 });
    expect(config.ignorePatterns).toEqual(['a', 'b']);
    expect(config.variables).toEqual({ name: 'mine' });
    expect(config.files).toHaveLength(3);
  });
});

describe('finding the configuration', () => {
  it('goes up to the nearest folder that has one', async () => {
    const folder = projectFolder({ 'config.yaml': local, 'models/deep/x.sql': '' });
    const { config } = await readConfig(join(folder, 'models/deep'), { env: {}, home: emptyHome });
    expect(config.root).toBe(folder);
  });

  it('does not go up from a folder that was named', async () => {
    const folder = projectFolder({ 'config.yaml': local, 'sub/x.sql': '' });
    await expect(readConfig(folder, { project: 'sub', env: {}, home: emptyHome })).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
      hint: 'start a project with `mesh init`, or name its folder with `--project <dir>`',
    });
  });

  it.each([
    ['two files', { 'config.yaml': local, 'mesh.config.yaml': local }, {}, 'CONFIG_TWO_FILES'],
    ['a Python file', { 'config.py': '', 'models/a.sql': '' }, {}, 'CONFIG_PYTHON'],
    ['a file that was named and is not there', { 'config.yaml': local }, { file: 'x.yaml' }, 'CONFIG_FILE_MISSING'],
    ['a .env that was named and is not there', { 'config.yaml': local }, { dotenv: 'x.env' }, 'CONFIG_FILE_MISSING'],
  ])('refuses %s', async (_, files, options, code) => {
    expect((await failure(files as Record<string, string>, options)).code).toBe(code);
  });

  it('reads the file that --config names, among several', async () => {
    const folder = projectFolder({
      'config.yaml': local,
      'mesh.config.yaml': local,
      'other/prod.yaml': local.replace('warehouse', 'prod'),
    });
    const { config } = await readConfig(folder, { project: '.', file: 'other/prod.yaml', env: {}, home: emptyHome });
    expect([config.root, config.gateway.connection.database]).toEqual([folder, 'prod.db']);
  });

  it('says that a config.py beside it is not read', async () => {
    const { diagnostics } = await read({ 'config.yaml': local, 'config.py': '' });
    expect(shown(diagnostics)[0]).toMatch(/^warning CONFIG_PYTHON config\.py:1:1 .*mesh\.config\.ts/);
  });
});

describe('an odd configuration file', () => {
  it.each([
    ['nothing at all', '', 'CONFIG_NO_CONNECTION undefined:undefined'],
    ['a list', '- a\n', 'CONFIG_VALUE 1:1'],
    ['a word', 'hello', 'CONFIG_VALUE 1:1'],
    ['gateways without a gateway', 'gateways:\n', 'CONFIG_NO_CONNECTION undefined:undefined'],
    ['a gateway without a connection', 'gateways:\n  a:\n', 'CONFIG_NO_CONNECTION 2:5'],
    ['a connection without a word', 'gateways: { a: { connection: } }', 'CONFIG_NO_CONNECTION 1:16'],
    ['a list of gateways', 'gateways: [a]\n', 'CONFIG_VALUE 1:11'],
    ['a connection that is a text', 'gateways: { a: { connection: duckdb } }', 'CONFIG_VALUE 1:30'],
    ['a tab', 'a:\n\tb: 1\n', 'CONFIG_SYNTAX 2:1'],
    ['a key twice', 'project: a\nproject: b\n', 'CONFIG_DUPLICATE_KEY 2:1'],
    ['two documents', 'project: a\n---\nproject: b\n', 'CONFIG_SYNTAX 2:1'],
    ['an alias in itself', 'variables: &a [*a]\n', 'CONFIG_SYNTAX 1:16'],
    ['an alias of nothing', 'variables: *a\n', 'CONFIG_SYNTAX 1:12'],
    ['very deep brackets', '['.repeat(100_000), 'CONFIG_SYNTAX'],
    ['no length of time', `${local}snapshot_ttl: a while\n`, 'PLAN_TTL'],
    ['bytes that are no text', '\u0000\u0001\u0002', 'CONFIG_VALUE 1:1'],
  ])('that holds %s is a problem at its place', async (_, text, expected) => {
    const diagnostics = await read({ 'config.yaml': text }).then(
      (result) => result.diagnostics,
      (error: unknown) => (isMeshError(error) ? error.diagnostics : undefined),
    );
    expect(diagnostics?.map((d) => `${d.code} ${d.at?.line}:${d.at?.column}`)[0]).toContain(expected);
  });

  it('with one slip inside two brackets is one problem', async () => {
    const error = await failure({ 'config.yaml': 'gateways: { main: { a: 1 }\nproject: x\n' });
    expect(shown(error.diagnostics)).toHaveLength(1);
  });

  it('whose aliases unfold without end is refused', async () => {
    const levels = Array.from({ length: 30 }, (_, i) => `  - &a${i + 1} [*a${i}, *a${i}]`).join('\n');
    const error = await failure({ 'config.yaml': `variables:\n  - &a0 [x, x]\n${levels}\n` });
    expect(error.diagnostics?.[0]?.message).toBe('this configuration does not parse: it has more than 1000 aliases');
  });
});
