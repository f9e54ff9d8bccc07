// What the context offers, through the commands.
import { expect, test } from 'vitest';
import { testProject, type Files, type RunObject } from '../../support/testProject.ts';

const events: Files = {
  'models/events.sql': `MODEL (name s.events, kind FULL);
SELECT i::BIGINT AS id, TIMESTAMP '2023-01-01' + INTERVAL (i) HOUR AS at, i * 1.5 AS amount, 'kind ' || (i % 3) AS kind FROM range(96) t(i);`,
};

function model(name: string, options: string, body: string): string {
  return `import { model, columns, sql, defineTransformer } from 'mesh-sql';\nexport default model({ name: '${name}', ${options} }, ${body});\n`;
}

const single = `kind: 'FULL', dependsOn: ['s.events', 's.keys'], columns: { name: 'VARCHAR', value: 'VARCHAR' }`;

/** Values that a model finds out, as rows of s.out. */
async function found(body: string, more: Files = {}): Promise<Record<string, string>> {
  const project = testProject({
    ...events,
    ...more,
    'models/out.ts': model(
      's.out',
      single,
      `async (context) => {
  const found: Record<string, unknown> = {};
  ${body}
  return Object.entries(found).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value, (_, v) => typeof v === 'bigint' ? Number(v) : v) }));
}`,
    ),
  });
  await project.plan();
  const rows = await project.rows(`SELECT name || '=' || coalesce(value, '') FROM s.out`);
  return Object.fromEntries(rows.map((row) => [row.slice(0, row.indexOf('=')), row.slice(row.indexOf('=') + 1)]));
}

test('relations compose where, select, orderBy and limit', async () => {
  expect(
    await found(`const events = context.table('s.events');
  found.where = (await events.where('amount > ? AND kind <> ?', [100, "it's"]).toArray()).length;
  found.named = (await events.where('kind = $kind', { kind: 'kind 1' }).toArray()).length;
  found.ordered = (await events.orderBy('amount DESC').limit(2).select('id').toArray());
  found.first = (await events.orderBy('at').first()).at;
  found.none = (await events.where('false').first()) === undefined;
  found.wrapped = (await events.orderBy('id').limit(10).where('id >= 5').toArray()).length;
  found.size = (await events.size()).rows;
  found.as = await events.where('id = 1').as({ id: 'number', at: 'string' }).select('id', 'at').first();
  found.sum = (await events.select('amount').load()).column('amount').toArray().reduce((a, b) => a + Number(b), 0);
  found.query = await context.query('SELECT kind, count(*)::INT AS n FROM s.events WHERE id < $limit GROUP BY ALL ORDER BY ALL', { limit: 50 }).toArray();
  found.macro = (await context.query('SELECT @IF(1 = 1, 2, 3) AS x').first()).x;
  found.embedded = await context.query(sql\`SELECT count(*)::INT AS n FROM \${events.where('id < 7')} WHERE kind = \${'kind 0'}\`).first();
  found.resolved = (await context.query(\`SELECT count(*)::INT AS n FROM \${context.resolve('s.events')}\`).first()).n;`),
  ).toEqual({
    where: '29',
    named: '32',
    ordered: '[{"id":95},{"id":94}]',
    first: '"2023-01-01T00:00:00.000Z"',
    none: 'true',
    wrapped: '5',
    size: '96',
    as: '{"id":1,"at":"2023-01-01 01:00:00"}',
    sum: '6840',
    query: '[{"kind":"kind 0","n":17},{"kind":"kind 1","n":17},{"kind":"kind 2","n":16}]',
    macro: '2',
    embedded: '{"n":3}',
    resolved: '96',
  });
});

test('registered data is queried, shadows and goes away', async () => {
  expect(
    await found(`const scores = await context.register('Scores', [{ id: 1n, score: 0.5 }, { id: 2n, score: null }]);
  found.rows = await scores.toArray();
  found.joined = await context.query('SELECT e.kind, r.score FROM s.events AS e JOIN scores AS r USING (id) ORDER BY id').toArray();
  await context.register('scores', sql\`SELECT 7 AS id\`);
  found.again = await context.query('SELECT * FROM scores').toArray();
  await context.register('big', columns({ n: Float64Array.from({ length: 100000 }, (_, i) => i) }));
  found.big = (await context.query('SELECT sum(n)::BIGINT AS s FROM big').first()).s;
  await context.register('typed', [], { a: 'DECIMAL(9,2)' });
  found.typed = (await context.query('SELECT count(*)::INT AS n, any_value(typeof(a)) AS t FROM typed').first());
  await context.engine.execute('CREATE TABLE ' + 'mesh_scratch.main.mine AS SELECT 1 AS a');`),
  ).toMatchObject({
    rows: '[{"id":1,"score":0.5},{"id":2,"score":null}]',
    joined: '[{"kind":"kind 1","score":0.5},{"kind":"kind 2","score":null}]',
    again: '[{"id":7}]',
    big: '4999950000',
  });
});

test('iteration stops at the tolerance and tells its rounds', async () => {
  expect(
    await found(`found.done = await context.iterate({ max: 50, tolerance: 0.01 }, async (last = 100, round) => {
    await context.register('current', [{ value: last }]);
    const { next } = await context.query('SELECT value / 2 AS next FROM current').first();
    return { value: next, change: Math.abs(next - last) };
  });
  found.max = await context.iterate({ max: 3, tolerance: 0 }, async (last = 1) => ({ value: last + 1, change: 1 }));`),
  ).toEqual({
    done: '{"value":0.006103515625,"iterations":14,"converged":true}',
    max: '{"value":4,"iterations":3,"converged":false}',
  });
});

test('the context tells the model about itself', async () => {
  expect(
    await found(`found.model = context.model; found.environment = context.environment; found.vars = context.vars; found.engine = context.engine.name;
  found.executionTime = context.executionTime; found.isRestatement = context.isRestatement; found.memory = context.memory.available() > 1e6;
  found.tracked = await context.timer.track('mine', async () => 5); context.log.info('hello', { a: 1 }); context.progress(1, 2, 'half');`),
  ).toEqual({
    model: '{"name":"s.out","kind":"FULL","columns":{"name":"VARCHAR","value":"VARCHAR"}}',
    environment: 'prod',
    vars: '{}',
    engine: 'duckdb',
    executionTime: '"2023-01-08T15:00:00.000Z"',
    isRestatement: 'false',
    memory: 'true',
    tracked: '5',
  });
});

test('pages go by key in the order of the engine, NULLs last', async () => {
  expect(
    await found(
      `const pages = [];
  for await (const page of context.table('s.keys').pages({ by: ['k', 'n'], size: 2 })) pages.push([...page.rows()].map((row) => row.k + ':' + row.n));
  found.pages = pages;
  const rest = [];
  for await (const page of context.table('s.keys').pages({ by: ['k', 'n'], size: 10, after: { k: 'b', n: 1 } })) rest.push(...page.rows());
  found.rest = rest.length;`,
      {
        'models/keys.sql': `MODEL (name s.keys, kind FULL);\nSELECT * FROM (VALUES ('b', 1), ('a', 2), ('😀', 1), (NULL, 1), ('Z', 1), ('a', 1), (NULL, 2)) v(k, n);`,
      },
    ),
  ).toEqual({ pages: '[["Z:1","a:1"],["a:2","b:1"],["😀:1","null:1"],["null:2"]]', rest: '3' });
});

test('a transformer is set up once for all batches', async () => {
  expect(
    await found(`let inits = 0;
  const double = defineTransformer({ init: () => { inits++; return { factor: 2 }; }, batch: (batch, { factor }) => columns({ twice: batch.column('amount').toArray().map((x) => x * factor) }) });
  await context.register('twice', context.query('SELECT amount::DOUBLE AS amount FROM s.events').transform(double));
  found.sum = (await context.query('SELECT sum(twice)::INT AS s FROM twice').first()).s; found.inits = inits;`),
  ).toEqual({ sum: '13680', inits: '1' });
});

test('compact reads fewer bytes and the same values', async () => {
  expect(
    await found(`const compact = await context.query("SELECT id, 'label number ' || (id % 3) AS label, id * 1000 AS large FROM s.events").compact();
  const batch = await compact.load();
  found.types = batch.column('id').values.constructor.name + ' ' + batch.column('large').values.constructor.name;
  found.last = { id: batch.column('id').get(95), label: batch.column('label').get(95), large: batch.column('large').get(95) };`),
  ).toEqual({ types: 'Uint8Array Uint32Array', last: '{"id":95,"label":"label number 2","large":95000}' });
});

test('reusable keeps rows in memory and gives them again', async () => {
  expect(
    await found(`const kept = await context.table('s.events').reusable();
  let rows = 0;
  for (let i = 0; i < 3; i++) for await (const batch of kept) rows += batch.length;
  found.rows = rows;`),
  ).toEqual({ rows: '288' });
});

test('an incremental model sees its interval, and feeds back its own rows', async () => {
  const project = testProject({
    ...events,
    'models/daily.ts': model(
      's.daily',
      `kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'day', batchSize: 1 }, cron: '@daily', columns: { day: 'DATE', n: 'BIGINT', total: 'BIGINT' }`,
      `async (context) => {
  const batch = await context.table('s.events').during('at').load();
  const before = await context.self().orderBy('day DESC').first();
  return [{ day: context.start, n: batch.length, total: Number(before?.total ?? 0n) + batch.length }];
}`,
    ),
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.daily ORDER BY day LIMIT 5')).toEqual([
    '2023-01-01|24|24',
    '2023-01-02|24|48',
    '2023-01-03|24|72',
    '2023-01-04|24|96',
    '2023-01-05|0|96',
  ]);
});

test.each([
  ['INCREMENTAL_BY_UNIQUE_KEY', `{ name: 'INCREMENTAL_BY_UNIQUE_KEY', uniqueKey: 'id' }`, ''],
  ['INCREMENTAL_BY_PARTITION', `'INCREMENTAL_BY_PARTITION'`, `partitionedBy: ['id'],`],
  ['INCREMENTAL_UNMANAGED', `'INCREMENTAL_UNMANAGED'`, ''],
  ['SCD_TYPE_2_BY_COLUMN', `{ name: 'SCD_TYPE_2_BY_COLUMN', uniqueKey: 'id', columns: '*' }`, ''],
  ['SCD_TYPE_2_BY_TIME', `{ name: 'SCD_TYPE_2_BY_TIME', uniqueKey: 'id', updatedAtName: 'at' }`, ''],
])('rows go through the strategy of %s', async (_, kind, more) => {
  const project = testProject({
    'models/out.ts': model(
      's.out',
      `kind: ${kind}, ${more} cron: '@daily', columns: { id: 'BIGINT', at: 'TIMESTAMP', v: 'VARCHAR' }`,
      `async function* (context) {
  yield { id: 1, at: new Date(0), v: 'same' };
  yield { id: 2, at: context.start, v: context.end.toISOString().slice(0, 10) };
}`,
    ),
  });
  await project.plan();
  project.now = '2023-01-09T15:00:00Z';
  const run = await project.run();
  expect(run.models[0]).toMatchObject({ name: 's.out', status: 'success' });
  const rows = await project.rows('SELECT DISTINCT id, v FROM s.out ORDER BY ALL');
  expect(rows).toContain('1|same');
  expect(rows).toContain('2|2023-01-09');
});

test('side writes are made with the batch, defaults filled, keys unique', async () => {
  const files = (body: string): Files => ({
    'models/out.ts': model(
      's.out',
      `kind: 'FULL', writes: ['side.log', 'side.state'], columns: { id: 'BIGINT' }`,
      body,
    ),
  });
  const project = testProject(
    files(`async function* (context) {
  await context.engine.insert('side.log', [{ text: 'one' }, { text: 'two' }]);
  await context.engine.update('side.state', columns({ id: [1, 2], v: ['x', 'y'] }), { key: ['id'] });
  yield { id: 1 };
}`),
  );
  await project.sql(
    `CREATE SCHEMA side; CREATE SEQUENCE side.s; CREATE TABLE side.log (id BIGINT DEFAULT nextval('side.s'), text VARCHAR); CREATE TABLE side.state AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) t(id, v)`,
  );
  await project.plan();
  expect(await project.rows('SELECT * FROM side.log ORDER BY id')).toEqual(['1|one', '2|two']);
  expect(await project.rows('SELECT * FROM side.state ORDER BY id')).toEqual(['1|x', '2|y', '3|c']);
  project.write(
    files(`async function* (context) {
  await context.engine.insert('side.log', [{ text: 'three' }]);
  yield { id: 1 };
  throw new Error('after the last row');
}`),
  );
  expect((await project.mesh(['plan', '--auto-apply'])).code).toBe(1);
  expect(await project.rows('SELECT count(*) FROM side.log')).toEqual(['2']);
  project.write(
    files(`(context) => context.engine.update('side.state', [{ id: 1, v: 'p' }, { id: 1, v: 'q' }], { key: ['id'] })`),
  );
  const doubled = await project.mesh(['plan', '--auto-apply', '--json']);
  expect((doubled.json as { result: RunObject }).result.models[0]?.error).toMatchObject({ code: 'RUN_UPDATE_KEYS' });
  project.write(files(`(context) => context.engine.insert('side.other', [{ a: 1 }])`));
  const other = await project.mesh(['plan', '--auto-apply', '--json']);
  expect((other.json as { result: RunObject }).result.models[0]?.error).toMatchObject({ code: 'RUN_WRITE_UNDECLARED' });
});

test('variables are seen by models below, also in another process', async () => {
  const project = testProject({
    'models/a.ts': model(
      's.a',
      `kind: 'FULL', columns: { id: 'BIGINT' }`,
      `(context) => { context.setVariable('best', { score: 7 }); return [{ id: 1 }]; }`,
    ),
    'models/b.ts': model(
      's.b',
      `kind: 'FULL', dependsOn: ['s.a'], columns: { score: 'BIGINT' }`,
      `(context) => [{ score: context.variable('s.a', 'best').score }]`,
    ),
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.b')).toEqual(['7']);
  project.write({
    'models/b.ts': model(
      's.b',
      `kind: 'FULL', dependsOn: ['s.a'], columns: { score: 'BIGINT' }`,
      `(context) => [{ score: context.variable('s.a', 'best').score + 1 }]`,
    ),
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.b')).toEqual(['8']);
});

test('a result is kept until it is old or its inputs change', async () => {
  const project = testProject({
    'models/src.sql': `MODEL (name s.src, kind FULL, cron '@daily');\nSELECT random() AS x;`,
    'models/out.ts': model(
      's.out',
      `kind: 'FULL', cron: '@hourly', columns: { x: 'DOUBLE' }`,
      `(context) => context.query('SELECT random() AS x FROM s.src').cached({ ttl: '2 hours' }).rows()`,
    ),
  });
  await project.plan();
  const [first] = await project.rows('SELECT x FROM s.out');
  project.now = '2023-01-08T16:30:00Z';
  await project.run();
  expect(await project.rows('SELECT x FROM s.out')).toEqual([first]);
  project.now = '2023-01-08T17:30:00Z';
  await project.run();
  const [second] = await project.rows('SELECT x FROM s.out');
  expect(second).not.toBe(first);
  project.now = '2023-01-09T00:30:00Z';
  await project.run();
  const [third] = await project.rows('SELECT x FROM s.out');
  expect(third).not.toBe(second);
});

test('a result that is kept has the values and types that it had', async () => {
  const query = `SELECT 170141183460469231731687303715884105727::HUGEINT AS h, sum(i) AS total, 123::BIGNUM AS "b n", '12:00:00+02'::TIMETZ AS tz,
    340282366920938463463374607431768211455::UHUGEINT AS u, INTERVAL '1 month 1 microsecond' AS i, 'a'::ENUM('a', 'b') AS e, NULL::HUGEINT AS n FROM range(3) AS r(i)`;
  const nested = `SELECT MAP { 'k': 1::HUGEINT } AS m, union_value(n := 1) AS u`;
  const project = testProject({
    'models/out.ts': model(
      's.out',
      `kind: 'FULL', columns: { plain: 'VARCHAR', kept: 'VARCHAR', again: 'VARCHAR' }`,
      `async function* (context) {
  const shown = (row) => JSON.stringify(row, (_, value) => typeof value === 'bigint' ? value + 'n' : value instanceof Map ? [...value] : value);
  for (const query of [${JSON.stringify(query)}, ${JSON.stringify(nested)}]) {
    const kept = context.query(query).cached({ ttl: '1 hour' });
    yield { plain: shown(await context.query(query).first()), kept: shown(await kept.first()), again: shown(await kept.as({}).first()) };
  }
}`,
    ),
  });
  await project.plan();
  expect(
    await project.rows('SELECT DISTINCT plain = kept AND kept = again AS same, count(*) FROM s.out GROUP BY 1'),
  ).toEqual(['true|2']);
});

test('a result that several models want at once is made once', async () => {
  const body = `(context) => context.query('SELECT random() AS x FROM s.src, range(20000000) r(i) WHERE i % 10000000 = 0').cached({ ttl: '1 hour' }).rows()`;
  const names = ['a', 'b', 'c', 'd'];
  const project = testProject(
    {
      'models/src.sql': `MODEL (name s.src, kind FULL);\nSELECT 1 AS x;`,
      ...Object.fromEntries(
        names.map((name) => [`models/${name}.ts`, model(`s.${name}`, `kind: 'FULL', columns: { x: 'DOUBLE' }`, body)]),
      ),
    },
    { config: 'cache_dir: .kept' },
  );
  project.write({
    'mesh.config.yaml': project.read('mesh.config.yaml').replace('db.duckdb', 'db.duckdb\n      concurrent_tasks: 4'),
  });
  await project.plan();
  const union = names.map((name) => `SELECT x FROM s.${name}`).join(' UNION ');
  expect(await project.rows(`SELECT count(*) FROM (${union})`)).toEqual(['2']);
});

test('code runs and results are kept elsewhere when the cache folder cannot be made', async () => {
  const project = testProject(
    {
      taken: 'a file',
      'macros/twice.ts': `import { macro } from 'mesh-sql';\nexport const twice = macro('twice', (context, x) => context.sql\`(\${x}) * 2\`);`,
      'models/src.sql': `MODEL (name s.src, kind FULL);\nSELECT @twice(21) AS x;`,
      'models/out.ts': model(
        's.out',
        `kind: 'FULL', columns: { x: 'INTEGER' }`,
        `(context) => context.query('SELECT x FROM s.src').cached({ ttl: '2 hours' }).rows()`,
      ),
    },
    { config: 'cache_dir: taken/cache' },
  );
  await project.plan();
  project.now = '2023-01-09T00:30:00Z';
  expect((await project.run()).models.map(({ name }) => name)).toEqual(['s.out', 's.src']);
  expect(await project.rows('SELECT x FROM s.out')).toEqual(['42']);
});

test('an object is loaded once for all intervals, and again for a new version', async () => {
  const body = (version: string): string => `async (context) => {
  const lookup = await context.object('lookup', { version: '${version}', load: async () => { globalThis.loads = (globalThis.loads ?? 0) + 1; return { loads: globalThis.loads }; } });
  return [{ day: context.start, loads: lookup.loads }];
}`;
  const options = `kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'day', batchSize: 1 }, cron: '@daily', columns: { day: 'DATE', loads: 'INTEGER' }`;
  const project = testProject({ 'models/out.ts': model('s.out', options, body('1')) });
  await project.plan();
  expect(await project.rows('SELECT count(*), min(loads), max(loads) FROM s.out')).toEqual(['7|1|1']);
  project.write({ 'models/out.ts': model('s.out', options, body('2')) });
  await project.plan();
  expect(await project.rows('SELECT count(*), min(loads), max(loads) FROM s.out')).toEqual(['7|2|2']);
});

test('batches are mapped in worker threads, in order', async () => {
  const project = testProject({
    'models/src.sql': `MODEL (name s.src, kind FULL);\nSELECT i::BIGINT AS id, i::DOUBLE AS x FROM range(200000) t(i);`,
    'models/square.worker.ts': `import { columns } from 'mesh-sql';
export default (batch, { add }: { add: number }) => columns({ id: batch.column('id'), y: (batch.column('x').values as Float64Array).map((x) => x * x + add) });`,
    'models/out.ts': model(
      's.out',
      `kind: 'FULL', columns: { id: 'BIGINT', y: 'DOUBLE' }`,
      `(context) => context.parallel(context.table('s.src').orderBy('id').batches({ rows: 10000 }), new URL('./square.worker.ts', import.meta.url), { workers: 2, init: { add: 1 } })`,
    ),
  });
  await project.plan();
  expect(
    await project.rows(
      'SELECT count(*), sum(y - (id * id + 1))::BIGINT, bool_and(id = n) FROM (SELECT *, row_number() OVER () - 1 AS n FROM s.out)',
    ),
  ).toEqual(['200000|0|true']);
});

test('a worker that throws fails the model with its message', async () => {
  const project = testProject({
    'models/src.sql': `MODEL (name s.src, kind FULL);\nSELECT 1 AS id;`,
    'models/bad.worker.ts': `export default () => { throw new Error('too hard'); };`,
    'models/out.ts': model(
      's.out',
      `kind: 'FULL', columns: { id: 'BIGINT' }`,
      `(context) => context.parallel(context.table('s.src'), new URL('./bad.worker.ts', import.meta.url))`,
    ),
  });
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  const error = (run.json as { result: RunObject }).result.models.find((each) => each.name === 's.out')?.error;
  expect(error).toMatchObject({ code: 'RUN_WORKER', message: 'the worker bad.worker.ts failed: too hard' });
});

test('a variable that the code reads belongs to the model: another value is a change, and runs keep the one they were planned with', async () => {
  const project = testProject(
    {
      'models/rated.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.rated', kind: 'FULL', columns: { rate: 'INTEGER', tax: 'INTEGER' } }, async (context) => {
  const row = await context.query('SELECT @tax AS tax').first();
  return [{ rate: context.vars.rate, tax: row.tax }];
});
export const other = model({ name: 's.other', kind: 'FULL', columns: { a: 'INTEGER' } }, () => [{ a: 1 }]);`,
    },
    { config: 'variables: { rate: 1, tax: 7 }' },
  );
  await project.plan();
  const config = project.read('mesh.config.yaml');
  project.write({ 'mesh.config.yaml': config.replace('rate: 1', 'rate: 2') });
  project.now = '2023-01-09T15:00:00Z';
  await project.run();
  expect(await project.rows('FROM s.rated')).toEqual(['1|7']);
  const { changes } = await project.plan();
  expect(changes.modified.map(({ name, category }) => [name, category])).toEqual([['s.rated', 'breaking']]);
  expect(await project.rows('FROM s.rated')).toEqual(['2|7']);
  project.write({ 'mesh.config.yaml': config.replace('rate: 1', 'rate: 2').replace('tax: 7', 'tax: 8') });
  await project.plan();
  expect(await project.rows('FROM s.rated')).toEqual(['2|8']);
});

test('what a model registers is no dependency of it', async () => {
  const project = testProject({
    'models/out.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL', columns: { a: 'INTEGER' } }, async (context) => {
  await context.register('few', [{ a: 1 }]);
  return context.query('SELECT a FROM few');
});`,
    'tests/test_out.yaml': 'out: { model: s.out, outputs: { query: [{ a: 1 }] } }',
  });
  const dag = await project.mesh('dag --json');
  expect((dag.json as { models: { parents: string[] }[] }).models.map(({ parents }) => parents)).toEqual([[]]);
  const tested = await project.mesh('test');
  expect(tested.stderr + tested.stdout).toContain('1 test passed');
  expect(tested.code).toBe(0);
});
