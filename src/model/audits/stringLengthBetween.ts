import { audit, column, outside, range } from './audit.ts';

export const stringLengthBetween = audit(
  'string_length_between',
  { summary: 'The length of the text lies between min_v and max_v.', parameters: { column, ...range } },
  (a) => `SELECT * FROM ${a.rows} WHERE ${outside(`LENGTH(${a.one('column')})`, a)}`,
);
