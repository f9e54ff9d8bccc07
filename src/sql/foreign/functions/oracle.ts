// Oracle's functions.
import { either, say, type Functions } from './say.ts';
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

export const oracle: Functions = {
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
