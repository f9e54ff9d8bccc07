// Errors → exit codes of cli.md.
import type { ErrorCode } from '../../error/catalogue.ts';
import { isMeshError } from '../../error/meshError.ts';

export const exitCodes = { done: 0, failed: 1, refused: 2, changes: 3, interrupted: 130 } as const;

/** Something of the user's was run and failed; every other error ends a command before anything ran. */
const failures: ReadonlySet<string> = new Set<ErrorCode>([
  'ENGINE_SQL',
  'LINT_FAILED',
  'RUN_AUDIT_FAILED',
  'RUN_SIGNAL_FAILED',
  'RUN_SIGNAL_RESULT',
  'RUN_STATEMENT',
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
