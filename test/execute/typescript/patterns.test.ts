// What the patterns of passing data promise beyond their rows; examples/data-passing has one runnable example of each.
import { expect, test, vi } from 'vitest';
import { testProject, type Files, type RunObject } from '../../support/testProject.ts';

vi.setConfig({ testTimeout: 120_000 });

const source: Files = {
  'models/src.sql': `MODEL (name s.src, kind FULL);
SELECT i::BIGINT AS id, TIMESTAMP '2023-01-01' + INTERVAL (i) HOUR AS at, i * 1.5::DOUBLE AS amount FROM range(168) AS t(i);`,
};

function model(options: string, body: string): string {
  return `import { columns, defineTransformer, model, sql } from 'mesh-sql';\nexport default model({ ${options} }, ${body});\n`;
}

const out = (columns: string): string => `name: 's.out', kind: 'FULL', columns: { ${columns} }`;

test('bulk: what would take more than half of the free memory is refused', async () => {
  const project = testProject({
    'models/out.ts': model(
      out(`n: 'BIGINT'`),
      `async (context) => {
  const all = await context.query('SELECT i, i AS j, i AS k, i AS l FROM range(100000000000) AS t(i)').load();
  return [{ n: all.length }];
}`.replace('100000000000', '2000000000'),
    ),
  });
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  expect((run.json as { result: RunObject }).result.models[0]?.error).toMatchObject({
    code: 'RUN_TOO_MUCH',
    at: { file: 'models/out.ts', line: 3 },
  });
});

test('streaming: the first batch comes before the query ends, and what is left is never computed', async () => {
  const project = testProject({
    'models/out.ts': model(
      out(`n: 'BIGINT', first: 'BIGINT'`),
      `async (context) => {
  for await (const batch of context.query('SELECT i FROM range(1000000000000) AS t(i)'))
    return [{ n: batch.length, first: batch.column('i').get(0) }];
}`,
    ),
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.out')).toEqual(['65536|0']);
});

test('memory: batches of long texts are limited in bytes', async () => {
  const project = testProject({
    'models/out.ts': model(
      out(`rows: 'INTEGER'`),
      `async function* (context) {
  for await (const batch of context.query("SELECT repeat('x', 10000) || i AS t FROM range(6000) AS t(i)")) yield { rows: batch.length };
}`,
    ),
  });
  await project.plan();
  expect(await project.rows('SELECT sum(rows), max(rows) <= 2048 FROM s.out')).toEqual(['6000|true']);
});

test('temporary tables are never in the file of the database', async () => {
  const project = testProject({
    ...source,
    'models/out.ts': model(
      out(`id: 'BIGINT'`),
      `async (context) => {
  await context.register('secret_rows', [{ id: 7n }]);
  return context.query('SELECT id FROM secret_rows');
}`,
    ),
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.out')).toEqual(['7']);
  expect(await project.rows(`SELECT count(*) FROM duckdb_tables() WHERE table_name ILIKE '%secret%'`)).toEqual(['0']);
});

test('feedback: restating one day computes the days after it again', async () => {
  const daily = (factor: number): string =>
    `import { model } from 'mesh-sql';
import { readFileSync } from 'node:fs';
export default model({ name: 's.daily', kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'day', batchSize: 1 }, columns: { day: 'DATE', total: 'BIGINT' } }, async (context) => {
  const add = Number(readFileSync(new URL('../add.txt', import.meta.url), 'utf8'));
  const before = await context.self().where('day < ?', [context.start]).orderBy('day DESC').first();
  return [{ day: context.start, total: Number(before?.total ?? 0n) + add * ${factor} }];
});`;
  const project = testProject({ 'models/daily.ts': daily(1), 'add.txt': '1' }, { start: '2023-01-05' });
  await project.plan();
  expect(await project.rows('SELECT total FROM s.daily ORDER BY day')).toEqual(['1', '2', '3']);
  project.write({ 'add.txt': '10' });
  await project.plan(['--restate-model', 's.daily', '--start', '2023-01-06', '--end', '2023-01-06']);
  expect(await project.rows('SELECT total FROM s.daily ORDER BY day')).toEqual(['1', '11', '21']);
});

test('enhancement: one more feature rebuilds none of those before', async () => {
  const feature = (name: string, sql: string): string =>
    `import { model } from 'mesh-sql';\nexport default model({ name: 's.${name}', kind: 'FULL', columns: { id: 'BIGINT', ${name}: 'DOUBLE' } }, (context) => context.query('${sql}'));\n`;
  const join = (...names: string[]): string =>
    `MODEL (name s.features, kind VIEW);\nSELECT id, ${names.join(', ')} FROM s.${names[0]} ${names
      .slice(1)
      .map((name) => `JOIN s.${name} USING (id)`)
      .join(' ')};`;
  const project = testProject({
    ...source,
    'models/a.ts': feature('a', 'SELECT id, amount AS a FROM s.src'),
    'models/b.ts': feature('b', 'SELECT id, a * 2 AS b FROM s.a'),
    'models/features.sql': join('a', 'b'),
  });
  await project.plan();
  project.write({
    'models/c.ts': feature('c', 'SELECT id, b + 1 AS c FROM s.b'),
    'models/features.sql': join('a', 'b', 'c'),
  });
  const plan = await project.plan();
  expect(plan.backfill.map(({ name }) => name)).toEqual(['s.c']);
  expect(await project.rows('SELECT count(*), sum(c - 2 * a)::INT FROM s.features')).toEqual(['168|168']);
});

test('scalability: rows do not depend on the size of batches, threads or order', async () => {
  const scored = (options: string): string =>
    model(
      `name: 's.out', kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'at', ${options.includes('batchSize') ? 'batchSize: 2' : 'batchSize: 30'} }, ${options.replace('batchSize', '')} columns: { id: 'BIGINT', at: 'TIMESTAMP', score: 'DOUBLE' }`,
      `async function* (context) {
  for await (const batch of context.table('s.src').during('at')) yield columns({ id: batch.column('id'), at: batch.column('at'), score: batch.column('amount').values.map((x) => x / 2) });
}`,
    );
  const project = testProject({ ...source, 'models/out.ts': scored('') });
  await project.plan();
  const all = 'SELECT count(*), count(DISTINCT id), sum(score), max("at") FROM s.out';
  const expected = await project.rows(all);
  for (const options of ['batchSize', 'worker: 2,', 'ordered: false,']) {
    project.write({ 'models/out.ts': scored(options) });
    await project.plan();
    expect(await project.rows(all)).toEqual(expected);
  }
});

test('from one DuckDB file into another nothing crosses, and an all-NULL nested column keeps its type', async () => {
  const project = testProject({
    'models/out.ts': `import { model, sql } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL', dependsOn: ['other.main.given'] }, (context) => context.table('other.main.given'));`,
  });
  await project.sql(
    'CREATE TABLE given AS SELECT 1 AS id, NULL::STRUCT(a INTEGER, b VARCHAR[]) AS nested',
    'other.duckdb',
  );
  project.write({
    'mesh.config.yaml': `gateways:
  local:
    connection:
      type: duckdb
      catalogs:
        db: db.duckdb
        other: other.duckdb
model_defaults:
  dialect: duckdb
  start: 2023-01-01
`,
  });
  await project.plan();
  expect(await project.rows('SELECT id, nested IS NULL, typeof(nested) FROM s.out')).toEqual([
    '1|true|STRUCT(a INTEGER, b VARCHAR[])',
  ]);
});

test('bulk insert: a sequence fills the column that is left out, for every row once', async () => {
  const project = testProject({
    'models/out.ts': model(
      `name: 's.out', kind: 'FULL', writes: ['side.log'], columns: { n: 'INTEGER' }`,
      `async (context) => {
  await context.engine.insert('side.log', columns({ x: Float64Array.from({ length: 300_000 }, (_, i) => i) }));
  return [{ n: 1 }];
}`,
    ),
  });
  await project.sql(
    `CREATE SCHEMA side; CREATE SEQUENCE side.ids; CREATE TABLE side.log (id BIGINT DEFAULT nextval('side.ids'), x DOUBLE)`,
  );
  await project.plan();
  expect(await project.rows('SELECT count(*), max(id), count(DISTINCT id), sum(x) FROM side.log')).toEqual([
    '300000|300000|300000|44999850000',
  ]);
});
