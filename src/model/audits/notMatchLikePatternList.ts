import { rowAudit, column, columns } from './audit.ts';

export const notMatchLikePatternList = rowAudit(
  'not_match_like_pattern_list',
  { summary: 'No value is LIKE a pattern of the list.', parameters: { column, patterns: columns } },
  (a) =>
    a
      .list('patterns')
      .map((p) => `${a.one('column')} LIKE ${p}`)
      .join(' OR '),
);
