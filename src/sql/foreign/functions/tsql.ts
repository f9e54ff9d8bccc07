// SQL Server's functions.
import { netFormat } from '../formats.ts';
import { literalValue, type Template } from '../template.ts';
import { either, say, unitName, formatted, type Functions } from './say.ts';
import { dateAdd, instrFrom, logarithmToBase, timed } from './shared.ts';

const converted: Template = ([type, value, style]) => {
  if (value === undefined) return undefined;
  // CHAR is a function, too.
  const named = type!.replace(/^CHR\(/i, 'CHAR(');
  const format = style === undefined ? undefined : styles[style];
  if (format === undefined) return `TRY_CAST(${value} AS ${named})`;
  if (/^N?(?:VAR)?CHAR|^TEXT/i.test(named)) return cut(`STRFTIME(${timed(value)}, '${format}')`, named);
  const isTime = /^(?:SMALL)?DATE/i.test(named) && !format.startsWith('%Y-');
  return `TRY_CAST(${isTime ? `STRPTIME(${value}, '${format}')` : value} AS ${named})`;
};

/** `VARCHAR(10)` cuts there. */
function cut(text: string, type: string): string {
  const length = /\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? text : `LEFT(${text}, ${length})`;
}

/** Weeks begin on Sunday, which is day 1; the one of the first of January is week 1. */
const datePart: Template = ([unit, written, more]) => {
  if (written === undefined || more !== undefined) return undefined;
  const value = timed(written);
  switch (unit!.replaceAll('"', '').toLowerCase()) {
    case 'weekday':
    case 'dw':
    case 'w':
      return `(DAYOFWEEK(${value}) + 1)`;
    case 'week':
    case 'wk':
    case 'ww':
      return `(CAST(STRFTIME(${value}, '%U') AS BIGINT) + CASE DAYOFWEEK(DATE_TRUNC('year', ${value})) WHEN 0 THEN 0 ELSE 1 END)`;
    case 'iso_week':
    case 'isowk':
    case 'isoww':
      return `EXTRACT(WEEK FROM ${value})`;
    case 'dayofyear':
    case 'dy':
    case 'y':
      return `EXTRACT(DOY FROM ${value})`;
    case 'millisecond':
    case 'ms':
      return `(EXTRACT(MILLISECOND FROM ${value}) % 1000)`;
    default:
      return `EXTRACT(${unitName(partOf(unit!))} FROM ${value})`;
  }
};

/** Styles of CONVERT that write and read dates. */
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
  '121': '%Y-%m-%d %H:%M:%S.%g',
  '126': '%Y-%m-%dT%H:%M:%S.%g',
  '23': '%Y-%m-%d',
};

const dateNames: Readonly<Record<string, string>> = {
  month: '%B',
  weekday: '%A',
  dw: '%A',
  week: '%V',
  year: '%Y',
  day: '%-d',
  hour: '%-H',
};

const dateName: Template = ([part, value]) => {
  const format = dateNames[unitName(partOf(part ?? ''))];
  return value === undefined || format === undefined ? undefined : `STRFTIME(${timed(value)}, '${format}')`;
};

const hashes: Readonly<Record<string, string>> = { md5: 'MD5', sha: 'SHA1', sha1: 'SHA1', sha2_256: 'SHA256' };

/** As text: in what the bytes are read, its letters. */
const hashed: Template = ([algorithm, value]) => {
  const called = hashes[literalValue(algorithm ?? '')?.toLowerCase() ?? ''];
  return value === undefined || called === undefined ? undefined : `${called}(${value})`;
};

/** `m` is a month there. */
function partOf(unit: string): string {
  return unit.toLowerCase() === 'm' ? 'month' : unit;
}

export const tsql: Functions = {
  hashbytes: hashed,
  datepart: datePart,
  isnull: say('COALESCE($1, $2)', 2),
  dateadd: ([unit, ...rest]) => (unit === undefined ? undefined : dateAdd([partOf(unit), ...rest])),
  atn2: say('ATAN2($1, $2)', 2),
  nchar: say('CHR($1)', 1),
  datetimefromparts: either(
    say('MAKE_TIMESTAMP($1, $2, $3, $4, $5, ($6) + ($7) / 1000.0)', 7),
    say('MAKE_TIMESTAMP($1, $2, $3, $4, $5, $6)', 6),
  ),
  json_value: say('($1 ->> $2)', 2),
  json_query: either(say('($1 -> $2)', 2), say('CAST($1 AS JSON)', 1)),
  isjson: say('CAST(JSON_VALID($1) AS INTEGER)', 1),
  count_big: (args) => `COUNT(${args.join(', ')})`,
  charindex: either(say('STRPOS($2, $1)', 2), ([part, value, from]) =>
    from === undefined ? undefined : instrFrom([value!, part!, from]),
  ),
  datename: dateName,
  newid: say('UUID()', 0),
  // Without the spaces at the end, which DATALENGTH counts.
  len: say("LENGTH(RTRIM(CAST($1 AS TEXT), ' '))", 1),
  replicate: say('REPEAT($1, $2)', 2),
  square: say('POWER($1, 2)', 1),
  choose: ([place, ...values]) => (values.length === 0 ? undefined : `([${values.join(', ')}])[${place!}]`),
  stuff: say('(LEFT($1, ($2) - 1) || $4 || SUBSTRING($1, ($2) + ($3)))', 4),
  format: formatted('STRFTIME($1, $2)', netFormat),
  convert: converted,
  try_convert: converted,
  log: logarithmToBase,
};
