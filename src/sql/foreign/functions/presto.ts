// Functions of Presto, Trino and Athena.
import { javaFormat, percentFormat, upperFormat } from '../formats.ts';
import { quoteString } from '../../literal.ts';
import { literalValue, type Template } from '../template.ts';
import { either, say, formatted, operand, type Functions } from './say.ts';
import { ofCollections } from './sparkMore.ts';
import { atPath, dateAdd, initcap, printed, reduced, removedMatches, sequence, sorted, strict } from './shared.ts';

/** Instants in a zone, and the times of a zone as instants. */
const zoned: Template = ([value, zone, more]) =>
  zone === undefined || more !== undefined ? undefined : `(${value!} AT TIME ZONE ${zone})`;

/** `'lax $.a[0].b'`: plain steps only. */
function atLaxPath(written: (json: string, path: string) => string): Template {
  return ([json, path, more]) => {
    const steps = /^\s*(?:lax|strict)\s+(\$(?:\.(?:\w+|"[^"]+")|\[\d+\])*)\s*$/.exec(
      literalValue(path ?? '') ?? '',
    )?.[1];
    return steps === undefined || more !== undefined ? undefined : written(operand(json!), quoteString(steps));
  };
}

export const presto: Functions = {
  ...ofCollections,
  // With a number they are lists of so many.
  max: either(say('MAX($1)', 1), say('MAX($1, $2)', 2)),
  min: either(say('MIN($1)', 1), say('MIN($1, $2)', 2)),
  map_agg: say('MAP(LIST($1) FILTER (WHERE ($1) IS NOT NULL), LIST($2) FILTER (WHERE ($1) IS NOT NULL))', 2),
  random: either(say('RANDOM()', 0), say('CAST(FLOOR(RANDOM() * ($1)) AS BIGINT)', 1)),
  rand: either(say('RANDOM()', 0), say('CAST(FLOOR(RANDOM() * ($1)) AS BIGINT)', 1)),
  date_format: formatted('STRFTIME($1, $2)', percentFormat),
  format: printed,
  every: say('BOOL_AND($1)', 1),
  from_iso8601_timestamp: say('CAST($1 AS TIMESTAMPTZ)', 1),
  at_timezone: zoned,
  with_timezone: zoned,
  from_iso8601_date: say('CAST($1 AS DATE)', 1),
  format_datetime: formatted('STRFTIME($1, $2)', javaFormat),
  date_parse: formatted('STRPTIME($1, $2)', percentFormat),
  json_extract: atPath('->'),
  json_extract_scalar: atPath('->>'),
  element_at: say('$1[$2]', 2),
  sequence,
  md5: say('UNHEX(MD5($1))', 1),
  date_add: dateAdd,
  arbitrary: say('ANY_VALUE($1)', 1),
  approx_percentile: say('APPROX_QUANTILE($1, $2)', 2),
  array_sort: sorted,
  json_query: atLaxPath((json, path) => `CAST(${json} -> ${path} AS TEXT)`),
  json_value: atLaxPath(
    (json, path) => `CASE WHEN JSON_TYPE(${json}, ${path}) NOT IN ('OBJECT', 'ARRAY') THEN ${json} ->> ${path} END`,
  ),
  json_exists: atLaxPath((json, path) => `JSON_EXISTS(${json}, ${path})`),
  greatest: strict('GREATEST'),
  least: strict('LEAST'),
  reduce: reduced,
  contains: say('LIST_CONTAINS($1, $2)', 2),
  array_max: say('LIST_MAX($1)', 1),
  array_min: say('LIST_MIN($1)', 1),
  array_except: say('LIST_FILTER(LIST_DISTINCT($1), lambda item: NOT LIST_CONTAINS($2, item))', 2),
  array_join: either(
    say('ARRAY_TO_STRING($1, $2)', 2),
    say('ARRAY_TO_STRING(LIST_TRANSFORM($1, lambda item: COALESCE(item, $3)), $2)', 3),
  ),
  slice: say('ARRAY_SLICE($1, $2, ($2) + ($3) - 1)', 3),
  set_agg: say('LIST(DISTINCT $1)', 1),
  doy: say('DAYOFYEAR($1)', 1),
  day_of_year: say('DAYOFYEAR($1)', 1),
  dow: say('ISODOW($1)', 1),
  day_of_week: say('ISODOW($1)', 1),
  day_of_month: say('DAY($1)', 1),
  week_of_year: say('WEEKOFYEAR($1)', 1),
  yow: say('EXTRACT(ISOYEAR FROM $1)', 1),
  year_of_week: say('EXTRACT(ISOYEAR FROM $1)', 1),
  levenshtein_distance: say('LEVENSHTEIN($1, $2)', 2),
  json_format: say('CAST(TO_JSON(CAST($1 AS JSON)) AS TEXT)', 1),
  truncate: either(say('TRUNC($1)', 1), say('TRUNC($1, $2)', 2)),
  to_char: formatted('STRFTIME($1, $2)', upperFormat),
  regexp_replace: removedMatches,
  regexp_extract: either(say('REGEXP_EXTRACT_ALL($1, $2)[1]', 2), say('REGEXP_EXTRACT_ALL($1, $2, $3)[1]', 3)),
  initcap,
};
