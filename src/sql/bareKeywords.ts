// `SELECT id, group FROM t`: SQLMesh takes GROUP and ORDER for names where no BY follows; in DuckDB they are reserved.
import { applyEdits, identityMap, type Edit, type Edited } from './edit.ts';
import { lex } from './lexer.ts';
import { isText, isWord, nextSolid, previousSolid, tokenStart, tokenText } from './tokens.ts';

/** A query in DuckDB's dialect with such names in quotes. */
export function quoteBareKeywords(text: string): Edited {
  if (!/\b(?:group|order)\b(?!\s+by\b)/i.test(text)) return { text, map: identityMap };
  const tokens = lex(text);
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (!isWord(tokens, i, 'GROUP') && !isWord(tokens, i, 'ORDER')) continue;
    const next = nextSolid(tokens, i + 1);
    const before = previousSolid(tokens, i - 1);
    // `t.group`, `1 AS group` and `group := 1` are names in DuckDB as well; WITHIN GROUP (…) and EXCLUDE GROUP are clauses.
    if (isWord(tokens, next, 'BY') || isText(tokens, next, '(')) continue;
    if (isText(tokens, before, '.') || isWord(tokens, before, 'AS') || isWord(tokens, before, 'EXCLUDE')) continue;
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: `"${tokenText(tokens, i)}"` });
  }
  return edits.length === 0 ? { text, map: identityMap } : applyEdits(text, edits);
}
