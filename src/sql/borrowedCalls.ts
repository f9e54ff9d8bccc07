// Calls of other databases in queries of DuckDB's dialect whose arguments stand in another order or form there:
// `CHARINDEX('a', b)`, `DATEDIFF(month, a, b)`. SQLMesh reads them in every dialect.
import type { CalledName } from './calls.ts';
import type { Edit } from './edit.ts';
import { either, operand, say, unitName } from './foreign/functions/say.ts';
import { added, initcap, instrFrom, monthsBetween, notNullThen, timed } from './foreign/functions/shared.ts';
import { argumentsAt, literalValue, type Template } from './foreign/template.ts';
import { unquote } from './identifier.ts';
import { quoteString } from './literal.ts';
import { outputName } from './outputName.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from './tokens.ts';

/** `x + INTERVAL 1 DAY`; a text is a time. */
function moved(sign: '+' | '-'): Template {
  return ([value, interval, more]) =>
    interval === undefined || more !== undefined || !/^INTERVAL\b/i.test(interval)
      ? undefined
      : `(${operand(timed(value!))} ${sign} ${interval})`;
}

/** Of a date it is a date. */
const laterByMonths: Template = ([written, months, more]) => {
  if (months === undefined || more !== undefined) return undefined;
  const value = timed(written!);
  return added(value, `(${operand(value)} + INTERVAL (${months}) MONTH)`, 'month');
};

const cutOff: Template = ([value, unit, more]) =>
  unit === undefined || more !== undefined || !/^'?\w+'?$/.test(unit)
    ? undefined
    : `DATE_TRUNC('${unitName(unit)}', ${value!})`;

/** The unit comes last there. */
const difference: Template = ([later, earlier, unit, more]) =>
  unit === undefined || more !== undefined || !/^'?\w+'?$/.test(unit)
    ? undefined
    : `DATE_DIFF('${unitName(unit)}', ${timed(earlier!)}, ${timed(later!)})`;

const counted: Template = ([value, pattern, more]) =>
  pattern === undefined || more !== undefined || literalValue(pattern) === ''
    ? undefined
    : `LENGTH(REGEXP_EXTRACT_ALL(${value!}, ${pattern}))`;

const position = either(say('STRPOS($2, $1)', 2), ([part, value, from, more]) =>
  from === undefined || more !== undefined ? undefined : instrFrom([value!, part!, from]),
);

const templates: Readonly<Record<string, Template>> = {
  add_months: laterByMonths,
  array_compact: say('LIST_FILTER($1, lambda item: item IS NOT NULL)', 1),
  array_remove: say('LIST_FILTER($1, lambda item: item <> $2)', 2),
  charindex: position,
  convert_timezone: either(
    say('($2 AT TIME ZONE $1)', 2),
    say('(CAST($3 AS TIMESTAMP) AT TIME ZONE $1 AT TIME ZONE $2)', 3),
  ),
  datetime_add: moved('+'),
  datetime_diff: difference,
  datetime_sub: moved('-'),
  datetime_trunc: cutOff,
  generate_date_array: either(
    say('CAST(GENERATE_SERIES(CAST($1 AS DATE), CAST($2 AS DATE), INTERVAL 1 DAY) AS DATE[])', 2),
    say('CAST(GENERATE_SERIES(CAST($1 AS DATE), CAST($2 AS DATE), $3) AS DATE[])', 3),
  ),
  initcap,
  locate: position,
  months_between: monthsBetween,
  nvl2: either(notNullThen, say('CASE WHEN NOT $1 IS NULL THEN $2 END', 2)),
  percentile_cont: say('QUANTILE_CONT($1, $2)', 2),
  percentile_disc: say('QUANTILE_DISC($1, $2)', 2),
  regexp_count: counted,
  safe_divide: say('CASE WHEN ($2) <> 0 THEN ($1) / ($2) END', 2),
  sha2: ([value, bits]) => (value !== undefined && (bits ?? '256') === '256' ? `SHA256(${value})` : undefined),
  space: say("REPEAT(' ', CAST($1 AS BIGINT))", 1),
  str_to_date: say('CAST(STRPTIME($1, $2) AS DATE)', 2),
  stuff: say('(SUBSTRING($1, 1, ($2) - 1) || $4 || SUBSTRING($1, ($2) + ($3)))', 4),
  time_to_str: say('STRFTIME($1, $2)', 2),
  timestamp_add: moved('+'),
  timestamp_diff: difference,
  timestamp_sub: moved('-'),
  timestamp_trunc: cutOff,
  to_char: say('CAST($1 AS TEXT)', 1),
  to_number: say('CAST($1 AS DOUBLE)', 1),
  unix_seconds: say('CAST(EPOCH($1) AS BIGINT)', 1),
};

/** Whose first argument is a unit, which DuckDB wants as a text. */
const withUnits = ['datediff', 'date_diff', 'date_trunc', 'datetrunc'];

/** They stand without brackets in DuckDB. */
const withoutBrackets = ['current_timestamp', 'current_time', 'localtimestamp'];

export const borrowedCallNames = [...Object.keys(templates), ...withUnits, ...withoutBrackets, 'array', 'struct'];

/** Nothing for calls that are DuckDB's own; `respell` does the same for what stands between the brackets. */
export function borrowedCall(tokens: Tokens, call: CalledName, respell: (text: string) => string): readonly Edit[] {
  if (withUnits.includes(call.name)) return unitAsText(tokens, call);
  if (call.name === 'array') return listOf(tokens, call);
  if (call.name === 'struct') return structOf(tokens, call);
  if (withoutBrackets.includes(call.name)) {
    const digits = nextSolid(tokens, call.open + 1);
    const isPlain =
      digits === call.close || (tokens.types[digits] === T.number && nextSolid(tokens, digits + 1) === call.close);
    return isPlain ? [{ start: tokenStart(tokens, call.open), end: call.end, text: '' }] : [];
  }
  const template = Object.hasOwn(templates, call.name) ? templates[call.name] : undefined;
  // `PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x)` is DuckDB's own, and so is `f(…) OVER (…)` for what is no function here.
  if (template === undefined || isWord(tokens, nextSolid(tokens, call.close + 1), 'WITHIN')) return [];
  const text = template(argumentsAt(tokens, call.open).args.map(respell));
  return text === undefined ? [] : [{ start: call.start, end: call.end, text }];
}

const units = new Set(
  `YEAR YEARS YY YYYY QUARTER QUARTERS QQ MONTH MONTHS MM MON WEEK WEEKS WK WW DAY DAYS DD HOUR HOURS HH MINUTE MINUTES MI
   SECOND SECONDS SS MILLISECOND MILLISECONDS MICROSECOND MICROSECONDS DECADE CENTURY ISOWEEK`.split(/\s+/),
);

/** `DATEDIFF(month, a, b)` → `DATEDIFF('month', a, b)`. */
function unitAsText(tokens: Tokens, { name, open, close }: CalledName): Edit[] {
  const edits: Edit[] = [];
  const first = nextSolid(tokens, open + 1);
  const isUnit = tokens.types[first] === T.word && units.has(tokenText(tokens, first).toUpperCase());
  if (isUnit && isText(tokens, nextSolid(tokens, first + 1), ','))
    edits.push({
      start: tokenStart(tokens, first),
      end: tokens.ends[first]!,
      text: `'${unitName(tokenText(tokens, first))}'`,
    });
  if (name !== 'datediff' && name !== 'date_diff') return edits;
  const texts: number[] = [];
  for (let i = nextSolid(tokens, first + 1); i < close; i = nextSolid(tokens, i + 1)) {
    const [before, after] = [previousSolid(tokens, i - 1), nextSolid(tokens, i + 1)];
    const isWhole = isText(tokens, before, ',') && (isText(tokens, after, ',') || after === close);
    if (tokens.types[i] === T.string && isWhole) texts.push(i);
  }
  // Beside a time DuckDB knows what one text is; of two it does not.
  if (texts.length === 2)
    edits.push(
      ...texts.map((i) => ({
        start: tokenStart(tokens, i),
        end: tokens.ends[i]!,
        text: instant(tokenText(tokens, i)),
      })),
    );
  return edits;
}

function instant(text: string): string {
  return /[+-]\d\d(?::?\d\d)?'$/.test(text) && text.length > 20 ? `CAST(${text} AS TIMESTAMPTZ)` : timed(text);
}

/** `STRUCT(1 AS a, b.c)` → `{'a': 1, 'c': b.c}`. Without AS it may be a type: `x::STRUCT(a INT)`. */
function structOf(tokens: Tokens, { at, open, close }: CalledName): Edit[] {
  const edits: Edit[] = [{ start: tokenStart(tokens, at), end: tokens.ends[open]!, text: '{' }];
  for (const item of itemsBetween(tokens, open, close)) {
    const found = item.length === 0 ? undefined : outputName(tokens, item);
    if (found === undefined || (found.type !== 'alias' && found.type !== 'column')) return [];
    const start = tokenStart(tokens, item[0]!);
    edits.push({ start, end: start, text: `${quoteString(unquote(tokenText(tokens, found.token)))}: ` });
    if (found.type === 'column') continue;
    const as = previousSolid(tokens, found.token - 1);
    if (!isWord(tokens, as, 'AS')) return [];
    edits.push({ start: tokenStart(tokens, as), end: tokens.ends[found.token]!, text: '' });
  }
  return [...edits, { start: tokenStart(tokens, close), end: tokens.ends[close]!, text: '}' }];
}

function itemsBetween(tokens: Tokens, open: number, close: number): Uint32Array[] {
  const items: number[][] = [[]];
  for (let i = nextSolid(tokens, open + 1), depth = 0; i < close; i = nextSolid(tokens, i + 1)) {
    if (['(', '[', '{'].some((sign) => isText(tokens, i, sign))) depth++;
    else if ([')', ']', '}'].some((sign) => isText(tokens, i, sign))) depth--;
    if (depth === 0 && isText(tokens, i, ',')) items.push([]);
    else items.at(-1)!.push(i);
  }
  return items.map((item) => Uint32Array.from(item));
}

/** `ARRAY(1, 2)` is a list; of a query it is DuckDB's own. */
function listOf(tokens: Tokens, { at, open, close }: CalledName): Edit[] {
  const first = nextSolid(tokens, open + 1);
  const isQuery = ['SELECT', 'WITH', 'FROM', 'VALUES', 'TABLE'].some((word) => isWord(tokens, first, word));
  if (isQuery || isText(tokens, first, '(')) return [];
  return [
    { start: tokenStart(tokens, at), end: tokens.ends[open]!, text: '[' },
    { start: tokenStart(tokens, close), end: tokens.ends[close]!, text: ']' },
  ];
}
