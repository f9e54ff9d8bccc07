// What ends a command, as text: a mesh error with its place, or a bug of mesh with its message and, on request, its stack.
import { isMeshError, type MeshError } from '../../error/meshError.ts';
import { internalHint } from './diagnosticJson.ts';
import { printDiagnostic, printDiagnostics, type PrintOptions } from './printDiagnostics.ts';

export interface PrintErrorOptions extends PrintOptions {
  readonly debug: boolean;
}

export function printError(error: unknown, options: PrintErrorOptions): string {
  if (isMeshError(error)) return printMeshError(error, options);
  const { paint, debug } = options;
  const message = error instanceof Error ? error.message : String(error);
  const lines = [
    `${paint(['red', 'bold'], 'error')} ${paint('bold', message)}`,
    `  ${paint('cyan', 'hint:')} ${internalHint}`,
  ];
  if (debug) lines.push('', stackOf(error));
  return lines.join('\n');
}

function printMeshError(error: MeshError, options: PrintErrorOptions): string {
  const problems = error.diagnostics ?? [];
  const text =
    problems.length > 0 ? printDiagnostics(problems, options) : printDiagnostic(error.toDiagnostic(), options);
  if (!options.debug) return text;
  const sql = error.sql === undefined ? [] : ['', options.paint('dim', error.sql)];
  return [text, ...sql, '', stackOf(error)].join('\n');
}

/** The error and everything that caused it. */
function stackOf(error: unknown): string {
  const parts: string[] = [];
  for (let e = error; e instanceof Error && parts.length < 10; e = e.cause) {
    parts.push(`${parts.length === 0 ? '' : 'caused by: '}${e.stack ?? e.message}`);
  }
  return parts.join('\n');
}
