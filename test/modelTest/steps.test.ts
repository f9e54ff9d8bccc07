// Tests of several runs: what merging, history, lookback, late rows and restatement do to a table, on the real kinds.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const models = {
  'models/merged.sql':
    'MODEL (name s.merged, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id)); SELECT id, v FROM ext.src',
  'models/history.sql':
    'MODEL (name s.history, kind SCD_TYPE_2_BY_COLUMN (unique_key id, columns [v]), columns (id INT, v TEXT)); SELECT id, v FROM ext.src',
  'models/daily.sql': `MODEL (name s.daily, kind INCREMENTAL_BY_TIME_RANGE (time_column day, lookback 1), start '2023-01-01');
    SELECT day::DATE AS day, count(*) AS n, current_date AS made FROM ext.events WHERE day BETWEEN @start_date AND @end_date GROUP BY day`,
};

const cases: readonly (readonly [string, string])[] = [
  [
    'merge by key',
    `t:
  model: s.merged
  steps:
    - inputs: { ext.src: [{ id: 1, v: a }, { id: 2, v: b }] }
      run: 2023-01-02
      expect: [{ id: 1, v: a }, { id: 2, v: b }]
    - inputs: { ext.src: [{ id: 2, v: B }, { id: 3, v: c }] }
      run: 2023-01-03
      expect: [{ id: 1, v: a }, { id: 2, v: B }, { id: 3, v: c }]
`,
  ],
  [
    'history by column',
    `t:
  model: s.history
  steps:
    - inputs: { ext.src: [{ id: 1, v: a }] }
      run: 2023-01-02
      expect: [{ id: 1, v: a, valid_from: '1970-01-01 00:00:00' }]
    - inputs: { ext.src: [{ id: 1, v: b }] }
      run: 2023-01-03
      expect:
        - { id: 1, v: a, valid_from: '1970-01-01 00:00:00', valid_to: '2023-01-03 00:00:00' }
        - { id: 1, v: b, valid_from: '2023-01-03 00:00:00' }
`,
  ],
  [
    'late rows within and beyond the lookback, restatement, the clock',
    `t:
  model: s.daily
  steps:
    - inputs: { ext.events: [{ day: 2023-01-01 }, { day: 2023-01-02 }] }
      run: 2023-01-03
      expect: [{ day: 2023-01-01, n: 1, made: 2023-01-03 }, { day: 2023-01-02, n: 1, made: 2023-01-03 }]
    - inputs: { ext.events: [{ day: 2023-01-01 }, { day: 2023-01-01 }, { day: 2023-01-02 }, { day: 2023-01-02 }, { day: 2023-01-03 }] }
      run: 2023-01-04
      expect:
        - { day: 2023-01-01, n: 1, made: 2023-01-03 }
        - { day: 2023-01-02, n: 2, made: 2023-01-04 }
        - { day: 2023-01-03, n: 1, made: 2023-01-04 }
    - restate: { start: 2023-01-01, end: 2023-01-01 }
      expect:
        - { day: 2023-01-01, n: 2, made: 2023-01-04 }
        - { day: 2023-01-02, n: 2, made: 2023-01-04 }
        - { day: 2023-01-03, n: 1, made: 2023-01-04 }
`,
  ],
];

it.each(cases)('%s', async (_, text) => {
  const project = testProject({ ...models, 'tests/test_steps.yaml': text });
  const run = await project.mesh('test');
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
});

it('says which step went wrong, at its line', async () => {
  const text = cases[0]![1]
    .replace('v: B }, { id: 3, v: c }]\n`', '')
    .replace('{ id: 2, v: B }, { id: 3, v: c }]\n', '{ id: 2, v: X }]\n');
  const project = testProject({ ...models, 'tests/test_steps.yaml': text });
  const run = await project.mesh('test --json');
  expect(run.json).toMatchObject({
    failed: 1,
    tests: [
      {
        status: 'failed',
        at: { file: 'tests/test_steps.yaml', line: 7 },
        message: expect.stringContaining('step 2: ') as string,
      },
    ],
  });
});

it('fails with the error of a run that failed', async () => {
  const text = 't:\n  model: s.merged\n  steps:\n    - inputs: { ext.src: [{ id: 1 }] }\n      run: 2023-01-02\n';
  const project = testProject({ ...models, 'tests/test_steps.yaml': text });
  const run = await project.mesh('test');
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/s\.merged: .*"?v"? not found/);
});
