// What an apply or a run did, as `run --json` prints it.
import type { AuditOutcome, ErrorSummary, StageTime } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import type { StageFailure } from './stageFailure.ts';

export type RunStatus = 'success' | 'nothing-to-do' | 'failed' | 'partial';

export interface ModelResult {
  readonly name: string;
  readonly status: 'success' | 'failed' | 'skipped';
  /** What was computed and recorded, merged. */
  readonly intervals: readonly Interval[];
  readonly rows: number | null;
  readonly seconds: number;
  readonly audits: readonly AuditOutcome[];
  /** Where the time went, slowest first. */
  readonly stages?: readonly StageTime[] | undefined;
  readonly error: ErrorSummary | null;
  /** Rows left out, tables altered: what a person should know. */
  readonly notes?: readonly string[] | undefined;
  /** The model whose failure made this one be skipped. */
  readonly because?: string | undefined;
  /** A standalone audit, which has a result as a model has. */
  readonly isAudit?: true | undefined;
}

export interface RunResult {
  readonly environment: string;
  readonly status: RunStatus;
  readonly models: readonly ModelResult[];
  readonly seconds: number;
  /** Stopped by Ctrl-C before everything was done. */
  readonly interrupted: boolean;
  /** What failed that is no model; absent when nothing did. */
  readonly failure?: StageFailure | undefined;
  /** For people: in which state the failure left things. */
  readonly note?: string | undefined;
}

export function statusOf(
  models: readonly ModelResult[],
  end: { readonly interrupted: boolean; readonly failure?: StageFailure | undefined },
): RunStatus {
  const stopped = end.interrupted || end.failure !== undefined;
  if (models.length === 0 && !stopped) return 'nothing-to-do';
  const failed = models.some((m) => m.status !== 'success') || stopped;
  if (!failed) return 'success';
  return models.some((m) => m.status === 'success' || m.intervals.length > 0) ? 'partial' : 'failed';
}
