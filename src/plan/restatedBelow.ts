// What is computed again because something above it is: windows by name, parents first, in whole units of what is loaded.
import { clip, normalize, union, type IntervalSet } from '../interval/intervalSet.ts';
import { widenToUnits } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import { dependsOnPast, hasTable, isMadeOnce, needsFullHistory, restatementIsDisabled } from './kindFacts.ts';

export interface RestatedInput {
  /** Parents first. */
  readonly order: readonly string[];
  readonly models: ReadonlyMap<string, Model>;
  readonly stored: (name: string) => IntervalSet;
  /** What is to be computed again of the model for its own sake. */
  readonly own: (model: Model) => IntervalSet;
}

export function restatedBelow({ order, models, stored, own }: RestatedInput): ReadonlyMap<string, IntervalSet> {
  const windows = new Map<string, IntervalSet>();
  const passed = new Map<string, IntervalSet>();
  for (const name of order) {
    const model = models.get(name);
    if (model === undefined) continue;
    let asked: IntervalSet = [];
    for (const parent of model.parents) asked = union(asked, passed.get(parent) ?? []);
    if (restatementIsDisabled(model.kind)) asked = [];
    asked = union(asked, own(model));
    if (asked.length === 0) continue;
    if (!hasTable(model.kind.name) || isMadeOnce(model.kind.name)) {
      passed.set(name, asked);
      continue;
    }
    const window = widened(model, stored(name), asked);
    if (window.length === 0) continue;
    windows.set(name, window);
    passed.set(name, window);
  }
  return windows;
}

/** All of it for kinds that cannot be cut. */
function widened(model: Model, loaded: IntervalSet, asked: IntervalSet): IntervalSet {
  const end = loaded.at(-1)?.end;
  if (end === undefined) return [];
  if (needsFullHistory(model.kind.name)) return loaded;
  const whole = { start: loaded[0]!.start, end };
  const units = clip(normalize(asked.map((range) => widenToUnits(range, model.intervalUnit))), whole);
  return units.length > 0 && dependsOnPast(model) ? [{ start: units[0]!.start, end }] : units;
}
