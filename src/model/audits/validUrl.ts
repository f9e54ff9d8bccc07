import { rowAudit, column, matches } from './audit.ts';

export const validUrl = rowAudit(
  'valid_url',
  { summary: 'Every value that is not NULL is a URL.', parameters: { column } },
  (a) => `NOT ${matches(a.one('column'), "'^(https?|ftp)://[^\\s/$.?#].[^\\s]*$'")}`,
);
