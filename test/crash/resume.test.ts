// kill -9 in the middle of a model with tasks or a checkpoint: the next run goes on from what was committed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

function model(options: string, body: string): string {
  return `import { model } from 'mesh-sql';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
const note = (text) => appendFileSync(new URL('../notes.txt', import.meta.url), text + '\\n');
export default model({ name: 's.out', kind: 'FULL', ${options} }, ${body});
`;
}

function notes(project: TestProject): string[] {
  return existsSync(join(project.folder, 'notes.txt')) ? project.read('notes.txt').trim().split('\n') : [];
}

/** Dead as soon as the model has noted this. */
async function killedAt(project: TestProject, note: string): Promise<void> {
  const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now: project.now });
  const timer = setInterval(() => {
    if (notes(project).includes(note)) mesh.process.kill('SIGKILL');
  }, 5);
  const { signal } = await mesh.ended;
  clearInterval(timer);
  expect(signal).toBe('SIGKILL');
}

it('tasks that were done are not done again', async () => {
  const project = testProject({
    'models/out.ts': model(
      `tasks: { column: 'task', list: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] }, columns: { task: 'VARCHAR', n: 'INTEGER' }`,
      `async function* (context) { note(context.task); yield { n: 1 }; yield { n: 2 }; if (context.task === '7') await sleep(1500); }`,
    ),
  });
  await killedAt(project, '7');
  const before = notes(project);
  expect(before).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  await project.plan();
  expect(notes(project).slice(before.length)).toEqual(['7', '8', '9', '10']);
  expect(await project.rows('SELECT count(*), count(DISTINCT (task, n)) FROM s.out')).toEqual(['20|20']);
}, 60_000);

it('a checkpoint is gone on from, no row twice', async () => {
  const project = testProject({
    'models/src.sql': `MODEL (name s.src, kind FULL);\nSELECT i::BIGINT AS id, TIMESTAMP '2023-01-01' + INTERVAL (i) MICROSECOND AS moment FROM range(150000) AS t(i);`,
    'models/out.ts': model(
      `checkpoint: { key: 'moment', every: 10_000 }, columns: { id: 'BIGINT', moment: 'TIMESTAMP' }`,
      `async function* (context) {
  note('from ' + context.checkpoint.last?.id);
  for await (const page of context.table('s.src').pages({ by: ['moment'], size: 10_000, after: context.checkpoint.last })) {
    if (page.column('id').get(0) === 120_000n && context.checkpoint.last === undefined) { note('there'); await sleep(5000); }
    yield page;
  }
}`,
    ),
  });
  await killedAt(project, 'there');
  await project.plan();
  expect(notes(project)).toEqual(['from undefined', 'there', 'from 119999']);
  expect(await project.rows('SELECT count(*), count(DISTINCT id), max(id) FROM s.out')).toEqual([
    '150000|150000|149999',
  ]);
}, 60_000);
