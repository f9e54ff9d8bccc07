// Oracle's functions.
import { literalValue, type Template } from '../template.ts';
import { either, operand, say, type Functions } from './say.ts';
import {
  asDate,
  asTimestamp,
  decode,
  initcap,
  instrFrom,
  monthsBetween,
  notNullThen,
  padded,
  parsedDate,
  parsedTimestamp,
  removedMatches,
} from './shared.ts';
import { addMonths, asText, lastDay } from './snowflake.ts';

const units: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'century: CC SCC',
    'year: YYYY YYY YY Y YEAR SYYYY SYEAR',
    'quarter: Q QUARTER',
    'month: MM MON MONTH RM',
    'week: IW WEEK',
    'day: DD DDD J',
    'hour: HH HH12 HH24 HOUR',
    'minute: MI MINUTE',
    'second: SS SECOND',
  ].flatMap((line) => {
    const [unit, ...names] = line.split(/:? /);
    return names.map((name) => [name, unit!] as const);
  }),
);

/** What is plainly a date or a time; of other values TRUNC cuts digits. */
const isTime =
  /^\(?(?:CAST\(.* AS (?:DATE|TIMESTAMP\w*)\)|CURRENT_(?:DATE|TIMESTAMP)\b.*|STRPTIME\(.*\)|DATE_TRUNC\(.*\))\)?$/is;

/** `TRUNC(day, 'MM')`: the beginning of the month; weeks of D begin on Sunday. */
const truncated: Template = ([value, format, more]) => {
  if (value === undefined || more !== undefined) return undefined;
  if (format === undefined) return isTime.test(value) ? `DATE_TRUNC('day', ${value})` : undefined;
  const name = literalValue(format)?.toUpperCase();
  if (name === undefined) return undefined;
  if (/^(?:D|DY|DAY)$/.test(name)) return `(DATE_TRUNC('week', ${operand(value)} + INTERVAL 1 DAY) - INTERVAL 1 DAY)`;
  return Object.hasOwn(units, name) ? `DATE_TRUNC('${units[name]!}', ${value})` : undefined;
};

export const oracle: Functions = {
  trunc: truncated,
  add_months: addMonths,
  decode,
  initcap,
  last_day: lastDay,
  months_between: monthsBetween,
  nvl2: notNullThen,
  regexp_replace: removedMatches,
  instr: either(say('STRPOS($1, $2)', 2), instrFrom),
  lpad: padded('LPAD'),
  rpad: padded('RPAD'),
  regexp_like: say('REGEXP_MATCHES($1, $2)', 2),
  to_char: asText,
  to_date: either(parsedDate, asDate),
  to_number: say('CAST($1 AS DOUBLE)', 1),
  to_timestamp: either(parsedTimestamp, asTimestamp),
};
