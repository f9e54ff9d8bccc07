// INTERVAL values and their text, as DuckDB writes it: `1 year 2 months 3 days 04:05:06.789`.
import type { IntervalValue } from '../columnTypes.ts';
import { timeText } from './calendar.ts';

const plural = (n: number, unit: string): string => `${n} ${unit}${Math.abs(n) === 1 ? '' : 's'}`;

export function intervalText({ months, days, micros }: IntervalValue): string {
  const parts: string[] = [];
  const years = Math.trunc(months / 12);
  if (years !== 0) parts.push(plural(years, 'year'));
  if (months % 12 !== 0) parts.push(plural(months % 12, 'month'));
  if (days !== 0) parts.push(plural(days, 'day'));
  if (micros !== 0n) parts.push(micros < 0n ? `-${timeText(-micros, 6)}` : timeText(micros, 6));
  return parts.length === 0 ? '00:00:00' : parts.join(' ');
}

const monthsOf: Readonly<Record<string, number>> = { year: 12, mon: 1, month: 1 };
const daysOf: Readonly<Record<string, number>> = { day: 1, week: 7 };
const microsOf: Readonly<Record<string, bigint>> = {
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1000n,
  microsecond: 1n,
};

/** undefined when the text is no interval. */
export function intervalFromText(text: string): IntervalValue | undefined {
  let months = 0;
  let days = 0;
  let micros = 0n;
  let rest = text.trim();
  if (rest === '') return undefined;
  while (rest !== '') {
    const clock = /^(-?)(\d+):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:\s+|$)/.exec(rest);
    const unit = /^(-?\d+)\s*([a-z]+?)s?(?:\s+|$)/i.exec(rest);
    const match = clock ?? unit;
    if (match === null) return undefined;
    rest = rest.slice(match[0].length);
    if (clock !== null) {
      const [, sign, hours, minutes, seconds, fraction = ''] = clock;
      const whole = BigInt(hours!) * 3600n + BigInt(minutes!) * 60n + BigInt(seconds!);
      const size = whole * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
      micros += sign === '-' ? -size : size;
      continue;
    }
    const amount = Number(unit![1]);
    const name = unit![2]!.toLowerCase();
    if (monthsOf[name] !== undefined) months += amount * monthsOf[name];
    else if (daysOf[name] !== undefined) days += amount * daysOf[name];
    else if (microsOf[name] !== undefined) micros += BigInt(amount) * microsOf[name];
    else return undefined;
  }
  return { months, days, micros };
}
