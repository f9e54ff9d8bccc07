// Errors → exit codes of cli.md.
import type { ErrorCode } from '../../error/catalogue.ts';
import { isMeshError } from '../../error/meshError.ts';

export const exitCodes = { done: 0, failed: 1, refused: 2, changes: 3, interrupted: 130 } as const;

/** Something of the user's was run and failed; every other error ends a command before anything ran. */
const failures: ReadonlySet<string> = new Set<ErrorCode>([
  'ENGINE_SQL',
  'LINT_FAILED',
  'RUN_ARGUMENT',
  'RUN_AUDIT_FAILED',
  'RUN_COLUMN',
  'RUN_COLUMNS_UNKNOWN',
  'RUN_MODEL_FAILED',
  'RUN_MODEL_STUCK',
  'RUN_MODEL_TIMEOUT',
  'RUN_NOT_AWAITED',
  'RUN_NO_COLUMN',
  'RUN_PARAMETERS',
  'RUN_READ_UNDECLARED',
  'RUN_RETURN',
  'RUN_SCALAR',
  'RUN_SIGNAL_FAILED',
  'RUN_SIGNAL_RESULT',
  'RUN_STATEMENT',
  'RUN_TABLE_FUNCTION',
  'RUN_TOO_MUCH',
  'RUN_UPDATE_KEYS',
  'RUN_VALUE',
  'RUN_VALUE_FORM',
  'RUN_VALUE_READ',
  'RUN_WORKER',
  'RUN_WRITE_UNDECLARED',
  'TEST_FAILED',
]);

const interruptions: ReadonlySet<string> = new Set<ErrorCode>([
  'CLI_CANCELLED',
  'ENGINE_INTERRUPTED',
  'RUN_INTERRUPTED',
]);

export function exitCodeOf(error: unknown): number {
  if (!isMeshError(error)) return exitCodes.refused;
  if (interruptions.has(error.code)) return exitCodes.interrupted;
  return failures.has(error.code) ? exitCodes.failed : exitCodes.refused;
}
