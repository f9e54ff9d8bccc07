// UNNEST and series where rows of the other database are not those of DuckDB's.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { clauses } from './clauseWords.ts';
import { hide, postgresLike, prestoLike, replace, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

/** Whether the call at `i` was one of these. */
export function unnestedCall(pass: Pass, i: number, open: number): boolean {
  const { tokens, dialect } = pass;
  const before = previousSolid(tokens, i - 1);
  if (isWord(tokens, i, 'UNNEST') && isWord(tokens, before, 'IN')) return surrounded(pass, [i, open], '(SELECT ');
  if (isWord(tokens, i, 'UNNEST') && dialect === 'bigquery') return unnestedTable(pass, i, open);
  if (isWord(tokens, i, 'UNNEST') && prestoLike.has(dialect)) return unnestedColumns(pass, i, open);
  const isSeries = isWord(tokens, i, 'GENERATE_SERIES') && postgresLike.has(dialect);
  // Rows of its own in PostgreSQL, a list in DuckDB.
  return isSeries && isSelected(tokens, i) && surrounded(pass, [i, open], 'UNNEST(');
}

/** `UNNEST(a, b) AS t(x, y)` side by side, and the fields of rows or the entries of a map: `UNNEST(rows) AS t(x, y)`. */
function unnestedColumns(pass: Pass, i: number, open: number): boolean {
  const { tokens } = pass;
  let lists = 1;
  const close = closingBracket(tokens, open, () => lists++);
  const as = nextSolid(tokens, close + 1);
  if (isWord(tokens, as, 'WITH') || isSelected(tokens, i)) return false;
  const name = isWord(tokens, as, 'AS') ? nextSolid(tokens, as + 1) : as;
  const names = nextSolid(tokens, name + 1);
  let columns = 1;
  if (isText(tokens, names, '(')) closingBracket(tokens, names, () => columns++);
  if (lists === 1 && columns === 1) return false;
  const rows = hide(pass, (args) => {
    const [only] = args;
    if (args.length > 1) return `(SELECT ${args.map((list) => `UNNEST(${list})`).join(', ')})`;
    const isMap = /^(?:MAP(?:_\w+)?|TRANSFORM_\w+)\(|^MAP |\bAS MAP\([^()]*\)\)$/i.test(only!);
    return isMap
      ? `(SELECT UNNEST(MAP_KEYS(${only!})), UNNEST(MAP_VALUES(${only!})))`
      : `(SELECT UNNEST(${only!}, max_depth => 2))`;
  });
  replace(pass, i, rows);
  return true;
}

function surrounded({ tokens, edits }: Pass, [i, open]: readonly [number, number], by: string): true {
  const [start, end] = [tokenStart(tokens, i), tokens.ends[closingBracket(tokens, open)]!];
  edits.push({ start, end: start, text: by }, { start: end, end, text: ')' });
  return true;
}

/** Whether the call stands in a SELECT list rather than behind FROM, also inside of other calls. */
export function isSelected(tokens: Tokens, call: number): boolean {
  for (let i = previousSolid(tokens, call - 1), depth = 0; i >= 0; i = previousSolid(tokens, i - 1)) {
    if (isText(tokens, i, ')')) depth++;
    else if (isText(tokens, i, '(')) {
      if (depth > 0) depth--;
      else if (['UNNEST', 'ARRAY'].some((word) => isWord(tokens, previousSolid(tokens, i - 1), word))) return false;
    } else if (depth === 0 && isWord(tokens, i, 'SELECT')) return true;
    else if (depth === 0 && ['FROM', 'JOIN', 'LATERAL', 'WHERE', 'IN'].some((word) => isWord(tokens, i, word)))
      return false;
  }
  return false;
}

/** `UNNEST(items)` among the tables of a FROM. */
function unnestedTable(pass: Pass, i: number, open: number): boolean {
  const { tokens, edits } = pass;
  const before = previousSolid(tokens, i - 1);
  const isJoined = isWord(tokens, before, 'JOIN');
  if (!isJoined && !isText(tokens, before, ',') && !isWord(tokens, before, 'FROM')) return false;
  const close = closingBracket(tokens, open);
  const alias = aliasAfter(tokens, close);
  const offset = offsetAfter(tokens, alias ?? close);
  const last = offset ?? alias ?? close;
  const after = nextSolid(tokens, last + 1);
  const isConditional = isWord(tokens, after, 'ON') || isWord(tokens, after, 'USING');
  // Joins with lists need no condition there.
  if (isJoined && !isConditional && !isCrossed(tokens, before))
    edits.push({ start: tokens.ends[last]!, end: tokens.ends[last]!, text: ' ON TRUE' });
  // Without an alias its columns are those of the structs, and of other values there is none to name.
  if (offset !== undefined || (alias !== undefined && !listsStructs(tokens, open))) return false;
  const rows = hide(pass, ([list]) => `(SELECT UNNEST(${list}, max_depth => 2))`);
  replace(pass, i, rows);
  return true;
}

function isCrossed(tokens: Tokens, join: number): boolean {
  const before = previousSolid(tokens, join - 1);
  return isWord(tokens, before, 'CROSS') || isWord(tokens, before, 'NATURAL');
}

/** The last token of an alias behind `last`. */
function aliasAfter(tokens: Tokens, last: number): number | undefined {
  const next = nextSolid(tokens, last + 1);
  if (isWord(tokens, next, 'AS')) return nextSolid(tokens, next + 1);
  const isName = tokens.types[next] === T.word && !clauses.has(tokenText(tokens, next).toUpperCase());
  return tokens.types[next] === T.quoted || (isName && !isWord(tokens, next, 'WITH')) ? next : undefined;
}

/** The last token of `WITH OFFSET [AS place]` behind `last`. */
function offsetAfter(tokens: Tokens, last: number): number | undefined {
  const offset = nextSolid(tokens, nextSolid(tokens, last + 1) + 1);
  if (!isWord(tokens, nextSolid(tokens, last + 1), 'WITH') || !isWord(tokens, offset, 'OFFSET')) return undefined;
  return aliasAfter(tokens, offset) ?? offset;
}

/** `UNNEST([STRUCT(1 AS a), …])`: also under an alias the fields are columns. */
function listsStructs(tokens: Tokens, open: number): boolean {
  const first = nextSolid(tokens, open + 1);
  const isTyped = isWord(tokens, first, 'ARRAY');
  const inner = isTyped ? nextSolid(tokens, nextSolid(tokens, first + 1) + 1) : nextSolid(tokens, first + 1);
  return (isTyped || isText(tokens, first, '[')) && isWord(tokens, inner, 'STRUCT');
}
