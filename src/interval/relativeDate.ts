// Dates in words: `yesterday`, `1 week ago`, `in 2 days`, `-1 day`, `2 weeks and 1 day ago`. A bare length of time is past.
import { DAY, HOUR, MINUTE } from './calendar.ts';
import { addUnits } from './unit.ts';
import type { ParsedDate } from './parseDate.ts';

const words: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

type Unit = { readonly milliseconds: number } | { readonly months: number };

const units: readonly { readonly name: RegExp; readonly unit: Unit }[] = [
  { name: /^(seconds?|secs?|s)$/, unit: { milliseconds: 1000 } },
  { name: /^(minutes?|mins?)$/, unit: { milliseconds: MINUTE } },
  { name: /^(hours?|hrs?|h)$/, unit: { milliseconds: HOUR } },
  { name: /^(days?|d)$/, unit: { milliseconds: DAY } },
  { name: /^(weeks?|w)$/, unit: { milliseconds: 7 * DAY } },
  { name: /^months?$/, unit: { months: 1 } },
  { name: /^(years?|y)$/, unit: { months: 12 } },
  { name: /^decades?$/, unit: { months: 120 } },
];

export function parseRelativeDate(text: string, now: number): ParsedDate | undefined {
  const lower = text.toLowerCase().replaceAll(/\s+/g, ' ');
  if (lower === 'now' || lower === 'now()') return { ts: now, isDate: false };
  if (Object.hasOwn(words, lower)) return { ts: midnight(now) + words[lower]! * DAY, isDate: false };
  const signed = /^(in |last |next |-)?(.*?)( ago| from now)?$/.exec(lower)!;
  const [, prefix, , suffix] = signed;
  let lengths = signed[2]!.trim();
  if (prefix !== undefined && suffix !== undefined) return undefined;
  if (prefix === 'last ' || prefix === 'next ') lengths = `1 ${lengths}`;
  const steps = readLengths(lengths);
  if (steps === undefined) return undefined;
  const direction = prefix === 'in ' || prefix === 'next ' || suffix === ' from now' ? 1 : -1;
  // Whole days count from midnight, hours and less from this very moment.
  const wholeDays = steps.every(({ unit }) => 'months' in unit || unit.milliseconds >= DAY);
  let ts = wholeDays ? midnight(now) : now;
  for (const { n, unit } of steps) {
    ts = 'months' in unit ? addUnits(ts, 'month', direction * n * unit.months) : ts + direction * n * unit.milliseconds;
  }
  return Number.isFinite(ts) && Math.abs(ts) < 8.64e15 ? { ts, isDate: false } : undefined;
}

/** `2 weeks and 1 day`, `1d, 2 hours`, `an hour`. */
function readLengths(text: string): { n: number; unit: Unit }[] | undefined {
  const lengths: { n: number; unit: Unit }[] = [];
  for (const part of text.split(/ and |, ?| (?=\d)/)) {
    const match = /^(\d{1,6}|[a-z]+) ?([a-z]+)$/.exec(part.trim());
    if (match === null) return undefined;
    const n = readNumber(match[1]!);
    const unit = units.find(({ name }) => name.test(match[2]!))?.unit;
    if (n === undefined || unit === undefined) return undefined;
    lengths.push({ n, unit });
  }
  return lengths;
}

function readNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  if (text === 'a' || text === 'an') return 1;
  const n = numbers.indexOf(text);
  return n < 0 ? undefined : n;
}

function midnight(ts: number): number {
  return Math.floor(ts / DAY) * DAY;
}
