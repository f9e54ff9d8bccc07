// Whatever a model does to the process fails the model alone; what it leaves behind does not keep the process.
import { expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type RunObject } from '../support/testProject.ts';

it.each([
  ['a rejection', `void Promise.reject(new Error('lost'));`, 's.out: lost'],
  ['a late rejection', `setTimeout(() => void Promise.reject(new Error('lost')), 5);`, 's.out: lost'],
  ['a timer that throws', `setTimeout(() => { throw new Error('lost'); }, 5);`, 's.out: lost'],
  ['process.exit', `process.exit(0);`, 's.out: it called process.exit(0)'],
  ['a late process.exit', `setTimeout(() => process.exit(), 5);`, 's.out: it called process.exit()'],
])(
  '%s fails the model alone',
  async (_, statement, message) => {
    const project = testProject({
      'models/other.sql': `MODEL (name s.other, kind FULL);\nSELECT 1 AS a;`,
      'models/out.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL', columns: { id: 'BIGINT' } }, async () => {
  ${statement}
  await new Promise((resolve) => setTimeout(resolve, 100));
  return [{ id: 1 }];
});`,
    });
    const mesh = spawnMesh(['plan', '--auto-apply', '--json'], { cwd: project.folder, now: project.now });
    const { code, stdout } = await mesh.ended;
    expect(code).toBe(1);
    const { result } = JSON.parse(stdout) as { result: RunObject };
    const by = new Map(result.models.map((each) => [each.name, each]));
    expect(by.get('s.other')?.status).toBe('success');
    expect(by.get('s.out')?.error).toMatchObject({
      code: 'RUN_MODEL_FAILED',
      message,
      at: { file: 'models/out.ts', line: 3 },
    });
  },
  120_000,
);

it.each([
  ['the process', '', ''],
  ['its thread', ', worker: true', 'yield { id: 1 };'],
])(
  'a promise that nothing settles fails the model, and %s does not wait for ever or end without a word',
  async (_, option, rows) => {
    const project = testProject({
      'models/other.sql': `MODEL (name s.other, kind FULL);\nSELECT 1 AS a;`,
      'models/out.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.out', kind: 'FULL', columns: { id: 'BIGINT' }${option} }, async function* (context) {
  await context.query('SELECT 1 AS a').first();
  ${rows}
  await new Promise(() => {});
});`,
    });
    const mesh = spawnMesh(['plan', '--auto-apply', '--json'], { cwd: project.folder, now: project.now });
    const { code, stdout } = await mesh.ended;
    expect(code).toBe(1);
    const { result } = JSON.parse(stdout) as { result: RunObject };
    expect(result.models.map(({ name, status, error }) => [name, status, error?.code])).toEqual([
      ['s.other', 'success', undefined],
      ['s.out', 'failed', 'RUN_MODEL_STUCK'],
    ]);
  },
  120_000,
);

it('a module that ends the process while it is loaded is told', async () => {
  const project = testProject({ 'models/out.ts': `import 'mesh-sql';\n\nprocess.exit(0);\n` });
  const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now: project.now });
  const { code, stderr } = await mesh.ended;
  expect(code).toBe(2);
  expect(stderr).toContain('models/out.ts:3:9 error MODULE_THROWS');
}, 120_000);

it('timers that a module leaves behind do not keep the process', async () => {
  const project = testProject({
    'models/out.ts': `import { model } from 'mesh-sql';
setInterval(() => {}, 1000);
export default model({ name: 's.out', kind: 'FULL', columns: { id: 'BIGINT' } }, () => [{ id: 1 }]);`,
  });
  const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now: project.now });
  expect((await mesh.ended).code).toBe(0);
}, 60_000);
