// What a name of the code may stand for, as far as it matters to what a model reads.
import type { AnyNode, Class, Function as FunctionSyntax } from 'acorn';
import type { CodeModule } from './codeModule.ts';
import type { CodeScope } from './codeScope.ts';

export interface FunctionAtom {
  readonly type: 'function';
  readonly node: FunctionSyntax;
  readonly scope: CodeScope;
  /** `this`, where it is not that of the scope. */
  readonly self?: Value | undefined;
  /** The class that `super` is of. */
  readonly home?: ClassAtom | undefined;
  /** Arguments that are given already. */
  readonly bound?: readonly Value[] | undefined;
}

export interface ClassAtom {
  readonly type: 'class';
  readonly node: Class;
  readonly scope: CodeScope;
  readonly fields: Map<string, Value>;
}

export interface ObjectAtom {
  readonly type: 'object';
  readonly fields: Map<string, Value>;
  /** Whatever else it has is of these: `{ ...context }`. */
  readonly others: Value[];
  /** Made by `new`. */
  readonly of?: ClassAtom | undefined;
}

export interface ArrayAtom {
  readonly type: 'array';
  readonly items: Value[];
  /** Not known how many, each one of these. */
  readonly more: Value[];
}

export type Atom =
  | { readonly type: 'context' | 'made' | 'unknown' }
  | { readonly type: 'method'; readonly name: string }
  | { readonly type: 'text'; readonly text: string }
  /** A text with parts that are not known, and whether one of them is the name of a table. */
  | { readonly type: 'query'; readonly text: string; readonly isComputed: boolean }
  | { readonly type: 'module'; readonly module: CodeModule }
  | FunctionAtom
  | ClassAtom
  | ObjectAtom
  | ArrayAtom;

/** All that it may be; nothing is `undefined`. */
export type Value = readonly Atom[];

export const nothing: Value = [];
export const unknown: Value = [{ type: 'unknown' }];
export const context: Value = [{ type: 'context' }];
/** A relation, SQL or a resolved name: what it reads was counted where it was made. */
export const made: Value = [{ type: 'made' }];

export function textValue(text: string): Value {
  return [{ type: 'text', text }];
}

export function either(...values: readonly Value[]): Value {
  if (values.length === 1) return values[0]!;
  const atoms: Atom[] = [];
  for (const value of values)
    for (const atom of value) if (!atoms.some((known) => isSame(known, atom))) atoms.push(atom);
  return atoms;
}

function isSame(a: Atom, b: Atom): boolean {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  if (a.type === 'text' || a.type === 'query') return a.text === (b as typeof a).text;
  if (a.type === 'method') return a.name === (b as typeof a).name;
  if (a.type === 'function') return a.node === (b as typeof a).node && a.scope === (b as typeof a).scope;
  return a.type === 'context' || a.type === 'made' || a.type === 'unknown';
}

/** The default is taken where nothing is given. */
export function withDefault(value: Value, otherwise: Value): Value {
  if (value.length === 0) return otherwise;
  return value.some(({ type }) => type === 'unknown') ? either(value, otherwise) : value;
}

/** The texts that it may be; undefined when it may be something else, too. */
export function textsOf(value: Value): readonly string[] | undefined {
  const texts = value.flatMap((atom) => (atom.type === 'text' ? [atom.text] : []));
  return texts.length > 0 && texts.length === value.length ? texts : undefined;
}

export function itemsOf(value: Value): Value {
  return either(
    ...value.map((atom) => (atom.type === 'array' ? either(nothing, ...atom.items, ...atom.more) : unknown)),
  );
}

export function arrayOf(items: readonly Value[], more: readonly Value[] = []): Value {
  return [{ type: 'array', items: [...items], more: [...more] }];
}

/** Whether something of it leads to the context. */
export function leadsToContext(value: Value, seen = new Set<unknown>()): boolean {
  return value.some((atom) => {
    if (seen.has(atom)) return false;
    seen.add(atom);
    if (atom.type === 'context' || atom.type === 'method') return true;
    if (atom.type === 'array') return [...atom.items, ...atom.more].some((item) => leadsToContext(item, seen));
    if (atom.type === 'object')
      return [...atom.fields.values(), ...atom.others].some((each) => leadsToContext(each, seen));
    if (atom.type !== 'function') return false;
    return (
      [atom.self ?? atom.scope.self ?? nothing, ...(atom.bound ?? [])].some((each) => leadsToContext(each, seen)) ||
      atom.scope.isLocal
    );
  });
}

export function emptyObject(of?: ClassAtom): ObjectAtom {
  return { type: 'object', fields: new Map(), others: [], ...(of === undefined ? {} : { of }) };
}

export function setField({ fields }: ObjectAtom | ClassAtom, name: string, value: Value): void {
  fields.set(name, either(fields.get(name) ?? nothing, value));
}

export function keyOf(key: AnyNode): string {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
}

/** The names of what an object has. */
export function keysOf(value: Value): Value {
  return value.flatMap((atom): Value => {
    if (atom.type !== 'object' || atom.others.length > 0 || atom.of !== undefined) return [{ type: 'unknown' }];
    return [...atom.fields.keys()].flatMap((name) => textValue(name));
  });
}
