import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileModules } from '../../src/load/typescript/compileModules.ts';
import { PackageVersions } from '../../src/load/typescript/packageVersion.ts';
import { addFiles, projectFolder } from '../config/project.ts';

const pnpm9 = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      ms:
        specifier: 2.1.2
        version: 2.1.2

  apps/mesh:
    dependencies:
      '@scope/is':
        specifier: ^4.0.0
        version: 4.6.0(react@18.3.1)
      ms:
        specifier: 2.0.0
        version: 2.0.0
    devDependencies:
      odd-alias:
        specifier: npm:is-odd@2.0.0
        version: is-odd@2.0.0

packages:

  ms@2.0.0:
    resolution: {integrity: sha512-a==}
`;

const yarn1 = `# yarn lockfile v1


"@scope/is@^4.0.0", "@scope/is@^4.1.0":
  version "4.6.0"
  resolved "https://registry.example/is.tgz#1"

ms@2.0.0:
  version "2.0.0"

ms@2.1.2:
  version "2.1.2"

"odd-alias@npm:is-odd@2.0.0":
  version "2.0.0"
  dependencies:
    is-number "^4.0.0"
`;

const berry = `__metadata:
  version: 8

"@scope/is@npm:^4.0.0, @scope/is@npm:^4.1.0":
  version: 4.6.0
  resolution: "@scope/is@npm:4.6.0"

"ms@npm:2.0.0":
  version: 2.0.0

"ms@npm:2.1.2":
  version: 2.1.2

"odd-alias@npm:is-odd@2.0.0":
  version: 2.0.0
`;

const bun = `{
  "lockfileVersion": 1,
  "packages": {
    "@scope/is": ["@scope/is@4.6.0", "", { "dependencies": { "x": "1" } }, "sha512-a=="],
    "ms": ["ms@2.1.2", "", {}, "sha512-b=="],
    "mesh-app/ms": ["ms@2.0.0", "", {}, "sha512-c=="],
    "odd-alias": ["is-odd@2.0.0", "", {}, "sha512-d=="],
  }
}
`;

const npm = JSON.stringify({
  packages: {
    'node_modules/@scope/is': { version: '4.6.0' },
    'node_modules/ms': { version: '2.1.2' },
    'apps/mesh/node_modules/ms': { version: '2.0.0' },
    'node_modules/odd-alias': { name: 'is-odd', version: '2.0.0' },
  },
});

const manifest = JSON.stringify({
  dependencies: { '@scope/is': '^4.0.0', ms: '2.0.0', 'odd-alias': 'npm:is-odd@2.0.0' },
});

function versions(lock: string, text: string, modules = 'apps/mesh/node_modules'): string[] {
  const root = projectFolder({ [lock]: text, 'apps/mesh/package.json': manifest });
  const found = new PackageVersions(join(root, 'apps/mesh'));
  const importer = join(root, 'apps/mesh/models/a.ts');
  return [
    ['@scope/is/sub/path', join(root, 'node_modules/@scope/is/index.js')],
    ['ms', join(root, modules, 'ms/index.js')],
    ['odd-alias', join(root, 'node_modules/odd-alias/index.js')],
  ].map(([specifier, file]) => found.of({ specifier: specifier!, importer, file: file! }));
}

describe('the locked version of a package that a subfolder of a workspace imports', () => {
  it.each([
    ['package-lock.json', npm],
    ['pnpm-lock.yaml', pnpm9],
    ['pnpm-lock.yaml', pnpm9.replace('is-odd@2.0.0\n\npack', '/is-odd@2.0.0\n\npack')],
    ['yarn.lock', yarn1],
    ['yarn.lock', yarn1.replaceAll('\n', '\r\n')],
    ['yarn.lock', berry],
  ])('is read from %s', (lock, text) => {
    expect(versions(lock, text)).toEqual(['@scope/is@4.6.0', 'ms@2.0.0', 'odd-alias@2.0.0']);
  });

  it('is read from bun.lock, where one name may have more', () => {
    expect(versions('bun.lock', bun, 'mesh-app/node_modules')).toEqual([
      '@scope/is@4.6.0',
      'ms@2.0.0',
      'odd-alias@2.0.0',
    ]);
  });

  it('is the installed one where the lock is damaged or does not know the package', () => {
    for (const [lock, text] of [
      ['pnpm-lock.yaml', 'a: [b'],
      ['pnpm-lock.yaml', 'importers: {}'],
      ['yarn.lock', '\u0000'],
      ['bun.lock', '{"packages": []}'],
      ['package-lock.json', '{'],
    ] as const) {
      const root = projectFolder({ [lock]: text, 'node_modules/ms/package.json': '{"version":"7.0.0"}' });
      const given = { specifier: 'ms', importer: join(root, 'a.ts'), file: join(root, 'node_modules/ms/index.js') };
      expect(new PackageVersions(root).of(given)).toBe('ms@7.0.0');
    }
  });
});

it.each([
  ['4.17.21', '4.17.21'],
  ['4.17.21(a@1.0.0)(b@2.0.0)', '4.17.21'],
  ['4.17.21_react@18.2.0', '4.17.21'],
  ['/lodash-es/4.17.21', '4.17.21'],
  ['/@scope/x@1.0.0-rc.1(a@1.0.0)', '1.0.0-rc.1'],
  ['link:../own', 'link:../own'],
  ['https://example.com/x/tar.gz/abc', 'https://example.com/x/tar.gz/abc'],
])('pnpm writes %s', (written, version) => {
  const root = projectFolder({
    'pnpm-lock.yaml': `lockfileVersion: '6.0'\n\ndependencies:\n  x:\n    version: ${written}\n`,
  });
  const file = join(root, 'node_modules/.pnpm/x/node_modules/x/index.js');
  expect(new PackageVersions(root).of({ specifier: 'x', importer: join(root, 'm/a.ts'), file })).toBe(`x@${version}`);
});

it.each([
  ['pnpm-lock.yaml', 'importers:\n  .:\n    dependencies:\n      one: {version: 1.0.0}\n      two: {version: 1.0.0}\n'],
  ['yarn.lock', 'one@^1.0.0:\n  version "1.0.0"\n\ntwo@^1.0.0:\n  version "1.0.0"\n'],
])('another version in %s is another hash of what imports it, and of nothing else', async (lock, text) => {
  const root = projectFolder({
    'package.json': '{"dependencies":{"one":"^1.0.0","two":"^1.0.0"}}',
    'models/a.ts': "import { x } from 'one';\nexport const a = x;",
    'models/b.ts': "import { x } from 'two';\nexport const b = x;",
    'node_modules/one/package.json': '{"name":"one","version":"1.0.0","type":"module","exports":"./main.js"}',
    'node_modules/one/main.js': 'export const x = 1;',
    'node_modules/two/package.json': '{"name":"two","version":"1.0.0","type":"module","exports":"./main.js"}',
    'node_modules/two/main.js': 'export const x = 1;',
    [lock]: text,
  });
  const hashes = async (): Promise<string[]> => {
    const files = ['models/a.ts', 'models/b.ts'];
    const { modules } = await compileModules({ root, files, cacheDir: '.mesh/cache', group: 'project' });
    return modules.map(({ hash }) => hash);
  };
  const [a, b] = await hashes();
  addFiles(root, {
    [lock]: text
      .replace('one@', 'one @')
      .replace(/(one[\s\S]*?)1\.0\.0(?=[}"])/, '$11.0.1')
      .replace('one @', 'one@'),
  });
  expect(await hashes()).toEqual([expect.not.stringMatching(a!), b]);
  // Away again: what is installed is the same as before.
  addFiles(root, { [lock]: '' });
  expect(await hashes()).toEqual([a, b]);
});
