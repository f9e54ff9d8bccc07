// The proleptic Gregorian calendar in UTC, as plain numbers.

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Midnight of a day; `month` counts from 1 and may overflow, and so may `day`. */
export function dayStart(year: number, month: number, day: number): number {
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** Months since year 0: `year * 12 + (month - 1)`. */
export function monthsOf(ts: number): number {
  const date = new Date(ts);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Midnight of the first day of the month with that number. */
export function monthStart(months: number): number {
  return dayStart(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1);
}

export function daysInMonth(year: number, month: number): number {
  return new Date(dayStart(year, month + 1, 0)).getUTCDate();
}
