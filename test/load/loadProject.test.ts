import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFolder, folderOf, load, problems } from './loadedFolder.ts';

const config = (more: string) =>
  `model_defaults: { dialect: duckdb }\ngateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\n${more}`;
const model = (name: string, query: string, properties = '') =>
  `MODEL (name ${name}${properties === '' ? '' : `, ${properties}`});\n${query}\n`;

async function parentsOf(query: string, properties = ''): Promise<readonly string[]> {
  const project = await load({ 'models/m.sql': model('s.m', query, properties) });
  expect(problems(project)).toEqual([]);
  return project.models.get('s.m')!.parents;
}

describe('the graph', () => {
  it('comes from what queries read, in any depth of folders', async () => {
    const project = await load({
      'models/raw/a.sql': model('raw.a', 'SELECT 1 AS id'),
      'models/deep/er/b.sql': model(
        's.b',
        'WITH c AS (SELECT * FROM raw.a) SELECT id FROM c JOIN outside.t USING (id)',
      ),
      'models/c.sql': model('s.c', 'SELECT * FROM (SELECT * FROM "S"."B") x'),
    });
    expect(problems(project)).toEqual([]);
    expect([...project.models.keys()]).toEqual(['raw.a', 's.b', 's.c']);
    expect(project.models.get('s.b')?.parents).toEqual(['outside.t', 'raw.a']);
    expect(project.dag.order).toEqual(['outside.t', 'raw.a', 's.b', 's.c']);
  });

  it('leaves out what the model makes itself, unless the project declares it', async () => {
    const making = (table: string) => `CREATE OR REPLACE TABLE ${table} AS SELECT 1 AS id;\nSELECT id FROM ${table}`;
    const project = await load({
      'models/a.sql': model('s.a', making('scratch')),
      'models/b.sql': model('s.b', making('raw.people')),
      'external_models.yaml': '- name: raw.people\n  columns: { id: int }\n',
    });
    expect(project.models.get('s.a')!.parents).toEqual([]);
    expect(project.models.get('s.b')!.parents).toEqual(['raw.people']);
  });

  it('leaves out the default catalog and keeps others', async () => {
    expect(await parentsOf('SELECT * FROM db.a.x JOIN other.a.x USING (id) JOIN y USING (id)')).toEqual([
      'a.x',
      'other.a.x',
      'y',
    ]);
  });

  it('takes declared parents, and leaves out files', async () => {
    expect(
      await parentsOf("SELECT * FROM 'data/*.csv' JOIN read_parquet('x.parquet') USING (id)", 'depends_on (a.b, c)'),
    ).toEqual(['a.b', 'c']);
  });

  it('sees what macros put into a query', async () => {
    expect(await parentsOf('@DEF(t, a.b);\nSELECT * FROM @t @JOIN(TRUE) c.d USING (id)')).toEqual(['a.b', 'c.d']);
  });

  it('sees what statements read, but not what they make', async () => {
    expect(
      await parentsOf(
        'CREATE TEMP TABLE mine AS SELECT * FROM a.b;\nSELECT * FROM mine;\nINSERT INTO log.x SELECT * FROM c.d',
      ),
    ).toEqual(['a.b', 'c.d']);
  });

  it('makes the other models an audit reads parents, too', async () => {
    const project = await load({
      'models/m.sql': `${model('s.m', 'SELECT 1 AS id;', 'audits (mine(n := 1), shared(other := a.b))')}\nAUDIT (name mine); SELECT * FROM @this_model WHERE id NOT IN (SELECT id FROM c.d WHERE n = @n)`,
      'audits/shared.sql':
        'AUDIT (name shared); SELECT * FROM @this_model WHERE id NOT IN (SELECT id FROM @other) AND EXISTS (FROM information_schema.tables)',
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.m')).toMatchObject({ parents: ['a.b', 'c.d'], selfReference: false });
    expect(project.models.get('s.m')?.auditDefinitions.map((audit) => audit.name)).toEqual(['mine', 'shared']);
  });

  it('knows a model that reads itself', async () => {
    const project = await load({ 'models/m.sql': model('s.m', 'SELECT id FROM s.m', 'kind FULL, columns (id int)') });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.m')).toMatchObject({ parents: [], selfReference: true });
  });

  it('lets circles be seen as a whole', async () => {
    const project = await load({
      'models/a.sql': model('s.a', 'SELECT * FROM s.c'),
      'models/b.sql': model('s.b', 'SELECT * FROM s.a'),
      'models/c.sql': model('s.c', 'SELECT * FROM s.b'),
    });
    expect(project.diagnostics).toMatchObject([
      {
        code: 'MODEL_CYCLE',
        message: expect.stringMatching(/s\.a -> s\.c -> s\.b -> s\.a/),
        at: { file: 'models/a.sql', line: 1, column: 13 },
      },
    ]);
    expect(project.diagnostics[0]?.related?.map(({ at }) => at.file)).toEqual(['models/c.sql', 'models/b.sql']);
  });
});

describe('problems of a project', () => {
  it('are collected, and one broken file does not hide the others', async () => {
    const project = await load({
      'models/a.sql': 'MODEL (name s.a; SELECT 1',
      'models/b.sql': model('s.b', 'SELECT 1 AS x', 'kind FUL'),
      'models/c.sql': model('s.c', 'SELECT @nothing AS x'),
      'models/d.sql': model('s.d', 'SELECT 1 AS x'),
    });
    expect(problems(project)).toEqual([
      'MODEL_BLOCK_UNCLOSED models/a.sql:1:7',
      'MODEL_KIND_UNKNOWN models/b.sql:1:23',
      'MACRO_VARIABLE models/c.sql:2:8',
    ]);
    expect([...project.models.keys()]).toEqual(['s.c', 's.d']);
  });

  it('show both places of a duplicate name', async () => {
    const project = await load({
      'models/a.sql': model('s.m', 'SELECT 1 AS x'),
      'models/b.sql': model('S.M', 'SELECT 2 AS x'),
    });
    expect(project.diagnostics).toMatchObject([
      {
        code: 'MODEL_DUPLICATE',
        at: { file: 'models/b.sql', line: 1, column: 13 },
        related: [{ at: { file: 'models/a.sql' } }],
      },
    ]);
  });

  it('do not count disabled models', async () => {
    const project = await load({
      'models/a.sql': model('s.m', 'SELECT 1 AS x'),
      'models/b.sql': model('s.m', 'SELECT 2 AS x', 'enabled false'),
    });
    expect(problems(project)).toEqual([]);
  });

  it('name the nearest audit and signal', async () => {
    const project = await load({
      'models/a.sql': model('s.m', 'SELECT 1 AS x', 'audits (not_nul(columns := (x))), signals (ready())'),
    });
    expect(problems(project)).toEqual([
      'MODEL_AUDIT_UNKNOWN models/a.sql:1:26',
      'MODEL_SIGNAL_UNKNOWN models/a.sql:1:61',
    ]);
    expect(project.diagnostics[0]?.hint).toBe('did you mean not_null?');
  });

  it('show a time variable in a FULL model', async () => {
    const project = await load({ 'models/a.sql': model('s.m', 'SELECT @start_ds AS x', 'kind FULL') });
    expect(problems(project)).toEqual(['MACRO_NO_INTERVAL models/a.sql:2:8']);
  });

  it('of macros are not told again as syntax', async () => {
    const project = await load({ 'models/a.sql': model('s.a', "@DATE_SPINE('day', @start_ds, @end_ds)", 'kind FULL') });
    expect(problems(project)).toEqual(['MACRO_NO_INTERVAL models/a.sql:2:20']);
  });

  it('tell a text from a binary file, a giant and a wrong encoding', async () => {
    const project = await load({
      'models/binary.sql': new Uint8Array([77, 79, 0, 1, 2, 3]),
      'models/giant.sql': ' '.repeat(50 * 1024 * 1024),
      'models/latin.sql': new Uint8Array([...Buffer.from('-- ok\n-- caf'), 0xe9, 10]),
    });
    expect(problems(project)).toEqual([
      'MODEL_FILE_BINARY models/binary.sql:1:1',
      'MODEL_FILE_TOO_LARGE models/giant.sql:1:1',
      'MODEL_FILE_ENCODING models/latin.sql:2:7',
    ]);
  });

  it('warn of a project without models', async () => {
    const project = await load({});
    expect(project.diagnostics).toMatchObject([{ code: 'MODEL_NONE', severity: 'warning' }]);
  });

  it('name each Python file with its TypeScript form', async () => {
    const project = await load({
      'models/a.py': 'x',
      'macros/__init__.py': '',
      'macros/b.py': 'x',
      'signals/c.py': 'x',
      'linter/d.py': 'x',
      'materializations/e.py': 'x',
      'models/m.sql': model('s.m', 'SELECT 1 AS x'),
    });
    expect(project.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'MODEL_PYTHON linter/d.py is a Python linter rule; mesh runs TypeScript',
      'MODEL_PYTHON macros/b.py is a Python macro; mesh runs TypeScript',
      'MODEL_PYTHON materializations/e.py is a Python materialization; mesh runs TypeScript',
      'MODEL_PYTHON models/a.py is a Python model; mesh runs TypeScript',
      'MODEL_PYTHON signals/c.py is a Python signal; mesh runs TypeScript',
    ]);
    expect(project.diagnostics[3]?.hint).toContain('models/a.ts');
  });
});

describe('files', () => {
  it('reads a file with a byte order mark and CRLF', async () => {
    const project = await load({
      'models/a.sql': '\ufeff-- hi\r\nMODEL (\r\n  name s.m,\r\n  colour red\r\n);\r\nSELECT 1 AS x\r\n',
    });
    expect(problems(project)).toEqual(['MODEL_PROPERTY_UNKNOWN models/a.sql:4:3']);
    expect(project.models.get('s.m')?.description).toBe('hi');
  });

  it('leaves out what ignore_patterns name', async () => {
    const bad = 'no model at all';
    const project = await load({
      'config.yaml': config('ignore_patterns: ["models/old", "*.bak.sql", "scratch/*.sql"]\n'),
      'models/a.sql': model('s.a', 'SELECT 1 AS x'),
      'models/old/b.sql': bad,
      'models/old/deep/b.sql': bad,
      'models/c.bak.sql': bad,
      'models/x/scratch/d.sql': bad,
    });
    expect(problems(project)).toEqual([]);
    expect([...project.models.keys()]).toEqual(['s.a']);
  });

  it('follows links, and survives those that lead in circles or nowhere', async () => {
    const root = folderOf({
      'models/a.sql': model('s.a', 'SELECT 1 AS x'),
      'elsewhere/b.sql': model('s.b', 'SELECT 1 AS x'),
    });
    symlinkSync('../elsewhere', join(root, 'models/linked'));
    symlinkSync('..', join(root, 'models/circle'));
    symlinkSync('missing.sql', join(root, 'models/gone.sql'));
    const project = await loadFolder(root);
    expect(problems(project)).toContain('MODEL_FILE_UNREADABLE models/gone.sql:1:1');
    expect(project.models.has('s.b')).toBe(true);
  });

  it('warns of names that differ in case only', async () => {
    const project = await load({
      'models/a.sql': model('s.a', 'SELECT 1 AS x'),
      'models/A.sql': model('s.b', 'SELECT 1 AS x'),
    });
    expect(project.diagnostics).toMatchObject([{ code: 'MODEL_FILE_COLLISION', severity: 'warning' }]);
    expect(project.models.size).toBe(2);
  });

  it('gives models every default that the configuration takes', async () => {
    const defaults =
      'tags: [all], description: by default, gateway: local, virtual_environment_mode: dev_only, grants: { select: [everybody] }, grants_target_layer: all';
    const project = await load({
      'config.yaml': config('').replace('dialect: duckdb', `dialect: duckdb, ${defaults}`),
      'models/a.sql': model('s.a', 'SELECT 1 AS id'),
      'models/b.sql': model('s.b', 'SELECT 1 AS id', "tags [own], description 'its own'"),
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.a')).toMatchObject({
      tags: ['all'],
      description: 'by default',
      gateway: 'local',
      virtualEnvironmentMode: 'dev_only',
    });
    expect(project.models.get('s.b')).toMatchObject({ tags: ['own'], description: 'its own' });
  });

  it('takes names from paths when that is configured', async () => {
    const project = await load({
      'config.yaml': config('model_naming: { infer_names: true }\n'),
      'models/shop/orders.sql': 'MODEL (kind FULL); SELECT 1 AS x',
      'models/lake/shop/items.sql': 'MODEL (kind FULL); SELECT 1 AS x',
      'models/Own.sql': 'MODEL (name s.own); SELECT 1 AS x',
      'models/none.sql': 'MODEL (kind FULL); SELECT 1 AS x',
    });
    expect([...project.models.keys()]).toEqual(['lake.shop.items', 's.own', 'shop.orders']);
    expect(problems(project)).toEqual(['MODEL_PROPERTY_MISSING models/none.sql:1:1']);
  });

  it('counts what a project has', async () => {
    const project = await load({
      'models/a.sql': model('s.a', 'SELECT 1 AS x'),
      'models/seed.sql': model('s.s', '', 'kind SEED (path ../seeds/s.csv)'),
      'seeds/s.csv': 'a\n1\n',
      'audits/a.sql': 'AUDIT (name a1); SELECT 1 FROM @this_model; AUDIT (name a2, standalone true); SELECT * FROM s.a',
      'metrics/m.sql': 'METRIC (name m1, expression SUM(s.a.x)); METRIC (name m2, expression m1 / 2);',
      'tests/test_a.yaml': 'test_one:\n  model: s.a\ntest_two:\n  model: s.a\n# no_test:\n',
      'macros/m.ts':
        "import { macro } from 'mesh-sql';\nexport const twice = macro('twice', (context, x) => `${x} * 2`);\n",
    });
    expect(problems(project)).toEqual([]);
    expect(project.counts).toEqual({ macros: 1, audits: 2, tests: 2, signals: 0, seeds: 1, metrics: 2 });
    expect(project.standaloneAudits.get('a2')?.dependsOn).toEqual(['s.a']);
    expect(project.fileText('models/a.sql')).toContain('MODEL (name s.a)');
  });

  it('reads a folder that is no folder', async () => {
    const root = folderOf({ 'models/a.sql': model('s.a', 'SELECT 1 AS x') });
    rmSync(join(root, 'seeds'), { force: true, recursive: true });
    writeFileSync(join(root, 'seeds'), 'a file');
    mkdirSync(join(root, 'audits'));
    expect(problems(await loadFolder(root))).toEqual([]);
  });
});

describe('external models', () => {
  it('have columns, and may belong to a gateway', async () => {
    const project = await load({
      'external_models.yaml':
        '- name: a.b\n  description: theirs\n  columns:\n    ID: int\n    v: struct<x int>\n- name: c.d\n  gateway: other\n',
      'external_models/more.yml': '- name: e.f\n- name: e.f\n  gateway: Local\n  columns: { x: text }\n',
      'models/m.sql': model('s.m', 'SELECT * FROM a.b, e.f'),
    });
    expect(problems(project)).toEqual([]);
    expect([...project.models.keys()]).toEqual(['a.b', 'e.f', 's.m']);
    expect(project.models.get('a.b')).toMatchObject({
      source: 'external',
      kind: { name: 'EXTERNAL' },
      description: 'theirs',
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'v', type: 'STRUCT(x INTEGER)' },
      ],
      at: { file: 'external_models.yaml', line: 1, column: 3 },
    });
    expect(project.models.get('e.f')?.columns).toEqual([{ name: 'x', type: 'VARCHAR' }]);
  });

  const wrong: readonly [yaml: string, ...problems: string[]][] = [
    ['- name: a.b\n  columns: [x', 'MODEL_EXTERNAL_SYNTAX external_models.yaml:2:14'],
    ['name: a.b', 'MODEL_EXTERNAL_VALUE external_models.yaml:1:1'],
    ['- a.b', 'MODEL_EXTERNAL_VALUE external_models.yaml:1:3'],
    ['- name: a.b\n  colums: {}', 'MODEL_PROPERTY_UNKNOWN external_models.yaml:2:11'],
    ['- columns: { a: int }', 'MODEL_PROPERTY_MISSING external_models.yaml:1:3'],
    ['- name: a.b\n  columns:\n    x: int\n    y: "a b c"', 'MODEL_PROPERTY_VALUE external_models.yaml:4:8'],
    ['- name: a.b.c.d', 'MODEL_PROPERTY_VALUE external_models.yaml:1:9'],
  ];
  it.each(wrong)('report %j at its place', async (yaml, ...expected) => {
    const project = await load({ 'external_models.yaml': yaml, 'models/m.sql': model('s.m', 'SELECT 1 AS x') });
    expect(problems(project)).toEqual(expected);
  });
});

describe('variables and code a model needs', () => {
  it('are kept with it, from both branches of a condition', async () => {
    const project = await load({
      'config.yaml': config('variables: { used: 1, other: 2, VARIED: 3, unused: 4 }\n'),
      'models/m.sql': model(
        's.m',
        "SELECT @used AS a, @IF(@runtime_stage = 'evaluating', @other, 0) AS b, @VAR('varied') AS c",
      ),
      'models/n.sql': model('s.n', 'SELECT 1 AS used'),
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.m')?.variables).toEqual({ used: 1, other: 2, varied: 3 });
    expect(project.models.get('s.n')?.variables).toEqual({});
    expect(project.models.get('s.m')?.rendered.query).toBe('SELECT 1 AS a, 0 AS b, 3 AS c');
  });

  it('names the macros', async () => {
    const project = await load({
      'macros/m.ts':
        "import { macro } from 'mesh-sql';\nexport const twice = macro('twice', (context, x) => `${x} * 2`);\nexport const thrice = macro('thrice', (context, x) => `${x} * 3`);\n",
      'models/m.sql': model('s.m', 'SELECT @twice(21) AS a'),
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.m')?.code).toMatchObject([
      { name: 'twice', type: 'macro', file: 'macros/m.ts', metadataOnly: false },
    ]);
  });
});
