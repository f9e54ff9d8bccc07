// `auto_restatement_cron`: at each of its ticks a run of prod computes the newest intervals again, and all that reads them.
import { cronFloor, parseCron } from '../interval/cron.ts';
import { clip, type IntervalSet } from '../interval/intervalSet.ts';
import { addUnits, floorToUnit } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import { restatedBelow } from './restatedBelow.ts';

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
  const { order, models, stored } = input;
  const due = new Set<string>();
  const windows = restatedBelow({
    order,
    models,
    stored,
    own: (model) => {
      const own = ownWindow(input, model);
      if (own !== undefined) due.add(model.name);
      return own ?? [];
    },
  });
  return { windows, due };
}

/**
 * What is loaded of the last units until now, those that a run computes for the first time among them; all of it without
 * `auto_restatement_intervals`. Undefined when no tick is due.
 */
function ownWindow({ settled, executionTime, stored }: AutoRestatementInput, model: Model): IntervalSet | undefined {
  const { kind, cronTz, intervalUnit } = model;
  if (!('autoRestatementCron' in kind) || kind.autoRestatementCron === undefined) return undefined;
  const tick = cronFloor(parseCron(kind.autoRestatementCron, cronTz), executionTime);
  if (tick === undefined || tick <= (settled.get(model.name) ?? Infinity)) return undefined;
  const loaded = stored(model.name);
  if (loaded.length === 0) return undefined;
  const units = kind.name === 'INCREMENTAL_BY_TIME_RANGE' ? kind.autoRestatementIntervals : undefined;
  if (units === undefined) return loaded;
  const end = floorToUnit(executionTime, intervalUnit);
  return clip(loaded, { start: addUnits(end, intervalUnit, -units), end });
}
