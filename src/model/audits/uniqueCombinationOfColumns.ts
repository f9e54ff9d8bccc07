import { audit, columns } from './audit.ts';

export const uniqueCombinationOfColumns = audit(
  'unique_combination_of_columns',
  {
    summary: 'The listed columns together identify a row.',
    parameters: { columns },
    measure: (a, filter) => `COUNT(*) ${filter} - COUNT(DISTINCT ROW(${a.list('columns').join(', ')})) ${filter}`,
  },
  (a) =>
    `SELECT ${a.list('columns').join(', ')}, COUNT(*) AS rows_of_key FROM ${a.rows} GROUP BY ${a.list('columns').join(', ')} HAVING COUNT(*) > 1`,
);
