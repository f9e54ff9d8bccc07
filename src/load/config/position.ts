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

/** A place in a configuration file; lines that may hold a secret are marked, so that none is printed with an error. */
export function configPlace(source: string, file: string): (offset: number) => SourceLocation {
  return (offset) => withSecrecy(source, { file, ...lineAndColumn(source, offset) });
}

export function withSecrecy(source: string, at: SourceLocation): SourceLocation {
  const line = source.split('\n', at.line).at(at.line - 1) ?? '';
  return mayHoldSecret(line) ? { ...at, secret: true } : at;
}
