import { audit, column } from './audit.ts';

export const atLeastOne = audit(
  'at_least_one',
  {
    summary: 'The column is not NULL in at least one row; an empty table passes.',
    parameters: { column },
    measure: (a, filter) => `CAST(COUNT(*) ${filter} > 0 AND COUNT(${a.one('column')}) ${filter} = 0 AS INTEGER)`,
  },
  (a) =>
    `SELECT * FROM (SELECT COUNT(*) AS all_rows, COUNT(${a.one('column')}) AS filled FROM ${a.rows}) AS counted WHERE all_rows > 0 AND filled = 0`,
);
