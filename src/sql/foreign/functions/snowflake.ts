// Snowflake's functions.
import { upperFormat } from '../formats.ts';
import { quoteString } from '../../literal.ts';
import { literalValue, type Template } from '../template.ts';
import {
  listOf,
  sorted,
  wholeCount,
  zonedFormat,
  matchCount,
  placeFrom,
  replacedAfter,
  scaledEpoch,
  snowflakeMore,
} from './snowflakeMore.ts';
import { say, unitName, either, formatted, operand, type Functions } from './say.ts';
import {
  initcap,
  now,
  asDate,
  asTimestamp,
  parsedDate,
  parsedTimestamp,
  decode,
  objectOf,
  strict,
  asDecimal,
  monthsBetween,
  notNullThen,
  dateDiffOfWeeks,
  padded,
  removedMatches,
  timed,
  added,
  dateAdd,
} from './shared.ts';

const epoch: Template = ([part, value]) => {
  const isSeconds = part !== undefined && value !== undefined && /^epoch(_second)?s?$/.test(unitName(part));
  return isSeconds ? `CAST(EPOCH(${value}) AS BIGINT)` : undefined;
};

const truncated: Template = ([value, unit]) => {
  const name = unit === undefined ? undefined : literalValue(unit);
  return name === undefined ? undefined : `DATE_TRUNC('${name}', ${value!})`;
};

const later: Template = ([unit, count, ...rest]) =>
  unit === undefined || count === undefined ? undefined : dateAdd([unit, wholeCount(count), ...rest]);

/** The end of a month stays one. */
export const addMonths: Template = ([written, months]) => {
  if (months === undefined) return undefined;
  const value = timed(written!);
  const sum = `(${operand(value)} + INTERVAL (${wholeCount(months)}) MONTH)`;
  return added(
    value,
    `CASE WHEN LAST_DAY(${value}) = ${operand(value)} THEN LAST_DAY(${sum}) ELSE ${sum} END`,
    'month',
  );
};

/** A number is seconds since 1970. */
const epochSeconds: Template = ([value, more]) =>
  more === undefined && value !== undefined && /^\d+$/.test(value)
    ? `(TO_TIMESTAMP(${value}) AT TIME ZONE 'UTC')`
    : undefined;

/** Numbers have patterns of their own, which DuckDB does not know. */
export const asText = either(
  formatted('STRFTIME($1, $2)', (text) =>
    /[09]/.test(text.replace(/(?:HH|FF)\d+/gi, '')) ? undefined : upperFormat(text),
  ),
  say('CAST($1 AS TEXT)', 1),
  say('CAST($1 AS TEXT)', 2),
);

function each(name: string): Template {
  return (args) => `${name}(${args.join(', ')})`;
}

export const lastDay: Template = ([value, unit]) => {
  if (unit === undefined) return `LAST_DAY(${value!})`;
  const name = unitName(unit);
  const end = name === 'week' ? '6 DAY' : `1 ${name.toUpperCase()}`;
  if (!/^(week|month|quarter|year)$/.test(name)) return undefined;
  const next = `DATE_TRUNC('${name}', ${value!}) + INTERVAL ${end}`;
  return `CAST(${name === 'week' ? next : `${next} - INTERVAL 1 DAY`} AS DATE)`;
};

/** Signs of the second argument separate, also several side by side. */
const strtok: Template = ([value, signs = "' '", place = '1']) => {
  const characters = literalValue(signs);
  if (value === undefined || !characters) return undefined;
  const list = `STRING_SPLIT(TRANSLATE(${value}, ${signs}, ${quoteString(characters[0]!.repeat(characters.length))}), ${quoteString(characters[0]!)})`;
  return `LIST_FILTER(${list}, lambda part: part <> '')[${place}]`;
};

const triedTimestamp = either(formatted('TRY_STRPTIME($1, $2)', upperFormat), say('TRY_CAST($1 AS TIMESTAMP)', 1));

/** With nanoseconds, or of a day and a time. */
const ofParts = either(
  say('(CAST($1 AS DATE) + CAST($2 AS TIME))', 2),
  say('MAKE_TIMESTAMP($1, $2, $3, $4, $5, $6)', 6),
  say('MAKE_TIMESTAMP($1, $2, $3, $4, $5, ($6) + ($7) / 1000000000.0)', 7),
);

/** The letters that DuckDB knows as well; `e` asks for a group, `c` is how it is anyway. */
function optionsOf(letters: string | undefined): string | undefined {
  const value = letters === undefined ? '' : literalValue(letters);
  return value === undefined || /[^ceims]/.test(value) ? undefined : value.replace(/[ce]/g, '');
}

/** `(text, pattern, 1, occurrence, 'e', group)` of REGEXP_SUBSTR and REGEXP_SUBSTR_ALL: what follows DuckDB's name, and which match. */
function matchOf([value, pattern, from = '1', occurrence = '1', letters, group]: Parameters<Template>[0]) {
  const options = optionsOf(letters);
  if (pattern === undefined || options === undefined || !/^\d+$/.test(from) || !/^\d+$/.test(occurrence))
    return undefined;
  const part = group ?? (/e/.test(letters ?? '') ? '1' : '0');
  const text = from === '1' ? value! : `SUBSTRING(${value!}, ${from})`;
  const said = options === '' ? '' : `, ${quoteString(options)}`;
  return { call: `(${text}, ${pattern}, ${part}${said})`, occurrence };
}

const substring: Template = (args) => {
  const match = matchOf(args);
  if (match === undefined) return undefined;
  const { call, occurrence } = match;
  return `REGEXP_EXTRACT_ALL${call}[${occurrence}]`;
};

const allSubstrings: Template = (args) => {
  const match = matchOf(args);
  if (match === undefined) return undefined;
  const { call, occurrence } = match;
  return occurrence === '1' ? `REGEXP_EXTRACT_ALL${call}` : `REGEXP_EXTRACT_ALL${call}[${occurrence}:]`;
};

/** `REGEXP_REPLACE(text, pattern, by, 1, 0, 'i')`: from the beginning, every match or the first. */
const replacedFrom: Template = ([value, pattern, by, from, occurrence = '0', letters]) => {
  const options = optionsOf(letters);
  if (from !== '1' || options === undefined || !/^[01]$/.test(occurrence)) return undefined;
  const said = `${options}${occurrence === '0' ? 'g' : ''}`;
  return `REGEXP_REPLACE(${value!}, ${pattern!}, ${by!}${said === '' ? '' : `, ${quoteString(said)}`})`;
};

/** The beginning of a slice, or its end. */
const slice: Template = ([value, count, unit, side = "'START'"]) => {
  if (unit === undefined) return undefined;
  const begins = `TIME_BUCKET(INTERVAL (${count!}) ${unitName(unit)}, ${value!})`;
  const which = literalValue(side)?.toUpperCase();
  if (which === 'START') return begins;
  return which === 'END'
    ? added(value!, `(${begins} + INTERVAL (${count!}) ${unitName(unit)})`, unitName(unit))
    : undefined;
};

const fullMatch = either(say('REGEXP_FULL_MATCH($1, $2)', 2), say('REGEXP_FULL_MATCH($1, $2, $3)', 3));

/** Whole numbers between whole numbers, as the generator has them. */
const uniform: Template = ([from, to, generator, more]) => {
  if (generator === undefined || more !== undefined || ![from!, to!].every((n) => /^-?\d+$/.test(n))) return undefined;
  if (!/^RANDOM\(\)$/i.test(generator)) return undefined;
  return `CAST(FLOOR(${from!} + RANDOM() * (${to!} - ${from!} + 1)) AS BIGINT)`;
};

const isoParts: Readonly<Record<string, string>> = {
  dayofweekiso: 'ISODOW',
  dayofweek_iso: 'ISODOW',
  weekday_iso: 'ISODOW',
  dow_iso: 'ISODOW',
  weekiso: 'WEEK',
  week_iso: 'WEEK',
  weekofyeariso: 'WEEK',
  yearofweek: 'ISOYEAR',
  yearofweekiso: 'ISOYEAR',
};

const epochs: Readonly<Record<string, string>> = {
  epoch_millisecond: 'EPOCH_MS',
  epoch_milliseconds: 'EPOCH_MS',
  epoch_microsecond: 'EPOCH_US',
  epoch_microseconds: 'EPOCH_US',
  epoch_nanosecond: 'EPOCH_NS',
  epoch_nanoseconds: 'EPOCH_NS',
};

/** A date stays one. */
const dateTrunc: Template = ([unit, value, more]) => {
  if (value === undefined || more !== undefined) return undefined;
  const name = unitName(unit!);
  return added(timed(value), `DATE_TRUNC('${name}', ${timed(value)})`, name);
};

const datePart: Template = (args) => {
  const [part, value, more] = args;
  if (value === undefined || more !== undefined) return undefined;
  const name = unitName(part!);
  const call = epochs[name];
  if (call !== undefined) return `${call}(${value})`;
  if (name === 'nanosecond') return `(EPOCH_NS(${value}) % 1000000000)`;
  return epoch(args) ?? `EXTRACT(${isoParts[name] ?? name} FROM ${timed(value)})`;
};

/** Where the first match begins, or 0. */
const matchPlace: Template = ([value, pattern, more]) =>
  pattern === undefined || more !== undefined
    ? undefined
    : `CASE WHEN REGEXP_MATCHES(${value!}, ${pattern}) THEN STRPOS(${value!}, REGEXP_EXTRACT(${value!}, ${pattern})) WHEN ${operand(value!)} IS NOT NULL THEN 0 END`;

/** Keys of a map: all but these, or only these. */
function keysKept(sign: 'NOT ' | ''): Template {
  return ([map, ...keys]) =>
    keys.length === 0
      ? undefined
      : `MAP_FROM_ENTRIES(LIST_FILTER(MAP_ENTRIES(${map!}), lambda entry: ${sign}LIST_CONTAINS([${keys.join(', ')}], entry.key)))`;
}

const inserted: Template = ([object, key, value, update, more]) => {
  if (value === undefined || more !== undefined || (update !== undefined && !/^true$/i.test(update))) return undefined;
  return `JSON_MERGE_PATCH(${object!}, JSON_OBJECT(${key!}, ${value}))`;
};

/** NULL in a patch takes a key away. */
const deleted: Template = ([object, ...keys]) =>
  keys.length === 0
    ? undefined
    : `JSON_MERGE_PATCH(${object!}, JSON_OBJECT(${keys.map((key) => `${key}, NULL`).join(', ')}))`;

export const snowflake: Functions = {
  regexp_instr: matchPlace,
  map_contains_key: say('MAP_CONTAINS($2, $1)', 2),
  map_size: say('CARDINALITY($1)', 1),
  map_cat: say('MAP_CONCAT($1, $2)', 2),
  map_delete: keysKept('NOT '),
  map_pick: keysKept(''),
  map_insert: say('MAP_CONCAT($1, MAP([$2], [$3]))', 3),
  object_insert: inserted,
  object_delete: deleted,
  arrays_overlap: say('LIST_HAS_ANY($1, $2)', 2),

  to_date: either(parsedDate, asDate),
  try_to_date: either(formatted('CAST(TRY_STRPTIME($1, $2) AS DATE)', upperFormat), say('TRY_CAST($1 AS DATE)', 1)),
  to_timestamp: either(scaledEpoch, parsedTimestamp, epochSeconds, asTimestamp),
  to_timestamp_ntz: either(scaledEpoch, parsedTimestamp, epochSeconds, asTimestamp),
  to_timestamp_tz: either(say('CAST($1 AS TIMESTAMPTZ)', 1), formatted('STRPTIME($1, $2)', zonedFormat)),
  to_timestamp_ltz: say('CAST($1 AS TIMESTAMPTZ)', 1),
  to_varchar: asText,
  to_char: asText,
  insert: say('(LEFT($1, ($2) - 1) || $4 || SUBSTRING($1, ($2) + ($3)))', 4),
  to_number: asDecimal('CAST'),
  to_decimal: asDecimal('CAST'),
  to_numeric: asDecimal('CAST'),
  try_to_decimal: asDecimal('TRY_CAST'),
  try_to_numeric: asDecimal('TRY_CAST'),
  try_to_timestamp: triedTimestamp,
  try_to_timestamp_ntz: triedTimestamp,
  try_to_timestamp_tz: either(say('TRY_CAST($1 AS TIMESTAMPTZ)', 1), formatted('TRY_STRPTIME($1, $2)', zonedFormat)),
  try_to_timestamp_ltz: say('TRY_CAST($1 AS TIMESTAMPTZ)', 1),
  jarowinkler_similarity: say('CAST(JARO_WINKLER_SIMILARITY(UPPER($1), UPPER($2)) * 100 AS INTEGER)', 2),
  boolnot: say('(NOT CAST($1 AS BOOLEAN))', 1),
  skew: say('SKEWNESS($1)', 1),
  md5_binary: say('UNHEX(MD5($1))', 1),
  sha1_binary: say('UNHEX(SHA1($1))', 1),
  sha2_binary: either(say('UNHEX(SHA256($1))', 1), ([value, bits]) =>
    bits === '256' ? `UNHEX(SHA256(${value!}))` : undefined,
  ),
  to_time: either(say('CAST($1 AS TIME)', 1), formatted('CAST(STRPTIME($1, $2) AS TIME)', upperFormat)),
  time: say('CAST($1 AS TIME)', 1),
  try_to_time: either(say('TRY_CAST($1 AS TIME)', 1), formatted('CAST(TRY_STRPTIME($1, $2) AS TIME)', upperFormat)),
  try_to_double: say('TRY_CAST($1 AS DOUBLE)', 1),
  try_to_boolean: say('TRY_CAST($1 AS BOOLEAN)', 1),
  to_double: say('CAST($1 AS DOUBLE)', 1),
  to_boolean: say('CAST($1 AS BOOLEAN)', 1),
  decode,
  getdate: now,
  sysdate: say("CURRENT_TIMESTAMP AT TIME ZONE 'UTC'", 0),
  dayname: say("STRFTIME($1, '%a')", 1),
  monthname: say("STRFTIME($1, '%b')", 1),
  charindex: either(say('STRPOS($2, $1)', 2), placeFrom),
  base64_encode: say('TO_BASE64(CAST($1 AS BLOB))', 1),
  base64_decode_string: say('DECODE(FROM_BASE64($1))', 1),
  try_base64_decode_string: say('TRY(DECODE(FROM_BASE64($1)))', 1),
  hex_encode: say('HEX($1)', 1),
  hex_decode_string: say('DECODE(UNHEX($1))', 1),
  array_generate_range: either(say('RANGE($1, $2)', 2), say('RANGE($1, $2, $3)', 3)),
  array_min: say('LIST_MIN($1)', 1),
  array_max: say('LIST_MAX($1)', 1),
  to_array: listOf,
  array_sort: sorted,
  array_unique_agg: say('LIST(DISTINCT $1) FILTER (WHERE NOT $1 IS NULL)', 1),
  uniform: uniform,
  to_json: say('CAST(TO_JSON($1) AS TEXT)', 1),
  try_parse_json: say('CASE WHEN JSON_VALID($1) THEN CAST($1 AS JSON) ELSE NULL END', 1),
  is_null_value: say("(JSON_TYPE($1) = 'NULL')", 1),
  strip_null_value: say("CASE WHEN JSON_TYPE($1) = 'NULL' THEN NULL ELSE $1 END", 1),
  nvl2: notNullThen,
  zeroifnull: say('COALESCE($1, 0)', 1),
  nullifzero: say('NULLIF($1, 0)', 1),
  date_part: datePart,
  date_trunc: dateTrunc,
  array_position: say('(LIST_POSITION($2, $1) - 1)', 2),
  object_construct_keep_null: objectOf,
  is_array: say("(JSON_TYPE(CAST($1 AS JSON)) = 'ARRAY')", 1),
  is_object: say("(JSON_TYPE(CAST($1 AS JSON)) = 'OBJECT')", 1),
  equal_null: say('($1 IS NOT DISTINCT FROM $2)', 2),
  object_construct: objectOf,
  dateadd: later,
  datediff: dateDiffOfWeeks,
  time_slice: slice,
  timestampadd: later,
  timestampdiff: dateDiffOfWeeks,
  timediff: dateDiffOfWeeks,
  add_months: addMonths,
  trunc: either(truncated, say('TRUNC($1)', 1), say('ROUND($1 - 0.5 * SIGN($1) * POW(10, -($2)), $2)', 2)),
  truncate: either(say('TRUNC($1)', 1), say('TRUNC($1, $2)', 2)),
  weekiso: say('WEEKOFYEAR($1)', 1),
  position: either(say('STRPOS($2, $1)', 2), placeFrom),
  regexp_replace: either(removedMatches, replacedFrom, replacedAfter),
  regexp_substr: substring,
  regexp_substr_all: allSubstrings,
  regexp_extract_all: allSubstrings,
  regexp_like: fullMatch,
  rlike: fullMatch,
  regexp_count: either(
    say('LENGTH(REGEXP_EXTRACT_ALL($1, $2))', 2),
    say('LENGTH(REGEXP_EXTRACT_ALL(SUBSTRING($1, $3), $2))', 3),
    matchCount,
  ),
  array_contains: say('LIST_CONTAINS($2, $1)', 2),
  get: ([value, key, more]) => {
    if (key === undefined || more !== undefined) return undefined;
    return literalValue(key) === undefined ? `${operand(value!)}[${key} + 1]` : `(${value!} -> ${key})`;
  },
  uuid_string: say('CAST(UUID() AS TEXT)', 0),
  convert_timezone: either(
    say('CAST($3 AS TIMESTAMP) AT TIME ZONE $1 AT TIME ZONE $2', 3),
    say('($2 AT TIME ZONE $1)', 2),
  ),
  try_to_number: asDecimal('TRY_CAST'),
  greatest: strict('GREATEST'),
  least: strict('LEAST'),
  greatest_ignore_nulls: each('GREATEST'),
  least_ignore_nulls: each('LEAST'),
  concat_ws: strict('CONCAT_WS'),
  dayofweekiso: say('ISODOW($1)', 1),
  dayofweek_iso: say('ISODOW($1)', 1),
  yearofweek: say('EXTRACT(ISOYEAR FROM $1)', 1),
  yearofweekiso: say('EXTRACT(ISOYEAR FROM $1)', 1),
  timestamp_from_parts: ofParts,
  timestampfromparts: ofParts,
  timestamp_ntz_from_parts: ofParts,
  timestampntzfromparts: ofParts,
  timestamp_ltz_from_parts: say('CAST(MAKE_TIMESTAMP($1, $2, $3, $4, $5, $6) AS TIMESTAMPTZ)', 6),
  last_day: lastDay,
  months_between: monthsBetween,
  strtok: strtok,
  lpad: padded('LPAD'),
  rpad: padded('RPAD'),
  to_variant: say('CAST($1 AS VARIANT)', 1),
  bitxor: say('XOR($1, $2)', 2),
  initcap,
  ...snowflakeMore,
};
