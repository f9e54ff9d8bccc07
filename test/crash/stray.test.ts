// A promise that nobody awaits, or a timer that throws, fails its model and not the process.
import { expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type RunObject } from '../support/testProject.ts';

it.each([
  ['a rejection', `void Promise.reject(new Error('lost'));`],
  ['a late rejection', `setTimeout(() => void Promise.reject(new Error('lost')), 5);`],
  ['a timer that throws', `setTimeout(() => { throw new Error('lost'); }, 5);`],
])(
  '%s fails the model alone',
  async (_, statement) => {
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
      message: 's.out: lost',
      at: { file: 'models/out.ts', line: 3 },
    });
  },
  120_000,
);
