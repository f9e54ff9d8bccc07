// Functions of Spark, Databricks and Hive.
import { applyEdits, type Edit } from '../../edit.ts';
import { lex } from '../../lexer.ts';
import { isText, isWord, previousSolid, tokenStart } from '../../tokens.ts';
import { javaFormat } from '../formats.ts';
import { literalValue, type Template } from '../template.ts';
import { say, either, formatted, operand, unitName, type Functions } from './say.ts';
import {
  atPath,
  reduced,
  initcap,
  instrFrom,
  timed,
  logarithm,
  printed,
  decode,
  dateDiff,
  added,
  monthsBetween,
  notNullThen,
  sequence,
  sorted,
  objectOf,
  substringIndex,
  inBase,
  padded,
  now,
} from './shared.ts';
import { sparkMore } from './sparkMore.ts';

const sparkUnits: Readonly<Record<string, string>> = { mm: 'month', mon: 'month', yy: 'year', yyyy: 'year' };

const truncatedDate: Template = ([value, unit]) => {
  const written = unit === undefined ? undefined : literalValue(unit)?.toLowerCase();
  if (value === undefined || written === undefined) return undefined;
  return `CAST(DATE_TRUNC('${sparkUnits[written] ?? written}', CAST(${value} AS DATE)) AS DATE)`;
};

const daysAdded = say('CAST(CAST($1 AS DATE) + INTERVAL ($2) DAY AS DATE)', 2);

const daysBetween = say("DATE_DIFF('day', CAST($2 AS DATE), CAST($1 AS DATE))", 2);

const plusMonths: Template = ([value, months]) =>
  months === undefined
    ? undefined
    : added(timed(value!), `(${operand(timed(value!))} + INTERVAL (${months}) MONTH)`, 'month');

/** With a unit it gives timestamps, of dates as well. */
const timeAdded: Template = ([unit, count, value]) =>
  value === undefined ? undefined : `(${operand(timed(value))} + INTERVAL (${count!}) ${unitName(unit!)})`;

/** `MAP('a', 1, 'b', 2)`. */
const mapOf: Template = (args) => {
  if (args.length === 0 || args.length % 2 === 1) return undefined;
  const every = (rest: number): string => args.filter((_, i) => i % 2 === rest).join(', ');
  return `MAP([${every(0)}], [${every(1)}])`;
};

/** `FIRST(x, TRUE)`: NULLs are left out. */
function leavingNulls(name: string, without: string): Template {
  return ([value, leaves]) =>
    leaves === undefined
      ? undefined
      : (leaves.toUpperCase() === 'TRUE' ? without : `${name}($1)`).replaceAll('$1', () => value!);
}

/** `(item, place) -> …`: places count from 0 there and from 1 here. */
function withPlaces(called: string): Template {
  return ([list, lambda, more]) => {
    const found = more === undefined ? /^\((\w+), (\w+)\) -> (.*)$/s.exec(lambda ?? '') : null;
    if (found === null) return lambda === undefined ? undefined : `${called}(${list!}, ${lambda})`;
    const [, item, place, body] = found;
    const tokens = lex(body!);
    const edits: Edit[] = [];
    for (let i = 0; i < tokens.count; i++) {
      if (!isWord(tokens, i, place!.toUpperCase()) || isText(tokens, previousSolid(tokens, i - 1), '.')) continue;
      edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: `(${place!} - 1)` });
    }
    return `${called}(${list!}, (${item!}, ${place!}) -> ${applyEdits(body!, edits).text})`;
  };
}

/** `ZIP_WITH(a, b, (x, y) -> …)`: the shorter list is filled up with NULL. */
const zipWith: Template = ([left, right, lambda, more]) => {
  const found = more === undefined ? /^\((\w+), (\w+)\) -> (.*)$/s.exec(lambda ?? '') : null;
  if (found === null) return undefined;
  const [, x, y, body] = found;
  const tokens = lex(body!);
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const field = isWord(tokens, i, x!.toUpperCase()) ? 1 : isWord(tokens, i, y!.toUpperCase()) ? 2 : 0;
    if (field === 0 || isText(tokens, previousSolid(tokens, i - 1), '.')) continue;
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: `pair[${field}]` });
  }
  return `LIST_TRANSFORM(LIST_ZIP(${left!}, ${right!}), pair -> ${applyEdits(body!, edits).text})`;
};

const bitAt = say('((($1) >> ($2)) & 1)', 2);

/** The place of the first match, from 1; 0 where there is none. Groups do not matter to it. */
const firstPlace =
  'CASE WHEN REGEXP_MATCHES($1, $2) THEN LENGTH(REGEXP_SPLIT_TO_ARRAY($1, $2)[1]) + 1 ELSE 0 * LENGTH($1) END';

/** `TO_BINARY('1C', 'hex')`: hexadecimal digits unless told. */
function binary(pattern: '$1' | 'TRY($1)'): Template {
  const decoded: Readonly<Record<string, string>> = {
    hex: 'UNHEX',
    base64: 'FROM_BASE64',
    'utf-8': 'ENCODE',
    utf8: 'ENCODE',
  };
  return ([value, format, more]) => {
    const called = decoded[(format === undefined ? 'hex' : (literalValue(format) ?? '')).toLowerCase()];
    if (value === undefined || more !== undefined || called === undefined) return undefined;
    return pattern.replace('$1', () => `${called}(${value})`);
  };
}

export const spark: Functions = {
  ...sparkMore,
  transform: withPlaces('LIST_TRANSFORM'),
  filter: withPlaces('LIST_FILTER'),
  zip_with: zipWith,
  conv: inBase,
  negative: say('(-($1))', 1),
  positive: say('$1', 1),
  try_add: say('TRY(($1) + ($2))', 2),
  try_subtract: say('TRY(($1) - ($2))', 2),
  try_multiply: say('TRY(($1) * ($2))', 2),
  try_divide: say('(($1) / NULLIF($2, 0))', 2),
  date_add: either(daysAdded, timeAdded),
  dateadd: either(daysAdded, timeAdded),
  timestampadd: timeAdded,
  date_sub: say('CAST(CAST($1 AS DATE) - INTERVAL ($2) DAY AS DATE)', 2),
  datediff: either(daysBetween, dateDiff),
  date_diff: either(daysBetween, dateDiff),
  timestampdiff: dateDiff,
  add_months: plusMonths,
  sequence,
  trunc: truncatedDate,
  to_timestamp: either(say('CAST($1 AS TIMESTAMP)', 1), formatted('STRPTIME($1, $2)', javaFormat)),
  // Types called like functions.
  bigint: say('CAST($1 AS BIGINT)', 1),
  int: say('CAST($1 AS INT)', 1),
  smallint: say('CAST($1 AS SMALLINT)', 1),
  double: say('CAST($1 AS DOUBLE)', 1),
  float: say('CAST($1 AS FLOAT)', 1),
  string: say('CAST($1 AS TEXT)', 1),
  boolean: say('CAST($1 AS BOOLEAN)', 1),
  timestamp: say('CAST($1 AS TIMESTAMP)', 1),
  timestamp_seconds: say('TO_TIMESTAMP($1)', 1),
  timestamp_millis: say('MAKE_TIMESTAMPTZ(($1) * 1000)', 1),
  timestamp_micros: say('MAKE_TIMESTAMPTZ($1)', 1),
  isnull: say('($1 IS NULL)', 1),
  isnotnull: say('(NOT $1 IS NULL)', 1),
  substring_index: substringIndex,
  array_sort: sorted,
  array_max: say('LIST_MAX($1)', 1),
  array_min: say('LIST_MIN($1)', 1),
  arrays_overlap: say('LIST_HAS_ANY($1, $2)', 2),
  slice: say('ARRAY_SLICE($1, $2, ($2) + ($3) - 1)', 3),
  rlike: say('REGEXP_MATCHES($1, $2)', 2),
  from_utc_timestamp: say("(CAST($1 AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE $2)", 2),
  to_utc_timestamp: say("(CAST($1 AS TIMESTAMP) AT TIME ZONE $2 AT TIME ZONE 'UTC')", 2),
  first: leavingNulls('FIRST', 'ANY_VALUE($1)'),
  first_value: leavingNulls('FIRST_VALUE', 'FIRST_VALUE($1 IGNORE NULLS)'),
  last: leavingNulls('LAST', 'LAST($1) FILTER (WHERE NOT $1 IS NULL)'),
  last_value: leavingNulls('LAST_VALUE', 'LAST_VALUE($1 IGNORE NULLS)'),
  locate: either(say('STRPOS($2, $1)', 2), ([part, value, from]) =>
    from === undefined ? undefined : instrFrom([value!, part!, from]),
  ),
  pmod: say('(((($1) % ($2)) + ($2)) % ($2))', 2),
  forall: say('LIST_BOOL_AND(LIST_TRANSFORM($1, $2))', 2),
  get: say('$1[($2) + 1]', 2),
  equal_null: say('($1 IS NOT DISTINCT FROM $2)', 2),
  bround: either(say('ROUND_EVEN($1, 0)', 1), say('ROUND_EVEN($1, $2)', 2)),
  unix_timestamp: either(
    say('CAST(EPOCH(CURRENT_TIMESTAMP) AS BIGINT)', 0),
    say('CAST(EPOCH(CAST($1 AS TIMESTAMP)) AS BIGINT)', 1),
    formatted('CAST(EPOCH(STRPTIME($1, $2)) AS BIGINT)', javaFormat),
  ),
  explode_outer: say('UNNEST(CASE WHEN LEN($1) > 0 THEN $1 ELSE [NULL] END)', 1),
  nvl2: notNullThen,
  element_at: say('$1[$2]', 2),
  map: mapOf,
  named_struct: objectOf,
  aggregate: reduced,
  reduce: reduced,
  months_between: either(monthsBetween, ([later, earlier, rounded, more]) =>
    rounded === undefined || more !== undefined ? undefined : monthsBetween([later!, earlier!]),
  ),
  unix_date: say("DATE_DIFF('day', DATE '1970-01-01', $1)", 1),
  get_json_object: atPath('->>'),
  split: either(say('STR_SPLIT_REGEX($1, $2)', 2), ([value, pattern, limit]) =>
    limit === '-1' ? `STR_SPLIT_REGEX(${value!}, ${pattern!})` : undefined,
  ),
  regexp_extract: either(say('REGEXP_EXTRACT($1, $2, $3)', 3), say('REGEXP_EXTRACT($1, $2, 1)', 2)),
  regexp_extract_all: either(say('REGEXP_EXTRACT_ALL($1, $2, $3)', 3), say('REGEXP_EXTRACT_ALL($1, $2, 1)', 2)),
  log: logarithm,
  array: (args) => `[${args.join(', ')}]`,
  to_json: say('CAST(TO_JSON($1) AS TEXT)', 1),
  map_from_arrays: say('MAP($1, $2)', 2),
  array_except: say('LIST_FILTER(LIST_DISTINCT($1), lambda item: NOT LIST_CONTAINS($2, item))', 2),
  try_element_at: say('$1[$2]', 2),
  format_string: printed,
  printf: printed,
  curdate: say('CURRENT_DATE', 0),
  charindex: either(say('STRPOS($2, $1)', 2), ([part, value, from]) =>
    from === undefined ? undefined : instrFrom([value!, part!, from]),
  ),
  position: either(say('STRPOS($2, $1)', 2), ([part, value, from]) =>
    from === undefined ? undefined : instrFrom([value!, part!, from]),
  ),
  convert_timezone: either(
    say('(CAST($3 AS TIMESTAMP) AT TIME ZONE $1 AT TIME ZONE $2)', 3),
    say('($2 AT TIME ZONE $1)', 2),
  ),
  weekofyear: say('WEEKOFYEAR(CAST($1 AS DATE))', 1),
  array_join: either(
    say('ARRAY_TO_STRING($1, $2)', 2),
    say('ARRAY_TO_STRING(LIST_TRANSFORM($1, lambda item: COALESCE(item, $3)), $2)', 3),
  ),
  like: either(say('($1 LIKE $2)', 2), say('($1 LIKE $2 ESCAPE $3)', 3)),
  ilike: either(say('($1 ILIKE $2)', 2), say('($1 ILIKE $2 ESCAPE $3)', 3)),
  lpad: padded('LPAD'),
  rpad: padded('RPAD'),
  bit_get: bitAt,
  getbit: bitAt,
  getdate: now,
  iff: say('IF($1, $2, $3)', 3),
  json_object_keys: say('JSON_KEYS($1)', 1),
  timestamp_ntz: say('CAST($1 AS TIMESTAMP)', 1),
  timestamp_ltz: say('CAST($1 AS TIMESTAMPTZ)', 1),
  to_binary: binary('$1'),
  try_to_binary: binary('TRY($1)'),
  regexp_instr: either(say(firstPlace, 2), ([value, pattern, group, more]) =>
    group === undefined || more !== undefined ? undefined : say(firstPlace, 2)([value!, pattern!]),
  ),
  decode: either(say('DECODE($1)', 2), decode),
  instr: say('STRPOS($1, $2)', 2),
  initcap,
};
