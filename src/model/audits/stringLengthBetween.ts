import { rowAudit, column, outside, range } from './audit.ts';

export const stringLengthBetween = rowAudit(
  'string_length_between',
  { summary: 'The length of the text lies between min_v and max_v.', parameters: { column, ...range } },
  (a) => outside(`LENGTH(${a.one('column')})`, a),
);
