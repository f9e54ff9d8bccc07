import { rowAudit, column } from './audit.ts';

export const notEmptyString = rowAudit(
  'not_empty_string',
  { summary: 'The column is never the empty text.', parameters: { column } },
  (a) => `${a.one('column')} = ''`,
);
