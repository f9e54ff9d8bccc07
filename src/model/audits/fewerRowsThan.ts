import { audit, relation } from './audit.ts';

export const fewerRowsThan = audit(
  'fewer_rows_than',
  { summary: 'The table has fewer rows than another model.', parameters: { to: relation }, wholeTable: true },
  (a) =>
    `SELECT * FROM (SELECT (SELECT COUNT(*) FROM ${a.rows}) AS rows_here, (SELECT COUNT(*) FROM ${a.relation('to')} AS related) AS rows_there) AS counted WHERE rows_here >= rows_there`,
);
