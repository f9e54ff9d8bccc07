// Jinja's filters and tests, and the methods of Python's texts, lists and dictionaries that templates use.
import {
  contains,
  Float,
  isEqual,
  isTrue,
  itemsOf,
  Namespace,
  numberOf,
  order,
  printed,
  Undefined,
  type JinjaFunction,
} from './value.ts';

type Named = ReadonlyMap<string, unknown>;
type Filter = (value: unknown, given: readonly unknown[], named: Named) => unknown;

const texts: Readonly<Record<string, (text: string) => unknown>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  title: (text) =>
    text.toLowerCase().replace(/(^|[^A-Za-z])([a-z])/g, (_all, before: string, c: string) => before + c.toUpperCase()),
};

function list(value: unknown): readonly unknown[] {
  return itemsOf(value) ?? [];
}

function attributeOf(value: unknown, name: unknown): unknown {
  if (value instanceof Map) return value.get(name);
  return Array.isArray(value) ? value[Number(name)] : undefined;
}

function sorted(items: readonly unknown[], named: Named): unknown[] {
  const by = named.get('attribute');
  const key = (item: unknown): unknown => {
    const found = by === undefined ? item : attributeOf(item, by);
    return typeof found === 'string' && !isTrue(named.get('case_sensitive')) ? found.toLowerCase() : found;
  };
  const result = [...items].sort((a, b) => order(key(a), key(b)) ?? 0);
  return isTrue(named.get('reverse')) ? result.reverse() : result;
}

function rounded(value: unknown, digits: unknown): unknown {
  const factor = 10 ** (numberOf(digits) ?? 0);
  return new Float(Math.round((numberOf(value) ?? 0) * factor) / factor);
}

/** `select('odd')`, `rejectattr('type', 'equalto', 'x')`. */
function chosen(items: unknown, [test, ...rest]: readonly unknown[], keep: boolean, of = (item: unknown) => item) {
  const check = test === undefined ? isTrue : (item: unknown) => tests[printed(test)]?.(item, rest) ?? false;
  return list(items).filter((item) => check(of(item)) === keep);
}

function mapped(value: unknown, [filter, ...rest]: readonly unknown[], named: Named): unknown {
  const attribute = named.get('attribute');
  if (attribute !== undefined)
    return list(value).map(
      (item) => attributeOf(item, attribute) ?? named.get('default') ?? new Undefined(printed(attribute)),
    );
  const apply = filters[printed(filter)];
  return apply === undefined ? undefined : list(value).map((item) => apply(item, rest, named));
}

function unique(value: unknown): unknown[] {
  const found: unknown[] = [];
  for (const item of list(value)) if (!found.some((other) => isEqual(other, item))) found.push(item);
  return found;
}

function joined(value: unknown, [sign]: readonly unknown[], named: Named): string {
  const by = named.get('attribute');
  return list(value)
    .map((item) => printed(by === undefined ? item : attributeOf(item, by)))
    .join(printed(sign ?? named.get('d')));
}

function number(value: unknown): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : numberOf(value);
  return found === undefined || Number.isNaN(found) ? undefined : found;
}

const plainFilters: Readonly<Record<string, (value: unknown) => unknown>> = {
  length: (value) => (value instanceof Map ? value.size : list(value).length),
  first: (value) => list(value)[0] ?? new Undefined('first'),
  last: (value) => list(value).at(-1) ?? new Undefined('last'),
  list: (value) => [...list(value)],
  string: printed,
  abs: (value) => Math.abs(numberOf(value) ?? 0),
  reverse: (value) => (typeof value === 'string' ? Array.from(value).reverse().join('') : [...list(value)].reverse()),
  unique,
  tojson: (value) => json(toPlain(value)),
  items: (value) => (value instanceof Map ? [...value] : []),
  dictsort: (value) => (value instanceof Map ? [...value].sort(([a], [b]) => order(a, b) ?? 0) : []),
  min: (value) => sorted(list(value), new Map())[0],
  max: (value) => sorted(list(value), new Map()).at(-1),
  safe: (value) => value,
};

export const filters: Readonly<Record<string, Filter>> = {
  ...Object.fromEntries(Object.entries(texts).map(([name, run]) => [name, (value: unknown) => run(printed(value))])),
  ...plainFilters,
  count: (value) => plainFilters['length']!(value),
  default: (value, [otherwise, alsoFalse], named) => {
    const missing = value === undefined || value instanceof Undefined;
    const replace = missing || (isTrue(alsoFalse ?? named.get('boolean')) && !isTrue(value));
    return replace ? (otherwise ?? named.get('default_value') ?? '') : value;
  },
  d: (value, given, named) => filters['default']!(value, given, named),
  trim: (value, [signs]) => stripped(printed(value), signs, true, true),
  replace: (value, [old, fresh]) => printed(value).replaceAll(printed(old), printed(fresh)),
  join: joined,
  int: (value, [otherwise]) => Math.trunc(number(value) ?? numberOf(otherwise) ?? 0),
  float: (value, [otherwise]) => new Float(number(value) ?? numberOf(otherwise) ?? 0),
  round: (value, [digits]) => rounded(value, digits),
  sort: (value, [reverse], named) =>
    sorted(list(value), reverse === undefined ? named : new Map([...named, ['reverse', reverse]])),
  sum: (value, _given, named) =>
    list(value).reduce<number>(
      (total, item) =>
        total + (numberOf(named.has('attribute') ? attributeOf(item, named.get('attribute')) : item) ?? 0),
      0,
    ),
  map: mapped,
  select: (value, given) => chosen(value, given, true),
  reject: (value, given) => chosen(value, given, false),
  selectattr: (value, [name, ...given]) => chosen(value, given, true, (item) => attributeOf(item, name)),
  rejectattr: (value, [name, ...given]) => chosen(value, given, false, (item) => attributeOf(item, name)),
  indent: (value, [width]) => printed(value).replaceAll('\n', `\n${' '.repeat(numberOf(width) ?? 4)}`),
};

export const tests: Readonly<Record<string, (value: unknown, given: readonly unknown[]) => boolean>> = {
  defined: (value) => value !== undefined && !(value instanceof Undefined),
  undefined: (value) => value === undefined || value instanceof Undefined,
  none: (value) => value === null || (value instanceof Undefined && value.mark !== undefined),
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' || value instanceof Float,
  integer: (value) => typeof value === 'number' && Number.isInteger(value),
  float: (value) => value instanceof Float || (typeof value === 'number' && !Number.isInteger(value)),
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  mapping: (value) => value instanceof Map,
  iterable: (value) => Array.isArray(value) || typeof value === 'string' || value instanceof Map,
  sequence: (value) => Array.isArray(value) || typeof value === 'string' || value instanceof Map,
  callable: (value) => typeof value === 'function',
  odd: (value) => Math.abs((numberOf(value) ?? 0) % 2) === 1,
  even: (value) => (numberOf(value) ?? 1) % 2 === 0,
  divisibleby: (value, [by]) => (numberOf(value) ?? 1) % (numberOf(by) ?? 0) === 0,
  equalto: (value, [other]) => isEqual(value, other),
  eq: (value, [other]) => isEqual(value, other),
  ne: (value, [other]) => !isEqual(value, other),
  in: (value, [whole]) => contains(whole, value) ?? false,
  lower: (value) => printed(value) === printed(value).toLowerCase(),
  upper: (value) => printed(value) === printed(value).toUpperCase(),
};

/** A method of a Python value; undefined when it has none of that name. */
export function methodOf(value: unknown, name: string): JinjaFunction | undefined {
  if (typeof value === 'string') return textMethod(value, name);
  if (Array.isArray(value)) return listMethod(value as unknown[], name);
  return value instanceof Map ? dictMethod(value, name) : undefined;
}

function textMethod(text: string, name: string): JinjaFunction | undefined {
  if (Object.hasOwn(texts, name)) return () => texts[name]!(text);
  switch (name) {
    case 'strip':
      return ([signs]) => stripped(text, signs, true, true);
    case 'lstrip':
      return ([signs]) => stripped(text, signs, true, false);
    case 'rstrip':
      return ([signs]) => stripped(text, signs, false, true);
    case 'split':
      return ([sign]) => (sign === undefined || sign === null ? text.trim().split(/\s+/) : text.split(printed(sign)));
    case 'replace':
      return ([old, fresh]) => text.replaceAll(printed(old), printed(fresh));
    case 'startswith':
      return ([start]) => (Array.isArray(start) ? start : [start]).some((one) => text.startsWith(printed(one)));
    case 'endswith':
      return ([end]) => (Array.isArray(end) ? end : [end]).some((one) => text.endsWith(printed(one)));
    case 'join':
      return ([items]) => list(items).map(printed).join(text);
    case 'isdigit':
      return () => /^\d+$/.test(text);
    case 'find':
      return ([part]) => text.indexOf(printed(part));
    case 'count':
      return ([part]) => text.split(printed(part)).length - 1;
    case 'format':
      return (given, named) => formatted(text, given, named);
    default:
      return undefined;
  }
}

function formatted(text: string, given: readonly unknown[], named: Named): string {
  let next = 0;
  return text.replace(/\{\{|\}\}|\{(\w*)\}/g, (whole, key: string | undefined) => {
    if (key === undefined) return whole[0]!;
    if (key === '') return printed(given[next++]);
    return printed(/^\d+$/.test(key) ? given[Number(key)] : named.get(key));
  });
}

function stripped(text: string, signs: unknown, start: boolean, end: boolean): string {
  const given = typeof signs === 'string' ? new Set(signs) : undefined;
  const drops = (c: string): boolean => (given === undefined ? /\s/.test(c) : given.has(c));
  let [from, until] = [0, text.length];
  if (start) while (from < until && drops(text[from]!)) from++;
  if (end) while (until > from && drops(text[until - 1]!)) until--;
  return text.slice(from, until);
}

function listMethod(items: unknown[], name: string): JinjaFunction | undefined {
  switch (name) {
    case 'append':
      return ([item]) => (items.push(item), null);
    case 'extend':
      return ([more]) => (items.push(...list(more)), null);
    case 'insert':
      return ([at, item]) => (items.splice(numberOf(at) ?? 0, 0, item), null);
    case 'pop':
      return ([at]) => items.splice(at === undefined ? items.length - 1 : (numberOf(at) ?? 0), 1)[0];
    case 'index':
      return ([item]) => items.findIndex((other) => isEqual(other, item));
    case 'count':
      return ([item]) => items.filter((other) => isEqual(other, item)).length;
    default:
      return undefined;
  }
}

function dictMethod(dict: Map<unknown, unknown>, name: string): JinjaFunction | undefined {
  switch (name) {
    case 'items':
      return () => [...dict];
    case 'keys':
      return () => [...dict.keys()];
    case 'values':
      return () => [...dict.values()];
    case 'get':
      return ([key, otherwise]) => (dict.has(key) ? dict.get(key) : (otherwise ?? null));
    case 'update':
      return ([other], named) => {
        for (const [key, item] of [...(other instanceof Map ? other : []), ...named]) dict.set(key, item);
        return null;
      };
    default:
      return undefined;
  }
}

/** With a space behind each comma and colon, as Python writes it. */
function json(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/([[{])\n */g, '$1')
    .replace(/\n *([\]}])/g, '$1')
    .replace(/\n */g, ' ');
}

function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [printed(key), toPlain(item)]));
  return value instanceof Float ? value.value : value instanceof Undefined ? null : value;
}

export const globals: Readonly<Record<string, JinjaFunction>> = {
  range: (given) => {
    const [first = 0, second, step = 1] = given.map((value) => numberOf(value) ?? 0);
    const [from, until] = second === undefined ? [0, first] : [first, second];
    const count = step === 0 ? 0 : Math.max(0, Math.ceil((until - from) / step));
    return Array.from({ length: Math.min(count, 100_000) }, (_none, i) => from + i * step);
  },
  dict: (_given, named) => new Map(named),
  namespace: (_given, named) => new Namespace(named),
  zip: ([a, b]) =>
    list(a)
      .slice(0, list(b).length)
      .map((item, i) => [item, list(b)[i]]),
};
