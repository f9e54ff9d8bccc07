import { audit, column, columns, matches } from './audit.ts';

export const notMatchRegexPatternList = audit(
  'not_match_regex_pattern_list',
  { summary: 'No value matches a regular expression of the list.', parameters: { column, patterns: columns } },
  (a) =>
    `SELECT * FROM ${a.rows} WHERE ${a
      .list('patterns')
      .map((p) => matches(a.one('column'), p))
      .join(' OR ')}`,
);
