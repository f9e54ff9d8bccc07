// Functions of MySQL and what is like it.
import { percentFormat } from '../formats.ts';
import { literalValue, type Template } from '../template.ts';
import { say, either, formatted, operand, type Functions } from './say.ts';
import { added, dateAdd, strict, substringIndex, inBase, instrFrom, logarithm } from './shared.ts';

/** All arguments with `||` between them: NULL as soon as one of them is. */
const joined: Template = (args) => (args.length < 2 ? undefined : `(${args.map(operand).join(' || ')})`);

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

const types: Readonly<Record<string, string>> = {
  signed: 'BIGINT',
  unsigned: 'UBIGINT',
  char: 'TEXT',
  datetime: 'TIMESTAMP',
};

/** `CONVERT(x, SIGNED)`. */
const converted: Template = ([value, type]) =>
  type === undefined
    ? undefined
    : `CAST(${value!} AS ${types[type.toLowerCase()] ?? type.replace(/^CHR\(/i, 'CHAR(')})`;

export const mysql: Functions = {
  conv: inBase,
  log: logarithm,
  field: ([value, ...list]) =>
    list.length === 0 ? undefined : `COALESCE(LIST_POSITION([${list.join(', ')}], ${value!}), 0)`,
  json_unquote: say("COALESCE(TRY_CAST($1 AS JSON) ->> '$', CAST($1 AS TEXT))", 1),
  strcmp: say('CASE WHEN $1 < $2 THEN -1 WHEN $1 > $2 THEN 1 WHEN $1 = $2 THEN 0 END', 2),
  concat: joined,
  date_add: intervalAdded('+'),
  adddate: intervalAdded('+'),
  date_sub: intervalAdded('-'),
  subdate: intervalAdded('-'),
  timestampdiff: say("DATE_DIFF('$unit1', CAST($2 AS TIMESTAMP), CAST($3 AS TIMESTAMP))", 3),
  timestampadd: dateAdd,
  curdate: say('CURRENT_DATE', 0),
  isnull: say('($1 IS NULL)', 1),
  greatest: strict('GREATEST'),
  least: strict('LEAST'),
  convert: converted,
  substring_index: substringIndex,
  locate: either(say('STRPOS($2, $1)', 2), ([part, value, from]) =>
    from === undefined ? undefined : instrFrom([value!, part!, from]),
  ),
  timestamp: say('CAST($1 AS TIMESTAMP)', 1),
  maketime: say('MAKE_TIME($1, $2, $3)', 3),
  curtime: say('CURRENT_TIME', 0),
  convert_tz: say('(CAST($1 AS TIMESTAMP) AT TIME ZONE $2 AT TIME ZONE $3)', 3),
  char: say('CHR($1)', 1),
  truncate: say('TRUNC($1, $2)', 2),
  unix_timestamp: either(
    say('CAST(EPOCH(CURRENT_TIMESTAMP) AS BIGINT)', 0),
    say('CAST(EPOCH(CAST($1 AS TIMESTAMP)) AS BIGINT)', 1),
  ),
  last_day: say('LAST_DAY(CAST($1 AS DATE))', 1),
  // Sunday is 1 there, 0 in DuckDB; of WEEKDAY Monday is 0.
  dayofweek: say('(DAYOFWEEK(CAST($1 AS DATE)) + 1)', 1),
  weekday: say('(ISODOW(CAST($1 AS DATE)) - 1)', 1),
  date_format: formatted('STRFTIME(CAST($1 AS TIMESTAMP), $2)', percentFormat),
  year: say('YEAR(CAST($1 AS DATE))', 1),
  from_unixtime: either(say('TO_TIMESTAMP($1)', 1), formatted('STRFTIME(TO_TIMESTAMP($1), $2)', percentFormat)),
  month: say('MONTH(CAST($1 AS DATE))', 1),
  monthname: say('MONTHNAME(CAST($1 AS DATE))', 1),
  dayname: say('DAYNAME(CAST($1 AS DATE))', 1),
  dayofmonth: say('DAYOFMONTH(CAST($1 AS DATE))', 1),
  dayofyear: say('DAYOFYEAR(CAST($1 AS DATE))', 1),
  quarter: say('QUARTER(CAST($1 AS DATE))', 1),
  week: say('WEEK(CAST($1 AS DATE))', 1),
  weekofyear: say('WEEKOFYEAR(CAST($1 AS DATE))', 1),
  day: say('DAY(CAST($1 AS DATE))', 1),
};
