// What each statement of a model file is: the query, a statement before or behind it, a definition.
import { isText, isWord, nextSolid, tokenText, T, type Tokens } from '../sql/tokens.ts';

/** `unknown`: no statement begins so; a misspelt query, most likely. */
export type StatementRole = 'query' | 'definition' | 'macro' | 'other' | 'unknown';

const queryWords = ['SELECT', 'WITH', 'FROM', 'VALUES', 'PIVOT', 'UNPIVOT', 'TABLE'];

export function statementRole(tokens: Tokens, first: number, end: number): StatementRole {
  let i = first;
  while (i < end && isText(tokens, i, '(')) i = nextSolid(tokens, i + 1);
  if (queryWords.some((word) => isWord(tokens, i, word))) return 'query';
  if (tokens.types[first] !== T.at) return isStatementWord(tokens, first) ? 'other' : 'unknown';
  return isWord(tokens, first + 1, 'DEF') ? 'definition' : 'macro';
}

const statementWords = new Set(
  (
    'ALTER ANALYZE ATTACH BEGIN CACHE CALL CHECKPOINT COMMENT COMMIT COPY CREATE DECLARE DELETE DESCRIBE DETACH DROP EXEC EXECUTE ' +
    'EXPLAIN EXPORT GRANT IMPORT INSERT INSTALL LOAD MERGE OPTIMIZE PRAGMA REFRESH REPLACE RESET REVOKE ROLLBACK SET SHOW ' +
    'SUMMARIZE TRUNCATE UNSET UPDATE USE VACUUM'
  ).split(' '),
);

function isStatementWord(tokens: Tokens, i: number): boolean {
  return statementWords.has(tokenText(tokens, i).toUpperCase());
}

/** Macros whose output is a query: a statement that begins with one of them is the model's query. */
export function isQueryMacro(tokens: Tokens, first: number): boolean {
  return first + 1 < tokens.count && /^(union|with|date_spine|deduplicate)$/i.test(tokenText(tokens, first + 1));
}

export function isInsertSeed(tokens: Tokens, first: number): boolean {
  return tokens.types[first] === T.at && isWord(tokens, first + 1, 'INSERT_SEED');
}
