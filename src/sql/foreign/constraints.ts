// Keys and indexes of CREATE TABLE, which the translator does not read. A key travels as a column.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, tokenEnd, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket } from './template.ts';

const mark = 'mesh_key_';

/** The edit for the key or index that begins with the word at `i`, and what travels for it; `index` tells it from others. */
export function tableKey(
  tokens: Tokens,
  i: number,
  { dialect, index }: { readonly dialect: string; readonly index: number },
): { readonly edit: Edit; readonly name: string; readonly text: string } | undefined {
  const before = previousSolid(tokens, i - 1);
  const isItem = isText(tokens, before, ',') || isText(tokens, before, '(');
  if (!isItem || !isWord(tokens, nextSolid(tokens, 0), 'CREATE')) return undefined;
  const word = isWord(tokens, i, 'CONSTRAINT') ? nextSolid(tokens, nextSolid(tokens, i + 1) + 1) : i;
  const kind = ['PRIMARY', 'UNIQUE', 'KEY', 'INDEX'].find((name) => isWord(tokens, word, name));
  const isIndex = kind === 'KEY' || kind === 'INDEX';
  if (kind === undefined || (isIndex && dialect !== 'mysql')) return undefined;
  let open = nextSolid(tokens, word + 1);
  // The words KEY and INDEX, and a name.
  for (let n = 0; n < 2 && !isText(tokens, open, '('); n++) open = nextSolid(tokens, open + 1);
  const close = closingBracket(tokens, open);
  const after = nextSolid(tokens, close + 1);
  if (!isText(tokens, open, '(') || !(isText(tokens, after, ',') || isText(tokens, after, ')'))) return undefined;
  const name = `${mark}${index}`;
  const columns = tokens.text.slice(tokenStart(tokens, open), tokenEnd(tokens, close)).replaceAll('`', '"');
  const text = kind === 'PRIMARY' ? `PRIMARY KEY ${columns}` : `UNIQUE ${columns}`;
  // An index says how to find rows, not which there are.
  if (isIndex && isType(tokenText(tokens, nextSolid(tokens, word + 1)))) return undefined;
  const start = isIndex ? tokenStart(tokens, before) : tokenStart(tokens, i);
  if (isIndex && !isText(tokens, before, ',')) return undefined;
  return { edit: { start, end: tokenEnd(tokens, close), text: isIndex ? '' : `${name} INT` }, name, text };
}

/** Keys without the type of a column. */
export function withKeys(text: string): string {
  return text.replaceAll(new RegExp(`(["\`]?${mark}\\d+["\`]?) INT\\b`, 'gi'), '$1');
}

/** A column may be called `key`: what follows is its type then. */
function isType(word: string): boolean {
  return /^(?:VARCHAR|CHAR|DECIMAL|NUMERIC|INT|BIGINT|DATETIME|TIMESTAMP|TIME|FLOAT|DOUBLE|BINARY|VARBINARY|ENUM|SET)$/i.test(
    word,
  );
}
