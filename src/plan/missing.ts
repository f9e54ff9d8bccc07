// What is due of each model, parents first: a child's intervals are bounded by what its parents have or will have.
import type { Interval } from '../interval/interval.ts';
import { clip, intersect, subtract, union, type IntervalSet } from '../interval/intervalSet.ts';
import { missingIntervals } from '../interval/missingIntervals.ts';
import { parentCoverage } from '../interval/parentCoverage.ts';
import { addUnits } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import { finalKey, keyOf, type IntervalLookup } from './intervalLookup.ts';
import { batchSettings, dependsOnPast, isFullRefresh, isMadeOnce } from './kindFacts.ts';
import type { ModelTimes } from './modelTimes.ts';

export type Target = 'final' | 'preview';

export interface MissingInput {
  /** Parents first. */
  readonly order: Iterable<string>;
  readonly models: ReadonlyMap<string, Model>;
  readonly heads: ReadonlyMap<string, SnapshotHead>;
  readonly times: ReadonlyMap<string, ModelTimes>;
  readonly stored: IntervalLookup;
  readonly executionTime: number;
  readonly target: (name: string) => Target;
  /** Where to look; undefined: nothing may be computed of this model. */
  readonly window: (name: string) => Interval | undefined;
  /** Intervals to compute again though they are recorded, also outside of the window. */
  readonly again?: ((name: string) => IntervalSet) | undefined;
  readonly ignoreCron: boolean;
  /** What signals hold back. */
  readonly held?: ((name: string) => IntervalSet) | undefined;
  /** `run` makes views and seeds no more. */
  readonly skipMadeOnce: boolean;
}

/** Due intervals by name; models without work are not in it. */
export function missingWork(input: MissingInput): Map<string, IntervalSet> {
  const work = new Map<string, IntervalSet>();
  const available = new Map<string, Availability>();
  for (const name of input.order) {
    const model = input.models.get(name);
    if (model === undefined) continue;
    const parents = boundOf(input, model, available);
    const due = dueOf(input, model, parents);
    if (due.length > 0) work.set(name, due);
    available.set(name, availabilityOf(input, model, { due, parents: allParents(model, available) }));
  }
  return work;
}

interface Availability {
  /** undefined: it holds nobody back. */
  readonly coverage: IntervalSet | undefined;
  /** Children with a denser schedule do not wait for it. */
  readonly onlyFor: number;
}

const unbounded: Availability = { coverage: undefined, onlyFor: 0 };
const always: Interval = { start: -Infinity, end: Infinity };

function boundOf(
  input: MissingInput,
  model: Model,
  available: ReadonlyMap<string, Availability>,
): IntervalSet | undefined {
  const { smallestGap } = input.times.get(model.name)!.cron;
  return joined(model, available, smallestGap);
}

function allParents(model: Model, available: ReadonlyMap<string, Availability>): IntervalSet | undefined {
  return joined(model, available, Infinity);
}

function joined(model: Model, available: ReadonlyMap<string, Availability>, gap: number): IntervalSet | undefined {
  let shared: IntervalSet | undefined;
  for (const parent of model.parents) {
    const { coverage, onlyFor } = available.get(parent) ?? unbounded;
    if (coverage === undefined || gap < onlyFor) continue;
    shared = shared === undefined || shared === coverage ? coverage : intersect(shared, coverage);
  }
  return shared;
}

interface Reach {
  readonly due: IntervalSet;
  readonly parents: IntervalSet | undefined;
}

function availabilityOf(input: MissingInput, model: Model, { due, parents }: Reach): Availability {
  const { name, kind } = model;
  if (kind.name === 'EXTERNAL' || kind.name === 'SEED') return unbounded;
  // Both show what their parents have at the moment of reading.
  if (kind.name === 'EMBEDDED' || kind.name === 'VIEW') {
    const held = input.held?.(name) ?? [];
    return { coverage: held.length === 0 ? parents : subtract(parents ?? [always], held), onlyFor: 0 };
  }
  const { start, end, cron } = input.times.get(name)!;
  const head = input.heads.get(name)!;
  const stored = input.stored.get(keyOf(head, input.target(name)));
  // The preview of a forward-only change shows what the table below it holds as well.
  const below = input.target(name) === 'preview' && head.forwardOnly ? input.stored.get(finalKey(head)) : [];
  return {
    coverage: parentCoverage([{ intervals: union(union(stored, below), due), start, end }]),
    // A whole table that is refreshed once a week is no reason to compute days only once a week.
    onlyFor: kind.name === 'FULL' ? cron.smallestGap : 0,
  };
}

function dueOf(input: MissingInput, model: Model, parents: IntervalSet | undefined): IntervalSet {
  const { name, kind } = model;
  const window = input.window(name);
  if (window === undefined || kind.name === 'EMBEDDED' || kind.name === 'EXTERNAL') return [];
  const stored = input.stored.get(keyOf(input.heads.get(name)!, input.target(name)));
  if (isMadeOnce(kind.name) && !input.skipMadeOnce) return madeOnce(input, model, stored);
  // A run has nothing to do for a view or a seed, but a view's audits are asked again when its cron says so.
  if (kind.name === 'SEED' || (kind.name === 'VIEW' && model.audits.length === 0)) return [];
  const { cron, start, end } = input.times.get(name)!;
  const again = input.again?.(name) ?? [];
  const asked = {
    unit: model.intervalUnit,
    cron,
    start,
    end,
    executionTime: input.executionTime,
    ignoreCron: input.ignoreCron,
    allowPartials: model.allowPartials,
    parents,
    held: input.held?.(name),
  };
  const lookback = isFullRefresh(kind.name) ? 0 : batchSettings(kind).lookback;
  const inside = missingIntervals({ ...asked, window, lookback, stored: subtract(stored, again) });
  const outside = subtract(again, [window]).map((gap) => missingIntervals({ ...asked, window: gap, stored: [] }));
  const due = outside.reduce((all, some) => union(all, some), inside);
  return dependsOnPast(model) ? withoutHoles(due, stored) : due;
}

/** The record of a view or seed only says that it was made. */
function madeOnce({ times, executionTime, again }: MissingInput, model: Model, stored: IntervalSet): IntervalSet {
  const asked = again?.(model.name) ?? [];
  if (stored.length > 0 && asked.length === 0) return [];
  const start = Math.min(times.get(model.name)!.start, executionTime);
  return [{ start, end: Math.max(executionTime, addUnits(start, model.intervalUnit, 1)) }];
}

/** What builds on the past must not be computed beyond something that is missing. */
function withoutHoles(due: IntervalSet, stored: IntervalSet): IntervalSet {
  const first = union(stored, due)[0];
  return first === undefined ? due : clip(due, { start: -Infinity, end: first.end });
}
