// From when to when a model has data, and when it is due: the texts of its definition as instants.
import { isMeshError, MeshError } from '../error/meshError.ts';
import { parseCron, type Cron } from '../interval/cron.ts';
import { defaultStart } from '../interval/defaultStart.ts';
import { endExclusive, parseDate } from '../interval/parseDate.ts';
import type { IntervalSet } from '../interval/intervalSet.ts';
import type { Model } from '../model/model.ts';

export interface ModelTimes {
  readonly cron: Cron;
  readonly start: number;
  readonly end: number | undefined;
  /** False when nobody wrote a start and it was taken from the clock. */
  readonly hasStart: boolean;
}

export interface TimesInput {
  /** Parents first. */
  readonly order: Iterable<string>;
  readonly models: ReadonlyMap<string, Model>;
  readonly executionTime: number;
  /** What was loaded so far, so that a start which nobody wrote does not move on with the clock. */
  readonly loaded: (name: string) => IntervalSet;
}

/** A model without a start begins where its earliest parent does, or with the last complete interval of its cron. */
export function modelTimes({ order, models, executionTime, loaded }: TimesInput): Map<string, ModelTimes> {
  const times = new Map<string, ModelTimes>();
  const dates = new Map<string, ReturnType<typeof parseDate>>();
  const read = (text: string): ReturnType<typeof parseDate> => {
    let date = dates.get(text);
    if (date === undefined) dates.set(text, (date = parseDate(text, { now: executionTime })));
    return date;
  };
  for (const name of order) {
    const model = models.get(name);
    if (model === undefined) continue;
    const cron = parseCron(model.cron, model.cronTz);
    const end = model.end === undefined ? undefined : endExclusive(placed(model, 'end', () => read(model.end!)));
    const start = model.start === undefined ? undefined : placed(model, 'start', () => read(model.start!)).ts;
    times.set(name, {
      cron,
      end,
      start: start ?? inferredStart({ model, cron, executionTime, stored: loaded(name), times }),
      hasStart: start !== undefined,
    });
  }
  return times;
}

function placed<T>(model: Model, property: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isMeshError(error)) throw error;
    throw new MeshError(error.code, error.data, { at: model.positions[property] ?? model.at, hint: error.hint });
  }
}

interface Inference {
  readonly model: Model;
  readonly cron: Cron;
  readonly executionTime: number;
  readonly stored: IntervalSet;
  readonly times: ReadonlyMap<string, ModelTimes>;
}

function inferredStart({ model, cron, executionTime, stored, times }: Inference): number {
  let start = defaultStart({ cron, unit: model.intervalUnit, executionTime });
  if (stored[0] !== undefined) start = Math.min(start, stored[0].start);
  for (const parent of model.parents) {
    const own = times.get(parent);
    if (own !== undefined) start = Math.min(start, own.start);
  }
  return start;
}
