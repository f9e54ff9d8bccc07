// What is computed again because something above it is: windows by name, parents first, in whole units of what is loaded.
import { union, type IntervalSet } from '../interval/intervalSet.ts';
import type { Model } from '../model/model.ts';
import { hasTable, isMadeOnce, restatementIsDisabled } from './kindFacts.ts';
import { changedRows, restatedWindow } from './restatedWindow.ts';

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
    const window = restatedWindow(model, { loaded: stored(name), asked });
    if (window.length === 0) continue;
    windows.set(name, window);
    passed.set(name, changedRows(model, asked, window));
  }
  return windows;
}
