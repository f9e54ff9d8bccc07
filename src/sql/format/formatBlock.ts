// Layout of a MODEL, AUDIT or METRIC block: one property a line, lists broken where they do not fit.
import type { BlockItem } from '../splitStatements.ts';
import {
  T,
  isText,
  isTrivia,
  isWord,
  nextSolid,
  tokenEnd,
  tokenStart,
  tokenText,
  tokenType,
  type Tokens,
} from '../tokens.ts';
import type { FormatStyle } from './formatStyle.ts';
import { closingBracket, type TokenSpan } from './pieces.ts';

/** Without the closing semicolon. Undefined when the block is not closed. */
export function formatBlock(tokens: Tokens, block: BlockItem, style: FormatStyle): string | undefined {
  const { open, close, name } = block;
  if (close === undefined) return undefined;
  const pad = ' '.repeat(style.indent);
  const lines = entriesOf(tokens, { first: open + 1, end: close }).flatMap((entry) => [
    ...entry.before.map((comment) => pad + comment),
    ...(entry.first < entry.end ? [`${pad}${propertyText(tokens, entry, style)}${tail(entry)}`] : []),
  ]);
  return lines.length === 0 ? `${name} ()` : `${name} (\n${lines.join('\n')}\n)`;
}

/** What stands between two commas, with the comments around it. */
interface Entry extends TokenSpan {
  readonly before: readonly string[];
  /** At the end of its line, behind the comma. */
  readonly behind: string | undefined;
  readonly comma: boolean;
}

function tail({ comma, behind }: Entry): string {
  return (comma ? ',' : '') + (behind === undefined ? '' : ` ${behind}`);
}

function entriesOf(tokens: Tokens, span: TokenSpan): Entry[] {
  const entries: Entry[] = [];
  for (let at = span.first; ;) {
    const before: string[] = [];
    for (; at < span.end && isTrivia(tokens, at); at++) {
      if (tokenType(tokens, at) !== T.whitespace) before.push(tokenText(tokens, at).trimEnd());
    }
    const first = at;
    if (first >= span.end) {
      if (before.length > 0) entries.push({ first, end: first, before, behind: undefined, comma: false });
      return entries;
    }
    const comma = commaAt(tokens, first, span.end);
    const stop = comma ?? span.end;
    let end = stop;
    while (end > first && isTrivia(tokens, end - 1)) end--;
    at = comma === undefined ? end : comma + 1;
    const inner = comma === undefined ? { comments: [], end } : commentsOfLine(tokens, end, comma);
    const outer = commentsOfLine(tokens, at, span.end);
    at = outer.end;
    const comments = [...inner.comments, ...outer.comments];
    // Two of them would become one on the same line.
    const fits = comments.length <= 1 && inner.end === (comma ?? end);
    if (!fits && inner.end !== (comma ?? end))
      comments.splice(inner.comments.length, 0, ...laterComments(tokens, inner.end, comma!));
    entries.push({
      first,
      end,
      before: fits ? before : [...before, ...comments],
      behind: fits ? comments[0] : undefined,
      comma: comma !== undefined,
    });
    if (comma === undefined && at >= span.end) return entries;
  }
}

/** The comments from `at` to the end of its line. */
function commentsOfLine(tokens: Tokens, at: number, limit: number): { comments: string[]; end: number } {
  const comments: string[] = [];
  let i = at;
  for (
    ;
    i < limit && isTrivia(tokens, i) && !(tokenType(tokens, i) === T.whitespace && tokenText(tokens, i).includes('\n'));
    i++
  ) {
    if (tokenType(tokens, i) !== T.whitespace) comments.push(tokenText(tokens, i).trimEnd());
  }
  return comments.length > 0 || i >= limit ? { comments, end: i } : { comments, end: at };
}

function laterComments(tokens: Tokens, at: number, limit: number): string[] {
  const comments: string[] = [];
  for (let i = at; i < limit; i++) {
    if (tokenType(tokens, i) !== T.whitespace) comments.push(tokenText(tokens, i).trimEnd());
  }
  return comments;
}

/** The next comma outside of brackets. */
function commaAt(tokens: Tokens, from: number, limit: number): number | undefined {
  let depth = 0;
  for (let i = from; i < limit; i++) {
    if (tokenType(tokens, i) !== T.punctuation) continue;
    const text = tokenText(tokens, i);
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text)) depth--;
    else if (text === ',' && depth === 0) return i;
  }
  return undefined;
}

/** With a comment inside it stays as it is written. */
function propertyText(tokens: Tokens, { first, end }: TokenSpan, style: FormatStyle): string {
  for (let i = first; i < end; i++) {
    const type = tokenType(tokens, i);
    if (type === T.lineComment || type === T.blockComment) {
      return tokens.text.slice(tokenStart(tokens, first), tokenEnd(tokens, end - 1));
    }
  }
  if (tokenType(tokens, first) !== T.word) return layOut(tokens, { first, end }, { style, depth: 1 });
  const key = tokenText(tokens, first).toLowerCase();
  const value = nextSolid(tokens, first + 1);
  if (value >= end) return key;
  const text = layOut(tokens, { first: value, end }, { style, depth: 1, used: key.length + 1 });
  return `${key} ${isWord(tokens, first, 'KIND') ? upperKind(text) : text}`;
}

function upperKind(text: string): string {
  return text.replace(/^[A-Za-z_0-9]+/, (name) => name.toUpperCase());
}

interface Room {
  readonly style: FormatStyle;
  readonly depth: number;
  /** Characters of the line that are taken already. */
  readonly used?: number;
}

/** On one line where it fits, else with the last bracket that is not empty broken at its commas. */
function layOut(tokens: Tokens, span: TokenSpan, { style, depth, used = 0 }: Room): string {
  const flat = flatText(tokens, span);
  const pad = ' '.repeat(depth * style.indent);
  if (pad.length + used + flat.length + 1 <= style.maxTextWidth) return flat;
  const bracket = lastBracket(tokens, span);
  if (bracket === undefined) return flat;
  const { open, close } = bracket;
  const inside = pad + ' '.repeat(style.indent);
  const lines = entriesOf(tokens, { first: open + 1, end: close }).map(
    (entry) => `${inside}${layOut(tokens, entry, { style, depth: depth + 1 })}${tail(entry)}`,
  );
  const head = flatText(tokens, { first: span.first, end: open + 1 });
  return `${head}\n${lines.join('\n')}\n${pad}${flatText(tokens, { first: close, end: span.end })}`;
}

function lastBracket(tokens: Tokens, { first, end }: TokenSpan): { open: number; close: number } | undefined {
  let found: { open: number; close: number } | undefined;
  for (let i = first; i < end; i++) {
    if (!isText(tokens, i, '(') && !isText(tokens, i, '[') && !isText(tokens, i, '{')) continue;
    const close = closingBracket(tokens, i, end);
    if (close === undefined) return found;
    if (nextSolid(tokens, i + 1) < close && !isText(tokens, i, '{')) found = { open: i, close };
    i = close;
  }
  return found;
}

function flatText(tokens: Tokens, { first, end }: TokenSpan): string {
  let text = '';
  let spaced = false;
  let previous = '';
  for (let i = first; i < end; i++) {
    if (isTrivia(tokens, i)) {
      spaced = true;
      continue;
    }
    const own = tokenText(tokens, i);
    if (text !== '' && hasGap(previous, own, spaced)) text += ' ';
    text += own;
    previous = own;
    spaced = false;
  }
  return text;
}

function hasGap(previous: string, next: string, spaced: boolean): boolean {
  if (next === ',' || next === ')' || next === ']' || previous === '(' || previous === '[') return false;
  return previous === ',' || spaced;
}
