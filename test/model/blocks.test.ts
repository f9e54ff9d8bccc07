import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/error/diagnostic.ts';
import { readModelDefaults } from '../../src/model/modelDefaults.ts';
import { readSqlFile } from '../../src/load/sqlFile.ts';
import type { Model } from '../../src/model/model.ts';
import { projectConfig } from './projectConfig.ts';

function read(
  text: string,
  defaults: Record<string, unknown> = {},
): { models: readonly Model[]; problems: Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const report = (problem: Diagnostic) => void problems.push(problem);
  const { models } = readSqlFile(
    { file: 'm.sql', text },
    {
      config: projectConfig,
      defaults: readModelDefaults({ dialect: 'duckdb', ...defaults }, { file: 'config.yaml', report }),
      defaultCatalog: 'db',
      physicalSchemaMapping: [],
      macros: new Map(),
      jinjaMacros: new Map(),
      report,
      expects: 'model',
    },
  );
  return { models, problems };
}

/** A model with these properties after its name. */
function withProperties(properties: string, defaults: Record<string, unknown> = {}): Model {
  const { models, problems } = read(`MODEL (name s.t, ${properties});\nSELECT 1 AS a`, defaults);
  expect(problems).toEqual([]);
  return models[0]!;
}

const where = ({ code, at }: Diagnostic) => `${code} ${at?.line}:${at?.column}`;

describe('property values', () => {
  const cases: readonly [properties: string, key: keyof Model, value: unknown][] = [
    ['owner jen', 'owner', 'jen'],
    ["owner 'Jen D.'", 'owner', 'Jen D.'],
    ['owner "jen"', 'owner', 'jen'],
    ["owner 'it''s'", 'owner', "it's"],
    ["owner $$it's$$", 'owner', "it's"],
    ["cron '@hourly'", 'cron', '@hourly'],
    ['cron @hourly', 'cron', '@hourly'],
    ["cron '*/5 * * * *'", 'cron', '*/5 * * * *'],
    ["cron '0 8 * * 3#1'", 'cron', '0 8 * * 3#1'],
    ["cron '@hourly'", 'intervalUnit', 'hour'],
    ["cron '@weekly'", 'intervalUnit', 'day'],
    ["cron '@monthly'", 'intervalUnit', 'month'],
    ["cron '@yearly'", 'intervalUnit', 'year'],
    ["cron '*/15 * * * *'", 'intervalUnit', 'quarter_hour'],
    ["cron '@daily', interval_unit hour", 'intervalUnit', 'hour'],
    ["cron '@daily', interval_unit 'HOUR'", 'intervalUnit', 'hour'],
    ["cron_tz 'America/Los_Angeles'", 'cronTz', 'America/Los_Angeles'],
    ['start 2024-01-31', 'start', '2024-01-31'],
    ["start '2024-01-31 05:00:00'", 'start', '2024-01-31 05:00:00'],
    ["start '1 week ago'", 'start', '1 week ago'],
    ["start 2024-01-01, end '2024-02-01'", 'end', '2024-02-01'],
    ['tags a', 'tags', ['a']],
    ['tags (a, b)', 'tags', ['a', 'b']],
    ["tags ['a', 'B']", 'tags', ['a', 'B']],
    ['tags (a, b,)', 'tags', ['a', 'b']],
    ['stamp v2', 'stamp', 'v2'],
    ['grain id', 'grains', [['id']]],
    ['grain (id, DAY)', 'grains', [['id', 'day']]],
    ['grains (id, (a, b))', 'grains', [['id'], ['a', 'b']]],
    ['references (id, user_id AS uid)', 'references', ['id', 'user_id AS uid']],
    ['depends_on other.x', 'dependsOn', ['other.x']],
    ['depends_on (a.b, c.d.e, "F".G)', 'dependsOn', ['a.b', 'c.d.e', 'f.g']],
    ['depends_on [db.a.b]', 'dependsOn', ['a.b']],
    ['partitioned_by ds', 'partitionedBy', ['ds']],
    ['partitioned_by ARRAY(ds, Country)', 'partitionedBy', ['ds', 'country']],
    ['tags ARRAY[a, b]', 'tags', ['a', 'b']],
    ["partitioned_by (DATE_TRUNC('month', ds), Country)", 'partitionedBy', ["DATE_TRUNC('month', ds)", 'country']],
    ["partitioned_by DATE_TRUNC('month', ds)", 'partitionedBy', ["DATE_TRUNC('month', ds)"]],
    ['clustered_by (a, b)', 'clusteredBy', ['a', 'b']],
    ['table_format ICEBERG', 'tableFormat', 'iceberg'],
    ['storage_format parquet', 'storageFormat', 'parquet'],
    [
      "physical_properties (a = 1, 'b.c' = 'x', d = [1, 2])",
      'physicalProperties',
      { a: '1', 'b.c': "'x'", d: '[1, 2]' },
    ],
    ["physical_properties [a = 'x']", 'physicalProperties', { a: "'x'" }],
    ['virtual_properties (secure = true)', 'virtualProperties', { secure: 'true' }],
    ["session_properties (query_label = [('k', 'v')])", 'sessionProperties', { query_label: "[('k', 'v')]" }],
    ['allow_partials true', 'allowPartials', true],
    ['allow_partials TRUE', 'allowPartials', true],
    ['allow_partials false', 'allowPartials', false],
    ['allow_partials 1', 'allowPartials', true],
    ["allow_partials 'no'", 'allowPartials', false],
    ['enabled false', 'enabled', false],
    ['optimize_query false', 'optimizeQuery', false],
    ['formatting false', 'formatting', false],
    ['ignored_rules ALL', 'ignoredRules', ['ALL']],
    ["ignored_rules ['noselectstar', 'x']", 'ignoredRules', ['noselectstar', 'x']],
    ['virtual_environment_mode DEV_ONLY', 'virtualEnvironmentMode', 'dev_only'],
    ["grants ('select' = ['bob', 'eve'])", 'grants', { select: "['bob', 'eve']" }],
    ['gateway Duck', 'gateway', 'duck'],
    ['columns (id int), contract enforced', 'contract', 'enforced'],
    ["description 'what it is'", 'description', 'what it is'],
    ["column_descriptions (A = 'first', b = 'second')", 'columnDescriptions', { a: 'first', b: 'second' }],
    ['audits not_null', 'audits', [{ name: 'not_null', arguments: {} }]],
    ['audits (unique_values(columns := (a)))', 'audits', [{ name: 'unique_values', arguments: { columns: '(a)' } }]],
    [
      "audits (not_null(columns = (a, b)), Accepted_Values(column := a, is_in := ('x', 'y'), blocking := false),)",
      'audits',
      [
        { name: 'not_null', arguments: { columns: '(a, b)' } },
        { name: 'accepted_values', arguments: { column: 'a', is_in: "('x', 'y')", blocking: 'false' } },
      ],
    ],
    [
      "audits [forall(criteria := (a > 0, b LIKE '%,%'))]",
      'audits',
      [{ name: 'forall', arguments: { criteria: "(a > 0, b LIKE '%,%')" } }],
    ],
    [
      'signals (ready(wait := 1), other())',
      'signals',
      [
        { name: 'ready', arguments: { wait: '1' } },
        { name: 'other', arguments: {} },
      ],
    ],
    [
      "dialect 'duckdb, normalization_strategy=case_sensitive', columns (Id int)",
      'columns',
      [{ name: 'Id', type: 'INTEGER' }],
    ],
    ['dialect "snowflake,normalization_strategy=case_sensitive"', 'normalization', 'case_sensitive'],
    ['dialect duckdb, normalization_strategy = lowercase', 'normalization', 'lowercase'],
    ['dialect Postgres', 'dialect', 'postgres'],
  ];
  it.each(cases)('%s', (properties, key, value) => {
    const found = withProperties(properties)[key];
    const plain =
      key === 'audits' || key === 'signals'
        ? (found as Model['audits']).map(({ name, arguments: args }) => ({ name, arguments: args }))
        : found;
    expect(plain).toEqual(value);
  });
});

describe('column types', () => {
  const cases: readonly [written: string, type: string, dialect?: string][] = [
    ['int', 'INTEGER'],
    ['int4', 'INTEGER'],
    ['bigint', 'BIGINT'],
    ['int64', 'BIGINT', 'bigquery'],
    ['text', 'VARCHAR'],
    ['varchar(20)', 'VARCHAR'],
    ['character varying(20)', 'VARCHAR'],
    ['string', 'VARCHAR', 'spark'],
    ['double precision', 'DOUBLE', 'postgres'],
    ['float', 'FLOAT'],
    ['float', 'DOUBLE', 'postgres'],
    ['decimal(10, 2)', 'DECIMAL(10,2)'],
    ['numeric(10)', 'DECIMAL(10,0)'],
    ['decimal', 'DECIMAL(18,3)'],
    ['numeric', 'DECIMAL(38,9)', 'bigquery'],
    ['bool', 'BOOLEAN'],
    ['timestamp', 'TIMESTAMP'],
    ['timestamp', 'TIMESTAMP WITH TIME ZONE', 'bigquery'],
    ['timestamp(6)', 'TIMESTAMP'],
    ['timestamptz', 'TIMESTAMP WITH TIME ZONE'],
    ['timestamp with time zone', 'TIMESTAMP WITH TIME ZONE'],
    ['timestamp(3) with time zone', 'TIMESTAMP WITH TIME ZONE'],
    ['timestamp without time zone', 'TIMESTAMP'],
    ['datetime', 'TIMESTAMP'],
    ['int[]', 'INTEGER[]'],
    ['int[3]', 'INTEGER[3]'],
    ['text[][]', 'VARCHAR[][]'],
    ['array<int64>', 'BIGINT[]', 'bigquery'],
    ['struct<a int, b string>', 'STRUCT(a INTEGER, b VARCHAR)', 'spark'],
    ['struct<a: int, b: struct<c: string>>', 'STRUCT(a INTEGER, b STRUCT(c VARCHAR))', 'spark'],
    ['array<struct<a int64, b array<string>>>', 'STRUCT(a BIGINT, b VARCHAR[])[]', 'bigquery'],
    ['map<string, array<int>>', 'MAP(VARCHAR, INTEGER[])', 'spark'],
    ['struct(a int, b map(varchar, int))', 'STRUCT(a INTEGER, b MAP(VARCHAR, INTEGER))'],
    ["enum('a', 'b')", "ENUM('a', 'b')"],
    ['nullable(string)', 'VARCHAR', 'clickhouse'],
    ['uuid', 'UUID'],
    ['json', 'JSON'],
    ['my_type', 'MY_TYPE'],
  ];
  it.each(cases)('%s is %s (%s)', (written, type, dialect = 'duckdb') => {
    expect(withProperties(`dialect ${dialect}, columns (x ${written}, y int)`).columns?.[0]?.type).toBe(type);
  });

  it('keeps NOT NULL and ignores comments', () => {
    expect(withProperties("columns (a int NOT NULL, b text COMMENT 'x', c date NULL)").columns).toEqual([
      { name: 'a', type: 'INTEGER', nullable: false },
      { name: 'b', type: 'VARCHAR' },
      { name: 'c', type: 'DATE' },
    ]);
  });
});

describe('names', () => {
  const cases: readonly [written: string, name: string, dialect?: string][] = [
    ['orders', 'orders'],
    ['Shop.Orders', 'shop.orders'],
    ['db.shop.orders', 'shop.orders'],
    ['other.shop.orders', 'other.shop.orders'],
    ['"Shop"."My Orders"', 'shop."my orders"'],
    ["'shop.orders'", 'shop.orders'],
    ['`a.b.c`', 'a.b.c', 'bigquery'],
    ['Shop.Orders', 'SHOP.ORDERS', 'snowflake'],
    ['"Shop".Orders', 'Shop.orders', 'postgres'],
  ];
  it.each(cases)('%s is %s (%s)', (written, name, dialect = 'duckdb') => {
    const { models, problems } = read(`MODEL (dialect ${dialect}, name ${written}); SELECT 1 AS a`);
    expect(problems).toEqual([]);
    expect(models[0]?.name).toBe(name);
  });
});

describe('layout of a block', () => {
  const forms: readonly [title: string, text: string][] = [
    ['lower case', 'model (name s.t, kind full, owner jen); select 1 as a'],
    ['a trailing comma', 'MODEL (name s.t, kind FULL, owner jen,); SELECT 1 AS a'],
    ['no semicolon behind the block', 'MODEL (name s.t, kind FULL, owner jen)\nSELECT 1 AS a'],
    ['CRLF', 'MODEL (\r\n  name s.t,\r\n  kind FULL,\r\n  owner jen\r\n);\r\nSELECT 1 AS a\r\n'],
    [
      'comments everywhere',
      'MODEL ( -- c, d\n name /* x, */ s.t, -- (\n kind FULL, /* ) */ owner jen -- e\n); SELECT 1 AS a',
    ],
    ['one line for each word', 'MODEL\n(\nname\ns.t\n,\nkind\nFULL\n,\nowner\njen\n)\n;\nSELECT\n1 AS a'],
    ['colons', 'MODEL (name: s.t, kind : FULL, owner:jen); SELECT 1 AS a'],
    ['upper case keys', 'MODEL (NAME s.t, KIND FULL, OWNER jen); SELECT 1 AS a'],
  ];
  it.each(forms)('%s', (_, text) => {
    const { models, problems } = read(text);
    expect(problems).toEqual([]);
    expect(models[0]).toMatchObject({ name: 's.t', kind: { name: 'FULL' }, owner: 'jen', query: {} });
  });
});

it('reads comments of the dialect that only the defaults name', () => {
  const { models, problems } = read('MODEL (\n  name s.t, # kind VIEW,\n  kind FULL\n);\nSELECT 1 AS a', {
    dialect: 'starrocks',
  });
  expect(problems).toEqual([]);
  expect(models[0]).toMatchObject({ name: 's.t', kind: { name: 'FULL' } });
});

describe('what is wrong with a block', () => {
  const cases: readonly [text: string, ...problems: string[]][] = [
    ['MODEL (name s.t, knd FULL); SELECT 1 AS a', 'MODEL_PROPERTY_UNKNOWN 1:18'],
    ['MODEL (\n  name s.t,\n  onwer jen\n); SELECT 1 AS a', 'MODEL_PROPERTY_UNKNOWN 3:3'],
    ['MODEL (name s.t, default_catalog x); SELECT 1 AS a', 'MODEL_PROPERTY_UNKNOWN 1:18'],
    ['MODEL (kind FULL); SELECT 1 AS a', 'MODEL_PROPERTY_MISSING 1:1'],
    ['MODEL (name s.t, name s.u); SELECT 1 AS a', 'MODEL_PROPERTY_DUPLICATE 1:18'],
    ['MODEL (name s.t, grain a, grains (b)); SELECT 1 AS a', 'MODEL_PROPERTY_CONFLICT 1:24'],
    ['MODEL (name a.b.c.d); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:13'],
    ['MODEL (name 5); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:13'],
    ['MODEL (name (a)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:13'],
    ['MODEL (name); SELECT 1 AS a', 'MODEL_PROPERTY_EMPTY 1:8', 'MODEL_PROPERTY_MISSING 1:1'],
    ['MODEL (); SELECT 1 AS a', 'MODEL_PROPERTY_MISSING 1:1'],
    ['MODEL (name s.t,, kind FULL); SELECT 1 AS a', 'MODEL_BLOCK_SYNTAX 1:17'],
    ['MODEL (name s.t, (kind FULL)); SELECT 1 AS a', 'MODEL_BLOCK_SYNTAX 1:18'],
    ['MODEL (\n  name s.t\n  kind FULL\n);\nSELECT 1 AS a', 'MODEL_COMMA_MISSING 3:3'],
    ['MODEL (\n  name s.t,\n  owner:\n);\nSELECT 1 AS a', 'MODEL_PROPERTY_EMPTY 3:3'],
    ['MODEL (\n  name s.t,\n  owner jen\n  cron @daily,\n  tags (a)\n);\nSELECT 1 AS a', 'MODEL_COMMA_MISSING 4:3'],
    ['MODEL (name s.t, kind FULL; SELECT 1 AS a', 'MODEL_BLOCK_UNCLOSED 1:7'],
    ['MODEL (name s.t, tags (a, kind FULL; SELECT 1 AS a', 'MODEL_BLOCK_UNCLOSED 1:7'],
    ["MODEL (name s.t, owner 'jen); SELECT 1 AS a", 'MODEL_FILE_UNCLOSED 1:24'],
    ['MODEL (name s.t); SELECT 1 AS a /* no end', 'MODEL_FILE_UNCLOSED 1:33'],
    ['MODEL (name s.t); SELECT "a', 'MODEL_FILE_UNCLOSED 1:26'],
    ['MODEL (name s.t); SELECT 1 AS a; MODEL (name s.u); SELECT 2 AS b', 'MODEL_BLOCK_DUPLICATE 1:34'],
    ['SELECT 1 AS a', 'MODEL_BLOCK_MISSING 1:1'],
    ['', 'MODEL_BLOCK_MISSING 1:1'],
    ['-- nothing but a comment', 'MODEL_BLOCK_MISSING 1:1'],
    ['SET x = 1; MODEL (name s.t); SELECT 1 AS a', 'MODEL_STATEMENT_MISPLACED 1:1'],
    ['MODEL (name s.t);', 'MODEL_QUERY_MISSING 1:1'],
    ['MODEL (name s.t); SET x = 1;', 'MODEL_QUERY_MISSING 1:1'],
    ['MODEL (name s.t); SELECT 1 AS a; SELECT 2 AS a', 'MODEL_QUERY_DUPLICATE 1:34'],
    ['MODEL (name s.t, kind SEED (path x.csv)); SELECT 1 AS a', 'MODEL_QUERY_UNEXPECTED 1:43'],
    ["MODEL (name s.t, cron 'hourly'); SELECT 1 AS a", 'MODEL_CRON_SYNTAX 1:23'],
    ["MODEL (name s.t, cron '* * * * *'); SELECT 1 AS a", 'MODEL_CRON_TOO_FREQUENT 1:23'],
    ["MODEL (name s.t, cron_tz 'Mars/Olympus'); SELECT 1 AS a", 'MODEL_CRON_TIME_ZONE 1:26'],
    ["MODEL (name s.t, cron '@hourly', interval_unit day); SELECT 1 AS a", 'MODEL_PROPERTY_CONFLICT 1:48'],
    ['MODEL (name s.t, interval_unit week); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:32'],
    ["MODEL (name s.t, end '2024-01-01'); SELECT 1 AS a", 'MODEL_PROPERTY_CONFLICT 1:22'],
    ['MODEL (name s.t, start (1)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:24'],
    ['MODEL (name s.t, enabled maybe); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:26'],
    ['MODEL (name s.t, allow_partials maybe); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:33'],
    ['MODEL (name s.t, columns id); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:26'],
    ['MODEL (name s.t, columns (id)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:27'],
    ['MODEL (name s.t, columns (id int, ID text)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:35'],
    ['MODEL (name s.t, columns (id struct<a int)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:27'],
    ['MODEL (name s.t, columns ()); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:26'],
    ['MODEL (name s.t, audits (not_null(a, b))); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:35'],
    ["MODEL (name s.t, audits ('x')); SELECT 1 AS a", 'MODEL_PROPERTY_VALUE 1:26'],
    ['MODEL (name s.t, physical_properties (a)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:39'],
    ['MODEL (name s.t, physical_properties (a = 1, a = 2)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:50'],
    ['MODEL (name s.t, partitioned_by (a, a)); SELECT 1 AS a', 'MODEL_PROPERTY_VALUE 1:37'],
    ['MODEL (name s.t, dialect duckbd); SELECT 1 AS a', 'SQL_DIALECT 1:26'],
    ["MODEL (name s.t, dialect 'duckdb, normalization_strategy=none'); SELECT 1 AS a", 'MODEL_PROPERTY_VALUE 1:26'],
    ["MODEL (name s.t, start 'foo'); SELECT 1 AS a", 'PLAN_DATE_INVALID 1:24'],
    ["MODEL (name s.t, start 2024-01-01, end '2024-02-30'); SELECT 1 AS a", 'PLAN_DATE_INVALID 1:40'],
    ["MODEL (name s.t, start '2024-01-02', end '2024-01-01'); SELECT 1 AS a", 'MODEL_PROPERTY_CONFLICT 1:42'],
    ['MODEL (name s.t, contract enforced); SELECT 1 AS a', 'MODEL_PROPERTY_CONFLICT 1:27'],
    ['MODEL (name s.t, physical_version 1); SELECT 1 AS a', 'MODEL_PROPERTY_CONFLICT 1:35'],
    ['MODEL (name s.t, kind EMBEDDED, audits (not_null(columns := (a)))); SELECT 1 AS a', 'MODEL_AUDIT_EMBEDDED 1:40'],
    ["MODEL (name s.t, columns (a int), column_descriptions (b = 'x')); SELECT 1 AS a", 'MODEL_COLUMN_UNKNOWN 1:55'],
    ['MODEL (name s.t); JINJA_QUERY_BEGIN; SELECT 1 AS a; SELECT 2 AS b;', 'MODEL_FILE_UNCLOSED 1:37'],
    ['MODEL (name s.t, blueprints x); SELECT 1 AS a', 'MODEL_BLUEPRINT 1:29'],
    ['MODEL (name s.t, blueprints ((a), (b))); SELECT 1 AS a', 'MODEL_BLUEPRINT 1:31'],
    ['MODEL (name @{nowhere}.t); SELECT 1 AS a', 'MACRO_VARIABLE 1:13'],
    ['MODEL (name s.t); SELECT 1 AS a; ON_VIRTUAL_UPDATE_BEGIN; SELECT 2;', 'MODEL_FILE_UNCLOSED 1:34'],
    ['MODEL (name s.t); SELECT 1 AS a; AUDIT (name x);', 'MODEL_AUDIT_QUERY 1:34'],
    ['MODEL (name s.t); SELECT 1 AS a; AUDIT (name x); SELECT 1; SELECT 2', 'MODEL_AUDIT_QUERY 1:60'],
    ['MODEL (name s.t); SELECT 1 AS a; AUDIT (blocking true); SELECT 1', 'MODEL_PROPERTY_MISSING 1:34'],
    ['MODEL (name s.t); SELECT 1 AS a; AUDIT (name x, blockng true); SELECT 1', 'MODEL_PROPERTY_UNKNOWN 1:49'],
    ['AUDIT (name x, standalone true, blocking true); SELECT 1', 'MODEL_PROPERTY_CONFLICT 1:42'],
    ['METRIC (name x);', 'MODEL_PROPERTY_MISSING 1:1'],
    ['METRIC (name x, expression SUM(a.b), ownr y);', 'MODEL_PROPERTY_UNKNOWN 1:38'],
  ];
  it.each(cases)('%s', (text, ...expected) => {
    expect(read(text).problems.map(where)).toEqual(expected);
  });

  it('offers the nearest name', () => {
    expect(read('MODEL (name s.t, partitoned_by a); SELECT 1 AS a').problems[0]?.hint).toBe(
      'did you mean partitioned_by?',
    );
    expect(read('MODEL (name s.t, interval_unit hours); SELECT 1 AS a').problems[0]?.hint).toBe('did you mean hour?');
  });

  it('shows both places of a property that is given twice', () => {
    const [problem] = read('MODEL (\n  name s.t,\n  cron @daily,\n  cron @hourly\n);\nSELECT 1 AS a').problems;
    expect(problem).toMatchObject({
      code: 'MODEL_PROPERTY_DUPLICATE',
      at: { line: 4, column: 3 },
      related: [{ at: { line: 3, column: 3 } }],
    });
  });

  it('warns of an old name and still reads it', () => {
    const { models, problems } = read("MODEL (name s.t, table_properties (a = 'x')); SELECT 1 AS a");
    expect(problems).toMatchObject([
      { code: 'MODEL_PROPERTY_RENAMED', severity: 'warning', at: { line: 1, column: 18 } },
    ]);
    expect(models[0]?.physicalProperties).toEqual({ a: "'x'" });
  });

  it('reports every problem of a block, and reads the rest', () => {
    const { problems } = read('MODEL (\n  name s.t,\n  kind FUL,\n  cron nope,\n  colour red\n);\nSELECT 1 AS a');
    expect(problems.map(where)).toEqual([
      'MODEL_CRON_SYNTAX 4:8',
      'MODEL_PROPERTY_UNKNOWN 5:3',
      'MODEL_KIND_UNKNOWN 3:8',
    ]);
  });
});

describe('statements around the query', () => {
  it('keeps what stands before and behind it, in order', () => {
    const { models, problems } = read(
      [
        'MODEL (name s.t);',
        '@DEF(x, 1);',
        'SET a = 1; SET b = 2;',
        'WITH c AS (SELECT @x AS n) SELECT n FROM c;',
        'SET c = 3;',
        'ON_VIRTUAL_UPDATE_BEGIN;',
        'GRANT SELECT ON @this_model TO bob;',
        'ON_VIRTUAL_UPDATE_END;',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(models[0]).toMatchObject({
      definitions: [{ sql: '@DEF(x, 1)', at: { line: 2, column: 1 } }],
      preStatements: [{ sql: 'SET a = 1' }, { sql: 'SET b = 2', at: { line: 3, column: 12 } }],
      query: { sql: 'WITH c AS (SELECT @x AS n) SELECT n FROM c', at: { line: 4, column: 1 } },
      postStatements: [{ sql: 'SET c = 3' }],
      onVirtualUpdate: [{ sql: 'GRANT SELECT ON @this_model TO bob' }],
    });
  });

  const queries: readonly string[] = [
    'SELECT 1 AS a',
    'FROM x SELECT a',
    'FROM x',
    '(SELECT 1 AS a) UNION ALL (SELECT 2)',
    'VALUES (1)',
    'PIVOT x ON y USING SUM(z)',
    "@UNION('all', x, y)",
    '@my_query(1)',
    '@IF(TRUE, SELECT 1 AS a)',
  ];
  it.each(queries)('%s is a query', (query) => {
    const { models, problems } = read(`MODEL (name s.t);\n${query};`);
    expect(problems).toEqual([]);
    expect(models[0]?.query?.sql).toBe(query);
  });

  it('cuts the statements of a seed at @INSERT_SEED()', () => {
    const { models } = read('MODEL (name s.t, kind SEED (path x.csv)); SET a = 1; @INSERT_SEED(); SET b = 2;');
    expect(models[0]).toMatchObject({
      source: 'seed',
      preStatements: [{ sql: 'SET a = 1' }],
      postStatements: [{ sql: 'SET b = 2' }],
    });
  });

  it('reads inline audits', () => {
    const { models } = read(
      'MODEL (name s.t); SELECT 1 AS a; AUDIT (name x, defaults (n = 3), blocking false); SELECT * FROM @this_model WHERE a > @n',
    );
    expect(models[0]?.auditDefinitions).toMatchObject([
      {
        name: 'x',
        defaults: { n: '3' },
        blocking: false,
        standalone: false,
        query: { sql: 'SELECT * FROM @this_model WHERE a > @n' },
      },
    ]);
  });
});

describe('comments', () => {
  it('takes the description from the comments before the block', () => {
    expect(read('-- first line\n-- second\n/* block */\nMODEL (name s.t); SELECT 1 AS a').models[0]?.description).toBe(
      'first line\nsecond\nblock',
    );
  });

  it('prefers the property', () => {
    expect(read("-- comment\nMODEL (name s.t, description 'text'); SELECT 1 AS a").models[0]?.description).toBe('text');
  });

  const cases: readonly [query: string, found: Record<string, string>][] = [
    ['SELECT 1 AS x, -- the x\n 2 AS y -- the y', { x: 'the x', y: 'the y' }],
    ['SELECT\n -- own line\n 1 AS x', { x: 'own line' }],
    ['SELECT\n -- own line\n 1 AS x, -- trailing\n 2 AS y', { x: 'trailing' }],
    ["SELECT 'a' AS y -- trailing y\n , -- after comma\n 2 AS z", { y: 'after comma' }],
    ['SELECT 3 /* inner */ + 4 AS w /* after */', { w: 'after' }],
    ['SELECT coalesce(1, -- in call\n 2) AS v', {}],
    ['SELECT count(*) AS u -- first\n -- second\n FROM t -- table', { u: 'first' }],
    ['WITH c AS (SELECT 1 AS x -- in cte\n) SELECT x FROM c', {}],
    ['SELECT a.B, -- from a\n a."C d" -- quoted\n FROM a', { b: 'from a', 'c d': 'quoted' }],
    ['SELECT a IS DISTINCT FROM b AS d -- differs\n FROM t', { d: 'differs' }],
    ['FROM t SELECT x -- last', { x: 'last' }],
    ['SELECT x: 1 -- prefix alias', { x: 'prefix alias' }],
    ['SELECT 1 AS "Größe" -- size', { größe: 'size' }],
  ];
  it.each(cases)('describes columns: %s', (query, found) => {
    expect(read(`MODEL (name s.t);\n${query}`).models[0]?.columnDescriptions).toEqual(found);
  });
});

describe('blueprints', () => {
  const names = (text: string) => read(text).models.map((model) => model.name);

  it('makes one model of each tuple', () => {
    expect(names("MODEL (name @{s}.t, blueprints ((s := a), (s := 'b'), (s = c))); SELECT 1 AS a")).toEqual([
      'a.t',
      'b.t',
      'c.t',
    ]);
    expect(names('MODEL (name @s.t_@x, blueprints [(s := a, x := 1)]); SELECT 1 AS a')).toEqual(['a.t_1']);
    expect(names('MODEL (name @s.t, blueprints (s := a)); SELECT 1 AS a')).toEqual(['a.t']);
  });

  it('keeps values with their types', () => {
    const { models } = read(
      "MODEL (name s.@t, blueprints ((t := x, a := 'text', B := 1.5, c := true, d := (1, 'y'), e := f(1)))); SELECT 1 AS a",
    );
    expect(models[0]?.blueprint).toEqual({
      t: { sqlText: 'x' },
      a: 'text',
      b: 1.5,
      c: true,
      d: [1, 'y'],
      e: { sqlText: 'f(1)' },
    });
  });

  it('fills in other properties', () => {
    const { models } = read(
      "MODEL (name @s.t, cron @c, tags (@{s}_x, y), enabled @on, blueprints ((s := a, c := '@hourly', on := false))); SELECT 1 AS a",
    );
    expect(models[0]).toMatchObject({ cron: '@hourly', tags: ['a_x', 'y'], enabled: false });
  });

  it('reports a mistake of the block once', () => {
    expect(
      read('MODEL (name @s.t, colour red, blueprints ((s := a), (s := b))); SELECT 1 AS a').problems.map(where),
    ).toEqual(['MODEL_PROPERTY_UNKNOWN 1:19']);
  });
});

describe('model_defaults', () => {
  it('fill in what a model leaves out', () => {
    const defaults = {
      owner: 'team',
      cron: '@hourly',
      start: '2023-01-01',
      kind: 'FULL',
      tableFormat: 'iceberg',
      allow_partials: true,
    };
    expect(withProperties('tags a', defaults)).toMatchObject({
      owner: 'team',
      cron: '@hourly',
      start: '2023-01-01',
      kind: { name: 'FULL' },
      tableFormat: 'iceberg',
      allowPartials: true,
    });
    expect(withProperties("owner me, kind VIEW, cron '@daily'", defaults)).toMatchObject({
      owner: 'me',
      kind: { name: 'VIEW' },
      cron: '@daily',
    });
  });

  it('put audits and statements before the own ones', () => {
    const { models } = read('MODEL (name s.t, audits (own)); SET b = 2; SELECT 1 AS a; SET d = 4', {
      audits: ['not_null(columns := (a))', 'other'],
      pre_statements: ['SET a = 1'],
      post_statements: ['SET c = 3'],
    });
    expect(models[0]?.audits.map((call) => call.name)).toEqual(['not_null', 'other', 'own']);
    expect(models[0]?.preStatements.map((s) => s.sql)).toEqual(['SET a = 1', 'SET b = 2']);
    expect(models[0]?.postStatements.map((s) => s.sql)).toEqual(['SET c = 3', 'SET d = 4']);
  });

  it('merge properties key by key, and NULL removes', () => {
    const defaults = { physical_properties: { a: 1, b: 'x', c: true } };
    expect(withProperties('physical_properties (b = NULL, c = false, d = 2)', defaults).physicalProperties).toEqual({
      a: '1',
      c: 'false',
      d: '2',
    });
    expect(withProperties('tags x', defaults).physicalProperties).toEqual({ a: '1', b: "'x'", c: 'true' });
  });

  it('reach into kinds', () => {
    const model = withProperties('kind INCREMENTAL_BY_TIME_RANGE (time_column ds, on_additive_change warn)', {
      on_destructive_change: 'warn',
      on_additive_change: 'error',
      batch_concurrency: 4,
    });
    expect(model.kind).toMatchObject({ onDestructiveChange: 'warn', onAdditiveChange: 'warn', batchConcurrency: 4 });
  });

  it('are checked as well', () => {
    const { problems } = read('MODEL (name s.t); SELECT 1 AS a', { cron: 'nope', owner: 5, naem: 'x' });
    expect(problems.map((p) => `${p.code} ${p.message.slice(0, 15)}`)).toEqual([
      'MODEL_CRON_SYNTAX model_defaults:',
      'MODEL_PROPERTY_UNKNOWN model_defaults:',
    ]);
  });
});
