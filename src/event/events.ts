// What happens while a plan is applied or a run goes on: a documented union, emitted by execute, shown by cli/reporters.
import type { Interval } from '../interval/interval.ts';

export interface BatchProgress {
  readonly model: string;
  readonly interval: Interval | null;
  /** 0-based number of this batch and how many the model has. */
  readonly batch: number;
  readonly batches: number;
}

export interface AuditOutcome {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly failures: number;
  readonly blocking: boolean;
}

export interface ErrorSummary {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly at?: { readonly file: string; readonly line: number; readonly column: number } | undefined;
  readonly sql?: string | undefined;
}

/** What a part of a model's work took. */
export interface StageTime {
  /** `read`, `model`, `write`, `statements`, `audits`, `commit`, or a name that the model gave. */
  readonly stage: string;
  readonly seconds: number;
}

export type MeshEvent =
  | {
      readonly type: 'executionStarted';
      readonly environment: string;
      readonly models: number;
      readonly batches: number;
    }
  | { readonly type: 'stageStarted'; readonly stage: string; readonly detail?: string | undefined }
  | ({ readonly type: 'batchStarted' } & BatchProgress)
  | ({
      readonly type: 'batchFinished';
      readonly rows: number | null;
      readonly seconds: number;
      readonly audits: readonly AuditOutcome[];
    } & BatchProgress)
  | ({ readonly type: 'batchFailed'; readonly seconds: number; readonly error: ErrorSummary } & BatchProgress)
  | { readonly type: 'modelSkipped'; readonly model: string; readonly because: string }
  | {
      readonly type: 'modelProgress';
      readonly model: string;
      readonly done: number;
      readonly total: number;
      readonly text?: string | undefined;
    }
  /** Where a TypeScript model's time went, slowest first. */
  | {
      readonly type: 'modelStages';
      readonly model: string;
      readonly stages: readonly StageTime[];
    }
  | { readonly type: 'viewPromoted'; readonly model: string; readonly view: string }
  | { readonly type: 'viewDropped'; readonly model: string; readonly view: string }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly model?: string | undefined;
      readonly text: string;
    }
  | { readonly type: 'waiting'; readonly text: string }
  | {
      readonly type: 'executionFinished';
      readonly status: 'success' | 'nothing-to-do' | 'failed' | 'partial' | 'interrupted';
      readonly seconds: number;
    };

export type Emit = (event: MeshEvent) => void;
