// `mesh types` on real projects, and what the compiler says with the file it wrote.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const root = join(import.meta.dirname, '../..');

const orders = `MODEL (name shop.orders, kind FULL, columns (id BIGINT NOT NULL, amount DECIMAL(10,2), "a b" VARCHAR));
SELECT 1 AS id, 2.5 AS amount, 'x' AS "a b";`;
const daily = `MODEL (name shop.daily, kind FULL);
SELECT count(*) AS n, sum(amount) AS total, list(id) AS ids, 'x'::ENUM('x', 'it''s') AS mood FROM shop.orders;`;
const files = {
  'models/orders.sql': orders,
  'models/daily.sql': daily,
  'external_models.yaml': '- name: raw.events\n  columns:\n    id: INT\n    seen_at: TIMESTAMP\n',
  'models/scores.ts': `import { model } from 'mesh-sql';
export default model({ name: 'shop.scores', kind: 'FULL', columns: { id: 'BIGINT NOT NULL', score: 'DOUBLE' } }, () => []);`,
};

const written = `// Written by \`mesh types\`, and by \`mesh plan\` when the columns of a model change: edits are lost.
import 'mesh-sql';

declare module 'mesh-sql' {
  interface Tables {
    'raw.events': {
      id: 'INTEGER';
      seen_at: 'TIMESTAMP';
    };
    'shop.daily': {
      n: 'BIGINT';
      total: 'DECIMAL(38,2)';
      ids: 'BIGINT[]';
      mood: 'ENUM(\\'x\\', \\'it\\'\\'s\\')';
    };
    'shop.orders': {
      id: 'BIGINT NOT NULL';
      amount: 'DECIMAL(10,2)';
      'a b': 'VARCHAR';
    };
    'shop.scores': {
      id: 'BIGINT NOT NULL';
      score: 'DOUBLE';
    };
  }
}
`;

describe('mesh types', () => {
  it('writes the columns of every model, the same bytes each time, and opens no database', async () => {
    const project = testProject(files);
    expect(await project.mesh('types')).toMatchObject({ code: 0, stdout: 'wrote mesh.d.ts (4 tables)\n', stderr: '' });
    expect(project.read('mesh.d.ts')).toBe(written);
    expect((await project.mesh('types')).stdout).toBe('mesh.d.ts is up to date (4 tables)\n');
    await project.mesh('clean');
    await project.mesh('types');
    expect(project.read('mesh.d.ts')).toBe(written);
    expect(existsSync(join(project.folder, 'db.duckdb'))).toBe(false);
  });

  it('takes the columns of rows that declare none from their last run, and keeps them in a fresh clone', async () => {
    const project = testProject({
      'models/found.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.found', kind: 'FULL' }, () => [{ id: 1, name: 'a', seen: new Date(0) }]);`,
      'models/below.sql': 'MODEL (name s.below, kind FULL);\nSELECT * FROM s.found;',
    });
    const first = await project.mesh('types --json');
    expect(first.json).toMatchObject({ tables: 0, leftOut: [{ name: 's.below' }, { name: 's.found' }] });
    await project.plan();
    const found = `    's.found': {
      id: 'BIGINT';
      name: 'VARCHAR';
      seen: 'TIMESTAMP';
    };
`;
    expect(project.read('mesh.d.ts')).toContain(`${found.replace('found', 'below')}${found}`);
    const dag = (await project.mesh('dag --json')).json as { models: { columns: unknown }[] };
    const types = { id: 'BIGINT', name: 'VARCHAR', seen: 'TIMESTAMP' };
    expect(dag.models.map(({ columns }) => columns)).toEqual([types, types]);
    await project.mesh('clean');
    expect((await project.mesh('types --check --json')).json).toMatchObject({ upToDate: true, tables: 2, leftOut: [] });
    expect(project.read('mesh.d.ts')).toContain(found);
    project.write({
      'models/found.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.found', kind: 'FULL' }, () => [{ id: 1.5 }]);`,
    });
    await project.plan();
    expect(project.read('mesh.d.ts')).toContain("    's.found': {\n      id: 'DOUBLE';\n    };\n");
    expect(project.read('mesh.d.ts')).toContain("    's.below': {\n      id: 'DOUBLE';\n    };\n");
  });

  it('checks without writing', async () => {
    const project = testProject(files);
    const missing = await project.mesh('types --check --json');
    expect([missing.code, missing.json]).toEqual([
      1,
      { file: 'mesh.d.ts', status: 'outdated', upToDate: false, tables: 4, leftOut: [], diagnostics: [] },
    ]);
    expect(existsSync(join(project.folder, 'mesh.d.ts'))).toBe(false);
    await project.mesh('types');
    expect((await project.mesh('types --check')).code).toBe(0);
    project.write({ 'mesh.d.ts': written.replaceAll('\n', '\r\n') });
    expect((await project.mesh('types --check')).code).toBe(0);
    project.write({ 'models/orders.sql': orders.replace('DECIMAL(10,2)', 'DOUBLE') });
    expect((await project.mesh('types --check')).code).toBe(1);
    // The child's columns follow from the parent's.
    await project.mesh('types');
    expect(project.read('mesh.d.ts')).toContain("total: 'DOUBLE'");
  });

  it('leaves out what nobody knows the columns of, and says why', async () => {
    const project = testProject({
      ...files,
      'models/unknown.sql': 'MODEL (name shop.unknown, kind FULL);\nSELECT * FROM elsewhere.things;',
      'models/rows.ts':
        "import { model } from 'mesh-sql';\nexport default model({ name: 'shop.rows', kind: 'FULL' }, () => [{ a: 1 }]);",
    });
    const { code, json } = await project.mesh('types --json');
    expect(code).toBe(0);
    expect(json).toMatchObject({ tables: 4, leftOut: [{ name: 'shop.rows' }, { name: 'shop.unknown' }] });
    expect((json as { diagnostics: unknown }).diagnostics).toMatchObject([
      { code: 'PROJECT_TYPES_UNKNOWN', severity: 'warning', at: { file: 'models/rows.ts', line: 2 } },
      { code: 'PROJECT_TYPES_UNKNOWN', severity: 'warning', at: { file: 'models/unknown.sql', line: 1 } },
    ]);
    expect(project.read('mesh.d.ts')).toBe(written);
  });

  it('is kept up to date by plan where the file is there, and only there', async () => {
    const project = testProject(files);
    await project.plan();
    expect(existsSync(join(project.folder, 'mesh.d.ts'))).toBe(false);
    await project.mesh('types');
    await project.plan();
    expect(project.read('mesh.d.ts')).toBe(written);
    project.write({ 'models/orders.sql': orders.replace('amount DECIMAL(10,2)', 'amount DOUBLE') });
    const dry = await project.mesh('plan --dry-run');
    expect([dry.code, project.read('mesh.d.ts')]).toEqual([0, written]);
    expect((await project.mesh('plan')).stderr).toContain('mesh.d.ts was brought up to date');
    expect(project.read('mesh.d.ts')).toContain("total: 'DOUBLE'");
    expect((await project.mesh('types --check')).code).toBe(0);
  });

  it('is not touched by a plan without changes', async () => {
    const project = testProject(files);
    await project.mesh('types');
    await project.plan();
    const path = join(project.folder, 'mesh.d.ts');
    utimesSync(path, 1000, 1000);
    await project.plan();
    expect(statSync(path).mtimeMs).toBe(1_000_000);
  });
});

describe('the compiler', () => {
  const use = (expression: string): string => `import { model, type Relation } from 'mesh-sql';
export default model({ name: 's.a', kind: 'FULL' }, async (context) => { void (${expression}); });
`;

  it.each([
    ['accepts what is there', "(await context.table('shop.orders').load()).column('amount')", 'passes'],
    ['accepts a column by its row', "(await context.table('shop.orders').first())!['a b']!.length", 'passes'],
    ['knows NOT NULL', "(await context.table('shop.orders').first())!.id + 1n", 'passes'],
    ['knows the names of an ENUM', "(await context.table('shop.daily').first())!.mood === 'x'", 'passes'],
    [
      'follows other forms',
      "(await context.table('shop.orders').as({ id: 'number' }).first())!.id.toFixed()",
      'passes',
    ],
    ['refuses a form that there is not', "context.table('shop.orders').as({ id: 'nmber' })", 'fails'],
    ['takes any table where a relation is wanted', "((all: Relation) => all)(context.table('shop.orders'))", 'passes'],
    ['refuses a misspelt table', "context.table('shop.order')", 'fails'],
    ['refuses a misspelt column', "context.table('shop.orders').select('amout')", 'fails'],
    ['refuses a misspelt column of a row', "(await context.table('shop.orders').first())!.amout", 'fails'],
    ['refuses a value of another type', "(await context.table('shop.scores').first())!.id.length", 'fails'],
  ])('%s', async (_, expression, outcome) => {
    const project = testProject(files);
    await project.mesh('types');
    const found = compile(project, use(expression));
    expect(found).toMatch(outcome === 'passes' ? /^$/ : /^use\.ts\(2,\d+\): error/);
  });

  it('accepts whatever a model may give, and refuses other rows at their model', async () => {
    const project = testProject(files);
    await project.mesh('types');
    const given = [
      '(context) => context.table("shop.orders")',
      '(context) => context.table("shop.orders").batches()',
      '(context) => context.table("shop.orders").arrow()',
      'async (context) => context.table("shop.orders").toArray()',
      'async function* (context) { for await (const batch of context.table("shop.orders")) yield batch; }',
    ];
    const written = [
      '(context) => context.table("shop.orders").select("id")',
      'async function* (context) { yield context.table("shop.orders"); yield sql`SELECT 1`; yield { id: 1 }; yield [{ id: 1n }]; }',
      '(context) => [context.table("shop.orders"), { id: 1 }, [{ id: 2, at: "2024-01-01" }], columns({ id: [1] })]',
      'async () => [columns({ id: [1] }), sql`SELECT 1 AS id`]',
      'async (context) => context.register("few", context.table("shop.orders").select("id"))',
      '() => [{ id: 1, amount: "1.5", at: new Date(0), tags: ["a"], mood: "x" }]',
      'async () => {}',
    ];
    const refused = [
      '() => [{ amount: 2 }]',
      '() => [{ id: new Date() }]',
      '() => [{ id: 1, mood: "z" }]',
      'function* () { yield { id: true }; }',
    ];
    const columns = `{ id: 'BIGINT NOT NULL', amount: 'DECIMAL(38, 2)', at: 'TIMESTAMP', tags: 'VARCHAR[]', mood: "ENUM('x', 'y')" }`;
    const definitions = [
      ...given.map((body) => `model({ name: 's.x', kind: 'FULL' }, ${body});`),
      ...[...written, ...refused].map((body) => `model({ name: 's.x', kind: 'FULL', columns: ${columns} }, ${body});`),
    ];
    const found = compile(project, `import { columns, model, sql } from 'mesh-sql';\n${definitions.join('\n')}`);
    const lines = new Set([...found.matchAll(/^use\.ts\((\d+),/gm)].map(([, line]) => Number(line)));
    const first = 2 + given.length + written.length;
    expect([...lines], found).toEqual(refused.map((_, i) => first + i));
  });
});

function compile(project: TestProject, text: string): string {
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    paths: { 'mesh-sql': [join(root, 'src/index.ts')] },
    typeRoots: [join(root, 'node_modules/@types')],
    types: ['node'],
  };
  project.write({
    'package.json': '{"type":"module"}',
    'use.ts': text,
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['mesh.d.ts', 'use.ts'] }),
  });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: project.folder, encoding: 'utf8' }).stdout;
}
