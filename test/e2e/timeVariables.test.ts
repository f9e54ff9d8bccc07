// What a batch sees of its time, and which rows land: half-open on the time column, inclusive in the macros.
import { describe, expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

function timeModel(columns: string, header = ''): string {
  return `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column day), start '2023-01-01'${header});
    SELECT @start_date AS day, ${columns}`;
}

const days = '-s 2023-01-01 -e 2023-01-03';

describe('time variables of one batch over three days', () => {
  const values: readonly (readonly [string, string])[] = [
    ['@start_ds', '2023-01-01'],
    ['@end_ds', '2023-01-03'],
    ['@start_ts', '2023-01-01 00:00:00'],
    ['@end_ts', '2023-01-03 23:59:59.999999'],
    ['@start_date', '2023-01-01'],
    ['@end_date', '2023-01-03'],
    ['@start_hour', '0'],
    ['@end_hour', '23'],
    ['@start_epoch', '1672531200.0'],
    ['@start_millis', '1672531200000'],
    ['@end_dt', '2023-01-03 23:59:59.999999+00'],
    ['@start_dt', '2023-01-01 00:00:00+00'],
    ['@end_dtntz', '2023-01-03 23:59:59.999999'],
    ['@execution_ds', '2023-01-08'],
    ['@execution_ts', '2023-01-08 15:00:00'],
    ['@execution_date', '2023-01-08'],
  ];

  it('have the documented values', async () => {
    const columns = values.map(([name], i) => `CAST(${name} AS VARCHAR) AS v${i}`).join(', ');
    const project = testProject({ 'models/m.sql': timeModel(columns) });
    await project.sql('SELECT 1');
    await project.plan();
    await project.plan(['dev', '--include-unmodified']);
    project.write({ 'models/m.sql': timeModel(`${columns}, 1 AS more`) });
    await project.plan(`dev ${days}`);
    const list = values.map((_, i) => `v${i}`).join(', ');
    const rows = await project.rows(`SELECT ${list} FROM s__dev.m`);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.split('|')).toEqual(values.map(([, value]) => value));
  });
});

describe('batches', () => {
  it('show an hourly batch its own hour', async () => {
    const project = testProject(
      {
        'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column t, batch_size 1), cron '@hourly', start '2023-01-08 04:00:00');
          SELECT @start_dtntz AS t, @start_ts AS low, @end_ts AS high, @end_ds AS day, @end_hour AS hour`,
      },
      { now: '2023-01-08T06:30:00Z' },
    );
    await project.plan();
    expect(await project.rows('SELECT low, high, day, hour FROM s.m ORDER BY t')).toEqual([
      '2023-01-08 04:00:00|2023-01-08 04:59:59.999999|2023-01-08|4',
      '2023-01-08 05:00:00|2023-01-08 05:59:59.999999|2023-01-08|5',
    ]);
  });

  it('are cut to batch_size units and counted', async () => {
    const project = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column day, batch_size 3));
        SELECT @start_date AS day, @end_ds AS last`,
    });
    const plan = await project.plan();
    expect(plan.backfill[0]!.batches).toBe(3);
    expect(await project.rows('SELECT day, last FROM s.m ORDER BY day')).toEqual([
      '2023-01-01|2023-01-03',
      '2023-01-04|2023-01-06',
      '2023-01-07|2023-01-07',
    ]);
  });

  it('refuse times in FULL and VIEW models while loading', async () => {
    for (const kind of ['FULL', 'VIEW']) {
      const project = testProject({ 'models/m.sql': `MODEL (name s.m, kind ${kind});\nSELECT @start_ds AS d` });
      const run = await project.mesh('plan --auto-apply --json');
      expect(run.code).toBe(2);
      expect(run.json).toMatchObject({ error: { at: { file: 'models/m.sql', line: 2, column: 8 } } });
    }
  });
});

describe('rows outside of the batch', () => {
  const edges = [
    '2022-12-31 23:59:59.999999',
    '2023-01-01 00:00:00',
    '2023-01-07 23:59:59.999999',
    '2023-01-08 00:00:00',
  ];
  const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
    ['TIMESTAMP', 'time_column t', 'CAST(t AS TIMESTAMP)', ['2023-01-01 00:00:00', '2023-01-07 23:59:59.999999']],
    [
      'TIMESTAMPTZ',
      'time_column t',
      'CAST(t AS TIMESTAMPTZ)',
      ['2023-01-01 00:00:00+00', '2023-01-07 23:59:59.999999+00'],
    ],
    ['DATE', 'time_column t', 'CAST(CAST(t AS TIMESTAMP) AS DATE)', ['2023-01-01', '2023-01-07']],
    ['text', "time_column (t, '%Y%m%d')", "strftime(CAST(t AS TIMESTAMP), '%Y%m%d')", ['20230101', '20230107']],
    [
      'text of the default format',
      'time_column t',
      "strftime(CAST(t AS TIMESTAMP), '%Y-%m-%d')",
      ['2023-01-01', '2023-01-07'],
    ],
    [
      'integers',
      "time_column (t, '%Y%m%d')",
      "CAST(strftime(CAST(t AS TIMESTAMP), '%Y%m%d') AS INT)",
      ['20230101', '20230107'],
    ],
    ['TIMESTAMP_NS', 'time_column t', 'CAST(t AS TIMESTAMP_NS)', ['2023-01-01 00:00:00', '2023-01-07 23:59:59.999999']],
  ];
  for (const [title, timeColumn, expression, expected] of cases) {
    it(`are left out of a ${title} column`, async () => {
      const list = edges.map((edge) => `('${edge}')`).join(', ');
      const project = testProject({
        'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (${timeColumn}));
          SELECT ${expression} AS t FROM (VALUES ${list}) AS v(t)`,
      });
      await project.plan();
      expect(await project.rows('SELECT CAST(t AS VARCHAR) FROM s.m ORDER BY t')).toEqual(expected);
    });
  }

  it('are in exactly one batch down to the nanosecond', async () => {
    const project = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column t, batch_size 1));
        SELECT t FROM (VALUES (CAST('2023-01-02 23:59:59.9999995' AS TIMESTAMP_NS)), (CAST('2023-01-03 00:00:00' AS TIMESTAMP_NS))) AS v(t)`,
    });
    await project.plan();
    expect(await project.rows('SELECT count(*) FROM s.m')).toEqual(['2']);
  });
});

it('the bounds of the first rows are of the type that the time has when they are written', async () => {
  const project = testProject({
    'models/t.sql': `MODEL (name s.t, kind INCREMENTAL_BY_TIME_RANGE (time_column made), cron '@hourly', start '2023-01-05');
ALTER TABLE clock ALTER made TYPE TIMESTAMP USING made + INTERVAL 18 HOUR;
SELECT made FROM clock;`,
  });
  await project.sql(
    "CREATE TABLE clock AS SELECT unnest([DATE '2023-01-05', DATE '2023-01-06', DATE '2023-01-08']) AS made",
  );
  project.now = '2023-01-08T12:00:00Z';
  await project.plan();
  expect(await project.rows('SELECT made::VARCHAR FROM s.t ORDER BY 1')).toEqual([
    '2023-01-05 18:00:00',
    '2023-01-06 18:00:00',
  ]);
});
