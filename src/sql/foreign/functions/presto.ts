// Functions of Presto, Trino and Athena.
import { javaFormat, percentFormat } from '../formats.ts';
import type { Template } from '../template.ts';
import { say, formatted, type Functions } from './say.ts';
import { dateAdd, printed, sequence, strict } from './shared.ts';

/** With a last step that changes nothing. */
const reduced: Template = ([list, start, step, last]) =>
  last !== undefined && /^\(?(\w+)\)? -> \1$/.test(last) ? `LIST_REDUCE(${list!}, ${step!}, ${start!})` : undefined;

/** Instants in a zone, and the times of a zone as instants. */
const zoned: Template = ([value, zone, more]) =>
  zone === undefined || more !== undefined ? undefined : `(${value!} AT TIME ZONE ${zone})`;

export const presto: Functions = {
  date_format: formatted('STRFTIME($1, $2)', percentFormat),
  format: printed,
  every: say('BOOL_AND($1)', 1),
  from_iso8601_timestamp: say('CAST($1 AS TIMESTAMPTZ)', 1),
  at_timezone: zoned,
  with_timezone: zoned,
  from_iso8601_date: say('CAST($1 AS DATE)', 1),
  format_datetime: formatted('STRFTIME($1, $2)', javaFormat),
  date_parse: formatted('STRPTIME($1, $2)', percentFormat),
  json_extract_scalar: say('($1 ->> $2)', 2),
  element_at: say('$1[$2]', 2),
  sequence,
  md5: say('UNHEX(MD5($1))', 1),
  date_add: dateAdd,
  arbitrary: say('ANY_VALUE($1)', 1),
  approx_percentile: say('CAST(APPROX_QUANTILE($1, $2) AS DOUBLE)', 2),
  greatest: strict('GREATEST'),
  least: strict('LEAST'),
  reduce: reduced,
  contains: say('LIST_CONTAINS($1, $2)', 2),
};
