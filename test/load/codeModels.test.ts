import { describe, expect, it } from 'vitest';
import { load, problems } from './loadedFolder.ts';

const imports = "import { model, sqlModel, macro, sql } from 'mesh-sql';\n";

async function loadCode(code: string, more: Record<string, string> = {}) {
  return load({ 'models/m.ts': imports + code, ...more });
}

describe('models in TypeScript', () => {
  it('go through the same readers as MODEL blocks', async () => {
    const project = await loadCode(
      `export default model({
  name: 'Analytics.Scores',
  kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'seen_at', batchSize: 3 },
  cron: '@hourly', owner: 'me', tags: ['a'], start: '2024-01-01', partitionedBy: ['country'],
  columns: { customer_id: 'BIGINT NOT NULL', seen_at: 'TIMESTAMP', country: 'text' },
  audits: ['unique_values(columns := (customer_id))', ['not_null', { columns: ['customer_id', 'seen_at'] }], ['accepted_values', { column: 'country', isIn: ['x', "y's"] }]],
  preStatements: ['SET a = 1'], timeout: '2s', dependsOn: ['other.t'],
}, async (context) => { await context.table('raw.events'); await context.query('SELECT * FROM raw.more JOIN @x USING (id)'); });
`,
    );
    expect(problems(project)).toEqual([]);
    const found = project.models.get('analytics.scores');
    expect(found).toMatchObject({
      source: 'typescript',
      kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: { column: 'seen_at' }, batchSize: 3 },
      intervalUnit: 'hour',
      partitionedBy: ['seen_at', 'country'],
      columns: [
        { name: 'customer_id', type: 'BIGINT', nullable: false },
        { name: 'seen_at', type: 'TIMESTAMP' },
        { name: 'country', type: 'VARCHAR' },
      ],
      audits: [
        { name: 'unique_values', arguments: { columns: '(customer_id)' } },
        { name: 'not_null', arguments: { columns: '(customer_id, seen_at)' } },
        { name: 'accepted_values', arguments: { column: 'country', is_in: "('x', 'y''s')" } },
      ],
      preStatements: [{ sql: 'SET a = 1' }],
      code: [{ name: 'analytics.scores', type: 'model', file: 'models/m.ts' }],
    });
    expect(found?.parents).toEqual(['other.t', 'raw.events']);
  });

  it('may be SQL, with the same defaults as a file', async () => {
    const project = await loadCode(
      "export const a = sqlModel({ name: 's.a' }, `\nSELECT id, -- the id\n  @start_date AS d\nFROM raw.t\n`);\n",
    );
    expect(problems(project)).toEqual(['MACRO_NO_INTERVAL models/m.ts:4:3']);
    expect(project.models.get('s.a')).toMatchObject({
      source: 'sql',
      kind: { name: 'VIEW' },
      parents: ['raw.t'],
      columnDescriptions: { id: 'the id' },
    });
  });

  it('may come from blueprints', async () => {
    const project = await loadCode(
      "export const all = model({ name: 's.@{region}_x', kind: 'FULL', tags: ['t'], blueprints: [{ region: 'eu', n: 1 }, { region: 'us', n: 2 }] }, () => undefined);\n",
    );
    expect(problems(project)).toEqual([]);
    expect([...project.models.values()].map(({ name, blueprint }) => [name, blueprint])).toEqual([
      ['s.eu_x', { region: 'eu', n: 1 }],
      ['s.us_x', { region: 'us', n: 2 }],
    ]);
  });

  const wrong: readonly [code: string, ...problems: string[]][] = [
    [
      "export default model({\n  name: 's.a',\n  kind: 'VIEW',\n  columns: { a: 'INT' },\n}, () => undefined);",
      'MODEL_KIND_FUNCTION models/m.ts:4:3',
    ],
    [
      "export default model({\n  name: 's.a',\n  knd: 'FULL',\n}, () => undefined);",
      'MODEL_PROPERTY_UNKNOWN models/m.ts:4:3',
    ],
    [
      "export default model({\n  name: 's.a',\n  kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColum: 'x' },\n}, () => undefined);",
      'MODEL_KIND_OPTION_MISSING models/m.ts:4:11',
      'MODEL_KIND_OPTION_UNKNOWN models/m.ts:4:46',
    ],
    [
      "export default model({\n  name: 's.a',\n  cron: 5,\n}, () => undefined);",
      'MODEL_PROPERTY_VALUE models/m.ts:4:3',
    ],
    [
      "export default model({\n  name: 's.a',\n  columns: { a: 'BIGINT', b: 'NOT A TYPE' },\n}, () => undefined);",
      'MODEL_PROPERTY_VALUE models/m.ts:4:27',
    ],
    ["export default model({\n  kind: 'FULL',\n}, () => undefined);", 'MODEL_PROPERTY_MISSING models/m.ts:2:16'],
    [
      "export default model({\n  name: 's.a', kind: 'INCREMENTAL_UNMANAGED',\n}, () => undefined);",
      'MODEL_PROPERTY_MISSING models/m.ts:2:16',
    ],
    [
      "export default model({\n  name: 's.a',\n  audits: [['nott_null', {}]],\n}, () => undefined);",
      'MODEL_AUDIT_UNKNOWN models/m.ts:4:12',
    ],
    [
      "export default model({\n  name: 's.a',\n  enabled: 'perhaps',\n}, () => undefined);",
      'MODEL_PROPERTY_VALUE models/m.ts:4:3',
    ],
  ];
  it.each(wrong)('is judged where it stands: %s', async (code, ...expected) => {
    expect(problems(await loadCode(code))).toEqual(expected);
  });
});

describe('macros in TypeScript', () => {
  it('give whole queries', async () => {
    const project = await load({
      'macros/m.ts':
        imports +
        "export const everything = macro('everything', (context, table) => context.sql`SELECT * FROM ${table}`);\n",
      'models/a.sql': 'MODEL (name s.a); @everything(raw.t)',
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.a')).toMatchObject({ parents: ['raw.t'], code: [{ name: 'everything' }] });
  });

  it('may be left out: a variable can hold the blueprints', async () => {
    const project = await load({
      'config.yaml':
        'model_defaults: { dialect: duckdb }\ngateways: { local: { connection: { type: duckdb } } }\nvariables: { tenants: [{ id: a, n: 1 }, { id: b, n: 2 }] }\n',
      'models/a.sql': 'MODEL (name @{id}.x, blueprints @tenants); SELECT @n AS n',
    });
    expect(problems(project)).toEqual([]);
    expect([...project.models.values()].map((m) => [m.name, m.rendered.query])).toEqual([
      ['a.x', 'SELECT 1 AS n'],
      ['b.x', 'SELECT 2 AS n'],
    ]);
  });

  it('give blueprints as an array of texts', async () => {
    const project = await load({
      'macros/m.ts': imports + "export const regions = macro('regions', () => ['(region := eu)', '(region := us)']);\n",
      'models/a.sql': 'MODEL (name @{region}.a, blueprints @regions()); SELECT 1 AS x',
    });
    expect(problems(project)).toEqual([]);
    expect([...project.models.keys()]).toEqual(['eu.a', 'us.a']);
  });

  it('give blueprints as an array of objects', async () => {
    const project = await load({
      'macros/m.ts':
        imports + "export const regions = macro('regions', () => [{ region: 'eu', n: 1 }, { region: 'us', n: 2 }]);\n",
      'models/a.sql': 'MODEL (name @{region}.a, blueprints @regions()); SELECT @n AS x',
    });
    expect(problems(project)).toEqual([]);
    expect([...project.models.values()].map((m) => m.rendered.query)).toEqual(['SELECT 1 AS x', 'SELECT 2 AS x']);
  });

  it('show an error at the call and in the macro', async () => {
    const project = await load({
      'macros/m.ts': imports + "export const bad = macro('bad', () => {\n  throw new Error('no');\n});\n",
      'models/a.sql': 'MODEL (name s.a);\nSELECT\n  @bad() AS x',
    });
    expect(problems(project)).toEqual(['MACRO_FAILED models/a.sql:3:3']);
    expect(project.diagnostics[0]?.related?.[0]?.at).toMatchObject({ file: 'macros/m.ts', line: 3 });
  });
});
