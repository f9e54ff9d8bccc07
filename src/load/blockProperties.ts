// Macros inside the properties of a block are expanded before the properties are read: `name @{region}.orders`.
import type { Expander } from '../macro/expand.ts';
import type { Diagnostic } from '../error/diagnostic.ts';
import type { PropertyEntry } from '../model/property/entries.ts';
import { renderedLater } from '../model/property/modelProperties.ts';
import { splitCommas } from '../model/property/split.ts';
import { holdsMacro, isEmptyRange, rangeFromText, rangeText, valueAt, type SqlRange } from '../model/property/value.ts';

export interface ExpandEntriesOptions {
  readonly dialect: string;
  readonly expander: () => Expander;
  readonly report: (problem: Diagnostic) => void;
}

export function expandEntries(
  entries: readonly PropertyEntry[],
  options: ExpandEntriesOptions,
): readonly PropertyEntry[] {
  return entries.some(needsExpansion) ? entries.map((entry) => expandEntry(entry, options)) : entries;
}

function expandEntry(entry: PropertyEntry, options: ExpandEntriesOptions): PropertyEntry {
  if (!needsExpansion(entry)) return entry;
  const at = valueAt(entry.value);
  const text = textOf(entry);
  const expansion = options
    .expander()
    .expand(text, { ...(at === undefined ? {} : { at }), as: entry.key === 'name' ? 'name' : 'sql' });
  for (const problem of expansion.diagnostics) options.report(problem);
  if (expansion.diagnostics.some((problem) => problem.severity === 'error')) return { ...entry, failed: true };
  return { ...entry, value: asOneValue(rangeFromText(expansion.text, options.dialect, at), options.dialect) };
}

/** `@EACH([a, b], x -> x)` gives `a, b`: a list of its own, as the property's value. */
function asOneValue(range: SqlRange, dialect: string): SqlRange {
  if (isEmptyRange(range) || splitCommas(range).length < 2) return range;
  return rangeFromText(`(${rangeText(range)})`, dialect, range.origin);
}

function textOf({ value }: PropertyEntry): string {
  return value.type === 'sql' ? rangeText(value) : String(value.value);
}

function needsExpansion({ key, value }: PropertyEntry): boolean {
  if (renderedLater.has(key)) return false;
  // In an options object, only names are written with macros: everything else can be computed in place.
  if (value.type === 'code') return key === 'name' && typeof value.value === 'string' && value.value.includes('@');
  // In quotes, only names are filled in.
  if (key === 'name' && rangeText(value).includes('@')) return true;
  if (!holdsMacro(value)) return false;
  return !(key === 'cron' && /^@(hourly|daily|midnight|weekly|monthly|yearly|annually)$/i.test(rangeText(value)));
}
