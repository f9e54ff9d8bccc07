// What executing needs from the rest: connections, state, rendering, where events go, and how it is stopped.
import type { Engine } from '../engine/engine.ts';
import type { SourceLocation } from '../error/diagnostic.ts';
import type { Emit } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import type { AuditMeasure } from '../model/audits/auditArguments.ts';
import type { Severity } from '../model/audits/severity.ts';
import type { ModelKind } from '../model/kind.ts';
import type { AuditDefinition } from '../model/model.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Lease, StateStore } from '../state/stateStore.ts';
import type { TableName } from '../sql/tableName.ts';
import type { ModelCode } from './typescript/modelCode.ts';
import type { PlacedText } from './sourcePlace.ts';

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
  /** Where these texts come from. */
  readonly places: readonly PlacedText[];
  /** With macros of its clauses expanded. */
  readonly kind: ModelKind;
}

export interface RenderedAudit {
  readonly name: string;
  readonly blocking: boolean;
  readonly severity: Severity;
  /** A query that returns the bad rows. */
  readonly query: string;
  /** How it can share a pass over the rows it looks at with other audits. */
  readonly measure?: ({ readonly relation: string } & AuditMeasure) | undefined;
  /** Where it was written, or called when it is a built-in one. */
  readonly at: SourceLocation | undefined;
  /** Where a model names it. */
  readonly calledAt?: SourceLocation | undefined;
}

/** Texts of stored models for the tables of one plan or run. */
export interface Renderer {
  batch(snapshot: Snapshot, request: RenderRequest): Promise<RenderedBatch>;
  audits(snapshot: Snapshot, request: AuditsRequest): Promise<readonly RenderedAudit[]>;
  /** An audit that belongs to no model. */
  standaloneAudit(definition: AuditDefinition): Promise<RenderedAudit>;
  /** ON_VIRTUAL_UPDATE statements; @this_model is the view. */
  promotion(snapshot: Snapshot, view: TableName): Promise<readonly string[]>;
  /** before_all and after_all. */
  environmentStatements(statements: readonly string[], stage: 'before_all' | 'after_all'): Promise<readonly string[]>;
  seedRows(snapshot: Snapshot): Promise<SeedRows>;
  /** A text that a TypeScript model gives while it runs: macros expanded, names as tables. */
  query(snapshot: Snapshot, request: QueryRequest): Promise<string>;
  /** The table that a name means now, quoted, and its canonical name. */
  resolve(name: string): { readonly text: string; readonly name: string };
  /** A name as people write it → its canonical one. */
  canonical(name: string): string;
}

export interface AuditsRequest {
  readonly interval: Interval | null;
  readonly thisModel: TableName;
  /** Of the table before this batch; undefined when there was none or nobody asked. */
  readonly rowsBefore?: number | undefined;
}

export interface QueryRequest {
  readonly text: string;
  readonly interval: Interval | null;
  readonly thisModel: TableName;
  /** Asked for each table that is read; a text stands in its place, undefined leaves it to the plan or run. */
  readonly replace: (name: string) => string | undefined;
}

export interface SeedRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: Iterable<readonly (string | null)[]>;
  /** Where the row of this number stands in the file; the first one is 1. */
  readonly placeOf: (row: number) => SourceLocation | undefined;
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
  /** Functions of TypeScript models; absent where nothing is computed. */
  readonly code?: ModelCode | undefined;
  /** False where all else that is written is undone. */
  readonly keepsVariables?: boolean;
  /** In full, of every model that has work or is promoted for the first time. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  readonly lease: Lease | null;
  /** First Ctrl-C: finish what runs, start nothing new. */
  readonly stop: AbortSignal;
  /** Second Ctrl-C: interrupt what runs; it rolls back. */
  readonly abort: AbortSignal;
}
