// ClickHouse's functions. Names in ClickHouse's own capitals; calls are looked up without regard to case.
import { percentFormat } from '../formats.ts';
import { literalValue, type Template } from '../template.ts';
import { either, say, formatted, operand, type Functions } from './say.ts';
import { added, asDate, asTimestamp, dateAdd, dateDiff } from './shared.ts';

const casts: Readonly<Record<string, string>> = {
  toString: 'TEXT',
  toInt8: 'TINYINT',
  toInt16: 'SMALLINT',
  toInt32: 'INTEGER',
  toInt64: 'BIGINT',
  toUInt8: 'UTINYINT',
  toUInt16: 'USMALLINT',
  toUInt32: 'UINTEGER',
  toUInt64: 'UBIGINT',
  toFloat32: 'FLOAT',
  toFloat64: 'DOUBLE',
};

const parts: Readonly<Record<string, string>> = {
  toYear: 'YEAR',
  toQuarter: 'QUARTER',
  toMonth: 'MONTH',
  toDayOfMonth: 'DAY',
  toDayOfYear: 'DAYOFYEAR',
  toDayOfWeek: 'ISODOW',
  toISOWeek: 'WEEK',
  toHour: 'HOUR',
  toMinute: 'MINUTE',
  toSecond: 'SECOND',
};

/** `sumIf(x, condition)`: the aggregate over the rows where it holds. */
const conditional: Readonly<Record<string, string>> = {
  sumIf: 'SUM($1)',
  avgIf: 'AVG($1)',
  minIf: 'MIN($1)',
  maxIf: 'MAX($1)',
  anyIf: 'ANY_VALUE($1)',
  uniqIf: 'APPROX_COUNT_DISTINCT($1)',
  uniqExactIf: 'COUNT(DISTINCT $1)',
};

const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

function moved(sign: '+' | '-', unit: string): Template {
  return ([value, count, more]) =>
    count === undefined || more !== undefined
      ? undefined
      : added(value!, `(${operand(value!)} ${sign} INTERVAL (${count}) ${unit})`, unit);
}

/** `multiIf(condition, value, …, otherwise)`. */
const multiIf: Template = (args) => {
  if (args.length < 3 || args.length % 2 === 0) return undefined;
  const cases = args.slice(0, -1).flatMap((arg, i) => (i % 2 === 0 ? [`WHEN ${arg} THEN ${args[i + 1]!}`] : []));
  return `CASE ${cases.join(' ')} ELSE ${args.at(-1)!} END`;
};

/** With the zone as the last argument: times are told in UTC here. */
function inUtc(pattern: string, count: number): Template {
  const template = say(pattern, count);
  return (args) => (literalValue(args.at(-1) ?? '') === 'UTC' ? template(args) : undefined);
}

const jsonText: Template = ([value, ...path]) => {
  const names = path.map((part) => literalValue(part) ?? (/^\d+$/.test(part) ? String(Number(part) - 1) : undefined));
  if (value === undefined || names.length === 0 || !names.every((name) => name !== undefined)) return undefined;
  return names.length === 1 ? `(${value} ->> ${path[0]!})` : `(${value} ->> '/${names.join('/')}')`;
};

const subtracted: Template = ([unit, count, value]) =>
  count === undefined ? undefined : dateAdd([unit!, `-(${count})`, ...(value === undefined ? [] : [value])]);

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);

function each(
  patterns: Readonly<Record<string, string>>,
  write: (pattern: string) => Template,
): [name: string, template: Template][] {
  return Object.entries(patterns).map(([name, pattern]) => [name, write(pattern)]);
}

const named: readonly (readonly [name: string, template: Template])[] = [
  ...each(casts, (type) => say(`CAST($1 AS ${type})`, 1)),
  ...each(parts, (part) => say(`EXTRACT(${part} FROM $1)`, 1)),
  ...each(conditional, (aggregate) => say(`${aggregate} FILTER (WHERE $2)`, 2)),
  ...units.flatMap((unit) => [
    [`add${capital(unit)}s`, moved('+', unit)] as const,
    [`subtract${capital(unit)}s`, moved('-', unit)] as const,
  ]),
  ...['year', 'quarter', 'month'].map(
    (unit) => [`toStartOf${capital(unit)}`, say(`CAST(DATE_TRUNC('${unit}', $1) AS DATE)`, 1)] as const,
  ),
  ...['day', 'hour', 'minute', 'second'].map(
    (unit) => [`toStartOf${capital(unit)}`, say(`DATE_TRUNC('${unit}', $1)`, 1)] as const,
  ),
  ['toMonday', say("CAST(DATE_TRUNC('week', $1) AS DATE)", 1)],
  // It begins on Sunday.
  ['toStartOfWeek', say("CAST(DATE_TRUNC('week', CAST($1 AS DATE) + 1) - INTERVAL 1 DAY AS DATE)", 1)],
  ['parseDateTimeBestEffort', asTimestamp],
  ['toDate', asDate],
  ['toDateTime', either(asTimestamp, inUtc('CAST($1 AS TIMESTAMP)', 2))],
  ['toDateTime64', either(say('CAST($1 AS TIMESTAMP($2))', 2), inUtc('CAST($1 AS TIMESTAMP($2))', 3))],
  ['fromUnixTimestamp64Milli', say('EPOCH_MS($1)', 1)],
  ['fromUnixTimestamp64Micro', say('MAKE_TIMESTAMP($1)', 1)],
  ['toYYYYMM', say("CAST(STRFTIME($1, '%Y%m') AS INTEGER)", 1)],
  ['toYYYYMMDD', say("CAST(STRFTIME($1, '%Y%m%d') AS INTEGER)", 1)],
  ['toUnixTimestamp', say('CAST(EPOCH($1) AS BIGINT)', 1)],
  ['fromUnixTimestamp', say("(TO_TIMESTAMP($1) AT TIME ZONE 'UTC')", 1)],
  ['formatDateTime', formatted('STRFTIME($1, $2)', percentFormat)],
  ['dateDiff', dateDiff],
  ['today', say('CURRENT_DATE', 0)],
  ['yesterday', say('(CURRENT_DATE - 1)', 0)],
  ['multiIf', multiIf],
  ['arrayJoin', say('UNNEST($1)', 1)],
  ['any', say('ANY_VALUE($1)', 1)],
  ['anyLast', say('LAST($1)', 1)],
  ['uniq', say('APPROX_COUNT_DISTINCT($1)', 1)],
  ['uniqExact', say('COUNT(DISTINCT $1)', 1)],
  // NULLs are left out there.
  ['groupArray', say('LIST($1) FILTER (WHERE NOT $1 IS NULL)', 1)],
  ['groupUniqArray', say('LIST(DISTINCT $1) FILTER (WHERE NOT $1 IS NULL)', 1)],
  ['empty', say('(LENGTH($1) = 0)', 1)],
  ['notEmpty', say('(LENGTH($1) > 0)', 1)],
  ['arrayElement', say('$1[$2]', 2)],
  ['arrayMap', say('LIST_TRANSFORM($2, $1)', 2)],
  ['arrayFilter', say('LIST_FILTER($2, $1)', 2)],
  ['replaceRegexpAll', say("REGEXP_REPLACE($1, $2, $3, 'g')", 3)],
  ['replaceRegexpOne', say('REGEXP_REPLACE($1, $2, $3)', 3)],
  ['log', say('LN($1)', 1)],
  // Bytes there, hexadecimal text here.
  ['MD5', say('UNHEX(MD5($1))', 1)],
  ['SHA1', say('UNHEX(SHA1($1))', 1)],
  ['SHA256', say('UNHEX(SHA256($1))', 1)],
  ['has', say('LIST_CONTAINS($1, $2)', 2)],
  ['splitByChar', say('STRING_SPLIT($2, $1)', 2)],
  ['splitByString', say('STRING_SPLIT($2, $1)', 2)],
  ['position', say('STRPOS($1, $2)', 2)],
  ['match', say('REGEXP_MATCHES($1, $2)', 2)],
  ['replaceAll', say('REPLACE($1, $2, $3)', 3)],
  ['lowerUTF8', say('LOWER($1)', 1)],
  ['upperUTF8', say('UPPER($1)', 1)],
  ['lengthUTF8', say('LENGTH($1)', 1)],
  ['assumeNotNull', say('$1', 1)],
  ['toNullable', say('$1', 1)],
  ['intDiv', say('($1 // $2)', 2)],
  ...each({ plus: '+', minus: '-', multiply: '*', divide: '/' }, (sign) => say(`($1 ${sign} $2)`, 2)),
  ['modulo', say('MOD($1, $2)', 2)],
  ['negate', say('(-($1))', 1)],
  ['tuple', (args) => `ROW(${args.join(', ')})`],
  ['tupleElement', say('STRUCT_EXTRACT($1, $2)', 2)],
  ['JSONExtractString', jsonText],
  ['arrayDistinct', say('LIST_DISTINCT($1)', 1)],
  ['arrayReverse', say('LIST_REVERSE($1)', 1)],
  ['arraySort', say('LIST_SORT($1)', 1)],
  ['arrayMin', say('LIST_MIN($1)', 1)],
  ['arrayMax', say('LIST_MAX($1)', 1)],
  ['arraySum', say('LIST_SUM($1)', 1)],
  ['arrayAvg', say('LIST_AVG($1)', 1)],
  ['arrayCount', either(say('LEN(LIST_FILTER($2, $1))', 2), say('LEN(LIST_FILTER($1, lambda item: item <> 0))', 1))],
  ['arrayExists', say('LIST_BOOL_OR(LIST_TRANSFORM($2, $1))', 2)],
  ['arrayAll', say('LIST_BOOL_AND(LIST_TRANSFORM($2, $1))', 2)],
  ['arraySlice', either(say('ARRAY_SLICE($1, $2, NULL)', 2), say('ARRAY_SLICE($1, $2, ($2) + ($3) - 1)', 3))],
  ['arrayConcat', (args) => (args.length < 2 ? undefined : `(${args.map(operand).join(' || ')})`)],
  ['arrayStringConcat', either(say("ARRAY_TO_STRING($1, '')", 1), say('ARRAY_TO_STRING($1, $2)', 2))],
  ['indexOf', say('COALESCE(LIST_POSITION($1, $2), 0)', 2)],
  ['hasAny', say('LIST_HAS_ANY($1, $2)', 2)],
  ['hasAll', say('LIST_HAS_ALL($1, $2)', 2)],
  ['like', say('($1 LIKE $2)', 2)],
  ['notLike', say('($1 NOT LIKE $2)', 2)],
  ['ilike', say('($1 ILIKE $2)', 2)],
  ['editDistance', say('LEVENSHTEIN($1, $2)', 2)],
  ['levenshteinDistance', say('LEVENSHTEIN($1, $2)', 2)],
  ['locate', say('STRPOS($2, $1)', 2)],
  ['dateAdd', dateAdd],
  ['date_add', dateAdd],
  ['dateSub', subtracted],
  ['date_sub', subtracted],
  ['date_diff', dateDiff],
  ['toTypeName', say('TYPEOF($1)', 1)],
];

export const clickhouse: Functions = Object.fromEntries(
  named.map(([name, template]) => [name.toLowerCase(), template] as const),
);
