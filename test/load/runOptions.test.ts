// Options of a function model that make no sense are told at their place, before anything runs.
import { expect, test, vi } from 'vitest';
import { testProject } from '../support/testProject.ts';

// The first test of a file loads the compiler and the engine, on machines that are busy too.
vi.setConfig({ testTimeout: 120_000 });

test.each([
  ["tasks: { column: 'regoin', list: ['eu'] }", 'tasks.column', 'did you mean region?'],
  ["tasks: { column: 'region', list: 'eu' }", 'tasks.list', null],
  ["checkpoint: { key: ['id', 'idd'], every: 10 }", 'checkpoint.key.1', 'did you mean id?'],
  ["checkpoint: { key: 'id', every: 0 }", 'checkpoint.every', null],
  ["worker: 'yes'", 'worker', null],
  ["timeout: 'soon'", 'timeout', null],
  ["writes: ['s.log'], checkpoint: { key: 'id', every: 10 }", 'writes', null],
])('%s', async (option, property, hint) => {
  const project = testProject({
    'models/out.ts': `import { model } from 'mesh-sql';
export default model({
  name: 's.out', kind: 'FULL', columns: { id: 'BIGINT', region: 'VARCHAR' },
  ${option},
}, () => []);`,
  });
  const run = await project.mesh('plan --auto-apply --json');
  expect(run.code).toBe(2);
  const text = JSON.stringify(run.json);
  expect(text).toContain('"file":"models/out.ts","line":4');
  expect(text).toContain(`${property} `);
  if (hint !== null) expect(text).toContain(hint);
});
