import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { meshVersion } from '../../src/util/version.ts';
import { folderWith, readText, runMesh, type Files } from './runMesh.ts';

const config = 'gateways: {local: {connection: {type: duckdb, database: w.db}}}\nmodel_defaults: {dialect: duckdb}\n';

const shop: Files = {
  'config.yaml': config,
  'seeds/events.csv': 'id,day,cents\n1,2024-01-01,100\n2,2024-01-02,250\n',
  'models/events.sql':
    "MODEL (name raw.events, kind SEED (path '$root/seeds/events.csv'), columns (id INTEGER, day DATE, cents INTEGER));\n",
  'models/orders.sql':
    '-- Orders.\nMODEL (name shop.orders, kind VIEW, tags [core, money], owner ann);\nSELECT e.id, e.day, e.cents / 100.0 AS amount FROM raw.events AS e\n',
  'models/daily.sql':
    'MODEL (name shop.daily, kind INCREMENTAL_BY_TIME_RANGE (time_column day));\n@DEF(factor, 2);\nSELECT day, SUM(amount) * @factor AS amount, @end_ds AS seen FROM shop.orders\nWHERE day BETWEEN @start_date AND @end_date GROUP BY day\n',
  'models/reader.sql':
    'MODEL (name shop.reader, kind FULL);\nSELECT d.day, d.amount, x.note FROM shop.daily AS d LEFT JOIN other.notes AS x USING (day)\n',
};

test('dag: a tree of text', async () => {
  const { code, stdout } = await runMesh(folderWith(shop), ['dag']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `other.notes  external table
└─ shop.reader  FULL
raw.events  SEED
└─ shop.orders  VIEW
   └─ shop.daily  INCREMENTAL_BY_TIME_RANGE
      └─ shop.reader  FULL
`,
  });
});

test('dag --json: parents with external tables, columns in order, null where the type is not known', async () => {
  const { stdout } = await runMesh(folderWith(shop), ['dag', '--json', '--select', 'shop.*']);
  const { models } = JSON.parse(stdout) as { models: Record<string, unknown>[] };
  expect(models.map((model) => model['name'])).toEqual(['shop.daily', 'shop.orders', 'shop.reader']);
  expect(models[1]).toEqual({
    name: 'shop.orders',
    kind: 'VIEW',
    parents: ['raw.events'],
    columns: { id: 'INTEGER', day: 'DATE', amount: 'DOUBLE' },
    tags: ['core', 'money'],
    cron: '@daily',
    at: { file: 'models/orders.sql' },
    owner: 'ann',
    description: 'Orders.',
  });
  expect(models[2]).toMatchObject({ parents: ['other.notes', 'shop.daily'], columns: {} });
});

test('dag: dot and mermaid', async () => {
  const folder = folderWith(shop);
  const dot = (await runMesh(folder, ['dag', '--format', 'dot', '--select', '+shop.orders'])).stdout;
  expect(dot).toContain('  "raw.events" -> "shop.orders";\n');
  const mermaid = (await runMesh(folder, ['dag', '--format', 'mermaid', '--select', '+shop.orders'])).stdout;
  expect(mermaid).toBe('flowchart LR\n  m0["raw.events"]\n  m1["shop.orders"]\n  m0 --> m1\n');
});

test('dag: the html page needs nothing from elsewhere, and texts of models cannot break out of it', async () => {
  const folder = folderWith({
    ...shop,
    'models/evil.sql':
      "MODEL (name shop.evil, kind FULL, description '</script><b>');\nSELECT '</script><img src=x>' AS a\n",
  });
  const { code, stderr } = await runMesh(folder, ['dag', 'graph.html']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'wrote graph.html\n' });
  const page = readText(folder, 'graph.html');
  expect(page).not.toMatch(/(src|href)="(?!#)/);
  expect(page).not.toMatch(/https?:\/\//);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  const data = JSON.parse(/<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page)![1]!) as {
    nodes: { name: string; kind: string; columns: { name: string; sources?: unknown }[] | null }[];
    edges: [number, number, unknown][];
  };
  const index = (name: string): number => data.nodes.findIndex((node) => node.name === name);
  expect(data.nodes[index('other.notes')]).toMatchObject({ kind: 'EXTERNAL' });
  expect(data.edges.some(([from, to]) => from === index('raw.events') && to === index('shop.orders'))).toBe(true);
  expect(data.nodes[index('shop.orders')]!.columns![2]).toMatchObject({
    name: 'amount',
    sources: [{ model: 'raw.events', column: 'cents' }],
  });
  // The scripts are joined from modules: what is left must be one plain script.
  const script = /<script>([^]*?)<\/script>/.exec(page)![1]!;
  expect(() => new Script(script)).not.toThrow();
  expect(script).not.toMatch(/^(import|export) /m);
  expect(script).toContain('function arrangeRelated()');
  expect(page).not.toMatch(/\{\{\w+\}\}/);
});

test('a selection that matches nothing names the near model', async () => {
  const { code, stderr } = await runMesh(folderWith(shop), ['dag', '--select', 'shop.order']);
  expect(code).toBe(2);
  expect(stderr).toContain('did you mean shop.orders?');
});

test('render: macros expanded, dates half-open, laid out', async () => {
  const folder = folderWith(shop);
  const { stdout, stderr } = await runMesh(folder, [
    'render',
    'shop.daily',
    '--start',
    '2024-01-03',
    '--end',
    '2024-01-05',
  ]);
  expect(stdout + stderr).toBe(`SELECT
  day,
  SUM(amount) * 2 AS amount,
  '2024-01-05' AS seen
FROM
  shop.orders
WHERE
  day BETWEEN CAST('2024-01-03' AS DATE) AND CAST('2024-01-05' AS DATE)
GROUP BY
  day
`);
  expect((await runMesh(folder, ['render', 'shop.daily', '--no-format'])).stdout).toContain(
    "'1970-01-01' AS seen FROM shop.orders\nWHERE",
  );
});

test('render: --expand writes parents out, --dialect translates, JSON has all parts', async () => {
  const folder = folderWith(shop);
  const expanded = (await runMesh(folder, ['render', 'shop.daily', '--expand', 'shop.orders'])).stdout;
  expect(expanded).toMatch(/FROM\n {2}\(\n {4}SELECT\n {6}e\.id/);
  const translated = (await runMesh(folder, ['render', 'shop.orders', '--dialect', 'bigquery', '--no-format'])).stdout;
  expect(translated).toContain('FROM raw.events AS e');
  expect(JSON.parse((await runMesh(folder, ['render', 'shop.orders', '--json'])).stdout)).toMatchObject({
    model: 'shop.orders',
    kind: 'VIEW',
    preStatements: [],
  });
  const path = await runMesh(folder, ['render', 'models/orders.sql']);
  expect({ code: path.code, stderr: path.stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('CLI_NOT_A_MODEL') as string,
  });
});

test('render: tables of prod where it has this very version', async () => {
  const folder = folderWith({
    ...shop,
    'models/reader.sql': 'MODEL (name shop.reader, kind FULL);\nSELECT day FROM shop.daily\n',
  });
  expect((await runMesh(folder, ['plan', '--auto-apply'])).code).toBe(0);
  expect((await runMesh(folder, ['render', 'shop.reader'])).stdout).toMatch(
    /FROM\n {2}"w"\."mesh__shop"\."shop__daily__\w+" AS "daily"/,
  );
  writeFileSync(join(folder, 'models/daily.sql'), shop['models/daily.sql']!.replace('factor, 2', 'factor, 3'));
  expect((await runMesh(folder, ['render', 'shop.reader'])).stdout).toContain('FROM\n  shop.daily');
});

test('lineage: a tree, direct sources as JSON, one column, downstream', async () => {
  const folder = folderWith(shop);
  expect((await runMesh(folder, ['lineage', 'shop.daily'])).stdout).toBe(`shop.daily.day
└← shop.orders.day
   └← raw.events.day
shop.daily.amount
└← shop.orders.amount
   └← raw.events.cents
shop.daily.seen
`);
  expect(JSON.parse((await runMesh(folder, ['lineage', 'shop.daily.amount', '--json'])).stdout)).toEqual({
    model: 'shop.daily',
    columns: { amount: [{ model: 'shop.orders', column: 'amount' }] },
  });
  expect(
    JSON.parse((await runMesh(folder, ['lineage', 'shop.daily.amount', '--upstream', '--json'])).stdout),
  ).toMatchObject({
    columns: {
      amount: [
        { model: 'raw.events', column: 'cents' },
        { model: 'shop.orders', column: 'amount' },
      ],
    },
  });
  const down = JSON.parse(
    (await runMesh(folder, ['lineage', 'raw.events', '--downstream', '--json'])).stdout,
  ) as unknown;
  expect(down).toMatchObject({ columns: { id: [{ model: 'shop.orders', column: 'id' }] } });
  expect((await runMesh(folder, ['lineage', 'shop.daily.amout'])).stderr).toContain('did you mean amount?');
  expect((await runMesh(folder, ['lineage', 'shop.daly'])).stderr).toContain('did you mean shop.daily?');
});

test('evaluate: parents without tables are read through their queries, seeds through their files', async () => {
  const folder = folderWith(shop);
  const args = ['evaluate', 'shop.daily', '--start', '2024-01-02', '--end', '2024-01-02'];
  expect(JSON.parse((await runMesh(folder, [...args, '--json'])).stdout)).toEqual([
    { day: '2024-01-02', amount: 5, seen: '2024-01-02' },
  ]);
  expect((await runMesh(folder, [...args, '--format', 'csv'])).stdout).toBe(
    'day,amount,seen\n2024-01-02,5,2024-01-02\n',
  );
  expect((await runMesh(folder, ['evaluate', 'shop.orders', '--limit', '1'])).stdout).toBe(
    'id  day         amount\n──  ──────────  ──────\n 1  2024-01-01       1\n1 row\n',
  );
  const failed = await runMesh(folder, ['evaluate', 'shop.reader']);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('ENGINE_SQL');
});

test('query: names of models mean views of prod, or of the environment that is named', async () => {
  const folder = folderWith({
    ...shop,
    'models/reader.sql': 'MODEL (name shop.reader, kind FULL);\nSELECT day FROM shop.daily\n',
  });
  await runMesh(folder, ['plan', '--auto-apply']);
  expect(JSON.parse((await runMesh(folder, ['query', 'FROM shop.orders ORDER BY id', '--json'])).stdout)).toEqual([
    { id: 1, day: '2024-01-01', amount: 1 },
    { id: 2, day: '2024-01-02', amount: 2.5 },
  ]);
  expect((await runMesh(folder, ['fetchdf', "SELECT 'a,\"b' AS x, NULL AS y", '--format', 'csv'])).stdout).toBe(
    'x,y\n"a,""b",\n',
  );
  expect((await runMesh(folder, ['query', 'SELECT 1', '--environment', 'nope'])).stderr).toContain(
    'RUN_ENVIRONMENT_UNKNOWN',
  );
  const wrong = await runMesh(folder, ['query', 'SELECT nope', '--json']);
  expect(wrong.code).toBe(1);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'ENGINE_SQL' } });
});

test('diff and intervals look and change nothing', async () => {
  const folder = folderWith({
    ...shop,
    'models/reader.sql': 'MODEL (name shop.reader, kind FULL);\nSELECT day FROM shop.daily\n',
  });
  await runMesh(folder, ['plan', '--auto-apply']);
  expect((await runMesh(folder, ['diff', 'prod'])).stdout).toBe('No changes: prod is what the project says.\n');
  writeFileSync(
    join(folder, 'models/reader.sql'),
    'MODEL (name shop.reader, kind FULL);\nSELECT day, amount FROM shop.daily\n',
  );
  expect(JSON.parse((await runMesh(folder, ['diff', 'prod', '--json'])).stdout)).toMatchObject({
    added: [],
    removed: [],
    modified: [{ name: 'shop.reader', impact: 'direct', category: 'non-breaking' }],
  });
  expect((await runMesh(folder, ['diff', 'prod', '--detailed-exitcode'])).code).toBe(3);
  const found = JSON.parse((await runMesh(folder, ['check_intervals', 'shop.daily', '--json'])).stdout) as Record<
    string,
    unknown
  >;
  expect(found).toMatchObject({ name: 'shop.daily', environment: 'prod' });
  expect((found['intervals'] as unknown[]).length).toBe(1);
});

test('info: counts, the configuration, the gateway and its connection', async () => {
  const folder = folderWith(shop);
  const { code, stdout } = await runMesh(folder, ['info']);
  expect(code).toBe(0);
  expect(stdout.replace(folder, 'FOLDER')).toBe(`Project        FOLDER
Configuration  config.yaml
Models         4 (1 FULL, 1 INCREMENTAL_BY_TIME_RANGE, 1 SEED, 1 VIEW)
Seeds          1
Gateway        local (duckdb, w.db)
Connection     the first plan makes the database file
`);
  await runMesh(folder, ['query', 'SELECT 1']);
  expect(JSON.parse((await runMesh(folder, ['info', '--json'])).stdout)).toMatchObject({
    models: 4,
    connection: { status: 'ok' },
  });
  expect(JSON.parse((await runMesh(folder, ['info', '--json', '--skip-connection'])).stdout)).toMatchObject({
    connection: null,
  });
  writeFileSync(join(folder, 'w.db'), 'this is no database');
  const broken = await runMesh(folder, ['info']);
  expect(broken.code).toBe(2);
  expect(broken.stdout).toContain('Connection     failed: ');
});

test('clean removes the cache and nothing else', async () => {
  const folder = folderWith({ ...shop, '.mesh/cache/x/y.bin': 'abc', '.mesh/keep': 'abc' });
  expect((await runMesh(folder, ['clean'])).stdout).toBe('removed .mesh/cache: 1 files, 1 kB\n');
  expect([existsSync(join(folder, '.mesh/cache')), existsSync(join(folder, '.mesh/keep'))]).toEqual([false, true]);
  expect((await runMesh(folder, ['clean'])).stdout).toBe('.mesh/cache is empty already\n');
  const wrong = folderWith({ ...shop, 'config.yaml': `${config}cache_dir: .\n` });
  expect((await runMesh(wrong, ['clean'])).stderr).toContain('CLI_CACHE_FOLDER');
  expect(existsSync(join(wrong, 'models/orders.sql'))).toBe(true);
});

test('format writes, --check only lists, broken files do not keep the others from it', async () => {
  const folder = folderWith({
    'config.yaml': config,
    'models/a.sql': 'model (name s.a);\nselect 1 as id\n',
    'models/good.sql': 'MODEL (\n  name s.good\n);\n\nSELECT\n  1 AS id\n',
    'models/off.sql': 'model (name s.off, formatting false);\nselect 1 as id\n',
    'models/broken.sql': "MODEL (name s.broken);\nselect 'abc\n",
    'audits/x.sql': 'audit (name x);\nselect * from @this_model where false\n',
  });
  const check = await runMesh(folder, ['format', '--check']);
  expect(check.code).toBe(1);
  expect(check.stdout).toBe('models/a.sql\naudits/x.sql\n');
  expect(check.stderr).toContain('models/broken.sql:2:8 error CLI_NOT_FORMATTED this file was left as it is');
  expect(readText(folder, 'models/a.sql')).toBe('model (name s.a);\nselect 1 as id\n');
  expect((await runMesh(folder, ['format', 'models/a.sql'])).stdout).toBe('models/a.sql\n');
  expect(readText(folder, 'models/a.sql')).toBe('MODEL (\n  name s.a\n);\n\nSELECT\n  1 AS id\n');
  expect(JSON.parse((await runMesh(folder, ['format', '--json'])).stdout)).toMatchObject({
    changed: ['audits/x.sql'],
    unchanged: 2,
    excluded: 1,
    written: true,
    diagnostics: [{ code: 'CLI_NOT_FORMATTED', severity: 'error' }],
  });
  expect((await runMesh(folder, ['format', 'models/nope.sql'])).code).toBe(2);
});

test('init makes a project that loads, and never overwrites a file', async () => {
  const folder = folderWith();
  const first = await runMesh(folder, ['init', 'shop', '--json']);
  expect(first.code).toBe(0);
  const { files } = JSON.parse(first.stdout) as { files: string[] };
  expect(files.every((file) => existsSync(join(folder, 'shop', file)))).toBe(true);
  expect(files.some((file) => file.startsWith('mesh.config'))).toBe(true);
  const again = await runMesh(folder, ['init', 'shop']);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('CLI_FILES_EXIST');
  expect((await runMesh(folder, ['init', 'other', '-t', 'empty'])).stdout).toContain('cd other');
});

test('init keeps what npm and git began a folder with, and makes no second configuration', async () => {
  const folder = folderWith({ 'package.json': '{"name":"mine"}', '.gitignore': 'node_modules\n' });
  const made = await runMesh(folder, ['init', '-t', 'typescript']);
  expect(made.code).toBe(0);
  expect(made.stdout).toContain('Kept as it was: .gitignore, package.json');
  expect([readText(folder, 'package.json'), readText(folder, '.gitignore')]).toEqual([
    '{"name":"mine"}',
    'node_modules\n',
  ]);
  const configured = folderWith({ 'mesh.config.yaml': 'gateways: {}\n' });
  const refused = await runMesh(configured, ['init']);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('mesh.config.yaml exists already')]);
  expect(existsSync(join(configured, 'mesh.config.ts'))).toBe(false);
});

test('without a project every command says what to do; --debug adds the stack', async () => {
  const folder = folderWith();
  const { code, stderr, stdout } = await runMesh(folder, ['dag']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('error CONFIG_MISSING');
  expect(stderr).toContain('hint: start a project with `mesh init`');
  expect(stderr).not.toContain('    at ');
  expect((await runMesh(folder, ['dag', '--debug'])).stderr).toContain('    at ');
  const dbt = await runMesh(folderWith({ 'dbt_project.yml': 'name: shop\n' }), ['plan']);
  expect([dbt.code, dbt.stderr]).toEqual([2, expect.stringContaining('hint: this is a project of dbt')]);
});

test('several problems are a list with --json, and the log file has them, too', async () => {
  const folder = folderWith({
    'config.yaml': config,
    'models/a.sql': 'MODEL (name s.a, knd FULL);\nSELECT 1 AS a\n',
    'models/b.sql': 'SELECT 1\n',
  });
  const { code, stdout, stderr } = await runMesh(folder, ['dag', '--json', '--log-file', 'mesh.log']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  const list = JSON.parse(stdout) as { code: string; at: { file: string } }[];
  expect(list.map((problem) => `${problem.at.file} ${problem.code}`)).toEqual([
    'models/a.sql MODEL_PROPERTY_UNKNOWN',
    'models/b.sql MODEL_BLOCK_MISSING',
  ]);
  const log = readFileSync(join(folder, 'mesh.log'), 'utf8');
  expect(log).toMatch(new RegExp(`^2024-02-01T00:00:00.000Z mesh ${meshVersion.replaceAll('.', '\\.')}: dag\n`));
  expect(log).toContain('MODEL_PROPERTY_UNKNOWN');
});

test('MESH_NOW replaces the clock, and a wrong one is refused', async () => {
  const folder = folderWith({
    'config.yaml': config,
    'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT @execution_ts AS at\n',
  });
  const at = async (env: Record<string, string>, ...more: string[]): Promise<string> => {
    const { stdout, stderr } = await runMesh(folder, ['render', 's.a', '--no-format', ...more], { env });
    return stdout + stderr;
  };
  expect(await at({ MESH_NOW: '2024-05-06T07:08:09Z' })).toBe("SELECT '2024-05-06 07:08:09' AS at\n");
  expect(await at({ MESH_NOW: '2024-05-06T07:08:09Z' }, '--execution-time', '2020-01-01')).toBe(
    "SELECT '2020-01-01 00:00:00' AS at\n",
  );
  expect(await at({ MESH_NOW: 'soon' })).toContain('CLI_MESH_NOW');
  expect(await at({ MESH_NOW: '2023-02-29T00:00:00Z' })).toContain('CLI_MESH_NOW');
});

test('Ctrl-C ends a command that only looks, with 130', async () => {
  const stop = new AbortController();
  stop.abort();
  const { code, stderr } = await runMesh(folderWith(shop), ['dag'], { stop: stop.signal });
  expect(code).toBe(130);
  expect(stderr).toContain('interrupted');
});

test('a question without a terminal is an error that names the flag', async () => {
  const folder = folderWith(shop);
  await runMesh(folder, ['query', 'SELECT 1']);
  const { code, stderr } = await runMesh(folder, ['destroy']);
  expect(code).toBe(2);
  expect(stderr).toContain('CLI_QUESTION');
  expect(stderr).toContain('--yes');
});

test('create-external-models writes what the database knows and keeps what the file says', async () => {
  const folder = folderWith({
    'config.yaml': config,
    'models/a.sql':
      'MODEL (name s.a, kind FULL);\nSELECT * FROM raw.t JOIN raw.old USING (id) JOIN raw.gone USING (id)\n',
    'external_models.yaml': '# ours\n- name: raw.old\n  description: Kept.\n  columns:\n    id: text\n',
  });
  await runMesh(folder, ['query', 'CREATE SCHEMA raw']);
  await runMesh(folder, ['query', 'CREATE TABLE raw.t (id INTEGER, price DECIMAL(10,2), tags VARCHAR[])']);
  await runMesh(folder, ['query', 'CREATE TABLE raw.old (id INTEGER)']);
  const strict = await runMesh(folder, ['create_external_models', '--strict']);
  expect({ code: strict.code, stderr: strict.stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('not in the database: raw.gone') as string,
  });
  const { code, stdout } = await runMesh(folder, ['create-external-models', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    file: 'external_models.yaml',
    added: ['raw.t'],
    updated: ['raw.old'],
    unchanged: [],
    missing: ['raw.gone'],
  });
  expect(readText(folder, 'external_models.yaml')).toBe(
    '# ours\n- name: raw.old\n  description: Kept.\n  columns:\n    id: INTEGER\n- name: raw.t\n  columns:\n    id: INTEGER\n    price: DECIMAL(10,2)\n    tags: VARCHAR[]\n',
  );
  expect((await runMesh(folder, ['create-external-models'])).stderr).toContain(
    'external_models.yaml is up to date (2 tables)',
  );
});

test('render and format take the layout of the command line over that of the configuration', async () => {
  const folder = folderWith(shop);
  const words = ['render', 'shop.orders', '--indent', '6', '--leading-comma', '--pad', '2', '--normalize'];
  expect((await runMesh(folder, words)).stdout).toContain('SELECT\n      e.id\n      , e.day\n');
  expect((await runMesh(folder, ['format', '--indent', '4', '--normalize-functions', 'upper'])).code).toBe(0);
  expect(readText(folder, 'models/orders.sql')).toContain('SELECT\n    e.id,\n    e.day,\n');
  const checked = await runMesh(folder, ['format', '--check']);
  expect({ code: checked.code, stdout: checked.stdout }).toMatchObject({ code: 1 });
  expect((await runMesh(folder, ['format', '--check', '--indent', '4', '--no-rewrite-casts'])).code).toBe(0);
  for (const wrong of [
    ['--indent', '-1'],
    ['--max-text-width', 'x'],
    ['--transpile', 'spark'],
  ]) {
    expect((await runMesh(folder, ['format', '--check', ...wrong])).code).toBe(2);
  }
});

test('info -v shows the connection without its secrets', async () => {
  const connection = '{type: duckdb, database: w.db, extensions: [json], secrets: {lake: {type: s3, secret: geheim}}}';
  const folder = folderWith({ ...shop, 'config.yaml': config.replace('{type: duckdb, database: w.db}', connection) });
  const { stdout } = await runMesh(folder, ['info', '-v', '--skip-connection']);
  expect(stdout).toMatch(/extensions +\["json"\]/);
  expect(stdout).not.toContain('geheim');
});

test('check_intervals lists the selected models of an environment, table_name the table of one', async () => {
  const folder = folderWith({ ...shop, 'models/reader.sql': '' });
  rmSync(join(folder, 'models/reader.sql'));
  expect((await runMesh(folder, ['plan', '--auto-apply'])).code).toBe(0);
  const { code, stdout } = await runMesh(folder, [
    'check_intervals',
    '--json',
    '--no-signals',
    '--select-model',
    'shop.d*',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    {
      name: 'shop.daily',
      environment: 'prod',
      intervals: [{ start: '2024-01-31T00:00:00.000Z', end: '2024-02-01T00:00:00.000Z' }],
      missing: [],
      held: [],
    },
  ]);
  const all = await runMesh(folder, ['check_intervals', 'prod']);
  expect(all.stdout).toContain('raw.events in prod');
  expect((await runMesh(folder, ['check_intervals', 'nowhere'])).code).toBe(2);
  expect((await runMesh(folder, ['table_name', 'shop.daily'])).stdout).toMatch(/mesh__shop\.shop__daily__\w+/);
});
