// The grid on which a model's intervals lie: units of the UTC calendar. Counting is arithmetic, nothing is enumerated.
import { monthStart, DAY, HOUR, MINUTE, monthsOf } from './calendar.ts';
import type { Interval } from './interval.ts';

/** Coarsest first. */
export const intervalUnits = ['year', 'month', 'day', 'hour', 'half_hour', 'quarter_hour', 'five_minute'] as const;

export type IntervalUnit = (typeof intervalUnits)[number];

/** Units of a fixed length, and those that are so many months. */
const lengths: Readonly<Record<IntervalUnit, { readonly milliseconds: number } | { readonly months: number }>> = {
  year: { months: 12 },
  month: { months: 1 },
  day: { milliseconds: DAY },
  hour: { milliseconds: HOUR },
  half_hour: { milliseconds: 30 * MINUTE },
  quarter_hour: { milliseconds: 15 * MINUTE },
  five_minute: { milliseconds: 5 * MINUTE },
};

export function isIntervalUnit(text: string): text is IntervalUnit {
  return Object.hasOwn(lengths, text);
}

/** Whether `a` divides time more finely than `b`. */
export function isFinerThan(a: IntervalUnit, b: IntervalUnit): boolean {
  return intervalUnits.indexOf(a) > intervalUnits.indexOf(b);
}

/** The start of the unit that holds the instant. Infinity stays what it is. */
export function floorToUnit(ts: number, unit: IntervalUnit): number {
  if (!Number.isFinite(ts)) return ts;
  return startOfUnit(unitIndex(ts, unit), unit);
}

export function ceilToUnit(ts: number, unit: IntervalUnit): number {
  const floor = floorToUnit(ts, unit);
  return floor === ts ? ts : addUnits(floor, unit, 1);
}

/** Moves an instant by whole units. Off the grid, a month keeps the day of the month where that exists, else takes its last day. */
export function addUnits(ts: number, unit: IntervalUnit, n: number): number {
  const length = lengths[unit];
  if ('milliseconds' in length) return ts + n * length.milliseconds;
  const months = monthsOf(ts);
  const inMonth = ts - monthStart(months);
  const target = months + n * length.months;
  const days = Math.floor(inMonth / DAY);
  const lastDay = Math.round((monthStart(target + 1) - monthStart(target)) / DAY) - 1;
  return monthStart(target) + Math.min(days, lastDay) * DAY + (inMonth - days * DAY);
}

/** Milliseconds of the shortest unit of this kind. */
export function shortestUnit(unit: IntervalUnit): number {
  const length = lengths[unit];
  if ('milliseconds' in length) return length.milliseconds;
  return length.months === 1 ? 28 * DAY : 365 * DAY;
}

/** How many whole units the interval holds; both ends are taken to lie on the grid. */
export function countUnits(interval: Interval, unit: IntervalUnit): number {
  return Math.max(0, unitIndex(interval.end, unit) - unitIndex(ceilToUnit(interval.start, unit), unit));
}

/** The smallest span of whole units around the interval. */
export function widenToUnits(interval: Interval, unit: IntervalUnit): Interval {
  return { start: floorToUnit(interval.start, unit), end: ceilToUnit(interval.end, unit) };
}

/** Number of the unit that holds the instant; consecutive units have consecutive numbers. */
function unitIndex(ts: number, unit: IntervalUnit): number {
  const length = lengths[unit];
  return 'milliseconds' in length ? Math.floor(ts / length.milliseconds) : Math.floor(monthsOf(ts) / length.months);
}

function startOfUnit(index: number, unit: IntervalUnit): number {
  const length = lengths[unit];
  return 'milliseconds' in length ? index * length.milliseconds : monthStart(index * length.months);
}
