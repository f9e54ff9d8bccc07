import { audit, column, outside, range } from './audit.ts';

export const acceptedRange = audit(
  'accepted_range',
  { summary: 'The column lies between min_v and max_v.', parameters: { column, ...range } },
  (a) => `SELECT * FROM ${a.rows} WHERE ${outside(a.one('column'), a)}`,
);
