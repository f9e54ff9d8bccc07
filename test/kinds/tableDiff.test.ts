import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

interface Diff {
  readonly model: string | null;
  readonly on: readonly string[];
  readonly columns: unknown;
  readonly rows: Readonly<Record<string, number>>;
  readonly keys: unknown;
  readonly changed: readonly { readonly name: string; readonly rows: number; readonly matchPercent: number }[];
  readonly sample: Readonly<Record<string, unknown>>;
}

const before = `SELECT * FROM (VALUES (1, 'a', 1.0::DOUBLE, DATE '2023-01-01'), (2, 'b', 2.0, NULL), (3, 'c', 3.0, NULL), (NULL, 'n', 4.0, NULL)) v(id, name, x, d)`;
const after = `SELECT id, name, x, d, 1 AS extra FROM (VALUES (1, 'a', 1.00001::DOUBLE, DATE '2023-01-01'), (2, 'B', 2.5, NULL), (4, 'd', 3.0, NULL), (NULL, 'n', 4.0, DATE '2023-01-02')) v(id, name, x, d)`;
const model = (query: string, more = ', grain id'): string => `MODEL (name s.t, kind FULL${more});\n${query}`;

async function changed(more?: string): Promise<TestProject> {
  const project = testProject({
    'models/t.sql': model(before, more),
    'models/same.sql': 'MODEL (name s.same, kind FULL);\nSELECT 1 AS a',
  });
  await project.plan();
  project.write({ 'models/t.sql': model(after, more) });
  await project.plan('dev');
  return project;
}

async function diff(project: TestProject, words: string | readonly string[]): Promise<Diff[]> {
  const list = typeof words === 'string' ? words.split(' ') : words;
  const run = await project.mesh(['table-diff', ...list, '--json']);
  if (run.code !== 0) throw new Error(run.stdout + run.stderr);
  return (run.json as { diffs: Diff[] }).diffs;
}

it('compares columns and rows by the grain, NULL keys and small fractions included', async () => {
  const project = await changed();
  const [found] = await diff(project, 'prod:dev s.t');
  expect(found).toMatchObject({
    model: 's.t',
    source: 'prod',
    target: 'dev',
    on: ['id'],
    columns: { added: [{ name: 'extra', type: 'INTEGER' }], removed: [], changed: [] },
    rows: { source: 4, target: 4, joined: 3, fullMatches: 1, partialMatches: 2, sourceOnly: 1, targetOnly: 1 },
    keys: { source: { nulls: 1, duplicates: 0 }, target: { nulls: 1, duplicates: 0 } },
    sample: {
      sourceOnly: [{ id: 3, name: 'c', x: 3, d: null }],
      targetOnly: [{ id: 4, name: 'd', x: 3, d: null }],
      changed: [
        { key: { id: 2 }, values: { name: { source: 'b', target: 'B' }, x: { source: 2, target: 2.5 } } },
        { key: { id: null }, values: { d: { source: null, target: '2023-01-02' } } },
      ],
    },
  });
  expect(found!.changed).toEqual([
    { name: 'name', rows: 1, matchPercent: 66.67 },
    { name: 'x', rows: 1, matchPercent: 66.67 },
    { name: 'd', rows: 1, matchPercent: 66.67 },
  ]);
});

it('takes keys, a condition, fewer columns, more places and a limit', async () => {
  const project = await changed();
  const rows = async (...words: string[]): Promise<unknown> =>
    (await diff(project, ['prod:dev', 's.t', ...words]))[0]!.rows;
  expect(await rows('--where', 'id = 1')).toMatchObject({ source: 1, fullMatches: 1 });
  expect(await rows('--where', 'id = 1', '--decimals', '6')).toMatchObject({ partialMatches: 1 });
  expect(await rows('--skip-columns', 'name,x,d')).toMatchObject({ fullMatches: 3, partialMatches: 0 });
  expect(await rows('--on', 'name')).toMatchObject({ joined: 2, sourceOnly: 2, targetOnly: 2 });
  expect((await diff(project, 'prod:dev s.t --limit 0'))[0]!.sample).toEqual({
    sourceOnly: [],
    targetOnly: [],
    changed: [],
  });
  expect((await diff(project, 'prod:dev s.t --limit 1'))[0]!.sample['changed']).toHaveLength(1);
});

it('compares whole rows without a key, as often as they occur', async () => {
  const project = testProject({ 'models/t.sql': model('SELECT unnest([1, 1, 2]) AS a', '') });
  await project.plan();
  project.write({ 'models/t.sql': model('SELECT unnest([1, 2, 2, 3]) AS a', '') });
  await project.plan('dev');
  const [found] = await diff(project, 'prod:dev s.t');
  expect(found).toMatchObject({ on: [], rows: { joined: 2, fullMatches: 2, sourceOnly: 1, targetOnly: 2 } });
  const text = await project.mesh('table-diff prod:dev s.t --show-sample');
  expect(text.stderr).toContain('DIFF_NO_GRAIN');
  expect(text.stdout).toContain('only in dev: 2');
});

it('pairs rows of keys that are no keys in order, and says so', async () => {
  const project = testProject({ 'models/t.sql': model(`SELECT 1 AS id, unnest([1, 2, 3]) AS v`) });
  await project.plan();
  project.write({ 'models/t.sql': model(`SELECT 1 AS id, unnest([1, 2, 9]) AS v`) });
  await project.plan('dev');
  const [found] = await diff(project, 'prod:dev s.t');
  expect(found!.rows).toMatchObject({ joined: 3, fullMatches: 2, partialMatches: 1 });
  expect((await project.mesh('table-diff prod:dev s.t')).stderr).toContain('DIFF_DUPLICATE_KEYS');
});

it('compares two tables, and types that differ by their texts', async () => {
  const project = testProject({ 'models/t.sql': model(before) });
  await project.plan();
  await project.sql(
    "CREATE TABLE a AS SELECT 1 AS id, 2 AS v; CREATE TABLE b AS SELECT 1 AS id, 2.0::DOUBLE AS v, 1 AS w; CREATE TABLE c AS SELECT 1 AS id, '2' AS v",
  );
  expect((await diff(project, 'main.a:main.b --on id'))[0]!.rows).toMatchObject({ fullMatches: 1 });
  expect((await diff(project, 'a:c --on id'))[0]!.rows).toMatchObject({ fullMatches: 1 });
});

it('compares all models that differ when none is named', async () => {
  const project = await changed();
  expect((await diff(project, 'prod:dev')).map((d) => d.model)).toEqual(['s.t']);
});

it.each([
  ['prod s.t', 'DIFF_PAIR'],
  ['prod:nowhere s.t', 'RUN_ENVIRONMENT_UNKNOWN'],
  ['prod:dev s.t --on idd', 'DIFF_KEY_UNKNOWN'],
  ['prod:dev s.x', 'PLAN_SELECTOR_NO_MATCH'],
  ['prod:dev s.t --where nope=1', 'DIFF_CONDITION'],
  ['prod:dev s.t --where extra=1', 'DIFF_CONDITION'],
  ['prod:dev s.t --where id=', 'DIFF_CONDITION'],
  ['prod:dev s.t --temp-schema a.b.c', 'DIFF_TEMP_SCHEMA'],
  ['main.nope:main.nope2', 'DIFF_NO_TABLE'],
])('table-diff %s is refused with %s', async (words, code) => {
  const project = await changed();
  const run = await project.mesh(`table-diff ${words}`);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(code);
});

it('shows what a plan does to rows, in text, JSON and markdown', async () => {
  const project = testProject({
    'models/t.sql': model(before),
    'models/u.sql': 'MODEL (name s.u, kind VIEW);\nSELECT id FROM s.t',
  });
  await project.plan();
  project.write({ 'models/t.sql': model(after) });
  const run = await project.mesh('plan dev --auto-apply --data-diff --json --markdown report.md');
  expect(run.code).toBe(0);
  const { dataDiff } = run.json as { dataDiff: readonly Diff[] };
  expect(dataDiff.find((d) => d.model === 's.t')).toMatchObject({
    rows: { sourceOnly: 1, targetOnly: 1, partialMatches: 2 },
  });
  expect(existsSync(join(project.folder, 'report.md'))).toBe(true);
  expect(project.read('report.md')).toContain('| `s.t` | 4 → 4 | 1 | 1 | 2 | `name` 1, `x` 1, `d` 1 |');
  project.write({ 'models/t.sql': model(after.replace("'B'", "'BB'")) });
  const text = await project.mesh('plan --auto-apply --data-diff --data-diff-limit 1');
  expect(text.stdout).toContain('name b → BB');
  expect(text.stdout).toContain('only in prod: 1 (20 %)');
});

it('names models that one side lacks', async () => {
  const project = await changed();
  project.write({ 'models/n.sql': 'MODEL (name s.n, kind FULL);\nSELECT 1 AS a', 'models/same.sql': null });
  await project.plan('dev');
  for (const words of ['prod:dev', 'prod:dev s.n', 'prod:dev s.same', 'dev:prod s.n'])
    expect((await project.mesh(`table-diff ${words}`)).stdout).toMatch(/^only in (dev: s\.n|prod: s\.same)$/m);
  const { onlyIn } = (await project.mesh('table-diff prod:dev --json')).json as { onlyIn: unknown };
  expect(onlyIn).toEqual({ names: { source: 'prod', target: 'dev' }, source: ['s.same'], target: ['s.n'] });
});

it('warns of columns to leave out that no table has', async () => {
  const project = await changed();
  const run = await project.mesh('table-diff prod:dev s.t --skip-columns naem,x --skip-grain-check');
  expect(run.code).toBe(0);
  expect(run.stderr).toMatch(/DIFF_SKIP_UNKNOWN[^]*naem[^]*did you mean name/);
});

it('counts the same with a schema for temporary tables, and leaves no table there', async () => {
  const project = await changed();
  const plain = await diff(project, 'prod:dev s.t');
  for (const schema of ['scratch', 'db.scratch'])
    expect(await diff(project, ['prod:dev', 's.t', '--temp-schema', schema])).toEqual(plain);
  expect(await project.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'scratch'")).toEqual(['0']);
});

it('shows names that differ by case as two columns unless case is ignored, and compares their values', async () => {
  const project = testProject({ 'models/t.sql': model(before) });
  await project.plan();
  await project.sql('CREATE TABLE a AS SELECT 1 AS id, 2 AS "Total"; CREATE TABLE b AS SELECT 1 AS id, 3 AS total');
  const [found] = await diff(project, 'a:b --on id');
  expect(found).toMatchObject({
    columns: { added: [{ name: 'total' }], removed: [{ name: 'Total' }], changed: [] },
    changed: [{ name: 'Total', rows: 1 }],
  });
  const [ignoring] = await diff(project, 'a:b --on id --schema-diff-ignore-case');
  expect(ignoring!.columns).toEqual({ added: [], removed: [], changed: [] });
});
