// Patterns of dates and times in the words of other databases → DuckDB's strftime.
import { quoteString, stringValue } from '../literal.ts';
import { literalValue } from './template.ts';

type Words = readonly (readonly [word: string, code: string])[];

/** PostgreSQL, Redshift, Snowflake, Oracle. Longer words first. */
const upperWords: Words = [
  ['FMMONTH', '%B'],
  ['FMHH24', '%-H'],
  ['FMHH12', '%-I'],
  ['FMDAY', '%A'],
  ['FMMM', '%-m'],
  ['FMDD', '%-d'],
  ['YYYY', '%Y'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['MONTH', '%B'],
  ['MMMM', '%B'],
  ['DDD', '%j'],
  ['DAY', '%A'],
  ['MON', '%b'],
  ['FF9', '%n'],
  ['FF6', '%f'],
  ['FF3', '%g'],
  ['FF', '%f'],
  ['YY', '%y'],
  ['MM', '%m'],
  ['DD', '%d'],
  ['DY', '%a'],
  ['HH', '%I'],
  ['MI', '%M'],
  ['SS', '%S'],
  ['MS', '%g'],
  ['US', '%f'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['IW', '%V'],
  ['WW', '%U'],
  ['Q', '%q'],
];

const percentWords: Words = [
  ['%i', '%M'],
  ['%s', '%S'],
  ['%M', '%B'],
  ['%W', '%A'],
  ['%h', '%I'],
  ['%k', '%-H'],
  ['%c', '%-m'],
  ['%e', '%-d'],
  ['%T', '%H:%M:%S'],
];

/** .NET's, where capitals count. */
const netWords: Words = [
  ['yyyy', '%Y'],
  ['yy', '%y'],
  ['MMMM', '%B'],
  ['MMM', '%b'],
  ['MM', '%m'],
  ['M', '%-m'],
  ['dddd', '%A'],
  ['ddd', '%a'],
  ['dd', '%d'],
  ['d', '%-d'],
  ['HH', '%H'],
  ['hh', '%I'],
  ['mm', '%M'],
  ['ss', '%S'],
  ['tt', '%p'],
];

/** Java's, of Spark. */
const javaWords: Words = [
  ['yyyy', '%Y'],
  ['yy', '%y'],
  ['MMMM', '%B'],
  ['MMM', '%b'],
  ['MM', '%m'],
  ['M', '%-m'],
  ['EEEE', '%A'],
  ['EEE', '%a'],
  ['dd', '%d'],
  ['d', '%-d'],
  ['HH', '%H'],
  ['hh', '%I'],
  ['mm', '%M'],
  ['ss', '%S'],
  ['SSSSSS', '%f'],
  ['SSS', '%g'],
  ['a', '%p'],
];

/** Undefined for one with letters that are none of these. */
export function javaFormat(text: string): string | undefined {
  return /^'[yMEdHhmsSa\s:/.,-]+'$/.test(text) ? format(text, javaWords, false) : undefined;
}

const withUpperWords = new Set([
  'postgres',
  'redshift',
  'materialize',
  'risingwave',
  'snowflake',
  'oracle',
  'teradata',
]);

/** A pattern in the words of a dialect (`yyyy-MM-dd`, `YYYY-MM-DD`) as one of strftime; undefined when it is none. */
export function timeFormat(text: string, dialect: string): string | undefined {
  const written = quoteString(text);
  const usual = written.replaceAll('YYYY', 'yyyy').replaceAll('DD', 'dd');
  const found = withUpperWords.has(dialect) ? upperFormat(written) : format(usual, javaWords, false);
  const result = found === undefined ? '' : stringValue(found);
  const isWhole = !/[a-zA-Z]/.test(result.replace(/%-?[a-zA-Z]|[TZ]/g, ''));
  return /%[Yy]/.test(result) && isWhole ? result : undefined;
}

/** T-SQL's FORMAT; undefined for one that is not about dates. */
export function netFormat(text: string): string | undefined {
  return /^'[yMdHhmst\s:/.,-]+'$/.test(text) ? format(text, netWords, false) : undefined;
}

export function upperFormat(text: string): string | undefined {
  return format(text, upperWords, true);
}

/** MySQL, Trino, Presto. */
export function percentFormat(text: string): string | undefined {
  return format(text, percentWords, false);
}

function format(literal: string, words: Words, anyCase: boolean): string | undefined {
  const value = literalValue(literal);
  if (value === undefined) return undefined;
  let result = '';
  for (let i = 0; i < value.length;) {
    const rest = anyCase ? value.slice(i).toUpperCase() : value.slice(i);
    const quoted = anyCase ? /^"([^"]*)"/.exec(value.slice(i)) : null;
    if (quoted !== null) {
      result += quoted[1]!.replaceAll('%', '%%');
      i += quoted[0].length;
      continue;
    }
    const found = words.find(([word]) => rest.startsWith(word));
    // DuckDB has no code for quarters.
    if (found?.[1] === '%q') return undefined;
    // `%%` and the like are pairs: their second sign begins nothing.
    const length = found?.[0].length ?? (!anyCase && value[i] === '%' ? 2 : 1);
    result += found?.[1] ?? value.slice(i, i + length);
    i += length;
  }
  return quoteString(result);
}
