// Snowflake's FIRST_VALUE, LAST_VALUE and NTH_VALUE see the whole partition unless a frame is given, also by a named window.
import type { Edit } from '../edit.ts';
import { unquote } from '../identifier.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { isName, openingBracket } from './operand.ts';
import { closingBracket } from './template.ts';

const positional = new Set(['FIRST_VALUE', 'LAST_VALUE', 'NTH_VALUE']);
const frame = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

export interface FrameEdit extends Edit {
  /** The translator reads no frame behind the name of a window. */
  readonly isNamed: boolean;
}

export function wholeFrame(tokens: Tokens, over: number): FrameEdit | undefined {
  if (!positional.has(calledBefore(tokens, over))) return undefined;
  const window = nextSolid(tokens, over + 1);
  if (isText(tokens, window, '(')) {
    const start = tokenStart(tokens, closingBracket(tokens, window));
    return needsFrame(tokens, window) ? { start, end: start, text: ` ${frame}`, isNamed: false } : undefined;
  }
  const open = definition(tokens, window);
  if (open === undefined || !needsFrame(tokens, open)) return undefined;
  const text = `(${tokenText(tokens, window)} ${frame})`;
  return { start: tokenStart(tokens, window), end: tokens.ends[window]!, text, isNamed: true };
}

/** The name of the function whose call stands before OVER. */
function calledBefore(tokens: Tokens, over: number): string {
  let close = previousSolid(tokens, over - 1);
  if (isWord(tokens, close, 'NULLS')) close = previousSolid(tokens, previousSolid(tokens, close - 1) - 1);
  if (!isText(tokens, close, ')')) return '';
  const name = previousSolid(tokens, (openingBracket(tokens, close) ?? 0) - 1);
  return tokens.types[name] === T.word ? tokenText(tokens, name).toUpperCase() : '';
}

/** Whether the window that opens at `open` has an order and no frame. */
function needsFrame(tokens: Tokens, open: number): boolean {
  const close = closingBracket(tokens, open);
  let isOrdered = false;
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    if (['ROWS', 'RANGE', 'GROUPS'].some((word) => isWord(tokens, i, word))) return false;
    isOrdered ||= isWord(tokens, i, 'ORDER');
  }
  return isOrdered;
}

/** Where the brackets of the named window open: `WINDOW w AS (…)` of the same query. */
function definition(tokens: Tokens, window: number): number | undefined {
  const name = nameOf(tokens, window);
  let isInClause = false;
  for (
    let i = selectAround(tokens, window);
    !isText(tokens, i, ')') && i < tokens.count;
    i = nextSolid(tokens, i + 1)
  ) {
    isInClause ||= isWord(tokens, i, 'WINDOW');
    const as = nextSolid(tokens, i + 1);
    const open = nextSolid(tokens, as + 1);
    const isDefined = isWord(tokens, as, 'AS') && isText(tokens, open, '(');
    if (isInClause && isDefined && isName(tokens, i) && nameOf(tokens, i) === name) return open;
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
  }
  return undefined;
}

/** The SELECT that `inner` belongs to. */
function selectAround(tokens: Tokens, inner: number): number {
  let i = inner;
  while (i > 0 && !isWord(tokens, i, 'SELECT')) {
    if (isText(tokens, i, ')')) i = openingBracket(tokens, i) ?? 0;
    i = previousSolid(tokens, i - 1);
  }
  return Math.max(i, 0);
}

function nameOf(tokens: Tokens, i: number): string {
  if (!isName(tokens, i)) return '';
  const text = tokenText(tokens, i);
  return tokens.types[i] === T.quoted ? unquote(text) : text.toUpperCase();
}
