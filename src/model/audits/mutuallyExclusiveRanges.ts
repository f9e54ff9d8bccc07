import { audit, column, optionalValue } from './audit.ts';

export const mutuallyExclusiveRanges = audit(
  'mutually_exclusive_ranges',
  {
    summary: 'Ranges start before they end and do not overlap the next one.',
    parameters: {
      lower_bound_column: column,
      upper_bound_column: column,
      partition_clause: optionalValue,
    },
  },
  (a) => {
    const [lower, upper] = [a.one('lower_bound_column'), a.one('upper_bound_column')];
    const partition = a.has('partition_clause') ? `${a.one('partition_clause')} ` : '';
    return `SELECT * FROM (SELECT ${lower} AS lower_bound, ${upper} AS upper_bound, LEAD(${lower}) OVER (${partition}ORDER BY ${lower}, ${upper}) AS next_lower_bound FROM ${a.rows}) AS ranges WHERE lower_bound > upper_bound OR upper_bound > next_lower_bound`;
  },
);
