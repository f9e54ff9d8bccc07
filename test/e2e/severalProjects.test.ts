// Projects of their own repositories over one database: each plans its own models and leaves those of the others alone.
import { describe, expect, it } from 'vitest';
import { testProject, type Files, type TestProject } from '../support/testProject.ts';

interface Pair {
  readonly bronze: TestProject;
  readonly silver: TestProject;
}

const a = (v: string): Files => ({ 'models/a.sql': `MODEL (name bronze.a, kind FULL); SELECT 1 AS id, ${v} AS v` });
const c = (query: string): Files => ({ 'models/c.sql': `MODEL (name silver.c, kind FULL); ${query}` });

function settings(name: string, folder: string, more = ''): string {
  return `project: ${name}
gateways: { local: { connection: { type: duckdb, database: ${folder}/db.duckdb } } }
model_defaults: { dialect: duckdb, start: 2023-01-01 }
${more}`;
}

async function deployed(silverFiles: Files = c('SELECT id, v FROM bronze.a')): Promise<Pair> {
  const bronze = testProject(a('10'));
  bronze.write({ 'mesh.config.yaml': settings('bronze', bronze.folder) });
  const silver = testProject(silverFiles);
  silver.write({ 'mesh.config.yaml': settings('silver', bronze.folder) });
  await bronze.plan();
  await silver.plan();
  return { bronze, silver };
}

describe('several projects over one state', () => {
  it('see what they changed themselves, and nothing of the others', async () => {
    const { bronze, silver } = await deployed();
    expect(await bronze.rows('SELECT * FROM silver.c')).toEqual(['1|10']);
    for (const project of [bronze, silver]) expect((await project.plan()).hasChanges).toBe(false);
    silver.write({ 'models/c.sql': null, ...c('SELECT 1 AS id') });
    const plan = await silver.plan();
    expect(plan.changes.modified.map(({ name }) => name)).toEqual(['silver.c']);
    expect(plan.changes.removed).toEqual([]);
    expect(await bronze.rows('SELECT * FROM bronze.a')).toEqual(['1|10']);
  });

  it('compute what reads a changed model, whose project it is', async () => {
    const { bronze, silver } = await deployed();
    bronze.write(a('20'));
    const dev = await bronze.plan('dev');
    expect(dev.changes.modified.map(({ name, category }) => `${name} ${category}`)).toEqual([
      'bronze.a breaking',
      'silver.c indirect-breaking',
    ]);
    expect(await bronze.rows('SELECT v FROM silver__dev.c')).toEqual(['20']);
    silver.write(c('SELECT id, v + 1 AS v FROM bronze.a'));
    await silver.plan('dev');
    expect(await bronze.rows('SELECT v FROM silver__dev.c')).toEqual(['21']);
    await bronze.plan();
    expect(await bronze.rows('SELECT v FROM silver.c')).toEqual(['20']);
    expect((await silver.plan()).changes.modified.map(({ name }) => name)).toEqual(['silver.c']);
    expect(await bronze.rows('SELECT v FROM silver.c')).toEqual(['21']);
  });

  it('refuse to take away what another one reads, and may take away the rest', async () => {
    const { bronze } = await deployed();
    bronze.write({ ...a('10'), 'models/b.sql': 'MODEL (name bronze.b, kind FULL); SELECT 1 AS id' });
    await bronze.plan();
    bronze.write({ 'models/b.sql': null });
    expect((await bronze.plan()).changes.removed.map(({ name }) => name)).toEqual(['bronze.b']);
    bronze.write({ 'models/a.sql': null, 'models/b.sql': 'MODEL (name bronze.b, kind FULL); SELECT 1 AS id' });
    const refused = await bronze.mesh('plan --auto-apply --json');
    expect(refused.json).toMatchObject({ error: { code: 'PLAN_REMOVED_MODEL_READ' } });
  });

  it('may declare tables of the others, or the same tables from outside', async () => {
    const outside = '- name: raw.t\n  columns: { id: INT }\n';
    const { bronze, silver } = await deployed({
      ...c('SELECT id, v FROM bronze.a'),
      'external_models.yaml': `- name: bronze.a\n  columns: { id: INT, v: INT }\n${outside}`,
    });
    bronze.write({ 'external_models.yaml': outside });
    for (const project of [bronze, silver, bronze, silver]) await project.plan();
    for (const project of [bronze, silver]) expect((await project.plan()).hasChanges).toBe(false);
    expect(await bronze.rows('SELECT * FROM bronze.a')).toEqual(['1|10']);
  });

  it('run their own environment statements', async () => {
    const { bronze, silver } = await deployed();
    const noting = (name: string): string =>
      `after_all: ["CREATE TABLE IF NOT EXISTS main.log (who TEXT)", "INSERT INTO main.log VALUES ('${name}')"]`;
    for (const [project, name] of [[bronze, 'bronze'] as const, [silver, 'silver'] as const]) {
      project.write({ 'mesh.config.yaml': settings(name, bronze.folder, noting(name)) });
      await project.plan();
    }
    for (const project of [bronze, silver]) expect((await project.plan()).hasChanges).toBe(false);
    await bronze.sql('DELETE FROM main.log');
    bronze.now = silver.now = '2023-01-09T01:00:00Z';
    await bronze.run();
    expect(await bronze.rows('SELECT who FROM main.log')).toEqual(['bronze']);
    bronze.now = silver.now = '2023-01-10T01:00:00Z';
    await silver.run();
    expect(await bronze.rows('SELECT who FROM main.log ORDER BY ALL')).toEqual(['bronze', 'silver']);
  });
});
