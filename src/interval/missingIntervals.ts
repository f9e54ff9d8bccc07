// Which intervals of a model are due: the heart of plan and run. Arithmetic on ranges only, so decades of hours cost
// no more than the gaps in them.
import { cronFloor, type Cron } from './cron.ts';
import type { Interval } from './interval.ts';
import { clip, intersect, isEmpty, normalize, subtract, union, type IntervalSet } from './intervalSet.ts';
import { addUnits, ceilToUnit, floorToUnit, shortestUnit, widenToUnits, type IntervalUnit } from './unit.ts';

/** What decides how far a model may be filled. */
export interface DueInput {
  readonly unit: IntervalUnit;
  readonly cron: Cron;
  /** Where the model's data begins. */
  readonly start: number;
  /** Where it ends, exclusive, for models with an `end`. */
  readonly end?: number | undefined;
  /** What is asked for; -Infinity and Infinity where nothing is. */
  readonly window: Interval;
  readonly executionTime: number;
  /** Take all that has elapsed, not only what the last cron tick released. */
  readonly ignoreCron?: boolean | undefined;
  /** Take the unit that has not ended yet, too. */
  readonly allowPartials?: boolean | undefined;
}

export interface MissingIntervalsInput extends DueInput {
  /** Units before each gap and before the end that are computed again with it. */
  readonly lookback?: number | undefined;
  readonly stored: IntervalSet;
  /** What the parents have; see `parentCoverage`. Absent: nothing bounds the model. */
  readonly parents?: IntervalSet | undefined;
  /** What signals hold back: neither due nor a reason to look back. */
  readonly held?: IntervalSet | undefined;
}

export function missingIntervals(input: MissingIntervalsInput): IntervalSet {
  const span = dueSpan(input);
  if (span === undefined) return [];
  const reach = input.parents === undefined ? [span] : boundByParents(span, input.parents, input);
  const available = subtract(reach, input.held ?? []);
  // A unit with a gap is missing as a whole.
  const gaps = subtract(available, input.stored).map((gap) => widenToUnits(gap, input.unit));
  return withLookback(intersect(normalize(gaps), available), available, input);
}

/** The part of the grid that may be filled now, whatever is stored. */
export function dueSpan(input: DueInput): Interval | undefined {
  const { window, unit } = input;
  // Its start would be widened to a whole unit that nobody asked for.
  if (input.allowPartials !== true && window.end - window.start < shortestUnit(unit)) return undefined;
  const start = floorToUnit(Math.max(window.start, input.start), unit);
  // A model's end may lie inside a unit: that unit is due with the others and ends there.
  const end = Math.min(released(input), input.end ?? Infinity);
  return start < end ? { start, end } : undefined;
}

/** How far the window, the cron and the clock let any model with this schedule go. */
function released({ unit, cron, window, executionTime, ignoreCron, allowPartials }: DueInput): number {
  const tick = ignoreCron === true ? executionTime : cronFloor(cron, executionTime);
  if (tick === undefined) return -Infinity;
  // What is asked for is widened to whole units, at both ends; what the clock allows is not.
  return allowPartials === true
    ? Math.min(window.end, tick)
    : Math.min(ceilToUnit(window.end, unit), floorToUnit(tick, unit));
}

/** The whole units of the span for which the parents have everything; with partials also the begun one at their end. */
function boundByParents(span: Interval, parents: IntervalSet, { unit, allowPartials }: DueInput): IntervalSet {
  const available: Interval[] = [];
  for (const range of clip(parents, span)) {
    const start = ceilToUnit(range.start, unit);
    const isWhole = allowPartials === true || range.end === span.end;
    const end = isWhole ? range.end : floorToUnit(range.end, unit);
    if (start < end) available.push({ start, end });
  }
  return available;
}

/**
 * Adds the `lookback` units before every missing unit, and the last ones before the time now released: rows may still
 * arrive there. When nothing is missing nothing is looked at again.
 */
function withLookback(gaps: IntervalSet, available: IntervalSet, input: MissingIntervalsInput): IntervalSet {
  const { unit, lookback = 0 } = input;
  if (lookback <= 0 || isEmpty(gaps)) return gaps;
  const end = released(input);
  const again = gaps.map((gap) => ({ start: addUnits(gap.start, unit, -lookback), end: gap.start }));
  again.push({ start: addUnits(ceilToUnit(end, unit), unit, -lookback), end });
  return intersect(union(gaps, normalize(again)), available);
}
