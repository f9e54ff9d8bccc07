// What planning must know about kinds.
import type { KindName, ModelKind } from '../model/kind.ts';
import type { Model } from '../model/model.ts';

export function hasTable(kind: KindName): boolean {
  return kind !== 'EMBEDDED' && kind !== 'EXTERNAL';
}

/** Made whole by one statement and then never due by a cron. */
export function isMadeOnce(kind: KindName): boolean {
  return kind === 'VIEW' || kind === 'SEED';
}

/** One batch settles all that is due. */
export function isFullRefresh(kind: KindName): boolean {
  return kind === 'FULL' || kind === 'MANAGED' || isMadeOnce(kind);
}

/** A part of its history cannot be computed by itself. */
export function needsFullHistory(kind: KindName): boolean {
  return kind !== 'INCREMENTAL_BY_TIME_RANGE' && kind !== 'CUSTOM' && !isMadeOnce(kind);
}

/** Rows of an interval are added to whatever is there. */
export function isAppended(kind: ModelKind): boolean {
  return kind.name === 'INCREMENTAL_UNMANAGED' && !kind.insertOverwrite;
}

/** Computing its history again begins with an empty table: rows that the query no longer has would stay. */
export function isRebuilt(kind: KindName): boolean {
  return needsFullHistory(kind) && !isFullRefresh(kind);
}

/** Each batch builds on the one before. */
export function dependsOnPast({ kind, selfReference }: Model): boolean {
  return selfReference || kind.name === 'INCREMENTAL_BY_UNIQUE_KEY' || kind.name.startsWith('SCD_TYPE_2');
}

/** Batches must not run at the same time. */
export function isSequential(model: Model): boolean {
  return dependsOnPast(model) || model.kind.name === 'INCREMENTAL_BY_PARTITION';
}

export interface BatchSettings {
  readonly batchSize: number | undefined;
  readonly concurrency: number | null;
  readonly lookback: number;
}

export function batchSettings(kind: ModelKind): BatchSettings {
  if (!('lookback' in kind)) return { batchSize: undefined, concurrency: null, lookback: 0 };
  return { batchSize: kind.batchSize, concurrency: kind.batchConcurrency ?? null, lookback: kind.lookback };
}

export function restatementIsDisabled(kind: ModelKind): boolean {
  return 'disableRestatement' in kind && kind.disableRestatement;
}
