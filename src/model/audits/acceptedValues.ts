import { rowAudit, column, expressions } from './audit.ts';

export const acceptedValues = rowAudit(
  'accepted_values',
  { summary: 'The column has only values of the list; NULL passes.', parameters: { column, is_in: expressions } },
  (a) => `${a.one('column')} NOT IN (${a.list('is_in').join(', ')})`,
);
