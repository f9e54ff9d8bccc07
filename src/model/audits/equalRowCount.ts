import { audit, relation } from './audit.ts';

export const equalRowCount = audit(
  'equal_row_count',
  { summary: 'The table has as many rows as another model.', parameters: { to: relation }, wholeTable: true },
  (a) =>
    `SELECT * FROM (SELECT (SELECT COUNT(*) FROM ${a.rows}) AS rows_here, (SELECT COUNT(*) FROM ${a.relation('to')} AS related) AS rows_there) AS counted WHERE rows_here <> rows_there`,
);
