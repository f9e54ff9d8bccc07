// A change that was made in several steps in a development environment, and what it means where none of them was seen.
import { describe, expect, it } from 'vitest';
import { testProject, type PlanObject, type TestProject } from '../support/testProject.ts';

function a(where: string, { columns = '', properties = '' } = {}): string {
  return `MODEL (name s.a, kind FULL${properties});\nSELECT i, i + 1 AS j${columns} FROM range(4) AS t(i) WHERE ${where}`;
}

const b = 'MODEL (name s.b, kind FULL);\nSELECT i, j FROM s.a';

async function deployed(): Promise<TestProject> {
  const project = testProject({ 'models/a.sql': a('i < 3'), 'models/b.sql': b });
  await project.plan();
  project.write({ 'models/a.sql': a('i < 2') });
  await project.plan('dev');
  return project;
}

function categories({ changes }: PlanObject): string[] {
  return changes.modified.map(({ name, impact, category }) => `${name} ${impact} ${category}`);
}

describe('a change made in several steps', () => {
  const steps = [
    ['an owner on top of other rows', a('i < 2', { properties: `, owner 'me'` })],
    ['a column on top of other rows', a('i < 2', { columns: ', 1 AS k' })],
  ] as const;

  it.each(steps)('is as breaking in prod as its strongest step: %s', async (_, text) => {
    const project = await deployed();
    project.write({ 'models/a.sql': text });
    await project.plan('dev');
    const gated = await project.mesh('plan --fail-on breaking --dry-run --json');
    expect(gated.code).toBe(1);
    const plan = await project.plan();
    expect(categories(plan)).toEqual(['s.a direct breaking', 's.b indirect indirect-breaking']);
    expect(plan.backfill).toEqual([]);
    expect(await project.rows('SELECT i, j FROM s.b ORDER BY i')).toEqual(['0|1', '1|2']);
  });

  it('keeps the category that was chosen for its only step', async () => {
    const project = testProject({ 'models/a.sql': a('i < 3'), 'models/b.sql': b });
    await project.plan();
    project.write({ 'models/a.sql': a('i < 2') });
    await project.plan('dev --category s.a=non-breaking');
    project.write({ 'models/a.sql': a('i < 2', { properties: `, owner 'me'` }) });
    await project.plan('dev');
    expect(categories(await project.plan())).toEqual(['s.a direct non-breaking', 's.b indirect indirect-non-breaking']);
  });

  it('stays metadata where the environment saw the other step', async () => {
    const project = await deployed();
    await project.plan();
    project.write({ 'models/a.sql': a('i < 2', { properties: `, owner 'me'` }) });
    await project.plan('dev');
    expect(categories(await project.plan())).toEqual(['s.a metadata metadata', 's.b indirect metadata']);
  });

  it('is no forward-only change where the step below it changed other rows', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': a('i < 1') });
    await project.plan('dev --forward-only');
    const gated = await project.mesh('plan --fail-on breaking --dry-run --json');
    expect(gated.code).toBe(1);
    expect(categories(await project.plan())).toEqual(['s.a direct breaking', 's.b indirect indirect-breaking']);
    expect(await project.rows('SELECT i FROM s.a ORDER BY i')).toEqual(['0', '1']);
    expect(await project.rows('SELECT i FROM s.b ORDER BY i')).toEqual(['0', '1']);
  });

  it('is computed again in what reads it and got an owner meanwhile', async () => {
    const project = await deployed();
    project.write({ 'models/a.sql': a('i < 1') });
    await project.plan('dev --forward-only');
    project.write({ 'models/b.sql': b.replace('FULL', `FULL, owner 'me'`) });
    await project.plan();
    expect(await project.rows('SELECT i FROM s.b ORDER BY i')).toEqual(['0', '1']);
  });

  it('keeps the date from which a forward-only step is effective', async () => {
    const days = (columns: string, where: string): string =>
      `MODEL (name s.days, kind INCREMENTAL_BY_TIME_RANGE (time_column day), start '2023-01-01');
       SELECT DATE '2023-01-01' + i::INT AS day, ${columns} FROM range(30) AS t(i)
       WHERE DATE '2023-01-01' + i::INT BETWEEN @start_date AND @end_date AND ${where}`;
    const project = testProject({ 'models/days.sql': days('1 AS v', 'true') });
    await project.plan();
    project.write({ 'models/days.sql': days('2 AS v', 'i > 1') });
    await project.plan('dev');
    project.write({ 'models/days.sql': days('3 AS v', 'i > 1') });
    await project.plan('dev --forward-only --effective-from 2023-01-06');
    await project.plan();
    const counted = 'SELECT v, count(*) FROM s.days GROUP BY v ORDER BY v';
    expect(await project.rows(counted)).toEqual(['2|3', '3|2']);
  });
});

it('going back to a snapshot that differed in metadata alone computes what reads it beside a forward-only change', async () => {
  const d = (v: number): string =>
    `MODEL (name s.d, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key k, forward_only true));\nSELECT 0 AS k, ${v} AS v`;
  const both = 'MODEL (name s.b, kind FULL);\nSELECT a.i, a.j, d.v FROM s.a AS a, s.d AS d';
  const owned = { properties: `, owner 'me'` };
  const project = testProject({ 'models/a.sql': a('i < 3'), 'models/b.sql': both, 'models/d.sql': d(1) });
  await project.plan();
  for (const where of ['i < 3', 'i < 2']) {
    project.write({ 'models/a.sql': a(where, owned) });
    await project.plan();
  }
  project.write({ 'models/a.sql': a('i < 3', owned), 'models/d.sql': d(2) });
  const plan = await project.plan();
  expect(categories(plan)).toContain('s.a direct breaking');
  expect(await project.rows('SELECT i FROM s.b ORDER BY i')).toEqual(['0', '1', '2']);
});
