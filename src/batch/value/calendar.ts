// Days, times of day and their texts, as DuckDB writes and reads them. Day 0 is 1970-01-01 of the proleptic Gregorian calendar.

export const MICROS_PER_DAY = 86_400_000_000n;

export interface CivilDate {
  /** 0 is 1 BC. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Works on eras of 400 years, so that every day of 32 bits is exact. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

export function daysFromCivil({ year, month, day }: CivilDate): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear - 719_468;
}

function pad(n: number | bigint, width: number): string {
  return String(n).padStart(width, '0');
}

export function dateText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const shown = year > 0 ? year : 1 - year;
  return `${pad(shown, 4)}-${pad(month, 2)}-${pad(day, 2)}${year > 0 ? '' : ' (BC)'}`;
}

/** `12:34:56.789`; `digits` is how many a unit has: 6 for micros, 9 for nanos. */
export function timeText(units: bigint, digits: 6 | 9): string {
  const scale = 10n ** BigInt(digits);
  const seconds = Number(units / scale);
  const fraction = pad(units % scale, digits).replace(/0+$/, '');
  const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

/** A timestamp's text in units of 10^-digits seconds. */
export function timestampText(units: bigint, digits: 0 | 3 | 6 | 9): string {
  const fine = digits === 9 ? 9 : 6;
  const scaled = digits === 9 ? units : units * 10n ** BigInt(6 - digits);
  const perDay = 86_400n * 10n ** BigInt(fine);
  let days = scaled / perDay;
  let rest = scaled % perDay;
  if (rest < 0n) {
    rest += perDay;
    days -= 1n;
  }
  return `${dateText(Number(days))} ${timeText(rest, fine)}`;
}

const datePattern = /^\s*(-?\d{1,7})-(\d{1,2})-(\d{1,2})(\s*\(BC\))?\s*$/;
const timePattern = /^\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*$/;
const timestampPattern =
  /^\s*(-?\d{1,7}-\d{1,2}-\d{1,2}(?:\s*\(BC\))?)(?:[T ]\s*(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?\s*$/i;

/** Days; undefined when the text is no date. */
export function daysFromText(text: string): number | undefined {
  const match = datePattern.exec(text);
  if (match === null) return undefined;
  const written = Number(match[1]);
  const date = { year: match[4] === undefined ? written : 1 - written, month: Number(match[2]), day: Number(match[3]) };
  const days = daysFromCivil(date);
  const back = civilFromDays(days);
  return back.month === date.month && back.day === date.day ? days : undefined;
}

/** Units of 10^-digits seconds; undefined when the text is no time or finer than that. */
export function timeFromText(text: string, digits: 6 | 9): bigint | undefined {
  const match = timePattern.exec(text);
  if (match === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (Number(minutes) > 59 || Number(seconds) > 59 || whole > 86_400 || fraction.slice(digits).match(/[1-9]/))
    return undefined;
  return BigInt(whole) * 10n ** BigInt(digits) + BigInt(fraction.slice(0, digits).padEnd(digits, '0'));
}

/** Nanoseconds since 1970 in UTC; an offset in the text is honoured. */
export function nanosFromText(text: string): bigint | undefined {
  const match = timestampPattern.exec(text);
  if (match === null) return undefined;
  const [, date = '', time = '00:00', zone = ''] = match;
  const days = daysFromText(date);
  const ofDay = timeFromText(time, 9);
  if (days === undefined || ofDay === undefined) return undefined;
  return BigInt(days) * MICROS_PER_DAY * 1000n + ofDay - BigInt(offsetSeconds(zone)) * 1_000_000_000n;
}

export function offsetSeconds(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?(?::?(\d{2}))?$/.exec(zone);
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

export function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map((part) => pad(part, 2));
  while (parts.length > 1 && parts.at(-1) === '00') parts.pop();
  return (seconds < 0 ? '-' : '+') + parts.join(':');
}
