import { audit, optionalValue } from './audit.ts';

export const rowCountChange = audit(
  'row_count_change',
  {
    summary: 'One batch changes the number of rows by no more than these shares; a table that is new passes.',
    parameters: { max_increase: optionalValue, max_decrease: optionalValue },
    condition: false,
    wholeTable: true,
  },
  (a) => {
    const before = a.rowsBefore === undefined ? 'NULL' : String(a.rowsBefore);
    const limits = [
      ...(a.has('max_increase') ? [`rows_after > rows_before * (1 + ${a.one('max_increase')})`] : []),
      ...(a.has('max_decrease') ? [`rows_after < rows_before * (1 - ${a.one('max_decrease')})`] : []),
    ];
    const wrong = limits.length === 0 ? 'FALSE' : limits.join(' OR ');
    return `SELECT * FROM (SELECT CAST(${before} AS BIGINT) AS rows_before, COUNT(*) AS rows_after FROM ${a.rows}) AS counted WHERE ${wrong}`;
  },
);
