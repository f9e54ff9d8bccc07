// Values of fixed width: puts one into place, or says that it does not fit.
import type { SqlType } from '../sqlType.ts';
import type { FixedSetter } from './form.ts';
import { isRecord } from './record.ts';
import { intervalFromText } from './interval.ts';
import { setHuge, setInt64, setUuid, unscaledFromText, uuidFromText } from './wide.ts';
import { timeSetter } from './writeTime.ts';

export function fixedSetter(type: SqlType): FixedSetter {
  switch (type.type) {
    case 'BOOLEAN':
      return (view, at, value) => typeof value === 'boolean' && put(() => view.setUint8(at, value ? 1 : 0));
    case 'TINYINT':
      return small(-128, 127, (view, at, n) => view.setInt8(at, n));
    case 'UTINYINT':
      return small(0, 255, (view, at, n) => view.setUint8(at, n));
    case 'SMALLINT':
      return small(-32_768, 32_767, (view, at, n) => view.setInt16(at, n, true));
    case 'USMALLINT':
      return small(0, 65_535, (view, at, n) => view.setUint16(at, n, true));
    case 'INTEGER':
      return small(-(2 ** 31), 2 ** 31 - 1, (view, at, n) => view.setInt32(at, n, true));
    case 'UINTEGER':
      return small(0, 2 ** 32 - 1, (view, at, n) => view.setUint32(at, n, true));
    case 'BIGINT':
      return bigint;
    case 'UBIGINT':
      return large(0n, 2n ** 64n - 1n, (view, at, n) => view.setBigUint64(at, n, true));
    case 'HUGEINT':
      return large(-(2n ** 127n), 2n ** 127n - 1n, setHuge);
    case 'UHUGEINT':
      return large(0n, 2n ** 128n - 1n, setHuge);
    case 'FLOAT':
      return (view, at, value) => {
        const n = asNumber(value);
        if (n === undefined || (Number.isFinite(n) && !Number.isFinite(Math.fround(n)))) return false;
        view.setFloat32(at, n, true);
        return true;
      };
    case 'DOUBLE':
      return (view, at, value) => {
        const n = typeof value === 'number' ? value : asNumber(value);
        if (n === undefined) return false;
        view.setFloat64(at, n, true);
        return true;
      };
    case 'DECIMAL':
      return decimal(type.width, type.scale);
    case 'ENUM':
      return enumeration(type.values);
    case 'UUID':
      return setUuidValue;
    case 'INTERVAL':
      return setInterval;
    default:
      return timeSetter(type);
  }
}

function put(write: () => void): true {
  write();
  return true;
}

/** A bigint only when nothing is lost. */
function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : undefined;
}

function small(low: number, high: number, write: (view: DataView, at: number, n: number) => void): FixedSetter {
  return (view, at, value) => {
    const n = asNumber(value);
    if (n === undefined || !Number.isInteger(n) || n < low || n > high) return false;
    write(view, at, n);
    return true;
  };
}

function asBigint(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^[+-]?\d{1,40}$/.test(value) ? BigInt(value) : undefined;
}

function large(low: bigint, high: bigint, write: (view: DataView, at: number, n: bigint) => void): FixedSetter {
  return (view, at, value) => {
    const n = asBigint(value);
    if (n === undefined || n < low || n > high) return false;
    write(view, at, n);
    return true;
  };
}

const anyBigint = large(-(2n ** 63n), 2n ** 63n - 1n, (view, at, n) => view.setBigInt64(at, n, true));

/** Numbers go in two words: making a bigint of each would cost more than all the rest. */
function bigint(view: DataView, at: number, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return anyBigint(view, at, value);
  setInt64(view, at, value);
  return true;
}

/** A bigint is the unscaled value, as `unscaled` reads it. */
function decimal(width: number, scale: number): FixedSetter {
  const limit = 10n ** BigInt(width);
  const factor = 10 ** scale;
  return (view, at, value) => {
    let n: bigint | undefined;
    if (typeof value === 'bigint') n = value;
    else if (typeof value === 'string') n = unscaledFromText(value, scale);
    else if (typeof value === 'number' && Number.isFinite(value)) {
      const scaled = value * factor;
      const isExact = Math.abs(scaled) < 2 ** 53 && Number.isInteger(scaled);
      n = isExact ? BigInt(scaled) : unscaledFromText(String(value), scale);
    }
    if (n === undefined || n >= limit || n <= -limit) return false;
    if (width <= 4) view.setInt16(at, Number(n), true);
    else if (width <= 9) view.setInt32(at, Number(n), true);
    else if (width <= 18) view.setBigInt64(at, n, true);
    else setHuge(view, at, n);
    return true;
  };
}

function enumeration(values: readonly string[]): FixedSetter {
  const indexOf = new Map(values.map((value, i) => [value, i]));
  return (view, at, value) => {
    const index = typeof value === 'number' ? value : typeof value === 'string' ? indexOf.get(value) : undefined;
    if (index === undefined || !Number.isInteger(index) || index < 0 || index >= values.length) return false;
    if (values.length <= 0xff) view.setUint8(at, index);
    else if (values.length <= 0xffff) view.setUint16(at, index, true);
    else view.setUint32(at, index, true);
    return true;
  };
}

function setUuidValue(view: DataView, at: number, value: unknown): boolean {
  const bytes = typeof value === 'string' ? uuidFromText(value) : value instanceof Uint8Array ? value : undefined;
  if (bytes?.length !== 16) return false;
  setUuid(new Uint8Array(view.buffer, view.byteOffset), at, bytes);
  return true;
}

function setInterval(view: DataView, at: number, value: unknown): boolean {
  const given = typeof value === 'string' ? intervalFromText(value) : isRecord(value) ? value : undefined;
  if (given === undefined) return false;
  const { months = 0, days = 0, micros = 0n } = given as Record<string, unknown>;
  const size = asBigint(micros);
  if (!isInt32(months) || !isInt32(days) || size === undefined || BigInt.asIntN(64, size) !== size) return false;
  view.setInt32(at, months, true);
  view.setInt32(at + 4, days, true);
  view.setBigInt64(at + 8, size, true);
  return true;
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}
