// DuckDB takes no qualified names on the left of SET: `SET target.a = source.a` becomes `SET a = source.a`. The two sides
// may also be called as SQLMesh calls them in what it stores.
import { applyEdits, type Edit } from '../../sql/edit.ts';
import { lex } from '../../sql/lexer.ts';
import { isText, isWord, nextSolid, tokenEnd, tokenStart, tokenText } from '../../sql/tokens.ts';

const sides: Readonly<Record<string, string>> = { __merge_source__: 'source', __merge_target__: 'target' };

/** `__MERGE_SOURCE__.a` → `source.a`. */
export function sidesByName(text: string): string {
  if (!/__merge_(source|target)__/i.test(text)) return text;
  const tokens = lex(text);
  const edits: Edit[] = [];
  for (let i = nextSolid(tokens, 0); i < tokens.count; i = nextSolid(tokens, i + 1)) {
    const side = sides[tokenText(tokens, i).replaceAll('"', '').toLowerCase()];
    if (side !== undefined) edits.push({ start: tokenStart(tokens, i), end: tokenEnd(tokens, i), text: side });
  }
  return applyEdits(text, edits).text;
}

export function unqualifiedTargets(written: string): string {
  const clause = sidesByName(written);
  const tokens = lex(clause);
  const edits: Edit[] = [];
  let depth = 0;
  let inSet = false;
  for (let i = nextSolid(tokens, 0); i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(') || isText(tokens, i, '[') || isText(tokens, i, '{')) depth++;
    if (isText(tokens, i, ')') || isText(tokens, i, ']') || isText(tokens, i, '}')) depth--;
    if (depth > 0) continue;
    if (!inSet && isWord(tokens, i, 'SET')) inSet = true;
    else if (!inSet || !isText(tokens, i, ',')) continue;
    const name = nextSolid(tokens, i + 1);
    const dot = nextSolid(tokens, name + 1);
    if (name >= tokens.count || !isText(tokens, dot, '.')) continue;
    const text = tokenText(tokens, name).replaceAll('"', '').toLowerCase();
    if (text === 'target') edits.push({ start: tokenStart(tokens, name), end: tokenEnd(tokens, dot), text: '' });
  }
  return applyEdits(clause, edits).text;
}
