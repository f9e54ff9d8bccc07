// Arguments of a macro call: their SQL text, and the JavaScript values macros get.
import type { SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { stringValue } from '../sql/literal.ts';
import { T, isText, nextSolid, tokenEnd, tokenStart, tokenText } from '../sql/tokens.ts';
import { readList, trimSpan } from './call.ts';
import { evaluateCondition } from './condition/evaluate.ts';
import type { ArgumentType, Fragment, MacroDefinition } from './definition.ts';
import { fragment } from './fragment.ts';
import { applyLambda } from './lambda.ts';
import type { Lambda, Run } from './run.ts';
import { madeSource } from './source.ts';
import { unquoted, type Value } from './value.ts';

export type Argument = {
  readonly key?: string | undefined;
  readonly at: SourceLocation | undefined;
} & ({ readonly type: 'sql'; readonly text: string } | { readonly type: 'lambda'; readonly lambda: Lambda });

/** How a macro gets `x -> …`. */
export type LambdaFunction = (...values: Value[]) => Fragment;

export function coerceArguments(run: Run, definition: MacroDefinition, args: readonly Argument[]): unknown[] {
  const { args: types, rest, parameters = [], named } = definition.signature ?? {};
  const byName: Record<string, unknown> = {};
  const values: unknown[] = [];
  let position = 0;
  for (const argument of args) {
    const { key, at } = argument;
    const own = key === undefined ? undefined : named?.[key];
    if (key !== undefined && own !== undefined) {
      byName[key] = coerce(run, definition, argument, own);
      continue;
    }
    const index = key === undefined ? position++ : parameters.indexOf(key);
    if (index < 0) throw wrong(definition, `it has no parameter ${key}`, at);
    if (key !== undefined && Object.hasOwn(values, index)) throw wrong(definition, `${key} is given twice`, at);
    const type = types === undefined ? 'any' : (types[index]?.replace('?', '') ?? rest);
    if (type === undefined)
      throw wrong(definition, `it takes at most ${types!.length} argument(s), not ${args.length}`, at);
    values[index] = coerce(run, definition, argument, type as ArgumentType);
  }
  types?.forEach((type, i) => {
    if (!Object.hasOwn(values, i) && !type.endsWith('?'))
      throw wrong(definition, `the argument ${parameters[i] ?? i + 1} is missing`);
  });
  // Array.from fills holes with undefined.
  return named === undefined ? Array.from(values) : [byName, ...Array.from(values)];
}

function wrong(definition: MacroDefinition, detail: string, at?: SourceLocation): MeshError {
  return new MeshError('MACRO_ARGUMENT', { macro: definition.name, detail, usage: usageOf(definition) }, { at });
}

function usageOf({ name, signature }: MacroDefinition): string | undefined {
  const { args, rest, parameters = [] } = signature ?? {};
  if (args === undefined) return undefined;
  const shown = args.map((type, i) => `${parameters[i] ?? type.replace('?', '')}${type.endsWith('?') ? '?' : ''}`);
  return `@${name.toUpperCase()}(${[...shown, ...(rest === undefined ? [] : ['…'])].join(', ')})`;
}

function coerce(run: Run, definition: MacroDefinition, argument: Argument, type: ArgumentType): unknown {
  const { at } = argument;
  const label = argument.key === undefined ? 'an argument' : argument.key;
  if (argument.type === 'lambda') {
    const { lambda } = argument;
    if (type !== 'lambda' && type !== 'any' && type !== 'item')
      throw wrong(definition, `${label} is a lambda, which it does not take`, at);
    return ((...values: Value[]) => applyLambda(run, lambda, values)) satisfies LambdaFunction;
  }
  const { text } = argument;
  const { dialect } = run.options;
  switch (type) {
    case 'sql':
    case 'item':
      return fragment(text);
    case 'sqlList':
      return listTexts(text, dialect).map(fragment);
    case 'condition':
      return evaluateCondition(text, { dialect, at });
    case 'text':
      return unquoted(text);
    case 'name':
      if (unquoted(text) !== text || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) return unquoted(text);
      throw wrong(definition, `${label} must be a name or a string, not ${text}`, at);
    case 'lambda':
      throw wrong(definition, `${text} is not a lambda, such as x -> x`, at);
    default:
      break;
  }
  const value = valueFromText(text, dialect);
  if (type === 'any') return value;
  if (type === 'list')
    return Array.isArray(value) ? value : listTexts(text, dialect).map((item) => valueFromText(item, dialect));
  if (typeof value === type) return value;
  if (type === 'string' && typeof value === 'object' && value !== null && 'sqlText' in value) return unquoted(text);
  throw wrong(definition, `${label} must be a ${type}, not ${text}`, at);
}

/** Literals and lists as JavaScript values, anything else as a Fragment. */
function valueFromText(text: string, dialect: string): Value {
  const plain = plainValue(text);
  if (plain !== undefined) return plain;
  const first = text[0];
  if (first === "'" || /^[a-zA-Z]{1,2}'/.test(text) || first === '"' || first === '$') {
    const source = madeSource(text, dialect, undefined);
    const only = nextSolid(source.tokens, 0);
    if (source.tokens.types[only] === T.string && nextSolid(source.tokens, only + 1) === source.tokens.count) {
      return stringValue(tokenText(source.tokens, only), dialect);
    }
    return fragment(text);
  }
  if (first === '[' || first === '(' || /^array\s*\[/i.test(text)) {
    const items = listItems(text, dialect);
    // (a) is an expression in brackets, (a, b) a tuple.
    if (items !== undefined && (first !== '(' || items.length !== 1))
      return items.map((item) => valueFromText(item, dialect));
  }
  return fragment(text);
}

function plainValue(text: string): Value | undefined {
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return numberOrText(text);
  if (text.length > 5) return undefined;
  const upper = text.toUpperCase();
  if (upper === 'TRUE' || upper === 'FALSE') return upper === 'TRUE';
  return upper === 'NULL' ? null : undefined;
}

/** Numbers that JavaScript would round stay SQL. */
function numberOrText(text: string): Value {
  const number = Number(text);
  return /^[+-]?\d+$/.test(text) && !Number.isSafeInteger(number) ? fragment(text) : number;
}

/** The items of a list, tuple or bracketed expression; a text that is no list is the only item. */
export function listTexts(text: string, dialect: string): string[] {
  return listItems(text, dialect) ?? [text];
}

function listItems(text: string, dialect: string): string[] | undefined {
  const source = madeSource(text, dialect, undefined);
  const { tokens } = source;
  const items = readList(source, trimSpan(tokens, { from: 0, to: tokens.count }));
  return items
    ?.filter(({ from, to }) => to > from && !isText(tokens, from, ','))
    .map(({ from, to }) => text.slice(tokenStart(tokens, from), tokenEnd(tokens, to - 1)));
}
