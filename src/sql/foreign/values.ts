// `VALUES (1), (2)` as a query of its own, which the translator's parser reads only as a table behind FROM.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, type Tokens } from '../tokens.ts';
import { postgresLike, replace, sparkLike, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

const setOperators = ['UNION', 'EXCEPT', 'INTERSECT'];
const behind = [...setOperators, 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'];

/** The first and the last token. */
type Row = readonly [first: number, last: number];

/** Whether the word began such a query. */
export function valuesQuery(pass: Pass, i: number): boolean {
  const { tokens, edits, dialect } = pass;
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
  insert(tokens.ends[rows.at(-1)![1]]!, `) AS _values${columnNames(pass, rows[0]!)}`);
  return true;
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
    const isEnd = isOver || behind.some((word) => isWord(tokens, at, word));
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

/** What a column is called that nobody named; DuckDB says col0, col1. */
function columnNames({ tokens, dialect }: Pass, [first]: Row): string {
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
