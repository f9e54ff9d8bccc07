// Plans of a part of the work, plans that only look, and plans that leave nothing to do.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testProject, type PlanObject, type TestProject } from '../support/testProject.ts';

const timed = (value: number): string =>
  `MODEL (name s.a, kind INCREMENTAL_BY_TIME_RANGE (time_column d));\nSELECT @start_date AS d, ${value} AS v`;
const three = {
  'models/a.sql': timed(1),
  'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT sum(v)::INT AS t FROM s.a',
  'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 7 AS x',
};

/** Prod is there, and the values of two models changed since. */
async function changed(): Promise<TestProject> {
  const project = testProject(three);
  await project.plan();
  project.write({ 'models/a.sql': timed(2), 'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 8 AS x' });
  return project;
}

describe('a development environment that showed a part', () => {
  it('shows the rest with the next plan that is not asked for a part', async () => {
    const project = await changed();
    const part = await project.plan('dev --backfill-model s.c');
    expect([part.backfill.map((b) => b.name), part.promote.created]).toEqual([['s.c'], ['s__dev.c']]);
    const rest = await project.plan('dev');
    expect([rest.hasChanges, rest.backfill.map((b) => b.name)]).toEqual([false, ['s.a', 's.b']]);
    expect(rest.promote).toMatchObject({ created: ['s__dev.a', 's__dev.b'], unchanged: ['s__dev.c'] });
    expect((await project.plan('dev')).applied).toBe(false);
  });

  it('shows readers that a selection left out', async () => {
    const project = await changed();
    expect((await project.plan('dev --select-model s.a')).promote.created).toEqual(['s__dev.a']);
    expect((await project.plan('dev')).promote.created).toEqual(['s__dev.b', 's__dev.c']);
  });

  it('computes what a selected model reads, though only the selected ones are shown', async () => {
    const project = testProject({ ...three, 'models/v.sql': 'MODEL (name s.v, kind VIEW); SELECT t FROM s.b' });
    await project.plan();
    project.write({ 'models/a.sql': timed(5) });
    const part = await project.plan('dev --select-model s.a|s.v');
    expect(part.backfill.map((b) => b.name)).toEqual(['s.a', 's.b']);
    expect(part.promote.created).toEqual(['s__dev.a', 's__dev.v']);
    expect((await project.mesh(['query', 'FROM s__dev.v', '--json'])).json).toEqual([{ t: 5 }]);
    const restated = await project.plan('dev --restate-model s.a');
    expect(restated.backfill.map((b) => b.name)).toEqual(['s.a', 's.b']);
  });

  it('shows no empty table where only a part of its changes is computed', async () => {
    const project = await changed();
    await project.plan('dev');
    project.write({ 'models/a.sql': timed(3) });
    const part = await project.plan('dev --backfill-model s.a');
    expect(part.promote).toMatchObject({ updated: ['s__dev.a'], dropped: ['s__dev.b'], unchanged: ['s__dev.c'] });
    const rest = await project.plan('dev');
    expect([rest.backfill.map((b) => b.name), rest.promote.created]).toEqual([['s.b'], ['s__dev.b']]);
  });

  it('shows what was left out when it is selected later, with what that reads', async () => {
    const project = await changed();
    project.write({ 'models/d.sql': 'MODEL (name s.d, kind FULL); SELECT t + 1 AS t FROM s.b' });
    await project.plan();
    project.write({ 'models/a.sql': timed(3) });
    await project.plan('dev --select-model s.a');
    const query = [
      'query',
      'SELECT (SELECT t FROM s.b) AS b, (SELECT t FROM s.d) AS d',
      '--json',
      '--environment',
      'dev',
    ];
    expect((await project.mesh(query)).json).toEqual([{ b: 2, d: 3 }]);
    expect((await project.plan('dev --select-model s.a')).promote.created).toEqual([]);
    const later = await project.plan('dev --select-model s.d');
    expect([later.backfill.map((b) => b.name), later.promote.created]).toEqual([
      ['s.b', 's.d'],
      ['s__dev.b', 's__dev.d'],
    ]);
    expect((await project.mesh(query)).json).toEqual([{ b: 3, d: 4 }]);
    expect((await project.plan('dev')).applied).toBe(false);
  });

  it('computes later what --backfill-model left out', async () => {
    const project = await changed();
    await project.plan('dev --backfill-model s.c');
    const later = await project.plan('dev --backfill-model s.b');
    expect([later.backfill.map((b) => b.name), later.promote.created]).toEqual([
      ['s.a', 's.b'],
      ['s__dev.a', 's__dev.b'],
    ]);
  });

  it('is refused where what is selected reads a new model that is not', async () => {
    const project = await changed();
    project.write({
      'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT n FROM s.n',
      'models/n.sql': 'MODEL (name s.n, kind FULL); SELECT 1 AS n',
    });
    for (const environment of ['prod', 'dev']) {
      const refused = await project.mesh(`plan ${environment} --select-model s.c --auto-apply --json`);
      expect(refused.code).toBe(2);
      expect(refused.json).toMatchObject({ error: { code: 'PLAN_PARENT_NOT_SELECTED', at: { file: 'models/c.sql' } } });
    }
    expect((await project.plan('dev --select-model +s.c')).promote.created).toEqual(['s__dev.c', 's__dev.n']);
    // Once the environment has it nothing is left to be selected with it.
    project.write({ 'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT n + 1 AS n FROM s.n' });
    await project.plan('dev --select-model s.c');
    expect(await project.rows('SELECT n FROM s__dev.c')).toEqual(['2']);
  });

  it('does not take up what only prod changed', async () => {
    const project = await changed();
    await project.plan('dev --select-model s.a+');
    await project.plan('--select-model s.c');
    project.write({ 'models/c.sql': three['models/c.sql'] });
    const again = await project.plan('dev');
    expect([again.applied, again.promote.created]).toEqual([false, []]);
  });

  it('gets views of everything by --include-unmodified, also when nothing changed', async () => {
    const project = await changed();
    await project.plan('dev --select-model s.c');
    project.write({ 'models/a.sql': timed(1) });
    expect((await project.mesh('plan dev --include-unmodified --detailed-exitcode')).code).toBe(3);
    const all = await project.plan('dev --include-unmodified');
    expect([all.applied, all.promote.created]).toEqual([true, ['s__dev.a', 's__dev.b']]);
    expect(await project.rows('SELECT t FROM s__dev.b')).toEqual(['1']);
    expect((await project.mesh('plan dev --include-unmodified --detailed-exitcode')).code).toBe(0);
  });
});

it('--create-from an environment that is not there begins with nothing: every model is added, and tables are reused', async () => {
  const project = await changed();
  const run = await project.mesh('plan dev --create-from nope --auto-apply --json');
  expect(run.stderr).toContain('environment nope does not exist');
  const plan = run.json as PlanObject;
  expect(plan.changes.added.map((m) => m.name)).toEqual(['s.a', 's.b', 's.c']);
  expect(plan.promote.created).toEqual(['s__dev.a', 's__dev.b', 's__dev.c']);
  expect(await project.rows('SELECT t, x FROM s__dev.b, s__dev.c UNION ALL SELECT t, x FROM s.b, s.c')).toEqual([
    '2|8',
    '1|7',
  ]);
});

describe('--explain', () => {
  it('shows the SQL of each step at -v, and nothing is made for it', async () => {
    const project = testProject(three);
    const plain = await project.mesh('plan --explain');
    const full = await project.mesh('plan --explain -v');
    expect(plain.stdout).not.toContain('SELECT');
    expect(full.stdout).toMatch(
      /s\.a {2}2023-01-01 … 2023-01-07 .*\n +SELECT CAST\('2023-01-01' AS DATE\) AS d, 1 AS v;\n/,
    );
    expect(full.stdout).toMatch(/ +SELECT sum\(v\)::INT AS t FROM "db"."mesh__s"."s__a__[0-9a-f]{32}"/);
    expect(existsSync(join(project.folder, 'db.duckdb'))).toBe(false);
  });

  it('exits 3 with --detailed-exitcode when there is something to do', async () => {
    const project = await changed();
    expect((await project.mesh('plan --explain --detailed-exitcode')).code).toBe(3);
    await project.plan();
    expect((await project.mesh('plan --explain --detailed-exitcode')).code).toBe(0);
  });
});

describe('times that leave nothing', () => {
  const cases = [
    ['plan dev -s 2023-02-01', 'PLAN_WINDOW_EMPTY'],
    ['plan -r s.a -s 2023-01-05 -e 2023-01-04', 'PLAN_WINDOW_EMPTY'],
    ['run -s 2023-01-09 -e 2023-01-08', 'PLAN_WINDOW_EMPTY'],
    ['evaluate s.a -s 2023-01-09 -e 2023-01-08', 'PLAN_WINDOW_EMPTY'],
  ] as const;
  it('are refused', async () => {
    const project = await changed();
    for (const [words, code] of cases) {
      const run = await project.mesh(`${words} --json`);
      expect([words, run.code, run.json]).toMatchObject([words, 2, { error: { code } }]);
    }
  });

  it('are refused at the place of a model whose end is before its start', async () => {
    const project = testProject({
      'models/a.sql': timed(1).replace('d));', "d), start '2023-01-05', end '2023-01-03');"),
    });
    const run = await project.mesh('plan --json');
    expect([run.code, run.json]).toMatchObject([
      2,
      { error: { code: 'MODEL_PROPERTY_CONFLICT', at: { file: 'models/a.sql', line: 1 } } },
    ]);
  });
});

it('a selection without a change says that it is the selection', async () => {
  const project = await changed();
  const run = await project.mesh('plan dev --select-model s.b --json');
  expect(run.code).toBe(2);
  expect(run.stdout).toContain('what is selected is the same as prod');
});
