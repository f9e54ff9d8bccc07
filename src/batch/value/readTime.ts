// Dates and times in a row: a Date unless told otherwise, which holds whole milliseconds.
import { MeshError } from '../../error/meshError.ts';
import type { Vector } from '../vector.ts';
import { dateText, offsetText, timestampText, timeText } from './calendar.ts';
import { integers } from './arrays.ts';
import type { Reader, ReadOptions } from './form.ts';

export type TimeType =
  | 'DATE'
  | 'TIME'
  | 'TIME_NS'
  | 'TIMETZ'
  | 'TIMESTAMP'
  | 'TIMESTAMP_S'
  | 'TIMESTAMP_MS'
  | 'TIMESTAMP_NS'
  | 'TIMESTAMPTZ';

const MS_PER_DAY = 86_400_000;
/** Further from 1970 than this a Date is invalid. */
const LIMIT = 8.64e15;
const INFINITE_DAYS = 2 ** 31 - 1;
const INFINITE = 2n ** 63n - 1n;
/** `offset` is stored as its distance from this, so that equal instants sort by it. */
export const MAX_OFFSET = 16 * 3600 - 1;

const digitsOf = { TIMESTAMP_S: 0, TIMESTAMP_MS: 3, TIMESTAMP: 6, TIMESTAMPTZ: 6, TIMESTAMP_NS: 9 } as const;
export type TimestampType = keyof typeof digitsOf;

export function timestampDigits(type: TimestampType): 0 | 3 | 6 | 9 {
  return digitsOf[type];
}

export function readTime(vector: Vector, type: TimeType, options: ReadOptions): Reader {
  switch (type) {
    case 'DATE':
      return readDate(integers(vector) as Int32Array, options);
    case 'TIME':
    case 'TIME_NS':
      return readClock(integers(vector) as BigInt64Array, type === 'TIME' ? 6 : 9, options);
    case 'TIMETZ': {
      const values = integers(vector) as BigUint64Array;
      return (i) => {
        const offset = MAX_OFFSET - Number(values[i]! & 0xffffffn);
        return timeText(values[i]! >> 24n, 6) + offsetText(offset);
      };
    }
    default:
      return readTimestamp(integers(vector) as BigInt64Array, type, options);
  }
}

function readDate(days: Int32Array, options: ReadOptions): Reader {
  if (options.as === 'days') return (i) => days[i]!;
  const infinity = (value: number): string | undefined =>
    Math.abs(value) === INFINITE_DAYS ? (value < 0 ? '-infinity' : 'infinity') : undefined;
  if (options.as === 'string') return (i) => infinity(days[i]!) ?? dateText(days[i]!);
  return (i) => {
    const ms = days[i]! * MS_PER_DAY;
    if (Math.abs(ms) > LIMIT) throw notADate(infinity(days[i]!) ?? dateText(days[i]!), options);
    return new Date(ms);
  };
}

function readClock(values: BigInt64Array, digits: 6 | 9, { as }: ReadOptions): Reader {
  if (as === 'micros') return digits === 6 ? (i) => values[i]! : (i) => values[i]! / 1000n;
  if (as === 'nanos') return digits === 9 ? (i) => values[i]! : (i) => values[i]! * 1000n;
  return (i) => timeText(values[i]!, digits);
}

function readTimestamp(values: BigInt64Array, type: TimestampType, options: ReadOptions): Reader {
  const digits = digitsOf[type];
  if (options.as === 'string') return (i) => stampText(values[i]!, type);
  if (options.as === 'micros' || options.as === 'nanos')
    return unitReader(values, digits, options.as === 'micros' ? 6 : 9);
  if (digits <= 3) {
    const factor = digits === 0 ? 1000n : 1n;
    return (i) => dateFrom(Number(values[i]! * factor), values[i]!, { type, options });
  }
  const perMs = digits === 6 ? 1000 : 1_000_000;
  const big = BigInt(perMs);
  let told = false;
  return (i) => {
    const value = values[i]!;
    const number = Number(value);
    const ms = Number.isSafeInteger(number) ? Math.floor(number / perMs) : Number(floorDivide(value, big));
    if (!told && options.onCut !== undefined && value % big !== 0n) {
      told = true;
      options.onCut();
    }
    return dateFrom(ms, value, { type, options });
  };
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function unitReader(values: BigInt64Array, from: number, to: number): Reader {
  if (from === to) return (i) => values[i]!;
  const factor = 10n ** BigInt(Math.abs(to - from));
  return to > from ? (i) => values[i]! * factor : (i) => floorDivide(values[i]!, factor);
}

function stampText(value: bigint, type: TimestampType): string {
  if (value === INFINITE || value === -INFINITE) return value < 0n ? '-infinity' : 'infinity';
  const text = timestampText(value, digitsOf[type]);
  return type === 'TIMESTAMPTZ' ? `${text}+00` : text;
}

interface Stamp {
  readonly type: TimestampType;
  readonly options: ReadOptions;
}

function dateFrom(ms: number, value: bigint, { type, options }: Stamp): Date {
  if (Math.abs(ms) > LIMIT || value === INFINITE || value === -INFINITE)
    throw notADate(stampText(value, type), options);
  return new Date(ms);
}

function notADate(value: string, { column = '' }: ReadOptions): MeshError {
  return new MeshError(
    'RUN_VALUE_READ',
    { column, value, as: 'Date' },
    { hint: `read it as text: \`.as({ ${column === '' ? 'column' : column}: 'string' })\`` },
  );
}
