// Calls of BigQuery that the translator does not read or misreads: `CAST(x AS STRING FORMAT 'YYYY')`, `SAFE.f(x)`, parts of weeks.
import { quoteString, stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText } from '../tokens.ts';
import { castMark } from './editOrder.ts';
import { upperFormat } from './formats.ts';
import { hide, refuse, replace, replaceAll, wrap, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

/** Whether the call at `i` was one of these. */
export function bigqueryCall(pass: Pass, i: number, name: string): boolean {
  if (name === 'EXTRACT') return weekPart(pass, i);
  return (name === 'CAST' || name === 'SAFE_CAST') && formattedCast(pass, i, name);
}

/** `SAFE.f(x)` is NULL where `f(x)` fails. */
export function safeCall(pass: Pass, safe: number): boolean {
  const { tokens } = pass;
  const dot = nextSolid(tokens, safe + 1);
  const open = nextSolid(tokens, nextSolid(tokens, dot + 1) + 1);
  if (!isText(tokens, dot, '.') || !isText(tokens, open, '(')) return false;
  if (isText(tokens, previousSolid(tokens, safe - 1), '.')) return false;
  const close = closingBracket(tokens, open);
  const call = hide(pass, ([value]) => `TRY(${value!})`);
  const end = tokens.ends[close]!;
  replaceAll(pass, [safe, dot], '');
  wrap(pass, { start: tokenStart(tokens, safe), call, replaced: { start: end, end } });
  return true;
}

const parts: Readonly<Record<string, string>> = {
  // Sunday is 1.
  DAYOFWEEK: '(DAYOFWEEK($1) + 1)',
  // Weeks begin on Sunday or Monday, days before the first one are in week 0.
  WEEK: "CAST(STRFTIME($1, '%U') AS BIGINT)",
  'WEEK(SUNDAY)': "CAST(STRFTIME($1, '%U') AS BIGINT)",
  'WEEK(MONDAY)': "CAST(STRFTIME($1, '%W') AS BIGINT)",
};

/** `EXTRACT(WEEK FROM d)`. */
function weekPart(pass: Pass, extract: number): boolean {
  const { tokens } = pass;
  const first = nextSolid(tokens, nextSolid(tokens, extract + 1) + 1);
  let last = first;
  let name = tokenText(tokens, first).toUpperCase();
  const bracket = nextSolid(tokens, first + 1);
  if (isText(tokens, bracket, '(')) {
    last = closingBracket(tokens, bracket);
    name += `(${tokenText(tokens, nextSolid(tokens, bracket + 1)).toUpperCase()})`;
  }
  const from = nextSolid(tokens, last + 1);
  if (!isWord(tokens, from, 'FROM') || !Object.hasOwn(parts, name)) return false;
  replace(
    pass,
    extract,
    hide(pass, ([value]) => parts[name]!.replaceAll('$1', () => value!)),
  );
  replaceAll(pass, [first, from], '');
  return true;
}

function formattedCast(pass: Pass, cast: number, name: string): boolean {
  const { tokens, edits } = pass;
  const open = nextSolid(tokens, cast + 1);
  const literal = previousSolid(tokens, closingBracket(tokens, open) - 1);
  const format = previousSolid(tokens, literal - 1);
  const type = previousSolid(tokens, format - 1);
  const as = previousSolid(tokens, type - 1);
  if (tokens.types[literal] !== T.string || !isWord(tokens, format, 'FORMAT') || !isWord(tokens, as, 'AS'))
    return false;
  const written = stringValue(tokenText(tokens, literal), 'bigquery');
  const pattern = upperFormat(quoteString(written));
  const into = casts[tokenText(tokens, type).toUpperCase()];
  if (pattern === undefined || into === undefined || !isOfTimes(pattern)) {
    refuse(pass, literal, 'this format is not known: formats of dates and times are');
    return true;
  }
  const parse = name === 'CAST' ? 'STRPTIME' : 'TRY_STRPTIME';
  replace(
    pass,
    cast,
    hide(pass, ([value]) =>
      into
        .replace('$parse', parse)
        .replace('$1', () => value!)
        .replace('$2', () => pattern),
    ),
  );
  edits.push({ start: tokenStart(tokens, as), end: tokens.ends[literal]!, text: castMark });
  return true;
}

const casts: Readonly<Record<string, string>> = {
  STRING: 'STRFTIME($1, $2)',
  DATE: 'CAST($parse($1, $2) AS DATE)',
  DATETIME: '$parse($1, $2)',
  TIMESTAMP: "($parse($1, $2) AT TIME ZONE 'UTC')",
  TIME: 'CAST($parse($1, $2) AS TIME)',
};

/** Whether no letters are left that stand for nothing. */
function isOfTimes(pattern: string): boolean {
  return !/[a-zA-Z09]/.test(
    stringValue(pattern)
      .replace(/%-?[a-zA-Z]/g, '')
      .replaceAll('T', ''),
  );
}
