// Reads the dates people write on the command line, in models and in the configuration.
import { MeshError } from '../error/meshError.ts';
import { DAY, daysInMonth, dayStart, HOUR, MINUTE } from './calendar.ts';
import { parseRelativeDate } from './relativeDate.ts';

export interface ParsedDate {
  readonly ts: number;
  /** A calendar date stands for its whole day: as an end it includes that day. */
  readonly isDate: boolean;
}

export interface ParseDateOptions {
  /** What relative words count from. */
  readonly now: number;
}

/** Throws PLAN_DATE_INVALID. */
export function parseDate(text: string | number, options: ParseDateOptions): ParsedDate {
  const parsed = tryParseDate(text, options);
  if (parsed === undefined) throw new MeshError('PLAN_DATE_INVALID', { text: String(text) });
  return parsed;
}

/** For those who report the problem in their own words. Numbers are epoch milliseconds. */
export function tryParseDate(text: string | number, { now }: ParseDateOptions): ParsedDate | undefined {
  if (typeof text === 'number') return instant(Math.trunc(text));
  const trimmed = text.trim();
  return parseCalendar(trimmed) ?? parseEpoch(trimmed) ?? parseRelativeDate(trimmed, now);
}

/** The first instant that no longer belongs: the next midnight of a date, a timestamp itself. */
export function endExclusive({ ts, isDate }: ParsedDate): number {
  return isDate ? ts + DAY : ts;
}

const calendarForm =
  /^(\d{4})(?:(\d{2})(\d{2})|([-/])(\d{1,2})\4(\d{1,2}))(?:(?:[T ]| +)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(z|utc|[+-]\d{2}(?::?\d{2})?)?)?$/i;

function parseCalendar(text: string): ParsedDate | undefined {
  const match = calendarForm.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2] ?? match[5]);
  const day = Number(match[3] ?? match[6]);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const midnight = dayStart(year, month, day);
  if (match[7] === undefined) return { ts: midnight, isDate: true };
  const [hours, minutes, seconds] = [Number(match[7]), Number(match[8]), Number(match[9] ?? 0)];
  const offset = offsetOf(match[11]);
  if (hours > 23 || minutes > 59 || seconds > 59 || offset === undefined) return undefined;
  const fraction = Math.trunc(Number(`0.${match[10] ?? 0}`) * 1000);
  return instant(midnight + hours * HOUR + minutes * MINUTE + seconds * 1000 + fraction - offset);
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 15 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

/** Shorter numbers are years and slips: read as milliseconds they would silently mean 1970. */
function parseEpoch(text: string): ParsedDate | undefined {
  return /^-?\d{9,16}$/.test(text) ? instant(Number(text)) : undefined;
}

const earliest = dayStart(1, 1, 1);
const latest = dayStart(10_000, 1, 1);

function instant(ts: number): ParsedDate | undefined {
  return ts >= earliest && ts < latest ? { ts, isDate: false } : undefined;
}
