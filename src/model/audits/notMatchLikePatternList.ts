import { rowAudit, column, expressions } from './audit.ts';

export const notMatchLikePatternList = rowAudit(
  'not_match_like_pattern_list',
  { summary: 'No value is LIKE a pattern of the list.', parameters: { column, patterns: expressions } },
  (a) =>
    a
      .list('patterns')
      .map((p) => `${a.one('column')} LIKE ${p}`)
      .join(' OR '),
);
