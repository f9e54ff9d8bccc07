// Code of snapshots is found by its hash, which says nothing of the place of its files.
import { expect, test, vi } from 'vitest';
import { testProject, type Files } from '../support/testProject.ts';

vi.setConfig({ testTimeout: 120_000 });

const twice = `import { model } from 'mesh-sql';
export default model({ name: 's.twice', kind: 'FULL', columns: { n: 'BIGINT' } }, async function* (context) {
  for await (const row of context.table('s.base').rows()) yield { n: BigInt(row.n) * 2n };
});`;
const base = (n: number): Files => ({ 'models/base.sql': `MODEL (name s.base, kind FULL); SELECT ${n} AS n` });

test('a model whose file was moved is computed again when its parent changes, by plans and by later runs', async () => {
  const project = testProject({ ...base(1), 'models/twice.ts': twice });
  await project.plan();
  project.write({ 'models/twice.ts': null, 'models/sub/twice.ts': twice });
  expect((await project.plan()).changes.modified).toEqual([]);
  project.write(base(10));
  await project.plan();
  expect(await project.rows('SELECT * FROM s.twice')).toEqual(['20']);
  await project.mesh('clean');
  project.now = '2023-02-20T12:00:00Z';
  expect((await project.run()).models.map(({ name, status }) => [name, status])).toEqual([
    ['s.base', 'success'],
    ['s.twice', 'success'],
  ]);
});

test('code that asks for its own place is other code when it was moved', async () => {
  const reading = `import { model } from 'mesh-sql';
import { readFileSync } from 'node:fs';
export default model({ name: 's.place', kind: 'FULL', columns: { place: 'VARCHAR' } }, () => [
  { place: readFileSync(new URL('./place.txt', import.meta.url), 'utf8') },
]);`;
  const project = testProject({ 'models/place.ts': reading, 'models/place.txt': 'above' });
  await project.plan();
  project.write({
    'models/place.ts': null,
    'models/place.txt': null,
    'models/sub/place.ts': reading,
    'models/sub/place.txt': 'below',
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.place')).toEqual(['below']);
});
