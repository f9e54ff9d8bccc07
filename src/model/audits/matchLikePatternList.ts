import { rowAudit, column, expressions } from './audit.ts';

export const matchLikePatternList = rowAudit(
  'match_like_pattern_list',
  { summary: 'Every value is LIKE at least one pattern of the list.', parameters: { column, patterns: expressions } },
  (a) =>
    `NOT (${a
      .list('patterns')
      .map((p) => `${a.one('column')} LIKE ${p}`)
      .join(' OR ')})`,
);
