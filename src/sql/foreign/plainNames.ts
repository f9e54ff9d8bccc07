// Names that the translator takes for words of the language: `WITH final AS (…)`. In quotes they are names again.
import type { Edit } from '../edit.ts';
import { lexicalRules } from '../lexicalRules.ts';
import { clauses } from './clauseWords.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';

const misread = new Set(
  `ANALYZE ANTI ARRAY ASOF ATTACH CLUSTER DATABASE DESCRIBE DETACH FINAL ISNULL MAP MATERIALIZED ONLY PIVOT PRIMARY SEMI
   SHOW TEMP TOP UNPIVOT`.split(/\s+/),
);

export function plainName(tokens: Tokens, i: number, dialect: string): Edit | undefined {
  const word = tokenText(tokens, i);
  const isOffset = dialect === 'bigquery' && isWord(tokens, i, 'OFFSET');
  if (isOffset && isWord(tokens, previousSolid(tokens, i - 1), 'WITH')) return unnamedOffset(tokens, i);
  if (!(isOffset || misread.has(word.toUpperCase())) || !isUsedAsName(tokens, i)) return undefined;
  const quote = lexicalRules(dialect).doubleQuoteString ? '`' : '"';
  return { start: tokenStart(tokens, i), end: tokens.ends[i]!, text: `${quote}${word}${quote}` };
}

/** `UNNEST(list) WITH OFFSET`: the column has the word for its name. */
function unnamedOffset(tokens: Tokens, i: number): Edit | undefined {
  const next = nextSolid(tokens, i + 1);
  const isAlias = tokens.types[next] === T.word && !clauses.has(tokenText(tokens, next).toUpperCase());
  if (isAlias || tokens.types[next] === T.quoted) return undefined;
  return { start: tokens.ends[i]!, end: tokens.ends[i]!, text: ' AS offset' };
}

const beforeColumn = ['SELECT', 'BY', 'DISTINCT', 'ON', 'WHERE', 'AND', 'OR', 'HAVING', 'WHEN', 'THEN', 'ELSE', 'CASE'];
const afterColumn = ['FROM', 'AS', 'ASC', 'DESC', 'AND', 'OR', 'IS', 'IN', 'THEN', 'WHEN', 'ELSE', 'END'];

function isUsedAsName(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  const next = nextSolid(tokens, i + 1);
  if (isText(tokens, before, '.') || isText(tokens, next, '.')) return true;
  if (isText(tokens, next, '(') || isText(tokens, next, '<') || isText(tokens, next, '[')) return false;
  if (['AS', 'FROM', 'JOIN', 'WITH', 'RECURSIVE'].some((word) => isWord(tokens, before, word))) return true;
  const opens = isText(tokens, before, ',') || isText(tokens, before, '(') || isOperator(tokens, before);
  if (!opens && !beforeColumn.some((word) => isWord(tokens, before, word))) return false;
  const closes = next >= tokens.count || isText(tokens, next, ',') || isText(tokens, next, ')');
  return closes || isOperator(tokens, next) || afterColumn.some((word) => isWord(tokens, next, word));
}

function isOperator(tokens: Tokens, i: number): boolean {
  return i >= 0 && i < tokens.count && tokens.types[i] === T.operator;
}
