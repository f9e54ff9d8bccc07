import { describe, expect, it } from 'vitest';
import { load, problems } from './loadedFolder.ts';

const config =
  "model_defaults: { dialect: duckdb }\ngateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\nvariables: { sch: shop, begin: '2020-01-01', freq: '@hourly', cols: [id, day], size: 5, on: true, owner_name: 'Jen D.', tz: 'Europe/Paris' }\n";

async function loaded(block: string) {
  const project = await load({ 'config.yaml': config, 'models/m.sql': `MODEL (${block});\nSELECT 1 AS id` });
  expect(problems(project)).toEqual([]);
  return [...project.models.values()];
}

describe('macros in names', () => {
  const names: readonly [written: string, name: string][] = [
    ['@sch.orders', 'shop.orders'],
    ['@{sch}.orders', 'shop.orders'],
    ['@{sch}_raw.orders_@{size}', 'shop_raw.orders_5'],
    ['raw_@{sch}.t', 'raw_shop.t'],
    ["@VAR('sch').orders", 'shop.orders'],
    ['"@{sch}".orders', 'shop.orders'],
    ['other.@sch.orders', 'other.shop.orders'],
    ['@IF(@size > 3, big.orders, small.orders)', 'big.orders'],
  ];
  it.each(names)('%s is %s', async (written, name) => {
    expect((await loaded(`name ${written}`)).map((model) => model.name)).toEqual([name]);
  });
});

describe('macros in properties', () => {
  const cases: readonly [properties: string, expected: object][] = [
    ['start @begin', { start: '2020-01-01' }],
    ['cron @freq', { cron: '@hourly', intervalUnit: 'hour' }],
    ['cron @daily', { cron: '@daily' }],
    ['cron_tz @tz', { cronTz: 'Europe/Paris' }],
    ['enabled @on', { enabled: true }],
    ["enabled @IF(@gateway = 'local', TRUE, FALSE)", { enabled: true }],
    ['owner @owner_name', { owner: 'Jen D.' }],
    ['kind @IF(@size > 3, FULL, VIEW)', { kind: { name: 'FULL' } }],
    [
      'kind INCREMENTAL_BY_TIME_RANGE (time_column day, batch_size @size)',
      { kind: { batchSize: 5, timeColumn: { column: 'day' } } },
    ],
    ['grains @cols', { grains: [['id'], ['day']] }],
    ['tags (@sch, @{sch}_x)', { tags: ['shop', 'shop_x'] }],
    ['partitioned_by @EACH([id, day], c -> c)', { partitionedBy: ['id', 'day'] }],
    ["physical_properties (a = @size, b = '@sch')", { physicalProperties: { a: '@size', b: "'@sch'" } }],
    ['audits (not_null(columns := @cols))', { audits: [{ arguments: { columns: '@cols' } }] }],
  ];
  it.each(cases)('%s', async (properties, expected) => {
    expect((await loaded(`name s.m, ${properties}`))[0]).toMatchObject(expected);
  });
});

describe('other dialects', () => {
  it('decide how a file is lexed', async () => {
    const project = await load({
      'models/b.sql':
        '# a comment of BigQuery\'s; it\'s fine\nMODEL (name s.b, dialect bigquery);\n# and \'here\'\nSELECT `a`, "it\'s", r\'\\\'\', """say "hi" ; """ AS x FROM `p.d.t`;\n',
      'models/s.sql': 'MODEL (name s.s, dialect snowflake); // a comment; it\'s\nSELECT a FROM Db."x".T',
      'models/m.sql': 'MODEL (name s.m, dialect mysql); SELECT "it\\"s;", `b` FROM `Weird Name`.t',
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.b')).toMatchObject({ dialect: 'bigquery', parents: ['p.d.t'] });
    expect(project.models.get('S.S')).toMatchObject({ parents: ['DB.x.T'] });
    expect(project.models.get('s.m')?.parents).toEqual(['"Weird Name".t']);
  });

  it('may be the default', async () => {
    const project = await load({
      'config.yaml':
        'model_defaults: { dialect: "bigquery,normalization_strategy=case_sensitive" }\ngateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\n',
      'models/b.sql': 'MODEL (name s.B);\nSELECT `a` FROM `S.t`',
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.B')).toMatchObject({
      dialect: 'bigquery',
      normalization: 'case_sensitive',
      parents: ['S.t'],
    });
  });
});

describe('blueprints', () => {
  it('may name their keys with the sign under which they are read', async () => {
    const models = await loaded('name s.@{n}_x, owner @who, blueprints ((n := a, @who := jo), (@n := b, who := @sch))');
    expect(models.map(({ name, owner }) => `${name} ${owner}`)).toEqual(['s.a_x jo', 's.b_x shop']);
  });
});

describe('arguments of audits', () => {
  it('may be named in quotes, as formatters write reserved words', async () => {
    const [model] = await loaded(`name s.m, audits (accepted_values("column" = id, is_in = ['1', '2']))`);
    expect(model!.audits.map((call) => call.arguments)).toEqual([{ column: 'id', is_in: "['1', '2']" }]);
  });
});
