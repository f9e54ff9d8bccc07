// UNNEST and series where rows of the other database are not those of DuckDB's.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { clauses } from './clauseWords.ts';
import { hide, postgresLike, replace, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

/** Whether the call at `i` was one of these. */
export function unnestedCall(pass: Pass, i: number, open: number): boolean {
  const { tokens, dialect } = pass;
  const before = previousSolid(tokens, i - 1);
  if (isWord(tokens, i, 'UNNEST') && isWord(tokens, before, 'IN')) return surrounded(pass, [i, open], '(SELECT ');
  if (isWord(tokens, i, 'UNNEST') && dialect === 'bigquery') return unnestStructs(pass, i, open);
  const isSeries = isWord(tokens, i, 'GENERATE_SERIES') && postgresLike.has(dialect);
  // Rows of its own in PostgreSQL, a list in DuckDB.
  return isSeries && isSelected(tokens, i) && surrounded(pass, [i, open], 'UNNEST(');
}

function surrounded({ tokens, edits }: Pass, [i, open]: readonly [number, number], by: string): true {
  const [start, end] = [tokenStart(tokens, i), tokens.ends[closingBracket(tokens, open)]!];
  edits.push({ start, end: start, text: by }, { start: end, end, text: ')' });
  return true;
}

/** Whether the call stands in a SELECT list rather than behind FROM, also inside of other calls. */
function isSelected(tokens: Tokens, call: number): boolean {
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

/** `FROM UNNEST(items)` without an alias: its columns are those of the structs, and of other values there is none to name. */
function unnestStructs(pass: Pass, i: number, open: number): boolean {
  const { tokens } = pass;
  const before = previousSolid(tokens, i - 1);
  const after = nextSolid(tokens, closingBracket(tokens, open) + 1);
  const isAliased =
    isWord(tokens, after, 'AS') ||
    isWord(tokens, after, 'WITH') ||
    (tokens.types[after] === T.word && !clauses.has(tokenText(tokens, after).toUpperCase()));
  if (isAliased || !(isText(tokens, before, ',') || ['FROM', 'JOIN'].some((from) => isWord(tokens, before, from))))
    return false;
  const rows = hide(pass, ([list]) => `(SELECT UNNEST(${list}, max_depth => 2))`);
  replace(pass, i, rows);
  return true;
}
