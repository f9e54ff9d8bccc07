// The columns that an expression of a kind's options names, as far as the text alone can tell: what may be something else
// (a field, a type, a unit, a keyword) is left to the engine.
import { lex } from '../sql/lexer.ts';
import { isKeyword } from '../sql/keywords.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenText, type Tokens } from '../sql/tokens.ts';

/** Macros, lambdas and subqueries have names of their own. */
const beyond = /@|->|:=|\blambda\b|\bselect\b|[{$]/i;

export function expressionColumns(text: string): string[] {
  if (beyond.test(text)) return [];
  const tokens = lex(text);
  const columns: string[] = [];
  for (let i = nextSolid(tokens, 0); i < tokens.count; i = nextSolid(tokens, i + 1)) {
    const column = columnAt(tokens, i);
    if (column !== undefined) columns.push(column);
  }
  return columns;
}

function columnAt(tokens: Tokens, i: number): string | undefined {
  const type = tokens.types[i];
  if (type !== T.word && type !== T.quoted) return undefined;
  const before = previousSolid(tokens, i - 1);
  if (before >= 0 && isText(tokens, before, '.'))
    return isOfRow(tokens, previousSolid(tokens, before - 1)) ? nameOf(tokens, i) : undefined;
  const after = nextSolid(tokens, i + 1);
  if (after < tokens.count) {
    if (isText(tokens, after, '(') || isText(tokens, after, '.')) return undefined;
    if (tokens.types[after] === T.string || isWord(tokens, after, 'FROM')) return undefined;
  }
  if (before >= 0) {
    if (tokens.types[before] === T.number || tokens.types[before] === T.string) return undefined;
    if (isText(tokens, before, ':') || isText(tokens, before, '::')) return undefined;
    if (isWord(tokens, before, 'AS') || isWord(tokens, before, 'COLLATE')) return undefined;
  }
  return type === T.word && isKeyword(tokenText(tokens, i).toLowerCase()) ? undefined : nameOf(tokens, i);
}

const rows = ['SOURCE', 'TARGET', '__MERGE_SOURCE__', '__MERGE_TARGET__'];

/** `source.` and `target.` of a merge. */
function isOfRow(tokens: Tokens, i: number): boolean {
  if (i < 0 || !rows.some((name) => isWord(tokens, i, name))) return false;
  const before = previousSolid(tokens, i - 1);
  return before < 0 || !isText(tokens, before, '.');
}

function nameOf(tokens: Tokens, i: number): string {
  const text = tokenText(tokens, i);
  return tokens.types[i] === T.quoted ? text.slice(1, -1).replaceAll('""', '"') : text;
}
