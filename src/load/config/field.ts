// How one configuration value is read and checked. A schema is a record of fields; every problem becomes a diagnostic and
// reading goes on, so that one run shows them all.
import { keyCounterpart } from './otherKeys.ts';
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { canonicalKey, plainValue, type ConfigEntry, type ConfigNode } from './node.ts';
import { unsetVariable } from './template.ts';

export interface FieldContext {
  readonly diagnostics: Diagnostic[];
  /** Values are not quoted in messages. */
  readonly secret?: true;
  /** Where the value of a root key stands. */
  readonly placeOf?: ((key: string) => SourceLocation | undefined) | undefined;
}

/** Undefined when the value is not usable; the reason is then among the diagnostics. */
export type Field<T> = (node: ConfigNode, path: string, context: FieldContext) => T | undefined;

type Fields = Readonly<Record<string, Field<unknown>>>;
export type ReadRecord<F extends Fields> = { readonly [K in keyof F]?: Exclude<ReturnType<F[K]>, undefined> };

function describe(node: ConfigNode, { secret }: Pick<FieldContext, 'secret'> = {}): string {
  if (node.content.type === 'list') return 'a list';
  if (node.content.type === 'map') return 'a map';
  const value = node.content.value;
  if (typeof value === 'string' && secret) return 'this text';
  if (typeof value === 'string') return value.length > 40 ? 'this text' : JSON.stringify(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `a ${typeof value}`;
}

function wrong(node: ConfigNode, path: string, expected: string, context: FieldContext): undefined {
  context.diagnostics.push(
    diagnostic(
      'CONFIG_VALUE',
      { key: path === '' ? 'the configuration' : path, expected, got: describe(node, context) },
      { at: node.at },
    ),
  );
}

/** The scalar inside; reports a variable that a template named and the environment does not have. */
function scalar(node: ConfigNode, context: FieldContext): { value: unknown } | undefined {
  if (node.content.type !== 'scalar') return { value: node };
  const { value } = node.content;
  const name = typeof value === 'string' ? unsetVariable(value) : undefined;
  if (name === undefined) return { value };
  context.diagnostics.push(diagnostic('CONFIG_ENV_MISSING', { name }, { at: node.at }));
  return undefined;
}

function scalarField<T>(expected: string, convert: (value: unknown) => T | undefined): Field<T> {
  return (node, path, context) => {
    const found = scalar(node, context);
    if (found === undefined) return undefined;
    const converted = convert(found.value);
    return converted === undefined ? wrong(node, path, expected, context) : converted;
  };
}

/** A number is taken as text too: `owner: 42`. */
export const text = scalarField('a text', (value) =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined,
);

export const textOrNull = scalarField<string | null>('a text or null', (value) =>
  value === null || typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined,
);

export const flag = scalarField('true or false', (value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return true;
  return ['false', 'no', 'off', '0'].includes(word) ? false : undefined;
});

export const count = scalarField('a whole number of at least 0', (value) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
});

/** Any value, as it stands. Variables that are not set are still reported. */
export const anything: Field<unknown> = (node, _path, context) => {
  const before = context.diagnostics.length;
  visitScalars(node, (child) => scalar(child, context));
  return context.diagnostics.length > before ? undefined : plainValue(node);
};

function visitScalars(node: ConfigNode, visit: (node: ConfigNode) => void): void {
  if (node.content.type === 'scalar') visit(node);
  else if (node.content.type === 'list') for (const item of node.content.items) visitScalars(item, visit);
  else for (const entry of node.content.entries) visitScalars(entry.value, visit);
}

/** The node itself, to be read later (or never). */
export const later: Field<ConfigNode> = (node) => node;

export function choice<T extends string>(...known: readonly T[]): Field<T> {
  return (node, path, context) => {
    const found = text(node, path, context);
    if (found === undefined) return undefined;
    const match = known.find((word) => word.toLowerCase() === found.toLowerCase());
    if (match === undefined)
      context.diagnostics.push(diagnostic('CONFIG_CHOICE', { key: path, got: found, known }, { at: node.at }));
    return match;
  };
}

/** A single value counts as a list of one; null as an empty list. */
export function listOf<T>(item: Field<T>): Field<readonly T[]> {
  return (node, path, context) => {
    if (node.content.type === 'scalar' && node.content.value === null) return [];
    const items = node.content.type === 'list' ? node.content.items : [node];
    return items.flatMap((each, index) => {
      const value = item(each, items.length > 1 ? `${path}[${index}]` : path, context);
      return value === undefined ? [] : [value];
    });
  };
}

/** Keys as written. Null counts as an empty map. */
export function mapOf<T>(item: Field<T>): Field<Readonly<Record<string, T>>> {
  return (node, path, context) => {
    if (node.content.type === 'scalar' && node.content.value === null) return {};
    if (node.content.type !== 'map') return wrong(node, path, 'a map', context);
    const result: Record<string, T> = {};
    for (const entry of node.content.entries) {
      const value = item(entry.value, `${path}.${entry.key}`, context);
      if (value !== undefined) result[entry.key] = value;
    }
    return result;
  };
}

/** A map with known keys, in camelCase or snake_case. */
export function record<F extends Fields>(fields: F): Field<ReadRecord<F>> & { readonly fields: F } {
  const read: Field<ReadRecord<F>> = (node, path, context) => {
    if (node.content.type === 'scalar' && node.content.value === null) return {};
    if (node.content.type !== 'map') return wrong(node, path, 'a map', context);
    const result: Record<string, unknown> = {};
    const seen = new Map<string, ConfigEntry>();
    for (const entry of node.content.entries) {
      const key = canonicalKey(entry.key);
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field === undefined) {
        const isSnake = node.content.entries.some((each) => each.key.includes('_'));
        const known = Object.keys(fields);
        reportUnknown(entry, path, isSnake ? known.map(snakeCase) : known, context);
      } else if (seen.has(key)) {
        const first = seen.get(key)!;
        context.diagnostics.push(
          diagnostic('CONFIG_DUPLICATE_KEY', { key: entry.key, first: first.key }, { at: entry.at }),
        );
      } else {
        seen.set(key, entry);
        const value = field({ ...entry.value, at: entry.value.at ?? entry.at }, joinPath(path, entry.key), context);
        if (value !== undefined) result[key] = value;
      }
    }
    return result as ReadRecord<F>;
  };
  return Object.assign(read, { fields });
}

function reportUnknown(entry: ConfigEntry, path: string, known: readonly string[], context: FieldContext): void {
  context.diagnostics.push(
    diagnostic(
      'CONFIG_UNKNOWN_KEY',
      { key: entry.key, path, known, counterpart: keyCounterpart(path, entry.key) },
      { at: entry.at },
    ),
  );
}

export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** A key of SQLMesh that cannot work here: an error that says so. */
export function unsupported(why: string): Field<never> {
  return (node, path, context) => {
    context.diagnostics.push(diagnostic('CONFIG_UNSUPPORTED_KEY', { key: path, why }, { at: node.at }));
    return undefined;
  };
}

/** A key of SQLMesh without a meaning here. Real projects have it and must load. */
export function ignored(why: string, severity: 'info' | 'warning' = 'info'): Field<never> {
  return (node, path, context) => {
    context.diagnostics.push(diagnostic('CONFIG_IGNORED_KEY', { key: path, why }, { at: node.at, severity }));
    return undefined;
  };
}

/** A key that asks for what mesh does anyway, or for nothing: not worth a word. */
export const silent: Field<never> = () => undefined;
