// Windows made of other windows, which the translator does not read: `OVER (w ORDER BY a)`, `WINDOW v AS (w ORDER BY a)`.
// The name travels as if the window were parted by it.
import type { Edit } from '../edit.ts';
import {
  isText,
  isWord,
  nextSolid,
  previousSolid,
  T,
  tokenEnd,
  tokenStart,
  tokenText,
  type Tokens,
} from '../tokens.ts';

const mark = 'mesh_window_base_';

/** The edit for the bracket at `open`, and the name that travels; `index` tells it from others. */
export function windowBase(
  tokens: Tokens,
  open: number,
  index: number,
): { readonly edit: Edit; readonly name: string; readonly text: string } | undefined {
  const name = nextSolid(tokens, open + 1);
  if (!isWindow(tokens, open) || !isName(tokens, name)) return undefined;
  const next = nextSolid(tokens, name + 1);
  if (!isText(tokens, next, ')') && !starts.some((word) => isWord(tokens, next, word))) return undefined;
  const edit = { start: tokenStart(tokens, name), end: tokenEnd(tokens, name), text: `PARTITION BY ${mark}${index}` };
  return { edit, name: `${mark}${index}`, text: tokenText(tokens, name).replaceAll('`', '"') };
}

/** The names in their own place. */
export function withWindowBases(text: string): string {
  return text.replaceAll(new RegExp(`PARTITION BY (["\`]?${mark}\\d+["\`]?)(?: NULLS (?:FIRST|LAST))?`, 'g'), '$1');
}

const starts = ['ORDER', 'ROWS', 'RANGE', 'GROUPS'];

function isName(tokens: Tokens, i: number): boolean {
  if (tokens.types[i] === T.quoted) return true;
  return tokens.types[i] === T.word && ![...starts, 'PARTITION'].some((word) => isWord(tokens, i, word));
}

/** Behind OVER, or behind AS in a WINDOW clause. */
function isWindow(tokens: Tokens, open: number): boolean {
  const before = previousSolid(tokens, open - 1);
  if (isWord(tokens, before, 'OVER')) return true;
  const list = previousSolid(tokens, previousSolid(tokens, before - 1) - 1);
  return isWord(tokens, before, 'AS') && (isWord(tokens, list, 'WINDOW') || isText(tokens, list, ','));
}
