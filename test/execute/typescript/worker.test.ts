// Models that run in a thread of their own: they see the same context, and whatever ends the thread fails them alone.
import { describe, expect, it, test, vi } from 'vitest';
import { testProject, type Files, type RunObject, type TestProject } from '../../support/testProject.ts';

// The first test of a file loads the compiler and the engine, on machines that are busy too.
vi.setConfig({ testTimeout: 120_000 });

const others: Files = {
  'models/src.sql': `MODEL (name s.src, kind FULL);
SELECT i::BIGINT AS id, i * 0.5::DOUBLE AS x, 'name ' || i AS name, TIMESTAMP '2023-01-01' + INTERVAL (i) MINUTE AS moment FROM range(150000) AS t(i);`,
  'models/below.sql': `MODEL (name s.below, kind FULL);\nSELECT count(*) AS n FROM s.out;`,
  'models/other.sql': `MODEL (name s.other, kind FULL);\nSELECT 1 AS a;`,
};

function model(body: string, options = ''): string {
  return `import { columns, defineTransformer, model, sql } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL', worker: true, ${options} columns: { id: 'BIGINT', x: 'DOUBLE' } }, ${body});
`;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly at: { readonly file: string; readonly line: number };
}

async function failing(project: TestProject): Promise<Failure> {
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  const { result } = run.json as { result: RunObject };
  const by = new Map(result.models.map((each) => [each.name, each]));
  expect({
    code: run.code,
    src: by.get('s.src')?.status,
    below: by.get('s.below')?.status,
    other: by.get('s.other')?.status,
  }).toEqual({
    code: 1,
    src: 'success',
    below: 'skipped',
    other: 'success',
  });
  return by.get('s.out')!.error as Failure;
}

describe('a thread', () => {
  it.each([
    [
      'batches',
      `async function* (context) { for await (const batch of context.table('s.src')) yield columns({ id: batch.column('id'), x: batch.column('x').values.map((x) => x * 2) }); }`,
    ],
    [
      'rows',
      `async function* (context) { for await (const { id, x } of context.table('s.src').rows()) yield { id, x: x * 2 }; }`,
    ],
    ['an array', `async (context) => (await context.table('s.src').toArray()).map(({ id, x }) => ({ id, x: x * 2 }))`],
    ['a query', `async (context) => sql\`SELECT id, x * 2 AS x FROM \${context.table('s.src')}\``],
    ['a relation', `(context) => context.query('SELECT id, x * 2 AS x FROM s.src')`],
    [
      'Arrow',
      `async function* (context) { for await (const batch of context.query('SELECT id, x * 2 AS x FROM s.src').arrow()) yield batch; }`,
    ],
  ])('gives %s', async (_, body) => {
    const project = testProject({ ...others, 'models/out.ts': model(body) });
    await project.plan();
    expect(await project.rows('SELECT count(*), count(DISTINCT id), sum(x - id)::BIGINT FROM s.out')).toEqual([
      '150000|150000|0',
    ]);
  });

  it('has the whole context', async () => {
    const project = testProject({
      ...others,
      'models/log.sql': `MODEL (name s.log, kind FULL);\nSELECT 1 AS a;`,
      'models/twice.worker.ts': `import { columns } from 'mesh-sql';\nexport default (batch, { by }) => columns({ id: batch.column('id'), x: batch.column('x').values.map((x) => x * by) });`,
      'models/facts.ts': `import { columns, defineTransformer, model, sql } from 'mesh-sql';
export default model({ name: 's.facts', kind: 'FULL', worker: 1, writes: ['s_side.log'], preStatements: ['CREATE SCHEMA IF NOT EXISTS s_side', 'CREATE TABLE IF NOT EXISTS s_side.log (a INTEGER, b VARCHAR DEFAULT \\'none\\')'], columns: { name: 'VARCHAR', value: 'VARCHAR' } }, async (context) => {
  const src = context.table('s.src');
  const found = { size: await src.size(), first: await src.where('id = ?', [7]).select('id', 'name', 'moment').first(), model: context.model.name, environment: context.environment };
  const registered = await context.register('few', [{ id: 1n, label: 'one' }, { id: 2n, label: 'two' }]);
  found.joined = await context.query('SELECT f.label, s.x FROM few AS f JOIN s.src AS s USING (id) ORDER BY id').toArray();
  found.registered = (await registered.toArray()).length;
  await context.register('more', columns({ id: new BigInt64Array([5n]), x: [0.25] }));
  found.more = await context.query('SELECT * FROM more').first();
  found.resolved = (await context.query(\`SELECT count(*)::INT AS n FROM \${context.resolve('s.src')}\`).first()).n;
  found.iterated = await context.iterate({ max: 5, tolerance: 0.5 }, async (last = 8) => ({ value: last / 2, change: last / 2 }));
  found.object = await context.object('o', { version: '1', load: async () => 'loaded' });
  found.compact = (await (await context.query('SELECT id % 100 AS id FROM s.src').compact()).load()).column('id').values.constructor.name;
  const twice = defineTransformer({ init: () => 2, batch: (batch, by) => batch.length * by });
  found.transformed = 0; for await (const n of src.transform(twice)) found.transformed += n;
  found.mapped = 0; for await (const batch of context.parallel(src.select('id', 'x').limit(1000), new URL('./twice.worker.ts', import.meta.url), { init: { by: 3 } })) found.mapped += batch.length;
  await context.engine.insert('s_side.log', [{ a: 1 }]);
  context.setVariable('best', { score: 7 });
  found.variable = context.variable('s.facts', 'best');
  found.thread = (await import('node:worker_threads')).isMainThread === false;
  context.log.info('said'); context.progress(1, 2, 'half'); context.timer.track('mine', () => 1);
  return Object.entries(found).map(([name, value]) => ({ name, value: JSON.stringify(value, (_, v) => typeof v === 'bigint' ? Number(v) : v) }));
});`,
      'models/after.ts': `import { model } from 'mesh-sql';\nexport default model({ name: 's.after', kind: 'FULL', columns: { score: 'INTEGER' } }, (context) => [{ score: context.variable('s.facts', 'best').score }]);`,
      'models/out.ts': model('() => []'),
    });
    await project.plan();
    const rows = await project.rows(`SELECT name || '=' || value FROM s.facts`);
    expect(Object.fromEntries(rows.map((row) => row.split(/=(.*)/s)))).toMatchObject({
      size: expect.stringContaining('150000') as string,
      first: '{"id":7,"name":"name 7","moment":"2023-01-01T00:07:00.000Z"}',
      joined: '[{"label":"one","x":0.5},{"label":"two","x":1}]',
      registered: '2',
      more: '{"id":5,"x":0.25}',
      resolved: '150000',
      iterated: '{"value":0.5,"iterations":4,"converged":true}',
      object: '"loaded"',
      compact: '"Uint8Array"',
      transformed: '300000',
      mapped: '1000',
      variable: '{"score":7}',
      thread: 'true',
    });
    expect(await project.rows('SELECT * FROM s_side.log')).toEqual(['1|none']);
    expect(await project.rows('SELECT score FROM s.after')).toEqual(['7']);
  }, 60_000);

  it('keeps its objects between intervals', async () => {
    const project = testProject({
      'models/out.ts': `import { model } from 'mesh-sql';
let loads = 0;
export default model({ name: 's.out', worker: true, kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'day', batchSize: 1 }, columns: { day: 'DATE', loads: 'INTEGER' } }, async (context) => {
  await context.object('o', { version: '1', load: async () => ++loads });
  return [{ day: context.start, loads }];
});`,
    });
    await project.plan();
    expect(await project.rows('SELECT count(*), max(loads) FROM s.out')).toEqual(['7|1']);
  });

  it('goes on from a checkpoint', async () => {
    const project = testProject({
      ...others,
      'models/out.ts': `import { model } from 'mesh-sql';
import { appendFileSync, existsSync } from 'node:fs';

const file = (name) => new URL('../' + name, import.meta.url);
export default model({ name: 's.out', kind: 'FULL', worker: true, checkpoint: { key: 'moment', every: 10_000 }, columns: { id: 'BIGINT', moment: 'TIMESTAMP' } }, async function* (context) {
  appendFileSync(file('notes'), 'from ' + context.checkpoint.last?.id + '\\n');
  for await (const page of context.table('s.src').select('id', 'moment').pages({ by: ['moment'], size: 10_000, after: context.checkpoint.last })) {
    yield page;
    if (!existsSync(file('go')) && page.column('id').get(0) === 50_000n) { appendFileSync(file('go'), ''); throw new Error('stopped'); }
  }
});`,
    });
    await failing(project);
    await project.plan();
    expect(project.read('notes')).toMatch(/^from undefined\nfrom [45]9999\n$/);
    expect(await project.rows('SELECT count(*), count(DISTINCT id) FROM s.out')).toEqual(['150000|150000']);
  });
});

test.each([
  [
    'an exception',
    `() => {\n  throw new TypeError('too hard');\n}`,
    { code: 'RUN_MODEL_FAILED', message: 's.out: TypeError: too hard', at: { line: 3 } },
  ],
  [
    'an exception among rows',
    `async function* (context) {\n  yield { id: 1, x: 1 };\n  await context.table('s.src').first();\n  throw new Error('late');\n}`,
    { code: 'RUN_MODEL_FAILED', message: 's.out: late', at: { line: 5 } },
  ],
  [
    'process.exit',
    `async () => {\n  await 1;\n  process.exit(3);\n}`,
    { code: 'RUN_MODEL_FAILED', message: 's.out: it called process.exit(3)', at: { line: 4 } },
  ],
  [
    'a promise that nobody awaits',
    `async () => {\n  void Promise.reject(new Error('lost'));\n  await new Promise((resolve) => setTimeout(resolve, 500));\n  return [];\n}`,
    { code: 'RUN_MODEL_FAILED', message: 's.out: lost', at: { line: 3 } },
  ],
  [
    'a wrong value',
    `() => [{ id: 1, x: 1 }, { id: 2, x: 'n/a' }]`,
    { code: 'RUN_VALUE', message: 's.out row 2, column x: expected DOUBLE, got "n/a" (batch 1)' },
  ],
  ['a wrong return', `() => 5`, { code: 'RUN_RETURN' }],
  [
    'a call that is not awaited',
    `async (context) => {\n  void context.register('few', [{ a: 1 }]);\n  return [{ id: 1, x: 1 }];\n}`,
    { code: 'RUN_NOT_AWAITED', message: 's.out does not await register()', at: { line: 3 } },
  ],
  [
    'a query that fails',
    `async (context) => {\n  const id = 1;\n  return context.query('SELECT nothing FROM s.src').toArray();\n}`,
    { code: 'ENGINE_SQL', at: { line: 4 } },
  ],
  [
    'a query that stays in the engine and fails',
    `(context) => {\n  return context.query('SELECT nothing FROM s.src');\n}`,
    { code: 'ENGINE_SQL', at: { line: 3 } },
  ],
  [
    'a table that is no dependency',
    `(context) => new Map([['own', context]]).get('own').table('s.else')`,
    { code: 'RUN_READ_UNDECLARED', hint: expect.stringContaining("dependsOn: ['s.else']") } as never,
  ],
  [
    'SQL that fails',
    `(context) => context.query("SELECT 1 AS id, error('broken') AS x").rows()`,
    { code: 'ENGINE_SQL' },
  ],
])('%s fails the model alone', async (_, body, expected) => {
  const project = testProject({ ...others, 'models/out.ts': model(body) });
  expect(await failing(project)).toMatchObject({
    ...expected,
    at: { file: 'models/out.ts', ...(expected as { at?: object }).at },
  });
});

test.each([
  ['an endless loop', `() => {\n  const forever = () => {\n    for (;;) Math.random();\n  };\n  forever();\n}`, 4],
  [
    'an endless loop among rows',
    `function* () {\n  yield { id: 1, x: 1 };\n  for (;;)\n    Math.random();\n}`,
    undefined,
  ],
])('%s ends with its timeout, at its line', async (_, body, line) => {
  const project = testProject({ ...others, 'models/out.ts': model(body, `timeout: '6s',`) });
  const error = await failing(project);
  expect(error).toMatchObject({ code: 'RUN_MODEL_TIMEOUT', at: { file: 'models/out.ts' } });
  if (line === undefined) expect(error.at.line).toBeGreaterThan(3);
  else expect(error.at.line).toBe(line);
});
