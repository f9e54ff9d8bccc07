import { rowAudit, column, expressions } from './audit.ts';

export const notAcceptedValues = rowAudit(
  'not_accepted_values',
  { summary: 'The column has no value of the list.', parameters: { column, is_in: expressions } },
  (a) => `${a.one('column')} IN (${a.list('is_in').join(', ')})`,
);
