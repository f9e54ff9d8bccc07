// When a model is due. `parseCron` reads and checks an expression once; the other functions find its ticks.
import { MeshError } from '../error/meshError.ts';
import { DAY, MINUTE } from './calendar.ts';
import { findDay, isEveryDay } from './cronDays.ts';
import { readSchedule, type CronSchedule } from './cronSyntax.ts';
import { findTimeZone, type OffsetSpan, type TimeZone } from './timeZone.ts';
import type { IntervalUnit } from './unit.ts';

export interface Cron {
  readonly text: string;
  readonly timeZone: TimeZone;
  readonly schedule: CronSchedule;
  /** The shortest time between two ticks, by the clock on the wall. */
  readonly smallestGap: number;
}

const parsed = new Map<string, Cron>();

/** Throws MODEL_CRON_SYNTAX, MODEL_CRON_NEVER, MODEL_CRON_TOO_FREQUENT or MODEL_CRON_TIME_ZONE. */
export function parseCron(text: string, timeZone = 'UTC'): Cron {
  const key = `${timeZone} ${text}`;
  let cron = parsed.get(key);
  if (cron === undefined) {
    cron = readCron(text, timeZone);
    parsed.set(key, cron);
  }
  return cron;
}

/** The first tick after the instant; undefined only when the expression names years that are over. */
export function cronNext(cron: Cron, ts: number): number | undefined {
  let span = cron.timeZone.spanAt(ts);
  let after = Math.max(ts + span.offset, wallStart(cron, span) - 1);
  for (;;) {
    const wall = wallNext(cron.schedule, after);
    if (wall === undefined) return undefined;
    if (wall < span.end + span.offset) return Math.max(span.start, wall - span.offset);
    // Nothing in this span: jump near to the tick, but not over a change of the clock.
    span = cron.timeZone.spanAt(Math.max(span.end, wall - 2 * DAY));
    after = wallStart(cron, span) - 1;
  }
}

/** The last tick at or before the instant. */
export function cronFloor(cron: Cron, ts: number): number | undefined {
  let span = cron.timeZone.spanAt(ts);
  let upTo = ts + span.offset;
  for (;;) {
    const wall = wallFloor(cron.schedule, upTo);
    if (wall === undefined) return undefined;
    if (wall >= wallStart(cron, span)) return Math.max(span.start, wall - span.offset);
    span = cron.timeZone.spanAt(Math.min(span.start - 1, wall + 2 * DAY));
    upTo = span.end - 1 + span.offset;
  }
}

/** The last tick before the instant. */
export function cronPrevious(cron: Cron, ts: number): number | undefined {
  return cronFloor(cron, ts - 1);
}

/** The coarsest unit that is not longer than the time between two ticks; weeks count as days. */
export function unitFromCron(cron: Cron): IntervalUnit {
  const gap = cron.smallestGap;
  if (gap >= 365 * DAY) return 'year';
  if (gap >= 28 * DAY) return 'month';
  if (gap >= DAY) return 'day';
  if (gap >= 60 * MINUTE) return 'hour';
  if (gap >= 30 * MINUTE) return 'half_hour';
  return gap >= 15 * MINUTE ? 'quarter_hour' : 'five_minute';
}

function readCron(text: string, timeZone: string): Cron {
  const zone = findTimeZone(timeZone);
  if (zone === undefined) throw new MeshError('MODEL_CRON_TIME_ZONE', { timeZone });
  const schedule = readSchedule(text);
  if (shortestWithinHour(schedule.times) < 5 * MINUTE) throw new MeshError('MODEL_CRON_TOO_FREQUENT', { cron: text });
  const smallestGap = smallestGapOf(schedule);
  if (smallestGap === undefined) throw new MeshError('MODEL_CRON_NEVER', { cron: text });
  return { text, timeZone: zone, schedule, smallestGap };
}

/**
 * Where the wall clock's time of a span begins for this schedule. Fixed hours belong to the clock: what the clock skips
 * falls due right after the gap, and what it shows twice is due once. A schedule of every hour simply follows real time.
 */
function wallStart(cron: Cron, span: OffsetSpan): number {
  return span.start + (cron.schedule.everyHour ? span.offset : span.before);
}

/** The first tick after `after`, both in wall time. */
function wallNext(schedule: CronSchedule, after: number): number | undefined {
  const { times, days } = schedule;
  const from = Math.floor(after / DAY);
  const day = findDay(days, from, 1);
  if (day === undefined) return undefined;
  if (day > from) return day * DAY + times[0]!;
  const time = times.find((t) => t > after - from * DAY);
  if (time !== undefined) return day * DAY + time;
  const following = findDay(days, day + 1, 1);
  return following === undefined ? undefined : following * DAY + times[0]!;
}

/** The last tick at or before `upTo`, both in wall time. */
function wallFloor(schedule: CronSchedule, upTo: number): number | undefined {
  const { times, days } = schedule;
  const from = Math.floor(upTo / DAY);
  const day = findDay(days, from, -1);
  if (day === undefined) return undefined;
  if (day < from) return day * DAY + times.at(-1)!;
  const time = times.findLast((t) => t <= upTo - from * DAY);
  if (time !== undefined) return day * DAY + time;
  const preceding = findDay(days, day - 1, -1);
  return preceding === undefined ? undefined : preceding * DAY + times.at(-1)!;
}

/** Leaves out the step over a full hour: nobody who writes every 7 minutes means the 4 between :56 and :00. */
function shortestWithinHour(times: readonly number[]): number {
  let shortest = Infinity;
  for (let i = 1; i < times.length; i++) {
    const sameHour = Math.floor(times[i]! / (60 * MINUTE)) === Math.floor(times[i - 1]! / (60 * MINUTE));
    if (sameHour) shortest = Math.min(shortest, times[i]! - times[i - 1]!);
  }
  return shortest;
}

/** Undefined when no day ever matches. Eight years hold every pattern but the rarest leap days. */
function smallestGapOf(schedule: CronSchedule): number | undefined {
  const { times, days } = schedule;
  let smallest = Infinity;
  for (let i = 1; i < times.length; i++) smallest = Math.min(smallest, times[i]! - times[i - 1]!);
  const overnight = times[0]! - times.at(-1)!;
  if (isEveryDay(days)) return Math.min(smallest, DAY + overnight);
  const first = findDay(days, 0, 1);
  if (first === undefined) return undefined;
  let day = Math.max(first, findDay(days, referenceDay, 1) ?? first);
  const last = day + 8 * 366;
  while (day < last) {
    const next = findDay(days, day + 1, 1);
    if (next === undefined) break;
    smallest = Math.min(smallest, (next - day) * DAY + overnight);
    day = next;
  }
  // A single tick in all time: any unit does.
  return smallest === Infinity ? DAY : smallest;
}

/** 2000-01-01. */
const referenceDay = 10_957;
