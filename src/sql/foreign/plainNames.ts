// Names that the translator takes for words of the language: `WITH final AS (…)`. In quotes they are names again.
import type { Edit } from '../edit.ts';
import { lexicalRules } from '../lexicalRules.ts';
import { clauses } from './clauseWords.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';

/** Misread wherever a column may stand. */
const misread = new Set(
  `ANALYZE ANTI APPLY ARRAY ASOF AT ATTACH AUTO_INCREMENT CALL CAST CHARACTER CLUSTER DATABASE DESCRIBE DETACH DISTRIBUTE DIV
   END EXPLAIN EXTRACT FETCH FINAL FORCE FOREIGN FULL GROUP GROUPING HINT INSTALL INTERVAL ISNULL LEFT LIMIT MAP
   MATERIALIZED NATURAL NO OFFSET ONLY OPTION ORDER OVER OVERLAPS PIVOT PRAGMA PRIMARY RESPECT RETURN RIGHT SEMI SHOW
   SORT TEMP TOP TYPE UNCACHE UNPIVOT VALUES WINDOW WITHOUT ZONE`.split(/\s+/),
);

/** Words that begin something else where a column may stand: names only after a dot, before one, or as an alias. */
const reserved = new Set(
  `ALL ALTER AND AS BETWEEN CASE CREATE CROSS CURRENT_DATE CURRENT_DATETIME CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
   DISTINCT DROP ELSE EXCEPT EXISTS FOR FROM HAVING IN INNER INSERT INTERSECT INTO IS JOIN LATERAL LOCALTIME LOCALTIMESTAMP MATCH_RECOGNIZE
   NOTNULL ON OR OUT OUTER PREWHERE SAMPLE SESSION_USER TABLESAMPLE THEN UNION USING WHEN WHERE WITH`.split(/\s+/),
);

/** Also types: `CAST(x AS INTERVAL)`. */
const types = new Set(['CHARACTER', 'INTERVAL', 'MAP', 'ARRAY']);

export function plainName(tokens: Tokens, i: number, dialect: string): Edit | undefined {
  const word = tokenText(tokens, i);
  const upper = word.toUpperCase();
  if (upper === 'OFFSET' && isWord(tokens, previousSolid(tokens, i - 1), 'WITH')) {
    return dialect === 'bigquery' ? unnamedOffset(tokens, i) : undefined;
  }
  const isName = misread.has(upper) ? isUsedAsName(tokens, i) : reserved.has(upper) && isPartOrAlias(tokens, i);
  if (!isName) return undefined;
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

const beforeColumn = new Set(
  'SELECT BY DISTINCT ON WHERE AND OR NOT HAVING WHEN THEN ELSE CASE BETWEEN LIKE ILIKE QUALIFY'.split(' '),
);
const afterColumn = new Set(
  `FROM AS ASC DESC NULLS AND OR NOT IS IN LIKE ILIKE RLIKE REGEXP SIMILAR BETWEEN THEN WHEN ELSE END GROUP HAVING QUALIFY WINDOW
   ORDER LIMIT OFFSET UNION INTERSECT EXCEPT ROWS RANGE COLLATE`.split(/\s+/),
);
/** `SELECT a type FROM t` */
const plainAliases = new Set(['CALL', 'HINT', 'NO', 'OPTION', 'TYPE']);

function isUsedAsName(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  const next = nextSolid(tokens, i + 1);
  const upper = tokenText(tokens, i).toUpperCase();
  const isType = types.has(upper);
  if (isText(tokens, next, '(') || (isType && (isText(tokens, next, '<') || isText(tokens, next, '[')))) return false;
  if (isText(tokens, before, '.') || isText(tokens, next, '.')) return true;
  if (isWord(tokens, before, 'AS')) return !isType || (isPartOrAlias(tokens, i) && !isText(tokens, next, ')'));
  if (isWord(tokens, before, 'WITH') || isWord(tokens, before, 'RECURSIVE')) return isWord(tokens, next, 'AS');
  if (isWord(tokens, before, 'FROM') || isWord(tokens, before, 'JOIN')) {
    return upper !== 'VALUES' || isText(tokens, next, ')');
  }
  // A type, or the name of an argument.
  if (isText(tokens, before, '::') || isText(tokens, next, '=>')) return false;
  const opens = isText(tokens, before, ',') || isText(tokens, before, '(') || isOperator(tokens, before);
  if (!opens && !beforeColumn.has(tokenText(tokens, before).toUpperCase())) {
    return plainAliases.has(upper) && (isText(tokens, next, ',') || isWord(tokens, next, 'FROM'));
  }
  // `INTERVAL -1 DAY`
  if (isType && (isText(tokens, next, '-') || isText(tokens, next, '+'))) return false;
  return closes(tokens, next) || isOperator(tokens, next) || afterColumn.has(tokenText(tokens, next).toUpperCase());
}

/** `t.end`, `x AS end` */
function isPartOrAlias(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  const next = nextSolid(tokens, i + 1);
  if (isText(tokens, before, '.')) return !isText(tokens, next, '(');
  return isWord(tokens, before, 'AS') && (closes(tokens, next) || isWord(tokens, next, 'FROM'));
}

function closes(tokens: Tokens, next: number): boolean {
  return next >= tokens.count || isText(tokens, next, ',') || isText(tokens, next, ')') || isText(tokens, next, ';');
}

function isOperator(tokens: Tokens, i: number): boolean {
  return i >= 0 && i < tokens.count && tokens.types[i] === T.operator;
}
