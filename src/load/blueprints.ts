// `blueprints ((a := x, b := 'y'), …)`, a macro that gives such a list, or an array of objects: one set of values per model.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import type { Expander } from '../macro/expand.ts';
import type { Value, Values } from '../model/model.ts';
import { stringContent } from '../model/property/stringContent.ts';
import { insideBrackets, keyedItem, splitCommas } from '../model/property/split.ts';
import {
  holdsMacro,
  isEmptyRange,
  rangeFromText,
  rangeStart,
  rangeText,
  shown,
  singleToken,
  trimmed,
  valueAt,
  type PropertyValue,
  type SqlRange,
} from '../model/property/value.ts';
import { applyEdits, type Edit } from '../sql/edit.ts';
import { isText, isWord, nextSolid, tokenStart, tokenText, T } from '../sql/tokens.ts';

export interface BlueprintOptions {
  readonly dialect: string;
  readonly expander: () => Expander;
  readonly report: (problem: Diagnostic) => void;
}

/** Undefined (and reported) when the value is not a list of tuples. */
export function readBlueprints(value: PropertyValue, options: BlueprintOptions): Values[] | undefined {
  if (value.type === 'code') return blueprintsFromCode(value, options);
  const bare = holdsMacro(value) ? withBareKeys(value, options) : value;
  const range = holdsMacro(bare) ? expanded(bare, options) : bare;
  if (range === undefined) return undefined;
  const inside = insideBrackets(range);
  if (inside === undefined) return wrong(value, options);
  const items = isEmptyRange(inside) ? [] : splitCommas(inside);
  // `blueprints (a := x, b := y)`: a single one, without the outer brackets.
  if (items.length > 0 && items.every((item) => keyedItem(item) !== undefined)) {
    const single = tupleValues(inside, options);
    return single === undefined ? undefined : [single];
  }
  const found: Values[] = [];
  for (const item of items) {
    const tuple = insideBrackets(item);
    const values = tuple === undefined ? mapValues(item, options) : tupleValues(tuple, options);
    if (values === undefined) return undefined;
    found.push(values);
  }
  return found;
}

/** `(@key := id)`: SQLMesh lets a key wear the sign under which models will read it. */
function withBareKeys(range: SqlRange, { dialect }: BlueprintOptions): SqlRange {
  const { tokens } = range;
  const start = rangeStart(range);
  const edits: Edit[] = [];
  for (let i = range.from; i < range.to; i++) {
    if (tokens.types[i] !== T.at || tokens.types[i + 1] !== T.word) continue;
    if (!isText(tokens, nextSolid(tokens, i + 2), ':=')) continue;
    edits.push({ start: tokenStart(tokens, i) - start, end: tokens.ends[i]! - start, text: '' });
  }
  return edits.length === 0 ? range : rangeFromText(applyEdits(rangeText(range), edits).text, dialect, valueAt(range));
}

function expanded(range: SqlRange, options: BlueprintOptions): SqlRange | undefined {
  const at = valueAt(range);
  const expansion = options.expander().expand(rangeText(range), at === undefined ? {} : { at });
  for (const problem of expansion.diagnostics) options.report(problem);
  if (expansion.diagnostics.some((problem) => problem.severity === 'error')) return undefined;
  const text = expansion.text.trim();
  // A macro may return the tuples one by one, which are spliced with commas.
  const list = rangeFromText(text, options.dialect, at);
  return insideBrackets(list) === undefined ? rangeFromText(`(${text})`, options.dialect, at) : list;
}

/** `MAP(['a', 'b'], [1, 2])`: how a list of objects, of a variable or a macro, comes out of the expander. */
function mapValues(range: SqlRange, options: BlueprintOptions): Values | undefined {
  const inside = isWord(range.tokens, range.from, 'MAP')
    ? insideBrackets(trimmed(range, range.from + 1, range.to))
    : undefined;
  const [keys, values] = (inside === undefined ? [] : splitCommas(inside)).map((part) =>
    valueFromSql(part, options.dialect),
  );
  if (!Array.isArray(keys) || !Array.isArray(values)) return wrong(range, options);
  return Object.fromEntries(keys.map((key, i) => [String(key).toLowerCase(), (values as Value[])[i]!]));
}

function tupleValues(range: SqlRange, options: BlueprintOptions): Values | undefined {
  const values: Record<string, Value> = {};
  for (const item of isEmptyRange(range) ? [] : splitCommas(range)) {
    const keyed = keyedItem(item);
    const key = keyed === undefined ? undefined : singleToken(keyed.key);
    if (keyed === undefined || key === undefined || isEmptyRange(keyed.value)) return wrong(item, options);
    const name = stringOrWord(keyed.key, key, options.dialect);
    values[name.toLowerCase()] = valueFromSql(keyed.value, options.dialect);
  }
  return values;
}

function stringOrWord(range: SqlRange, i: number, dialect: string): string {
  const text = tokenText(range.tokens, i);
  return range.tokens.types[i] === T.word ? text : stringContent(text, dialect);
}

/** Literals become values, lists become arrays; everything else stays a piece of SQL. */
export function valueFromSql(range: SqlRange, dialect: string, depth = 0): Value {
  const i = singleToken(range);
  const { tokens } = range;
  if (i !== undefined) {
    const text = tokenText(tokens, i);
    if (tokens.types[i] === T.string) return stringContent(text, dialect);
    if (tokens.types[i] === T.number && Number.isFinite(Number(text))) return Number(text);
    if (isWord(tokens, i, 'TRUE')) return true;
    if (isWord(tokens, i, 'FALSE')) return false;
    if (isWord(tokens, i, 'NULL')) return null;
    return { sqlText: text };
  }
  const text = rangeText(range);
  if (/^-\s*\d+(\.\d+)?$/.test(text)) return Number(text.replace(/\s/g, ''));
  // Nobody means a list that deep: it stays a piece of SQL.
  const inside = depth === 50 ? undefined : insideBrackets(range);
  if (inside === undefined) return { sqlText: text };
  const items = isEmptyRange(inside) ? [] : splitCommas(inside);
  const keyed = items.map(keyedItem);
  if (items.length > 0 && keyed.every((item) => item !== undefined && singleToken(item.key) !== undefined)) {
    return Object.fromEntries(
      keyed.map((item) => [
        stringOrWord(item!.key, item!.key.from, dialect),
        valueFromSql(item!.value, dialect, depth + 1),
      ]),
    );
  }
  return items.map((item) => valueFromSql(item, dialect, depth + 1));
}

function blueprintsFromCode(value: PropertyValue & { type: 'code' }, options: BlueprintOptions): Values[] | undefined {
  if (!Array.isArray(value.value)) return wrong(value, options);
  const found: Values[] = [];
  for (const item of value.value as unknown[]) {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      return wrong({ ...value, value: item }, options);
    found.push(Object.fromEntries(Object.entries(item as Values).map(([key, v]) => [key.toLowerCase(), v])));
  }
  return found;
}

function wrong(value: PropertyValue, options: BlueprintOptions): undefined {
  options.report(diagnostic('MODEL_BLUEPRINT', { found: shown(value) }, { at: valueAt(value) }));
}
