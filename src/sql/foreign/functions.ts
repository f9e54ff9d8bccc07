// What functions of other dialects are in DuckDB, where the translator has no word for them.
import { percentFormat, upperFormat } from './formats.ts';
import { literalValue, type Template } from './template.ts';

type Functions = Readonly<Record<string, Template>>;

/** `$1` is the first argument, `$unit1` the first as the name of a unit. Calls with other numbers of arguments stay. */
function say(pattern: string, count: number): Template {
  return (args) =>
    args.length !== count
      ? undefined
      : pattern.replace(/\$(unit)?(\d)/g, (_, unit: string | undefined, n: string) =>
          unit === undefined ? args[Number(n) - 1]! : unitName(args[Number(n) - 1]!),
        );
}

function unitName(text: string): string {
  return (literalValue(text) ?? text).replaceAll('"', '').toLowerCase();
}

/** The first of several ways that fits the arguments. */
function either(...templates: readonly Template[]): Template {
  return (args) => {
    for (const template of templates) {
      const result = template(args);
      if (result !== undefined) return result;
    }
    return undefined;
  };
}

/** Two arguments, the second one a pattern of the other database. */
function formatted(pattern: string, read: (text: string) => string | undefined): Template {
  const template = say(pattern, 2);
  return (args) => {
    const format = args.length === 2 ? read(args[1]!) : undefined;
    return format === undefined ? undefined : template([args[0]!, format]);
  };
}

const decode: Template = ([value, ...rest]) => {
  if (value === undefined || rest.length < 2) return undefined;
  const cases: string[] = [];
  for (let i = 0; i + 1 < rest.length; i += 2)
    cases.push(`WHEN ${value} IS NOT DISTINCT FROM ${rest[i]!} THEN ${rest[i + 1]!}`);
  const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)!}` : '';
  return `CASE ${cases.join(' ')}${otherwise} END`;
};

const objectOf: Template = (args) => {
  const pairs: string[] = [];
  for (let i = 0; i < args.length; i += 2) {
    if (literalValue(args[i]!) === undefined || args[i + 1] === undefined) return undefined;
    pairs.push(`${args[i]!}: ${args[i + 1]!}`);
  }
  return pairs.length === 0 ? undefined : `{${pairs.join(', ')}}`;
};

const epoch: Template = ([part, value]) => {
  const isSeconds = part !== undefined && value !== undefined && /^epoch(_second)?s?$/.test(unitName(part));
  return isSeconds ? `CAST(EPOCH(${value}) AS BIGINT)` : undefined;
};

const initcap = say(
  "array_to_string(list_transform(string_split(lower($1), ' '), lambda w: upper(w[1]) || w[2:]), ' ')",
  1,
);
const now = say('CURRENT_TIMESTAMP', 0);
const asDate = say('CAST($1 AS DATE)', 1);
const asTimestamp = say('CAST($1 AS TIMESTAMP)', 1);
const parsedDate = formatted('CAST(STRPTIME($1, $2) AS DATE)', upperFormat);
const parsedTimestamp = formatted('STRPTIME($1, $2)', upperFormat);

/** Words of the language, which the translator's parser does not take for names of functions. */
const everywhere: Functions = { left: say('LEFT($1, $2)', 2), right: say('RIGHT($1, $2)', 2) };

const postgres: Functions = {
  to_char: formatted('STRFTIME($1, $2)', upperFormat),
  to_date: either(parsedDate, asDate),
  // With one argument it takes seconds, as in DuckDB.
  to_timestamp: either(parsedTimestamp, say('TO_TIMESTAMP($1)', 1)),
  to_number: say('CAST($1 AS DOUBLE)', 2),
  initcap,
  position: say('STRPOS($2, $1)', 2),
};

const redshift: Functions = {
  ...postgres,
  dateadd: say('(CAST($3 AS TIMESTAMP) + INTERVAL ($2) $unit1)', 3),
  datediff: say("DATE_DIFF('$unit1', CAST($2 AS TIMESTAMP), CAST($3 AS TIMESTAMP))", 3),
  getdate: now,
  decode,
  nvl2: say('CASE WHEN NOT $1 IS NULL THEN $2 ELSE $3 END', 3),
  convert_timezone: say("CAST($2 AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE $1", 2),
};

/** They give dates there; DuckDB makes timestamps of them. */
const dateTrunc: Template = ([value, unit]) => {
  const name = unit === undefined ? '' : unitName(unit);
  return /^(day|month|quarter|year)$/.test(name) ? `CAST(DATE_TRUNC('${name}', ${value!}) AS DATE)` : undefined;
};

const bigquery: Functions = {
  date_trunc: dateTrunc,
  date_add: say('CAST($1 + $2 AS DATE)', 2),
  date_sub: say('CAST($1 - $2 AS DATE)', 2),
  timestamp: say('CAST($1 AS TIMESTAMPTZ)', 1),
  datetime: say('CAST($1 AS TIMESTAMP)', 1),
  timestamp_diff: say("DATE_DIFF('$unit3', $2, $1)", 3),
  datetime_diff: say("DATE_DIFF('$unit3', $2, $1)", 3),
  datetime_trunc: say("DATE_TRUNC('$unit2', $1)", 2),
  parse_timestamp: say('STRPTIME($2, $1)', 2),
  parse_datetime: say('STRPTIME($2, $1)', 2),
  timestamp_seconds: say('TO_TIMESTAMP($1)', 1),
  timestamp_millis: say('EPOCH_MS($1)', 1),
  regexp_contains: say('REGEXP_MATCHES($1, $2)', 2),
  generate_array: either(say('GENERATE_SERIES($1, $2)', 2), say('GENERATE_SERIES($1, $2, $3)', 3)),
  div: say('($1 // $2)', 2),
  // Bytes there, hexadecimal text here.
  md5: say('UNHEX(MD5($1))', 1),
  sha256: say('UNHEX(SHA256($1))', 1),
  // Inside the brackets of a list.
  offset: say('($1) + 1', 1),
  safe_offset: say('($1) + 1', 1),
  ordinal: say('$1', 1),
  safe_ordinal: say('$1', 1),
};

const snowflake: Functions = {
  to_date: either(parsedDate, asDate),
  try_to_date: say('TRY_CAST($1 AS DATE)', 1),
  to_timestamp: either(parsedTimestamp, asTimestamp),
  to_timestamp_ntz: either(parsedTimestamp, asTimestamp),
  to_timestamp_tz: say('CAST($1 AS TIMESTAMPTZ)', 1),
  to_timestamp_ltz: say('CAST($1 AS TIMESTAMPTZ)', 1),
  to_varchar: either(formatted('STRFTIME($1, $2)', upperFormat), say('CAST($1 AS TEXT)', 1)),
  to_char: either(formatted('STRFTIME($1, $2)', upperFormat), say('CAST($1 AS TEXT)', 1)),
  to_number: say('CAST($1 AS DOUBLE)', 1),
  to_double: say('CAST($1 AS DOUBLE)', 1),
  to_boolean: say('CAST($1 AS BOOLEAN)', 1),
  decode,
  div0: say('CASE WHEN $2 = 0 AND NOT $1 IS NULL THEN 0 ELSE $1 / $2 END', 2),
  getdate: now,
  sysdate: say("CURRENT_TIMESTAMP AT TIME ZONE 'UTC'", 0),
  dayname: say("STRFTIME($1, '%a')", 1),
  monthname: say("STRFTIME($1, '%b')", 1),
  charindex: say('STRPOS($2, $1)', 2),
  nvl2: say('CASE WHEN NOT $1 IS NULL THEN $2 ELSE $3 END', 3),
  zeroifnull: say('COALESCE($1, 0)', 1),
  nullifzero: say('NULLIF($1, 0)', 1),
  date_part: either(epoch, say('EXTRACT($unit1 FROM $2)', 2)),
  equal_null: say('($1 IS NOT DISTINCT FROM $2)', 2),
  object_construct: objectOf,
  timestampadd: say('($3 + INTERVAL ($2) $unit1)', 3),
  convert_timezone: either(
    say('CAST($3 AS TIMESTAMP) AT TIME ZONE $1 AT TIME ZONE $2', 3),
    say('($2 AT TIME ZONE $1)', 2),
  ),
  try_to_number: say('TRY_CAST($1 AS DECIMAL(38, 0))', 1),
  initcap,
};

const sparkUnits: Readonly<Record<string, string>> = { mm: 'month', mon: 'month', yy: 'year', yyyy: 'year' };

const truncatedDate: Template = ([value, unit]) => {
  const written = unit === undefined ? undefined : literalValue(unit)?.toLowerCase();
  if (value === undefined || written === undefined) return undefined;
  return `CAST(DATE_TRUNC('${sparkUnits[written] ?? written}', CAST(${value} AS DATE)) AS DATE)`;
};

const spark: Functions = {
  trunc: truncatedDate,
  to_timestamp: say('CAST($1 AS TIMESTAMP)', 1),
  get_json_object: say('($1 ->> $2)', 2),
  initcap,
};

const presto: Functions = {
  date_format: formatted('STRFTIME($1, $2)', percentFormat),
  date_parse: formatted('STRPTIME($1, $2)', percentFormat),
  json_extract_scalar: say('($1 ->> $2)', 2),
  element_at: say('$1[$2]', 2),
  sequence: either(say('GENERATE_SERIES($1, $2)', 2), say('GENERATE_SERIES($1, $2, $3)', 3)),
  md5: say('UNHEX(MD5($1))', 1),
};

const mysql: Functions = {
  curdate: say('CURRENT_DATE', 0),
  date_format: formatted('STRFTIME(CAST($1 AS TIMESTAMP), $2)', percentFormat),
  year: say('YEAR(CAST($1 AS DATE))', 1),
  month: say('MONTH(CAST($1 AS DATE))', 1),
  day: say('DAY(CAST($1 AS DATE))', 1),
};

const tsql: Functions = {
  isnull: say('COALESCE($1, $2)', 2),
};

const families: Readonly<Record<string, Functions>> = {
  postgres,
  materialize: postgres,
  risingwave: postgres,
  redshift,
  bigquery,
  snowflake,
  spark,
  spark2: spark,
  databricks: spark,
  hive: spark,
  trino: presto,
  presto,
  athena: presto,
  mysql,
  tsql,
  fabric: tsql,
};

export function templateOf(name: string, dialect: string): Template | undefined {
  const key = name.toLowerCase();
  const family = families[dialect] ?? {};
  if (Object.hasOwn(family, key)) return family[key];
  return Object.hasOwn(everywhere, key) ? everywhere[key] : undefined;
}
