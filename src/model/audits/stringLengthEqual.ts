import { rowAudit, column } from './audit.ts';

export const stringLengthEqual = rowAudit(
  'string_length_equal',
  { summary: 'The text has exactly v characters.', parameters: { column, v: column } },
  (a) => `LENGTH(${a.one('column')}) <> ${a.one('v')}`,
);
