// What functions of other dialects are in DuckDB, where the translator has no word for them.
import { netFormat, percentFormat, upperFormat } from './formats.ts';
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

/** All arguments with `||` between them: NULL as soon as one of them is. */
const joined: Template = (args) => (args.length < 2 ? undefined : `(${args.map(operand).join(' || ')})`);

/** As it is, or in brackets where it may be more than a name, a literal or a call. */
function operand(text: string): string {
  return /^(?:[\w."]+|'[^']*')$/.test(text) ? text : `(${text})`;
}

/** What lies between two dates, counted in the unit's boundaries; weeks begin on Monday. */
const dateDiff = say("DATE_DIFF('$unit1', $2, $3)", 3);

/** Stays a date when days or longer are added to one, which the binder decides: `+` always gives a timestamp. */
export function added(value: string, sum: string, unit: string): string {
  if (!/^(day|week|month|quarter|year)s?$/.test(unit)) return sum;
  return `STRUCT_EXTRACT({'date': TRY_CAST(${sum} AS DATE), 'time': ${sum}}, CASE WHEN TYPEOF(${value}) = 'DATE' THEN 'date' ELSE 'time' END)`;
}

const dateAdd: Template = ([unit, count, value]) => {
  if (value === undefined) return undefined;
  const name = unitName(unit!);
  return added(value, `(${operand(value)} + INTERVAL (${count!}) ${name})`, name);
};

/** Words of the language, which the translator's parser does not take for names of functions. */
const everywhere: Functions = {
  left: say('LEFT($1, $2)', 2),
  right: say('RIGHT($1, $2)', 2),
  chr: say('CHR($1)', 1),
};

const postgres: Functions = {
  to_char: formatted('STRFTIME($1, $2)', upperFormat),
  to_date: either(parsedDate, asDate),
  // With one argument it takes seconds, as in DuckDB.
  to_timestamp: either(parsedTimestamp, say('TO_TIMESTAMP($1)', 1)),
  to_number: say('CAST($1 AS DOUBLE)', 2),
  initcap,
  position: say('STRPOS($2, $1)', 2),
  div: say('CAST($1 // $2 AS DECIMAL)', 2),
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

/** `DATE_DIFF(later, earlier, unit)`; plain weeks begin on Sunday. */
const bigqueryDiff: Template = ([later, earlier, unit]) => {
  if (unit === undefined) return undefined;
  const name = unitName(unit);
  if (name === 'week(monday)' || name === 'isoweek') return `DATE_DIFF('week', ${earlier!}, ${later!})`;
  if (name !== 'week') return `DATE_DIFF('${name}', ${earlier!}, ${later!})`;
  const [from, to] = [earlier!, later!].map((date) => `DATE_TRUNC('week', ${operand(date)} + INTERVAL 1 DAY)`);
  return `DATE_DIFF('week', ${from!}, ${to!})`;
};

const bigquery: Functions = {
  date_trunc: dateTrunc,
  date_add: say('CAST($1 + $2 AS DATE)', 2),
  date_sub: say('CAST($1 - $2 AS DATE)', 2),
  timestamp: say('CAST($1 AS TIMESTAMPTZ)', 1),
  datetime: say('CAST($1 AS TIMESTAMP)', 1),
  date_diff: bigqueryDiff,
  timestamp_diff: bigqueryDiff,
  datetime_diff: bigqueryDiff,
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

const truncated: Template = ([value, unit]) => {
  const name = unit === undefined ? undefined : literalValue(unit);
  return name === undefined ? undefined : `DATE_TRUNC('${name}', ${value!})`;
};

/** The end of a month stays one. */
const addMonths: Template = ([value, months]) => {
  if (months === undefined) return undefined;
  const sum = `(${operand(value!)} + INTERVAL (${months}) MONTH)`;
  return added(
    value!,
    `CASE WHEN LAST_DAY(${value!}) = ${operand(value!)} THEN LAST_DAY(${sum}) ELSE ${sum} END`,
    'month',
  );
};

/** A number is seconds since 1970. */
const epochSeconds: Template = ([value, more]) =>
  more === undefined && value !== undefined && /^\d+$/.test(value)
    ? `(TO_TIMESTAMP(${value}) AT TIME ZONE 'UTC')`
    : undefined;

const snowflake: Functions = {
  to_date: either(parsedDate, asDate),
  try_to_date: say('TRY_CAST($1 AS DATE)', 1),
  to_timestamp: either(parsedTimestamp, epochSeconds, asTimestamp),
  to_timestamp_ntz: either(parsedTimestamp, epochSeconds, asTimestamp),
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
  dateadd: dateAdd,
  timestampadd: dateAdd,
  timestampdiff: dateDiff,
  timediff: dateDiff,
  add_months: addMonths,
  trunc: either(truncated, say('TRUNC($1)', 1), say('ROUND($1 - 0.5 * SIGN($1) * POW(10, -($2)), $2)', 2)),
  weekiso: say('WEEKOFYEAR($1)', 1),
  div0null: say('CASE WHEN COALESCE($2, 0) = 0 THEN 0 ELSE $1 / $2 END', 2),
  position: say('STRPOS($2, $1)', 2),
  regexp_like: say('REGEXP_FULL_MATCH($1, $2)', 2),
  rlike: say('REGEXP_FULL_MATCH($1, $2)', 2),
  regexp_count: say('LENGTH(REGEXP_EXTRACT_ALL($1, $2))', 2),
  ilike: say('($1 ILIKE $2)', 2),
  array_contains: say('LIST_CONTAINS($2, $1)', 2),
  get: say('$1[$2 + 1]', 2),
  uuid_string: say('CAST(UUID() AS TEXT)', 0),
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

const daysAdded = say('CAST(CAST($1 AS DATE) + INTERVAL ($2) DAY AS DATE)', 2);
const daysBetween = say("DATE_DIFF('day', CAST($2 AS DATE), CAST($1 AS DATE))", 2);

const plusMonths: Template = ([value, months]) =>
  months === undefined ? undefined : added(value!, `(${operand(value!)} + INTERVAL (${months}) MONTH)`, 'month');

/** With a unit it gives timestamps, of dates as well. */
const timeAdded = say('($3 + INTERVAL ($2) $unit1)', 3);

const spark: Functions = {
  date_add: either(daysAdded, timeAdded),
  dateadd: either(daysAdded, timeAdded),
  timestampadd: timeAdded,
  date_sub: say('CAST(CAST($1 AS DATE) - INTERVAL ($2) DAY AS DATE)', 2),
  datediff: either(daysBetween, dateDiff),
  date_diff: either(daysBetween, dateDiff),
  timestampdiff: dateDiff,
  add_months: plusMonths,
  sequence: either(say('GENERATE_SERIES($1, $2)', 2), say('GENERATE_SERIES($1, $2, $3)', 3)),
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
  date_add: dateAdd,
  arbitrary: say('ANY_VALUE($1)', 1),
  approx_percentile: say('APPROX_QUANTILE($1, $2)', 2),
  contains: say('LIST_CONTAINS($1, $2)', 2),
};

/** `DATE_ADD(d, INTERVAL n unit)`: the translator has made one text of the interval. */
function intervalAdded(sign: '+' | '-'): Template {
  return ([value, interval]) => {
    if (interval === undefined) return undefined;
    const unit = /(\w+)$/.exec(interval)![1]!.toLowerCase();
    const literal = literalValue(value!);
    const date = literal === undefined ? value! : `CAST(${value!} AS ${literal.length > 10 ? 'TIMESTAMP' : 'DATE'})`;
    return added(date, `(${operand(date)} ${sign} ${interval})`, unit);
  };
}

const mysql: Functions = {
  concat: joined,
  date_add: intervalAdded('+'),
  adddate: intervalAdded('+'),
  date_sub: intervalAdded('-'),
  subdate: intervalAdded('-'),
  timestampdiff: dateDiff,
  timestampadd: dateAdd,
  curdate: say('CURRENT_DATE', 0),
  date_format: formatted('STRFTIME(CAST($1 AS TIMESTAMP), $2)', percentFormat),
  year: say('YEAR(CAST($1 AS DATE))', 1),
  month: say('MONTH(CAST($1 AS DATE))', 1),
  day: say('DAY(CAST($1 AS DATE))', 1),
};

const converted: Template = ([type, value, style]) => {
  if (value === undefined) return undefined;
  const format = style === undefined ? undefined : styles[style];
  const text = format === undefined ? value : `STRFTIME(${value}, '${format}')`;
  return `TRY_CAST(${text} AS ${type!})`;
};

/** Styles of CONVERT that write dates. */
const styles: Readonly<Record<string, string>> = {
  '101': '%m/%d/%Y',
  '102': '%Y.%m.%d',
  '103': '%d/%m/%Y',
  '104': '%d.%m.%Y',
  '105': '%d-%m-%Y',
  '110': '%m-%d-%Y',
  '111': '%Y/%m/%d',
  '112': '%Y%m%d',
  '120': '%Y-%m-%d %H:%M:%S',
  '23': '%Y-%m-%d',
};

const dateNames: Readonly<Record<string, string>> = { month: '%B', weekday: '%A', dw: '%A', year: '%Y', day: '%-d' };

const dateName: Template = ([part, value]) => {
  const format = dateNames[unitName(part ?? '')];
  return value === undefined || format === undefined ? undefined : `STRFTIME(${value}, '${format}')`;
};

const clickhouse: Functions = { arrayjoin: say('UNNEST($1)', 1) };

const tsql: Functions = {
  isnull: say('COALESCE($1, $2)', 2),
  dateadd: dateAdd,
  charindex: say('STRPOS($2, $1)', 2),
  datename: dateName,
  format: formatted('STRFTIME($1, $2)', netFormat),
  convert: converted,
  try_convert: converted,
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
  clickhouse,
  doris: mysql,
  starrocks: mysql,
  tsql,
  fabric: tsql,
};

export function templateOf(name: string, dialect: string): Template | undefined {
  const key = name.toLowerCase();
  const family = families[dialect] ?? {};
  if (Object.hasOwn(family, key)) return family[key];
  return Object.hasOwn(everywhere, key) ? everywhere[key] : undefined;
}
