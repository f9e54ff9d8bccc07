// BigQuery's functions.
import { literalValue, type Template } from '../template.ts';
import { say, unitName, either, operand, type Functions } from './say.ts';
import { added, initcap, printed, strict } from './shared.ts';

/** Of a date it is a date; DuckDB makes timestamps of them. */
const dateTrunc: Template = ([value, unit]) => {
  const name = unit === undefined ? '' : unitName(unit);
  const known = /^(iso)?week(\(monday\))?$/.test(name) ? 'week' : name;
  if (!/^(day|week|month|quarter|year)$/.test(known)) return undefined;
  return added(value!, `DATE_TRUNC('${known}', ${value!})`, known);
};

/** `DATE_DIFF(later, earlier, unit)`; plain weeks begin on Sunday. */
const bigqueryDiff: Template = ([later, earlier, unit]) => {
  if (unit === undefined) return undefined;
  const name = unitName(unit);
  if (name === 'week(monday)' || name === 'isoweek') return `DATE_DIFF('week', ${earlier!}, ${later!})`;
  if (name !== 'week') return `DATE_DIFF('${name}', ${earlier!}, ${later!})`;
  const [from, to] = [earlier!, later!].map((date) => `DATE_TRUNC('week', ${operand(date)} + INTERVAL 1 DAY)`);
  return `DATE_DIFF('week', ${from!}, ${to!})`;
};

/** A pattern's only group is what its caller wants of it. */
function ofGroup(called: string): Template {
  return ([value, pattern, more]) => {
    const text = pattern === undefined || more !== undefined ? undefined : literalValue(pattern);
    if (text === undefined || !/\((?!\?)/.test(text.replace(/\\.|\[[^\]]*\]/g, ''))) return undefined;
    return `${called}(${value!}, ${pattern!}, 1)`;
  };
}

export const bigquery: Functions = {
  regexp_extract: ofGroup('REGEXP_EXTRACT'),
  regexp_substr: ofGroup('REGEXP_EXTRACT'),
  regexp_extract_all: ofGroup('REGEXP_EXTRACT_ALL'),
  date_trunc: dateTrunc,
  date_add: say('CAST($1 + $2 AS DATE)', 2),
  date_sub: say('CAST($1 - $2 AS DATE)', 2),
  timestamp: either(say('CAST($1 AS TIMESTAMPTZ)', 1), say('(CAST($1 AS TIMESTAMP) AT TIME ZONE $2)', 2)),
  datetime: either(
    say('CAST($1 AS TIMESTAMP)', 1),
    say('(CAST($1 AS TIMESTAMPTZ) AT TIME ZONE $2)', 2),
    say('MAKE_TIMESTAMP($1, $2, $3, $4, $5, $6)', 6),
  ),
  split: either(say("STR_SPLIT($1, ',')", 1), say('STR_SPLIT($1, $2)', 2)),
  date_diff: bigqueryDiff,
  timestamp_diff: bigqueryDiff,
  datetime_diff: bigqueryDiff,
  datetime_trunc: say("DATE_TRUNC('$unit2', $1)", 2),
  parse_timestamp: either(
    say("(STRPTIME($2, $1) AT TIME ZONE 'UTC')", 2),
    say('(STRPTIME($2, $1) AT TIME ZONE $3)', 3),
  ),
  parse_datetime: say('STRPTIME($2, $1)', 2),
  timestamp_seconds: say('TO_TIMESTAMP($1)', 1),
  timestamp_millis: say('MAKE_TIMESTAMPTZ(($1) * 1000)', 1),
  timestamp_micros: say('MAKE_TIMESTAMPTZ($1)', 1),
  unix_date: say("DATE_DIFF('day', DATE '1970-01-01', $1)", 1),
  safe_add: say('TRY(($1) + ($2))', 2),
  safe_subtract: say('TRY(($1) - ($2))', 2),
  safe_multiply: say('TRY(($1) * ($2))', 2),
  safe_negate: say('TRY(-($1))', 1),
  to_json_string: say('CAST(TO_JSON($1) AS TEXT)', 1),
  format: printed,
  edit_distance: say('LEVENSHTEIN($1, $2)', 2),
  greatest: strict('GREATEST'),
  least: strict('LEAST'),
  normalize: say('NFC_NORMALIZE($1)', 1),
  regexp_contains: say('REGEXP_MATCHES($1, $2)', 2),
  generate_array: either(say('GENERATE_SERIES($1, $2)', 2), say('GENERATE_SERIES($1, $2, $3)', 3)),
  div: say('($1 // $2)', 2),
  // Bytes there, hexadecimal text here.
  md5: say('UNHEX(MD5($1))', 1),
  sha256: say('UNHEX(SHA256($1))', 1),
  initcap,
  contains_substr: say('CONTAINS(LOWER($1), LOWER($2))', 2),
  lpad: either(say("LPAD($1, $2, ' ')", 2), say('LPAD($1, $2, $3)', 3)),
  rpad: either(say("RPAD($1, $2, ' ')", 2), say('RPAD($1, $2, $3)', 3)),
  // Inside the brackets of a list.
  offset: say('($1) + 1', 1),
  safe_offset: say('($1) + 1', 1),
  ordinal: say('$1', 1),
  safe_ordinal: say('$1', 1),
};
