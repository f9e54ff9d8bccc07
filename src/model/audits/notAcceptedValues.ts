import { audit, column, columns } from './audit.ts';

export const notAcceptedValues = audit(
  'not_accepted_values',
  { summary: 'The column has no value of the list.', parameters: { column, is_in: columns } },
  (a) => `SELECT * FROM ${a.rows} WHERE ${a.one('column')} IN (${a.list('is_in').join(', ')})`,
);
