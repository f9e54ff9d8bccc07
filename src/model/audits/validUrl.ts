import { audit, column, matches } from './audit.ts';

export const validUrl = audit(
  'valid_url',
  { summary: 'Every value that is not NULL is a URL.', parameters: { column } },
  (a) => `SELECT * FROM ${a.rows} WHERE NOT ${matches(a.one('column'), "'^(https?|ftp)://[^\\s/$.?#].[^\\s]*$'")}`,
);
