import type { SourceLocation } from '../error/diagnostic.ts';
import { lineColumn } from '../sql/location.ts';
import type { Statement } from './model.ts';

/** Where an offset of a statement stands in its file. */
export function placeInStatement({ sql, at }: Statement, offset: number): SourceLocation {
  const { line, column } = lineColumn(sql, offset);
  return { file: at.file, line: at.line + line - 1, column: line === 1 ? at.column + column - 1 : column };
}
