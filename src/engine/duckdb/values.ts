// DuckDB values ↔ the values of small statements. Conversions are per column type, nested ones included.
import type { DuckDBValue, DuckDBValueConverter } from '@duckdb/node-api';
import type { Parameters, Parameter, Value } from '../value.ts';
import { driver } from './driver.ts';

/** Digits that a double holds exactly. */
const EXACT_DIGITS = 15;

type Converter = DuckDBValueConverter<Value>;

let converters: Readonly<Record<number, Converter>> | undefined;

/** For `convertRows` of the driver's results. */
export const valueFromDuckDB: Converter = (value, type, self) => {
  if (value === null || value === undefined) return null;
  converters ??= buildConverters();
  const convert = converters[type.typeId];
  return convert === undefined ? String(value) : convert(value, type, self);
};

/** The same, but instants that a Date would cut to milliseconds are texts. */
export const exactValueFromDuckDB: Converter = (value, type, self) => {
  const { micros, nanos, isFinite } = (value ?? {}) as Instant & { readonly isFinite?: boolean };
  const isFine = (micros !== undefined && micros % 1000n !== 0n) || (nanos !== undefined && nanos % 1_000_000n !== 0n);
  const isCut = isFine && isFinite === true && type.toString().startsWith('TIMESTAMP');
  return isCut ? String(value) : valueFromDuckDB(value, type, self);
};

function buildConverters(): Record<number, Converter> {
  const api = driver();
  const { DuckDBTypeId: id } = api;
  const asIs: Converter = (value) => value as Value;
  const viaDriver: Converter = (value, type, self) => api.JSDuckDBValueConverter(value, type, self as never);
  const table: Record<number, Converter> = {};
  for (const t of [id.BOOLEAN, id.TINYINT, id.SMALLINT, id.INTEGER, id.BIGINT, id.UTINYINT, id.USMALLINT, id.UINTEGER])
    table[t] = asIs;
  for (const t of [id.UBIGINT, id.HUGEINT, id.UHUGEINT, id.FLOAT, id.DOUBLE, id.VARCHAR, id.ENUM]) table[t] = asIs;
  for (const t of [id.LIST, id.ARRAY, id.STRUCT, id.UNION, id.BIGNUM]) table[t] = viaDriver;
  for (const t of [id.DATE, id.TIMESTAMP, id.TIMESTAMP_S, id.TIMESTAMP_MS, id.TIMESTAMP_NS, id.TIMESTAMP_TZ])
    table[t] = (value, type, self) => dateText(value) ?? viaDriver(value, type, self);
  table[id.BLOB] = (value) => new Uint8Array((value as InstanceType<typeof api.DuckDBBlobValue>).bytes);
  table[id.DECIMAL] = (value) => {
    const decimal = value as InstanceType<typeof api.DuckDBDecimalValue>;
    return decimal.width <= EXACT_DIGITS ? decimal.toDouble() : decimal.toString();
  };
  table[id.MAP] = (value, type, self) => {
    const map = type as InstanceType<typeof api.DuckDBMapType>;
    const entries = (value as InstanceType<typeof api.DuckDBMapValue>).entries;
    return entries.map((e) => ({ key: self(e.key, map.keyType, self), value: self(e.value, map.valueType, self) }));
  };
  return table;
}

/** What the driver's dates and timestamps count in: one of these. */
interface Instant {
  readonly days?: number;
  readonly seconds?: bigint;
  readonly millis?: bigint;
  readonly micros?: bigint;
  readonly nanos?: bigint;
}

const MAX_DATE_DAYS = 100_000_000;

function daysOf({ days, seconds, millis, micros, nanos }: Instant): number {
  if (days !== undefined) return days;
  if (seconds !== undefined) return Number(seconds / 86_400n);
  if (millis !== undefined) return Number(millis / 86_400_000n);
  return Number(micros === undefined ? (nanos ?? 0n) / 86_400_000_000_000n : micros / 86_400_000_000n);
}

/** The text of infinite dates and those beyond a Date's range; the others have none and become a Date. */
function dateText(value: DuckDBValue): string | undefined {
  const time = value as Instant & { isFinite: boolean; toString(): string };
  const days = daysOf(time);
  if (!time.isFinite) return days < 0 ? '-infinity' : 'infinity';
  return Math.abs(days) < MAX_DATE_DAYS ? undefined : time.toString();
}

/** What the driver binds. Numbers and bigints find their width by value. */
export function bindings(parameters: Parameters): DuckDBValue[] | Record<string, DuckDBValue> {
  if (Array.isArray(parameters)) return (parameters as readonly Parameter[]).map(binding);
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, binding(value)]));
}

const MAX_BIGINT = 2n ** 63n - 1n;

function binding(value: Parameter): DuckDBValue {
  if (value instanceof Date) return new (driver().DuckDBTimestampValue)(BigInt(value.getTime()) * 1000n);
  if (value instanceof Uint8Array) return driver().blobValue(value);
  // A bigint would be bound as HUGEINT, which makes comparisons with BIGINT columns slow.
  if (typeof value === 'bigint' && value >= -MAX_BIGINT && value <= MAX_BIGINT && Number.isSafeInteger(Number(value)))
    return Number(value);
  return value;
}
