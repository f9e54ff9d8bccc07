// Audits and signals as a model names them: `not_null(columns := (a, b))`, `'unique_values'`, `['forall', { criteria }]`.
import type { SourceLocation } from '../../error/diagnostic.ts';
import type { Call } from '../model.ts';
import { unquote } from '../../sql/identifier.ts';
import { tokenText, T } from '../../sql/tokens.ts';
import { valueAsSql } from './expressions.ts';
import { itemsOf } from './names.ts';
import { readAll, wrongValue, type ReadContext, type Reader } from './reader.ts';
import { insideBrackets, keyedItem, splitCommas } from './split.ts';
import {
  childValue,
  isEmptyRange,
  rangeFromText,
  rangeText,
  singleToken,
  trimmed,
  valueAt,
  type CodeValue,
  type SqlRange,
} from './value.ts';

export const calls: Reader<readonly Call[]> = (value, context) => {
  // ['not_null', { columns: ['id'] }] is one call, not a list of two.
  if (value.type === 'code' && isPair(value.value)) return readAll([value], call, context);
  return readAll(itemsOf(value), call, context);
};

const call: Reader<Call> = (value, context) =>
  value.type === 'sql' ? callFromSql(value, context) : callFromCode(value, context);

function callFromSql(range: SqlRange, context: ReadContext): Call | undefined {
  const expected = 'a name or a call such as not_null(columns := (a, b))';
  const { tokens } = range;
  if (isEmptyRange(range) || tokens.types[range.from] !== T.word) return wrongValue(range, context, expected);
  const name = tokenText(tokens, range.from).toLowerCase();
  const at = valueAt(range);
  const rest = trimmed(range, range.from + 1, range.to);
  if (isEmptyRange(rest) || singleToken(range) !== undefined) return callOf(name, {}, at);
  const inside = insideBrackets(rest);
  if (inside === undefined) return wrongValue(range, context, expected);
  const given: Record<string, string> = {};
  for (const item of isEmptyRange(inside) ? [] : splitCommas(inside)) {
    const keyed = keyedItem(item);
    const key = keyed === undefined ? undefined : singleToken(keyed.key);
    if (keyed === undefined || key === undefined || isEmptyRange(keyed.value)) {
      return wrongValue(item, context, `arguments by name, as in ${name}(argument := value)`);
    }
    given[unquote(tokenText(tokens, key)).toLowerCase()] = rangeText(keyed.value);
  }
  return callOf(name, given, at);
}

function callFromCode(value: CodeValue, context: ReadContext): Call | undefined {
  const raw = value.value;
  if (typeof raw === 'string') return callFromSql(rangeFromText(raw, context.dialect, valueAt(value)), context);
  if (isPair(raw))
    return callOf(raw[0].toLowerCase(), argumentsOf(raw[1], { value, context, strings: 'byName' }), valueAt(value));
  if (isNamed(raw)) {
    const { name, ...given } = raw;
    return callOf(name.toLowerCase(), argumentsOf(given, { value, context, strings: 'sql' }), valueAt(value));
  }
  return wrongValue(value, context, "a name or a pair such as ['not_null', { columns: ['a'] }]");
}

interface ArgumentOptions {
  readonly value: CodeValue;
  readonly context: ReadContext;
  /** `byName`: only columns and conditions are SQL, other strings are literals. YAML writes SQL everywhere. */
  readonly strings: 'sql' | 'byName';
}

function argumentsOf(
  given: Readonly<Record<string, unknown>>,
  { value, context, strings }: ArgumentOptions,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, item] of Object.entries(given)) {
    const sql = valueAsSql(item, strings === 'sql' || holdsSql(key) ? 'sql' : 'literal');
    if (sql === undefined) {
      wrongValue(
        childValue(value, key, item),
        { ...context, property: `${context.property}.${key}` },
        'a text, number, boolean or list',
      );
    } else found[key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)] = sql;
  }
  return found;
}

/** Arguments whose strings are columns or conditions; all other strings are literals. */
function holdsSql(argument: string): boolean {
  return /^(columns?|criteria|condition|column_?[ab]|interval|.*_?columns?|partition_?clause)$/i.test(argument);
}

function isPair(value: unknown): value is readonly [string, Readonly<Record<string, unknown>>] {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string') return false;
  return typeof value[1] === 'object' && value[1] !== null && !Array.isArray(value[1]);
}

function isNamed(value: unknown): value is { readonly name: string } & Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && typeof (value as { name?: unknown }).name === 'string';
}

function callOf(name: string, given: Readonly<Record<string, string>>, at: SourceLocation | undefined): Call {
  return at === undefined ? { name, arguments: given } : { name, arguments: given, at };
}
