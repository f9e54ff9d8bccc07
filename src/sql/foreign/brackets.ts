// Brackets that the translator does not read: around joins, and around the query of `= ANY (SELECT …)`.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { clauses } from './clauseWords.ts';
import { closingBracket } from './template.ts';

/** `FROM (a JOIN b ON …) JOIN c` without the brackets, which say nothing there. */
export function joinEdits(tokens: Tokens, from: number): Edit[] {
  if (!isWord(tokens, from, 'FROM')) return [];
  const edits: Edit[] = [];
  let open = nextSolid(tokens, from + 1);
  while (isText(tokens, open, '(') && bracketsJoin(tokens, open)) {
    const close = closingBracket(tokens, open);
    edits.push(replaced(tokens, open, ' '), replaced(tokens, close, ' '));
    open = nextSolid(tokens, open + 1);
  }
  return edits;
}

function bracketsJoin(tokens: Tokens, open: number): boolean {
  const close = closingBracket(tokens, open);
  const after = nextSolid(tokens, close + 1);
  const hasAlias =
    after < tokens.count &&
    !(isText(tokens, after, ')') || isText(tokens, after, ',') || isText(tokens, after, ';')) &&
    !(tokens.types[after] === T.word && clauses.has(tokenText(tokens, after).toUpperCase()));
  if (hasAlias || opensQuery(tokens, open)) return false;
  for (let i = open + 1; i < close; i++) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    else if (isWord(tokens, i, 'JOIN')) return true;
  }
  return false;
}

/** `a = ANY (SELECT …)`: a second pair of brackets makes the query an argument. Undefined where it is something else. */
export function quantifiedQuery(tokens: Tokens, word: number): Edit[] | undefined {
  const open = nextSolid(tokens, word + 1);
  const before = previousSolid(tokens, word - 1);
  if (before < 0 || tokens.types[before] !== T.operator || !opensQuery(tokens, open)) return undefined;
  return [replaced(tokens, open, '(('), replaced(tokens, closingBracket(tokens, open), '))')];
}

function opensQuery(tokens: Tokens, open: number): boolean {
  const first = nextSolid(tokens, open + 1);
  return ['SELECT', 'WITH', 'VALUES', 'FROM'].some((word) => isWord(tokens, first, word));
}

function replaced(tokens: Tokens, i: number, text: string): Edit {
  return { start: tokenStart(tokens, i), end: tokens.ends[i]!, text };
}
