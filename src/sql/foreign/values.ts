// `VALUES (1), (2)` as a query of its own, which the translator's parser reads only as a table behind FROM.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { clauses } from './clauseWords.ts';
import { postgresLike, prestoLike, replace, sparkLike, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

const setOperators = ['UNION', 'EXCEPT', 'INTERSECT'];
const behind = [...setOperators, 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'];

/** The first and the last token. */
type Row = readonly [first: number, last: number];

/** Whether the word began such a query. */
export function valuesQuery(pass: Pass, i: number): boolean {
  const { tokens, edits, dialect } = pass;
  if ((sparkLike.has(dialect) || prestoLike.has(dialect)) && isTable(tokens, i)) singleValues(pass, i);
  const rows = rowsOf(tokens, i);
  if (dialect === 'mysql') for (const [first] of rows) if (isWord(tokens, first, 'ROW')) replace(pass, first, '');
  if (rows.length === 0 || !isQuery(tokens, i, rows.at(-1)!)) return false;
  const insert = (offset: number, text: string): void => void edits.push({ start: offset, end: offset, text });
  insert(tokenStart(tokens, i), 'SELECT * FROM (');
  for (const [first, last] of rows) {
    if (opening(tokens, first) !== undefined) continue;
    insert(tokenStart(tokens, first), '(');
    insert(tokens.ends[last]!, ')');
  }
  const end = rows.at(-1)![1];
  const named = namedTable(tokens, end);
  insert(tokens.ends[end]!, named ? ')' : `) AS _values${columnNames(pass, rows[0]!)}`);
  return true;
}

/** Behind FROM or JOIN, perhaps in brackets. */
function isTable(tokens: Tokens, i: number): boolean {
  let before = previousSolid(tokens, i - 1);
  while (isText(tokens, before, '(')) before = previousSolid(tokens, before - 1);
  return isWord(tokens, before, 'FROM') || isWord(tokens, before, 'JOIN');
}

/** `FROM VALUES 1, 2`: each one is a row. */
function singleValues({ tokens, edits }: Pass, values: number): void {
  for (let comma = values; ;) {
    const first = nextSolid(tokens, comma + 1);
    const last = literalLast(tokens, first);
    if (last === undefined) return;
    const [start, end] = [tokenStart(tokens, first), tokens.ends[last]!];
    edits.push({ start, end: start, text: '(' }, { start: end, end, text: ')' });
    comma = nextSolid(tokens, last + 1);
    if (!isText(tokens, comma, ',')) return;
  }
}

/** The last token of `1`, `-2L` or `'a'`; undefined for what is no such value. */
function literalLast(tokens: Tokens, first: number): number | undefined {
  let last = isText(tokens, first, '-') ? nextSolid(tokens, first + 1) : first;
  if (tokens.types[last] !== T.number && tokens.types[last] !== T.string) return undefined;
  if (tokens.types[last + 1] === T.word) last++;
  const after = nextSolid(tokens, last + 1);
  const isEnd = after >= tokens.count || tokens.types[after] === T.word || tokens.types[after] === T.quoted;
  return isEnd || [',', ')', ';'].some((sign) => isText(tokens, after, sign)) ? last : undefined;
}

/** The last token of a row of VALUES. */
export function rowLast(tokens: Tokens, first: number): number {
  return isText(tokens, first, '(') ? closingBracket(tokens, first) : (literalLast(tokens, first) ?? first);
}

/** Spark's `VALUES (1, 2) AS t(a, b)`, which is a query as well: whether a name follows. */
function namedTable(tokens: Tokens, end: number): boolean {
  const as = nextSolid(tokens, end + 1);
  const name = isWord(tokens, as, 'AS') ? nextSolid(tokens, as + 1) : as;
  const isName = tokens.types[name] === T.word || tokens.types[name] === T.quoted;
  return isName && !behind.some((word) => isWord(tokens, name, word));
}

/** Not a column of that name: `SELECT DISTINCT values`, `IN (values, 1)`. */
function isQuery(tokens: Tokens, i: number, [, last]: Row): boolean {
  const first = nextSolid(tokens, i + 1);
  const isLiteral = tokens.types[first] === T.number || tokens.types[first] === T.string;
  if (opening(tokens, first) === undefined && !isLiteral) return false;
  const before = previousSolid(tokens, i - 1);
  if (isBehindOperator(tokens, before) || isOperator(tokens, nextSolid(tokens, last + 1))) return true;
  if (!isText(tokens, before, '(')) return false;
  const opener = previousSolid(tokens, before - 1);
  return ['AS', 'MATERIALIZED', 'IN'].some((word) => isWord(tokens, opener, word)) || isBehindOperator(tokens, opener);
}

function isBehindOperator(tokens: Tokens, last: number): boolean {
  const isQuantified = isWord(tokens, last, 'ALL') || isWord(tokens, last, 'DISTINCT');
  return isOperator(tokens, isQuantified ? previousSolid(tokens, last - 1) : last);
}

function isOperator(tokens: Tokens, i: number): boolean {
  return setOperators.some((word) => isWord(tokens, i, word));
}

function rowsOf(tokens: Tokens, i: number): Row[] {
  const rows: Row[] = [];
  let first = nextSolid(tokens, i + 1);
  let last = i;
  for (let at = first; ; at = nextSolid(tokens, at + 1)) {
    const isOver = at >= tokens.count || isText(tokens, at, ')') || isText(tokens, at, ';');
    const isName = last >= first && (tokens.types[at] === T.word || tokens.types[at] === T.quoted);
    const isRow = opening(tokens, first) !== undefined && isText(tokens, last, ')');
    const isAlias = isName && (isRow || isWord(tokens, at, 'AS'));
    const isEnd = isOver || isAlias || behind.some((word) => isWord(tokens, at, word));
    if ((isEnd || isText(tokens, at, ',')) && last >= first) rows.push([first, last]);
    if (isEnd) return rows;
    if (isText(tokens, at, ',')) first = nextSolid(tokens, at + 1);
    else last = isText(tokens, at, '(') ? (at = closingBracket(tokens, at)) : at;
  }
}

/** The bracket of `(1, 2)` and of MySQL's `ROW(1, 2)`. */
function opening(tokens: Tokens, first: number): number | undefined {
  const open = isWord(tokens, first, 'ROW') ? nextSolid(tokens, first + 1) : first;
  return isText(tokens, open, '(') ? open : undefined;
}

/** Names for the columns of a table of values that has none, behind its last token `end`. */
export function ownNames(
  tokens: Tokens,
  { first, end }: { readonly first: number; readonly end: number },
  dialect: string,
): Edit[] {
  const names = columnNames({ tokens, dialect }, [first, end]);
  if (names === '') return [];
  const put = (token: number, text: string): Edit[] => [{ start: tokens.ends[token]!, end: tokens.ends[token]!, text }];
  const as = nextSolid(tokens, end + 1);
  const name = isWord(tokens, as, 'AS') ? nextSolid(tokens, as + 1) : as;
  const word = name < tokens.count ? tokenText(tokens, name).toUpperCase() : '';
  const isNamed = tokens.types[name] === T.quoted || (tokens.types[name] === T.word && !clauses.has(word));
  if (!isNamed) return put(end, ` AS _values${names}`);
  return isText(tokens, nextSolid(tokens, name + 1), '(') ? [] : put(name, names);
}

/** What a column is called that nobody named; DuckDB says col0, col1. */
function columnNames({ tokens, dialect }: Pick<Pass, 'tokens' | 'dialect'>, [first]: Row): string {
  const name = namesOf(dialect);
  if (name === undefined) return '';
  const open = opening(tokens, first);
  let width = 1;
  if (open !== undefined) closingBracket(tokens, open, () => width++);
  return `(${Array.from({ length: width }, (_, n) => name(n)).join(', ')})`;
}

function namesOf(dialect: string): ((n: number) => string) | undefined {
  if (postgresLike.has(dialect) || dialect === 'snowflake') return (n) => `column${n + 1}`;
  if (sparkLike.has(dialect)) return (n) => `col${n + 1}`;
  return dialect === 'mysql' ? (n) => `column_${n}` : undefined;
}
