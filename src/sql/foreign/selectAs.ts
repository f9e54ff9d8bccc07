// BigQuery's `SELECT AS STRUCT a, b AS c FROM …` and `SELECT AS VALUE x`: one column.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { outputName } from '../outputName.ts';
import { closingBracket } from './template.ts';
import { refuse, replaceAll, type Pass } from './pass.ts';

/** Whether the word at `i` was STRUCT or VALUE of one. */
export function selectedAs(pass: Pass, i: number): boolean {
  const { tokens, dialect } = pass;
  const as = previousSolid(tokens, i - 1);
  const before = previousSolid(tokens, as - 1);
  const isFirst = ['SELECT', 'DISTINCT', 'ALL'].some((word) => isWord(tokens, before, word));
  if (dialect !== 'bigquery' || !isWord(tokens, as, 'AS') || !isFirst) return false;
  if (isWord(tokens, i, 'VALUE')) {
    replaceAll(pass, [as, i], '');
    return true;
  }
  const last = endOfList(tokens, nextSolid(tokens, i + 1));
  if (hasStar(tokens, i, last)) {
    rowOf(pass, as, i);
    return true;
  }
  replaceAll(pass, [as, i], 'STRUCT(');
  pass.edits.push({ start: tokens.ends[last]!, end: tokens.ends[last]!, text: ')' });
  for (const item of itemsBetween(tokens, i, last)) nameItem(pass, item);
  return true;
}

/** The solid tokens of every item of the list. */
function itemsBetween(tokens: Tokens, struct: number, last: number): Uint32Array[] {
  const items: number[][] = [[]];
  for (let i = nextSolid(tokens, struct + 1), depth = 0; i <= last; i = nextSolid(tokens, i + 1)) {
    if (isOpening(tokens, i)) depth++;
    else if (isClosing(tokens, i)) depth--;
    if (depth === 0 && isText(tokens, i, ',')) items.push([]);
    else items.at(-1)!.push(i);
  }
  return items.filter((item) => item.length > 0).map((item) => Uint32Array.from(item));
}

/** `1 a`: the fields of a struct want AS before their names. */
function nameItem({ tokens, edits, dialect }: Pass, item: Uint32Array): void {
  const found = outputName(tokens, item, dialect);
  if (found.type !== 'alias' || isWord(tokens, item.at(-2) ?? -1, 'AS')) return;
  const start = tokenStart(tokens, found.token);
  edits.push({ start, end: start, text: 'AS ' });
}

/** `SELECT AS STRUCT *`: the row of a query. */
function rowOf(pass: Pass, as: number, struct: number): void {
  const { tokens, edits } = pass;
  let end = struct;
  for (let i = nextSolid(tokens, struct + 1); i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, ')') || isText(tokens, i, ';')) break;
    if (
      ['UNION', 'EXCEPT', 'INTERSECT'].some((word) => isWord(tokens, i, word)) &&
      !isText(tokens, nextSolid(tokens, i + 1), '(')
    )
      return refuse(pass, struct, 'SELECT AS STRUCT with a star in UNION: name the columns');
    end = isText(tokens, i, '(') || isText(tokens, i, '[') ? closingBracket(tokens, i) : i;
    i = end;
  }
  let select = previousSolid(tokens, as - 1);
  if (!isWord(tokens, select, 'SELECT')) select = previousSolid(tokens, select - 1);
  edits.push({ start: tokenStart(tokens, select), end: tokenStart(tokens, select), text: 'SELECT mesh_row FROM (' });
  replaceAll(pass, [as, struct], '');
  edits.push({ start: tokens.ends[end]!, end: tokens.ends[end]!, text: ') AS mesh_row' });
}

/** The last token of the list that begins at `first`. */
function endOfList(tokens: Tokens, first: number): number {
  let last = first;
  for (let i = first, depth = 0; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isOpening(tokens, i)) depth++;
    else if (isClosing(tokens, i) && --depth < 0) break;
    const isEnd = isText(tokens, i, ';') || (tokens.types[i] === T.word && isClause(tokens, i));
    if (depth === 0 && isEnd && !isText(tokens, previousSolid(tokens, i - 1), '.')) break;
    last = i;
  }
  return last;
}

const behindList = new Set('FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT UNION EXCEPT INTERSECT'.split(' '));

function isClause(tokens: Tokens, i: number): boolean {
  return behindList.has(tokenText(tokens, i).toUpperCase());
}

function isOpening(tokens: Tokens, i: number): boolean {
  return ['(', '[', '{'].some((sign) => isText(tokens, i, sign));
}

function isClosing(tokens: Tokens, i: number): boolean {
  return [')', ']', '}'].some((sign) => isText(tokens, i, sign));
}

/** `*` and `t.*`, not a product. */
function hasStar(tokens: Tokens, struct: number, last: number): boolean {
  for (let i = nextSolid(tokens, struct + 1), depth = 0; i <= last; i = nextSolid(tokens, i + 1)) {
    if (isOpening(tokens, i)) depth++;
    else if (isClosing(tokens, i)) depth--;
    if (depth > 0 || !isText(tokens, i, '*')) continue;
    const before = previousSolid(tokens, i - 1);
    if (before === struct || isText(tokens, before, ',') || isText(tokens, before, '.')) return true;
  }
  return false;
}
