import { audit, column, optionalValue, type AuditArguments } from './audit.ts';

export const mutuallyExclusiveRanges = audit(
  'mutually_exclusive_ranges',
  {
    summary: 'Ranges start before they end and do not overlap the next one; both bounds are known.',
    parameters: {
      lower_bound_column: column,
      upper_bound_column: column,
      partition_clause: optionalValue,
    },
  },
  (a) => {
    const [lower, upper] = [a.one('lower_bound_column'), a.one('upper_bound_column')];
    const over = (order: string): string => `OVER (${partition(a)}ORDER BY ${order})`;
    const next = `LEAD(${lower}) ${over(`${lower}, ${upper}`)} AS next_lower_bound`;
    const last = `ROW_NUMBER() ${over(`${lower} DESC, ${upper} DESC`)} = 1 AS is_last`;
    const ranges = `SELECT ${lower} AS lower_bound, ${upper} AS upper_bound, ${next}, ${last} FROM ${a.rows}`;
    return `SELECT * EXCLUDE (is_last) FROM (${ranges}) AS ranges WHERE NOT (COALESCE(lower_bound <= upper_bound, FALSE) AND COALESCE(upper_bound <= next_lower_bound, is_last, FALSE))`;
  },
);

/** `PARTITION BY a, b`, also as a text, or only what stands behind the words. */
function partition(a: AuditArguments): string {
  if (!a.has('partition_clause')) return '';
  const given = a.one('partition_clause').trim();
  const text = /^'(.*)'$/s.exec(given)?.[1]?.replaceAll("''", "'") ?? given;
  if (/^partition\s+by\b/i.test(text)) return `${text} `;
  return `PARTITION BY ${a.list('partition_clause').join(', ')} `;
}
