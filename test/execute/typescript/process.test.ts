// What a model's code does to the process that it runs in.
import { expect, test } from 'vitest';
import { spawnMesh } from '../../support/spawnMesh.ts';
import { testProject, type RunObject } from '../../support/testProject.ts';

function model(name: string, body: string, options = ''): string {
  return `import { model } from 'mesh-sql';
console.log('loaded ${name}');
export default model({ name: 's.${name}', kind: 'FULL', ${options}columns: { id: 'BIGINT' } }, ${body});
`;
}

test('what code prints goes to stderr: stdout is for results alone', async () => {
  const print = `() => {\n  console.log('printed');\n  process.stdout.write('written\\n');\n  return [{ id: 1 }];\n}`;
  const { folder, now } = testProject({
    'models/here.ts': model('here', print),
    'models/apart.ts': model('apart', print, 'worker: true, '),
  });
  const { code, stdout, stderr } = await spawnMesh(['plan', '--auto-apply', '--json'], { cwd: folder, now }).ended;
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as { result: RunObject }).result.status).toBe('success');
  expect(stderr).toContain('loaded here');
  expect(stderr.match(/^printed$/gm)).toHaveLength(2);
  expect(stderr.match(/^written$/gm)).toHaveLength(2);
});

test('an error that a model leaves behind fails no other model', async () => {
  const { folder, now } = testProject({
    'models/gone.ts': model('gone', `() => {\n  setTimeout(() => {\n    throw new Error('too late');\n  }, 200);\n}`),
    'models/slow.ts': model('slow', `async () => {\n  await new Promise((done) => setTimeout(done, 1000));\n}`),
  });
  const { code, stdout, stderr } = await spawnMesh(['plan', '--auto-apply', '--json'], { cwd: folder, now }).ended;
  const { result } = JSON.parse(stdout) as { result: RunObject };
  expect(result.models.map(({ name, status }) => [name, status])).toEqual([
    ['s.gone', 'success'],
    ['s.slow', 'success'],
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain('models/gone.ts:5:11: an error after its model had ended: too late');
});

test('a model that hangs behind its first row ends with the second Ctrl-C, and is rolled back', async () => {
  const { folder, now } = testProject({
    'models/hangs.ts': model('hangs', `async function* () {\n  yield { id: 1 };\n  await new Promise(() => {});\n}`),
    'models/other.sql': 'MODEL (name s.other, kind FULL);\nSELECT 1 AS id;',
  });
  const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: folder, now });
  expect(await mesh.said('s.other  ')).toBe(true);
  await new Promise((done) => setTimeout(done, 1000));
  mesh.process.kill('SIGINT');
  expect(await mesh.said('Ctrl-C again')).toBe(true);
  mesh.process.kill('SIGINT');
  const { code, stderr } = await mesh.ended;
  expect(stderr).toContain('s.hangs: interrupted');
  expect(code).toBe(130);
});
