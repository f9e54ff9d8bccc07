// The text of a project file, and where an offset of it stands.
import type { SourceLocation } from '../error/diagnostic.ts';

export interface SourceText {
  /** Relative to the project root, with `/`. */
  readonly file: string;
  readonly text: string;
}

export function locate(source: SourceText, start: number, end = start): SourceLocation {
  const { text } = source;
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < start; next = text.indexOf('\n', lineStart)) {
    line++;
    lineStart = next + 1;
  }
  const column = start - lineStart + 1;
  if (end <= start) return { file: source.file, line, column };
  const lineEnd = text.indexOf('\n', start);
  const stop = lineEnd < 0 || lineEnd > end ? end : lineEnd;
  return { file: source.file, line, column, length: Math.max(1, stop - start) };
}
