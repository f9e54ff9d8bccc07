// What a model may return, through the commands.
import { expect, test } from 'vitest';
import { testProject, type RunObject } from '../../support/testProject.ts';

const source = {
  'models/source.sql': `MODEL (name s.source, kind FULL);\nSELECT i::BIGINT AS id, i / 2 AS x, 'name ' || i AS name FROM range(5) t(i);`,
};

function model(body: string, options = `columns: { id: 'BIGINT', x: 'DOUBLE', name: 'VARCHAR' }`): string {
  return `import { model, columns, sql } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL', ${options} }, ${body});`;
}

const forms: Record<string, string> = {
  rows: `async (context) => (await context.table('s.source').toArray())`,
  'rows, yielded': `async function* (context) { for await (const row of context.table('s.source').rows()) yield row; }`,
  'arrays of rows, yielded': `async function* (context) { for await (const batch of context.table('s.source')) yield [...batch.rows()]; }`,
  'columns of typed arrays': `async function* (context) {
    for await (const batch of context.table('s.source')) yield columns({ id: batch.column('id').values, x: batch.column('x').values, name: batch.column('name') });
  }`,
  'batches as they are': `(context) => context.table('s.source').batches({ rows: 2 })`,
  'an Arrow table': `async (context) => context.table('s.source').toArrow()`,
  'Arrow batches': `(context) => context.table('s.source').arrow()`,
  'a relation': `(context) => context.table('s.source')`,
  sql: "async (context) => sql`SELECT * FROM ${context.table('s.source')}`",
  'a query': `(context) => context.query('SELECT * FROM s.source WHERE id >= ?', [0])`,
  'a relation and rows, yielded': `async function* (context) { yield context.table('s.source').where('id < 3'); yield { id: 3n, x: 1.5, name: 'name 3' }; yield context.table('s.source').where('id > 3'); }`,
  'a query of other types among rows': `async function* () {
    yield { id: 0, x: 0, name: 'name 0' };
    yield sql\`SELECT i::HUGEINT AS ID, (i / 2)::DECIMAL(20, 3)::VARCHAR AS x, 'name ' || i AS name FROM range(1, 3) t(i)\`;
    for (const i of [3, 4]) yield { id: i, x: i / 2, name: 'name ' + i };
  }`,
  'batches with decimals': `async function* (context) { for await (const batch of context.query('SELECT id, x::DECIMAL(38, 4) AS x, name FROM s.source')) yield batch; }`,
  'a generator that is not async': `function* () { for (let i = 0; i < 5; i++) yield { id: i, x: i / 2, name: 'name ' + i }; }`,
};

test.each(Object.entries(forms))('the same rows as %s', async (_, body) => {
  const project = testProject({ ...source, 'models/out.ts': model(body) });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.out ORDER BY id')).toEqual([
    '0|0|name 0',
    '1|0.5|name 1',
    '2|1|name 2',
    '3|1.5|name 3',
    '4|2|name 4',
  ]);
});

test.each(['[]', '[{}]', 'columns({})', '[[], []]'])('without columns and rows, %s names no column', async (given) => {
  const project = testProject({
    'models/out.ts': `import { columns, model } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL' }, () => ${given} as never);`,
  });
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  expect((run.json as { result: RunObject }).result.models[0]?.error?.code).toBe('RUN_NO_COLUMNS');
});

test.each(['', 'worker: true, '])('lists may hold queries, lists and columns (%s)', async (options) => {
  const model = (name: string, body: string): string => `import { columns, model, sql } from 'mesh-sql';
export default model({ name: 's.${name}', kind: 'FULL', ${options}columns: { id: 'BIGINT' } }, ${body});`;
  const all = `[context.table('s.ids'), [{ id: 3 }], sql\`SELECT 4 AS id\`, columns({ id: [5, 6] }), { id: 7 }]`;
  const project = testProject({
    'models/ids.sql': 'MODEL (name s.ids, kind FULL);\nSELECT unnest([1, 2]) AS id;',
    'models/returned.ts': model('returned', `(context) => ${all}`),
    'models/yielded.ts': model('yielded', `function* (context) { yield ${all}; }`),
    'models/hollow.ts': model('hollow', '() => [{ id: 1 }, new Set([2])]'),
  });
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  const { models } = (run.json as { result: RunObject }).result;
  expect(models.map(({ name, rows, error }) => [name, rows, error?.code])).toEqual([
    ['s.hollow', null, 'RUN_RETURN'],
    ['s.ids', 2, undefined],
    ['s.returned', 7, undefined],
    ['s.yielded', 7, undefined],
  ]);
});
