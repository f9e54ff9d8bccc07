// Bounds of an interval as SQL literals of a time column: half-open, whatever the column's type.
import { MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export interface TimeBounds {
  readonly low: string;
  readonly high: string;
}

export interface BoundColumn {
  readonly model: string;
  readonly name: string;
  /** The engine's type; null when nobody knows it: then a timestamp is assumed. */
  readonly type: string | null;
  /** strftime format of a text or number column. */
  readonly format: string;
}

export function timeBounds(interval: Interval, column: BoundColumn): TimeBounds {
  const type = (column.type ?? 'TIMESTAMP').toUpperCase();
  if (type === 'DATE') {
    return { low: `DATE '${dateText(interval.start)}'`, high: `DATE '${dateText(nextDay(interval.end))}'` };
  }
  if (type === 'TIMESTAMP WITH TIME ZONE' || type === 'TIMESTAMPTZ') {
    return {
      low: `TIMESTAMPTZ '${timestampText(interval.start)}+00'`,
      high: `TIMESTAMPTZ '${timestampText(interval.end)}+00'`,
    };
  }
  if (type.startsWith('TIMESTAMP') || type === 'DATETIME') {
    return { low: `TIMESTAMP '${timestampText(interval.start)}'`, high: `TIMESTAMP '${timestampText(interval.end)}'` };
  }
  const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|DOUBLE|FLOAT)$/.test(type);
  if (!numeric && !/^(VARCHAR|CHAR|TEXT|STRING)/.test(type)) {
    throw new MeshError('RUN_TIME_COLUMN_TYPE', { model: column.model, column: column.name, type });
  }
  const low = formatTime(interval.start, column.format);
  const high = formatTime(nextDistinct(interval.end, column.format), column.format);
  return numeric ? { low, high } : { low: `'${low.replaceAll("'", "''")}'`, high: `'${high.replaceAll("'", "''")}'` };
}

/** A date column holds whole days: an interval that ends inside a day reaches to the end of it. */
function nextDay(end: number): number {
  return Math.ceil(end / day) * day;
}

/** The first instant at or after `end` that the format can tell from the one before it. */
function nextDistinct(end: number, format: string): number {
  if (/%[fLs]/.test(format)) return end;
  if (/%[STcX]/.test(format)) return Math.ceil(end / second) * second;
  if (/%[MR]/.test(format)) return Math.ceil(end / minute) * minute;
  if (/%[HI]/.test(format)) return Math.ceil(end / hour) * hour;
  if (/%[dejDFx]/.test(format)) return nextDay(end);
  const date = new Date(end);
  const month = /%[mbB]/.test(format);
  const floor = Date.UTC(date.getUTCFullYear(), month ? date.getUTCMonth() : 0);
  return floor === end ? end : Date.UTC(date.getUTCFullYear() + (month ? 0 : 1), month ? date.getUTCMonth() + 1 : 0);
}

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

export function dateText(ts: number): string {
  return new Date(ts).toISOString().slice(0, 10);
}

export function timestampText(ts: number): string {
  return new Date(ts)
    .toISOString()
    .slice(0, 23)
    .replace('T', ' ')
    .replace(/\.000$/, '');
}

/** strftime with the directives that sort like the time itself, and their compositions. */
export function formatTime(ts: number, format: string): string {
  const d = new Date(ts);
  const values: Readonly<Record<string, () => string>> = {
    Y: () => pad(d.getUTCFullYear(), 4),
    y: () => pad(d.getUTCFullYear() % 100),
    m: () => pad(d.getUTCMonth() + 1),
    d: () => pad(d.getUTCDate()),
    e: () => String(d.getUTCDate()),
    j: () => pad(Math.floor((ts - Date.UTC(d.getUTCFullYear(), 0)) / day) + 1, 3),
    H: () => pad(d.getUTCHours()),
    I: () => pad(d.getUTCHours() % 12 === 0 ? 12 : d.getUTCHours() % 12),
    M: () => pad(d.getUTCMinutes()),
    S: () => pad(d.getUTCSeconds()),
    f: () => pad(d.getUTCMilliseconds() * 1000, 6),
    s: () => String(Math.floor(ts / second)),
    b: () => d.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' }),
    B: () => d.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' }),
    p: () => (d.getUTCHours() < 12 ? 'AM' : 'PM'),
    F: () => dateText(ts),
    D: () => `${pad(d.getUTCMonth() + 1)}/${pad(d.getUTCDate())}/${pad(d.getUTCFullYear() % 100)}`,
    T: () => d.toISOString().slice(11, 19),
    R: () => d.toISOString().slice(11, 16),
    z: () => '+0000',
    Z: () => 'UTC',
    '%': () => '%',
  };
  return format.replace(/%-?(.)/g, (directive, letter: string) => {
    const text = values[letter]?.();
    if (text === undefined) throw new MeshError('RUN_TIME_FORMAT', { format, directive });
    return directive.startsWith('%-') ? text.replace(/^0+(?=\d)/, '') : text;
  });
}
