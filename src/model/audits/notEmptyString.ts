import { audit, column } from './audit.ts';

export const notEmptyString = audit(
  'not_empty_string',
  { summary: 'The column is never the empty text.', parameters: { column } },
  (a) => `SELECT * FROM ${a.rows} WHERE ${a.one('column')} = ''`,
);
