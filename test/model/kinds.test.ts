import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/error/diagnostic.ts';
import type { ModelKind } from '../../src/model/kind.ts';
import { kindDefinition, kindFacts, kinds } from '../../src/model/kinds/index.ts';
import { readKind } from '../../src/model/kinds/readKind.ts';
import { codeValue, rangeFromText, type PropertyValue } from '../../src/model/property/value.ts';
import { lex } from '../../src/sql/lexer.ts';
import { sqlRange } from '../../src/model/property/value.ts';

function readValue(value: PropertyValue, dialect = 'duckdb'): { kind: ModelKind | undefined; problems: Diagnostic[] } {
  const problems: Diagnostic[] = [];
  const context = { property: 'kind', dialect, report: (problem: Diagnostic) => void problems.push(problem) };
  return { kind: readKind(value, context, {})?.kind, problems };
}

function read(text: string) {
  return readValue(sqlRange({ file: 'm.sql', text }, lex(text)));
}

const incremental = {
  forwardOnly: false,
  disableRestatement: false,
  onDestructiveChange: 'error',
  onAdditiveChange: 'allow',
};
const scd = {
  ...incremental,
  forwardOnly: true,
  disableRestatement: true,
  lookback: 0,
  batchConcurrency: 1,
  uniqueKey: ['id'],
  validFromName: 'valid_from',
  validToName: 'valid_to',
  invalidateHardDeletes: false,
  timeDataType: 'TIMESTAMP',
};

describe('kinds as they are written', () => {
  const cases: readonly [text: string, kind: unknown][] = [
    ['VIEW', { name: 'VIEW', materialized: false }],
    ['view', { name: 'VIEW', materialized: false }],
    ["'FULL'", { name: 'FULL' }],
    ['FULL ()', { name: 'FULL' }],
    ['VIEW (materialized true)', { name: 'VIEW', materialized: true }],
    ['EMBEDDED', { name: 'EMBEDDED' }],
    ["SEED (path '../seeds/a.csv')", { name: 'SEED', path: '../seeds/a.csv', batchSize: 1000, csvSettings: {} }],
    ['SEED (path $root/seeds/a.csv)', { name: 'SEED', path: '$root/seeds/a.csv', batchSize: 1000, csvSettings: {} }],
    [
      "SEED (path '..\\..\\seeds\\a.csv', batch_size 5)",
      { name: 'SEED', path: '..\\..\\seeds\\a.csv', batchSize: 5, csvSettings: {} },
    ],
    [
      "SEED (path 'a.csv', csv_settings (delimiter = ';', quotechar = '''', doublequote = false, escapechar = '\\', skipinitialspace = true, encoding = 'latin-1', na_values = ('-', 'x'), keep_default_na = false))",
      {
        name: 'SEED',
        path: 'a.csv',
        batchSize: 1000,
        csvSettings: {
          delimiter: ';',
          quotechar: "'",
          doublequote: false,
          escapechar: '\\',
          skipinitialspace: true,
          encoding: 'latin-1',
          naValues: ['-', 'x'],
          keepDefaultNa: false,
        },
      },
    ],
    [
      "SEED (path 'a.csv', csv_settings (delimiter = '\\t', na_values = (a = ('-'), b = ('x', 'y'))))",
      {
        name: 'SEED',
        path: 'a.csv',
        batchSize: 1000,
        csvSettings: { delimiter: '\t', naValues: { a: ['-'], b: ['x', 'y'] } },
      },
    ],
    [
      'INCREMENTAL_BY_TIME_RANGE (time_column DS)',
      {
        name: 'INCREMENTAL_BY_TIME_RANGE',
        timeColumn: { column: 'ds' },
        partitionByTimeColumn: true,
        lookback: 0,
        ...incremental,
      },
    ],
    [
      "INCREMENTAL_BY_TIME_RANGE (time_column (ds, '%Y%m%d'), batch_size 30, batch_concurrency 2, lookback 3, forward_only true, partition_by_time_column false, auto_restatement_cron '@weekly', auto_restatement_intervals 7, disable_restatement true, on_destructive_change ALLOW, on_additive_change ignore,)",
      {
        name: 'INCREMENTAL_BY_TIME_RANGE',
        timeColumn: { column: 'ds', format: '%Y%m%d' },
        partitionByTimeColumn: false,
        batchSize: 30,
        batchConcurrency: 2,
        lookback: 3,
        forwardOnly: true,
        disableRestatement: true,
        onDestructiveChange: 'allow',
        onAdditiveChange: 'ignore',
        autoRestatementCron: '@weekly',
        autoRestatementIntervals: 7,
      },
    ],
    [
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key Id)',
      { name: 'INCREMENTAL_BY_UNIQUE_KEY', uniqueKey: ['id'], lookback: 0, batchConcurrency: 1, ...incremental },
    ],
    [
      "INCREMENTAL_BY_UNIQUE_KEY (unique_key (id, COALESCE(ds, '')), order_by updated_at DESC)",
      {
        name: 'INCREMENTAL_BY_UNIQUE_KEY',
        uniqueKey: ['id', "COALESCE(ds, '')"],
        orderBy: ['updated_at DESC'],
        lookback: 0,
        batchConcurrency: 1,
        ...incremental,
      },
    ],
    [
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key [a, b], order_by (x DESC NULLS LAST, y), merge_filter source.d > target.d AND target.e IN (1, 2))',
      {
        name: 'INCREMENTAL_BY_UNIQUE_KEY',
        uniqueKey: ['a', 'b'],
        orderBy: ['x DESC NULLS LAST', 'y'],
        mergeFilter: 'source.d > target.d AND target.e IN (1, 2)',
        lookback: 0,
        batchConcurrency: 1,
        ...incremental,
      },
    ],
    [
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key id, when_matched (WHEN MATCHED AND source.x IS NULL THEN UPDATE SET target.a = COALESCE(source.a, target.a), b = 1, WHEN MATCHED THEN DELETE), lookback 1)',
      {
        name: 'INCREMENTAL_BY_UNIQUE_KEY',
        uniqueKey: ['id'],
        whenMatched: [
          'WHEN MATCHED AND source.x IS NULL THEN UPDATE SET target.a = COALESCE(source.a, target.a), b = 1',
          'WHEN MATCHED THEN DELETE',
        ],
        lookback: 1,
        batchConcurrency: 1,
        ...incremental,
      },
    ],
    [
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key id, when_matched WHEN MATCHED THEN UPDATE SET target.a = CASE WHEN source.a > 1 THEN 2 END, target.b = source.b, lookback 1)',
      {
        name: 'INCREMENTAL_BY_UNIQUE_KEY',
        uniqueKey: ['id'],
        whenMatched: ['WHEN MATCHED THEN UPDATE SET target.a = CASE WHEN source.a > 1 THEN 2 END, target.b = source.b'],
        lookback: 1,
        batchConcurrency: 1,
        ...incremental,
      },
    ],
    [
      'INCREMENTAL_BY_PARTITION',
      { name: 'INCREMENTAL_BY_PARTITION', lookback: 0, batchConcurrency: 1, ...incremental, forwardOnly: true },
    ],
    [
      'INCREMENTAL_UNMANAGED (insert_overwrite true, forward_only false)',
      {
        name: 'INCREMENTAL_UNMANAGED',
        insertOverwrite: true,
        lookback: 0,
        batchConcurrency: 1,
        ...incremental,
        disableRestatement: true,
      },
    ],
    [
      'SCD_TYPE_2 (unique_key id)',
      { name: 'SCD_TYPE_2_BY_TIME', updatedAtName: 'updated_at', updatedAtAsValidFrom: false, ...scd },
    ],
    [
      'SCD_TYPE_2_BY_TIME (unique_key (id), updated_at_name Changed, updated_at_as_valid_from true, invalidate_hard_deletes true, time_data_type timestamptz, valid_from_name f, valid_to_name t, disable_restatement false)',
      {
        name: 'SCD_TYPE_2_BY_TIME',
        ...scd,
        updatedAtName: 'changed',
        updatedAtAsValidFrom: true,
        invalidateHardDeletes: true,
        timeDataType: 'TIMESTAMPTZ',
        validFromName: 'f',
        validToName: 't',
        disableRestatement: false,
      },
    ],
    [
      'SCD_TYPE_2_BY_COLUMN (unique_key id, columns *)',
      { name: 'SCD_TYPE_2_BY_COLUMN', columns: ['*'], executionTimeAsValidFrom: false, ...scd },
    ],
    [
      'SCD_TYPE_2_BY_COLUMN (unique_key id, columns (A, b), execution_time_as_valid_from true, updated_at_name u)',
      { name: 'SCD_TYPE_2_BY_COLUMN', columns: ['a', 'b'], executionTimeAsValidFrom: true, updatedAtName: 'u', ...scd },
    ],
    ['MANAGED', { name: 'MANAGED', ...incremental, disableRestatement: true }],
    [
      "CUSTOM (materialization 'mine', materialization_properties (a = 1, b = 'x'))",
      {
        name: 'CUSTOM',
        materialization: 'mine',
        materializationProperties: { a: '1', b: "'x'" },
        lookback: 0,
        ...incremental,
      },
    ],
  ];
  it.each(cases)('%s', (text, kind) => {
    expect(read(text)).toEqual({ kind, problems: [] });
  });
});

describe('kinds in an options object', () => {
  const cases: readonly [value: unknown, kind: unknown][] = [
    ['FULL', { name: 'FULL' }],
    ['SEED (path x.csv)', { name: 'SEED', path: 'x.csv', batchSize: 1000, csvSettings: {} }],
    [
      { name: 'VIEW', materialized: true },
      { name: 'VIEW', materialized: true },
    ],
    [{ name: 'full' }, { name: 'FULL' }],
    [
      { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: ['ds', '%Y'], batchSize: 3 },
      {
        name: 'INCREMENTAL_BY_TIME_RANGE',
        timeColumn: { column: 'ds', format: '%Y' },
        partitionByTimeColumn: true,
        batchSize: 3,
        lookback: 0,
        ...incremental,
      },
    ],
    [
      { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: { column: 'ds' }, batch_size: 3, lookback: undefined },
      {
        name: 'INCREMENTAL_BY_TIME_RANGE',
        timeColumn: { column: 'ds' },
        partitionByTimeColumn: true,
        batchSize: 3,
        lookback: 0,
        ...incremental,
      },
    ],
    [
      {
        name: 'INCREMENTAL_BY_UNIQUE_KEY',
        uniqueKey: ['a', { sqlText: 'lower(b)' }],
        whenMatched: ['WHEN MATCHED THEN DELETE'],
        orderBy: 'x DESC',
      },
      {
        name: 'INCREMENTAL_BY_UNIQUE_KEY',
        uniqueKey: ['a', 'lower(b)'],
        whenMatched: ['WHEN MATCHED THEN DELETE'],
        orderBy: ['x DESC'],
        lookback: 0,
        batchConcurrency: 1,
        ...incremental,
      },
    ],
    [
      { name: 'SCD_TYPE_2_BY_COLUMN', uniqueKey: 'id', columns: '*' },
      { name: 'SCD_TYPE_2_BY_COLUMN', columns: ['*'], executionTimeAsValidFrom: false, ...scd },
    ],
    [
      { name: 'SEED', path: 'a.csv', csvSettings: { delimiter: ';', naValues: ['-'], keepDefaultNa: false } },
      {
        name: 'SEED',
        path: 'a.csv',
        batchSize: 1000,
        csvSettings: { delimiter: ';', naValues: ['-'], keepDefaultNa: false },
      },
    ],
  ];
  it.each(cases)('%j', (value, kind) => {
    expect(readValue(codeValue(value))).toEqual({ kind, problems: [] });
  });

  it('finds the place of an option when somebody asks', () => {
    const at = (path: readonly (string | number)[]) => ({ file: 'm.ts', line: 1, column: path.length, path });
    const { problems } = readValue(codeValue({ name: 'VIEW', materialized: 'maybe' }, at, ['kind']));
    expect(problems).toMatchObject([{ code: 'MODEL_PROPERTY_VALUE', at: { path: ['kind', 'materialized'] } }]);
  });
});

describe('the format of a time column', () => {
  const cases: readonly [dialect: string, format: string, expected: string][] = [
    ['duckdb', '%d.%m.%Y', '%d.%m.%Y'],
    ['duckdb', 'YYYY-MM-dd', '%Y-%m-%d'],
    ['spark', 'yyyy-MM-dd HH:mm:ss', '%Y-%m-%d %H:%M:%S'],
    ['databricks', 'yyyyMMdd', '%Y%m%d'],
    ['snowflake', 'YYYY-MM-DD', '%Y-%m-%d'],
    ['postgres', 'YYYY-MM-DD HH24:MI:SS', '%Y-%m-%d %H:%M:%S'],
  ];
  it.each(cases)('in the words of %s: %s', (dialect, format, expected) => {
    const text = `INCREMENTAL_BY_TIME_RANGE (time_column (ds, '${format}'))`;
    const { kind, problems } = readValue(sqlRange({ file: 'm.sql', text }, lex(text, dialect)), dialect);
    expect(problems).toEqual([]);
    expect(kind).toMatchObject({ timeColumn: { format: expected } });
  });
});

describe('what is wrong with a kind', () => {
  const cases: readonly [text: string, ...problems: string[]][] = [
    ['FUL', 'MODEL_KIND_UNKNOWN 1:1'],
    ['DBT_CUSTOM', 'MODEL_KIND_UNSUPPORTED 1:1'],
    ['INCREMENTAL_BY_TIME_RANGE', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ['INCREMENTAL_BY_TIME_RANGE (batch_size 1)', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column)', 'MODEL_PROPERTY_EMPTY 1:28', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column ds, batchsize 1)', 'MODEL_KIND_OPTION_UNKNOWN 1:44'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column ds, batch_size 0)', 'MODEL_PROPERTY_VALUE 1:55'],
    ["INCREMENTAL_BY_TIME_RANGE (time_column ds, batch_size 'many')", 'MODEL_PROPERTY_VALUE 1:55'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column ds, lookback -1)', 'MODEL_PROPERTY_VALUE 1:53'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column (a, b, c))', 'MODEL_PROPERTY_VALUE 1:40'],
    ["INCREMENTAL_BY_TIME_RANGE (time_column (ds, 'day'))", 'MODEL_PROPERTY_VALUE 1:45'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column DATE(ds))', 'MODEL_PROPERTY_VALUE 1:40'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column ds, time_column ts)', 'MODEL_PROPERTY_DUPLICATE 1:44'],
    ['INCREMENTAL_BY_TIME_RANGE (time_column ds, on_destructive_change maybe)', 'MODEL_PROPERTY_VALUE 1:66'],
    ["INCREMENTAL_BY_TIME_RANGE (time_column ds, auto_restatement_cron 'x')", 'MODEL_CRON_SYNTAX 1:66'],
    ['INCREMENTAL_BY_UNIQUE_KEY', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ['INCREMENTAL_BY_UNIQUE_KEY (unique_key ())', 'MODEL_PROPERTY_VALUE 1:39'],
    ['INCREMENTAL_BY_UNIQUE_KEY (unique_key (a, A))', 'MODEL_PROPERTY_VALUE 1:43'],
    ['INCREMENTAL_BY_UNIQUE_KEY (unique_key a, batch_concurrency 4)', 'MODEL_PROPERTY_CONFLICT 1:60'],
    ['INCREMENTAL_BY_UNIQUE_KEY (unique_key a, when_matched (UPDATE SET x = 1))', 'MODEL_PROPERTY_VALUE 1:56'],
    ['INCREMENTAL_BY_UNIQUE_KEY (unique_key a, when_matched (WHEN MATCHED))', 'MODEL_PROPERTY_VALUE 1:56'],
    [
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key a, when_matched (WHEN NOT MATCHED THEN INSERT *))',
      'MODEL_PROPERTY_CONFLICT 1:55',
    ],
    ['SCD_TYPE_2_BY_COLUMN (unique_key id)', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ['SCD_TYPE_2', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ['FULL (lookback 1)', 'MODEL_KIND_OPTION_UNKNOWN 1:7'],
    ['VIEW (materialized maybe)', 'MODEL_PROPERTY_VALUE 1:20'],
    ['SEED', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ["SEED (path x.csv, csv_settings (delimiter = ';;'))", 'MODEL_PROPERTY_VALUE 1:45'],
    ["SEED (path x.csv, csv_settings (delimeter = ';'))", 'MODEL_PROPERTY_UNKNOWN 1:33'],
    ['CUSTOM', 'MODEL_KIND_OPTION_MISSING 1:1'],
    ['(FULL)', 'MODEL_PROPERTY_VALUE 1:1'],
    ['FULL x', 'MODEL_PROPERTY_VALUE 1:1'],
  ];
  it.each(cases)('%s', (text, ...expected) => {
    expect(read(text).problems.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`)).toEqual(expected);
  });

  it('offers the nearest kind and option', () => {
    expect(read('INCREMENTAL_BY_TIME').problems[0]?.hint).toContain('INCREMENTAL_BY_TIME_RANGE');
    expect(read('INCREMENTAL_BY_TIME_RANGE (time_colum ds)').problems[0]?.hint).toBe('did you mean time_column?');
  });

  it('says what a value in an options object was', () => {
    expect(readValue(codeValue(42)).problems[0]?.message).toBe(
      "kind takes a kind such as 'FULL' or { name: 'SEED', path: 'seed.csv' }, this is 42",
    );
  });
});

describe('facts of kinds', () => {
  it('hold for every kind in the list, found by any spelling', () => {
    for (const kind of kinds) expect(kindDefinition(kind.name)).toBe(kind);
    expect(new Set(kinds.map((kind) => kind.name)).size).toBe(13);
  });

  it('tell which kinds can only be restated as a whole', () => {
    const whole = kinds
      .filter((kind) => kind.facts.fullHistoryRestatementOnly && kind.facts.restatable)
      .map((kind) => kind.name);
    expect(whole.sort()).toEqual([
      'FULL',
      'INCREMENTAL_BY_PARTITION',
      'INCREMENTAL_BY_UNIQUE_KEY',
      'INCREMENTAL_UNMANAGED',
      'MANAGED',
      'SCD_TYPE_2_BY_COLUMN',
      'SCD_TYPE_2_BY_TIME',
      'VIEW',
    ]);
  });

  it('tell where @start_ds may be used', () => {
    expect(kinds.filter((kind) => !kind.facts.timeVariables).map((kind) => kind.name)).toEqual(['VIEW', 'FULL']);
    expect(kindFacts('EMBEDDED').object).toBe('none');
  });

  it('split options into those that change rows and those that do not', () => {
    const { kind } = read(
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key id, order_by d DESC, batch_size 5, forward_only true)',
    );
    const definition = kindDefinition(kind!);
    expect(definition.dataProperties(kind!)).toEqual({
      unique_key: ['id'],
      order_by: ['d DESC'],
      when_matched: undefined,
      merge_filter: undefined,
      lookback: 0,
    });
    expect(definition.metadataProperties(kind!)).toMatchObject({ batch_size: 5, forward_only: true });
  });

  it('put every option of every kind into one of the two', () => {
    const samples = [
      'VIEW',
      'FULL',
      'SEED (path x)',
      'INCREMENTAL_BY_TIME_RANGE (time_column ds)',
      'INCREMENTAL_BY_UNIQUE_KEY (unique_key a)',
      'INCREMENTAL_BY_PARTITION',
      'INCREMENTAL_UNMANAGED',
      'SCD_TYPE_2_BY_TIME (unique_key a)',
      'SCD_TYPE_2_BY_COLUMN (unique_key a, columns *)',
      'MANAGED',
      'CUSTOM (materialization x)',
    ];
    for (const sample of samples) {
      const kind = read(sample).kind!;
      const definition = kindDefinition(kind);
      const covered = new Set([
        ...Object.keys(definition.dataProperties(kind)),
        ...Object.keys(definition.metadataProperties(kind)),
        'path',
      ]);
      for (const option of Object.keys(definition.options))
        expect([sample, option, covered.has(option)]).toEqual([sample, option, true]);
    }
  });
});

it('reads a kind from a text of its own', () => {
  expect(readValue(rangeFromText('FULL', 'duckdb', undefined)).kind).toEqual({ name: 'FULL' });
});
