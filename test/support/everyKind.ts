// A project with a model of every kind over one source table, and a scenario of commands that changes all of them.
import type { Files } from './testProject.ts';

/** Rows of each day, late ones included: the command of a step sees what its clock has reached. */
export const sourceSql = `CREATE SCHEMA raw;
CREATE TABLE raw.events AS SELECT d::DATE AS d, i AS id, (i * 7 + day(d)) % 5 AS v, (d + INTERVAL (i) HOUR)::TIMESTAMP AS moment
  FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) AS t(d), range(5) AS u(i);`;

/** Each batch is slow enough that a kill may come in the middle of it. */
const slow = '(SELECT count(*) FROM range(1500000) AS slow(n) WHERE n % 7 = 3) > 0';
const ofBatch = `FROM raw.events WHERE d BETWEEN @start_date AND @end_date AND ${slow}`;

export const everyKind: Files = {
  'external_models.yaml': '- name: raw.events\n  columns: {d: DATE, id: BIGINT, v: BIGINT, at: TIMESTAMP}\n',
  'seeds/names.csv': 'id,name\n0,ann\n1,bob\n2,cat\n',
  'models/names.sql': "MODEL (name s.names, kind SEED (path '../seeds/names.csv'), columns (id INT, name TEXT));",
  'models/inner.sql': 'MODEL (name s.inner, kind EMBEDDED); SELECT d, id, v FROM s.by_range WHERE v > 0',
  'models/by_range.sql': `MODEL (name s.by_range, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1)); SELECT d, id, v ${ofBatch}`,
  'models/forward.sql': `MODEL (name s.forward, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 2, forward_only true)); SELECT d, id, v ${ofBatch}`,
  'models/running.sql': `MODEL (name s.running, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), columns (d DATE, total BIGINT));
    SELECT @start_date AS d, (COALESCE((SELECT max(total) FROM s.running WHERE d = @start_date - INTERVAL 1 DAY), 0)
      + (SELECT sum(v) FROM s.by_range WHERE d = @start_date))::BIGINT AS total WHERE ${slow}`,
  'models/by_key.sql': `MODEL (name s.by_key, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id, order_by d DESC, batch_size 2)); SELECT id, d, v ${ofBatch}`,
  'models/by_part.sql': `MODEL (name s.by_part, kind INCREMENTAL_BY_PARTITION, partitioned_by d); SELECT d, count(*) AS n ${ofBatch} GROUP BY d`,
  'models/appended.sql': `MODEL (name s.appended, kind INCREMENTAL_UNMANAGED); SELECT d, id, v ${ofBatch}`,
  'models/scd_time.sql': `MODEL (name s.scd_time, kind SCD_TYPE_2_BY_TIME (unique_key id, updated_at_name moment));
    SELECT id, v, moment FROM raw.events WHERE d < @execution_date QUALIFY row_number() OVER (PARTITION BY id ORDER BY d DESC) = 1`,
  'models/scd_columns.sql': `MODEL (name s.scd_columns, kind SCD_TYPE_2_BY_COLUMN (unique_key id, columns [v]));
    SELECT id, v FROM raw.events WHERE d < @execution_date QUALIFY row_number() OVER (PARTITION BY id ORDER BY d DESC) = 1`,
  'models/whole.sql': `MODEL (name s.whole, kind FULL, audits (number_of_rows(threshold := 0))); SELECT i.id, n.name, sum(i.v) AS v FROM s.inner AS i LEFT JOIN s.names AS n USING (id) WHERE ${slow} GROUP BY ALL`,
  'models/shown.sql':
    'MODEL (name s.shown, kind VIEW); SELECT id, v FROM s.whole UNION ALL SELECT id, v FROM s.forward',
  'models/own.sql': `MODEL (name s.own, kind CUSTOM (materialization 'own_table')); SELECT id, v FROM s.by_key`,
  'materializations/own_table.ts': `import { materialization } from 'mesh-sql';
export const ownTable = materialization('own_table', async ({ table, query, isFirstLoad, execute }) => {
  if (isFirstLoad) await execute('CREATE TABLE ' + table + ' AS ' + query + ' LIMIT 0');
  await execute('DELETE FROM ' + table);
  return execute('INSERT INTO ' + table + ' ' + query);
});
`,
  'models/code.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.code', kind: 'FULL', columns: { id: 'BIGINT', v: 'BIGINT' }, dependsOn: ['s.by_key'] },
  async function* (context) { for await (const row of context.table('s.by_key').rows()) yield { id: row.id, v: row.v }; });
`,
};

export interface ScenarioStep {
  readonly now: string;
  readonly files?: Files;
  readonly argv: readonly string[];
}

const day = (n: number): string => `2023-01-${String(n).padStart(2, '0')}T12:00:00Z`;
const plan = ['plan', '--auto-apply'];

export const scenario: readonly ScenarioStep[] = [
  { now: day(5), argv: plan },
  { now: day(6), argv: ['run'] },
  {
    now: day(6),
    files: {
      'models/by_range.sql': everyKind['models/by_range.sql']!.replace('SELECT d, id, v ', 'SELECT d, id, v * 2 AS v '),
      'models/forward.sql': everyKind['models/forward.sql']!.replace(
        'SELECT d, id, v ',
        'SELECT d, id, v * 3 AS v, id + 1 AS w ',
      ),
      'models/by_key.sql': everyKind['models/by_key.sql']!.replace('SELECT id, d, v ', 'SELECT id, d, v + 1 AS v '),
    },
    argv: ['plan', 'dev', '--auto-apply'],
  },
  { now: day(6), argv: plan },
  { now: day(8), argv: ['run'] },
  {
    now: day(8),
    argv: [...plan, '--restate-model', 's.by_range', '--start', '2023-01-03', '--end', '2023-01-04'],
  },
  {
    now: day(8),
    files: {
      'models/by_part.sql': `MODEL (name s.by_part, kind FULL); SELECT d, count(*) AS n FROM raw.events WHERE d < @execution_date AND ${slow} GROUP BY d`,
      'models/shown.sql': null,
      'models/shown2.sql': 'MODEL (name s.shown2, kind VIEW); SELECT id, v FROM s.whole',
      'seeds/names.csv': 'id,name\n0,ann\n1,eve\n2,cat\n3,dan\n',
      'models/scd_columns.sql': everyKind['models/scd_columns.sql']!.replace('MODEL (', 'MODEL (owner ann, '),
    },
    argv: plan,
  },
  { now: day(9), argv: ['run', '--ignore-cron'] },
];
