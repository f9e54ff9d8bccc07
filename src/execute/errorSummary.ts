// An error as data for events and JSON; anything that is no MeshError is a bug and says so.
import { isMeshError } from '../error/meshError.ts';
import type { ErrorSummary } from '../event/events.ts';

export function errorSummary(error: unknown): ErrorSummary {
  if (!isMeshError(error)) return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
  const { code, message, hint, at, sql } = error;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(at === undefined ? {} : { at: { file: at.file, line: at.line, column: at.column } }),
    ...(sql === undefined ? {} : { sql }),
  };
}
