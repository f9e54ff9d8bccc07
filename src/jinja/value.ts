// Jinja's values are Python's: how they are printed, compared, counted and taken apart.

/** A name that nothing defines: prints as nothing, is false, and cannot be looked into. */
export class Undefined {
  readonly name: string;
  /** What stands in the text for it, where that is not to be lost. */
  readonly mark: string | undefined;

  constructor(name: string, mark?: string) {
    this.name = name;
    this.mark = mark;
  }
}

/** What a macro returns and `namespace()` makes; plain dictionaries are Maps. */
export type JinjaFunction = (positional: readonly unknown[], named: ReadonlyMap<string, unknown>) => unknown;

export class Namespace {
  readonly values: Map<string, unknown>;

  constructor(values: Iterable<readonly [string, unknown]>) {
    this.values = new Map(values);
  }
}

/** A number that Python would print with its point: `2.0`. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value instanceof Undefined) return false;
  if (value instanceof Float) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return Boolean(value);
}

/** As it stands in the text that is made. */
export function printed(value: unknown): string {
  if (value === undefined) return '';
  if (value instanceof Undefined) return value.mark ?? '';
  return typeof value === 'string' ? value : represented(value);
}

function represented(value: unknown): string {
  if (value === null || value === undefined || value instanceof Undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return String(value);
  if (value instanceof Float) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (Array.isArray(value)) return `[${value.map(represented).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${represented(key)}: ${represented(item)}`).join(', ')}}`;
  return typeof value === 'function' ? '<macro>' : '<namespace>';
}

function quoted(text: string): string {
  const sign = text.includes("'") && !text.includes('"') ? '"' : "'";
  return sign + text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(sign, `\\${sign}`) + sign;
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof Float ? value.value : undefined;
}

export function isEqual(a: unknown, b: unknown): boolean {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x === y;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && isEqual(item, b.get(key)));
  if (a instanceof Undefined && b instanceof Undefined) return true;
  return a === b;
}

/** Negative, zero or positive; undefined when the two cannot be compared. */
export function order(a: unknown, b: unknown): number | undefined {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return undefined;
}

/** What a loop goes over; undefined when the value has no items. A dictionary gives its keys, as in Python. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return Array.from(value);
  if (value instanceof Map) return [...value.keys()];
  return value === undefined || value instanceof Undefined ? [] : undefined;
}

export function contains(whole: unknown, part: unknown): boolean | undefined {
  if (typeof whole === 'string') return whole.includes(printed(part));
  return itemsOf(whole)?.some((item) => isEqual(item, part));
}

/** JSON-like values of a configuration as Jinja sees them. */
export function fromPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, fromPlain(item)]));
}
