// More of Snowflake's functions: forms with further arguments, places that count from 0, parts beyond their usual range.
import { literalValue, type Template } from '../template.ts';
import { upperFormat } from '../formats.ts';
import { either, operand, say, type Functions } from './say.ts';
import { parsedDate } from './shared.ts';

/** As `say`, with brackets around arguments of several words. */
function joined(pattern: string, count: number): Template {
  const template = say(pattern, count);
  return (args) => template(args.map(operand));
}

const wholeNumber = /^-?\d+$/;

/** How many of a unit: a literal with a fraction is rounded, halves away from zero, where INTERVAL would cut it. */
export function wholeCount(text: string): string {
  if (!/^-?\d*\.\d+$/.test(text)) return text;
  const number = Number(text);
  return String(Math.sign(number) * Math.round(Math.abs(number)));
}

/** Lists are lists already, which the binder decides. */
export const listOf: Template = ([value, more]) =>
  value === undefined || more !== undefined
    ? undefined
    : `STRUCT_EXTRACT({'list': ${value}, 'one': CASE WHEN ${operand(value)} IS NULL THEN NULL ELSE [${value}] END}, CASE WHEN TYPEOF(${value}) LIKE '%[]' THEN 'list' ELSE 'one' END)`;

/** Without a word on NULL it stands last upwards and first downwards. */
export const sorted: Template = ([list, upwards = 'TRUE', nullsFirst, more]) => {
  const [isUp, isFirst] = [upwards, nullsFirst ?? (/^false$/i.test(upwards) ? 'TRUE' : 'FALSE')].map((text) =>
    /^(?:true|false)$/i.test(text) ? /^true$/i.test(text) : undefined,
  );
  if (list === undefined || more !== undefined || isUp === undefined || isFirst === undefined) return undefined;
  return `LIST_SORT(${list}, '${isUp ? 'ASC' : 'DESC'}', 'NULLS ${isFirst ? 'FIRST' : 'LAST'}')`;
};

/** From 0, without its end; negative places count from the end in both. */
const arraySlice: Template = ([list, from, to, more]) => {
  if (to === undefined || more !== undefined) return undefined;
  const place = (text: string, atLeast0: number, below0: number) => {
    if (wholeNumber.test(text)) return String(Number(text) + (Number(text) < 0 ? below0 : atLeast0));
    return `${operand(text)} + CASE WHEN ${operand(text)} < 0 THEN ${below0} ELSE ${atLeast0} END`;
  };
  return `ARRAY_SLICE(${list!}, ${place(from!, 1, 0)}, ${place(to, 0, -1)})`;
};

/** Months and days beyond their range count on. */
const dateOfParts = joined('CAST(MAKE_DATE($1, 1, 1) + INTERVAL ($2 - 1) MONTH + INTERVAL ($3 - 1) DAY AS DATE)', 3);

const clock = "(CAST('00:00:00' AS TIME) + INTERVAL ($1) HOUR + INTERVAL ($2) MINUTE + INTERVAL ($3) SECOND";
const timeOfParts = either(say(`${clock})`, 3), joined(`${clock} + INTERVAL ($4 // 1000) MICROSECOND)`, 4));

/** Letters of options that DuckDB has as well. */
function optionsOf(letters: string): string | undefined {
  const value = literalValue(letters);
  return value === undefined || /[^cims]/.test(value) ? undefined : value.replaceAll('c', '');
}

export const matchCount: Template = ([value, pattern, from, letters, more]) => {
  const options = letters === undefined || more !== undefined ? undefined : optionsOf(letters);
  if (options === undefined) return undefined;
  const said = options === '' ? '' : `, 0, '${options}'`;
  return `LENGTH(REGEXP_EXTRACT_ALL(SUBSTRING(${value!}, ${from!}), ${pattern!}${said}))`;
};

/** Every match, or the first, from a place on. */
export const replacedAfter: Template = ([value, pattern, by, from, occurrence = '0', letters = "''", more]) => {
  const options = optionsOf(letters);
  if (more !== undefined || options === undefined || !/^[01]$/.test(occurrence)) return undefined;
  if (from === undefined || !/^[1-9]\d*$/.test(from)) return undefined;
  const said = `${options}${occurrence === '0' ? 'g' : ''}`;
  const rest = `SUBSTRING(${value!}, ${from})`;
  const replaced = `REGEXP_REPLACE(${rest}, ${pattern!}, ${by!}${said === '' ? '' : `, '${said}'`})`;
  return `(SUBSTRING(${value!}, 1, ${Number(from) - 1}) || ${replaced})`;
};

function binary(wrap: (text: string) => string): Template {
  return ([value, format = "'HEX'", more]) => {
    if (value === undefined || more !== undefined) return undefined;
    const name = literalValue(format)?.toUpperCase();
    if (name === 'HEX') return wrap(`UNHEX(${value})`);
    if (name === 'UTF-8' || name === 'UTF8') return wrap(`ENCODE(${value})`);
    return name === 'BASE64' ? wrap(`FROM_BASE64(${value})`) : undefined;
  };
}

/** A number of seconds, milliseconds, microseconds or nanoseconds since 1970. */
export const scaledEpoch: Template = ([value, scale, more]) => {
  if (value === undefined || scale === undefined || more !== undefined) return undefined;
  const micros = new Map([
    ['0', ' * 1000000'],
    ['3', ' * 1000'],
    ['6', ''],
    ['9', ' // 1000'],
  ]).get(scale);
  return micros === undefined ? undefined : `MAKE_TIMESTAMP(CAST(${value} AS BIGINT)${micros})`;
};

/** A pattern with an offset at its end; without one the result would be no instant. */
export function zonedFormat(text: string): string | undefined {
  const found = /tzh(?::?tzm)?'$/i.test(text) ? upperFormat(text.replace(/tzh(?::?tzm)?'$/i, "'")) : undefined;
  return found === undefined ? undefined : `${found.slice(0, -1)}%z'`;
}

const roundings = new Map([
  ['HALF_AWAY_FROM_ZERO', 'ROUND'],
  ['HALF_TO_EVEN', 'ROUND_EVEN'],
]);

const rounded: Template = ([value, digits, mode, more]) => {
  const name = mode === undefined || more !== undefined ? undefined : literalValue(mode)?.toUpperCase();
  const call = roundings.get(name ?? '');
  return call === undefined ? undefined : `${call}(${value!}, ${digits!})`;
};

const start = 'GREATEST($3, 1)';
const rest = `STRPOS(SUBSTRING($2, ${start}), $1)`;
export const placeFrom = say(`CASE WHEN ${rest} = 0 THEN 0 ELSE ${rest} + ${start} - 1 END`, 3);

const now = either(say('CURRENT_TIMESTAMP', 0), say('CURRENT_TIMESTAMP', 1));

export const snowflakeMore: Functions = {
  div0: joined('CASE WHEN $2 = 0 AND NOT $1 IS NULL THEN 0 ELSE $1 / $2 END', 2),
  div0null: joined('CASE WHEN COALESCE($2, 0) = 0 THEN 0 ELSE $1 / $2 END', 2),
  array_slice: arraySlice,
  date_from_parts: dateOfParts,
  datefromparts: dateOfParts,
  time_from_parts: timeOfParts,
  timefromparts: timeOfParts,
  date: parsedDate,
  to_binary: binary((text) => text),
  try_to_binary: binary((text) => `TRY(${text})`),
  round: rounded,
  bit_and: either(joined('($1 & $2)', 2), joined('($1 & $2)', 3)),
  bit_or: either(joined('($1 | $2)', 2), joined('($1 | $2)', 3)),
  bit_xor: either(say('XOR($1, $2)', 2), say('XOR($1, $2)', 3)),
  bitand: joined('($1 & $2)', 2),
  bitor: joined('($1 | $2)', 2),
  getbit: joined('(($1 >> $2) & 1)', 2),
  bit_get: joined('(($1 >> $2) & 1)', 2),
  editdistance: either(
    say('LEVENSHTEIN($1, $2)', 2),
    joined('CASE WHEN LEVENSHTEIN($1, $2) > $3 THEN $3 ELSE LEVENSHTEIN($1, $2) END', 3),
  ),
  like: either(joined('($1 LIKE $2)', 2), joined('($1 LIKE $2 ESCAPE $3)', 3)),
  ilike: either(joined('($1 ILIKE $2)', 2), joined('($1 ILIKE $2 ESCAPE $3)', 3)),
  array_prepend: joined('CASE WHEN NOT $1 IS NULL THEN LIST_PREPEND($2, $1) END', 2),
  array_distinct: say(
    'CASE WHEN LEN($1) > LIST_COUNT($1) THEN LIST_APPEND(LIST_DISTINCT($1), NULL) ELSE LIST_DISTINCT($1) END',
    1,
  ),
  rtrimmed_length: say('LENGTH(RTRIM($1))', 1),
  localtimestamp: now,
  systimestamp: now,
};
