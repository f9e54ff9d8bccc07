import { rowAudit, column, matches, expressions } from './audit.ts';

export const notMatchRegexPatternList = rowAudit(
  'not_match_regex_pattern_list',
  { summary: 'No value matches a regular expression of the list.', parameters: { column, patterns: expressions } },
  (a) =>
    a
      .list('patterns')
      .map((p) => matches(a.one('column'), p))
      .join(' OR '),
);
