import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { addFiles, projectFolder } from './config/project.ts';

// The package as people get it: packed, installed into another folder, run and compiled against there.
const root = join(import.meta.dirname, '..');
const folder = projectFolder({ 'package.json': '{"name":"consumer","private":true,"type":"module"}' });

function run(command: string, args: readonly string[], cwd = folder): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function tsc(files: Record<string, string>, options: object = {}): string {
  const project = join(folder, 'check');
  addFiles(project, {
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'nodenext',
        target: 'es2022',
        noEmit: true,
        skipLibCheck: true,
        ...options,
      },
      files: Object.keys(files),
    }),
    ...files,
  });
  try {
    return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

beforeAll(() => {
  const packed = run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder],
    root,
  );
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', `./${filename}`]);
}, 300_000);

const mesh = (...args: string[]): string => run(join(folder, 'node_modules/.bin/mesh'), args);

describe('the installed package', () => {
  it('runs', () => {
    expect(mesh('--version').trim()).toMatch(/^(mesh )?\d+\.\d+\.\d+/);
    expect(mesh('--help')).toContain('plan');
  });

  it('makes a project from its templates', () => {
    mesh('init', 'made', '--template', 'typescript');
    expect(readdirSync(join(folder, 'made')).sort()).toContain('mesh.config.ts');
    expect(readdirSync(join(folder, 'made')).sort()).toContain('.gitignore');
  });

  it('holds nothing but what is needed', () => {
    const names = readdirSync(join(folder, 'node_modules/mesh-sql')).sort();
    expect(names.filter((name) => !['CHANGELOG.md', 'LICENSE', 'README.md'].includes(name))).toEqual([
      'assets',
      'bin',
      'dist',
      'package.json',
      'templates',
    ]);
  });

  it('loads TypeScript under plain Node, with places in the source, and without esbuild the second time', () => {
    const project = join(folder, 'project');
    addFiles(project, {
      'models/good.ts':
        "import { model } from 'mesh-sql';\n\nexport default model({ name: 's.a', kind: 'FULL' }, () => []);\n",
      'lib/bad.ts': "type Long = string;\nexport const x: Long = 'x';\n\nthrow new Error('no luck');\n",
      'models/bad.ts': "import '../lib/bad.ts';\n",
      'models/stray.ts': "\nvoid Promise.reject(new Error('nobody waits'));\nexport {};\n",
      'load.mjs': `
import { createRequire } from 'node:module';
const dist = ${JSON.stringify(join(folder, 'node_modules/mesh-sql/dist/load/typescript/'))};
const { loadModules } = await import(dist + 'loadModules.js');
const { collectModels } = await import(dist + 'collectModels.js');
const root = import.meta.dirname;
const { modules, diagnostics } = await loadModules({ root, files: ['models/bad.ts', 'models/good.ts', 'models/stray.ts'], cacheDir: '.mesh/cache', group: 'project' });
const { models } = collectModels(modules, { root, source: () => undefined });
const esbuild = Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('esbuild'));
console.log(JSON.stringify({ models: models.map((m) => m.at), problems: diagnostics.map((d) => d.at), esbuild }));
`,
    });
    const loaded = (): unknown => JSON.parse(run(process.execPath, [join(project, 'load.mjs')]));
    const found = {
      models: [{ file: 'models/good.ts', line: 3, column: 16 }],
      problems: [
        { file: 'lib/bad.ts', line: 4, column: 7 },
        { file: 'models/stray.ts', line: 2, column: 21 },
      ],
    };
    expect(loaded()).toEqual({ ...found, esbuild: true });
    expect(loaded()).toEqual({ ...found, esbuild: false });
  });
});

const shop = `
import { columns, defineConfig, macro, model, pythonModel, rule, signal, sql, sqlModel, type Fragment, type ModelContext } from 'mesh-sql';

export const config = defineConfig({ gateways: { local: { connection: { type: 'duckdb', database: 'a.db' } } }, plan: { autoApply: true } });
export const cents = macro('cents', ({ sql }, column: Fragment) => sql\`\${column} / 100\`);
export const ready = signal('ready', (batch) => batch.slice(1));
export const owned = rule('owned', 'has an owner', (m) => (m.owner === undefined ? 'no owner' : undefined));
export const view = sqlModel({ name: 's.view', kind: 'VIEW' }, 'SELECT 1 AS a');
export const full = pythonModel({ name: 's.full', kind: 'FULL' }, () => [{ a: 1 }]);

export default model({
  name: 'analytics.scores', kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'seen_at' }, cron: '@daily',
  columns: { customer_id: 'BIGINT', score: 'DOUBLE', seen_at: 'TIMESTAMP' },
}, async function* (context) {
  for await (const batch of context.table('analytics.events').during('seen_at')) {
    const amount = batch.column('amount').values, score = new Float64Array(batch.length);
    for (let i = 0; i < score.length; i++) score[i] = Math.tanh(amount[i]! / 100);
    yield columns({ customer_id: batch.column('customer_id'), score, seen_at: batch.column('seen_at') });
  }
});

export class Marketing {
  @model({ name: 'marketing.segments', kind: 'FULL', columns: { customer_id: 'BIGINT', segment: 'VARCHAR' } })
  static async segments(context: ModelContext) {
    return sql\`SELECT customer_id, 'new' AS segment FROM \${context.table('crm.customers')}\`;
  }
}
`;

const tables = `
import 'mesh-sql';
declare module 'mesh-sql' {
  interface Tables {
    'analytics.events': { customer_id: 'BIGINT NOT NULL'; amount: 'DOUBLE'; seen_at: 'TIMESTAMP'; tags: 'VARCHAR[]'; price: 'DECIMAL(10,2)' };
    'crm.customers': { customer_id: 'BIGINT' };
  }
}
`;

describe('the types of the installed package', () => {
  it.each([
    ['standard decorators', {}],
    ['legacy decorators', { experimentalDecorators: true }],
  ])('compile every kind of definition, under %s', (_, options) => {
    expect(tsc({ 'shop.ts': shop }, options)).toBe('');
  });

  it('know the tables that `mesh types` wrote', () => {
    const use = `
import { model } from 'mesh-sql';
export default model({ name: 's.a', kind: 'FULL' }, async (context) => {
  const rows = await context.table('analytics.events').toArray();
  const [row] = rows;
  const id: bigint = row!.customer_id;
  const amount: number | null = row!.amount;
  const at: Date | null = row!.seen_at;
  const tags: (string | null)[] | null = row!.tags;
  const price: number | null = row!.price;
  const batch = await context.table('analytics.events').load();
  const values: Float64Array = batch.column('amount').values;
  return [{ id, amount, at, tags, price, first: values[0] }];
});
`;
    expect(tsc({ 'tables.ts': tables, 'shop.ts': shop, 'use.ts': use })).toBe('');
  });

  it.each([
    ['a misspelt table', "context.table('analytics.event')"],
    ['a misspelt column', "context.table('analytics.events').select('amout')"],
    ['a misspelt column of a batch', "(await context.table('analytics.events').load()).column('amout')"],
  ])('refuse %s', (_, expression) => {
    const use = `import { model } from 'mesh-sql';\nexport default model({ name: 's.a', kind: 'FULL' }, async (context) => { void (${expression}); });\n`;
    expect(tsc({ 'tables.ts': tables, 'use.ts': use })).toMatch(/^check\/use\.ts\(2,/);
  });

  it.each([
    ['an unknown configuration key', 'defineConfig({ gatways: {} })'],
    ['an unknown kind', "model({ name: 'a.b', kind: 'FUL' }, () => [])"],
    ['an unknown option', "model({ name: 'a.b', kind: 'FULL', crn: '@daily' }, () => [])"],
    ['a kind without what it needs', "model({ name: 'a.b', kind: { name: 'INCREMENTAL_BY_TIME_RANGE' } }, () => [])"],
    ['a view as a function', "model({ name: 'a.b', kind: 'VIEW' }, () => [])"],
    ['a row of other types', "model({ name: 'a.b', kind: 'FULL', columns: { a: 'DOUBLE' } }, () => [{ a: 'x' }])"],
  ])('refuse %s', (_, expression) => {
    expect(
      tsc({
        'use.ts': `import { defineConfig, model } from 'mesh-sql';\nexport default ${expression};\nvoid [defineConfig, model];\n`,
      }),
    ).toMatch(/^check\/use\.ts\(2,/);
  });
});

describe('the examples in the documentation of the public functions', () => {
  const source = (file: string): string => readFileSync(join(root, 'src', file), 'utf8');
  const exported = [...source('index.ts').matchAll(/^export \{([^}]+)\} from '\.\/(.+)';$/gm)].flatMap(
    ([, names = '', file = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type '))
        .map((name) => ({ name, file })),
  );

  it('are there for each of them', () => {
    expect(exported.length).toBeGreaterThan(8);
    const bare = exported.filter(({ name, file }) => !exampleOf(source(file), name));
    // Another name of `model`.
    expect(bare.map(({ name }) => name)).toEqual(['pythonModel']);
  });

  it('compile', () => {
    const examples = exported.flatMap(({ name, file }) => {
      const example = exampleOf(source(file), name);
      return example === undefined ? [] : [[`example-${name}.ts`, compilable(example)] as const];
    });
    expect(tsc(Object.fromEntries(examples))).toBe('');
  });

  function exampleOf(text: string, name: string): string | undefined {
    const declared = text.search(new RegExp(`^export (function|const) ${name}\\b`, 'm'));
    const comment = text.slice(text.lastIndexOf('/**', declared), declared);
    return /@example\n([\s\S]*?)\n \*\//.exec(comment)?.[1]?.replace(/^ \* ?/gm, '');
  }

  function compilable(example: string): string {
    const names = exported.map(({ name }) => name).join(', ');
    const types = 'type Batch, type Fragment, type ModelContext';
    const around = 'declare const context: ModelContext; declare const batch: Batch; declare const limit: number;';
    const body = /^(yield|return)/.test(example) ? `export async function* example() {\n${example}\n}` : example;
    const unused = `void [${names}, context, batch, limit, existsSync];`;
    return `import { existsSync } from 'node:fs';\nimport { ${names}, ${types} } from 'mesh-sql';\n${around}\n${unused}\n${body}\n`;
  }
});

it('compiles the TypeScript template as its user gets it', () => {
  const project = join(folder, 'template');
  mkdirSync(project, { recursive: true });
  cpSync(join(root, 'templates/typescript'), project, { recursive: true });
  renameSync(join(project, 'gitignore'), join(project, '.gitignore'));
  expect(run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project])).toBe('');
});
