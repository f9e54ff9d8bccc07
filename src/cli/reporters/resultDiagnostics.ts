// Failures of models as problems with their place in the source.
import type { Diagnostic } from '../../error/diagnostic.ts';
import type { ErrorCode } from '../../error/catalogue.ts';
import type { RunResult } from '../../execute/result.ts';

export function resultDiagnostics(result: RunResult): Diagnostic[] {
  return result.models.flatMap(({ name, error }) => {
    if (error === null) return [];
    const message = error.message.includes(name) ? error.message : `${name}: ${error.message}`;
    return [{ code: error.code as ErrorCode, severity: 'error', message, hint: error.hint, at: error.at }];
  });
}
