// A run of a development environment goes on with a preview; it does not fill what nobody asked to see.
import { expect, test } from 'vitest';
import { testProject } from '../support/testProject.ts';

const days = (
  value: number,
): string => `MODEL (name s.days, kind INCREMENTAL_BY_TIME_RANGE (time_column d, forward_only true));
  SELECT d::DATE AS d, ${value} AS v FROM range(DATE '2023-01-01', DATE '2023-02-01', INTERVAL 1 DAY) AS t(d) WHERE d BETWEEN @start_date AND @end_date`;

test('leaves the gap between a preview and an earlier window that was restated', async () => {
  const project = testProject({ 'models/days.sql': days(1) }, { now: '2023-01-10T01:00:00Z' });
  await project.plan();
  project.write({ 'models/days.sql': days(2) });
  await project.plan('dev');
  const previewed = async (): Promise<string[]> =>
    project.rows('SELECT day(d) FROM s__dev.days WHERE v = 2 ORDER BY d');
  expect(await previewed()).toEqual(['9']);
  project.now = '2023-01-12T01:00:00Z';
  await project.run('dev');
  expect(await previewed()).toEqual(['9', '10', '11']);
  await project.plan('dev --restate-model s.days --start 2023-01-05 --end 2023-01-06');
  await project.plan('dev --restate-model s.days --start 2023-01-02 --end 2023-01-03');
  expect(await previewed()).toEqual(['2', '3', '5', '6', '9', '10', '11']);
  expect((await project.run('dev')).status).toBe('nothing-to-do');
  project.now = '2023-01-13T01:00:00Z';
  await project.run('dev');
  expect(await previewed()).toEqual(['2', '3', '5', '6', '9', '10', '11', '12']);
});
