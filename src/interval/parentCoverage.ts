// How far parents let a child go, so that no child records a day that its parent has not got.
import type { Interval } from './interval.ts';
import { intersect, normalize, type IntervalSet } from './intervalSet.ts';

export interface ParentIntervals {
  /** What the parent has, or will have when the plan at hand is through. */
  readonly intervals: Iterable<Interval>;
  /** Before its start and after its end there is nothing to wait for. */
  readonly start: number;
  readonly end?: number | undefined;
}

/** The instants for which every parent has its data; undefined without parents. */
export function parentCoverage(parents: Iterable<ParentIntervals>): IntervalSet | undefined {
  let shared: IntervalSet | undefined;
  for (const { intervals, start, end } of parents) {
    const outside = [{ start: -Infinity, end: start }, ...(end === undefined ? [] : [{ start: end, end: Infinity }])];
    const coverage = normalize([...intervals, ...outside]);
    shared = shared === undefined ? coverage : intersect(shared, coverage);
  }
  return shared;
}
