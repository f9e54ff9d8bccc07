// Span edits around the user's text, and the way back: from an offset in the edited text to the place it came from.

/** Replaces [start, end) of the text; start = end inserts. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One changed place: where it was, and where its replacement stands. */
interface MappedEdit {
  readonly start: number;
  readonly end: number;
  readonly editedStart: number;
  readonly editedEnd: number;
}

/**
 * The rounds of edits a text went through, oldest first; each round's offsets are those of the text it was applied to.
 * Plain data: it can be stored.
 */
export type SourceMap = readonly (readonly MappedEdit[])[];

export interface Edited {
  readonly text: string;
  readonly map: SourceMap;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export const identityMap: SourceMap = [];

/** Applies edits in the order of their places; edits at one place keep the given order. They must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  if (edits.length === 0) return { text, map: identityMap };
  const round: MappedEdit[] = [];
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) {
      throw new RangeError(`edit [${edit.start}, ${edit.end}) overlaps another one or lies outside of the text`);
    }
    result += text.slice(at, edit.start);
    round.push({
      start: edit.start,
      end: edit.end,
      editedStart: result.length,
      editedEnd: result.length + edit.text.length,
    });
    result += edit.text;
    at = edit.end;
  }
  return { text: result + text.slice(at), map: [round] };
}

/** The map of edits followed by more edits of their result. */
export function composeMaps(first: SourceMap, second: SourceMap): SourceMap {
  return [...first, ...second];
}

/** Where the character at `offset` of the edited text comes from. Inside a replacement: the start of what it replaced. */
export function originalOffset(map: SourceMap, offset: number): number {
  return originalSpan(map, offset, offset).start;
}

/** The smallest span of the original text that the edited span [start, end) was made from. */
export function originalSpan(map: SourceMap, start: number, end: number): Span {
  let span: Span = { start, end: Math.max(start, end) };
  for (let i = map.length - 1; i >= 0; i--) span = spanBeforeRound(map[i]!, span);
  return span;
}

/** Where the character at `offset` of the original text stands now. Inside a replaced span: the start of the replacement. */
export function editedOffset(map: SourceMap, offset: number): number {
  let at = offset;
  for (const round of map) {
    const edit = round[countUpTo(round, 'start', at) - 1];
    if (edit === undefined) continue;
    at = at < edit.end ? edit.editedStart : at + edit.editedEnd - edit.end;
  }
  return at;
}

function spanBeforeRound(round: readonly MappedEdit[], span: Span): Span {
  const start = placeBefore(round, span.start).start;
  if (span.end === span.start) {
    const place = placeBefore(round, span.start);
    return { start, end: place.inside ? place.end : start };
  }
  // The last character decides the end: an exclusive end may touch an edit that the span does not reach into.
  const last = placeBefore(round, span.end - 1);
  return { start, end: Math.max(start, last.inside ? last.end : last.start + 1) };
}

function placeBefore(round: readonly MappedEdit[], offset: number): Span & { readonly inside: boolean } {
  const edit = round[countUpTo(round, 'editedStart', offset) - 1];
  if (edit === undefined) return { start: offset, end: offset, inside: false };
  if (offset < edit.editedEnd) return { start: edit.start, end: edit.end, inside: true };
  const start = offset - edit.editedEnd + edit.end;
  return { start, end: start, inside: false };
}

/** How many edits of the round begin at or before `offset`. */
function countUpTo(round: readonly MappedEdit[], key: 'start' | 'editedStart', offset: number): number {
  let low = 0;
  let high = round.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (round[middle]![key] <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
