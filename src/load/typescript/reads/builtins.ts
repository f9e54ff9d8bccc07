// Calls of the language's own functions, and of those that the compiler adds.
import type { AnyNode } from 'acorn';
import type { CodeFollower } from './codeFollower.ts';
import type { CodeScope } from './codeScope.ts';
import {
  arrayOf,
  either,
  itemsOf,
  keysOf,
  nothing,
  setField,
  textsOf,
  unknown,
  type Atom,
  type Value,
} from './values.ts';

export interface BuiltinCall {
  readonly callee: AnyNode;
  readonly given: readonly Value[];
  readonly scope: CodeScope;
  /** Of a method. */
  readonly object?: Value;
  readonly name?: string | undefined;
}

/** Undefined when it is none of them. */
export function builtinCall(reader: CodeFollower, call: BuiltinCall): Value | undefined {
  const { callee, given, object, name } = call;
  if (callee.type === 'Identifier') return addedCall(reader, callee.name, call);
  if (object === undefined || callee.type !== 'MemberExpression' || name === undefined) return undefined;
  const of = callee.object.type === 'Identifier' ? `${callee.object.name}.${name}` : '';
  const [first = nothing] = given;
  switch (of) {
    case 'Object.keys':
      return arrayOf([], [keysOf(first)]);
    case 'Object.values':
      return arrayOf([], [reader.get(first, undefined).filter(isKnown)]);
    case 'Object.entries':
      return arrayOf([], [arrayOf([keysOf(first), reader.get(first, undefined).filter(isKnown)])]);
    case 'Object.freeze':
    case 'Promise.all':
    case 'Promise.resolve':
    case 'Array.from':
      return first;
    case 'Object.assign':
      return either(...given);
    default:
  }
  if (['call', 'apply', 'bind'].includes(name) && object.some(({ type }) => type === 'function' || type === 'method'))
    return functionCall(reader, call);
  if (['then', 'catch', 'finally'].includes(name)) {
    return either(object, ...given.map((done) => reader.callValue(done, [object], callee, call.scope)));
  }
  const isArray = object.length > 0 && object.every(({ type }) => type === 'array');
  return isArray ? arrayCall(reader, call) : undefined;
}

function isKnown({ type }: Atom): boolean {
  return type !== 'unknown';
}

function addedCall(reader: CodeFollower, name: string, { given }: BuiltinCall): Value | undefined {
  const [target = nothing, second = nothing, third = nothing] = given;
  // The compiler keeps the names of functions by a call around them.
  if (name === '__name') return target;
  if (name === '__publicField' || name === '__privateAdd') {
    const [key] = textsOf(second) ?? [];
    for (const atom of target) if (atom.type === 'object' && key !== undefined) setField(atom, key, third);
    return third;
  }
  if (name !== '__export') return undefined;
  for (const atom of target) {
    if (atom.type !== 'object') continue;
    for (const from of second)
      if (from.type === 'object')
        for (const [key, getter] of from.fields)
          for (const each of getter) if (each.type === 'function') atom.fields.set(key, reader.call(each, []));
  }
  return nothing;
}

function functionCall(reader: CodeFollower, { callee, given, object = nothing, name, scope }: BuiltinCall): Value {
  const [self = nothing, ...rest] = given;
  const bound = object.map((atom): Atom => (atom.type === 'function' ? { ...atom, self: atom.self ?? self } : atom));
  if (name === 'call') return reader.callValue(bound, rest, callee, scope);
  if (name === 'apply') {
    const [list] = rest[0] ?? [];
    return reader.callValue(bound, list?.type === 'array' ? [...list.items, ...list.more] : [], callee, scope);
  }
  return bound.map((atom) => (atom.type === 'function' ? { ...atom, bound: [...(atom.bound ?? []), ...rest] } : atom));
}

const unchanged = ['filter', 'slice', 'sort', 'reverse', 'flat', 'toSorted', 'toReversed', 'values'];
const asked = ['forEach', 'map', 'flatMap', 'filter', 'find', 'some', 'every', 'findIndex', 'sort'];

function arrayCall(
  reader: CodeFollower,
  { callee, given, object = nothing, name = '', scope }: BuiltinCall,
): Value | undefined {
  const items = itemsOf(object);
  const [first = nothing, second = nothing] = given;
  if (name === 'push' || name === 'unshift') {
    for (const atom of object) if (atom.type === 'array') atom.more.push(...given);
    return unknown;
  }
  if (name === 'reduce') return either(second, reader.callValue(first, [either(second, items), items], callee, scope));
  if (name === 'concat') return arrayOf([], [items, ...given.map(itemsOf)]);
  if (name === 'at') return items;
  const results = asked.includes(name) ? reader.callValue(first, [items], callee, scope) : nothing;
  if (unchanged.includes(name)) return arrayOf([], [name === 'flat' ? either(items, itemsOf(items)) : items]);
  if (name === 'map') return arrayOf([], [results]);
  if (name === 'flatMap') return arrayOf([], [itemsOf(results)]);
  return name === 'find' ? items : asked.includes(name) ? unknown : undefined;
}
