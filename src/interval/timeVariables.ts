// The values of @start_ds, @end_ts, @execution_date and their relatives. Users see inclusive ends: the last microsecond.

/** A value with the SQL that stands for it. */
export interface TimeValue {
  readonly type: 'timestamptz' | 'timestamp' | 'date' | 'text' | 'integer' | 'float';
  /** What TypeScript code and templates see. */
  readonly value: string | number;
  /** How the value is written in a query. */
  readonly sql: string;
}

export interface TimeRange {
  /** Absent, with `end`, for models that have no intervals. */
  readonly start?: number | undefined;
  /** Exclusive. */
  readonly end?: number | undefined;
  readonly executionTime: number;
}

/** By name: `start_ds`, `end_dt`, `execution_ts`, `latest_epoch` … */
export function timeVariables({ start, end, executionTime }: TimeRange): ReadonlyMap<string, TimeValue> {
  const variables = new Map<string, TimeValue>();
  if (start !== undefined) addForms(variables, 'start', { ms: start, micros: 0 });
  if (end !== undefined) addForms(variables, 'end', lastMicrosecondBefore(end));
  addForms(variables, 'execution', { ms: executionTime, micros: 0 });
  addForms(variables, 'latest', { ms: executionTime, micros: 0 });
  return variables;
}

/** Microseconds beyond the millisecond. */
interface Instant {
  readonly ms: number;
  readonly micros: number;
}

export function lastMicrosecondBefore(end: number): Instant {
  return { ms: end - 1, micros: 999 };
}

function addForms(variables: Map<string, TimeValue>, prefix: string, instant: Instant): void {
  const ts = timestampText(instant);
  const ds = ts.slice(0, ts.indexOf(' '));
  const tstz = `${ts}+00:00`;
  const hour = new Date(instant.ms).getUTCHours();
  const epoch = instant.ms / 1000;
  const add = (form: string, type: TimeValue['type'], value: string | number, sql: string) =>
    variables.set(`${prefix}_${form}`, { type, value, sql });
  add('dt', 'timestamptz', tstz, `CAST('${tstz}' AS TIMESTAMPTZ)`);
  add('dtntz', 'timestamp', ts, `CAST('${ts}' AS TIMESTAMP)`);
  add('date', 'date', ds, `CAST('${ds}' AS DATE)`);
  add('ds', 'text', ds, `'${ds}'`);
  add('ts', 'text', ts, `'${ts}'`);
  add('tstz', 'text', tstz, `'${tstz}'`);
  add('hour', 'integer', hour, String(hour));
  add('epoch', 'float', epoch, Number.isInteger(epoch) ? `${epoch}.0` : String(epoch));
  add('millis', 'integer', instant.ms, String(instant.ms));
}

/** `2023-01-01 05:59:59.999999`; the fraction only where there is one. */
function timestampText({ ms, micros }: Instant): string {
  const date = new Date(ms);
  const pad = (n: number, length = 2) => String(n).padStart(length, '0');
  const day = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
  const time = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
  const fraction = date.getUTCMilliseconds() * 1000 + micros;
  return `${day} ${time}${fraction === 0 ? '' : `.${pad(fraction, 6)}`}`;
}
