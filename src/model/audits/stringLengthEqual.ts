import { rowAudit, column, number } from './audit.ts';

export const stringLengthEqual = rowAudit(
  'string_length_equal',
  { summary: 'The text has exactly v characters.', parameters: { column, v: number } },
  (a) => `LENGTH(${a.one('column')}) <> ${a.one('v')}`,
);
