// Dates and times: a Date, a text, or a bigint in microseconds (nanoseconds for the _NS types). A DATE also takes days.
import type { SqlType } from '../sqlType.ts';
import { daysFromText, MICROS_PER_DAY, nanosFromText, offsetSeconds, timeFromText } from './calendar.ts';
import type { FixedSetter } from './form.ts';
import { setInt64 } from './wide.ts';
import { MAX_OFFSET, timestampDigits, type TimestampType } from './readTime.ts';

const INFINITE_DAYS = 2 ** 31 - 1;
const INFINITE = 2n ** 63n - 1n;
const MS_PER_DAY = 86_400_000;

export function timeSetter(type: SqlType): FixedSetter {
  switch (type.type) {
    case 'DATE':
      return setDate;
    case 'TIME':
      return clock(6, MICROS_PER_DAY);
    case 'TIME_NS':
      return clock(9, MICROS_PER_DAY * 1000n);
    case 'TIMETZ':
      return setTimeTz;
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMPTZ':
      return timestamp(type.type);
    default:
      return () => false;
  }
}

function setDate(view: DataView, at: number, value: unknown): boolean {
  const days = daysOf(value);
  if (days === undefined || !Number.isInteger(days) || Math.abs(days) > INFINITE_DAYS) return false;
  view.setInt32(at, days, true);
  return true;
}

function daysOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Date) return Math.floor(value.getTime() / MS_PER_DAY);
  if (typeof value !== 'string') return undefined;
  const infinite = infinityOf(value);
  return infinite === undefined ? daysFromText(value) : infinite * INFINITE_DAYS;
}

function infinityOf(text: string): 1 | -1 | undefined {
  const word = text.trim().toLowerCase();
  return word === 'infinity' ? 1 : word === '-infinity' ? -1 : undefined;
}

function clock(digits: 6 | 9, limit: bigint): FixedSetter {
  return (view, at, value) => {
    const units =
      typeof value === 'string' ? timeFromText(value, digits) : typeof value === 'bigint' ? value : undefined;
    if (units === undefined || units < 0n || units > limit) return false;
    view.setBigInt64(at, units, true);
    return true;
  };
}

function setTimeTz(view: DataView, at: number, value: unknown): boolean {
  const match = typeof value === 'string' ? /^(.*?)\s*(Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?$/.exec(value) : null;
  const micros = match === null ? undefined : timeFromText(match[1]!, 6);
  if (micros === undefined) return false;
  const offset = offsetSeconds(match![2] ?? '');
  if (Math.abs(offset) > MAX_OFFSET) return false;
  view.setBigUint64(at, (micros << 24n) | BigInt(MAX_OFFSET - offset), true);
  return true;
}

function timestamp(type: TimestampType): FixedSetter {
  const digits = timestampDigits(type);
  const perMs = 10 ** (digits - 3);
  return (view, at, value) => {
    if (value instanceof Date && digits >= 3) {
      const quick = value.getTime() * perMs;
      if (Number.isSafeInteger(quick)) {
        setInt64(view, at, quick);
        return true;
      }
    }
    const units = timestampUnits(value, digits);
    if (units === undefined || units > INFINITE || units < -INFINITE) return false;
    view.setBigInt64(at, units, true);
    return true;
  };
}

function timestampUnits(value: unknown, digits: 0 | 3 | 6 | 9): bigint | undefined {
  if (value instanceof Date) {
    const ms = value.getTime();
    return Number.isNaN(ms) ? undefined : inUnits(BigInt(ms), 3, digits);
  }
  if (typeof value === 'bigint') return inUnits(value, digits === 9 ? 9 : 6, digits);
  if (typeof value !== 'string') return undefined;
  const infinite = infinityOf(value);
  if (infinite !== undefined) return BigInt(infinite) * INFINITE;
  const nanos = nanosFromText(value);
  return nanos === undefined ? undefined : inUnits(nanos, 9, digits);
}

/** Digits that the type does not keep are cut towards the past. */
function inUnits(value: bigint, from: number, to: number): bigint {
  if (to >= from) return value * 10n ** BigInt(to - from);
  const by = 10n ** BigInt(from - to);
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
