// The days that a cron expression's day fields allow. A day is its number since 1970-01-01.
import { DAY, daysInMonth, dayStart } from './calendar.ts';
import type { DayOfMonthRule, DayOfWeekRule, DayRule } from './cronSyntax.ts';

/** A leap day on a given weekday can be 40 years away; nothing is farther. */
const furthest = 41 * 366;

interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The nearest allowed day at or after (`step` 1) or at or before (`step` -1) the given one; undefined when there is none. */
export function findDay(rule: DayRule, from: number, step: 1 | -1): number | undefined {
  if (isEveryDay(rule)) return from;
  let day = from;
  const limit = from + step * furthest;
  while (step === 1 ? day <= limit : day >= limit) {
    const date = civilDay(day);
    if (rule.years !== undefined && !rule.years.has(date.year)) {
      const wanted = nearestYear(rule.years, date.year, step);
      if (wanted === undefined) return undefined;
      day = (step === 1 ? dayStart(wanted, 1, 1) : dayStart(wanted, 12, 31)) / DAY;
      if (Math.abs(day - from) > furthest) return findDay(rule, day, step);
    } else if (rule.months !== undefined && !rule.months.has(date.month)) {
      day = (step === 1 ? dayStart(date.year, date.month + 1, 1) : dayStart(date.year, date.month, 0)) / DAY;
    } else if (allows(rule, date, day)) return day;
    else day += step;
  }
  return undefined;
}

export function isEveryDay(rule: DayRule): boolean {
  return (
    rule.dayOfMonth === undefined &&
    rule.dayOfWeek === undefined &&
    rule.months === undefined &&
    rule.years === undefined
  );
}

/** The day fields alone; month and year are the caller's. */
function allows(rule: DayRule, date: CivilDay, day: number): boolean {
  const { dayOfMonth, dayOfWeek } = rule;
  if (dayOfMonth === undefined) return dayOfWeek === undefined || allowsWeekday(dayOfWeek, date, day);
  if (allowsDayOfMonth(dayOfMonth, date, day)) return true;
  return dayOfWeek !== undefined && allowsWeekday(dayOfWeek, date, day);
}

function allowsDayOfMonth(rule: DayOfMonthRule, date: CivilDay, day: number): boolean {
  if (rule.days.has(date.day)) return true;
  const length = daysInMonth(date.year, date.month);
  if (rule.lastDay && date.day === length) return true;
  return rule.nearestWeekday.some((target) => {
    const wanted = Math.min(target, length);
    return date.day === nearestWeekday(wanted, weekdayOf(day - date.day + wanted), length);
  });
}

/** Saturday moves back to Friday, Sunday on to Monday, but never out of the month. */
function nearestWeekday(day: number, weekday: number, length: number): number {
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === length ? day - 2 : day + 1;
  return day;
}

function allowsWeekday(rule: DayOfWeekRule, date: CivilDay, day: number): boolean {
  const weekday = weekdayOf(day);
  if (rule.days.has(weekday)) return true;
  const n = Math.ceil(date.day / 7);
  if (rule.nth.some((wanted) => wanted.day === weekday && wanted.n === n)) return true;
  return rule.last.includes(weekday) && date.day + 7 > daysInMonth(date.year, date.month);
}

function nearestYear(years: ReadonlySet<number>, from: number, step: 1 | -1): number | undefined {
  let best: number | undefined;
  for (const year of years) {
    const ahead = (year - from) * step;
    if (ahead > 0 && (best === undefined || ahead < (best - from) * step)) best = year;
  }
  return best;
}

function civilDay(day: number): CivilDay {
  const date = new Date(day * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
