import { audit, column, columns } from './audit.ts';

export const matchLikePatternList = audit(
  'match_like_pattern_list',
  { summary: 'Every value is LIKE at least one pattern of the list.', parameters: { column, patterns: columns } },
  (a) =>
    `SELECT * FROM ${a.rows} WHERE NOT (${a
      .list('patterns')
      .map((p) => `${a.one('column')} LIKE ${p}`)
      .join(' OR ')})`,
);
