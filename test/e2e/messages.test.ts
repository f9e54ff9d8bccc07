// What a person reads when something of theirs is wrong: where it is, what to do, in which state things are.
import { describe, expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const seed = (csv: string) => ({
  'seeds/s.csv': csv,
  'models/seed.sql': "MODEL (name s.seed, kind SEED (path '$root/seeds/s.csv'), columns (id INTEGER, note VARCHAR));",
});

describe('a value of a seed that is not of its type', () => {
  it('is shown in the CSV file, whatever lines the rows before it take', async () => {
    const failed = await testProject(seed('id,note\n1,"two\nlines"\nx3,c\n')).mesh('plan --auto-apply');
    expect(failed.stderr).toContain('seeds/s.csv:4:1 error ENGINE_ROW_VALUE');
    expect(failed.stderr).toContain('  4 | x3,c\n');
    expect(failed.code).toBe(1);
  });

  it('leaves no table, and nothing says that any was built', async () => {
    const failed = await testProject(seed('id,note\nx,c\n')).mesh('plan --auto-apply');
    expect(failed.stderr.trimEnd().split('\n').at(-1)).toBe('No view in prod was changed.');
  });
});

it('a misspelt column is answered with the near one', async () => {
  const project = testProject({
    'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS amount, 2 AS customer, 3 AS day',
    'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT amuont FROM s.a',
  });
  const failed = await project.mesh('plan --auto-apply --skip-linter');
  expect(failed.stderr).toContain('hint: did you mean amount?\n');
});

it('a plan shows which statements of the environment and which standalone audits changed', async () => {
  const project = testProject({
    'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS id',
    'audits/own.sql': 'AUDIT (name own, standalone true);\nSELECT * FROM s.a WHERE id = 2',
  });
  await project.plan();
  const config = project.read('mesh.config.yaml');
  project.write({
    'mesh.config.yaml': `${config}\nafter_all: [SELECT 1]\n`,
    'audits/own.sql': 'AUDIT (name own, standalone true);\nSELECT * FROM s.a WHERE id = 3',
  });
  const changed = await project.mesh('plan --dry-run');
  for (const line of [
    '+after_all: SELECT 1',
    '-audit own: SELECT * FROM s.a WHERE id = 2',
    '+audit own: SELECT * FROM s.a WHERE id = 3',
  ])
    expect(changed.stdout).toContain(line);
  expect((await project.mesh('plan --dry-run --no-diff')).stdout).not.toContain('after_all');
});

it('a NULL in a column that must have none is told with the column, not with a physical table', async () => {
  const project = testProject({
    'models/a.ts': `import { model, sql } from 'mesh-sql';
export default model({ name: 's.a', kind: 'FULL', columns: { id: 'INTEGER', note: 'VARCHAR NOT NULL' } }, () => sql\`SELECT 1 AS id, NULL AS note\`);`,
  });
  const failed = await project.mesh('plan --auto-apply --json');
  expect(failed.json).toMatchObject({
    result: {
      models: [{ error: { message: 'column note is NOT NULL, and there is a row without a value for it' } }],
    },
  });
});

it('what a model in TypeScript lacks is shown as TypeScript', async () => {
  const project = testProject({
    'models/a.ts': `import { model } from 'mesh-sql';
const columns = { d: 'DATE' } as const;
export const a = model({ name: 's.a', columns, kind: { name: 'INCREMENTAL_BY_TIME_RANGE' } as never }, () => []);
export const b = model({ name: 's.b', columns, kind: 'FULL', audits: ['not_null'] }, () => []);`,
  });
  const failed = await project.mesh('plan');
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain("hint: write kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: … }\n");
  expect(failed.stderr).toContain("hint: write ['not_null', { columns: … }]\n");
});

it.each([
  ['kind table', 'SELECT 1 AS x', 'write FULL'],
  ['kind snapshot', 'SELECT 1 AS x', 'write SCD_TYPE_2_BY_TIME or SCD_TYPE_2_BY_COLUMN (unique_key …)'],
  ['materialized table', 'SELECT 1 AS x', 'write kind'],
  ['unique_key x', 'SELECT 1 AS x', 'it is an option of the kind: kind INCREMENTAL_BY_UNIQUE_KEY (unique_key …)'],
  ['kind FULL, audits (unique(columns := x))', 'SELECT 1 AS x', 'write unique_values(columns := (…))'],
  ['kind FULL', "SELECT {{ var('a') }} AS x", 'a query in Jinja stands between `JINJA_QUERY_BEGIN;` and `JINJA_END;`'],
  [
    'kind FULL',
    "JINJA_QUERY_BEGIN; SELECT * FROM {{ ref('a') }}; JINJA_END;",
    "write the table's name as it is, schema.table",
  ],
])('words of other tools are answered with those of mesh: %s; %s', async (property, query, hint) => {
  const project = testProject({ 'models/a.sql': `MODEL (name s.a, ${property});\n${query}` });
  const failed = await project.mesh('plan --dry-run');
  expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining(`hint: ${hint}`)]);
});
