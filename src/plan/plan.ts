// A plan is a value: printed, saved, read back and applied. Everything that applying needs is in it.
import type { ColumnChange } from '../engine/engine.ts';
import type { ErrorSummary } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import type { Consumer } from '../snapshot/columnConsumers.ts';
import type { ColumnDiff } from '../snapshot/columnDiff.ts';
import type { Environment, EnvironmentMember } from '../snapshot/environment.ts';
import type { Category, Snapshot, SnapshotId } from '../snapshot/snapshot.ts';
import type { TableName } from '../sql/tableName.ts';

export type { ColumnDiff };

export interface ModelChange {
  readonly name: string;
  readonly kind: string;
  readonly impact: 'direct' | 'indirect' | 'metadata';
  /** As printed and in JSON: a forward-only change shows `forward-only`. */
  readonly category: Category | 'forward-only';
  /** Why this category: `a column was added`, `uses none of the changed columns of shop.orders`. */
  readonly reason: string;
  /** Unified text of the definition; null for indirect changes. */
  readonly diff: string | null;
  readonly columns: ColumnDiff;
  /** Of a direct change: who notices, for each column that changed or went. */
  readonly affects?: readonly ColumnEffect[] | undefined;
}

export interface ColumnEffect {
  readonly column: string;
  /** Parents first; empty when no model below uses the column. */
  readonly models: readonly Consumer[];
}

export interface EnvironmentDiff {
  readonly isNewEnvironment: boolean;
  /** The environment a new one is made from. */
  readonly createFrom: string | null;
  readonly added: readonly { readonly name: string; readonly kind: string }[];
  readonly removed: readonly { readonly name: string; readonly kind: string }[];
  readonly modified: readonly ModelChange[];
  readonly statementsChanged: boolean;
  /** before_all, after_all and standalone audits by lines, where their texts differ. */
  readonly statementsDiff?: string | undefined;
  readonly requirementsChanged: boolean;
}

export type BackfillReason = 'added' | 'changed' | 'missing' | 'restated';

/** One model's work in one plan or run. */
export interface BackfillStep {
  readonly snapshot: SnapshotId;
  readonly reason: BackfillReason;
  /** `preview` writes the preview table and its own intervals. */
  readonly target: 'final' | 'preview';
  readonly table: TableName;
  /** What is due, merged; half-open. */
  readonly intervals: readonly Interval[];
  /** The same cut into batches, in order; a full-refresh kind has exactly one. */
  readonly batches: readonly Interval[];
  /** Batches run one after the other (self-reference, unique key, SCD 2 …). */
  readonly sequential: boolean;
  /** The table is made anew from the first batch on; readers see the old one until the last has committed. */
  readonly rebuild?: true | undefined;
  /** Versions whose table it is that this one fills: what they computed is gone with it. */
  readonly overtakes?: readonly string[] | undefined;
  readonly concurrency: number | null;
  /** Steps (by model name) that must have finished first: nearest ones upwards that have work in this plan. */
  readonly after: readonly string[];
}

/** Which physical table each name means for a model of this plan. Names that are not here are external tables. */
export type TableMapping = Readonly<Record<string, TableName>>;

export type Stage =
  | { readonly type: 'beforeAll'; readonly statements: readonly string[] }
  | { readonly type: 'saveSnapshots'; readonly snapshots: readonly SnapshotId[] }
  | {
      readonly type: 'createSchemas';
      readonly schemas: readonly { readonly catalog: string | undefined; readonly schema: string }[];
    }
  | {
      readonly type: 'createTables';
      readonly tables: readonly { readonly snapshot: SnapshotId; readonly target: 'final' | 'preview' }[];
    }
  | {
      readonly type: 'auditOnly';
      readonly audits: readonly { readonly snapshot: SnapshotId; readonly intervals: readonly Interval[] }[];
    }
  | { readonly type: 'migrateTables'; readonly tables: readonly TableMigration[] }
  | { readonly type: 'backfill'; readonly steps: readonly BackfillStep[] }
  | { readonly type: 'markFilled'; readonly steps: readonly BackfillStep[] }
  | {
      readonly type: 'clearRestated';
      readonly versions: readonly {
        readonly name: string;
        readonly version: string;
        readonly preview: boolean;
        readonly intervals: readonly Interval[];
      }[];
    }
  | {
      readonly type: 'promote';
      readonly views: ViewChanges;
      readonly environment: Environment;
      readonly unrestorable: readonly SnapshotId[];
      /** Tables that stood where views are made now. */
      readonly replaced?: readonly ReplacedTable[] | undefined;
    }
  | { readonly type: 'afterAll'; readonly statements: readonly string[] };

/** ALTERs of a table that a forward-only or compatible change keeps. */
export interface TableMigration {
  readonly snapshot: SnapshotId;
  readonly table: TableName;
  readonly changes: readonly ColumnChange[];
  readonly destructive: boolean;
}

export interface ReplacedTable {
  readonly name: string;
  readonly version: string;
  readonly table: TableName;
}

export interface ViewChanges {
  readonly created: readonly EnvironmentMember[];
  readonly updated: readonly EnvironmentMember[];
  readonly dropped: readonly { readonly name: string; readonly view: TableName }[];
  readonly unchanged: readonly EnvironmentMember[];
}

export interface Plan {
  /** Version of this format, checked when a saved plan is read back. */
  readonly planFormat: 1;
  readonly id: string;
  readonly meshVersion: string;
  readonly createdAt: number;
  readonly executionTime: number;
  readonly environment: string;
  /** Left out of printed names. */
  readonly defaultCatalog: string;
  /** Revision of the environment this plan was made from; null when it did not exist. */
  readonly basedOnRevision: number | null;
  /** Hash of the project's fingerprints: a saved plan is refused when the project moved. */
  readonly projectHash: string;
  /** Hash of what was recorded as computed of the models that the plan computes. */
  readonly stateHash: string;
  readonly diff: EnvironmentDiff;
  readonly hasChanges: boolean;
  /** Snapshots this plan brings: new ones in full, so that a saved plan needs no project files. */
  readonly newSnapshots: readonly Snapshot[];
  /** Members of the environment after promotion (before it: `diff` and the state say). */
  readonly target: readonly EnvironmentMember[];
  readonly backfill: readonly BackfillStep[];
  readonly views: ViewChanges;
  readonly stages: readonly Stage[];
  /** Due by `mesh run`, not by this plan: shown when nothing changed. */
  readonly pending: readonly {
    readonly name: string;
    readonly intervals: readonly Interval[];
    readonly nextCron: number;
  }[];
  readonly notes: readonly PlanNote[];
  /** Models whose signal threw: nothing of theirs is computed, and applying the plan fails with them. */
  readonly failures?: readonly ModelFailure[] | undefined;
  /** When a development environment ends after this plan that leaves its record alone; absent when that stays as it is. */
  readonly renewedUntil?: number | null | undefined;
}

export interface ModelFailure {
  readonly name: string;
  readonly error: ErrorSummary;
}

/** Things a person should know before saying yes. */
export interface PlanNote {
  readonly severity: 'info' | 'warning';
  readonly model?: string | undefined;
  readonly text: string;
}

/** Whether applying it would do anything: compute, switch a view, or write the environment's record. */
export function hasWork({ hasChanges, backfill, stages }: Pick<Plan, 'hasChanges' | 'backfill' | 'stages'>): boolean {
  return hasChanges || backfill.length > 0 || stages.length > 0;
}

/** Models that it adds, changes or restates. */
export function touchedModels({ diff, backfill }: Pick<Plan, 'diff' | 'backfill'>): ReadonlySet<string> {
  const restated = backfill.filter(({ reason }) => reason === 'restated').map(({ snapshot }) => snapshot.name);
  return new Set([...diff.added.map(({ name }) => name), ...diff.modified.map(({ name }) => name), ...restated]);
}
