// Offsets of a time zone as spans between two clock changes, found once a year and zone with Intl and kept.
import { DAY, dayStart, HOUR, MINUTE } from './calendar.ts';

/** A stretch of time in which a zone keeps one offset: local time = UTC + offset. */
export interface OffsetSpan {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  /** The offset before `start`. */
  readonly before: number;
}

export interface TimeZone {
  readonly name: string;
  readonly spanAt: (ts: number) => OffsetSpan;
}

const utcSpan: OffsetSpan = { start: -Infinity, end: Infinity, offset: 0, before: 0 };
const utc: TimeZone = { name: 'UTC', spanAt: () => utcSpan };
const zones = new Map<string, TimeZone>();

/** Undefined when the platform does not know the zone. */
export function findTimeZone(name: string): TimeZone | undefined {
  if (/^(utc|etc\/utc|z)$/i.test(name)) return utc;
  const known = zones.get(name);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const zone: TimeZone = { name, spanAt: spanFinder((ts) => offsetAt(format, ts)) };
  zones.set(name, zone);
  return zone;
}

/** Months in which the clock changes twice exist (Ramadan), weeks do not. */
const sample = 4 * DAY;

function spanFinder(offset: (ts: number) => number): (ts: number) => OffsetSpan {
  const years = new Map<number, readonly OffsetSpan[]>();
  return (ts) => {
    const year = new Date(ts).getUTCFullYear();
    let spans = years.get(year);
    if (spans === undefined) {
      spans = spansOfYear(offset, year);
      years.set(year, spans);
    }
    return spans.findLast((span) => span.start <= ts)!;
  };
}

/** A year's ends are span ends, too: the offset before is then the same and nothing jumps. */
function spansOfYear(offset: (ts: number) => number, year: number): readonly OffsetSpan[] {
  const end = dayStart(year + 1, 1, 1);
  const starts = new Set([dayStart(year, 1, 1), ...changesBetween(offset, dayStart(year, 1, 1), end)]);
  const ends = [...starts, end];
  return [...starts].map((start, i) => ({
    start,
    end: ends[i + 1]!,
    offset: offset(start),
    before: offset(start - 1),
  }));
}

/** The instants at which the offset changes, in [from, to). */
function changesBetween(offset: (ts: number) => number, from: number, to: number): number[] {
  const changes: number[] = [];
  // The sample before the first, so that a change at the very start of the year is seen.
  let low = from - 1;
  let before = offset(low);
  while (low < to - 1) {
    const high = Math.min(low + sample, to - 1);
    const after = offset(high);
    if (after !== before) changes.push(bisect(offset, low, high));
    low = high;
    before = after;
  }
  return changes;
}

function bisect(offset: (ts: number) => number, from: number, to: number): number {
  const before = offset(from);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetAt(format: Intl.DateTimeFormat, ts: number): number {
  const whole = Math.floor(ts / 1000) * 1000;
  const parts: Record<string, string> = {};
  for (const part of format.formatToParts(whole)) parts[part.type] = part.value;
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
  const midnight = dayStart(year, Number(parts['month']), Number(parts['day']));
  const time = Number(parts['hour']) * HOUR + Number(parts['minute']) * MINUTE + Number(parts['second']) * 1000;
  return midnight + time - whole;
}
