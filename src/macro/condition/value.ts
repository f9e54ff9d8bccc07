// Values of render-time conditions and SQL's rules for comparing them: NULL is unknown, times compare as times.

/** A point in time in microseconds since 1970, UTC; `date` when it has no time of day. */
export interface Moment {
  readonly type: 'moment';
  readonly micros: number;
  readonly date: boolean;
}

export interface Duration {
  readonly type: 'duration';
  readonly months: number;
  readonly micros: number;
}

export type Evaluated = string | number | boolean | null | Moment | Duration | readonly Evaluated[];

/** A parsed expression: called for its value. */
export type Thunk = () => Evaluated;

export function isMoment(value: Evaluated): value is Moment {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'moment';
}

export function isDuration(value: Evaluated): value is Duration {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'duration';
}

const timeText = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

export function momentFromText(text: string): Moment | undefined {
  const m = timeText.exec(text.trim());
  if (m === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = m;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day)) return undefined;
  const micros = ms * 1000 + Number((fraction ?? '').padEnd(6, '0').slice(0, 6)) - zoneMinutes(zone) * 60_000_000;
  return { type: 'moment', micros, date: hour === undefined };
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return zone.startsWith('-') ? -minutes : minutes;
}

export function momentText({ micros, date }: Moment): string {
  const ms = Math.floor(micros / 1000);
  const iso = new Date(ms).toISOString();
  if (date) return iso.slice(0, 10);
  const fraction = micros - Math.floor(micros / 1_000_000) * 1_000_000;
  const tail = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`;
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${tail}`;
}

export function textOf(value: Exclude<Evaluated, null>): string {
  if (isMoment(value)) return momentText(value);
  if (isDuration(value)) return `${value.months} months ${value.micros} microseconds`;
  if (typeof value === 'object') return `[${value.map((item) => (item === null ? 'NULL' : textOf(item))).join(', ')}]`;
  return String(value);
}

/** -1, 0, 1; null when either side is NULL; undefined when the two cannot be compared. */
export function compare(a: Evaluated, b: Evaluated): number | null | undefined {
  if (a === null || b === null) return null;
  if (isMoment(a) || isMoment(b)) return compareMoments(a, b);
  if (typeof a === 'string' && typeof b === 'string') return order(a, b);
  const x = numberOf(a);
  const y = numberOf(b);
  return x === undefined || y === undefined ? undefined : order(x, y);
}

function compareMoments(a: Evaluated, b: Evaluated): number | undefined {
  const x = typeof a === 'string' ? momentFromText(a) : a;
  const y = typeof b === 'string' ? momentFromText(b) : b;
  if (x === undefined || y === undefined || !isMoment(x) || !isMoment(y)) return undefined;
  return order(x.micros, y.micros);
}

function order<V extends string | number>(a: V, b: V): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A number, or what a text or boolean is worth as one. */
export function numberOf(value: Evaluated): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

const falseTexts = new Set(['', 'false', 'f', '0', 'no', 'off']);

/** NULL is not true; texts such as 'false' (from environment variables) mean what they say. */
export function isTrue(value: Evaluated): boolean {
  if (typeof value === 'string') return !falseTexts.has(value.trim().toLowerCase());
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== false && value !== 0;
}
