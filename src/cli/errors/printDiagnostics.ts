// Problems as people read them: place, code and message, the source line with a caret, the hint, related places.
import type { Diagnostic, Severity, SourceLocation } from '../../error/diagnostic.ts';
import type { Paint, Style } from '../paint.ts';
import { codeFrame, withoutControls } from './codeFrame.ts';
import type { SourceLines } from './sourceLines.ts';

export interface PrintOptions {
  readonly paint: Paint;
  readonly sources: SourceLines;
}

const colours: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'blue' };

/** All of them by file and line, then one line that counts them. */
export function printDiagnostics(list: readonly Diagnostic[], options: PrintOptions): string {
  const blocks = sortedDiagnostics(list).map((d) => printDiagnostic(d, options));
  return [...blocks, summaryLine(list, options.paint)].join('\n\n');
}

export function printDiagnostic(problem: Diagnostic, { paint, sources }: PrintOptions): string {
  const style = colours[problem.severity];
  const label = paint([style, 'bold'], problem.severity);
  const head = `${label} ${paint('dim', problem.code)} ${paint('bold', withoutControls(problem.message))}`;
  const lines = [problem.at === undefined ? head : `${place(problem.at, paint)} ${head}`];
  // Bytes that are no text say nothing.
  if (problem.at !== undefined && problem.code !== 'MODEL_FILE_BINARY') {
    lines.push(...frame(problem.at, { paint, sources }));
  }
  if (problem.hint !== undefined) lines.push(indent(`${paint('cyan', 'hint:')} ${withoutControls(problem.hint)}`));
  for (const { message, at } of problem.related ?? []) {
    lines.push(indent(`${place(at, paint)} ${message}`), ...frame(at, { paint, sources }));
  }
  return lines.join('\n');
}

/** `3 errors and 1 warning`. */
export function summaryLine(list: readonly Diagnostic[], paint: Paint): string {
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = list.filter((d) => d.severity === severity).length;
    const noun = severity === 'info' ? 'remark' : severity;
    return count === 0 ? [] : [paint([colours[severity], 'bold'], `${count} ${noun}${count === 1 ? '' : 's'}`)];
  });
  return counts.length < 3 ? counts.join(' and ') : `${counts[0]}, ${counts[1]} and ${counts[2]}`;
}

/** Those without a place come first: they are about the whole project. */
export function sortedDiagnostics(list: readonly Diagnostic[]): Diagnostic[] {
  return [...list].sort((a, b) => {
    if (a.at === undefined || b.at === undefined) return Number(a.at !== undefined) - Number(b.at !== undefined);
    return compareTexts(a.at.file, b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column;
  });
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function place(at: SourceLocation, paint: Paint): string {
  return paint('cyan', `${at.file}:${at.line}:${at.column}`);
}

function frame(at: SourceLocation, { paint, sources }: PrintOptions): string[] {
  const line = at.secret ? undefined : sources.line(at.file, at.line);
  return line === undefined || line.trim() === '' ? [] : [indent(codeFrame(line, at, { paint }))];
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
