// Reads a cron expression: aliases, five fields, a sixth for seconds and a seventh for years, in the order croniter has them.
// Names, ranges that wrap around, steps, `L`, `15W`, `5#3`, `L5` and `?` are understood.
import { MeshError } from '../error/meshError.ts';
import { HOUR, MINUTE } from './calendar.ts';

export interface CronSchedule {
  /** Times of day in milliseconds, ascending. */
  readonly times: readonly number[];
  /** No hour is left out, so the clock's changes never move a tick. */
  readonly everyHour: boolean;
  readonly days: DayRule;
}

/** Which days a schedule has; an absent part allows all. Both day parts given: either is enough, as cron has it. */
export interface DayRule {
  readonly months?: ReadonlySet<number> | undefined;
  readonly years?: ReadonlySet<number> | undefined;
  readonly dayOfMonth?: DayOfMonthRule | undefined;
  readonly dayOfWeek?: DayOfWeekRule | undefined;
}

export interface DayOfMonthRule {
  readonly days: ReadonlySet<number>;
  readonly lastDay: boolean;
  /** `15W`: the weekday nearest to the 15th. */
  readonly nearestWeekday: readonly number[];
}

export interface DayOfWeekRule {
  /** 0 is Sunday. */
  readonly days: ReadonlySet<number>;
  readonly nth: readonly { readonly day: number; readonly n: number }[];
  /** `L5`: the last Friday of the month. */
  readonly last: readonly number[];
}

const aliases: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

interface FieldRange {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const minuteField: FieldRange = { name: 'minute', low: 0, high: 59 };
const hourField: FieldRange = { name: 'hour', low: 0, high: 23 };
const dayField: FieldRange = { name: 'day of month', low: 1, high: 31 };
const monthField: FieldRange = {
  name: 'month',
  low: 1,
  high: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const weekdayField: FieldRange = {
  name: 'day of week',
  low: 0,
  high: 7,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};
const secondField: FieldRange = { name: 'second', low: 0, high: 59 };
const yearField: FieldRange = { name: 'year', low: 1970, high: 2099 };

export function readSchedule(cron: string): CronSchedule {
  const text = cron.trim().toLowerCase();
  const known = aliases[text];
  if (known === undefined && text.startsWith('@')) fail(cron, `there is no ${cron.trim()}`);
  const fields = (known ?? text).split(/\s+/);
  if (fields.length < 5 || fields.length > 7) {
    fail(cron, `it has ${fields.length === 1 ? 'one field' : `${fields.length} fields`} instead of five`);
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek, second = '0', year = '*'] = fields as [
    string,
    string,
    string,
    string,
    string,
    string?,
    string?,
  ];
  const read = (field: string, range: FieldRange) => readField(field, range, cron);
  const hours = read(hour, hourField);
  return {
    times: timesOfDay(hours, read(minute, minuteField), read(second, secondField)),
    everyHour: hours.size === 24,
    days: {
      months: unlessFull(read(month, monthField), 12),
      years: unlessFull(read(year, yearField), yearField.high - yearField.low + 1),
      dayOfMonth: readDayOfMonth(dayOfMonth, cron),
      dayOfWeek: readDayOfWeek(dayOfWeek, cron),
    },
  };
}

function timesOfDay(hours: Set<number>, minutes: Set<number>, seconds: Set<number>): number[] {
  const times: number[] = [];
  for (const h of hours) for (const m of minutes) for (const s of seconds) times.push(h * HOUR + m * MINUTE + s * 1000);
  return times.sort((a, b) => a - b);
}

function readDayOfMonth(field: string, cron: string): DayOfMonthRule | undefined {
  const days = new Set<number>();
  const nearestWeekday: number[] = [];
  let lastDay = false;
  for (const part of field.split(',')) {
    const weekday = /^(\d{1,2})w$/.exec(part);
    if (part === 'l') lastDay = true;
    else if (weekday !== null) nearestWeekday.push(numberOf(weekday[1]!, dayField, cron));
    else for (const day of readPart(part, dayField, cron)) days.add(day);
  }
  if (days.size === 31) return undefined;
  return { days, lastDay, nearestWeekday };
}

function readDayOfWeek(field: string, cron: string): DayOfWeekRule | undefined {
  const days = new Set<number>();
  const nth: { day: number; n: number }[] = [];
  const last: number[] = [];
  for (const part of field.split(',')) {
    const numbered = /^([^#]+)#([1-5])$/.exec(part);
    const final = /^l(\w+)$/.exec(part);
    if (numbered !== null) nth.push({ day: numberOf(numbered[1]!, weekdayField, cron) % 7, n: Number(numbered[2]) });
    else if (final !== null) last.push(numberOf(final[1]!, weekdayField, cron) % 7);
    else for (const day of readPart(part, weekdayField, cron)) days.add(day % 7);
  }
  return days.size === 7 ? undefined : { days, nth, last };
}

function readField(field: string, range: FieldRange, cron: string): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) for (const value of readPart(part, range, cron)) values.add(value);
  return values;
}

/** One part of a list: `*`, `3`, `1-5`, each with an optional step. */
function readPart(part: string, range: FieldRange, cron: string): number[] {
  const [span = '', stepText, ...more] = part.split('/');
  if (span === '' || more.length > 0) fail(cron, `'${part}' is not a ${range.name}`);
  const step = stepText === undefined ? 1 : Number(/^\d+$/.test(stepText) ? stepText : 0);
  if (step < 1) fail(cron, `'${stepText}' is not a step`);
  // 7 is another name of Sunday, so "every day" ends before it.
  const high = range === weekdayField ? 6 : range.high;
  let from = range.low;
  let to = high;
  if (span !== '*' && span !== '?') {
    const [first = '', second, ...rest] = span.split('-');
    if (rest.length > 0) fail(cron, `'${span}' is not a range`);
    from = numberOf(first, range, cron);
    if (second !== undefined) to = numberOf(second, range, cron);
    else if (stepText === undefined) to = from;
  }
  const values: number[] = [];
  // `22-2` goes on past midnight, in the same steps.
  const size = high - range.low + 1;
  const last = from <= to ? to : to + size;
  for (let value = from; value <= last; value += step) values.push(((value - range.low) % size) + range.low);
  return values;
}

function numberOf(text: string, range: FieldRange, cron: string): number {
  const named = range.names?.indexOf(text) ?? -1;
  if (named >= 0) return named + range.low;
  if (!/^\d+$/.test(text)) fail(cron, `'${text}' is not a ${range.name}`);
  const value = Number(text);
  if (value < range.low || value > range.high) {
    fail(cron, `${range.name} ${text} is not between ${range.low} and ${range.high}`);
  }
  return value;
}

function unlessFull(values: Set<number>, size: number): ReadonlySet<number> | undefined {
  return values.size === size ? undefined : values;
}

function fail(cron: string, reason: string): never {
  throw new MeshError('MODEL_CRON_SYNTAX', { cron, reason });
}
