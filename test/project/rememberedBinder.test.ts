// What the binder said is remembered: the same answers as without, and only what changed is asked again.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { testProject, type Files, type PlanObject, type TestProject } from '../support/testProject.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Fewer queries than fifty are bound without a memory. */
const many: Files = Object.fromEntries(
  Array.from({ length: 60 }, (_, i) => [
    `models/m${i}.sql`,
    `MODEL (name s.m${i}, kind FULL);\nSELECT id, amount + ${i} AS amount FROM s.${i === 0 ? 'source' : `m${i - 1}`};`,
  ]),
);

const files: Files = {
  ...many,
  'models/source.sql': 'MODEL (name s.source, kind FULL);\nSELECT 1 AS id, 2.5::DECIMAL(10, 2) AS amount;',
  'models/history.sql': `MODEL (name s.history, kind SCD_TYPE_2_BY_COLUMN (unique_key id, columns [amount]), columns (id INT, amount DOUBLE));
SELECT id, amount FROM s.source;`,
  'models/past.sql': 'MODEL (name s.past, kind FULL);\nSELECT *, valid_to IS NULL AS is_now FROM s.history;',
  'models/found.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.found', kind: 'FULL' }, () => [{ id: 1 }]);`,
  'models/below.sql': 'MODEL (name s.below, kind FULL);\nSELECT id::BIGINT AS id, x FROM s.found;',
  'models/outside.sql': 'MODEL (name s.outside, kind FULL);\nSELECT a, b::INT AS b FROM other.table_outside;',
  'models/reader.sql': 'MODEL (name s.reader, kind FULL);\nSELECT b FROM s.outside;',
  'models/wrong.sql': 'MODEL (name s.wrong, kind FULL);\nSELECT amuont FROM s.source;',
  'models/on_wrong.sql': 'MODEL (name s.on_wrong, kind FULL);\nSELECT * FROM s.wrong;',
};

interface Looked {
  readonly dag: unknown;
  readonly types: unknown;
  readonly plan: unknown;
}

async function look(project: TestProject): Promise<Looked> {
  return {
    dag: (await project.mesh('dag --json')).json,
    types: (await project.mesh('types --check --json')).json,
    plan: (await project.mesh('plan --dry-run --json')).json,
  };
}

function memoryOf({ folder }: TestProject): string {
  const folders = ['.mesh', '.mesh/cache'].map((each) => join(folder, each));
  return join(
    folders.find((each) => existsSync(join(each, 'columns.json')))!,
    'columns.json',
  );
}

const lineageOf = (project: TestProject): string => join(dirname(memoryOf(project)), 'lineage.json');

const edits: readonly (readonly [string, Files])[] = [
  ['nothing', {}],
  ['a query in the middle', { 'models/m30.sql': many['models/m30.sql']!.replace('amount + 30', "'x'") }],
  ['letters of a name', { 'models/m31.sql': many['models/m31.sql']!.replace('AS amount', 'AS Amount') }],
  [
    'a comment above a slip',
    { 'models/wrong.sql': 'MODEL (name s.wrong, kind FULL);\n-- a comment\n\nSELECT amuont FROM s.source;' },
  ],
  [
    'columns of the first',
    {
      'models/source.sql':
        'MODEL (name s.source, kind FULL);\nSELECT 1::BIGINT AS id, 2.5::DOUBLE AS amount, 3 AS more;',
    },
  ],
  ['a slip that is mended', { 'models/wrong.sql': 'MODEL (name s.wrong, kind FULL);\nSELECT amount FROM s.source;' }],
  [
    'declared columns',
    {
      'models/found.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.found', kind: 'FULL', columns: { id: 'BIGINT', x: 'DATE' } }, () => []);`,
    },
  ],
  [
    'a declared table outside',
    { 'external_models.yaml': '- name: other.table_outside\n  columns:\n    a: DATE\n    b: VARCHAR\n' },
  ],
  ['a removed model', { 'models/past.sql': null, 'models/reader.sql': null }],
];

test('after every edit the answers are those of a project that remembers nothing', async () => {
  const project = testProject(files);
  for (const [what, edit] of edits) {
    project.write(edit);
    const remembered = await look(project);
    rmSync(memoryOf(project));
    expect({ what, ...(await look(project)) }).toEqual({ what, ...remembered });
  }
});

test('only what changed, and what reads other columns for it, is bound again', async () => {
  const project = testProject({ ...many, 'models/source.sql': files['models/source.sql']! });
  await project.mesh('dag --json');
  const path = memoryOf(project);
  // Told only to who does not ask.
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { models: Record<string, { columns: { type: string }[] }> };
  kept.models['s.m31']!.columns[1]!.type = 'DOUBLE';
  writeFileSync(path, JSON.stringify(kept));
  const m30 = many['models/m30.sql']!;
  const typesWith = async (query: string) => {
    project.write({ 'models/m30.sql': query });
    const dag = (await project.mesh('dag --json')).json as { models: { name: string; columns: { amount: string } }[] };
    const types = new Map(dag.models.map(({ name, columns }) => [name, columns.amount]));
    return ['s.m30', 's.m31'].map((name) => types.get(name));
  };
  const [before] = await typesWith(m30);
  expect(await typesWith(m30.replace(';', ' WHERE id > 0;'))).toEqual([before, 'DOUBLE']);
  const cast = m30.replace('amount + 30', '30::DECIMAL(10, 2)');
  expect(await typesWith(cast)).toEqual(['DECIMAL(10,2)', 'DECIMAL(13,2)']);
  expect(readdirSync(project.folder)).not.toContain('db.duckdb');
});

test('what a change at the root means is the same from memory', async () => {
  const project = testProject({ ...many, 'models/source.sql': files['models/source.sql']! });
  await project.plan();
  const sources = [
    'SELECT 1 AS id, 3.5::DECIMAL(10, 2) AS amount',
    'SELECT 2 AS id, 2.5::DECIMAL(10, 2) AS amount',
    'SELECT 2 AS id, 2.5::DOUBLE AS amount',
    'SELECT 2 AS id, 2.5::DECIMAL(10, 2) AS amount WHERE 1 = 1',
  ];
  for (const source of sources) {
    project.write({ 'models/source.sql': `MODEL (name s.source, kind FULL);\n${source};` });
    const plan = async () => ((await project.mesh('plan dev --dry-run --json')).json as PlanObject).changes;
    const [asked, remembered] = [await plan(), await plan()];
    expect(existsSync(lineageOf(project))).toBe(true);
    rmSync(lineageOf(project));
    expect(remembered).toEqual(asked);
    expect(await plan()).toEqual(asked);
  }
});

test('what cannot be translated is told by every plan', async () => {
  const project = testProject({
    ...many,
    'models/source.sql': files['models/source.sql']!,
    'models/other.sql': `MODEL (name s.other, kind FULL, dialect snowflake, columns (id INT));
SELECT id FROM s.source CONNECT BY id = 1;`,
  });
  await project.mesh('dag --json');
  for (const words of ['plan --dry-run --json', 'plan --dry-run --json'])
    expect((await project.mesh(words)).json).toMatchObject({ error: { at: { file: 'models/other.sql' } } });
});
