import { describe, expect, it } from 'vitest';
import { isMeshError } from '../../src/error/meshError.ts';
import { readConfig } from '../../src/load/config/readConfig.ts';
import { projectFolder } from './project.ts';

const home = projectFolder({});

async function problems(text: string, more: Record<string, string> = {}): Promise<string[]> {
  const folder = projectFolder({ 'mesh.config.ts': text, ...more });
  const diagnostics = await readConfig(folder, { env: {}, home }).then(
    (result) => result.diagnostics,
    (error: unknown) => (isMeshError(error) ? error.diagnostics : undefined),
  );
  return (diagnostics ?? []).map((d) => `${d.code} ${d.at?.file}:${d.at?.line}:${d.at?.column} ${d.message}`);
}

describe('mesh.config.ts', () => {
  it('is compiled and read, with what it imports and without mesh installed in the project', async () => {
    const folder = projectFolder({
      'mesh.config.ts': `
import { defineConfig } from 'mesh-sql';
import { database } from './settings/database';
export default defineConfig({
  gateways: { local: { connection: { type: 'duckdb', database } } },
  modelDefaults: { start: '2024-01-01' },
  variables: { here: import.meta.url, nothing: undefined },
});
`,
      'settings/database.ts': 'export const database: string = `ware${"house"}.db`;',
    });
    const { config, diagnostics } = await readConfig(folder, { env: {}, home });
    expect(diagnostics).toEqual([]);
    expect(config.gateway.connection.database).toBe('warehouse.db');
    expect(config.modelDefaults).toEqual({ dialect: 'duckdb', start: '2024-01-01' });
    expect(config.variables).toEqual({ here: `file://${folder}/mesh.config.ts` });
  });

  it.each([
    ['a function', "export default async () => ({ connection: { type: 'duckdb', database: 'a.db' } });"],
    ['a plain object', "export default { connection: { type: 'duckdb', database: 'a.db' } } as const;"],
    ['a constant', "const config = { connection: { type: 'duckdb', database: 'a.db' } };\nexport default config;"],
  ])('may export %s', async (_, text) => {
    const folder = projectFolder({ 'mesh.config.ts': text });
    const { config } = await readConfig(folder, { env: {}, home });
    expect(config.gateway.connection.database).toBe('a.db');
  });

  it('sees its own change at the next reading', async () => {
    const text = (name: string): string => `export default { connection: { type: 'duckdb', database: '${name}' } };`;
    const folder = projectFolder({ 'mesh.config.js': text('a.db') });
    await readConfig(folder, { env: {}, home });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${folder}/mesh.config.js`, text('b.db'));
    expect((await readConfig(folder, { env: {}, home })).config.gateway.connection.database).toBe('b.db');
  });

  it('reports wrong keys and values where they stand in the source', async () => {
    const text = `import { defineConfig } from 'mesh-sql';
export default defineConfig({
  // a comment with { braces
  gateways: { local: { connection: { type: 'duckdb', databse: 'x.db' } } },
  'plan': {
    autoAply: true, noDiff: 'perhaps',
  },
  environmentSuffixTarget: 'tabel',
});
`;
    expect(await problems(text)).toEqual([
      'CONFIG_UNKNOWN_KEY mesh.config.ts:6:5 plan has no key autoAply',
      'CONFIG_VALUE mesh.config.ts:6:29 plan.noDiff must be true or false, not "perhaps"',
      'CONFIG_CHOICE mesh.config.ts:8:28 environmentSuffixTarget must be one of schema, table, catalog, not tabel',
      'CONFIG_UNKNOWN_KEY mesh.config.ts:4:54 gateways.local.connection has no key databse',
    ]);
  });

  it.each([
    [
      'does not compile',
      'export default {\n  a: ;\n};',
      'MODULE_COMPILE mesh.config.ts:2:6 this file does not compile: Unexpected ";"',
    ],
    [
      'imports what is missing',
      "import './nope';\nexport default {};",
      'MODULE_IMPORT_MISSING mesh.config.ts:1:8 the import ./nope is not found',
    ],
    [
      'throws',
      "// one\ntype A = string;\nthrow new Error('no luck');\nexport default {};",
      'MODULE_THROWS mesh.config.ts:3:7 this file fails when it is loaded: no luck',
    ],
    [
      'throws when called',
      'export default () => {\n  throw new Error("no luck");\n};',
      'MODULE_THROWS mesh.config.ts:2:9 this file fails when it is loaded: no luck',
    ],
    [
      'exports nothing',
      'export const a = 1;',
      'CONFIG_NO_EXPORT mesh.config.ts:1:1 mesh.config.ts has no default export that is a configuration',
    ],
  ])('is an error at its place when it %s', async (_, text, message) => {
    expect(await problems(text)).toEqual([message]);
  });

  it('is an error in the helper when the helper throws', async () => {
    const helper = { 'lib/helper.ts': "\nexport function f(): never {\n  throw new Error('inside');\n}\n" };
    expect(await problems("import { f } from './lib/helper.ts';\nexport default f();", helper)).toEqual([
      'MODULE_THROWS lib/helper.ts:3:9 this file fails when it is loaded: inside',
    ]);
  });
});
