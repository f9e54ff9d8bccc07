import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoadedProject } from '../../src/load/loadedProject.ts';
import { folderOf, loadFolder, problems, type Files } from './loadedFolder.ts';

const model = (name: string, query: string, properties = '') =>
  `MODEL (name ${name}${properties === '' ? '' : `, ${properties}`});\n${query}\n`;

const files: Files = {
  'config.yaml':
    'model_defaults: { dialect: duckdb, audits: ["not_null(columns := (id))"], pre_statements: ["SET a = 1"] }\ngateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\nvariables: { n: 7 }\n',
  'models/a.sql': `-- what it is\n${model('s.a', 'SELECT 1 AS id, -- the key\n @n AS n, @twice(3) AS six', "owner jen, tags (x, y), physical_properties (p = 'q')")}`,
  'models/b.sql': model(
    's.b',
    '@DEF(d, 2);\nSET b = 2;\nSELECT id, ds, @d AS d FROM s.a JOIN out.t USING (id) WHERE ds BETWEEN @start_ds AND @end_ds;\nSET c = 3;\nON_VIRTUAL_UPDATE_BEGIN; GRANT SELECT ON @this_model TO x; ON_VIRTUAL_UPDATE_END;\nAUDIT (name own); SELECT * FROM @this_model WHERE id IN (SELECT id FROM u.v)',
    "kind INCREMENTAL_BY_TIME_RANGE (time_column (ds, '%Y-%m-%d'), batch_size 3), audits (own, shared), cron @hourly, columns (id int not null, ds text, d int)",
  ),
  'models/c.sql': model('@{x}.c', 'SELECT @y AS y', "blueprints ((x := eu, y := 'one'), (x := us, y := 2))"),
  'models/seed.sql': model('s.seed', '', "kind SEED (path ../seeds/s.csv, csv_settings (delimiter = ';'))"),
  'models/off.sql': model('s.off', 'SELECT 1 AS id', 'enabled false'),
  'seeds/s.csv': 'id;name\n1;a\n',
  'audits/shared.sql': 'AUDIT (name shared, defaults (n = 1)); SELECT * FROM @this_model WHERE id = @n',
  'macros/m.ts':
    "import { macro } from 'mesh-sql';\nexport const twice = macro('twice', (context, x) => context.sql`${x} * 2`);\n",
};

const cacheFile = (root: string) => join(root, '.mesh/cache/models.json');

/** As if the files had been lying there for a while: only then are they trusted by their time. */
function age(root: string, paths: readonly string[] = Object.keys(files)): void {
  for (const path of paths) {
    const { mtimeMs } = statSync(join(root, path));
    // Whole seconds: fractions do not survive the way through a Date.
    const seconds = Math.floor(mtimeMs / 1000) - 10;
    utimesSync(join(root, path), seconds, seconds);
  }
}

const plain = ({ models, dag, counts }: LoadedProject) =>
  JSON.parse(JSON.stringify({ models: [...models.values()], order: dag.order, counts })) as {
    models: Record<string, unknown>[];
  };

async function loaded(root: string): Promise<LoadedProject> {
  const project = await loadFolder(root);
  expect(problems(project)).toEqual([]);
  return project;
}

describe('the load cache', () => {
  it('gives the same models as reading everything', async () => {
    const root = folderOf(files);
    age(root);
    const cold = plain(await loaded(root));
    const written = readFileSync(cacheFile(root), 'utf8');
    expect(plain(await loaded(root))).toEqual(cold);
    expect(readFileSync(cacheFile(root), 'utf8')).toBe(written);
    rmSync(cacheFile(root));
    expect(plain(await loaded(root))).toEqual(cold);
  });

  it('reads no model file again that has not changed', async () => {
    const root = folderOf(files);
    age(root);
    await loaded(root);
    const { mtimeMs, size } = statSync(join(root, 'models/a.sql'));
    // Same size, same time: only somebody who reads the text can notice.
    writeFileSync(join(root, 'models/a.sql'), ' '.repeat(size));
    utimesSync(join(root, 'models/a.sql'), new Date(mtimeMs), new Date(mtimeMs));
    const project = await loadFolder(root);
    expect(project.models.get('s.a')?.owner).toBe('jen');
    expect(() => project.models.get('s.a')?.query?.sql).toThrow(/changed while mesh was reading/);
  });

  it('does not trust the time of a file that was just written', async () => {
    const root = folderOf(files);
    await loaded(root);
    const path = join(root, 'models/a.sql');
    const { mtimeMs } = statSync(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('jen', 'bob'));
    utimesSync(path, new Date(mtimeMs), new Date(mtimeMs));
    expect((await loaded(root)).models.get('s.a')?.owner).toBe('bob');
  });

  const changes: readonly [
    what: string,
    file: string,
    from: string,
    to: string,
    see: (project: LoadedProject) => unknown,
    seen: unknown,
  ][] = [
    ['a model', 'models/a.sql', 'jen', 'bob', (p) => p.models.get('s.a')?.owner, 'bob'],
    ['a variable', 'config.yaml', 'n: 7', 'n: 8', (p) => p.models.get('s.a')?.variables['n'], 8],
    [
      'a default',
      'config.yaml',
      'SET a = 1',
      'SET a = 9',
      (p) => p.models.get('eu.c')?.preStatements[0]?.sql,
      'SET a = 9',
    ],
    ['a macro', 'macros/m.ts', '* 2', '* 4', (p) => p.models.get('s.a')?.rendered.query?.includes('3 * 4'), true],
    [
      'an audit',
      'audits/shared.sql',
      'n = 1',
      'n = 5',
      (p) => p.models.get('s.b')?.auditDefinitions[1]?.defaults,
      { n: '5' },
    ],
    ['a seed', 'seeds/s.csv', 'id;name', 'id;title', (p) => p.models.get('s.seed')?.seedColumns?.[1]?.name, 'title'],
  ];
  it.each(changes)('sees a change of %s', async (_, file, from, to, see, seen) => {
    const root = folderOf(files);
    age(root);
    await loaded(root);
    const path = join(root, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    expect(see(await loaded(root))).toEqual(seen);
  });

  it('forgets files that are gone and learns new ones', async () => {
    const root = folderOf(files);
    age(root);
    await loaded(root);
    rmSync(join(root, 'models/c.sql'));
    writeFileSync(join(root, 'models/d.sql'), model('s.d', 'SELECT * FROM s.b'));
    expect([...(await loaded(root)).models.keys()]).toEqual(['s.a', 's.b', 's.d', 's.seed']);
    expect(readFileSync(cacheFile(root), 'utf8')).not.toContain('models/c.sql');
  });

  it('finds problems again', async () => {
    const root = folderOf({
      'models/a.sql': model('s.a', 'SELECT 1 AS x', 'colour red'),
      'models/b.sql': model('s.b', 'SELECT 1 AS x', "table_properties (a = 'b')"),
    });
    age(root, ['models/a.sql', 'models/b.sql']);
    const first = problems(await loadFolder(root));
    expect(first).toEqual(['MODEL_PROPERTY_UNKNOWN models/a.sql:1:18', 'MODEL_PROPERTY_RENAMED models/b.sql:1:18']);
    expect(problems(await loadFolder(root))).toEqual(first);
  });

  it('sees a duplicate name between an old and a new file', async () => {
    const root = folderOf({ 'models/a.sql': model('s.a', 'SELECT 1 AS x') });
    age(root, ['models/a.sql']);
    await loaded(root);
    writeFileSync(join(root, 'models/b.sql'), model('s.a', 'SELECT 2 AS x'));
    expect(problems(await loadFolder(root))).toEqual(['MODEL_DUPLICATE models/b.sql:1:13']);
  });

  it('does not keep what depends on the columns of another model', async () => {
    const star = {
      'models/a.sql': model('s.a', 'SELECT 1 AS id', 'columns (id int)'),
      'models/b.sql': model('s.b', 'SELECT @STAR(s.a) FROM s.a'),
    };
    const root = folderOf(star);
    age(root, Object.keys(star));
    await loaded(root);
    writeFileSync(join(root, 'models/a.sql'), model('s.a', 'SELECT 1 AS id, 2 AS k', 'columns (id int, k int)'));
    expect((await loaded(root)).models.get('s.b')?.rendered.query).toContain('"k"');
  });

  const damages: readonly [what: string, damage: (text: string) => string][] = [
    ['cut short', (text) => text.slice(0, -20)],
    ['empty', () => ''],
    ['no JSON', () => 'hello\nworld'],
    ['edited', (text) => text.replace('jen', 'eve')],
    ['of another version', (text) => text.replace(/"mesh":"[^"]*"/, '"mesh":"0.0.0"')],
    ['of another form', (text) => text.replace(/"recipe":\d+/, '"recipe":0')],
  ];
  it.each(damages)('is ignored when it is %s', async (_, damage) => {
    const root = folderOf(files);
    age(root);
    const cold = plain(await loaded(root));
    writeFileSync(cacheFile(root), damage(readFileSync(cacheFile(root), 'utf8')));
    expect(plain(await loaded(root))).toEqual(cold);
  });

  it('may be written by several at once', async () => {
    const root = folderOf(files);
    const all = await Promise.all(Array.from({ length: 4 }, () => loaded(root)));
    for (const project of all) expect(plain(project)).toEqual(plain(all[0]!));
    expect(existsSync(cacheFile(root))).toBe(true);
  });

  it('only says so when it cannot be written', async () => {
    const root = folderOf({
      'models/a.sql': model('s.a', 'SELECT 1 AS x'),
      '.mesh': 'a file where the folder should be',
    });
    const project = await loadFolder(root);
    expect(project.diagnostics).toMatchObject([{ code: 'MODEL_CACHE_UNWRITABLE', severity: 'info' }]);
    expect(project.models.size).toBe(1);
  });
});
