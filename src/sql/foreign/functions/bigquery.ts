// BigQuery's functions.
import { literalValue, type Template } from '../template.ts';
import { say, unitName, either, operand, type Functions } from './say.ts';
import {
  added,
  firstMatch,
  hasGroup,
  initcap,
  instrFrom,
  logarithmToBase,
  padded,
  printed,
  strict,
  timed,
} from './shared.ts';

const weekdays: Readonly<Record<string, number>> = {
  monday: 0,
  sunday: 1,
  saturday: 2,
  friday: 3,
  thursday: 4,
  wednesday: 5,
  tuesday: 6,
};

/** The beginning of a unit; `WEEK(SATURDAY)` is one, and plain weeks begin on Sunday. */
function beginning(value: string, unit: string): string | undefined {
  const day = unit === 'week' ? 'sunday' : /^week\((\w+)\)$/.exec(unit)?.[1];
  const moved = day === undefined ? 0 : weekdays[day];
  if (moved === undefined || !/^(?:iso)?(?:week|year)$|^[a-z]+$|\(/.test(unit)) return undefined;
  if (moved > 0) return `(DATE_TRUNC('week', ${operand(value)} + INTERVAL ${moved} DAY) - INTERVAL ${moved} DAY)`;
  return `DATE_TRUNC('${day !== undefined || unit === 'isoweek' ? 'week' : unit}', ${value})`;
}

/** Of a date it is a date; DuckDB makes timestamps of them. */
const dateTrunc: Template = ([value, unit]) => {
  const name = unit === undefined ? '' : unitName(unit);
  if (!/^(?:day|(?:iso)?week(?:\(\w+\))?|month|quarter|(?:iso)?year)$/.test(name)) return undefined;
  const begins = beginning(value!, name);
  return begins === undefined ? undefined : added(value!, begins, name.replace(/^iso|\(.*/g, ''));
};

/** In a time zone: as its clocks say. */
const timestampTrunc: Template = ([value, unit, zone, more]) => {
  if (unit === undefined || more !== undefined) return undefined;
  const name = unitName(unit);
  if (zone === undefined) return beginning(value!, name);
  const begins = beginning(`${operand(value!)} AT TIME ZONE ${zone}`, name);
  return begins === undefined ? undefined : `(${begins} AT TIME ZONE ${zone})`;
};

/** `DATE_DIFF(later, earlier, unit)`; plain weeks begin on Sunday, DuckDB's on Monday. */
const bigqueryDiff: Template = ([later, earlier, unit]) => {
  if (unit === undefined) return undefined;
  const name = unitName(unit);
  const begins = name === 'isoweek' ? 'monday' : name === 'week' ? 'sunday' : /^week\((\w+)\)$/.exec(name)?.[1];
  if (begins === undefined) return `DATE_DIFF('${name}', ${timed(earlier!)}, ${timed(later!)})`;
  const moved = weekdays[begins];
  if (moved === undefined) return undefined;
  const [from, to] = [earlier!, later!].map((date) => {
    const day = moved === 0 ? timed(date) : `${operand(timed(date))} + INTERVAL ${moved} DAY`;
    return `DATE_TRUNC('week', ${day})`;
  });
  return `DATE_DIFF('week', ${from!}, ${to!})`;
};

const ends: Readonly<Record<string, string>> = {
  month: 'LAST_DAY($1)',
  quarter: "CAST(DATE_TRUNC('quarter', $1) + INTERVAL 3 MONTH - INTERVAL 1 DAY AS DATE)",
  year: "CAST(DATE_TRUNC('year', $1) + INTERVAL 12 MONTH - INTERVAL 1 DAY AS DATE)",
  week: 'CAST($1 + INTERVAL ((6 - DAYOFWEEK($1)) % 7) DAY AS DATE)',
  isoweek: "CAST(DATE_TRUNC('week', $1) + INTERVAL 6 DAY AS DATE)",
};

const lastDay: Template = ([value, unit = 'month', more]) => {
  const name = unitName(unit)
    .replace(/^week\(sunday\)$/, 'week')
    .replace(/^week\(monday\)$/, 'isoweek');
  const end = more === undefined ? ends[name] : undefined;
  return value === undefined ? undefined : end?.replaceAll('$1', () => timed(value));
};

/** Dates stay dates, times have theirs. */
function dated(sign: '+' | '-'): Template {
  return ([written, interval, more]) => {
    if (interval === undefined || more !== undefined) return undefined;
    const value = timed(written!);
    const unit = /(\w+)\W*$/.exec(interval)?.[1]?.toLowerCase() ?? '';
    return added(value, `(${operand(value)} ${sign} ${interval})`, unit);
  };
}

const textArray: Template = ([value, path = "'$'", more]) =>
  value === undefined || more !== undefined ? undefined : `CAST((CAST(${value} AS JSON) -> ${path}) AS TEXT[])`;

/** A pattern's only group is what its caller wants of it. */
const firstOf: Template = ([value, pattern, from = '1', occurrence = '1', more]) => {
  const text = pattern === undefined || more !== undefined ? undefined : literalValue(pattern);
  if (text === undefined || !/^\d+$/.test(from) || !/^\d+$/.test(occurrence)) return undefined;
  const rest = from === '1' ? value! : `SUBSTRING(${value!}, ${from})`;
  return firstMatch(rest, pattern!, hasGroup(text) ? '1' : '0', occurrence);
};

const allOf: Template = ([value, pattern, more]) => {
  const text = pattern === undefined || more !== undefined ? undefined : literalValue(pattern);
  return text === undefined || !hasGroup(text) ? undefined : `REGEXP_EXTRACT_ALL(${value!}, ${pattern!}, 1)`;
};

const datetimeTrunc: Template = ([value, unit, more]) =>
  unit === undefined || more !== undefined ? undefined : beginning(timed(value!), unitName(unit));

/** `DATETIME(day, time)`, where it is plain that the second one is a time and no zone. */
const dayAndTime: Template = ([day, time, more]) =>
  time === undefined || more !== undefined || !/^(?:CAST\(.* AS TIME\)|MAKE_TIME\(.*\)|CURRENT_TIME)$/is.test(time)
    ? undefined
    : `(CAST(${day!} AS DATE) + ${time})`;

/** Of a text its bytes, not its characters. */
const byteLength = say(
  "(CASE TYPEOF($1) WHEN 'BLOB' THEN OCTET_LENGTH(CAST($1 AS BLOB)) ELSE STRLEN(CAST($1 AS TEXT)) END)",
  1,
);

/** Halves away from zero, as without a mode, or to the even neighbour. */
const rounded: Template = ([value, digits, mode, more]) => {
  const name = mode === undefined || more !== undefined ? undefined : literalValue(mode)?.toUpperCase();
  if (name === 'ROUND_HALF_EVEN') return `ROUND_EVEN(${value!}, ${digits!})`;
  return name === 'ROUND_HALF_AWAY_FROM_ZERO' ? `ROUND(${value!}, ${digits!})` : undefined;
};

/** `JSON_OBJECT(['a', 'b'], [1, 2])`: keys and values in lists. */
const objectOfLists: Template = ([keys, values, more]) =>
  values === undefined || more !== undefined || !keys!.startsWith('[')
    ? undefined
    : `TO_JSON(MAP(${keys!}, ${values}))`;

export const bigquery: Functions = {
  byte_length: byteLength,
  octet_length: byteLength,
  round: rounded,
  json_object: objectOfLists,
  approx_top_count: say('APPROX_TOP_K($1, $2)', 2),
  regexp_extract: firstOf,
  regexp_substr: firstOf,
  regexp_extract_all: allOf,
  date_trunc: dateTrunc,
  timestamp_trunc: timestampTrunc,
  date_add: dated('+'),
  date_sub: dated('-'),
  last_day: lastDay,
  log: logarithmToBase,
  json_value_array: textArray,
  json_extract_string_array: textArray,
  array_to_string: say('ARRAY_TO_STRING(LIST_TRANSFORM($1, lambda item: COALESCE(item, $3)), $2)', 3),
  time: either(
    say('CAST($1 AS TIME)', 1),
    say('CAST((CAST($1 AS TIMESTAMPTZ) AT TIME ZONE $2) AS TIME)', 2),
    say('MAKE_TIME($1, $2, $3)', 3),
  ),
  time_diff: say("DATE_DIFF('$unit3', CAST($2 AS TIME), CAST($1 AS TIME))", 3),
  instr: either(say('STRPOS($1, $2)', 2), instrFrom),
  timestamp: either(say('CAST($1 AS TIMESTAMPTZ)', 1), say('(CAST($1 AS TIMESTAMP) AT TIME ZONE $2)', 2)),
  datetime: either(
    say('CAST($1 AS TIMESTAMP)', 1),
    dayAndTime,
    say('(CAST($1 AS TIMESTAMPTZ) AT TIME ZONE $2)', 2),
    say('MAKE_TIMESTAMP($1, $2, $3, $4, $5, $6)', 6),
  ),
  split: either(say("STR_SPLIT($1, ',')", 1), say('STR_SPLIT($1, $2)', 2)),
  date_diff: bigqueryDiff,
  timestamp_diff: bigqueryDiff,
  datetime_diff: bigqueryDiff,
  datetime_trunc: datetimeTrunc,
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
  edit_distance: either(say('LEVENSHTEIN($1, $2)', 2), say('LEAST(LEVENSHTEIN($1, $2), $3)', 3)),
  greatest: strict('GREATEST'),
  least: strict('LEAST'),
  normalize: say('NFC_NORMALIZE($1)', 1),
  regexp_contains: say('REGEXP_MATCHES($1, $2)', 2),
  generate_array: either(say('GENERATE_SERIES($1, $2)', 2), say('GENERATE_SERIES($1, $2, $3)', 3)),
  ieee_divide: say('(CAST($1 AS DOUBLE) / $2)', 2),
  current_datetime: either(
    say("(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')", 0),
    say('(CURRENT_TIMESTAMP AT TIME ZONE $1)', 1),
  ),
  parse_numeric: say('CAST($1 AS DECIMAL(38, 9))', 1),
  parse_bignumeric: say('CAST($1 AS DECIMAL(38, 9))', 1),
  date_bucket: either(
    say("CAST(TIME_BUCKET($2, $1, DATE '1950-01-01') AS DATE)", 2),
    say('CAST(TIME_BUCKET($2, $1, $3) AS DATE)', 3),
  ),
  lax_string: say("($1 ->> '$')", 1),
  lax_int64: say('TRY_CAST($1 AS BIGINT)', 1),
  lax_float64: say('TRY_CAST($1 AS DOUBLE)', 1),
  lax_bool: say('TRY_CAST($1 AS BOOLEAN)', 1),
  div: say('($1 // $2)', 2),
  // Bytes there, hexadecimal text here.
  md5: say('UNHEX(MD5($1))', 1),
  sha1: say('UNHEX(SHA1($1))', 1),
  sha256: say('UNHEX(SHA256($1))', 1),
  initcap,
  contains_substr: say('CONTAINS(LOWER($1), LOWER($2))', 2),
  lpad: padded('LPAD'),
  rpad: padded('RPAD'),
  // Inside the brackets of a list.
  offset: say('($1) + 1', 1),
  safe_offset: say('($1) + 1', 1),
  ordinal: say('$1', 1),
  safe_ordinal: say('$1', 1),
};
