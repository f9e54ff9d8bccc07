// `MAKE_INTERVAL(days => 3)` and `MAKE_INTERVAL(1, 2)`: a sum of DuckDB's own intervals.
import { isText, isWord, nextSolid, T, tokenText, type Tokens } from '../tokens.ts';
import { hide, replace, replaceAll, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

const postgresUnits = ['years', 'months', 'weeks', 'days', 'hours', 'mins', 'secs'];

/** BigQuery's have no weeks, and other names. */
const bigqueryUnits = ['year', 'month', 'day', 'hour', 'minute', 'second'];

const written: Readonly<Record<string, (value: string) => string>> = {
  years: (value) => `TO_YEARS(${whole(value)})`,
  months: (value) => `TO_MONTHS(${whole(value)})`,
  weeks: (value) => `TO_WEEKS(${whole(value)})`,
  days: (value) => `TO_DAYS(${whole(value)})`,
  hours: (value) => `TO_HOURS(${value})`,
  mins: (value) => `TO_MINUTES(${value})`,
  secs: (value) => `TO_SECONDS(${value})`,
  year: (value) => `TO_YEARS(${whole(value)})`,
  month: (value) => `TO_MONTHS(${whole(value)})`,
  day: (value) => `TO_DAYS(${whole(value)})`,
  hour: (value) => `TO_HOURS(${value})`,
  minute: (value) => `TO_MINUTES(${value})`,
  second: (value) => `TO_SECONDS(${value})`,
};

function whole(value: string): string {
  return /^-?\d+$/.test(value) ? value : `CAST(${value} AS INTEGER)`;
}

/** `open` is the bracket behind the name. */
export function makeInterval(pass: Pass, name: number, open: number): void {
  const { tokens } = pass;
  const units = pass.dialect === 'bigquery' ? bigqueryUnits : postgresUnits;
  const keys: string[] = [];
  const close = closingBracket(tokens, open);
  let first = nextSolid(tokens, open + 1);
  const take = (comma: number): void => {
    const arrow = nextSolid(tokens, first + 1);
    const isNamed = isText(tokens, arrow, '=>') || isText(tokens, arrow, ':=');
    if (isNamed) replaceAll(pass, [first, arrow], '');
    keys.push(isNamed ? tokenText(tokens, first).toLowerCase() : (units[keys.length] ?? ''));
    first = nextSolid(tokens, comma + 1);
  };
  if (first !== close) {
    closingBracket(tokens, open, take);
    take(close);
  }
  const isKnown = keys.every((key) => Object.hasOwn(written, key));
  replace(
    pass,
    name,
    hide(pass, (args) => {
      if (!isKnown) return `MAKE_INTERVAL(${args.join(', ')})`;
      const parts = args.map((arg, i) => written[keys[i]!]!(arg));
      return parts.length === 0 ? "INTERVAL '0 days'" : `(${parts.join(' + ')})`;
    }),
  );
}

const abbreviations: readonly (readonly [pattern: RegExp, unit: string])[] = [
  [/^usecs?$|^us$/, 'microseconds'],
  [/^msecs?$|^ms$/, 'milliseconds'],
  [/^s$|^secs?$/, 'seconds'],
  [/^m$|^mins?$/, 'minutes'],
  [/^h$|^hrs?$/, 'hours'],
  [/^d$/, 'days'],
  [/^w$/, 'weeks'],
  [/^mons?$/, 'months'],
  [/^y$|^yrs?$/, 'years'],
];

/** `INTERVAL '3 mins'` with whole words: the translator puts the unit behind the text, where DuckDB knows no other ones. */
export function wholeUnits(literal: string): string {
  if (/^'\s*-?P/i.test(literal)) return literal;
  return literal.replace(/(?<=\d\s*)[a-z]+(?![\w:])/gi, (word) => {
    const known = abbreviations.find(([pattern]) => pattern.test(word.toLowerCase()));
    return known === undefined ? word : ` ${known[1]}`;
  });
}

const units = /^(?:YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND)S?$/i;

/** `1 DAY 2 HOURS` and `'1-2' YEAR TO MONTH` behind INTERVAL: one text with units, which every parser reads. */
export function spanOfUnits(pass: Pass, first: number): boolean {
  const { tokens } = pass;
  const parts: string[] = [];
  let last = first;
  for (let i = first; ; i = nextSolid(tokens, last + 1)) {
    const sign = isText(tokens, i, '-') ? '-' : '';
    const count = sign === '' ? i : nextSolid(tokens, i + 1);
    const unit = nextSolid(tokens, count + 1);
    const value = isCount(tokens, count) ? tokenText(tokens, count).replaceAll("'", '') : undefined;
    if (value === undefined || tokens.types[unit] !== T.word || !units.test(tokenText(tokens, unit))) break;
    const to = nextSolid(tokens, unit + 1);
    if (parts.length === 0 && isWord(tokens, to, 'TO')) {
      const end = nextSolid(tokens, to + 1);
      const span = spanBetween(value, [tokenText(tokens, unit), tokenText(tokens, end)]);
      if (span === undefined || sign !== '') return false;
      replaceAll(pass, [first, end], `'${span}'`);
      return true;
    }
    if (!/^\s*-?[\d.]+\s*$/.test(value)) break;
    parts.push(`${sign}${value.trim()} ${tokenText(tokens, unit)}`);
    last = unit;
  }
  if (parts.length < 2) return false;
  replaceAll(pass, [first, last], `'${parts.join(' ')}'`);
  return true;
}

function isCount(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.number || (tokens.types[i] === T.string && /^'[^']*'$/.test(tokenText(tokens, i)));
}

const clock = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];

/** `1-2` years to months, `1 02:03:04.5` days to seconds. */
function spanBetween(value: string, [from, to]: readonly [string, string]): string | undefined {
  const [, sign, digits] = /^\s*([-+]?)\s*([\d:. -]*\d)\s*$/.exec(value) ?? [];
  if (digits === undefined) return undefined;
  const names = [from, to].map((unit) => unit.toUpperCase());
  const isMonths = names.join(' ') === 'YEAR MONTH';
  const fields = isMonths ? ['YEAR', 'MONTH'] : clock.slice(clock.indexOf(names[0]!), clock.indexOf(names[1]!) + 1);
  const counts = digits.split(isMonths ? '-' : /[ :]/);
  if (fields.length < 2 || counts.length !== fields.length || !counts.every((count) => /^\d+(?:\.\d+)?$/.test(count)))
    return undefined;
  return counts.map((count, i) => `${sign === '-' ? '-' : ''}${count} ${fields[i]!}`).join(' ');
}
