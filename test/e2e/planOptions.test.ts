// Options of `mesh plan`, on the command line and in the configuration: what is shown, and up to when is computed.
import { describe, expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const counted = (query: string) => ({ 'models/a.sql': `MODEL (name s.a, kind FULL);\n${query}\n` });

async function changed() {
  const project = testProject(counted('SELECT @EVAL(1 + 1) AS id'));
  await project.mesh('plan --auto-apply');
  project.write(counted('SELECT @EVAL(1 + 2) AS id'));
  return project;
}

describe('differences of a plan', () => {
  it('are those of the files', async () => {
    const { stdout } = await (await changed()).mesh('plan --dry-run');
    expect(stdout).toContain('+SELECT @EVAL(1 + 2) AS id;');
  });

  it('--diff-rendered: are those of the queries with their macros expanded', async () => {
    const { stdout } = await (await changed()).mesh('plan --dry-run --diff-rendered');
    expect(stdout).toContain('-SELECT 2 AS id;');
    expect(stdout).toContain('+SELECT 3 AS id;');
    expect(stdout).not.toContain('@EVAL');
  });

  it.each(['plan --dry-run --no-diff', 'plan --dry-run'])('%s with no_diff: are left out', async (line) => {
    const project = await changed();
    const { stdout } = await project.mesh(line, { env: { MESH__PLAN__NO_DIFF: 'true' } });
    expect(stdout).toContain('s.a  breaking');
    expect(stdout).not.toContain('SELECT');
  });
});

it('a plan says that a configuration without a connection forgets everything', async () => {
  const project = testProject({ ...counted('SELECT 1 AS id'), 'mesh.config.yaml': 'gateways: {}\n' });
  const { stderr, code } = await project.mesh('plan --dry-run');
  expect(stderr).toContain('warning CONFIG_NO_CONNECTION');
  expect(code).toBe(0);
});

it('apply says what it switched, as plan does', async () => {
  const project = testProject(counted('SELECT 1 AS id'));
  await project.mesh('plan --out plan.json');
  const { stderr } = await project.mesh('apply plan.json');
  expect(stderr.trimEnd().split('\n').at(-1)).toBe('prod is switched: 1 view');
});

it.each([
  ['computed more of what the plan replaces', 'SELECT @EVAL(1 + 2) AS id', 2],
  ['computed only what the plan leaves', 'SELECT 2 AS id', 0],
])('apply after a run that %s', async (_, query, code) => {
  const project = await changed();
  project.write({ ...counted(query), 'models/b.sql': 'MODEL (name s.b, kind FULL);\nSELECT 1 AS x\n' });
  await project.mesh('plan --out plan.json');
  project.now = '2023-01-09T00:05:00Z';
  await project.run();
  const applied = await project.mesh('apply plan.json --json');
  expect(applied.code).toBe(code);
  if (code === 2) expect(applied.json).toMatchObject({ error: { code: 'PLAN_OUTDATED' } });
});

it('--execution-time computes what is due by then, in prod also of what did not change', async () => {
  const days = `MODEL (name s.days, kind INCREMENTAL_BY_TIME_RANGE (time_column day));
    SELECT DATE '2023-01-01' + i::INT AS day FROM range(30) AS t(i)
    WHERE DATE '2023-01-01' + i::INT BETWEEN @start_date AND @end_date`;
  const project = testProject({ 'models/days.sql': days }, { start: '2023-01-01' });
  await project.plan();
  expect(await project.rows('SELECT max(day) FROM s.days')).toEqual(['2023-01-07']);
  await project.plan('--execution-time 2023-01-11');
  expect(await project.rows('SELECT max(day) FROM s.days')).toEqual(['2023-01-10']);
  project.write({ 'models/days.sql': `${days} AND i > 0` });
  await project.plan('dev --execution-time 2023-01-13');
  expect(await project.rows('SELECT max(day) FROM s__dev.days')).toEqual(['2023-01-12']);
  await project.plan('--restate-model s.days --start 2023-01-09 --execution-time 2023-01-15');
  expect(await project.rows('SELECT max(day) FROM s.days')).toEqual(['2023-01-10']);
});
