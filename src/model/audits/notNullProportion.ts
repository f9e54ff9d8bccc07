import { audit, column, number } from './audit.ts';

export const notNullProportion = audit(
  'not_null_proportion',
  {
    summary: 'A larger share of rows than the threshold is not NULL.',
    parameters: { column, threshold: number },
    measure: (a, filter) =>
      `CAST(COUNT(${a.one('column')}) ${filter} <= COUNT(*) ${filter} * ${a.one('threshold')} AS INTEGER)`,
  },
  (a) =>
    `SELECT * FROM (SELECT COUNT(*) AS all_rows, COUNT(${a.one('column')}) AS filled FROM ${a.rows}) AS counted WHERE filled <= all_rows * ${a.one('threshold')}`,
);
