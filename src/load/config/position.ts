// Line and column, counted from 1, of an offset in a text.
import type { SourceLocation } from '../../error/diagnostic.ts';
import { mayHoldSecret } from './secrets.ts';

export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let i = before.indexOf('\n'); i !== -1; i = before.indexOf('\n', i + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}

/** Places in a configuration file; lines that may hold a secret are marked, so that none is printed with an error. */
export function configPlace(source: string, file: string): (start: number, end?: number) => SourceLocation {
  const lines = source.split('\n');
  const starts: number[] = [];
  let position = 0;
  for (const line of lines) {
    starts.push(position);
    position += line.length + 1;
  }
  return (start, end = start) => {
    const index = lineAt(starts, start);
    const column = start - starts[index]! + 1;
    const length = Math.min(end - start, lines[index]!.length - column + 1);
    const at = { file, line: index + 1, column, ...(length > 0 ? { length } : {}) };
    return mayHoldSecret(lines[index]!) ? { ...at, secret: true } : at;
  };
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function withSecrecy(source: string, at: SourceLocation): SourceLocation {
  const line = source.split('\n', at.line).at(at.line - 1) ?? '';
  return mayHoldSecret(line) ? { ...at, secret: true } : at;
}
