// `SELECT a, , b`: SQLMesh passes over what a list lacks; DuckDB takes no comma but one at the end of a list.
import { applyEdits, identityMap, type Edit, type Edited } from './edit.ts';
import { lex } from './lexer.ts';
import { isText, nextSolid, tokenStart } from './tokens.ts';

export function withoutDoubledCommas(text: string): Edited {
  if (!/,(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)*,/.test(text)) return { text, map: identityMap };
  const tokens = lex(text);
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const next = nextSolid(tokens, i + 1);
    if (!isText(tokens, i, ',') || next >= tokens.count || !isText(tokens, next, ',')) continue;
    edits.push({ start: tokenStart(tokens, next), end: tokens.ends[next]!, text: '' });
  }
  return edits.length === 0 ? { text, map: identityMap } : applyEdits(text, edits);
}
