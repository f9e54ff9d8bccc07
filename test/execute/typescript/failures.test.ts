// What goes wrong in a model is told at its place, leaves nothing behind, and the rest of the graph finishes.
import { expect, test } from 'vitest';
import { testProject, type Files, type RunObject, type TestProject } from '../../support/testProject.ts';

const others: Files = {
  'models/other.sql': `MODEL (name s.other, kind FULL);\nSELECT 1 AS a;`,
  'models/below.sql': `MODEL (name s.below, kind FULL);\nSELECT count(*) AS n FROM s.out;`,
};

function model(body: string, options = `columns: { id: 'BIGINT', x: 'DOUBLE' }`): string {
  return `import { model, columns, sql } from 'mesh-sql';\nexport default model({ name: 's.out', kind: 'FULL', ${options} }, ${body});\n`;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
}

async function failing(project: TestProject): Promise<Failure> {
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  expect(run.code).toBe(1);
  const { result } = run.json as { result: RunObject };
  const by = new Map(result.models.map((each) => [each.name, each]));
  expect(by.get('s.other')?.status).toBe('success');
  expect(by.get('s.below')?.status).toBe('skipped');
  return by.get('s.out')!.error as Failure;
}

const cases: readonly (readonly [string, string, Partial<Failure> | { message: RegExp }])[] = [
  [
    'a wrong type',
    `() => [{ id: 1, x: 1 }, { id: 2, x: 'n/a' }]`,
    { code: 'RUN_VALUE', message: 's.out row 2, column x: expected DOUBLE, got "n/a" (batch 1)' },
  ],
  [
    'a time to live that is no duration, of rows that are read',
    `(context) =>\n context.query('SELECT 1 AS id, 2 AS x').cached({ ttl: 'soon' }).rows()`,
    { code: 'RUN_ARGUMENT', at: { file: 'models/out.ts', line: 3, column: 42 } },
  ],
  [
    'a time to live that is no duration, of a relation that is returned',
    `(context) =>\n context.query('SELECT 1 AS id, 2 AS x').cached({ ttl: 'soon' })`,
    {
      code: 'RUN_ARGUMENT',
      message: /"soon" is no duration such as/,
      at: { file: 'models/out.ts', line: 3, column: 42 },
    },
  ],
  ...['new Map()', '1n', 'NaN', '{ a: [1, () => 1] }', 'undefined', 'Promise.resolve(1)', 'circle'].map(
    (value): (typeof cases)[number] => [
      `${value} as a variable`,
      `(context) => { const circle = {}; circle.a = circle; context.setVariable('v', ${value}); }`,
      { code: 'RUN_ARGUMENT', message: /the variable v is no JSON value: it has / },
    ],
  ),
  [
    'no time to live',
    `(context) =>\n context.query('SELECT 1 AS id, 2 AS x').cached({})`,
    { code: 'RUN_ARGUMENT', message: /nothing is no duration/ },
  ],
  [
    'an unknown column',
    `() => [{ id: 1, xx: 1 }]`,
    { code: 'RUN_COLUMN', message: 's.out: column xx is not a column of the model' },
  ],
  [
    'a column that is missing',
    `() => columns({ id: [1] })`,
    { code: 'RUN_COLUMN', message: 's.out: column x is missing' },
  ],
  [
    'columns of two lengths',
    `() => columns({ id: [1, 2], x: [1] })`,
    { code: 'RUN_COLUMN', message: 's.out: column x has another length than the others: 1 values, where id has 2' },
  ],
  ['a number', `() => 5`, { code: 'RUN_RETURN' }],
  ['a string among rows', `function* () { yield { id: 1 }; yield 'x'; }`, { code: 'RUN_RETURN' }],
  [
    'a promise that is not awaited',
    `(context) => [{ id: context.table('s.other').first(), x: 1 }]`,
    {
      code: 'RUN_VALUE',
      message: 's.out row 1, column id: expected BIGINT, got a promise (is an `await` missing?) (batch 1)',
    },
  ],
  [
    'a call that is not awaited',
    `async (context) => {\n  void context.register('few', [{ a: 1 }]);\n  return [{ id: 1, x: 1 }];\n}`,
    { code: 'RUN_NOT_AWAITED', message: 's.out does not await register()', at: { line: 3, column: 16 } as never },
  ],
  [
    'a read that is not awaited',
    `async function* (context) {\n  yield { id: 1, x: 1 };\n  context.table('s.other').toArray();\n}`,
    { code: 'RUN_NOT_AWAITED', at: { line: 4, column: 28 } as never },
  ],
  [
    'a query with a syntax error',
    `async (context) => {\n  const id = 1;\n  return context.query('SELEC 1').toArray();\n}`,
    { code: 'RUN_STATEMENT', at: { line: 4, column: 18 } as never },
  ],
  [
    'a query for a missing column',
    `(context) => {\n  return context.query('SELECT nothing FROM s.other');\n}`,
    { code: 'ENGINE_SQL', at: { line: 3, column: 18 } as never },
  ],
  [
    'a condition that fails',
    `async function* (context) {\n  const none = context.table('s.other')\n    .where('nothing > 5');\n  for await (const row of none.rows()) yield row;\n}`,
    { code: 'ENGINE_SQL', at: { line: 5, column: 20 } as never },
  ],
  [
    'a misspelt table',
    `(context) => context.table('s.othr')`,
    { code: 'ENGINE_SQL', hint: 'did you mean s.other?' } as never,
  ],
  [
    'a table that is no dependency',
    `(context) => new Map([['own', context]]).get('own').table('s.else')`,
    { code: 'RUN_READ_UNDECLARED', hint: expect.stringContaining("dependsOn: ['s.else']") } as never,
  ],
  ['an object that is thrown', `() => { throw { code: 7 }; }`, { message: 's.out: { code: 7 }' }],
  ['SQL that fails', "() => sql`SELECT 1 AS id, error('broken') AS x`", { code: 'ENGINE_SQL' }],
  [
    'two columns of one name',
    `(context) => context.query('SELECT 1 AS id, 2 AS id').rows()`,
    { code: 'ENGINE_DUPLICATE_COLUMN' },
  ],
  [
    'SQL with another column',
    '() => sql`SELECT 1 AS id, 2 AS y`',
    { code: 'RUN_COLUMN', message: 's.out: column x is missing' },
  ],
];

test.each(cases)('%s', async (_, body, expected) => {
  const project = testProject({ ...others, 'models/out.ts': model(body) });
  const error = await failing(project);
  expect(error).toMatchObject(expected);
  expect(error.at.file).toBe('models/out.ts');
});

test('an error of the model shows its own message and place', async () => {
  const project = testProject({
    ...others,
    'models/out.ts': model(`async function* (context) {
  yield { id: 1, x: 1 };
  await context.table('s.other').first();
  throw new TypeError('no such score');
}`),
  });
  expect(await failing(project)).toMatchObject({
    code: 'RUN_MODEL_FAILED',
    message: 's.out: TypeError: no such score',
    at: { file: 'models/out.ts', line: 5 },
  });
});

test('a failure after many rows leaves the rows from before', async () => {
  const project = testProject({ ...others, 'models/out.ts': model(`() => [{ id: 1, x: 1 }]`) });
  await project.plan();
  project.write({
    'models/out.ts': model(`async function* () {
  for (let b = 0; b < 40; b++) yield columns({ id: BigInt64Array.from({ length: 50000 }, (_, i) => BigInt(i)), x: new Float64Array(50000) });
  throw new Error('late');
}`),
  });
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  expect((run.json as { result: RunObject }).result.models.find((each) => each.name === 's.out')?.error?.message).toBe(
    's.out: late',
  );
  expect(await project.rows('SELECT * FROM s.out')).toEqual(['1|1']);
});

test('NULL in a column that is NOT NULL is an error in its row', async () => {
  const project = testProject({
    ...others,
    'models/out.ts': model(`() => [{ id: 1, x: 1 }, { x: 2 }]`, `columns: { id: 'BIGINT NOT NULL', x: 'DOUBLE' }`),
  });
  expect(await failing(project)).toMatchObject({
    message: 's.out row 2, column id: expected BIGINT NOT NULL, got NULL (batch 1)',
  });
});

test('a model that never yields ends with its timeout', async () => {
  const project = testProject({
    ...others,
    'models/out.ts': model(
      `async function* () { await new Promise((resolve) => setTimeout(resolve, 100000).unref()); }`,
      `timeout: '200ms', columns: { id: 'BIGINT', x: 'DOUBLE' }`,
    ),
  });
  expect(await failing(project)).toMatchObject({
    code: 'RUN_MODEL_TIMEOUT',
    message: 's.out did not finish within 200ms',
  });
});

test('a timeout interrupts the query that the model reads', async () => {
  const project = testProject({
    ...others,
    'models/out.ts': model(
      `(context) => context.query('SELECT count(*) AS id, 1.5 AS x FROM range(100000000) a, range(100000) b').rows()`,
      `timeout: '300ms', columns: { id: 'BIGINT', x: 'DOUBLE' }`,
    ),
  });
  expect(await failing(project)).toMatchObject({ code: 'RUN_MODEL_TIMEOUT' });
});

test('types that cannot be told are asked for', async () => {
  const project = testProject({ ...others, 'models/out.ts': model(`() => [{ id: 1, x: null }]`, '') });
  expect(await failing(project)).toMatchObject({ code: 'RUN_COLUMNS_UNKNOWN' });
});

test('a full model without columns takes the types of its first rows', async () => {
  const project = testProject({
    ...others,
    'models/out.ts': model(
      `() => [{ id: 1, x: null, at: new Date(0), tags: ['a'], deep: { a: 1.5 } }, { id: 2, x: 0.5 }]`,
      '',
    ),
  });
  await project.plan();
  expect(await project.rows(`SELECT column_name || ' ' || column_type FROM (DESCRIBE s.out)`)).toEqual([
    'id BIGINT',
    'x DOUBLE',
    'at TIMESTAMP',
    'tags VARCHAR[]',
    'deep STRUCT(a DOUBLE)',
  ]);
});

test("the model's finally runs when its insert fails", async () => {
  const project = testProject({
    ...others,
    'models/out.ts': `import { model } from 'mesh-sql';
import { writeFileSync } from 'node:fs';
export default model({ name: 's.out', kind: 'FULL', columns: { id: 'BIGINT', x: 'DOUBLE' } }, async function* () {
  try {
    for (let i = 0; ; i++) yield { id: i, x: i === 20000 ? 'bad' : 1 };
  } finally {
    writeFileSync(new URL('../ended.txt', import.meta.url), 'yes');
  }
});`,
  });
  expect(await failing(project)).toMatchObject({
    code: 'RUN_VALUE',
    message: 's.out row 20,001, column x: expected DOUBLE, got "bad" (batch 3)',
  });
});

test('a promise that is awaited later is no error', async () => {
  const project = testProject({
    ...others,
    'models/out.ts': model(`async (context) => {
  const early = context.table('s.other').toArray();
  const [first, [rows]] = await Promise.all([context.table('s.other').first(), Promise.all([early])]);
  const size = context.table('s.other').size().then(({ rows }) => rows);
  return [{ id: first.a, x: rows.length + (await size) }];
}`),
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.out')).toEqual(['1|2']);
});

test('a model that gives nothing for ever ends with its timeout', async () => {
  const project = testProject({
    ...others,
    'models/out.ts': model(
      `function* () { for (;;) yield null; }`,
      `timeout: '300ms', columns: { id: 'BIGINT', x: 'DOUBLE' }`,
    ),
  });
  expect(await failing(project)).toMatchObject({ code: 'RUN_MODEL_TIMEOUT' });
});

test('keys that differ in case are one column when the types are told from the rows', async () => {
  const rows = testProject({ 'models/out.ts': model(`() => [{ Id: 1 }, { id: 2 }, { ID: null }]`, '') });
  expect((await rows.mesh(['plan', '--auto-apply'])).code).toBe(0);
  expect(await rows.rows('SELECT * FROM s.out ORDER BY ALL')).toEqual(['1', '2', '∅']);
  const twice = testProject({ ...others, 'models/out.ts': model(`() => [{ id: 1, ID: 1 }]`, '') });
  expect((await failing(twice)).message).toContain('column id is given twice: id and ID are one name in SQL');
});

test('two columns of one name of a query are refused, also where the query stands among rows of other types', async () => {
  const bodies = {
    alone: '() => sql`SELECT 1 AS id, 7 AS id, 2 AS x`',
    cast: 'function* () { yield { id: 0, x: 0 }; yield sql`SELECT 1::HUGEINT AS id, 7::HUGEINT AS id, 2 AS x`; }',
    kept: 'function* () { yield { id: 0, x: 0 }; yield sql`SELECT 1::BIGINT AS id, 7::BIGINT AS id, 2::DOUBLE AS x`; }',
  };
  const models = Object.entries(bodies).map(([name, body]) => [
    `models/${name}.ts`,
    model(body).replace('s.out', `s.${name}`),
  ]);
  const run = await testProject(Object.fromEntries(models) as Files).mesh(['plan', '--auto-apply', '--json']);
  const { result } = run.json as { result: RunObject };
  expect(result.models.map(({ name, error }) => `${name} ${error?.code} ${error?.message}`)).toEqual(
    Object.keys(bodies).map((name) => `s.${name} ENGINE_DUPLICATE_COLUMN the result has two columns named id`),
  );
});
