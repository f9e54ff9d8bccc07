// Where a command's texts go: results to stdout, progress and problems to stderr, a copy to the log file.
import type { Diagnostic } from '../error/diagnostic.ts';
import { printDiagnostics } from './errors/printDiagnostics.ts';
import type { SourceLines } from './errors/sourceLines.ts';
import type { CliIo, OutputStream } from './io.ts';
import type { Paint } from './paint.ts';

export interface Output {
  /** Colours for texts that go to stdout, and for those that go to stderr. */
  readonly paint: Paint;
  readonly paintNotes: Paint;
  readonly width: number;
  /** What was asked for; a line end is added. */
  result(text: string): void;
  /** With `--json`: the one value on stdout. */
  json(value: unknown): void;
  /** A part of a result, as it is. */
  text(text: string): void;
  /** Binary results, on stdout. */
  bytes(data: Uint8Array): void;
  /** Progress and remarks. */
  note(text: string): void;
  /** Only in the log file. */
  log(text: string): void;
  /** Warnings and errors with their source lines, and how many there are. */
  diagnostics(list: readonly Diagnostic[]): void;
}

export interface OutputOptions {
  readonly io: CliIo;
  readonly paint: Paint;
  readonly paintNotes: Paint;
  readonly sources: SourceLines;
  readonly log: (text: string) => void;
}

export function createOutput({ io, paint, paintNotes, sources, log }: OutputOptions): Output {
  return {
    paint,
    paintNotes,
    width: terminalWidth(io.stdout),
    result: (text) => void io.stdout.write(`${text}\n`),
    json: (value) => void io.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    text: (text) => void io.stdout.write(text),
    bytes: (data) => void io.stdout.write(data),
    note(text) {
      log(text);
      io.stderr.write(`${text}\n`);
    },
    log,
    diagnostics(list) {
      if (list.length === 0) return;
      const text = printDiagnostics(list, { paint: paintNotes, sources });
      log(text);
      io.stderr.write(`${text}\n`);
    },
  };
}

function terminalWidth(stream: OutputStream): number {
  return stream.isTTY === true && stream.columns !== undefined && stream.columns >= 40 ? stream.columns : 120;
}
