// Due intervals as steps: cut into batches, and in an order that respects the graph.
import { batches as cut } from '../interval/batches.ts';
import type { Interval } from '../interval/interval.ts';
import type { IntervalSet } from '../interval/intervalSet.ts';
import type { Model } from '../model/model.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import { batchSettings, isFullRefresh, isSequential } from './kindFacts.ts';
import type { Target } from './missing.ts';
import type { BackfillReason, BackfillStep } from './plan.ts';

export interface StepsInput {
  /** Parents first. */
  readonly order: Iterable<string>;
  readonly models: ReadonlyMap<string, Model>;
  readonly heads: ReadonlyMap<string, SnapshotHead>;
  readonly work: ReadonlyMap<string, IntervalSet>;
  readonly target: (name: string) => Target;
  readonly reason: (name: string) => BackfillReason;
  /** Nothing that is in the table counts. */
  readonly rebuild?: ((name: string) => boolean) | undefined;
}

export function backfillSteps({ order, models, heads, work, target, reason, rebuild }: StepsInput): BackfillStep[] {
  const steps: BackfillStep[] = [];
  const nearest = new Map<string, readonly string[]>();
  for (const name of order) {
    const model = models.get(name);
    if (model === undefined) continue;
    const after = nearestAbove(model, nearest);
    const intervals = work.get(name);
    const head = heads.get(name)!;
    const table = target(name) === 'final' ? head.physical : head.preview;
    if (intervals === undefined || table === null) {
      nearest.set(name, after);
      continue;
    }
    nearest.set(name, [name]);
    steps.push({
      snapshot: { name, identifier: head.identifier },
      reason: reason(name),
      target: target(name),
      table,
      intervals,
      batches: batchesOf(model, intervals),
      sequential: isSequential(model),
      concurrency: batchSettings(model.kind).concurrency,
      ...(rebuild?.(name) === true ? { rebuild: true as const } : {}),
      after,
    });
  }
  return steps;
}

function nearestAbove(model: Model, nearest: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const lists = model.parents.flatMap((p) => {
    const list = nearest.get(p);
    return list === undefined || list.length === 0 ? [] : [list];
  });
  if (lists.length <= 1) return lists[0] ?? [];
  return [...new Set(lists.flat())].sort();
}

function batchesOf(model: Model, intervals: IntervalSet): readonly Interval[] {
  if (isFullRefresh(model.kind.name)) return [{ start: intervals[0]!.start, end: intervals.at(-1)!.end }];
  return cut(intervals, { unit: model.intervalUnit, batchSize: batchSettings(model.kind).batchSize });
}
