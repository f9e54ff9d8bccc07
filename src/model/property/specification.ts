// A set of properties as data: what may stand in a block or in a kind's options, and the driver that reads it.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import type { NormalizationStrategy } from '../../sql/identifier.ts';
import type { PropertyEntry } from './entries.ts';
import type { ReadContext, Reader } from './reader.ts';
import { valueAt } from './value.ts';

export interface Specification<T> {
  readonly read: Reader<T>;
  /** Old names, which still work but warn. */
  readonly oldNames?: readonly string[];
  /** A spelling that means the same, without a warning: `grain` for `grains`. */
  readonly otherNames?: readonly string[];
}

export type Specifications = Readonly<Record<string, Specification<unknown>>>;

/** The typed result of reading: one optional key for each property. */
export type PropertiesOf<S extends Specifications> = {
  -readonly [K in keyof S]?: S[K] extends Specification<infer T> ? T : never;
};

export interface ReadOptions {
  /** For messages: `MODEL`, `kind SEED`. */
  readonly owner: string;
  readonly dialect: string;
  readonly normalization?: NormalizationStrategy | undefined;
  readonly report: (problem: Diagnostic) => void;
  /** Keys that others read. */
  readonly ignored?: readonly string[];
  /** Replaces MODEL_PROPERTY_UNKNOWN. */
  readonly unknown?: (entry: PropertyEntry, known: readonly string[]) => Diagnostic;
}

export interface ReadProperties<S extends Specifications> {
  readonly values: PropertiesOf<S>;
  /** Where each given property's value stands. */
  readonly positions: Readonly<Record<string, SourceLocation>>;
  /** Every key that was given, also with a wrong value: a required one is then not missing as well. */
  readonly given: ReadonlySet<string>;
}

export function specification<T>(read: Reader<T>, names: Omit<Specification<T>, 'read'> = {}): Specification<T> {
  return { read, ...names };
}

export function readProperties<S extends Specifications>(
  specifications: S,
  entries: readonly PropertyEntry[],
  options: ReadOptions,
): ReadProperties<S> {
  const values: Record<string, unknown> = {};
  const positions: Record<string, SourceLocation> = {};
  const firstAt = new Map<string, PropertyEntry>();
  for (const entry of entries) {
    if (options.ignored?.includes(entry.key) === true) continue;
    const name = nameOf(specifications, entry, options);
    if (name === undefined) continue;
    const first = firstAt.get(name);
    if (first !== undefined) {
      options.report(duplicate(entry, first));
      continue;
    }
    firstAt.set(name, entry);
    const at = valueAt(entry.value);
    if (at !== undefined) positions[name] = at;
    if (entry.failed === true) continue;
    const value = specifications[name]!.read(entry.value, contextOf(entry, options));
    if (value !== undefined) values[name] = value;
  }
  return { values: values as PropertiesOf<S>, positions, given: new Set(firstAt.keys()) };
}

function contextOf(entry: PropertyEntry, options: ReadOptions): ReadContext {
  return {
    property: entry.written,
    dialect: options.dialect,
    normalization: options.normalization,
    report: options.report,
  };
}

function duplicate(entry: PropertyEntry, first: PropertyEntry): Diagnostic {
  const related = first.keyAt === undefined ? undefined : [{ message: 'first given here', at: first.keyAt }];
  return diagnostic('MODEL_PROPERTY_DUPLICATE', { property: entry.written }, { at: entry.keyAt, related });
}

function nameOf(specifications: Specifications, entry: PropertyEntry, options: ReadOptions): string | undefined {
  if (Object.hasOwn(specifications, entry.key)) return entry.key;
  for (const [name, { oldNames, otherNames }] of Object.entries(specifications)) {
    if (otherNames?.includes(entry.key) === true) return name;
    if (oldNames?.includes(entry.key) !== true) continue;
    options.report(
      diagnostic(
        'MODEL_PROPERTY_RENAMED',
        { old: entry.written, current: name },
        { at: entry.keyAt, severity: 'warning' },
      ),
    );
    return name;
  }
  const known = Object.keys(specifications);
  options.report(
    options.unknown?.(entry, known) ??
      diagnostic(
        'MODEL_PROPERTY_UNKNOWN',
        { property: entry.written, owner: options.owner, known },
        { at: entry.keyAt },
      ),
  );
  return undefined;
}
