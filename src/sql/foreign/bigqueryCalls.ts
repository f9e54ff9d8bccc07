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
  if (!windowCalls.has(name)) nullsAsUsual(pass, i, name);
  if (name.startsWith('JSON_')) quotedKeys(pass, i);
  if (name === 'PARSE_JSON' || name === 'EDIT_DISTANCE') namedArguments(pass, i, name);
  return (name === 'CAST' || name === 'SAFE_CAST') && formattedCast(pass, i, name);
}

/** Their NULLs count. */
const windowCalls = new Set(
  'FIRST_VALUE LAST_VALUE NTH_VALUE LAG LEAD PERCENTILE_CONT PERCENTILE_DISC ARRAY_AGG STRING_AGG'.split(' '),
);

/** `SUM(x IGNORE NULLS)`: aggregates do that anyway, COUNT(x) also where it is asked to respect them. */
function nullsAsUsual(pass: Pass, call: number, name: string): void {
  const { tokens } = pass;
  const open = nextSolid(tokens, call + 1);
  const close = closingBracket(tokens, open);
  const respects = ['SUM', 'COUNT', 'AVG', 'MIN', 'MAX'].includes(name);
  for (let i = nextSolid(tokens, open + 1), depth = 0; i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')')) depth--;
    const nulls = nextSolid(tokens, i + 1);
    if (depth > 0 || !isWord(tokens, nulls, 'NULLS')) continue;
    if (isWord(tokens, i, 'IGNORE') || (respects && isWord(tokens, i, 'RESPECT'))) replaceAll(pass, [i, nulls], '');
  }
}

/** `JSON_VALUE(doc, "$['a b'].c")`: such keys stand in double quotes in DuckDB's paths. */
function quotedKeys(pass: Pass, call: number): void {
  const { tokens } = pass;
  const path = previousSolid(tokens, closingBracket(tokens, nextSolid(tokens, call + 1)) - 1);
  if (tokens.types[path] !== T.string) return;
  const written = stringValue(tokenText(tokens, path), 'bigquery');
  const keyed = written.replace(/\['([^'"]*)'\]/g, '."$1"');
  if (written.startsWith('$') && keyed !== written) replace(pass, path, quoteString(keyed));
}

/** `EDIT_DISTANCE(a, b, max_distance => 3)`; how wide numbers are read does not matter here. */
function namedArguments(pass: Pass, call: number, name: string): void {
  const { tokens } = pass;
  const open = nextSolid(tokens, call + 1);
  const close = closingBracket(tokens, open);
  let comma = -1;
  for (let i = nextSolid(tokens, open + 1), depth = 0; i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')')) depth--;
    else if (depth === 0 && isText(tokens, i, ',')) comma = i;
    else if (depth === 0 && comma >= 0 && isText(tokens, i, '=>')) {
      if (name === 'EDIT_DISTANCE') replaceAll(pass, [nextSolid(tokens, comma + 1), i], '');
      else replaceAll(pass, [comma, previousSolid(tokens, close - 1)], '');
      return;
    }
  }
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
