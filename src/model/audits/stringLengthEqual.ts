import { audit, column } from './audit.ts';

export const stringLengthEqual = audit(
  'string_length_equal',
  { summary: 'The text has exactly v characters.', parameters: { column, v: column } },
  (a) => `SELECT * FROM ${a.rows} WHERE LENGTH(${a.one('column')}) <> ${a.one('v')}`,
);
