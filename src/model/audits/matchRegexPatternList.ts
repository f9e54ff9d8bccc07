import { rowAudit, column, matches, expressions } from './audit.ts';

export const matchRegexPatternList = rowAudit(
  'match_regex_pattern_list',
  {
    summary: 'Every value matches at least one regular expression of the list.',
    parameters: { column, patterns: expressions },
  },
  (a) =>
    `NOT (${a
      .list('patterns')
      .map((p) => matches(a.one('column'), p))
      .join(' OR ')})`,
);
