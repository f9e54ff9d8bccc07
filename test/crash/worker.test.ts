// A model in a thread of its own that fills its heap, or loops for ever when Ctrl-C comes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type Files, type RunObject } from '../support/testProject.ts';

function files(body: string): Files {
  return {
    'models/other.sql': `MODEL (name s.other, kind FULL);\nSELECT 1 AS a;`,
    'models/out.ts': `import { model } from 'mesh-sql';
import { writeFileSync } from 'node:fs';
export default model({ name: 's.out', kind: 'FULL', worker: true, columns: { id: 'BIGINT' } }, ${body});
`,
  };
}

it('a full heap fails the model alone', async () => {
  const project = testProject(
    files('() => { const kept = []; for (;;) kept.push(Array.from({ length: 10_000 }, (_, i) => ({ i }))); }'),
  );
  const mesh = spawnMesh(['plan', '--auto-apply', '--json'], {
    cwd: project.folder,
    now: project.now,
    env: { NODE_OPTIONS: '--max-old-space-size=192' },
  });
  const { code, stdout } = await mesh.ended;
  expect(code).toBe(1);
  const { result } = JSON.parse(stdout) as { result: RunObject };
  const by = new Map(result.models.map((each) => [each.name, each]));
  expect(by.get('s.other')?.status).toBe('success');
  expect(by.get('s.out')?.error).toMatchObject({
    code: 'RUN_MODEL_FAILED',
    message: 's.out: its thread ran out of memory',
    at: { file: 'models/out.ts', line: 3 },
  });
}, 120_000);

it('an endless loop ends with the second Ctrl-C', async () => {
  const project = testProject(
    files("() => { writeFileSync(new URL('../looping', import.meta.url), ''); for (;;) Math.random(); }"),
  );
  const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now: project.now });
  const timer = setInterval(() => {
    try {
      project.read('looping');
    } catch {
      return;
    }
    mesh.process.kill('SIGINT');
  }, 300);
  const { code } = await mesh.ended;
  clearInterval(timer);
  expect(code).toBe(130);
}, 120_000);

it('tells the line of an endless loop that Ctrl-C ends', async () => {
  const body = `() => {
  writeFileSync(new URL('../looping', import.meta.url), '');
  for (;;) Math.random();
}`;
  const project = testProject(files(body));
  const mesh = spawnMesh(['plan', '--auto-apply', '--json'], { cwd: project.folder, now: project.now });
  let sent = 0;
  const timer = setInterval(() => {
    if (sent === 2 || !existsSync(join(project.folder, 'looping'))) return;
    sent++;
    mesh.process.kill('SIGINT');
  }, 300);
  const { code, stdout } = await mesh.ended;
  clearInterval(timer);
  expect(code).toBe(130);
  const { result } = JSON.parse(stdout) as { result: RunObject };
  const failed = result.models.find(({ name }) => name === 's.out');
  expect(failed?.error).toMatchObject({ code: 'RUN_INTERRUPTED', at: { file: 'models/out.ts', line: 5 } });
}, 120_000);
