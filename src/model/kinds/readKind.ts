// `kind NAME`, `kind NAME (option value, …)`, `kind: { name, option: value }` → a ModelKind.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { tokenText, T } from '../../sql/tokens.ts';
import type { ModelKind } from '../kind.ts';
import { entriesFromObject, readEntries, type PropertyEntry } from '../property/entries.ts';
import { wrongValue, type ReadContext } from '../property/reader.ts';
import { insideBrackets } from '../property/split.ts';
import { readProperties } from '../property/specification.ts';
import { stringContent } from '../property/stringContent.ts';
import {
  childValue,
  isEmptyRange,
  rangeFromText,
  singleToken,
  trimmed,
  valueAt,
  type PropertyValue,
  type SqlRange,
} from '../property/value.ts';
import { findKind, kinds } from './index.ts';
import type { KindDefaults } from './kindDefinition.ts';

export interface KindReading {
  readonly kind: ModelKind;
  /** By `kind.<option>`. */
  readonly positions: Readonly<Record<string, SourceLocation>>;
}

interface WrittenKind {
  readonly name: string;
  readonly nameAt: SourceLocation | undefined;
  readonly options: readonly PropertyEntry[];
}

export function readKind(value: PropertyValue, context: ReadContext, defaults: KindDefaults): KindReading | undefined {
  const written = writtenKind(value, context);
  if (written === undefined) return undefined;
  const definition = findKind(written.name);
  if (definition === undefined) {
    context.report(unknownKind(written));
    return undefined;
  }
  const owner = `kind ${definition.name}`;
  const read = readProperties(definition.options, written.options, {
    ...context,
    owner,
    unknown: (entry, known) =>
      diagnostic(
        'MODEL_KIND_OPTION_UNKNOWN',
        { kind: definition.name, option: entry.written, known },
        { at: entry.keyAt },
      ),
  });
  let complete = true;
  for (const option of definition.required) {
    if (read.given.has(option)) continue;
    complete = false;
    const { nameAt: at } = written;
    context.report(diagnostic('MODEL_KIND_OPTION_MISSING', { kind: definition.name, option, file: at?.file }, { at }));
  }
  const kind = definition.build(read.values, {
    defaults,
    report: context.report,
    at: (option) => read.positions[option] ?? written.nameAt,
  });
  if (kind === undefined || !complete) return undefined;
  const positions = Object.fromEntries(Object.entries(read.positions).map(([option, at]) => [`kind.${option}`, at]));
  return { kind, positions };
}

function unknownKind({ name, nameAt }: WrittenKind): Diagnostic {
  if (name.toUpperCase() === 'DBT_CUSTOM')
    return diagnostic('MODEL_KIND_UNSUPPORTED', { kind: 'DBT_CUSTOM' }, { at: nameAt });
  const known = kinds.flatMap((kind) => [kind.name, ...kind.otherNames]);
  return diagnostic('MODEL_KIND_UNKNOWN', { kind: name, known }, { at: nameAt });
}

function writtenKind(value: PropertyValue, context: ReadContext): WrittenKind | undefined {
  if (value.type === 'sql') return kindFromSql(value, context);
  const raw = value.value;
  if (typeof raw === 'string') return kindFromSql(rangeFromText(raw, context.dialect, valueAt(value)), context);
  if (typeof raw === 'object' && raw !== null && typeof (raw as { name?: unknown }).name === 'string') {
    const { name, ...options } = raw as { name: string };
    return { name, nameAt: valueAt(childValue(value, 'name', name)), options: entriesFromObject(value, options) };
  }
  return wrongValue(value, context, "a kind such as 'FULL' or { name: 'SEED', path: 'seed.csv' }");
}

function kindFromSql(range: SqlRange, context: ReadContext): WrittenKind | undefined {
  const expected = 'a kind such as FULL or SEED (path seed.csv)';
  if (isEmptyRange(range)) return wrongValue(range, context, expected);
  const { tokens } = range;
  const first = tokens.types[range.from];
  const nameRange = { ...range, to: range.from + 1 };
  const nameAt = valueAt(nameRange);
  if (first === T.string && singleToken(range) !== undefined) {
    return { name: stringContent(tokenText(tokens, range.from), context.dialect), nameAt, options: [] };
  }
  if (first !== T.word) return wrongValue(range, context, expected);
  const name = tokenText(tokens, range.from);
  const rest = trimmed(range, range.from + 1, range.to);
  if (singleToken(range) !== undefined || isEmptyRange(rest)) return { name, nameAt, options: [] };
  const inside = insideBrackets(rest);
  if (inside === undefined) return wrongValue(range, context, expected);
  const options = isEmptyRange(inside)
    ? []
    : readEntries(inside, { owner: `kind ${name.toUpperCase()}`, report: context.report });
  return { name, nameAt, options };
}
