// Functions of PostgreSQL and what is like it.
import { postgresText } from '../postgresFormat.ts';
import { literalValue, type Template } from '../template.ts';
import { say, either, type Functions } from './say.ts';
import { addMonths } from './snowflake.ts';
import {
  firstMatch,
  hasGroup,
  initcap,
  now,
  asDate,
  printed,
  parsedDate,
  parsedTimestamp,
  decode,
  monthsBetween,
  notNullThen,
  padded,
  removedMatches,
} from './shared.ts';

const encoded: Template = ([bytes, format]) => {
  const name = format === undefined ? undefined : literalValue(format);
  if (name === 'hex') return `LOWER(HEX(${bytes!}))`;
  return name === 'base64' ? `TO_BASE64(${bytes!})` : undefined;
};

const jsonObject: Template = (args) => `JSON_OBJECT(${args.join(', ')})`;

const jsonArray: Template = (args) => `JSON_ARRAY(${args.join(', ')})`;

/** `JSONB_EXTRACT_PATH(x, 'a', '0')`: fields of objects or places in lists. */
function at(arrow: '->' | '->>'): Template {
  return ([value, ...path]) => {
    const names = path.map(literalValue);
    if (names.length === 0 || !names.every((name) => name !== undefined && /^\w+$/.test(name))) return undefined;
    return `(${value!} ${arrow} '/${names.join('/')}')`;
  };
}

const keys = say('UNNEST(JSON_KEYS(CAST($1 AS JSON)))', 1);

const json = say('TO_JSON($1)', 1);

const length = say('JSON_ARRAY_LENGTH($1)', 1);

/** The first match alone unless the options say `g`. */
const replacedMatch: Template = ([value, pattern, by, options, more]) => {
  if (by === undefined || more !== undefined) return undefined;
  return `REGEXP_REPLACE(${[value!, pattern!, by, ...(options === undefined ? [] : [options])].join(', ')})`;
};

/** `SUBSTRING(a FROM 'pattern')`: its first group, or all of the match. */
const substring: Template = ([value, pattern, more]) => {
  const text = pattern === undefined || more !== undefined ? undefined : literalValue(pattern);
  return text === undefined ? undefined : firstMatch(value!, pattern!, hasGroup(text) ? '1' : '0');
};

/** The groups of the first match as a list. */
const match: Template = ([value, pattern, more]) => {
  const text = pattern === undefined || more !== undefined ? undefined : literalValue(pattern);
  if (text === undefined) return undefined;
  const groups = text.replace(/\\.|\[[^\]]*\]/g, '').match(/\((?!\?)/g)?.length ?? 0;
  const numbers = groups === 0 ? ['0'] : Array.from({ length: groups }, (_, n) => String(n + 1));
  const list = numbers.map((group) => firstMatch(value!, pattern!, group)).join(', ');
  return `CASE WHEN REGEXP_MATCHES(${value!}, ${pattern!}) THEN [${list}] END`;
};

const jsonTypes = `CASE JSON_TYPE($1) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string'
 WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' WHEN NULL THEN NULL ELSE CASE WHEN $1 IS NULL THEN NULL ELSE 'number' END END`.replace(
  '\n',
  '',
);

export const postgres: Functions = {
  substring,
  regexp_match: match,
  every: say('BOOL_AND($1)', 1),
  cardinality: say('LEN($1)', 1),
  octet_length: say('OCTET_LENGTH(ENCODE($1))', 1),
  json_typeof: say(jsonTypes, 1),
  jsonb_typeof: say(jsonTypes, 1),
  to_char: postgresText,
  regexp_replace: replacedMatch,
  lpad: padded('LPAD'),
  rpad: padded('RPAD'),
  to_date: either(parsedDate, asDate),
  // With one argument it takes seconds, as in DuckDB.
  to_timestamp: either(parsedTimestamp, say('TO_TIMESTAMP($1)', 1)),
  to_number: say('CAST($1 AS DOUBLE)', 2),
  initcap,
  position: say('STRPOS($2, $1)', 2),
  btrim: either(say('TRIM($1)', 1), say('TRIM($1, $2)', 2)),
  // Bytes there, hexadecimal text here.
  sha256: say('UNHEX(SHA256($1))', 1),
  encode: encoded,
  format: printed,
  json_build_object: jsonObject,
  jsonb_build_object: jsonObject,
  json_build_array: jsonArray,
  jsonb_build_array: jsonArray,
  json_extract_path: at('->'),
  jsonb_extract_path: at('->'),
  json_extract_path_text: at('->>'),
  jsonb_extract_path_text: at('->>'),
  json_object_keys: keys,
  jsonb_object_keys: keys,
  jsonb_array_length: length,
  to_jsonb: json,
  div: say('CAST($1 // $2 AS DECIMAL)', 2),
};

/** `TRUNC(x)` is the day of a time and the whole part of a number, which the binder decides. */
const truncated: Template = ([value, more]) => {
  if (value === undefined || more !== undefined) return undefined;
  const as = (type: string): string => `TRY_CAST((${value})::TEXT AS ${type})`;
  return `STRUCT_EXTRACT({'date': ${as('DATE')}, 'number': TRUNC(${as('DOUBLE')})}, CASE WHEN TYPEOF(${value}) ~ '^(DATE|TIMESTAMP)' THEN 'date' ELSE 'number' END)`;
};

export const redshift: Functions = {
  ...postgres,
  // Every match there.
  regexp_replace: removedMatches,
  dateadd: say('(CAST($3 AS TIMESTAMP) + INTERVAL ($2) $unit1)', 3),
  datediff: say("DATE_DIFF('$unit1', CAST($2 AS TIMESTAMP), CAST($3 AS TIMESTAMP))", 3),
  getdate: now,
  decode,
  nvl2: notNullThen,
  add_months: addMonths,
  charindex: say('STRPOS($2, $1)', 2),
  date_part: say('EXTRACT($unit1 FROM $2)', 2),
  json_extract_path_text: at('->>'),
  date_add: say('(CAST($3 AS TIMESTAMP) + INTERVAL ($2) $unit1)', 3),
  date_diff: say("DATE_DIFF('$unit1', CAST($2 AS TIMESTAMP), CAST($3 AS TIMESTAMP))", 3),
  textlen: say('LENGTH($1)', 1),
  len: say('LENGTH($1)', 1),
  split_to_array: either(say("STR_SPLIT($1, ',')", 1), say('STR_SPLIT($1, $2)', 2)),
  months_between: monthsBetween,
  isnull: say('COALESCE($1, $2)', 2),
  trunc: either(truncated, say('TRUNC($1, $2)', 2)),
  convert_timezone: either(
    say("CAST($2 AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE $1", 2),
    say('CAST($3 AS TIMESTAMP) AT TIME ZONE $1 AT TIME ZONE $2', 3),
  ),
};
