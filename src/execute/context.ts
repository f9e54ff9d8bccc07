// What executing needs from the rest: connections, state, rendering, where events go, and how it is stopped.
import type { Engine } from '../engine/engine.ts';
import type { Emit } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Lease, StateStore } from '../state/stateStore.ts';
import type { TableName } from '../sql/tableName.ts';

export interface RenderRequest {
  readonly stage: 'creating' | 'evaluating';
  readonly interval: Interval | null;
  readonly thisModel: TableName;
}

export interface RenderedBatch {
  /** Physical names, the engine's dialect; null for seeds. */
  readonly query: string | null;
  readonly preStatements: readonly string[];
  readonly postStatements: readonly string[];
}

export interface RenderedAudit {
  readonly name: string;
  readonly blocking: boolean;
  /** A query that returns the bad rows. */
  readonly query: string;
}

/** Texts of stored models for the tables of one plan or run. */
export interface Renderer {
  batch(snapshot: Snapshot, request: RenderRequest): Promise<RenderedBatch>;
  audits(
    snapshot: Snapshot,
    request: { readonly interval: Interval | null; readonly thisModel: TableName },
  ): Promise<readonly RenderedAudit[]>;
  /** ON_VIRTUAL_UPDATE statements; @this_model is the view. */
  promotion(snapshot: Snapshot, view: TableName): Promise<readonly string[]>;
  /** before_all and after_all. */
  environmentStatements(statements: readonly string[], stage: 'before_all' | 'after_all'): Promise<readonly string[]>;
  seedRows(snapshot: Snapshot): Promise<SeedRows>;
}

export interface SeedRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: Iterable<readonly (string | null)[]>;
}

export interface ExecuteContext {
  readonly engine: Engine;
  readonly state: StateStore;
  readonly emit: Emit;
  /** Wall clock, for durations and records; the plan's own time is in the plan. */
  readonly clock: () => number;
  readonly environment: string;
  /** The time of the plan or run, which models see. */
  readonly executionTime: number;
  /** How many batches may run at once. */
  readonly slots: number;
  readonly registerComments: boolean;
  readonly timeColumnFormat: string;
  readonly renderer: Renderer;
  /** In full, of every model that has work or is promoted for the first time. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly lease: Lease | null;
  /** First Ctrl-C: finish what runs, start nothing new. */
  readonly stop: AbortSignal;
  /** Second Ctrl-C: interrupt what runs; it rolls back. */
  readonly abort: AbortSignal;
}
