import { audit, column } from './audit.ts';

export const notConstant = audit(
  'not_constant',
  {
    summary: 'The column has at least two different values.',
    parameters: { column },
    measure: (a, filter) => `CAST(COUNT(DISTINCT ${a.one('column')}) ${filter} <= 1 AS INTEGER)`,
  },
  (a) =>
    `SELECT * FROM (SELECT COUNT(DISTINCT ${a.one('column')}) AS different FROM ${a.rows}) AS counted WHERE different <= 1`,
);
