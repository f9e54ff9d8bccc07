// kill -9 while tables that go on under a new definition are altered: what was done is not done again, nothing computed since is
// lost, and the next plan brings the environment to its end.
import { expect, it } from 'vitest';
import { diceFrom } from '../support/randomShop.ts';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const rounds = Number(process.env['MESH_KILLS'] ?? 3);
const names = ['a', 'b', 'c', 'd'];

function files(columns: string, statement = ''): Record<string, string> {
  const file = (name: string): string =>
    `MODEL (name s.${name}, kind INCREMENTAL_BY_TIME_RANGE (time_column d, forward_only true, batch_size 1, on_destructive_change allow), start '2023-01-01');
SELECT @start_date AS d, ${columns};\n${statement}`;
  return Object.fromEntries(names.map((name) => [`models/${name}.sql`, file(name)]));
}

const before = `1::INTEGER AS kept, 2::INTEGER AS replaced, 3 AS dropped, {'x': 1, 'y': 'old'} AS st`;
const after = `1::BIGINT AS kept, DATE '2023-01-02' AS replaced, 4 AS added, {'x': 1, 'y': DATE '2023-01-03'} AS st`;
const types = 'DATE BIGINT DATE INTEGER STRUCT(x INTEGER, y DATE)';

const typesOf = async (project: TestProject, table: string): Promise<string> =>
  (
    await project.rows(
      `SELECT string_agg(column_type, ' ' ORDER BY list_position(['d', 'kept', 'replaced', 'dropped', 'added', 'st'], column_name)) FROM (DESCRIBE SELECT * FROM ${table})`,
    )
  )[0]!;

/** Tables of the models that have their new columns. */
async function altered(project: TestProject): Promise<number> {
  const tables = await project.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mesh__s' ORDER BY 1");
  const all = await Promise.all(tables.map(async (table) => (await typesOf(project, `mesh__s.${table}`)) === types));
  return all.filter(Boolean).length;
}

it('between the ALTERs and the switch every value stays, and the next plan ends it', async () => {
  // Slow when views are switched: the ALTERs are committed by then.
  const slow =
    'ON_VIRTUAL_UPDATE_BEGIN;\nSELECT count(*) FROM range(300000000) t(i) WHERE i % 7 = 3;\nON_VIRTUAL_UPDATE_END;';
  const project = testProject(files(before), { now: '2023-01-05T12:00:00Z' });
  const dice = diceFrom(3);
  await project.plan();
  let between = 0;
  project.write(files(after, slow));
  // Later and later, until one dies in time: machines differ.
  for (let delay = 400; between < rounds && delay < 20_000; delay *= between > 0 ? 1.05 : 1.4) {
    const mesh = spawnMesh(['plan', '--auto-apply'], { cwd: project.folder, now: project.now });
    const timer = setTimeout(() => mesh.process.kill('SIGKILL'), delay + dice.int(0, 100));
    const { signal } = await mesh.ended;
    clearTimeout(timer);
    const done = await altered(project);
    if (signal === 'SIGKILL' && done > 0) between++;
    if (signal === null) break;
    // Readers see rows of every day, whichever columns there are.
    for (const name of names)
      expect(await project.rows(`SELECT count(*), sum(kept), sum(st.x) FROM s.${name}`)).toEqual(['4|4|4']);
  }
  project.write(files(after));
  await project.plan();
  expect(await altered(project)).toBe(names.length);
  project.now = '2023-01-06T12:00:00Z';
  await project.run();
  for (const name of names)
    expect(
      await project.rows(
        `SELECT count(*), sum(kept), count(replaced), sum(added), sum(st.x), count(st.y) FROM s.${name}`,
      ),
    ).toEqual(['5|5|1|4|5|1']);
  expect((await project.plan()).hasChanges).toBe(false);
  expect((await project.mesh('state check')).code).toBe(0);
  expect(between).toBeGreaterThan(0);
}, 240_000);

it('rows that were computed after the ALTERs are not lost by doing them again', async () => {
  const words = ['plan', '--auto-apply', '--forward-only', '--effective-from', '2023-01-03'];
  const project = testProject(files(before), { now: '2023-01-09T12:00:00Z' });
  const dice = diceFrom(5);
  await project.plan();
  project.write(files(`${after}, (SELECT count(*) FROM range(3000000) AS slow(n) WHERE n % 7 = 3) > 0 AS busy`));
  let kills = 0;
  for (let i = 0; i < rounds; i++) {
    const mesh = spawnMesh(words, { cwd: project.folder, now: project.now });
    await mesh.said('✓', dice.int(1, 6));
    mesh.process.kill('SIGKILL');
    if ((await mesh.ended).signal === 'SIGKILL') kills++;
    const computed = await project.rows(
      `SELECT ${names.map((name) => `(SELECT count(replaced) FROM s.${name})`).join(' + ')}`,
    );
    expect(Number(computed[0])).toBeGreaterThanOrEqual(1);
  }
  await project.plan(words.filter((word) => word !== 'plan' && word !== '--auto-apply'));
  for (const name of names)
    expect(
      await project.rows(
        `SELECT count(*), sum(kept), min(d) FILTER (replaced IS NOT NULL), count(busy) FROM s.${name}`,
      ),
    ).toEqual(['8|8|2023-01-03|6']);
  expect((await project.plan()).hasChanges).toBe(false);
  expect(kills).toBeGreaterThan(0);
}, 240_000);
