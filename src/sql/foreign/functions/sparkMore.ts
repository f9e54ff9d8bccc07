// Functions of Spark, Databricks and Hive for parts of days, maps and numbers.
import { applyEdits, type Edit } from '../../edit.ts';
import { lex } from '../../lexer.ts';
import { isText, isWord, previousSolid, tokenStart } from '../../tokens.ts';
import { javaFormat } from '../formats.ts';
import type { Template } from '../template.ts';
import { either, formatted, say, type Functions } from './say.ts';

const ofDay = (name: string): Template => say(`${name}(CAST($1 AS DATE))`, 1);

const anyTrue = say('BOOL_OR($1)', 1);

/** `(k, v) -> …` over the entries of a map. */
function overEntries(written: (map: string, body: string) => string): Template {
  return ([map, lambda, more]) => {
    const [, key, value, body] = (more === undefined && /^\((\w+), (\w+)\) -> (.*)$/s.exec(lambda ?? '')) || [];
    if (body === undefined) return undefined;
    const tokens = lex(body);
    const edits: Edit[] = [];
    for (let i = 0; i < tokens.count; i++) {
      const field = isWord(tokens, i, key!.toUpperCase())
        ? 'key'
        : isWord(tokens, i, value!.toUpperCase())
          ? 'value'
          : '';
      if (field === '' || isText(tokens, previousSolid(tokens, i - 1), '.')) continue;
      edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: `entry."${field}"` });
    }
    return written(map!, applyEdits(body, edits).text);
  };
}

function entriesBecome(key: string, value: string): Template {
  return overEntries((map, body) => {
    const entry = `{'key': ${key.replace('$', () => body)}, 'value': ${value.replace('$', () => body)}}`;
    return `MAP_FROM_ENTRIES(LIST_TRANSFORM(MAP_ENTRIES(${map}), lambda entry: ${entry}))`;
  });
}

const formatNumber: Template = ([value, digits, more]) =>
  more !== undefined || !/^\d$/.test(digits ?? '')
    ? undefined
    : `FORMAT('{:,.${digits!}f}', CAST(${value!} AS DOUBLE))`;

/** Functions of maps and lists that Presto has as well. */
export const ofCollections: Functions = {
  array_union: ([left, right, more]) => {
    if (right === undefined || more !== undefined) return undefined;
    const both = `(${left!} || ${right})`;
    return `LIST_FILTER(${both}, lambda item, place: LIST_POSITION(${both}, item) = place)`;
  },
  map_filter: overEntries((map, body) => `MAP_FROM_ENTRIES(LIST_FILTER(MAP_ENTRIES(${map}), lambda entry: ${body}))`),
  transform_values: entriesBecome('entry."key"', '$'),
  transform_keys: entriesBecome('$', 'entry."value"'),
  regexp_count: say('LEN(REGEXP_EXTRACT_ALL($1, $2))', 2),
  e: say('EXP(1)', 0),
  current_timezone: say("CURRENT_SETTING('TimeZone')", 0),
};

export const sparkMore: Functions = {
  ...ofCollections,
  // Sunday is 1 there, 0 in DuckDB; of weekday Monday is 0.
  dayofweek: say('(DAYOFWEEK(CAST($1 AS DATE)) + 1)', 1),
  weekday: say('(ISODOW(CAST($1 AS DATE)) - 1)', 1),
  dayofmonth: ofDay('DAY'),
  dayofyear: ofDay('DAYOFYEAR'),
  quarter: ofDay('QUARTER'),
  last_day: ofDay('LAST_DAY'),
  to_unix_timestamp: either(
    say('CAST(EPOCH(CAST($1 AS TIMESTAMP)) AS BIGINT)', 1),
    formatted('CAST(EPOCH(STRPTIME($1, $2)) AS BIGINT)', javaFormat),
  ),
  try_to_timestamp: either(say('TRY_CAST($1 AS TIMESTAMP)', 1), formatted('TRY_STRPTIME($1, $2)', javaFormat)),
  some: anyTrue,
  any: anyTrue,
  map_contains_key: say('LIST_CONTAINS(MAP_KEYS($1), $2)', 2),
  unbase64: say('FROM_BASE64($1)', 1),
  format_number: formatNumber,
  btrim: either(say('TRIM($1)', 1), say('TRIM($1, $2)', 2)),
  octet_length: say('STRLEN($1)', 1),
  startswith: say('STARTS_WITH($1, $2)', 2),
  endswith: say('ENDS_WITH($1, $2)', 2),
  nanvl: say('CASE WHEN ISNAN($1) THEN $2 ELSE $1 END', 2),
  zeroifnull: say('COALESCE($1, 0)', 1),
  nullifzero: say('NULLIF($1, 0)', 1),
  hypot: say('SQRT(($1) * ($1) + ($2) * ($2))', 2),
  rint: say('ROUND_EVEN($1, 0)', 1),
  monotonically_increasing_id: say('(ROW_NUMBER() OVER () - 1)', 0),
};
