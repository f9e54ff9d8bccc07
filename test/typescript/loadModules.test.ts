import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/error/diagnostic.ts';
import { loadModules } from '../../src/load/typescript/loadModules.ts';
import { addFiles, projectFolder } from '../config/project.ts';

async function load(root: string, files?: string[]) {
  const all =
    files ??
    readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /^models.*\.(ts|js)$/.test(file));
  return loadModules({ root, files: all.sort(), cacheDir: '.mesh/cache', group: 'project' });
}

function shown(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((d) => `${d.code} ${d.at?.file}:${d.at?.line}:${d.at?.column} ${d.message}`);
}

describe('loading modules', () => {
  it('imports helpers as .ts, .js, bare, JSON and SQL, and keeps import.meta.url', async () => {
    const root = projectFolder({
      'models/a.ts': `
import { one } from '../lib/one.ts';
import { two } from '../lib/two.js';
import { three } from '../lib/three';
import data from '../lib/data.json' with { type: 'json' };
import query from '../lib/query.sql';
export const result: unknown[] = [one, two, three, data.n, query, import.meta.url, import.meta.dirname];
`,
      'lib/one.ts': 'export const one = 1 as const;',
      'lib/two.ts': 'export const two = 2;',
      'lib/three.js': 'export const three = 3;',
      'lib/data.json': '{"n": 4}',
      'lib/query.sql': 'SELECT 5',
    });
    const { modules, diagnostics } = await load(root);
    expect(shown(diagnostics)).toEqual([]);
    expect(modules[0]?.exports['result']).toEqual([
      1,
      2,
      3,
      4,
      'SELECT 5',
      `file://${root}/models/a.ts`,
      `${root}/models`,
    ]);
    expect(modules[0]?.inputs).toEqual([
      'lib/data.json',
      'lib/one.ts',
      'lib/query.sql',
      'lib/three.js',
      'lib/two.ts',
      'models/a.ts',
    ]);
  });

  it('shares one instance of a helper between modules', async () => {
    const root = projectFolder({
      'models/a.ts': "export { token } from '../lib/shared.ts';",
      'models/b.ts': "export { token } from '../lib/shared.ts';",
      'lib/shared.ts': 'export const token = {};',
    });
    const { modules } = await load(root);
    expect(modules[0]?.exports['token']).toBe(modules[1]?.exports['token']);
  });

  it('loads the others when some are broken, and reports each problem once, at its place', async () => {
    const root = projectFolder({
      'models/good.ts': 'export const good = 1;',
      'models/syntax.ts': 'export const a = 1;\nexport const b = (;\n',
      'models/missing.ts': "export const a = 1;\nimport { x } from './nowhere.ts';\nconsole.log(x);",
      'models/package.ts': "import x from 'no-such-package';\nexport default x;",
      'models/name.ts': "import { nope } from '../lib/helper.ts';\nexport default nope;",
      'models/throws.ts':
        "interface Long {\n  a: string;\n}\nexport const a: Long[] = [];\n  throw new TypeError('at load');",
      'models/uses1.ts': "import '../lib/throws.ts';\nexport const a = 1;",
      'models/uses2.ts': "import '../lib/throws.ts';\nexport const a = 1;",
      'lib/helper.ts': 'export const yes = 1;',
      'lib/throws.ts': "\nthrow new Error('in helper');",
    });
    const { modules, diagnostics } = await load(root);
    expect(modules.map((module) => module.file)).toEqual(['models/good.ts']);
    expect(shown(diagnostics).sort()).toEqual([
      'MODULE_COMPILE models/name.ts:1:10 this file does not compile: No matching export in "lib/helper.ts" for import "nope"',
      'MODULE_COMPILE models/syntax.ts:2:19 this file does not compile: Unexpected ";"',
      'MODULE_IMPORT_MISSING models/missing.ts:2:19 the import ./nowhere.ts is not found',
      'MODULE_IMPORT_MISSING models/package.ts:1:15 the import no-such-package is not found',
      'MODULE_THROWS lib/throws.ts:2:7 this file fails when it is loaded: in helper',
      'MODULE_THROWS models/throws.ts:5:9 this file fails when it is loaded: at load',
    ]);
  });

  it('tells the import of a package that was removed after it was compiled', async () => {
    const root = projectFolder({
      'package.json': '{"type": "module", "dependencies": {"padding": "*"}}',
      'models/a.ts': "// of a package\nimport { k } from 'padding';\nexport const result = k;",
      'node_modules/padding/package.json': '{"name": "padding", "type": "module", "main": "index.js"}',
      'node_modules/padding/index.js': 'export const k = 3;',
    });
    const { compileModules } = await import('../../src/load/typescript/compileModules.ts');
    const options = { root, files: ['models/a.ts'], cacheDir: '.mesh/cache', group: 'project' };
    expect((await compileModules(options)).diagnostics).toEqual([]);
    rmSync(join(root, 'node_modules/padding'), { recursive: true });
    const { diagnostics } = await loadModules(options);
    expect(shown(diagnostics)).toEqual(['MODULE_IMPORT_MISSING models/a.ts:2:19 the import padding is not found']);
    expect(diagnostics[0]?.hint).toContain('npm install padding');
  });

  it('tells the near name of an import that is not found', async () => {
    const root = projectFolder({
      'package.json': '{"dependencies":{"lodash":"1"}}',
      'models/a.ts':
        "import './helpr';\nimport '../lib/shard.ts';\nimport 'lodahs';\nimport 'mesh-sq';\nimport '../nowhere/x';",
      'models/b.ts':
        "import { prise } from '../lib/shared';\nimport { modle } from 'mesh-sql';\nconsole.log(prise, modle);",
      'models/helper.ts': '',
      'lib/shared.ts': 'export const price = 1;',
    });
    const { diagnostics } = await load(root, ['models/a.ts', 'models/b.ts']);
    expect(diagnostics.map(({ at, hint }) => `${at?.file}:${at?.line} ${hint}`).sort()).toEqual([
      'models/a.ts:1 did you mean ./helper?',
      'models/a.ts:2 did you mean ../lib/shared.ts?',
      'models/a.ts:3 did you mean lodash?',
      'models/a.ts:4 did you mean mesh-sql?',
      'models/a.ts:5 check the path; it is relative to this file',
      'models/b.ts:1 Did you mean to import "price" instead?',
      'models/b.ts:2 Did you mean to import "model" instead?',
    ]);
  });

  it('loads the others when a helper does not compile', async () => {
    const root = projectFolder({
      'models/good.ts': 'export const good = 1;',
      'models/uses1.ts': "import '../lib/broken.ts';",
      'models/uses2.ts': "import './uses1.ts';",
      'lib/broken.ts': 'export const = 1;',
    });
    const { modules, diagnostics } = await load(root);
    expect(modules.map((module) => module.file)).toEqual(['models/good.ts']);
    expect(shown(diagnostics)).toEqual([
      'MODULE_COMPILE lib/broken.ts:1:14 this file does not compile: Expected identifier but found "="',
    ]);
  });

  it('leaves packages of the project to Node, and counts their locked versions into the hash', async () => {
    const files = {
      'models/a.ts': "import { add } from 'adder';\nexport const sum: number = add(1, 2);",
      'node_modules/adder/package.json': '{"name":"adder","version":"1.0.0","type":"module","exports":"./main.js"}',
      'node_modules/adder/main.js': 'export const add = (a, b) => a + b;',
      'package-lock.json': '{"packages":{"node_modules/adder":{"version":"1.0.0"}}}',
    };
    const root = projectFolder(files);
    const first = await load(root);
    expect(first.modules[0]?.exports['sum']).toBe(3);
    expect(first.modules[0]?.inputs).toEqual(['models/a.ts']);
    addFiles(root, { 'package-lock.json': files['package-lock.json'].replace('1.0.0', '1.0.1') });
    const second = await load(root);
    expect(second.modules[0]?.hash).not.toBe(first.modules[0]?.hash);
  });
});

it('counts tsconfig.json to what a module was made from', async () => {
  const root = projectFolder({ 'tsconfig.json': '{}', 'models/a.ts': 'export const a = 1;' });
  expect((await load(root)).modules[0]?.inputs).toEqual(['models/a.ts', 'tsconfig.json']);
});

describe('the cache of compiled modules', () => {
  const files = {
    'models/a.ts': "import { b } from '../lib/b.ts';\nexport const a: number = b + 1;",
    'lib/b.ts': 'export const b = 1;',
  };

  it('writes nothing when nothing changed', async () => {
    const root = projectFolder(files);
    const list = (): string[] =>
      readdirSync(join(root, '.mesh/cache/modules'), { recursive: true, encoding: 'utf8' }).sort();
    const { modules } = await load(root);
    const written = list();
    expect(written.filter((name) => name.endsWith('.mjs'))).toHaveLength(1);
    expect((await load(root)).modules[0]?.output).toBe(modules[0]?.output);
    expect(list()).toEqual(written);
  });

  it.each([
    ['a helper changes', 'lib/b.ts', 'export const b = 41;', 42],
    ['the file changes', 'models/a.ts', 'export const a = 7;', 7],
  ])('compiles again when %s', async (_, file, text, value) => {
    const root = projectFolder(files);
    expect((await load(root)).modules[0]?.exports['a']).toBe(2);
    writeFileSync(join(root, file), text);
    expect((await load(root)).modules[0]?.exports['a']).toBe(value);
  });

  it.each([
    ['damaged', (manifest: string) => writeFileSync(manifest, '{"key":')],
    [
      'of another version',
      (manifest: string) => writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"key":"\w+"/, '"key":"x"')),
    ],
  ])('is ignored when it is %s', async (_, damage) => {
    const root = projectFolder(files);
    await load(root);
    damage(join(root, '.mesh/cache/modules/project.json'));
    expect((await load(root)).modules[0]?.exports['a']).toBe(2);
  });

  it('compiles again when an output is gone', async () => {
    const root = projectFolder(files);
    const { modules } = await load(root);
    rmSync(modules[0]!.output);
    await load(root);
    expect(existsSync(modules[0]!.output)).toBe(true);
  });
});

describe('the hash of a module', () => {
  const hashOf = async (text: string, helper = 'export const h = 1;'): Promise<string> => {
    const root = projectFolder({ 'models/a.ts': text, 'lib/h.ts': helper, 'lib/other.ts': 'export {}' });
    return (await load(root)).modules[0]!.hash;
  };
  const text = "import { h } from '../lib/h.ts';\nexport const a = (x: number) => x + h;\n";

  it.each([
    ['comments', `// why\n/* and how */${text}`],
    ['formatting', text.replaceAll(';', ' ;').replace('=> x + h', '=>\n    x\n    +   h').replaceAll("'", '"')],
    ['types', text.replace('x: number', 'x: number | bigint')],
  ])('does not depend on %s', async (_, changed) => {
    expect(await hashOf(changed)).toBe(await hashOf(text));
  });

  it('depends on its code and that of its helpers', async () => {
    const hashes = [
      await hashOf(text),
      await hashOf(text.replace('+ h', '- h')),
      await hashOf(text, 'export const h = 2;'),
    ];
    expect(new Set(hashes).size).toBe(3);
  });

  it('is the one that stored snapshots know, whatever esbuild prints', async () => {
    expect(await hashOf(text)).toMatchInlineSnapshot(`"be4b1c9d78318eac4b6b92a278d82dd7"`);
  });
});

describe('symbolic links', () => {
  it('to the project and to its files change nothing', async () => {
    const root = projectFolder({
      'models/a.ts': 'export const a = 1;',
      'shared/b.ts': "import { c } from './c.ts';\nexport const b = c;",
      'shared/c.ts': 'export const c = 2;',
      'models/bad.ts': "\n  throw new Error('here');",
    });
    symlinkSync('../shared/b.ts', join(root, 'models/b.ts'));
    const link = join(projectFolder({}), 'link');
    symlinkSync(root, link);
    const { modules, diagnostics } = await load(link);
    expect(modules.map((module) => [module.file, module.inputs])).toEqual([
      ['models/a.ts', ['models/a.ts']],
      ['models/b.ts', ['models/b.ts', 'shared/b.ts', 'shared/c.ts']],
    ]);
    expect(modules[1]?.exports['b']).toBe(2);
    expect(shown(diagnostics)).toEqual(['MODULE_THROWS models/bad.ts:2:9 this file fails when it is loaded: here']);
  });

  it('that lead elsewhere now are followed', async () => {
    const root = projectFolder({
      'shared/a.ts': 'export const a = 1;',
      'shared/b.ts': 'export const a = 2;',
      'models/x.ts': '',
    });
    const link = join(root, 'models/a.ts');
    symlinkSync('../shared/a.ts', link);
    expect((await load(root, ['models/a.ts'])).modules[0]?.exports['a']).toBe(1);
    rmSync(link);
    symlinkSync('../shared/b.ts', link);
    expect((await load(root, ['models/a.ts'])).modules[0]?.exports['a']).toBe(2);
  });
});
