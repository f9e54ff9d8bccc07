// Tests written in TypeScript, and tests of models written in TypeScript.
import { expect, it } from 'vitest';
import { modelTest } from '../../src/test.ts';
import { testProject } from '../support/testProject.ts';

const files = {
  'models/raw.sql':
    "MODEL (name s.raw, kind VIEW, columns (id INT, day DATE)); SELECT 1 AS id, DATE '2023-01-01' AS day",
  'models/m.sql': 'MODEL (name s.m, kind FULL); WITH a AS (SELECT id FROM s.raw) SELECT id * 2 AS twice FROM a',
  'models/merged.sql':
    'MODEL (name s.merged, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id)); SELECT id, day FROM s.raw',
  'models/code.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.code', kind: 'FULL', columns: { id: 'INTEGER', day: 'DATE' } }, async (context) => {
  const rows = await context.table('s.raw').toArray();
  return rows.map((row) => ({ id: Number(row['id']) + 100, day: row['day'] as Date }));
});`,
};

it('modelTest passes, or throws with the cells that differ', async () => {
  const { folder: project } = testProject(files);
  const inputs = { 's.raw': [{ id: 3, day: new Date('2023-01-05') }, { id: 4 }] };
  await modelTest(
    { model: 's.m', inputs, outputs: { query: [{ twice: 6 }, { twice: 8 }], ctes: { a: [{ id: 4 }, { id: 3 }] } } },
    { project },
  );
  const failing = modelTest({ model: 's.m', inputs, outputs: { query: [{ twice: 7 }, { twice: 8 }] } }, { project });
  await expect(failing).rejects.toThrow(/1 row is missing[^]*-\s+7[^]*\+\s+6/);
  await expect(modelTest({ model: 's.nothing', outputs: { query: [] } }, { project })).rejects.toThrow(
    /no model named s\.nothing/,
  );
  await expect(modelTest({ model: 's.m' }, { project })).rejects.toThrow(/no outputs/);
});

it('modelTest runs several steps', async () => {
  const { folder: project } = testProject(files);
  await modelTest(
    {
      model: 's.merged',
      steps: [
        {
          inputs: { 's.raw': [{ id: 1, day: '2023-01-01' }] },
          run: '2023-01-02',
          expect: [{ id: 1, day: '2023-01-01' }],
        },
        {
          inputs: { 's.raw': [{ id: 1, day: '2023-01-02' }] },
          run: '2023-01-03',
          expect: [{ id: 1, day: '2023-01-02' }],
        },
      ],
    },
    { project },
  );
});

it('a model in TypeScript is tested like one in SQL', async () => {
  const p = testProject({
    ...files,
    'tests/test_code.yaml': `good:
  model: s.code
  inputs: { s.raw: [{ id: 1, day: 2023-01-01 }] }
  outputs: { query: [{ id: 101, day: 2023-01-01 }] }
bad:
  model: s.code
  inputs: { s.raw: [{ id: 1 }] }
  outputs: { query: [{ id: 102 }] }
`,
  });
  const { json } = await p.mesh('test --json');
  const tests = (json as { tests: { name: string; status: string; message: string | null }[] }).tests;
  expect(tests.map((t) => `${t.name} ${t.status}`)).toEqual(['good passed', 'bad failed']);
  expect(tests[1]!.message).toContain('102');
});

it('code sees the clock of its test, each test its own', async () => {
  const day = (name: string, time: string, expected: string): string =>
    `${name}:\n  model: s.today\n  vars: { execution_time: '${time}' }\n  outputs: { query: [{ made: '${expected}', called: '${expected}', isDate: true }] }\n`;
  const project = testProject({
    'models/today.ts': `import { model } from 'mesh-sql';
const text = (date: Date): string => date.toISOString().slice(0, 10);
export default model({ name: 's.today', kind: 'FULL', columns: { made: 'TEXT', called: 'TEXT', isDate: 'BOOLEAN' } }, async () => {
  const made = text(new Date());
  await new Promise((resolve) => setTimeout(resolve, 5));
  const later = new Date(Date.now());
  return [{ made, called: text(later), isDate: later instanceof Date && text(new Date(0)) === '1970-01-01' }];
});`,
    'macros/now.ts': `import { macro } from 'mesh-sql';
export const nowText = macro('now_text', () => "'" + new Date().toISOString().slice(0, 10) + "'");`,
    'models/sql.sql': 'MODEL (name s.in_sql, kind FULL); SELECT @now_text() AS day, 1 AS x',
    'tests/test_days.yaml': [
      day('one', '2023-01-05 10:00:00', '2023-01-05'),
      day('two', '2024-02-06', '2024-02-06'),
      "in_macros:\n  model: s.in_sql\n  vars: { execution_time: 2025-03-07 }\n  outputs: { query: [{ day: '2025-03-07', x: 1 }] }\n",
    ].join(''),
  });
  const clock = globalThis.Date;
  const { code, stdout, stderr } = await project.mesh('test');
  expect([stdout, stderr, code]).toEqual([expect.stringContaining('3 tests passed'), '', 0]);
  expect(globalThis.Date).toBe(clock);
});

it('refuses rows of the model itself, which only its runs give', async () => {
  const project = testProject({
    'models/own.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.own', kind: { name: 'INCREMENTAL_BY_UNIQUE_KEY', uniqueKey: 'n' }, columns: { n: 'BIGINT' } },
  async (context) => [{ n: BigInt((await context.self().toArray()).length) }]);`,
    'tests/test_own.yaml': `given: { model: s.own, inputs: { s.own: [{ n: 7 }] }, outputs: { query: [{ n: 1 }] } }
found:
  model: s.own
  steps:
    - { run: 2023-01-02, expect: [{ n: 0 }] }
    - { run: 2023-01-03, expect: [{ n: 0 }, { n: 1 }] }
`,
  });
  const { json } = await project.mesh('test --json');
  const { tests } = json as { tests: { name: string; status: string; message: string | null }[] };
  expect(tests.map(({ name, status }) => [name, status])).toEqual([
    ['given', 'failed'],
    ['found', 'passed'],
  ]);
  expect(tests[0]!.message).toContain('its own rows are those of the steps before');
});
