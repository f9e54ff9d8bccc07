// `auto_restatement_cron`: at each of its ticks a run of prod computes the newest intervals again, and all that reads them.
import { cronFloor, parseCron } from '../interval/cron.ts';
import { clip, normalize, union, type IntervalSet } from '../interval/intervalSet.ts';
import { addUnits, floorToUnit, widenToUnits } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import { dependsOnPast, hasTable, isMadeOnce, needsFullHistory, restatementIsDisabled } from './kindFacts.ts';

export interface AutoRestatementInput {
  /** Parents first. */
  readonly order: readonly string[];
  readonly models: ReadonlyMap<string, Model>;
  readonly stored: (name: string) => IntervalSet;
  /** Until when each model's ticks are settled, by name. */
  readonly settled: ReadonlyMap<string, number>;
  readonly executionTime: number;
}

export interface AutoRestatement {
  /** What is computed again, by name. */
  readonly windows: ReadonlyMap<string, IntervalSet>;
  /** Models whose own tick is due; their runs settle it. */
  readonly due: ReadonlySet<string>;
}

export function autoRestatement(input: AutoRestatementInput): AutoRestatement {
  const windows = new Map<string, IntervalSet>();
  const passed = new Map<string, IntervalSet>();
  const due = new Set<string>();
  for (const name of input.order) {
    const model = input.models.get(name);
    if (model === undefined) continue;
    let asked: IntervalSet = [];
    for (const parent of model.parents) asked = union(asked, passed.get(parent) ?? []);
    if (restatementIsDisabled(model.kind)) asked = [];
    const own = ownWindow(input, model);
    if (own.length > 0) due.add(name);
    asked = union(asked, own);
    if (asked.length === 0) continue;
    if (!hasTable(model.kind.name) || isMadeOnce(model.kind.name)) {
      passed.set(name, asked);
      continue;
    }
    const window = widened(input, model, asked);
    if (window.length === 0) continue;
    windows.set(name, window);
    passed.set(name, window);
  }
  return { windows, due };
}

/** The last units that are loaded; all of it without `auto_restatement_intervals`. */
function ownWindow({ settled, executionTime, stored }: AutoRestatementInput, model: Model): IntervalSet {
  const { kind, cronTz, intervalUnit } = model;
  if (!('autoRestatementCron' in kind) || kind.autoRestatementCron === undefined) return [];
  const tick = cronFloor(parseCron(kind.autoRestatementCron, cronTz), executionTime);
  if (tick === undefined || tick <= (settled.get(model.name) ?? Infinity)) return [];
  const loaded = stored(model.name);
  const end = loaded.at(-1)?.end;
  if (end === undefined) return [];
  const units = kind.name === 'INCREMENTAL_BY_TIME_RANGE' ? kind.autoRestatementIntervals : undefined;
  if (units === undefined) return loaded;
  return clip(loaded, { start: addUnits(floorToUnit(end, intervalUnit), intervalUnit, -units), end });
}

function widened({ stored }: AutoRestatementInput, model: Model, asked: IntervalSet): IntervalSet {
  const loaded = stored(model.name);
  const end = loaded.at(-1)?.end;
  if (end === undefined) return [];
  if (needsFullHistory(model.kind.name)) return loaded;
  const whole = { start: loaded[0]!.start, end };
  const units = clip(normalize(asked.map((range) => widenToUnits(range, model.intervalUnit))), whole);
  return units.length > 0 && dependsOnPast(model) ? [{ start: units[0]!.start, end }] : units;
}
