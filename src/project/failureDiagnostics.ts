// Failures of models as problems with their place in the source.
import type { Diagnostic } from '../error/diagnostic.ts';
import type { ErrorCode } from '../error/catalogue.ts';
import type { ErrorSummary } from '../event/events.ts';
import type { RunResult } from '../execute/result.ts';

export function failureDiagnostics(result: RunResult): Diagnostic[] {
  const { failure } = result;
  const around: Diagnostic[] = failure === undefined ? [] : [asDiagnostic(failure)];
  const models = result.models.flatMap(({ name, error }) => {
    if (error === null) return [];
    const message = error.message.includes(name) ? error.message : `${name}: ${error.message}`;
    return [{ ...asDiagnostic(error), message }];
  });
  return [...models, ...around];
}

function asDiagnostic({ code, message, hint, at }: ErrorSummary): Diagnostic {
  return { code: code as ErrorCode, severity: 'error', message, hint, at };
}
