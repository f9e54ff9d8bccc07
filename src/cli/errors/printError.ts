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
  const lines = [problemText(error, options)];
  if (options.debug && error.sql !== undefined) lines.push('', options.paint('dim', error.sql));
  if (options.debug) lines.push('', stackOf(error));
  return lines.join('\n');
}

/** The problems it collected say more than its own message; its hint may still add to theirs. */
function problemText(error: MeshError, options: PrintErrorOptions): string {
  const problems = error.diagnostics ?? [];
  if (problems.length === 0) return printDiagnostic(error.toDiagnostic(), options);
  const text = printDiagnostics(problems, options);
  if (error.hint === undefined || problems.some((problem) => problem.hint === error.hint)) return text;
  return `${text}\n  ${options.paint('cyan', 'hint:')} ${error.hint}`;
}

/** The error and everything that caused it. */
function stackOf(error: unknown): string {
  const parts: string[] = [];
  for (let e = error; e instanceof Error && parts.length < 10; e = e.cause) {
    parts.push(`${parts.length === 0 ? '' : 'caused by: '}${e.stack ?? e.message}`);
  }
  return parts.join('\n');
}
