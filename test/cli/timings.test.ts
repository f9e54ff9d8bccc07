// Where the time of a run went.
import { expect, test, vi } from 'vitest';
import { testProject } from '../support/testProject.ts';

// The first test of a file loads the compiler and the engine, on machines that are busy too.
vi.setConfig({ testTimeout: 120_000 });

const files = {
  'models/a.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.a', kind: 'FULL', columns: { id: 'BIGINT' } }, async (context) => {
  await context.timer.track('naps', () => new Promise((resolve) => setTimeout(resolve, 700)));
  return [{ id: 1 }];
});`,
  'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT id FROM s.a;',
};

interface Timed {
  readonly models: readonly { readonly name: string; readonly stages: readonly { stage: string; seconds: number }[] }[];
  readonly timings: {
    readonly stages: readonly { stage: string; seconds: number; share: number }[];
    readonly bottleneck: { model: string; stage: string; seconds: number; share: number };
  };
}

test('the report names the slowest stage and its share', async () => {
  const project = testProject(files);
  const { result } = (await project.plan()) as unknown as { result: Timed };
  expect(result.timings.bottleneck).toMatchObject({ model: 's.a', stage: 'naps' });
  expect(result.timings.bottleneck.seconds).toBeGreaterThan(0.6);
  expect(result.timings.stages[0]!.stage).toBe('naps');
  const shares = result.timings.stages.reduce((sum, { share }) => sum + share, 0);
  expect(shares).toBeGreaterThan(0.99);
  expect(shares).toBeLessThan(1.01);
  const [a, b] = result.models;
  expect(a!.stages.map(({ stage }) => stage).sort()).toEqual(['audits', 'commit', 'model', 'naps', 'write']);
  expect(b!.stages.map(({ stage }) => stage).sort()).toEqual(['audits', 'commit', 'write']);
});

test('--timings prints it for people, and -v beside the progress', async () => {
  const project = testProject(files);
  const plan = await project.mesh('plan --auto-apply --timings');
  expect(plan.stdout).toContain('Slowest: naps of s.a');
  project.now = '2023-01-09T15:00:00Z';
  const run = await project.mesh('run --timings');
  expect(run.stdout).toMatch(/naps +0\.7\d s +\d\d %/);
  project.now = '2023-01-10T15:00:00Z';
  const verbose = await project.mesh('run -v');
  expect(verbose.stdout).not.toContain('Slowest');
  expect(verbose.stderr).toContain('Slowest: naps of s.a');
});
