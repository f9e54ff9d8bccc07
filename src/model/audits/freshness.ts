import { audit, column, expression } from './audit.ts';

export const freshness = audit(
  'freshness',
  {
    summary: 'The newest value of a time column is not older than max_age; an empty table fails.',
    parameters: { column, max_age: expression },
    wholeTable: true,
  },
  (a) =>
    `SELECT * FROM (SELECT MAX(CAST(${a.one('column')} AS TIMESTAMP)) AS newest, ${a.now} AS checked_at FROM ${a.rows}) AS aged WHERE newest IS NULL OR newest < checked_at - CAST(${a.one('max_age')} AS INTERVAL)`,
);
