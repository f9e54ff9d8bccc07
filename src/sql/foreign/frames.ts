// Frames that the translator does not read: `GROUPS BETWEEN …` and `… EXCLUDE TIES`. They travel as one more value of the order.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenEnd, tokenStart, type Tokens } from '../tokens.ts';
import { openingBracket } from './operand.ts';

const mark = 'mesh_frame_';

/** The edit for the frame that begins with the word at `i`, and the name that travels; `index` tells it from others. */
export function unreadFrame(
  tokens: Tokens,
  i: number,
  index: number,
): { readonly edit: Edit; readonly name: string; readonly text: string } | undefined {
  const first = nextSolid(tokens, i + 1);
  const isFrame =
    units.some((unit) => isWord(tokens, i, unit)) &&
    (tokens.types[first] === T.number || starts.some((word) => isWord(tokens, first, word)));
  if (!isFrame) return undefined;
  let last = i;
  let isUnread = isWord(tokens, i, 'GROUPS');
  for (let at = i; at < tokens.count && !isText(tokens, at, ')') && !isText(tokens, at, '(');) {
    isUnread ||= isWord(tokens, at, 'EXCLUDE');
    last = at;
    at = nextSolid(tokens, at + 1);
  }
  if (!isUnread || !isText(tokens, nextSolid(tokens, last + 1), ')')) return undefined;
  const [start, end] = [tokenStart(tokens, i), tokenEnd(tokens, last)];
  const text = `${isOrdered(tokens, i) ? ',' : 'ORDER BY'} ${mark}${index}`;
  return { edit: { start, end, text }, name: `${mark}${index}`, text: tokens.text.slice(start, end) };
}

/** The frames in their own place. */
export function withFrames(text: string): string {
  return text.replaceAll(
    new RegExp(`(?:,| ?ORDER BY) (["\`]?${mark}\\d+["\`]?)(?: ASC)?(?: NULLS (?:FIRST|LAST))?`, 'g'),
    ' $1',
  );
}

const units = ['ROWS', 'RANGE', 'GROUPS'];

const starts = ['BETWEEN', 'UNBOUNDED', 'CURRENT'];

function isOrdered(tokens: Tokens, frame: number): boolean {
  for (let i = previousSolid(tokens, frame - 1); i >= 0; i = previousSolid(tokens, i - 1)) {
    if (isText(tokens, i, ')')) i = openingBracket(tokens, i) ?? 0;
    else if (isText(tokens, i, '(')) return false;
    else if (isWord(tokens, i, 'ORDER')) return true;
  }
  return false;
}
