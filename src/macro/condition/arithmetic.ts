// + - * / and || on numbers, texts and times. DuckDB's rules: `/` is not an integer division.
import {
  isDuration,
  isMoment,
  momentFromText,
  numberOf,
  textOf,
  type Duration,
  type Evaluated,
  type Moment,
} from './value.ts';

type Fail = (detail: string) => never;

const day = 86_400_000_000;

export function arithmetic(sign: string, a: Evaluated, b: Evaluated, fail: Fail): Evaluated {
  if (a === null || b === null) return null;
  if (sign === '||')
    return Array.isArray(a) && Array.isArray(b)
      ? [...(a as Evaluated[]), ...(b as Evaluated[])]
      : textOf(a) + textOf(b);
  if (isMoment(a) || isMoment(b) || isDuration(a) || isDuration(b)) return timeArithmetic(sign, a, b, fail);
  const x = numberOf(a);
  const y = numberOf(b);
  if (x === undefined || y === undefined)
    return fail(`${textOf(a)} ${sign} ${textOf(b)} is not a calculation with numbers`);
  return numeric(sign, x, y);
}

function numeric(sign: string, x: number, y: number): number | null {
  switch (sign) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return y === 0 ? null : x / y;
    case '//':
      return y === 0 ? null : Math.floor(x / y);
    case '%':
      return y === 0 ? null : x % y;
    default:
      return x ** y;
  }
}

export function negate(value: Evaluated, fail: Fail): Evaluated {
  if (value === null) return null;
  if (isDuration(value)) return { ...value, months: -value.months, micros: -value.micros };
  const number = numberOf(value);
  return number === undefined ? fail(`- ${textOf(value)} is not a number`) : -number;
}

function timeArithmetic(sign: string, a: Evaluated, b: Evaluated, fail: Fail): Evaluated {
  const x = typeof a === 'string' ? (momentFromText(a) ?? a) : a;
  const y = typeof b === 'string' ? (momentFromText(b) ?? b) : b;
  const factor = sign === '-' ? -1 : 1;
  if (sign === '+' || sign === '-') {
    if (isMoment(x) && isDuration(y)) return shift(x, y, factor);
    if (isMoment(y) && isDuration(x) && sign === '+') return shift(y, x, 1);
    if (isMoment(x) && typeof y === 'number' && x.date) return { ...x, micros: x.micros + factor * y * day };
    if (isMoment(x) && isMoment(y) && sign === '-') return difference(x, y);
    if (isDuration(x) && isDuration(y)) {
      return { type: 'duration', months: x.months + factor * y.months, micros: x.micros + factor * y.micros };
    }
  }
  return fail(`${sign} is not possible with these times`);
}

function difference(a: Moment, b: Moment): Evaluated {
  const micros = a.micros - b.micros;
  return a.date && b.date ? micros / day : { type: 'duration', months: 0, micros };
}

function shift(moment: Moment, duration: Duration, factor: number): Moment {
  let { micros } = moment;
  if (duration.months !== 0) {
    const date = new Date(Math.floor(micros / 1000));
    const dayOfMonth = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() + factor * duration.months);
    const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(dayOfMonth, lastDay));
    micros = date.getTime() * 1000 + (micros - Math.floor(micros / 1000) * 1000);
  }
  return {
    type: 'moment',
    micros: micros + factor * duration.micros,
    date: moment.date && duration.micros % day === 0,
  };
}
