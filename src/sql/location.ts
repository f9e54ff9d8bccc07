// Offsets → lines and columns for people. Lines end at \n, \r\n or a lone \r; columns count UTF-16 units, as editors do.
import type { SourceLocation } from '../error/diagnostic.ts';

/** Start offsets of all lines of one text. */
export type LineIndex = Uint32Array;

export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

export function lineIndex(text: string): LineIndex {
  const starts: number[] = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return Uint32Array.from(starts);
}

/** For many places of one text. */
export function lineColumnAt(index: LineIndex, offset: number): LineColumn {
  let low = 0;
  let high = index.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (index[middle]! <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - index[low]! + 1 };
}

/** For a single place: needs no index. */
export function lineColumn(text: string, offset: number): LineColumn {
  const until = Math.min(offset, text.length);
  let line = 1;
  let start = 0;
  for (let i = 0; i < until; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) {
      line++;
      start = i + 1;
    }
  }
  return { line, column: until - start + 1 };
}

/** The place of [start, end) in a file, as diagnostics want it. */
export function sourceLocation(file: string, text: string, span: { start: number; end?: number }): SourceLocation {
  const place = lineColumn(text, span.start);
  const length = span.end === undefined ? 0 : Math.min(span.end, text.length) - span.start;
  return { file, ...place, ...(length > 0 ? { length } : {}) };
}
