// What each statement of a model file is: the query, a statement before or behind it, a definition.
import { isText, isWord, nextSolid, tokenText, T, type Tokens } from '../sql/tokens.ts';

export type StatementRole = 'query' | 'definition' | 'macro' | 'other';

const queryWords = ['SELECT', 'WITH', 'FROM', 'VALUES', 'PIVOT', 'UNPIVOT', 'TABLE'];

export function statementRole(tokens: Tokens, first: number, end: number): StatementRole {
  let i = first;
  while (i < end && isText(tokens, i, '(')) i = nextSolid(tokens, i + 1);
  if (queryWords.some((word) => isWord(tokens, i, word))) return 'query';
  if (tokens.types[first] !== T.at) return 'other';
  return isWord(tokens, first + 1, 'DEF') ? 'definition' : 'macro';
}

/** Macros whose output is a query: a statement that begins with one of them is the model's query. */
export function isQueryMacro(tokens: Tokens, first: number): boolean {
  return first + 1 < tokens.count && /^(union|with|date_spine|deduplicate)$/i.test(tokenText(tokens, first + 1));
}

export function isInsertSeed(tokens: Tokens, first: number): boolean {
  return tokens.types[first] === T.at && isWord(tokens, first + 1, 'INSERT_SEED');
}
