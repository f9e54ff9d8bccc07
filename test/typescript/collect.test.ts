import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/error/diagnostic.ts';
import { collectMacros, collectRules, collectSignals } from '../../src/load/typescript/collectDefinitions.ts';
import { collectModels } from '../../src/load/typescript/collectModels.ts';
import { loadModules } from '../../src/load/typescript/loadModules.ts';
import { projectFolder } from '../config/project.ts';

async function load(files: Record<string, string>) {
  const root = projectFolder(files);
  const names = Object.keys(files).filter((file) => /^(models|macros).*\.ts$/.test(file));
  const loaded = await loadModules({ root, files: names, cacheDir: '.mesh/cache', group: 'project' });
  const source = (file: string): string => readFileSync(join(root, file), 'utf8');
  return { modules: loaded.modules, problems: loaded.diagnostics, options: { root, source } };
}

async function modelsOf(files: Record<string, string>) {
  const { modules, options, problems } = await load(files);
  expect(problems).toEqual([]);
  return collectModels(modules, options);
}

function shown(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((d) => `${d.severity} ${d.code} ${d.at?.file}:${d.at?.line}:${d.at?.column} ${d.message}`);
}

const place = ({ file, line, column }: { file: string; line: number; column: number }): string =>
  `${file}:${line}:${column}`;

describe('models of modules', () => {
  it('finds exported definitions, arrays of them and definitions of other files, once each', async () => {
    const { models, diagnostics } = await modelsOf({
      'models/a.ts': `import { model, sqlModel, pythonModel } from 'mesh-sql';
export const one = model({ name: 's.one', kind: 'FULL' }, () => []);
export default one;
export const many = ['x', 'y'].map((region) => pythonModel({ name: \`s.\${region}\`, kind: 'FULL' }, () => []));
export const text = sqlModel({ name: 's.text' }, () => 'SELECT 1 AS a');
`,
      'models/index.ts': "export * from './a.ts';",
    });
    expect(diagnostics).toEqual([]);
    expect(models.map((found) => [found.type, found.options['name'], place(found.at)])).toEqual([
      ['function', 's.one', 'models/a.ts:2:20'],
      ['function', 's.x', 'models/a.ts:4:48'],
      ['function', 's.y', 'models/a.ts:4:48'],
      ['sql', 's.text', 'models/a.ts:5:21'],
    ]);
  });

  it.each([
    ['legacy', true],
    ['standard', false],
  ])('finds marked static methods under %s decorators', async (_, experimentalDecorators) => {
    const { models, diagnostics } = await modelsOf({
      'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators } }),
      'models/shop.ts': `import { model, sqlModel, sql, type ModelContext } from 'mesh-sql';
export class Shop {
  @model({ name: 'shop.a', kind: 'FULL', columns: { id: 'BIGINT' } })
  static async a(context: ModelContext) {
    return sql\`SELECT id FROM \${context.table('shop.raw')}\`;
  }

  @sqlModel({ name: 'shop.b' })
  static b() {
    return 'SELECT 1 AS x';
  }
}
`,
    });
    expect(shown(diagnostics)).toEqual([]);
    expect(models.map((found) => [found.options['name'], found.at.line])).toEqual([
      ['shop.a', 3],
      ['shop.b', 8],
    ]);
    expect(models[0]).toMatchObject({ type: 'function', reads: { tables: ['shop.raw'] } });
    expect(models[1]).toMatchObject({ type: 'sql', text: 'SELECT 1 AS x' });
  });

  it.each([
    ['legacy', true],
    ['standard', false],
  ])('reports marks that lead nowhere, under %s decorators', async (_, experimentalDecorators) => {
    const { models, diagnostics } = await modelsOf({
      'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators } }),
      'models/shop.ts': `import { model } from 'mesh-sql';
class Hidden {
  @model({ name: 'shop.hidden', kind: 'FULL' }) static a() { return []; }
}
export class Shop {
  @model({ name: 'shop.instance', kind: 'FULL' }) b() { return []; }
}
const forgotten = model({ name: 'shop.forgotten', kind: 'FULL' }, () => []);
export const other = [Hidden.name, forgotten.type];
`,
    });
    expect(models).toEqual([]);
    expect(shown(diagnostics).sort()).toEqual([
      'error MODULE_CLASS_NOT_EXPORTED models/shop.ts:3:4 the model shop.hidden marks the method a of a class that is not exported, so it is not loaded',
      'error MODULE_INSTANCE_METHOD models/shop.ts:6:4 the model shop.instance marks b, which is a method of instances',
      'warning MODULE_MODEL_NOT_EXPORTED models/shop.ts:8:19 the model shop.forgotten is defined here but not exported, so it is not loaded',
    ]);
  });

  it('reports the same again when the same modules are loaded again', async () => {
    const { modules, options } = await load({
      'models/a.ts': "import { model } from 'mesh-sql';\nmodel({ name: 's.a', kind: 'FULL' }, () => []);\nexport {};",
    });
    const again = await loadModules({
      root: options.root,
      files: ['models/a.ts'],
      cacheDir: '.mesh/cache',
      group: 'project',
    });
    expect(shown(collectModels(modules, options).diagnostics)).toHaveLength(1);
    expect(shown(collectModels(again.modules, options).diagnostics)).toHaveLength(1);
  });

  it('knows where each option stands', async () => {
    const { models } = await modelsOf({
      'models/a.ts': `import { model } from 'mesh-sql';

export default model({
  name: 's.a', // the name: { not this }
  kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'at' },
  audits: ['not_null', ['forall', { criteria: \`a > \${1}\` }]],
  'columns': { id: 'BIGINT', at: 'TIMESTAMP' },
}, async function* () {});
`,
    });
    const at = models[0]!;
    expect(place(at.at)).toBe('models/a.ts:3:16');
    expect(
      [['name'], ['kind', 'timeColumn'], ['audits', 1], ['columns', 'at'], ['cron'], ['kind', 'nope']].map((path) =>
        place(at.place(path)),
      ),
    ).toEqual([
      'models/a.ts:4:3',
      'models/a.ts:5:46',
      'models/a.ts:6:24',
      'models/a.ts:7:30',
      'models/a.ts:3:22',
      'models/a.ts:5:3',
    ]);
  });

  it('refuses a computed name unless dependsOn says what is read', async () => {
    const text = (dependsOn: string): string => `import { model } from 'mesh-sql';
export default model({ name: 's.a', kind: 'FULL'${dependsOn} }, async (context) => {
  const rows = await context.table('s.raw').toArray();
  const name: string = 's.' + rows.length;
  return context.table<string>(name);
});
`;
    expect(shown((await modelsOf({ 'models/a.ts': text('') })).diagnostics)).toEqual([
      'error MODULE_COMPUTED_NAME models/a.ts:5:18 the model s.a calls table() with a computed name, so its dependencies are not known',
    ]);
    expect((await modelsOf({ 'models/a.ts': text(", dependsOn: ['s.b']") })).diagnostics).toEqual([]);
  });

  it.each([
    ["model('s.a', () => [])", 'its options must be an object'],
    ["model({ name: 's.a' }, 'SELECT 1')", 'its second argument must be a function; for SQL take sqlModel()'],
    ['model(null, () => [])', 'its options must be an object'],
  ])('reports the mistake in %s', async (call, detail) => {
    const { models, diagnostics } = await modelsOf({
      'models/a.ts': `import { model } from 'mesh-sql';\nexport default (${call});`,
    });
    expect(models).toEqual([]);
    expect(shown(diagnostics)).toEqual([
      `error MODULE_DEFINITION models/a.ts:2:17 this model cannot be used: ${detail}`,
    ]);
  });

  it.each([
    ['throws', "() => { throw new Error('no text'); }", 'no text'],
    ['returns a promise', 'async () => "SELECT 1"', 'its text must be a string or sql`…`, not a promise'],
    ['returns nothing', '() => undefined', 'its text must be a string or sql`…`, not undefined'],
  ])('reports a SQL model whose function %s', async (_, body, detail) => {
    const { models, diagnostics } = await modelsOf({
      'models/a.ts': `import { sqlModel } from 'mesh-sql';\nexport default sqlModel({ name: 's.a' }, (${body}) as never);`,
    });
    expect(models).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        code: 'MODULE_DEFINITION',
        message: `this SQL model cannot be used: ${detail}`,
        at: { file: 'models/a.ts', line: 2 },
      },
    ]);
  });
});

describe('macros, signals and rules of modules', () => {
  it('are found by name with their place and hash', async () => {
    const { modules, options } = await load({
      'macros/all.ts': `import { macro, rule, signal } from 'mesh-sql';
export const cents = macro('Cents', (context, column) => \`\${column} / 100\`);
export default [
  macro('other', { metadataOnly: true }, () => '1'),
];
export const ready = signal('Ready', () => true);
export const owned = rule('Owned', 'every model has an owner', (model) => (model.owner ? undefined : 'no owner'));
`,
    });
    const macros = collectMacros(modules, options);
    expect(macros.diagnostics).toEqual([]);
    expect(
      [...macros.found.values()].map((found) => [found.name, place(found.at), found.metadataOnly, found.hash]),
    ).toEqual([
      ['cents', 'macros/all.ts:2:22', false, modules[0]?.hash],
      ['other', 'macros/all.ts:4:3', true, modules[0]?.hash],
    ]);
    expect([...collectSignals(modules, options).found.values()].map((found) => [found.name, place(found.at)])).toEqual([
      ['ready', 'macros/all.ts:6:22'],
    ]);
    expect([...collectRules(modules, options).found.values()].map((found) => [found.name, place(found.at)])).toEqual([
      ['owned', 'macros/all.ts:7:22'],
    ]);
  });

  it('may not have one name twice', async () => {
    const { modules, options } = await load({
      'macros/a.ts': "import { macro } from 'mesh-sql';\nexport default macro('x', () => '1');",
      'macros/b.ts': "import { macro } from 'mesh-sql';\n\nexport default macro('X', () => '2');",
    });
    expect(shown(collectMacros(modules, options).diagnostics)).toEqual([
      'error MODULE_DUPLICATE macros/b.ts:3:16 there is a second macro named x; the first one is in macros/a.ts',
    ]);
  });
});
