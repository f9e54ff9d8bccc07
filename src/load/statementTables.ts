// The query inside a statement that is not one itself: `CREATE TEMP TABLE t AS SELECT …`, `INSERT INTO t SELECT …`.
import { applyEdits, composeMaps } from '../sql/edit.ts';
import { lex } from '../sql/lexer.ts';
import { isWord, nextSolid, tokenStart, type Tokens } from '../sql/tokens.ts';
import type { ExpandedText } from '../model/expandModel.ts';
import { bracketStep } from '../model/property/split.ts';

/** Undefined when the statement holds no query at its top level. */
export function tableQuery(statement: ExpandedText, dialect: string): ExpandedText | undefined {
  if (!/\b(select|from)\b/i.test(statement.text)) return undefined;
  const tokens = lex(statement.text, dialect);
  const first = nextSolid(tokens, 0);
  if (!['CREATE', 'INSERT', 'SELECT', 'WITH', 'FROM', 'COPY'].some((word) => isWord(tokens, first, word)))
    return undefined;
  const start = queryStart(tokens, first);
  if (start === undefined) return undefined;
  const cut = applyEdits(statement.text, start === 0 ? [] : [{ start: 0, end: start, text: '' }]);
  return { ...statement, text: cut.text, map: composeMaps(statement.map, cut.map) };
}

function queryStart(tokens: Tokens, first: number): number | undefined {
  let depth = 0;
  for (let i = first; i < tokens.count; i++) {
    depth += bracketStep(tokens, i);
    if (depth !== 0) continue;
    if (isWord(tokens, i, 'SELECT') || isWord(tokens, i, 'WITH') || isWord(tokens, i, 'FROM'))
      return tokenStart(tokens, i);
  }
  return undefined;
}
