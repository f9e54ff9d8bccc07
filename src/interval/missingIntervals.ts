// Which intervals of a model are due: the heart of plan and run. Arithmetic on ranges only, so decades of hours cost
// no more than the gaps in them.
import { cronFloor, type Cron } from './cron.ts';
import type { Interval } from './interval.ts';
import { clip, intersect, isEmpty, normalize, subtract, union, type IntervalSet } from './intervalSet.ts';
import { addUnits, ceilToUnit, floorToUnit, widenToUnits, type IntervalUnit } from './unit.ts';

export interface MissingIntervalsInput {
  readonly unit: IntervalUnit;
  readonly cron: Cron;
  /** Where the model's data begins. */
  readonly start: number;
  /** Where it ends, exclusive, for models with an `end`. */
  readonly end?: number | undefined;
  /** What is asked for. */
  readonly window: Interval;
  readonly executionTime: number;
  /** Take all that has elapsed, not only what the last cron tick released. */
  readonly ignoreCron?: boolean | undefined;
  /** Take the unit that has not ended yet, too. */
  readonly allowPartials?: boolean | undefined;
  /** Units before each gap and before the end that are computed again with it. */
  readonly lookback?: number | undefined;
  readonly stored: IntervalSet;
  /** What the parents have; see `parentCoverage`. Absent: nothing bounds the model. */
  readonly parents?: IntervalSet | undefined;
}

export function missingIntervals(input: MissingIntervalsInput): IntervalSet {
  const { unit, stored, parents } = input;
  const span = dueSpan(input);
  if (span === undefined) return [];
  const gaps = widenedGaps(subtract([span], stored), unit, span);
  const bounded = parents === undefined ? gaps : boundByParents(gaps, parents, input);
  return isEmpty(bounded) ? [] : withLookback(bounded, span, input);
}

/** The part of the grid that may be filled now, whatever is stored. */
export function dueSpan(input: MissingIntervalsInput): Interval | undefined {
  const { unit, cron, window, executionTime } = input;
  const released = input.ignoreCron === true ? executionTime : cronFloor(cron, executionTime);
  if (released === undefined) return undefined;
  const upper = Math.min(window.end, released, input.end ?? Infinity);
  const end = input.allowPartials === true ? upper : floorToUnit(upper, unit);
  const start = floorToUnit(Math.max(window.start, input.start), unit);
  return start < end ? { start, end } : undefined;
}

/** A unit with a gap is missing as a whole. */
function widenedGaps(gaps: IntervalSet, unit: IntervalUnit, span: Interval): IntervalSet {
  return clip(normalize(gaps.map((gap) => widenToUnits(gap, unit))), span);
}

/** The whole units of `missing` for which the parents have everything; with partials also the begun one at their end. */
function boundByParents(
  missing: IntervalSet,
  parents: IntervalSet,
  { unit, allowPartials }: { unit: IntervalUnit; allowPartials?: boolean | undefined },
): IntervalSet {
  const available: Interval[] = [];
  for (const range of intersect(missing, parents)) {
    const start = ceilToUnit(range.start, unit);
    const end = allowPartials === true ? range.end : floorToUnit(range.end, unit);
    if (start < end) available.push({ start, end });
  }
  return normalize(available);
}

/** Adds the `lookback` units before every missing unit and the last ones of the span. */
function withLookback(gaps: IntervalSet, span: Interval, { unit, lookback = 0 }: MissingIntervalsInput): IntervalSet {
  if (lookback <= 0) return gaps;
  const before = gaps.map((gap) => ({ start: addUnits(gap.start, unit, -lookback), end: gap.start }));
  const last = { start: addUnits(ceilToUnit(span.end, unit), unit, -lookback), end: span.end };
  return clip(union(gaps, normalize([...before, last])), span);
}
