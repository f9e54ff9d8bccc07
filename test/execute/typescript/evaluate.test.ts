// `mesh evaluate` of models that are functions, or call functions: their rows, and nothing left behind.
import { expect, test, vi } from 'vitest';
import { testProject, type Files } from '../../support/testProject.ts';

// The first test of a file loads the compiler and the engine, on machines that are busy too.
vi.setConfig({ testTimeout: 120_000 });

const events: Files = {
  'models/events.sql': `MODEL (name s.events, kind FULL);
SELECT i::BIGINT AS id, TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS at, i * 1.5::DOUBLE AS amount FROM range(48) AS t(i);`,
};

const scores: Files = {
  ...events,
  'models/scores.ts': `import { model } from 'mesh-sql';
export default model(
  { name: 's.scores', kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'at' }, start: '2024-01-01',
    columns: { id: 'BIGINT', at: 'TIMESTAMP', score: 'DOUBLE' } },
  async function* (context) {
    for await (const row of context.table('s.events').during('at').orderBy('id').rows())
      yield { id: row.id, at: row.at, score: row.amount * 2 };
  },
);`,
};

test('rows of an interval, before anything was planned', async () => {
  const project = testProject(scores);
  const words = ['evaluate', 's.scores', '--start', '2024-01-02', '--end', '2024-01-02', '--limit', '2', '--json'];
  const run = await project.mesh(words);
  expect([run.code, run.json, run.stderr]).toEqual([
    0,
    [
      { id: 24, at: '2024-01-02 00:00:00', score: 72 },
      { id: 25, at: '2024-01-02 01:00:00', score: 75 },
    ],
    '',
  ]);
});

test('the code of the files counts, and the table of prod stays as it is', async () => {
  const project = testProject(scores);
  project.now = '2024-01-03T12:00:00Z';
  await project.plan();
  project.write({ 'models/scores.ts': scores['models/scores.ts']!.replace('* 2', '* 10') });
  const words = ['evaluate', 's.scores', '--start', '2024-01-02', '--end', '2024-01-02', '--limit', '1', '--json'];
  expect((await project.mesh(words)).json).toEqual([{ id: 24, at: '2024-01-02 00:00:00', score: 360 }]);
  expect(await project.rows('SELECT count(*), min(score), max(score) FROM s.scores')).toEqual(['48|0|141']);
  const left = `SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%evaluated%' OR table_name LIKE '%stage%'`;
  expect(await project.rows(left)).toEqual(['0']);
});

test('what the model would write elsewhere, or set, is undone', async () => {
  const project = testProject({
    ...events,
    'models/notes.ts': `import { model } from 'mesh-sql';
export default model(
  { name: 's.notes', kind: 'FULL', columns: { id: 'BIGINT' }, writes: ['main.side'] },
  async (context) => {
    await context.engine.insert('main.side', [{ id: 7 }]);
    context.setVariable('seen', 1);
    return [{ id: 1n }];
  },
);`,
  });
  await project.sql('CREATE TABLE main.side (id BIGINT)');
  await project.plan();
  const values = 'SELECT value_key, value FROM mesh_state._values ORDER BY ALL';
  const before = await project.rows(values).catch(() => []);
  expect((await project.mesh('evaluate s.notes --json')).json).toEqual([{ id: 1 }]);
  expect(await project.rows('SELECT * FROM main.side')).toEqual(['7']);
  expect(await project.rows(values).catch(() => [])).toEqual(before);
});

test.each([
  ['tasks', `tasks: { column: 'region', list: ['north', 'south'] }`, `yield { region: context.task, n: 1n };`],
  ['a checkpoint', `checkpoint: { key: ['n'], every: 1000 }`, `yield { region: 'all', n: 1n };`],
])('a model with %s', async (_, option, body) => {
  const project = testProject({
    'models/m.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.m', kind: 'FULL', columns: { region: 'VARCHAR', n: 'BIGINT' }, ${option} }, async function* (context) { ${body} });`,
  });
  const run = await project.mesh('evaluate s.m --json');
  expect([run.code, run.json]).toEqual([
    0,
    option.startsWith('tasks')
      ? [
          { region: 'north', n: 1 },
          { region: 'south', n: 1 },
        ]
      : [{ region: 'all', n: 1 }],
  ]);
});

test('a query that calls a table function, also above the model', async () => {
  const project = testProject({
    ...events,
    'models/lib/numbers.ts': `import { tableFunction } from 'mesh-sql';
export const first = tableFunction({ name: 'first_events', parameters: { n: 'BIGINT' }, columns: { id: 'BIGINT' } },
  async function* (context, { n }) { yield* context.table('s.events').where('id < ?', [n]).select('id').rows(); });`,
    'models/a.sql': 'MODEL (name s.a, kind VIEW);\nSELECT id FROM s.events;',
    'models/b.sql':
      'MODEL (name s.b, kind FULL);\nSELECT f.id FROM first_events(3) AS f JOIN s.a USING (id) ORDER BY 1;',
    'models/c.sql': 'MODEL (name s.c, kind FULL);\nSELECT max(id) AS most FROM s.b;',
  });
  const own = await project.mesh('evaluate s.b --json');
  expect([own.code, own.json]).toEqual([0, [{ id: 0 }, { id: 1 }, { id: 2 }]]);
  expect((await project.mesh('evaluate s.c --json')).json).toEqual([{ most: 2 }]);
});

test('an error is placed in the source', async () => {
  const project = testProject({
    'models/m.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.m', kind: 'FULL', columns: { n: 'BIGINT' } }, () => {
  throw new Error('no rows');
});`,
  });
  const run = await project.mesh('evaluate s.m --json');
  expect([run.code, run.json]).toMatchObject([
    1,
    { error: { code: 'RUN_MODEL_FAILED', at: { file: 'models/m.ts', line: 3 } } },
  ]);
});

test('a query of the model that fails is shown at its call', async () => {
  const project = testProject({
    'models/m.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.m', kind: 'FULL', columns: { n: 'BIGINT' } }, (context) =>
  context.query('SELECT 1 / (n - n) AS n, error(\\'bad\\') FROM range(2) AS t(n)').rows());`,
  });
  const run = await project.mesh('evaluate s.m --json');
  expect(run.code).toBe(1);
  expect(run.json).toMatchObject({ error: { at: { file: 'models/m.ts', line: 3 } } });
});

const tasks: Files = {
  'models/tasks.ts': `import { model } from 'mesh-sql';
export default model(
  { name: 's.tasks', kind: 'FULL', columns: { task: 'VARCHAR', n: 'BIGINT' }, tasks: { column: 'task', list: ['a', 'b'] }, checkpoint: { key: 'n', every: 2 } },
  async function* (context) {
    context.setVariable('last', 1);
    for (const n of [1, 2, 3]) yield { n };
  },
);`,
  'models/below.sql': 'MODEL (name s.below, kind FULL); SELECT n + @OUTPUT(s.tasks, last) AS n FROM s.tasks',
};

test('variables that a model with tasks sets are not kept, in whichever database the state is', async () => {
  const project = testProject({
    ...tasks,
    'mesh.config.yaml': `gateways:
  local:
    connection: { type: duckdb, database: db.duckdb }
    state_connection: { type: duckdb, database: state.duckdb }
model_defaults: { dialect: duckdb, start: 2023-01-01 }
`,
  });
  const rows = async () => ((await project.mesh('evaluate s.tasks --json')).json as unknown[]).length;
  expect(await rows()).toBe(6);
  await project.plan();
  project.write({ 'models/tasks.ts': tasks['models/tasks.ts']!.replace("'last', 1", "'last', 2") });
  expect(await rows()).toBe(6);
  expect(await project.rows('SELECT value FROM mesh_state.stored_values', 'state.duckdb')).toEqual(['{"last":1}']);
});

test('a model with tasks and variables, beside the state of its plan', async () => {
  const project = testProject(tasks);
  expect((await project.mesh('evaluate s.tasks --json')).json).toHaveLength(6);
  await project.plan();
  expect((await project.mesh('evaluate s.tasks --json')).json).toHaveLength(6);
});

test('values that models have set stand in a query, NULL before they were', async () => {
  const project = testProject({
    ...tasks,
    'models/alone.sql': 'MODEL (name s.alone, kind FULL); SELECT @OUTPUT(s.tasks, last) AS x',
  });
  expect((await project.mesh('evaluate s.alone --json')).json).toEqual([{ x: null }]);
  await project.plan();
  expect((await project.mesh('evaluate s.alone --json')).json).toEqual([{ x: 1 }]);
  expect((await project.mesh('render s.alone')).stdout).toContain('1 AS x');
});
