// Clauses and operators that the translator's parser does not read or misreads, one token pass each.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { postgresLike, sparkLike } from './pass.ts';
import { closingBracket } from './template.ts';
import { ownNames, rowLast } from './values.ts';

/** Stands where a comparison was, with a `+` behind it; the operands keep their places in the text. */
export const comparisonMark = 'mesh_distinct';

/** Edits for the word at `i`, when one of these begins there. */
export function clauseEdits(tokens: Tokens, i: number, dialect: string): Edit[] {
  switch (tokenText(tokens, i).toUpperCase()) {
    case 'VALUES':
      return valuesTable(tokens, i, dialect);
    case 'IS':
      return distinctFrom(tokens, i);
    case 'MINUS':
      return minus(tokens, i);
    case 'DISTRIBUTE':
    case 'SORT':
    case 'CLUSTER':
      return sparkLike.has(dialect) ? withoutClause(tokens, i) : [];
    case 'TABLE':
      return dialect === 'snowflake' ? generator(tokens, i) : [];
    case 'APPROXIMATE':
      return dialect === 'redshift' ? approximate(tokens, i) : [];
    case 'MOD':
      return dialect === 'mysql' ? remainder(tokens, i) : [];
    case 'ISOWEEK':
      return dialect === 'bigquery' ? extractedPart(tokens, i, 'WEEK') : [];
    case 'EXTRACT':
      return dialect === 'bigquery' ? extractedDate(tokens, i) : snowflakePart(tokens, i, dialect);
    case 'DATE_PART':
      return snowflakePart(tokens, i, dialect);
    case 'WEEKISO':
    case 'WEEK_ISO':
      return dialect === 'snowflake' ? extractedPart(tokens, i, 'WEEK') : [];
    case 'DAYOFWEEKISO':
    case 'DAYOFWEEK_ISO':
      return dialect === 'snowflake' ? extractedPart(tokens, i, 'ISODOW') : [];
    case 'YEAROFWEEK':
    case 'YEAROFWEEKISO':
      return dialect === 'snowflake' ? extractedPart(tokens, i, 'ISOYEAR') : [];
    case 'UNKNOWN':
      return unknownTruth(tokens, i);
    case 'COLLATE':
      return postgresLike.has(dialect) ? byteOrder(tokens, i) : [];
    case 'RLIKE':
    case 'REGEXP':
      return dialect === 'snowflake' ? wholeMatch(tokens, i) : [];
    case 'SYSDATE':
      return withoutBrackets(tokens, i, dialect);
    default:
      return [];
  }
}

/** `a RLIKE 'x'` matches whole texts, as DuckDB's SIMILAR TO does. */
function wholeMatch(tokens: Tokens, i: number): Edit[] {
  const next = nextSolid(tokens, i + 1);
  if (isText(tokens, next, '(') || ['ANY', 'ALL', 'SOME'].some((word) => isWord(tokens, next, word))) return [];
  return [{ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: 'SIMILAR TO' }];
}

/** `FROM VALUES (1), (2) AS t(a)`, without brackets around it. */
function valuesTable(tokens: Tokens, values: number, dialect: string): Edit[] {
  const before = previousSolid(tokens, values - 1);
  const isBare = isFrom(tokens, before);
  if (!isBare && !(isText(tokens, before, '(') && isFrom(tokens, previousSolid(tokens, before - 1)))) return [];
  const first = nextSolid(tokens, values + 1);
  const isRow = isText(tokens, first, '(');
  let last = rowLast(tokens, first);
  for (;;) {
    const comma = nextSolid(tokens, last + 1);
    const row = nextSolid(tokens, comma + 1);
    if (!isText(tokens, comma, ',') || isText(tokens, row, '(') !== isRow) break;
    last = rowLast(tokens, row);
  }
  const close = nextSolid(tokens, last + 1);
  if (!isBare) return isText(tokens, close, ')') ? ownNames(tokens, { first, end: close }, dialect) : [];
  const [start, end] = [tokenStart(tokens, values), tokens.ends[last]!];
  return [
    { start, end: start, text: '(' },
    { start: end, end, text: ')' },
    ...ownNames(tokens, { first, end: last }, dialect),
  ];
}

function isFrom(tokens: Tokens, i: number): boolean {
  return isWord(tokens, i, 'FROM') || isWord(tokens, i, 'JOIN');
}

/** `a IS NOT DISTINCT FROM b` → `a = mesh_distinct + b`. */
function distinctFrom(tokens: Tokens, is: number): Edit[] {
  let word = nextSolid(tokens, is + 1);
  const negated = isWord(tokens, word, 'NOT');
  if (negated) word = nextSolid(tokens, word + 1);
  const from = nextSolid(tokens, word + 1);
  if (!isWord(tokens, word, 'DISTINCT') || !isWord(tokens, from, 'FROM')) return [];
  const text = `${negated ? '=' : '<>'} ${comparisonMark} +`;
  return [{ start: tokenStart(tokens, is), end: tokens.ends[from]!, text }];
}

/** The comparisons as they were. */
export function withComparisons(text: string): string {
  return text.replaceAll(new RegExp(`(=|<>) ["\`]?${comparisonMark}["\`]? \\+`, 'g'), (_all, sign: string) =>
    sign === '=' ? 'IS NOT DISTINCT FROM' : 'IS DISTINCT FROM',
  );
}

/** Between two queries. */
function minus(tokens: Tokens, i: number): Edit[] {
  const next = nextSolid(tokens, i + 1);
  const isOperator = isWord(tokens, next, 'SELECT') || isWord(tokens, next, 'WITH') || isText(tokens, next, '(');
  const before = previousSolid(tokens, i - 1);
  if (!isOperator || isText(tokens, before, ',') || isText(tokens, before, '.')) return [];
  return [{ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: 'EXCEPT' }];
}

const clauseEnds = ['SORT', 'DISTRIBUTE', 'CLUSTER', 'ORDER', 'LIMIT', 'UNION', 'EXCEPT', 'INTERSECT', 'WINDOW'];

/** `DISTRIBUTE BY a, b SORT BY c`: where rows are computed, and in which order within. */
function withoutClause(tokens: Tokens, i: number): Edit[] {
  if (!isWord(tokens, nextSolid(tokens, i + 1), 'BY')) return [];
  let last = i;
  for (let at = nextSolid(tokens, i + 1), depth = 0; at < tokens.count; at = nextSolid(tokens, at + 1)) {
    if (isText(tokens, at, '(')) depth++;
    else if (isText(tokens, at, ')') && --depth < 0) break;
    else if (depth === 0 && (isText(tokens, at, ';') || clauseEnds.some((word) => isWord(tokens, at, word)))) break;
    last = at;
  }
  return [{ start: tokenStart(tokens, i), end: tokens.ends[last]!, text: '' }];
}

/** `TABLE(GENERATOR(ROWCOUNT => 10))`: so many rows. */
function generator(tokens: Tokens, table: number): Edit[] {
  const open = nextSolid(tokens, table + 1);
  const name = nextSolid(tokens, open + 1);
  const inner = nextSolid(tokens, name + 1);
  const argument = nextSolid(tokens, inner + 1);
  const arrow = nextSolid(tokens, argument + 1);
  if (!isText(tokens, open, '(') || !isWord(tokens, name, 'GENERATOR') || !isText(tokens, inner, '(')) return [];
  if (!isWord(tokens, argument, 'ROWCOUNT') || !isText(tokens, arrow, '=>')) return [];
  return [
    { start: tokenStart(tokens, table), end: tokens.ends[arrow]!, text: 'RANGE(' },
    {
      start: tokenStart(tokens, closingBracket(tokens, inner)),
      end: tokens.ends[closingBracket(tokens, open)]!,
      text: ')',
    },
  ];
}

/** `APPROXIMATE COUNT(DISTINCT x)`. */
function approximate(tokens: Tokens, i: number): Edit[] {
  const count = nextSolid(tokens, i + 1);
  const distinct = nextSolid(tokens, nextSolid(tokens, count + 1) + 1);
  if (!isWord(tokens, count, 'COUNT') || !isWord(tokens, distinct, 'DISTINCT')) return [];
  return [{ start: tokenStart(tokens, i), end: tokens.ends[distinct]!, text: 'APPROX_DISTINCT(' }];
}

/** `a MOD b`. */
function remainder(tokens: Tokens, i: number): Edit[] {
  const before = previousSolid(tokens, i - 1);
  const isOperator =
    !isText(tokens, nextSolid(tokens, i + 1), '(') &&
    (isText(tokens, before, ')') || tokens.types[before] === T.number || tokens.types[before] === T.word);
  return isOperator ? [{ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: '%' }] : [];
}

/** Redshift's and Oracle's SYSDATE is no call. */
function withoutBrackets(tokens: Tokens, i: number, dialect: string): Edit[] {
  if (dialect !== 'redshift' && dialect !== 'oracle') return [];
  const [before, next] = [previousSolid(tokens, i - 1), nextSolid(tokens, i + 1)];
  if (isText(tokens, next, '(') || isText(tokens, next, '.') || isText(tokens, before, '.')) return [];
  if (isWord(tokens, before, 'AS')) return [];
  return [{ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')" }];
}

/** `EXTRACT(ISOWEEK FROM d)`: DuckDB's weeks are those of ISO. */
function extractedPart(tokens: Tokens, i: number, part: string): Edit[] {
  const open = previousSolid(tokens, i - 1);
  if (!isText(tokens, open, '(') || !isWord(tokens, previousSolid(tokens, open - 1), 'EXTRACT')) return [];
  return [{ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: part }];
}

const epochCalls = new Map([
  ['epoch', ['CAST(EPOCH(', ') AS BIGINT']],
  ['epoch_second', ['CAST(EPOCH(', ') AS BIGINT']],
  ['epoch_millisecond', ['EPOCH_MS(', '']],
  ['epoch_microsecond', ['EPOCH_US(', '']],
  ['epoch_nanosecond', ['EPOCH_NS(', '']],
]);

/** `DATE_PART(year FROM d)`, `EXTRACT('month', d)` and `EXTRACT(EPOCH_SECOND FROM t)`. */
function snowflakePart(tokens: Tokens, i: number, dialect: string): Edit[] {
  if (dialect !== 'snowflake') return [];
  const open = nextSolid(tokens, i + 1);
  const part = nextSolid(tokens, open + 1);
  const from = nextSolid(tokens, part + 1);
  const isExtract = isWord(tokens, i, 'EXTRACT');
  if (!isText(tokens, open, '(') || !(isWord(tokens, from, 'FROM') || (isExtract && isText(tokens, from, ','))))
    return [];
  if (!isExtract) return [{ start: tokenStart(tokens, from), end: tokens.ends[from]!, text: ',' }];
  const unit = tokenText(tokens, part).replaceAll("'", '').toLowerCase();
  const [start, end] = [tokenStart(tokens, i), tokens.ends[from]!];
  const [before, after] = epochCalls.get(unit.replace(/s$/, '')) ?? [];
  if (before !== undefined) {
    const close = tokenStart(tokens, closingBracket(tokens, open));
    const edit = { start, end, text: before };
    return after === '' ? [edit] : [edit, { start: close, end: close, text: after! }];
  }
  const isPlain = /^(?:year|quarter|month|week|day|dayofweek|dayofyear|hour|minute|second)$/.test(unit);
  const isUsual = isWord(tokens, from, 'FROM') && tokens.types[part] === T.word;
  return isPlain && !isUsual ? [{ start, end, text: `EXTRACT(${unit} FROM` }] : [];
}

/** `EXTRACT(DATE FROM t)`. */
function extractedDate(tokens: Tokens, i: number): Edit[] {
  const open = nextSolid(tokens, i + 1);
  const part = nextSolid(tokens, open + 1);
  const from = nextSolid(tokens, part + 1);
  if (!isText(tokens, open, '(') || !isWord(tokens, part, 'DATE') || !isWord(tokens, from, 'FROM')) return [];
  const end = tokenStart(tokens, closingBracket(tokens, open));
  return [
    { start: tokenStart(tokens, i), end: tokens.ends[from]!, text: 'CAST(' },
    { start: end, end, text: ' AS DATE' },
  ];
}

/** `x IS NOT UNKNOWN`. */
function unknownTruth(tokens: Tokens, i: number): Edit[] {
  const before = previousSolid(tokens, i - 1);
  const is = isWord(tokens, before, 'NOT') ? previousSolid(tokens, before - 1) : before;
  return isWord(tokens, is, 'IS') ? [{ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: 'NULL' }] : [];
}

/** `COLLATE "C"` is DuckDB's own order. */
function byteOrder(tokens: Tokens, i: number): Edit[] {
  let name = nextSolid(tokens, i + 1);
  const dot = nextSolid(tokens, name + 1);
  if (isWord(tokens, name, 'pg_catalog') && isText(tokens, dot, '.')) name = nextSolid(tokens, dot + 1);
  const isPlain = /^"(?:C|POSIX|ucs_basic)"$/.test(tokenText(tokens, name));
  return isPlain ? [{ start: tokenStart(tokens, i), end: tokens.ends[name]!, text: '' }] : [];
}
