// How much of a model is computed again when a stretch of what it reads, or of itself, is.
import { clip, normalize, union, type IntervalSet } from '../interval/intervalSet.ts';
import { widenToUnits } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import { dependsOnPast, hasTable, isMadeOnce, needsFullHistory } from './kindFacts.ts';

export interface RestatedPart {
  /** What the model holds. */
  readonly loaded: IntervalSet;
  readonly asked: IntervalSet;
  /** Where the model may be computed again from, where that lies before what is loaded. */
  readonly from?: number;
}

/** Whole units of what is loaded. Kinds that cannot be cut read what lies outside of their own days as well: all of it. */
export function restatedWindow(model: Model, { loaded, asked, from }: RestatedPart): IntervalSet {
  const end = loaded.at(-1)?.end;
  if (end === undefined || needsFullHistory(model.kind.name)) return loaded;
  const start = Math.min(loaded[0]!.start, from ?? Infinity);
  const units = clip(normalize(asked.map((range) => widenToUnits(range, model.intervalUnit))), { start, end });
  return units.length > 0 && dependsOnPast(model) ? [{ start: units[0]!.start, end }] : units;
}

/** Where the rows of a model change for those who read it, whose own days may lie elsewhere. */
export function changedRows({ kind }: Model, asked: IntervalSet, window: IntervalSet): IntervalSet {
  if (!hasTable(kind.name) || isMadeOnce(kind.name)) return asked;
  return needsFullHistory(kind.name) ? union(asked, window) : window;
}
