// What failed in a plan or run that is no model: statements around it, the switch itself.
import { isMeshError } from '../error/meshError.ts';
import type { ErrorSummary } from '../event/events.ts';
import { errorSummary } from './errorSummary.ts';

export interface StageFailure extends ErrorSummary {
  /** `before_all`, `promote`, … */
  readonly stage: string;
}

/** Only what the user wrote may fail so; anything else (a lost lease, a conflicting plan, a bug) is thrown on. */
export function stageFailure(stage: string, error: unknown): StageFailure {
  if (!isMeshError(error) || !(error.code === 'ENGINE_SQL' || error.code === 'RUN_STATEMENT')) throw error;
  const summary = errorSummary(error);
  return { ...summary, message: `${stage}: ${summary.message}${statementShown(stage, summary.sql)}`, stage };
}

/** Statements of the configuration have no file that could be shown: their own beginning says which one it is. */
function statementShown(stage: string, sql: string | undefined): string {
  if (sql === undefined || !isOfConfiguration.has(stage)) return '';
  const line = sql.trim().replaceAll(/\s+/g, ' ');
  return ` (in ${line.length > 80 ? `${line.slice(0, 79)}…` : line})`;
}

const isOfConfiguration: ReadonlySet<string> = new Set(['before_all', 'after_all']);
