// PostgreSQL's `a ISNULL` and `a NOTNULL`.
import { isText, isWord, nextSolid, previousSolid, T } from '../tokens.ts';
import { postgresLike, replace, type Pass } from './pass.ts';

const beforeValue = [
  'SELECT',
  'DISTINCT',
  'WHERE',
  'AND',
  'OR',
  'NOT',
  'ON',
  'BY',
  'HAVING',
  'WHEN',
  'THEN',
  'ELSE',
  'CASE',
  'AS',
];

export function nullTest(pass: Pass, i: number, name: string): boolean {
  const { tokens, dialect } = pass;
  const before = previousSolid(tokens, i - 1);
  if (before < 0 || !postgresLike.has(dialect) || isText(tokens, nextSolid(tokens, i + 1), '(')) return false;
  const type = tokens.types[before];
  const isValue = type === T.quoted || isText(tokens, before, ')') || type === T.word;
  if (!isValue || beforeValue.some((word) => isWord(tokens, before, word))) return false;
  replace(pass, i, name === 'ISNULL' ? 'IS NULL' : 'IS NOT NULL');
  return true;
}
