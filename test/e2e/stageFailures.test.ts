// Something fails that is no model: statements around the plan, the switch itself. The plan is still printed, with its
// result; prod stays as it was; the next plan carries on.
import { describe, expect, it } from 'vitest';
import { testProject, type PlanObject, type TestProject } from '../support/testProject.ts';

const full = (name: string, query: string, after = ''): string =>
  `MODEL (name s.${name}, kind FULL);\n${query};\n${after}`;
const files = { 'models/a.sql': full('a', 'SELECT 1 AS x'), 'models/b.sql': full('b', 'SELECT x FROM s.a') };
const changed = { 'models/a.sql': full('a', 'SELECT 2 AS x') };

async function failing(project: TestProject, words = 'plan --auto-apply'): Promise<PlanObject & { error?: unknown }> {
  const run = await project.mesh(`${words} --json`);
  expect({ code: run.code, out: run.stdout.slice(0, 3000) }).toMatchObject({ code: 1 });
  return run.json as PlanObject;
}

const brokenStatement = 'SELECT nope FROM nowhere';

describe('a failing', () => {
  it('before_all leaves everything as it was', async () => {
    const project = testProject(files, { config: `before_all:\n  - ${brokenStatement}` });
    const plan = await failing(project);
    expect(plan).toMatchObject({
      applied: false,
      result: { status: 'failed', models: [], error: { code: 'ENGINE_SQL' } },
    });
    expect(await project.rows('SELECT count(*) FROM duckdb_views() WHERE NOT internal')).toEqual(['0']);
    const text = await project.mesh('plan --auto-apply');
    expect(text.code).toBe(1);
    expect(text.stderr).toContain('before_all');
    expect(text.stderr).toContain(`(in ${brokenStatement})`);
  });

  it('after_all comes after the switch and says so', async () => {
    const project = testProject(files, { config: `after_all:\n  - ${brokenStatement}` });
    const plan = await failing(project);
    expect(plan).toMatchObject({ applied: false, result: { status: 'partial', error: { code: 'ENGINE_SQL' } } });
    expect(plan.result!.models.map((m) => m.status)).toEqual(['success', 'success']);
    expect(await project.rows('SELECT x FROM s.b')).toEqual(['1']);
    const text = await project.mesh('plan --auto-apply --restate-model s.a');
    expect(text.code).toBe(1);
    expect(text.stderr).not.toContain('No view in prod was changed');
  });

  it('after_all of a run leaves what was computed', async () => {
    const project = testProject(files);
    await project.plan();
    project.write({ 'mesh.config.yaml': `${project.read('mesh.config.yaml')}\nafter_all:\n  - ${brokenStatement}\n` });
    await failing(project);
    project.now = '2023-01-09T01:00:00Z';
    const run = await project.mesh('run --json');
    expect(run.code).toBe(1);
    expect(run.json).toMatchObject({
      status: 'partial',
      error: { code: 'ENGINE_SQL' },
      models: [{ status: 'success' }, { status: 'success' }],
    });
  });

  it('on-virtual-update statement switches nothing', async () => {
    const project = testProject(files);
    await project.plan();
    project.write({
      ...changed,
      'models/b.sql': full(
        'b',
        'SELECT x FROM s.a',
        `ON_VIRTUAL_UPDATE_BEGIN; ${brokenStatement}; ON_VIRTUAL_UPDATE_END;`,
      ),
    });
    const plan = await failing(project);
    expect(plan).toMatchObject({
      applied: false,
      result: { error: { code: 'ENGINE_SQL', at: { file: 'models/b.sql' } } },
    });
    expect(await project.rows('SELECT a.x, b.x FROM s.a AS a, s.b AS b')).toEqual(['1|1']);
    project.write({ 'models/b.sql': files['models/b.sql'] });
    const next = await project.plan();
    expect(next.backfill).toEqual([]);
    expect(await project.rows('SELECT a.x, b.x FROM s.a AS a, s.b AS b')).toEqual(['2|2']);
  });

  it('switch, because a table of somebody stands there, drops nothing', async () => {
    const project = testProject(files);
    await project.sql('CREATE SCHEMA s; CREATE TABLE s.b AS SELECT 42 AS mine');
    const plan = await failing(project);
    expect(plan.result).toMatchObject({ error: { message: expect.stringContaining('s.b') } });
    expect(await project.rows('SELECT mine FROM s.b')).toEqual(['42']);
    expect(await project.rows('SELECT count(*) FROM duckdb_views() WHERE NOT internal')).toEqual(['0']);
    await project.sql('DROP TABLE s.b');
    expect((await project.plan()).backfill).toEqual([]);
  });

  it('pre-statement fails its model only, at its place', async () => {
    const project = testProject({
      ...files,
      'models/b.sql': `MODEL (name s.b, kind FULL);\n\nCREATE TABLE main.x AS SELECT nope;\n\nSELECT 1 AS x`,
    });
    const plan = await failing(project);
    expect(plan.result!.models.map((m) => `${m.name} ${m.status}`)).toEqual(['s.a success', 's.b failed']);
    expect(plan.result!.models[1]!.error).toMatchObject({ at: { file: 'models/b.sql', line: 3 } });
  });

  it('macro at run time names the model and the file', async () => {
    const project = testProject({
      'macros/late.ts':
        "import { macro } from 'mesh-sql';\nexport default macro('late', (ctx) => {\n  if (ctx.stage === 'loading') return '1';\n  throw new Error('too late');\n});\n",
      'models/a.sql': full('a', 'SELECT @late() AS x'),
    });
    const plan = await failing(project);
    expect(plan.result!.models[0]!.error).toMatchObject({ at: { file: 'models/a.sql', line: 2 } });
    expect(plan.result!.models[0]!.error!.message).toContain('too late');
  });
});
