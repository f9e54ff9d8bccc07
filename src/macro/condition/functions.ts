// The functions a render-time condition may call.
import { cast } from './cast.ts';
import { compare, isMoment, momentFromText, numberOf, textOf, type Evaluated, type Moment } from './value.ts';

type Fail = (detail: string) => never;
type Body = (args: readonly Evaluated[], fail: Fail) => Evaluated;

/** A function of texts; NULL when its first argument is. */
function onText(body: (text: string, ...rest: Evaluated[]) => Evaluated): Body {
  return ([first, ...rest]) => (first === null || first === undefined ? null : body(textOf(first), ...rest));
}

function onNumber(body: (x: number, digits: number) => number): Body {
  return ([first, second], fail) => {
    if (first === null || first === undefined) return null;
    const x = numberOf(first);
    return x === undefined ? fail(`${textOf(first)} is not a number`) : body(x, numberOf(second ?? 0) ?? 0);
  };
}

function onMoment(body: (moment: Moment, fail: Fail) => Evaluated): Body {
  return ([first], fail) => {
    if (first === null || first === undefined) return null;
    return body(momentOf(first, fail), fail);
  };
}

function momentOf(value: Evaluated, fail: Fail): Moment {
  const moment = isMoment(value) ? value : value === null ? undefined : momentFromText(textOf(value));
  return moment ?? fail(`${value === null ? 'NULL' : textOf(value)} is not a date`);
}

const length: Body = ([value]) => {
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.length : Array.from(textOf(value)).length;
};

const substring: Body = ([value, start, count]) => {
  if (value === null || value === undefined) return null;
  const from = Math.max(1, numberOf(start ?? 1) ?? 1);
  const characters = Array.from(textOf(value)).slice(from - 1);
  return (count === undefined ? characters : characters.slice(0, Math.max(0, numberOf(count) ?? 0))).join('');
};

const contains: Body = ([value, item]) => {
  if (value === null || value === undefined || item === undefined) return null;
  if (Array.isArray(value)) return (value as readonly Evaluated[]).some((v) => compare(v, item) === 0);
  return item === null ? null : textOf(value).includes(textOf(item));
};

function extreme(sign: 1 | -1): Body {
  return (args) => {
    let best: Evaluated = null;
    for (const value of args)
      if (value !== null && (best === null || (compare(value, best) ?? 0) * sign > 0)) best = value;
    return best;
  };
}

const units: Readonly<Record<string, { months?: number; micros?: number }>> = {
  YEAR: { months: 12 },
  QUARTER: { months: 3 },
  MONTH: { months: 1 },
  WEEK: { micros: 604_800_000_000 },
  DAY: { micros: 86_400_000_000 },
  HOUR: { micros: 3_600_000_000 },
  MINUTE: { micros: 60_000_000 },
  SECOND: { micros: 1_000_000 },
};

/** `INTERVAL 3 DAY`, `INTERVAL '3 days'`. */
const interval: Body = ([amount, unit], fail) => {
  if (amount === null || amount === undefined) return null;
  const [, count, word] = /^\s*(-?\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*$/.exec(textOf(amount)) ?? [];
  const name = (word || textOf(unit ?? '')).toUpperCase().replace(/S$/, '');
  const size = units[name];
  if (count === undefined || size === undefined)
    return fail(`INTERVAL ${textOf(amount)} ${textOf(unit ?? '')} is not understood`);
  return { type: 'duration', months: Number(count) * (size.months ?? 0), micros: Number(count) * (size.micros ?? 0) };
};

const dateTrunc: Body = ([unit, value], fail) => {
  if (unit === null || unit === undefined || value === null || value === undefined) return null;
  const moment = momentOf(value, fail);
  const date = new Date(Math.floor(moment.micros / 1000));
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const at = (ms: number): Moment => ({ type: 'moment', micros: ms * 1000, date: moment.date });
  switch (textOf(unit).toLowerCase()) {
    case 'year':
      return at(Date.UTC(year, 0));
    case 'quarter':
      return at(Date.UTC(year, month - (month % 3)));
    case 'month':
      return at(Date.UTC(year, month));
    case 'week':
      return at(Date.UTC(year, month, dayOfMonth - ((date.getUTCDay() + 6) % 7)));
    case 'day':
      return at(Date.UTC(year, month, dayOfMonth));
    case 'hour':
      return at(Date.UTC(year, month, dayOfMonth, date.getUTCHours()));
    default:
      return fail(`DATE_TRUNC does not know ${textOf(unit)} here`);
  }
};

/** How many borders of the unit lie between two moments, as DuckDB and SQLMesh count. */
const dateDiff: Body = ([unit, from, to], fail) => {
  if ([unit, from, to].some((value) => value === null || value === undefined)) return null;
  const [a, b] = [from!, to!].map((value) => new Date(Math.floor(momentOf(value, fail).micros / 1000))) as [Date, Date];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  const whole = (ms: number): number => Math.floor(b.getTime() / ms) - Math.floor(a.getTime() / ms);
  switch (textOf(unit!).toLowerCase()) {
    case 'year':
      return b.getUTCFullYear() - a.getUTCFullYear();
    case 'month':
      return months;
    case 'day':
      return whole(86_400_000);
    case 'hour':
      return whole(3_600_000);
    default:
      return fail(`DATE_DIFF does not know ${textOf(unit!)} here`);
  }
};

const position: Body = ([value, part]) => {
  if (value === null || value === undefined || part === null || part === undefined) return null;
  const text = textOf(value);
  const index = text.indexOf(textOf(part));
  return index < 0 ? 0 : Array.from(text.slice(0, index)).length + 1;
};

const power: Body = ([base, exponent], fail) => onNumber((x, y) => x ** y)([base ?? null, exponent ?? null], fail);

function datePart(read: (date: Date) => number): Body {
  return onMoment((moment) => read(new Date(Math.floor(moment.micros / 1000))));
}

const functions: Readonly<Record<string, Body>> = {
  LEN: length,
  LENGTH: length,
  CHAR_LENGTH: length,
  ARRAY_LENGTH: length,
  CARDINALITY: length,
  UPPER: onText((text) => text.toUpperCase()),
  LOWER: onText((text) => text.toLowerCase()),
  TRIM: onText((text) => text.trim()),
  LTRIM: onText((text) => text.trimStart()),
  RTRIM: onText((text) => text.trimEnd()),
  REVERSE: onText((text) => Array.from(text).reverse().join('')),
  REPLACE: onText((text, from, to) =>
    from == null || to == null ? null : textOf(from) === '' ? text : text.replaceAll(textOf(from), textOf(to)),
  ),
  STARTS_WITH: onText((text, part) => (part == null ? null : text.startsWith(textOf(part)))),
  ENDS_WITH: onText((text, part) => (part == null ? null : text.endsWith(textOf(part)))),
  LEFT: onText((text, n) =>
    Array.from(text)
      .slice(0, Math.max(0, numberOf(n ?? 0) ?? 0))
      .join(''),
  ),
  RIGHT: onText((text, n) => {
    const characters = Array.from(text);
    return characters.slice(Math.max(0, characters.length - (numberOf(n ?? 0) ?? 0))).join('');
  }),
  SPLIT: onText((text, by) => (by == null ? null : text.split(textOf(by)))),
  CONTAINS: contains,
  LIST_CONTAINS: contains,
  ARRAY_CONTAINS: contains,
  SUBSTRING: substring,
  SUBSTR: substring,
  CONCAT: (args) => args.map((value) => (value === null ? '' : textOf(value))).join(''),
  CONCAT_WS: ([by, ...args]) =>
    by === null || by === undefined
      ? null
      : args
          .filter((value) => value !== null)
          .map(textOf)
          .join(textOf(by)),
  STRPOS: position,
  INSTR: position,
  POWER: power,
  POW: power,
  DATE_DIFF: dateDiff,
  DATEDIFF: dateDiff,
  COALESCE: (args) => args.find((value) => value !== null) ?? null,
  IFNULL: (args) => args.find((value) => value !== null) ?? null,
  NULLIF: ([a, b]) => (compare(a ?? null, b ?? null) === 0 ? null : (a ?? null)),
  IF: ([test, yes, no]) => (test === true ? (yes ?? null) : (no ?? null)),
  GREATEST: extreme(1),
  LEAST: extreme(-1),
  ABS: onNumber((x) => Math.abs(x)),
  FLOOR: onNumber((x) => Math.floor(x)),
  CEIL: onNumber((x) => Math.ceil(x)),
  SQRT: onNumber((x) => Math.sqrt(x)),
  ROUND: onNumber((x, digits) => Math.sign(x) * (Math.round(Math.abs(x) * 10 ** digits) / 10 ** digits)),
  MOD: ([a, b], fail) => onNumber((x, y) => x % y)([a ?? null, b ?? null], fail),
  DATE: ([value], fail) => cast(value ?? null, 'DATE', fail),
  YEAR: datePart((date) => date.getUTCFullYear()),
  MONTH: datePart((date) => date.getUTCMonth() + 1),
  DAY: datePart((date) => date.getUTCDate()),
  HOUR: datePart((date) => date.getUTCHours()),
  DAYOFWEEK: datePart((date) => date.getUTCDay()),
  DATE_TRUNC: dateTrunc,
  INTERVAL: interval,
};

export function isKnownFunction(upper: string): boolean {
  return Object.hasOwn(functions, upper);
}

export function callFunction(upper: string, args: readonly Evaluated[], fail: Fail): Evaluated {
  return functions[upper]!(args, fail);
}
