import { rowAudit, column, matches } from './audit.ts';

export const validEmail = rowAudit(
  'valid_email',
  { summary: 'Every value that is not NULL is an e-mail address.', parameters: { column } },
  (a) => `NOT ${matches(a.one('column'), "'^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\.[a-zA-Z0-9.-]+$'")}`,
);
