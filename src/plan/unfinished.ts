// Restatements that failed or were killed on the way: the next plan or run goes on with what is left of them.
import { clip, intersect, union, type IntervalSet } from '../interval/intervalSet.ts';
import type { Model } from '../model/model.ts';
import type { IntervalKey } from '../state/stateStore.ts';
import type { IntervalLookup } from './intervalLookup.ts';
import type { ModelTimes } from './modelTimes.ts';
import type { PlanNote } from './plan.ts';
import { restatedBelow } from './restatedBelow.ts';

const mostNames = 5;

export function unfinishedNotes(names: readonly string[]): PlanNote[] {
  if (names.length === 0) return [];
  const shown = names.length > mostNames + 1 ? names.slice(0, mostNames) : names;
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return [
    {
      severity: 'info',
      text: `a restatement was not finished, what is left of it is computed now: ${shown.join(', ')}${more}`,
    },
  ];
}

export interface UnfinishedInput {
  /** Parents first. */
  readonly order: readonly string[];
  readonly models: ReadonlyMap<string, Model>;
  readonly stored: IntervalLookup;
  readonly times: ReadonlyMap<string, ModelTimes>;
  readonly key: (name: string) => IntervalKey;
  /** Whether the environment fills the model. */
  readonly fills: (name: string) => boolean;
}

/** By name. */
type Windows = ReadonlyMap<string, IntervalSet>;

/**
 * What is due when as much as possible of them is gone on with, and which of it belongs to them. What is held back, or lies
 * outside of a model's new start and end, waits; so does what only reads it.
 */
export function goOn(
  input: UnfinishedInput,
  workWith: (left: Windows) => Windows,
): { readonly work: Windows; readonly windows: Windows } {
  const { order, stored, key, models, fills } = input;
  let left = unfinishedRestatements(input);
  let work = workWith(left);
  const waits = new Set(
    [...left].flatMap(([name, window]) => (intersect(work.get(name) ?? [], window).length === 0 ? [name] : [])),
  );
  if (order.some((name) => waits.has(name) && models.has(name) && stored.unfinished(key(name)).length > 0)) {
    left = unfinishedRestatements({ ...input, fills: (name) => fills(name) && !waits.has(name) });
    work = workWith(left);
  }
  return { work, windows: new Map([...left].filter(([name]) => work.has(name))) };
}

/** Also of what came to read the models since, or reads them in another version now. */
function unfinishedRestatements(input: UnfinishedInput): Windows {
  const { order, models, stored, times, key, fills } = input;
  const left = new Map<string, IntervalSet>();
  for (const name of order) {
    // What lies outside of the start and end that a model has now will never be computed.
    const { start = 0, end = Infinity } = times.get(name) ?? {};
    const unfinished = models.has(name) ? clip(stored.unfinished(key(name)), { start, end }) : [];
    if (unfinished.length > 0 && fills(name)) left.set(name, unfinished);
  }
  if (left.size === 0) return left;
  return restatedBelow({
    order,
    models,
    // A preview may have begun with more than it had.
    stored: (name) => union(stored.get(key(name)), left.get(name) ?? []),
    own: ({ name }) => left.get(name) ?? [],
  });
}
