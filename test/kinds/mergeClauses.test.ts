import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

it.each([
  [
    "when_matched (WHEN MATCHED AND __MERGE_SOURCE__.op = 'D' THEN DELETE WHEN MATCHED THEN UPDATE SET __MERGE_TARGET__.v = __merge_source__.v)",
    ['2|20', '3|3', '4|40'],
  ],
  [
    'when_matched (WHEN MATCHED THEN UPDATE SET target.v = __MERGE_TARGET__.v + source.v)',
    ['1|11', '2|22', '3|3', '4|40'],
  ],
  ["merge_filter __MERGE_SOURCE__.op <> 'D'", ['1|1', '2|20', '3|3', '4|40']],
])('%s', async (option, expected) => {
  const project = testProject({
    'models/t.sql': `MODEL (name s.t, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key id, ${option}), start '2023-01-05');
SELECT id, v, op FROM raw.src WHERE d BETWEEN @start_ds AND @end_ds`,
  });
  await project.sql(
    "CREATE SCHEMA raw; CREATE TABLE raw.src AS SELECT i AS id, DATE '2023-01-05' + i::INT - 1 AS d, i AS v, 'I' AS op FROM range(1, 4) t(i)",
  );
  await project.plan();
  await project.sql(
    "INSERT INTO raw.src VALUES (1, '2023-01-08', 10, 'D'), (2, '2023-01-08', 20, 'U'), (4, '2023-01-08', 40, 'I')",
  );
  project.now = '2023-01-09T12:00:00Z';
  await project.run();
  expect(await project.rows('SELECT id, v FROM s.t ORDER BY id')).toEqual(expected);
});
