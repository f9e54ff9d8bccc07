// A process that dies right after a table was made anew from several batches: what was committed is there.
import { expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject } from '../support/testProject.ts';

it('keeps the last batch of a table that is made anew, also when the process dies before a checkpoint', async () => {
  const project = testProject({
    'models/latest.sql': `MODEL (name s.latest, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id, batch_size 2), start '2023-01-01');
SELECT id, max(v) AS v FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds GROUP BY id`,
    'models/reader.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.reader', kind: 'FULL', columns: { n: 'INTEGER' }, dependsOn: ['s.latest'] }, () => {
  if (process.env['DIE'] === 'yes') process.kill(process.pid, 'SIGKILL');
  return [{ n: 1 }];
});`,
  });
  await project.sql(
    "CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT i % 2 AS id, DATE '2023-01-01' + i::INT AS d, i AS v FROM range(7) t(i)",
  );
  await project.plan();
  await project.sql('UPDATE raw.src SET v = v + 100');
  const argv = ['plan', '--restate-model', 's.latest', '--auto-apply'];
  const killed = spawnMesh(argv, { cwd: project.folder, now: project.now, env: { DIE: 'yes' } });
  expect((await killed.ended).signal).toBe('SIGKILL');
  expect(await project.rows('SELECT id, v FROM s.latest ORDER BY ALL')).toEqual(['0|106', '1|105']);
  expect((await project.run()).models.map((m) => m.name)).toEqual(['s.reader']);
}, 60_000);
