// Functions of TypeScript in SQL models, and variables of models in SQL.
import { expect, test, vi } from 'vitest';
import { testProject, type Files, type RunObject } from '../../support/testProject.ts';

// The first test of a file loads the compiler and the engine, on machines that are busy too.
vi.setConfig({ testTimeout: 120_000 });

const people: Files = {
  'models/people.sql': `MODEL (name s.people, kind FULL);
SELECT * FROM (VALUES (1::BIGINT, 'Ada Lovelace', DATE '2023-01-01'), (2, NULL, DATE '2023-01-05'), (3, 'Grace Hopper', DATE '2023-01-07')) AS t(id, name, joined);`,
  'models/lib/functions.ts': `import { columns, scalarFunction, tableFunction } from 'mesh-sql';
import { appendFileSync } from 'node:fs';

export const initials = scalarFunction(
  { name: 'initials', parameters: { name: 'VARCHAR', sign: 'VARCHAR' }, returns: 'VARCHAR' },
  (name: string | null, sign: string) => (name === null ? null : name.split(' ').map((word) => word[0]).join(sign)),
);
export const scoring = tableFunction(
  { name: 'customer_scoring', parameters: { since: 'DATE', factor: 'DOUBLE' }, columns: { id: 'BIGINT', score: 'DOUBLE' } },
  async function* (context, { since, factor }) {
    appendFileSync(new URL('../../calls.txt', import.meta.url), since.toISOString() + '\\n');
    for await (const row of context.table('s.people').where('joined >= ?', [since]).rows()) yield { id: row.id, score: Number(row.id) * (factor ?? 1) };
  },
);`,
};

test('a function of the project is called, though SQLMesh reads its name as one of the engine', async () => {
  const project = testProject({
    'models/signum.ts': `import { scalarFunction } from 'mesh-sql';
export const signum = scalarFunction({ name: 'signum', parameters: { x: 'BIGINT' }, returns: 'BIGINT' }, (x) => (x === null ? null : x + 40n));`,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT Signum(2) AS x, NVL(NULL, 3) AS y;`,
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.out')).toEqual(['42|3']);
});

test('a scalar function is called by a SQL model, and its columns are known', async () => {
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT id, initials(name, '.') AS short, Initials(p.name, '') || '!' AS loud FROM s.people AS p;`,
    'models/below.sql': `MODEL (name s.below, kind FULL);\nSELECT * FROM s.out;`,
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.below ORDER BY id')).toEqual(['1|A.L|AL!', '2|∅|∅', '3|G.H|GH!']);
  const types = await project.mesh('types');
  expect({ code: types.code, text: project.read('mesh.d.ts') }).toMatchObject({
    code: 0,
    text: expect.stringContaining("short: 'VARCHAR'") as string,
  });
});

test('callers of a function are computed again when what it reads has other rows, and kept when that has other columns besides', async () => {
  const named = people['models/people.sql']!;
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT t.id, t.score FROM customer_scoring(since := '2023-01-01', factor := 1) AS t;`,
  });
  await project.plan();
  project.write({ 'models/people.sql': named.replace('(2, NULL', '(20, NULL') });
  const moved = await project.plan();
  expect(moved.changes.modified.map(({ name, category, reason }) => [name, category, reason])).toEqual([
    ['s.out', 'indirect-breaking', 'reads s.people, whose rows changed'],
    ['s.people', 'breaking', expect.any(String)],
  ]);
  expect(await project.rows('SELECT id FROM s.out ORDER BY id')).toEqual(['1', '3', '20']);
  project.write({ 'models/people.sql': project.read('models/people.sql').replace('SELECT *', 'SELECT *, 1 AS n') });
  const widened = await project.plan();
  expect(widened.changes.modified.map(({ name, category, reason }) => [name, category, reason])).toEqual([
    ['s.out', 'indirect-non-breaking', 'the columns it reads of s.people are the same'],
    ['s.people', 'non-breaking', expect.any(String)],
  ]);
});

test('readers of a variable are computed again with the model that sets it', async () => {
  const best = (low: number): string => `import { model } from 'mesh-sql';
export default model({ name: 's.best', kind: 'FULL', columns: { id: 'BIGINT' } }, async (context) => {
  context.setVariable('low', ${low});
  return context.query('SELECT id FROM s.people');
});`;
  const project = testProject({
    ...people,
    'models/best.ts': best(1),
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT @OUTPUT(s.best, low)::INT AS low;`,
  });
  await project.plan();
  project.write({ 'models/best.ts': best(2) });
  const { changes } = await project.plan();
  expect(changes.modified.map(({ name, category }) => [name, category])).toEqual([
    ['s.best', 'breaking'],
    ['s.out', 'indirect-breaking'],
  ]);
  expect(await project.rows('SELECT low FROM s.out')).toEqual(['2']);
});

test.each(['--skip-backfill', '--empty-backfill'])('callers of functions have empty tables after %s', async (word) => {
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT t.id, initials('Ada Lovelace', '.') AS short FROM customer_scoring(since := '2023-01-01', factor := 1) AS t;`,
  });
  await project.plan(['dev', word]);
  expect(await project.rows('SELECT column_name, column_type FROM (DESCRIBE s__dev.out)')).toEqual([
    'id|BIGINT',
    'short|VARCHAR',
  ]);
});

test.each(['--skip-backfill', '--empty-backfill'])(
  '%s asks for the columns of a function before anything is done',
  async (word) => {
    const rows = (options: string): string =>
      `import { model } from 'mesh-sql';\nexport default model({ name: 's.rows', kind: 'FULL'${options} }, () => [{ id: 1 }]);\n`;
    const project = testProject({ 'models/rows.ts': rows('') });
    const refused = await project.mesh(`plan ${word} --auto-apply --json`);
    expect(refused.code).toBe(2);
    expect(refused.json).toMatchObject({ error: { code: 'PLAN_NO_COLUMNS', at: { file: 'models/rows.ts', line: 2 } } });
    project.write({ 'models/rows.ts': rows(", columns: { id: 'INTEGER' }") });
    await project.plan(word);
    expect(await project.rows('SELECT count(*) FROM s.rows')).toEqual(['0']);
  },
);

test('a change of a function changes the models that call it', async () => {
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT id, initials(name, '.') AS short FROM s.people;`,
    'models/other.sql': `MODEL (name s.other, kind FULL);\nSELECT id FROM s.people;`,
  });
  await project.plan();
  project.write({
    'models/lib/functions.ts': people['models/lib/functions.ts']!.replace('word[0]', 'word[0].toLowerCase()'),
  });
  const plan = await project.plan();
  expect(plan.changes.modified.map(({ name }) => name)).toEqual(['s.out']);
  expect(await project.rows('SELECT short FROM s.out ORDER BY id')).toEqual(['a.l', '∅', 'g.h']);
});

test('a table function runs once for a statement, with constants of the interval, and is an edge of the graph', async () => {
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind INCREMENTAL_BY_TIME_RANGE (time_column day), start '2023-01-05');
SELECT @start_date AS day, p.name, c.score, customer_scoring.score AS again
FROM s.people AS p
JOIN customer_scoring(since := @start_date, factor := 2 * 1.5) AS c USING (id)
JOIN customer_scoring(since := @start_date, factor := 2 * 1.5) ON customer_scoring.id = p.id;`,
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.out ORDER BY ALL')).toEqual([
    '2023-01-05|Grace Hopper|9|9',
    '2023-01-05|∅|6|6',
  ]);
  expect(project.read('calls.txt')).toBe('2023-01-05T00:00:00.000Z\n');
  const dag = await project.mesh('dag --json');
  expect(dag.stdout).toContain('s.people');
  expect(await project.rows(`SELECT count(*) FROM duckdb_tables() WHERE schema_name LIKE 'run%'`)).toEqual(['0']);
});

test('arguments may come in order, and a marked static method is a table function', async () => {
  const project = testProject({
    'models/numbers.ts': `import { tableFunction } from 'mesh-sql';
export class Numbers {
  @tableFunction({ name: 'numbers', parameters: { upto: 'INTEGER' }, columns: { n: 'INTEGER' } })
  static numbers(context, { upto }) { return Array.from({ length: upto }, (_, n) => ({ n })); }
}`,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT n * 2 AS n FROM numbers(4);`,
  });
  await project.plan();
  expect(await project.rows('SELECT n FROM s.out ORDER BY n')).toEqual(['0', '2', '4', '6']);
});

test.each([
  ['customer_scoring(sinc := @start_ds)', 'RUN_TABLE_FUNCTION'],
  [`customer_scoring('2023-01-01', 1, 2)`, 'RUN_TABLE_FUNCTION'],
])('%s is refused when it runs', async (call, code) => {
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind FULL, columns (id BIGINT, score DOUBLE));\nSELECT id, score FROM ${call.replace('@start_ds', `'2023-01-01'`)};`,
  });
  const run = await project.mesh('plan --auto-apply --json');
  const { result } = run.json as { result?: RunObject };
  expect(result?.models.find(({ name }) => name === 's.out')?.error?.code ?? run.stdout).toBe(code);
});

test('a view must not call a function of TypeScript', async () => {
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind VIEW);\nSELECT initials(name, '') AS short FROM s.people;`,
  });
  const run = await project.mesh('plan --auto-apply --json');
  expect(run.code).toBe(2);
  expect(run.stdout).toContain('MODEL_FUNCTION_VIEW');
});

test('a function that throws fails its model alone, with its own message', async () => {
  const project = testProject({
    ...people,
    'models/bad.ts': `import { scalarFunction } from 'mesh-sql';
export default scalarFunction({ name: 'bad', parameters: { id: 'BIGINT' }, returns: 'BIGINT' }, () => { throw new Error('no such id'); });`,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT bad(id) AS id FROM s.people;`,
  });
  const run = await project.mesh('plan --auto-apply --json');
  const { result } = run.json as { result: RunObject };
  const by = new Map(result.models.map((each) => [each.name, each]));
  expect(by.get('s.people')?.status).toBe('success');
  expect(by.get('s.out')?.error?.message).toContain('no such id');
});

test('a variable of a TypeScript model stands in SQL, also in a later run', async () => {
  const project = testProject({
    ...people,
    'models/best.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.best', kind: 'FULL', columns: { id: 'BIGINT' } }, async (context) => {
  context.setVariable('low', 2); context.setVariable('label', "it's");
  return context.table('s.people').select('id');
});`,
    'models/out.sql': `MODEL (name s.out, kind FULL, cron '@daily');\nSELECT id, @OUTPUT(s.best, label) AS label FROM s.people WHERE id >= @OUTPUT(s.best, low);`,
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.out ORDER BY 1')).toEqual(["2|it's", "3|it's"]);
  project.now = '2023-01-09T15:00:00Z';
  await project.run('--select-model s.out --no-auto-upstream');
  expect(await project.rows('SELECT count(*) FROM s.out')).toEqual(['2']);
  expect((await project.mesh('dag --json')).stdout).toContain('s.best');
});

test('a variable that nobody has set is told', async () => {
  const project = testProject({
    ...people,
    'models/out.sql': `MODEL (name s.out, kind FULL);\nSELECT @OUTPUT(s.people, low) AS x;`,
  });
  const run = await project.mesh('plan --auto-apply --json');
  const { result } = run.json as { result: RunObject };
  expect(result.models.find(({ name }) => name === 's.out')?.error?.message).toContain('has set no variable low');
});

const double = {
  'models/double.ts': `import { scalarFunction, tableFunction } from 'mesh-sql';
export const twice = scalarFunction({ name: 'twice', parameters: { x: 'BIGINT' }, returns: 'BIGINT' }, (x) => (x === null ? null : x * 2n));
export const numbers = tableFunction({ name: 'numbers', parameters: { n: 'INTEGER' }, columns: { i: 'INTEGER' } }, function* (_, { n }) { for (let i = 0; i < n; i++) yield { i }; });
export const broken = scalarFunction({ name: 'broken', parameters: { x: 'BIGINT' }, returns: 'BIGINT' }, () => {
  throw new Error('no way');
});
`,
};

test('scalar functions are called by statements, audits, queries of TypeScript models, evaluate and unit tests', async () => {
  const project = testProject({
    ...double,
    'models/a.sql': `MODEL (name s.a, kind FULL, audits (doubled));
CREATE OR REPLACE TABLE before AS SELECT twice(4) AS x;
SELECT twice(21) AS x;
CREATE OR REPLACE TABLE after AS SELECT twice(x) AS x FROM (SELECT 42 AS x);

AUDIT (name doubled);
SELECT * FROM @this_model WHERE x <> twice(21);
`,
    'models/b.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.b', kind: 'FULL', columns: { x: 'BIGINT' } }, (context) => context.query('SELECT twice(x) AS x FROM s.a').rows());
`,
    'models/c.sql':
      'MODEL (name s.c, kind FULL);\nSELECT twice(x) AS y, (SELECT count(*) FROM numbers(3)) AS n FROM s.a;',
    'tests/test_c.yaml':
      'test_c:\n  model: s.c\n  inputs:\n    s.a: [{ x: 4 }, { x: 5 }]\n  outputs:\n    query: [{ y: 8, n: 3 }, { y: 10, n: 3 }]\n',
  });
  await project.plan();
  expect(await project.rows('SELECT b.x, c.y, p.x, q.x FROM s.b AS b, s.c AS c, before AS p, after AS q')).toEqual([
    '84|84|8|84',
  ]);
  expect((await project.mesh(['audit'])).code).toBe(0);
  expect((await project.mesh(['evaluate', 's.a', '--json'])).json).toEqual([{ x: 42 }]);
  expect((await project.mesh(['test', '-k', 'test_c'])).code).toBe(0);
});

test.each([
  [
    'a table function in a statement',
    { 'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT 1 AS x;\nCREATE OR REPLACE TABLE t AS FROM numbers(3);' },
    { code: 'RUN_TABLE_FUNCTION', at: { file: 'models/a.sql', line: 3 } },
  ],
  [
    'a scalar function that throws',
    { 'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT broken(1) AS x;' },
    {
      code: 'ENGINE_SQL',
      message: 'the function broken failed: no way',
      at: { file: 'models/double.ts', line: 5 },
    },
  ],
])('%s is an error at its place', async (_, files, expected) => {
  const project = testProject({ ...double, ...files });
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  expect(run.code).toBe(1);
  expect((run.json as { result: RunObject }).result.models[0]?.error).toMatchObject(expected);
});

test('built-in audits take scalar functions in their arguments, by themselves and in a pass with others', async () => {
  const project = testProject({
    'models/half.ts': `import { model, scalarFunction } from 'mesh-sql';
export const half = scalarFunction({ name: 'half', parameters: { x: 'DOUBLE' }, returns: 'DOUBLE' }, (x: number | null) => (x === null ? null : x / 2));
// The name of what the audit's own query calls.
export const count = scalarFunction({ name: 'count', parameters: { x: 'DOUBLE' }, returns: 'DOUBLE' }, (x: number | null) => x);
export const m = model({ name: 's.m', kind: 'FULL', columns: { x: 'DOUBLE' }, audits: [['forall', { criteria: ['half(x) < 1000'] }]] }, () => [{ x: 3 }]);`,
    'models/out.sql': `MODEL (name s.out, kind FULL, audits (
  forall(criteria := (half(x) < 1000, count(x) > 1)), not_null(columns := (Half(x))), accepted_range(column := half(x), min_v := 1)));
SELECT x FROM s.m;`,
    'models/view.sql':
      'MODEL (name s.view, kind VIEW, audits (forall(criteria := (half(x) > 1))));\nSELECT x FROM s.out;',
    'models/other.sql':
      "MODEL (name s.other, kind FULL, dialect bigquery, audits (forall(criteria := (half(x) < 1000))));\nSELECT 'a\\'(' AS a, 2.5 AS x;",
  });
  await project.plan();
  expect(await project.rows('SELECT x FROM s.view')).toEqual(['3']);
  project.write({ 'models/out.sql': project.read('models/out.sql').replace('1000', '1.5') });
  const { code, stdout, stderr } = await project.mesh('plan --auto-apply');
  expect({ code, out: stdout + stderr }).toMatchObject({
    code: 1,
    out: expect.stringContaining(
      'models/out.sql:2:3 error RUN_AUDIT_FAILED audit forall of s.out found 1 bad row',
    ) as string,
  });
});

test('a wrong number of arguments is told at the call, and no name of the engine is shown', async () => {
  const half = `import { scalarFunction } from 'mesh-sql';
export const half = scalarFunction({ name: 'half', parameters: { x: 'DOUBLE' }, returns: 'DOUBLE' }, (x: number | null) => (x === null ? null : x / 2));`;
  const project = testProject({
    'models/half.ts': half,
    'models/out.sql': `MODEL (name s.out, kind FULL, audits (forall(criteria := (half() > 1)), own));
SELECT x, half(x) AS y, half(*COLUMNS(x)) AS w,
  half(@IF(TRUE, x, 1), 2) AS z FROM (SELECT 1 AS x);

AUDIT (name own);
SELECT * FROM s.out WHERE half(')', x) > 1;`,
    'audits/alone.sql': 'AUDIT (name alone, standalone true);\nSELECT * FROM s.out WHERE half(x) > 1;',
  });
  const wrong = await project.mesh('lint');
  const shown = (wrong.stdout + wrong.stderr).match(/^\S+ error .*$/gm);
  expect(shown).toEqual([
    'audits/alone.sql:2:27 error AUDIT_FUNCTION audit alone stands alone and calls half, a function of TypeScript',
    'models/out.sql:1:39 error MODEL_FUNCTION_ARGUMENTS half() takes 1 argument, this call gives it 0',
    'models/out.sql:3:3 error MODEL_FUNCTION_ARGUMENTS half() takes 1 argument, this call gives it 2',
    'models/out.sql:6:27 error MODEL_FUNCTION_ARGUMENTS half() takes 1 argument, this call gives it 2',
  ]);
  const other = testProject({
    'models/half.ts': half,
    'models/out.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL', columns: { x: 'DOUBLE' } }, (context) =>
  context.query('SELECT half(1, 2) AS x'));`,
  });
  const { stdout, stderr } = await other.mesh('plan --auto-apply');
  expect(stdout + stderr).toMatch(
    /models\/out.ts:3:11 error ENGINE_SQL s.out: No function matches the given name and argument types 'half\(/,
  );
  expect(stdout + stderr).toContain('hint: known forms: half(DOUBLE) -> DOUBLE');
  expect(stdout + stderr).not.toContain('mesh_fn');
});
