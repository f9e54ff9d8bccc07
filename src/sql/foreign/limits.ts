// How many rows, in the words of other dialects: TOP, FETCH FIRST, LIMIT with a comma → LIMIT and OFFSET.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket } from './template.ts';

const withTop = new Set(['tsql', 'fabric', 'redshift', 'snowflake', 'teradata', 'databricks']);

/** Edits for the word at `i`, when it is one of these. */
export function limitEdits(tokens: Tokens, i: number, dialect: string): Edit[] {
  if (isWord(tokens, i, 'SELECT') && withTop.has(dialect)) return top(tokens, i);
  if (isWord(tokens, i, 'OFFSET')) return withoutRows(tokens, i);
  if (isWord(tokens, i, 'FETCH')) return fetch(tokens, i);
  return isWord(tokens, i, 'LIMIT') ? swapped(tokens, i) : [];
}

function isRows(tokens: Tokens, i: number): boolean {
  return isWord(tokens, i, 'ROWS') || isWord(tokens, i, 'ROW');
}

/** `SELECT TOP 5 a` and `SELECT DISTINCT TOP (5) a`: the number goes to the end of its SELECT. */
function top(tokens: Tokens, select: number): Edit[] {
  let word = nextSolid(tokens, select + 1);
  if (isWord(tokens, word, 'DISTINCT') || isWord(tokens, word, 'ALL')) word = nextSolid(tokens, word + 1);
  if (!isWord(tokens, word, 'TOP')) return [];
  const first = nextSolid(tokens, word + 1);
  const last = isText(tokens, first, '(') ? closingBracket(tokens, first) : first;
  if (last === first && tokens.types[first] !== T.number) return [];
  const after = nextSolid(tokens, last + 1);
  // With these it is another question than how many.
  if (isWord(tokens, after, 'PERCENT') || isWord(tokens, after, 'WITH')) return [];
  const count = tokens.text.slice(tokenStart(tokens, first), tokens.ends[last]);
  const { end, isSetOperand } = endOfSelect(tokens, select);
  const at = tokens.ends[end]!;
  const taken: Edit = { start: tokenStart(tokens, word), end: tokens.ends[last]!, text: '' };
  if (!isSetOperand) return [taken, { start: at, end: at, text: ` LIMIT ${count}` }];
  const start = tokenStart(tokens, select);
  return [{ start, end: start, text: '(' }, taken, { start: at, end: at, text: ` LIMIT ${count})` }];
}

const setOperators = new Set(['UNION', 'EXCEPT', 'INTERSECT']);

/** Its last token, and whether another SELECT is joined to it. */
function endOfSelect(tokens: Tokens, select: number): { readonly end: number; readonly isSetOperand: boolean } {
  let depth = 0;
  let end = select;
  let isSetOperand = ['UNION', 'EXCEPT', 'INTERSECT', 'ALL'].some((word) =>
    isWord(tokens, previousSolid(tokens, select - 1), word),
  );
  for (let i = select; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')') && --depth < 0) break;
    else if (depth === 0 && isText(tokens, i, ';')) break;
    else if (depth === 0 && tokens.types[i] === T.word && setOperators.has(tokenText(tokens, i).toUpperCase())) {
      isSetOperand = true;
      break;
    }
    end = i;
  }
  return { end, isSetOperand };
}

/** `OFFSET 5 ROWS`. */
function withoutRows(tokens: Tokens, offset: number): Edit[] {
  const rows = nextSolid(tokens, nextSolid(tokens, offset + 1) + 1);
  return isRows(tokens, rows) ? [{ start: tokenStart(tokens, rows), end: tokens.ends[rows]!, text: '' }] : [];
}

/** `FETCH NEXT 5 ROWS ONLY`, `FETCH FIRST ROW ONLY`. */
function fetch(tokens: Tokens, word: number): Edit[] {
  const which = nextSolid(tokens, word + 1);
  if (!isWord(tokens, which, 'FIRST') && !isWord(tokens, which, 'NEXT')) return [];
  const count = nextSolid(tokens, which + 1);
  const rows = isRows(tokens, count) ? count : nextSolid(tokens, count + 1);
  const only = nextSolid(tokens, rows + 1);
  if (!isRows(tokens, rows) || !isWord(tokens, only, 'ONLY')) return [];
  const text = `LIMIT ${rows === count ? '1' : tokenText(tokens, count)}`;
  return [{ start: tokenStart(tokens, word), end: tokens.ends[only]!, text }];
}

/** MySQL's `LIMIT offset, count`. */
function swapped(tokens: Tokens, limit: number): Edit[] {
  const offset = nextSolid(tokens, limit + 1);
  const comma = nextSolid(tokens, offset + 1);
  const count = nextSolid(tokens, comma + 1);
  if (!isText(tokens, comma, ',') || tokens.types[offset] !== T.number || tokens.types[count] !== T.number) return [];
  const text = `${tokenText(tokens, count)} OFFSET ${tokenText(tokens, offset)}`;
  return [{ start: tokenStart(tokens, offset), end: tokens.ends[count]!, text }];
}
