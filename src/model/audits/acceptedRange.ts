import { rowAudit, column, outside, range } from './audit.ts';

export const acceptedRange = rowAudit(
  'accepted_range',
  { summary: 'The column lies between min_v and max_v.', parameters: { column, ...range } },
  (a) => outside(a.one('column'), a),
);
