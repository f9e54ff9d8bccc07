// What functions of more than one dialect are in DuckDB.
import { upperFormat } from '../formats.ts';
import { literalValue, type Template } from '../template.ts';
import { say, either, unitName, formatted, operand } from './say.ts';

export const initcap = say(
  "array_to_string(list_transform(string_split(lower($1), ' '), lambda w: upper(w[1]) || w[2:]), ' ')",
  1,
);

export const now = say('CURRENT_TIMESTAMP', 0);

export const asDate = say('CAST($1 AS DATE)', 1);

export const asTimestamp = say('CAST($1 AS TIMESTAMP)', 1);

export const parsedDate = formatted('CAST(STRPTIME($1, $2) AS DATE)', upperFormat);

export const parsedTimestamp = formatted('STRPTIME($1, $2)', upperFormat);

export const decode: Template = ([value, ...rest]) => {
  if (value === undefined || rest.length < 2) return undefined;
  const cases: string[] = [];
  for (let i = 0; i + 1 < rest.length; i += 2)
    cases.push(`WHEN ${value} IS NOT DISTINCT FROM ${rest[i]!} THEN ${rest[i + 1]!}`);
  const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)!}` : '';
  return `CASE ${cases.join(' ')}${otherwise} END`;
};

/** What lies between two dates, counted in the unit's boundaries; weeks begin on Monday. */
export const dateDiff: Template = ([unit, from, to, more]) =>
  to === undefined || more !== undefined ? undefined : `DATE_DIFF('${unitName(unit!)}', ${timed(from!)}, ${timed(to)})`;

/** The same, counting the Mondays between them: DuckDB counts whole weeks. */
export const dateDiffOfWeeks: Template = (args) => {
  const [unit, from, to] = args;
  if (to === undefined || args.length > 3 || !/^(?:week|w|wk|weekofyear|woy|wy)s?$/.test(unitName(unit!)))
    return dateDiff(args);
  return `DATE_DIFF('week', DATE_TRUNC('week', ${timed(from!)}), DATE_TRUNC('week', ${timed(to)}))`;
};

/** A text that stands for a date or a time: DuckDB would ask which of them. */
export function timed(value: string): string {
  const literal = literalValue(value);
  return literal === undefined ? value : `CAST(${value} AS ${literal.length > 10 ? 'TIMESTAMP' : 'DATE'})`;
}

/** `%s` and `%d`: DuckDB's FORMAT has braces, and its PRINTF wants texts for `%s`. */
export const printed: Template = ([format, ...values]) => {
  const places = [...(literalValue(format ?? '') ?? '').matchAll(/%(?:%|[^a-zA-Z%$]*([a-zA-Z]))/g)].flatMap(
    ([, letter]) => letter ?? [],
  );
  const given = values.map((value, i) =>
    places[i] === 's' && literalValue(value) === undefined ? `CAST(${value} AS TEXT)` : value,
  );
  return `PRINTF(${[format ?? '', ...given].join(', ')})`;
};

/** Stays a date when days or longer are added to one, which the binder decides: `+` always gives a timestamp. */
export function added(value: string, sum: string, unit: string): string {
  return /^(day|week|month|quarter|year)s?$/.test(unit) ? kept(value, sum, 'DATE') : sum;
}

/** The result as a date, or dates, where the value is one. */
function kept(value: string, result: string, type: string): string {
  return `STRUCT_EXTRACT({'date': TRY_CAST(${result} AS ${type}), 'time': ${result}}, CASE WHEN TYPEOF(${value}) = 'DATE' THEN 'date' ELSE 'time' END)`;
}

export const dateAdd: Template = ([unit, count, written]) => {
  if (written === undefined) return undefined;
  const name = unitName(unit!);
  const value = timed(written);
  return added(value, `(${operand(value)} + INTERVAL (${count!}) ${name})`, name);
};

/** Dates between dates, which the binder decides: DuckDB's series of them has times, and no step of its own. */
export const sequence: Template = ([from, to, step, more]) => {
  if (to === undefined || more !== undefined) return undefined;
  const isSpan = step !== undefined && /^\(*\s*interval\b/i.test(step);
  if (isSpan) return kept(from!, `GENERATE_SERIES(${from!}, ${to}, ${step})`, 'DATE[]');
  if (step !== undefined) return `GENERATE_SERIES(${from!}, ${to}, ${step})`;
  const numbers = `GENERATE_SERIES(${from!}, ${to})`;
  if ([from!, to].some((bound) => /^[-+(\s]*\d+\)*$/.test(bound))) return numbers;
  const as = (type: string): string =>
    [from!, to].map((bound) => `TRY_CAST(${operand(bound)}::TEXT AS ${type})`).join(', ');
  const days = `CAST(GENERATE_SERIES(${as('TIMESTAMP')}, INTERVAL 1 DAY) AS DATE[])`;
  return `STRUCT_EXTRACT({'date': ${days}, 'number': GENERATE_SERIES(${as('BIGINT')})}, CASE WHEN TYPEOF(${from!}) IN ('DATE', 'TIMESTAMP') THEN 'date' ELSE 'number' END)`;
};

/** NULL as soon as one of the arguments is. */
export function strict(name: string): Template {
  return (args) =>
    args.length < 2
      ? undefined
      : `CASE WHEN ${args.map((arg) => `${operand(arg)} IS NULL`).join(' OR ')} THEN NULL ELSE ${name}(${args.join(', ')}) END`;
}

/** A type with the digits given as further arguments: `TO_DECIMAL(x, 10, 2)`. */
export function asDecimal(cast: 'CAST' | 'TRY_CAST'): Template {
  return (args) => {
    // A pattern of digits says no more than how the text is written.
    const isPlain = /^'[09.]+'$/.test(args[1] ?? '');
    const [value, precision, scale, more] = isPlain ? [args[0], ...args.slice(2)] : args;
    if (value === undefined || more !== undefined || ![precision ?? '', scale ?? ''].every((n) => /^\d*$/.test(n)))
      return undefined;
    return `${cast}(${value} AS DECIMAL(${precision ?? '38'}, ${scale ?? '0'}))`;
  };
}

export const monthsBetween: Template = ([later, earlier, more]) => {
  if (earlier === undefined || more !== undefined) return undefined;
  const [to, from] = [timed(later!), timed(earlier)];
  const isLast = (date: string): string => `DAY(${date}) = DAY(LAST_DAY(${date}))`;
  const days = `CASE WHEN ${isLast(to)} AND ${isLast(from)} THEN 0 ELSE (DAY(${to}) - DAY(${from})) / 31.0 END`;
  return `(DATE_DIFF('month', ${from}, ${to}) + ${days})`;
};

export const notNullThen = say('CASE WHEN NOT $1 IS NULL THEN $2 ELSE $3 END', 3);

export const objectOf: Template = (args) => {
  const pairs: string[] = [];
  for (let i = 0; i < args.length; i += 2) {
    if (literalValue(args[i]!) === undefined || args[i + 1] === undefined) return undefined;
    pairs.push(`${args[i]!}: ${args[i + 1]!}`);
  }
  return pairs.length === 0 ? undefined : `{${pairs.join(', ')}}`;
};

/** What stands before the n-th separator, or behind it when counted from the end. */
export const substringIndex: Template = ([value, separator, count]) => {
  if (count === undefined || !/^-?\d+$/.test(count)) return undefined;
  const slice = count.startsWith('-') ? `[${count}:]` : `[1:${count}]`;
  return `ARRAY_TO_STRING(STRING_SPLIT(${value!}, ${separator!})${slice}, ${separator!})`;
};

const prefixes: Readonly<Record<string, string>> = { 2: "'0b' || ", 10: '', 16: "'0x' || " };

/** `CONV('ff', 16, 10)`: the digits of a number in another base. */
export const inBase: Template = ([value, from, to, more]) => {
  const prefix = prefixes[from ?? ''];
  if (prefix === undefined || more !== undefined || !/^\d+$/.test(to ?? '')) return undefined;
  const digits = prefix === '' ? value! : `${prefix}CAST(${value!} AS TEXT)`;
  return `UPPER(TO_BASE(CAST(${digits} AS BIGINT), ${to!}))`;
};

/** Blanks unless it is told with what. */
export function padded(name: 'LPAD' | 'RPAD'): Template {
  return either(say(`${name}($1, $2, ' ')`, 2), say(`${name}($1, $2, $3)`, 3));
}

/** The natural logarithm, or one whose base comes first. */
export const logarithm = either(say('LN($1)', 1), say('LOG($1, $2)', 2));

/** The same, with the base behind the number. */
export const logarithmToBase = either(say('LN($1)', 1), say('LOG($2, $1)', 2));

/** `INSTR(text, part, 3)`: the first place from there on, counted from the beginning. */
export const instrFrom: Template = ([value, part, from, more]) => {
  if (from === undefined || more !== undefined || !/^\d+$/.test(from)) return undefined;
  const found = `STRPOS(SUBSTRING(${value!}, ${from}), ${part!})`;
  return `CASE WHEN ${found} = 0 THEN 0 ELSE ${found} + ${Number(from) - 1} END`;
};

/** Every match; without a third argument they go. */
export const removedMatches = either(
  say("REGEXP_REPLACE($1, $2, '', 'g')", 2),
  say("REGEXP_REPLACE($1, $2, $3, 'g')", 3),
);

/** The first match or a later one, or NULL where there is none; DuckDB's own function has an empty text then. */
export function firstMatch(value: string, pattern: string, group: string, occurrence = '1'): string {
  return `REGEXP_EXTRACT_ALL(${value}, ${pattern}, ${group})[${occurrence}]`;
}

/** Whether a pattern has a group. */
export function hasGroup(pattern: string): boolean {
  return /\((?!\?)/.test(pattern.replace(/\\.|\[[^\]]*\]/g, ''));
}

/** A fold, and perhaps a last step done with what came out; nothing comes of no list. */
export const reduced: Template = ([list, start, step, last]) => {
  if (step === undefined) return undefined;
  const found = `LIST_REDUCE(${list!}, ${step}, ${start!})`;
  if (last === undefined || /^\(?(\w+)\)? -> \1$/.test(last)) return found;
  return `CASE WHEN ${list!} IS NOT NULL THEN (LIST_TRANSFORM([${found}], ${last}))[1] END`;
};

/** JSON at a path, whose fields may stand in brackets: `$["a b"]`. DuckDB wants quotes behind a dot. */
export function atPath(arrow: '->' | '->>'): Template {
  return ([json, path, more]) => {
    if (path === undefined || more !== undefined) return undefined;
    const dotted = path.replace(
      /\[\s*(?:"([^"]*)"|''(.*?)'')\s*\]/g,
      (_, double?: string, single?: string) => `."${double ?? single!}"`,
    );
    return `(${json!} ${arrow} ${literalValue(path) === undefined ? path : dotted})`;
  };
}

/** A list in the order of a comparison that says no more than up or down: `CASE WHEN a < b THEN 1 WHEN a > b THEN -1 ELSE 0 END`. */
export const sorted: Template = ([list, comparison, more]) => {
  const [, left, right, body] = /^\("?(\w+)"?, "?(\w+)"?\) -> (.*)$/s.exec(comparison ?? '') ?? [];
  if (body === undefined || more !== undefined) return undefined;
  const named = (name: string): RegExp => new RegExp(`"?\\b${name}\\b"?`, 'g');
  // A CASE in its ELSE is as good as more branches.
  const branches = body
    .replaceAll(named(left!), ':l')
    .replaceAll(named(right!), ':r')
    .replaceAll(/\s*ELSE CASE\b/g, '')
    .replace(/(?: END)+$/, ' END');
  if (!/^CASE(?: WHEN :l [<>=] :r THEN -?[01])+ ELSE -?[01] END$/.test(branches)) return undefined;
  const outcomes = new Map(
    [...branches.matchAll(/:l (.) :r THEN (-?[01])/g)].reverse().map(([, sign, n]) => [sign!, n!]),
  );
  const otherwise = /(-?[01]) END$/.exec(branches)![1]!;
  const order = ['<', '=', '>'].map((sign) => outcomes.get(sign) ?? otherwise).join(' ');
  if (order !== '1 0 -1' && order !== '-1 0 1') return undefined;
  return `LIST_SORT(${list!}, '${order === '1 0 -1' ? 'DESC' : 'ASC'}', 'NULLS LAST')`;
};
