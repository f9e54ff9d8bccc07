// Writing templates: patterns with the places of arguments, and choices between them.
import { literalValue, type Template } from '../template.ts';

export type Functions = Readonly<Record<string, Template>>;

/** `$1` is the first argument, `$unit1` the first as the name of a unit. Calls with other numbers of arguments stay. */
export function say(pattern: string, count: number): Template {
  return (args) =>
    args.length !== count
      ? undefined
      : pattern.replace(/\$(unit)?(\d)/g, (_, unit: string | undefined, n: string) =>
          unit === undefined ? args[Number(n) - 1]! : unitName(args[Number(n) - 1]!),
        );
}

/** The name of a unit of time, abbreviations spelled out. */
export function unitName(text: string): string {
  const name = (literalValue(text) ?? text).replaceAll('"', '').toLowerCase();
  return Object.hasOwn(units, name) ? units[name]! : name;
}

const units: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'year: y yy yyy yyyy yr yrs',
    'quarter: q qq qtr qtrs',
    'month: mm mon mons',
    'week: w wk ww wks',
    'day: d dd',
    'hour: h hh hr hrs',
    'minute: mi min mins n',
    'second: s ss sec secs',
    'millisecond: ms msec msecs',
    'microsecond: us usec usecs mcs',
  ].flatMap((line) => {
    const [unit, ...short] = line.split(/:? /);
    return short.map((word) => [word, unit!] as const);
  }),
);

/** The first of several ways that fits the arguments. */
export function either(...templates: readonly Template[]): Template {
  return (args) => {
    for (const template of templates) {
      const result = template(args);
      if (result !== undefined) return result;
    }
    return undefined;
  };
}

/** Two arguments, the second one a pattern of the other database. */
export function formatted(pattern: string, read: (text: string) => string | undefined): Template {
  const template = say(pattern, 2);
  return (args) => {
    const format = args.length === 2 ? read(args[1]!) : undefined;
    return format === undefined ? undefined : template([args[0]!, format]);
  };
}

/** As it is, or in brackets where it may be more than a name, a literal or a call. */
export function operand(text: string): string {
  return /^(?:[\w."]+|'[^']*')$/.test(text) ? text : `(${text})`;
}
