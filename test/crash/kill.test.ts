// kill -9 at any moment of a plan or run: rows and their records are there together or not at all, views are switched
// together, and the same command carries on.
import { describe, expect, it } from 'vitest';
import { diceFrom, type Dice } from '../support/randomShop.ts';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const dayMs = 86_400_000;
const models = 6;
const now = '2023-01-20T12:00:00Z';
const rounds = Number(process.env['MESH_KILLS'] ?? 3);

/** Each batch is slow enough that a kill may come in the middle of it. */
function timed(name: string, value: number): string {
  return `MODEL (name s.${name}, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), start '2023-01-01');
    SELECT @start_date AS d, i AS id, ${value} AS v FROM range(3) AS t(i)
    WHERE (SELECT count(*) FROM range(3000000) AS slow(n) WHERE n % 7 = 3) > 0`;
}

function files(value: number): Record<string, string> {
  const list: Record<string, string> = {};
  for (let i = 0; i < models; i++) list[`models/m${i}.sql`] = timed(`m${i}`, value);
  list['models/sum.sql'] =
    `MODEL (name s.sum, kind FULL); SELECT sum(v)::INT AS v FROM (${Array.from({ length: models }, (_, i) => `SELECT v FROM s.m${i}`).join(' UNION ALL ')}) AS x`;
  return list;
}

/** Rows by day of each physical table, against the days that are recorded for it. */
async function checkTables(project: TestProject): Promise<void> {
  const tables = await project.rows(
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mesh__s' AND table_name LIKE 's__m%'",
  );
  const recorded = await recordedDays(project);
  for (const table of tables) {
    const days = await project.rows(`SELECT d || ' ' || count(*) FROM mesh__s.${table} GROUP BY d ORDER BY d`);
    const expected = (recorded.get(table) ?? []).map((day) => `${day} 3`);
    expect(days, table).toEqual(expected);
  }
}

/** From the state itself, by physical table. */
async function recordedDays(project: TestProject): Promise<ReadonlyMap<string, string[]>> {
  const days = new Map<string, string[]>();
  const exported = await project.mesh('state export -o state.json');
  if (exported.code !== 0) throw new Error(exported.stderr);
  const { snapshots } = JSON.parse(project.read('state.json')) as {
    snapshots: { physical: { table: string }; intervals: { start: number; end: number }[] }[];
  };
  for (const { physical, intervals } of snapshots) {
    const list = intervals.flatMap(({ start, end }) =>
      Array.from({ length: Math.round((end - start) / dayMs) }, (_, i) =>
        new Date(start + i * dayMs).toISOString().slice(0, 10),
      ),
    );
    days.set(physical.table, list);
  }
  return days;
}

/** Dead a few milliseconds after so many batches were told; true when it did not end before. */
async function killed(project: TestProject, argv: readonly string[], dice: Dice, batches: number): Promise<boolean> {
  const mesh = spawnMesh(argv, { cwd: project.folder, now: project.now });
  const after = dice.int(0, batches);
  const inTime = after === 0 ? true : await mesh.said('✓', after);
  const timer = setTimeout(() => mesh.process.kill('SIGKILL'), after === 0 ? dice.int(100, 900) : dice.int(0, 30));
  const { signal } = await mesh.ended;
  clearTimeout(timer);
  return inTime && signal === 'SIGKILL';
}

describe('after kill -9', () => {
  it('at random moments of a first plan nothing is half done, and the next plan finishes it', async () => {
    let kills = 0;
    const dice = diceFrom(7);
    const project = testProject(files(1), { now });
    for (let i = 0; i < rounds; i++) {
      if (await killed(project, ['plan', '--auto-apply'], dice, 20)) kills++;
      if (!exists(project)) continue;
      await checkTables(project);
    }
    await project.plan();
    await checkTables(project);
    expect(await project.rows('SELECT v FROM s.sum')).toEqual([String(models * 19 * 3)]);
    expect(kills).toBeGreaterThan(0);
  }, 120_000);

  it('of a plan that switches prod, prod is the old one or the new one', async () => {
    let kills = 0;
    const dice = diceFrom(11);
    const project = testProject(files(1), { now: '2023-01-06T12:00:00Z' });
    await project.plan();
    for (let i = 0; i < rounds; i++) {
      project.write(files(i + 2));
      if (await killed(project, ['plan', '--auto-apply'], dice, models * 5 + 2)) kills++;
      const values = Array.from({ length: models }, (_, m) => `(SELECT min(v) || max(v) FROM s.m${m})`).join(', ');
      const [row] = await project.rows(`SELECT ${values}, (SELECT v FROM s.sum)`);
      const cells = row!.split('|');
      const total = cells.pop();
      expect(new Set(cells).size, row).toBe(1);
      expect(Number(total), row).toBe(Number(cells[0]!.slice(cells[0]!.length / 2)) * models * 5 * 3);
      await checkTables(project);
    }
    expect(kills).toBeGreaterThan(0);
  }, 120_000);

  it('of a run the rest is computed by the next one, once', async () => {
    const project = testProject(files(1), { now: '2023-01-04T12:00:00Z' });
    await project.plan();
    let kills = 0;
    const dice = diceFrom(13);
    for (let day = 7; day < 7 + rounds * 2; day += 2) {
      project.now = `2023-01-${String(day).padStart(2, '0')}T12:00:00Z`;
      if (await killed(project, ['run'], dice, models * 2)) kills++;
      await checkTables(project);
    }
    await project.run();
    await checkTables(project);
    expect((await project.run()).status).toBe('nothing-to-do');
    expect(kills).toBeGreaterThan(0);
  }, 120_000);

  it('of a clean-up nothing is recorded of what is gone, and the same code comes back whole', async () => {
    const count = 60;
    const project = testProject(many(count, 1), { now });
    const dice = diceFrom(17);
    let kills = 0;
    for (let i = 0; i < rounds; i++) {
      for (const command of [
        ['janitor', '--ignore-ttl', '--yes'],
        ['destroy', '--yes'],
      ]) {
        project.write(many(count, 1));
        await project.plan();
        project.write(many(count, 2));
        await project.plan();
        const mesh = spawnMesh(command, { cwd: project.folder, now });
        const timer = setTimeout(() => mesh.process.kill('SIGKILL'), dice.int(250, 900));
        if ((await mesh.ended).signal === 'SIGKILL') kills++;
        clearTimeout(timer);
        const check = await project.mesh('state check');
        expect([check.code, check.stdout]).toEqual([0, '']);
        if (command[0] === 'destroy') {
          expect((await project.mesh('destroy --yes')).code).toBe(0);
          expect(await project.rows('SELECT schema_name FROM duckdb_schemas() WHERE NOT internal')).toEqual([]);
        }
        project.write(many(count, 1));
        await project.plan();
        expect(await project.rows(`SELECT v FROM s.m${count - 1}`)).toEqual([String(count)]);
      }
    }
    expect((await project.mesh('destroy --yes')).code).toBe(0);
    expect(await project.rows('SELECT table_name FROM duckdb_tables()')).toEqual([]);
    expect(kills).toBeGreaterThan(0);
  }, 120_000);
});

/** Each model adds one to the one before it. */
function many(count: number, value: number): Record<string, string> {
  const list: Record<string, string> = {};
  for (let i = 0; i < count; i++) {
    const source = i === 0 ? `SELECT ${value} AS v` : `SELECT v + ${value} AS v FROM s.m${i - 1}`;
    list[`models/m${i}.sql`] = `MODEL (name s.m${i}, kind FULL); ${source}`;
  }
  return list;
}

function exists(project: TestProject): boolean {
  try {
    project.read('db.duckdb');
    return true;
  } catch {
    return false;
  }
}
