// The columns of a model that declares none, from its first rows: what a value is in TypeScript tells its SQL type.
import { sqlTypeOfArrow } from './arrow/arrowType.ts';
import { arrowBatches } from './arrow/shape.ts';
import type { ColumnInput } from './batch.ts';
import { sourceOf, vectorOf } from './column.ts';
import { sameType, typeText, type ColumnShape, type Field, type SqlType } from './sqlType.ts';
import { isRecord } from './value/record.ts';

/** Why the types cannot be told. */
export type InferenceProblem =
  | { readonly type: 'allNull'; readonly column: string }
  | { readonly type: 'mixed'; readonly column: string; readonly first: string; readonly second: string }
  | { readonly type: 'twice'; readonly column: string; readonly keys: readonly [string, string] }
  | { readonly type: 'value'; readonly column: string };

export class CannotInfer extends Error {
  readonly problem: InferenceProblem;

  constructor(problem: InferenceProblem) {
    super(`the type of column ${problem.column} cannot be told`);
    this.problem = problem;
  }
}

/** undefined: nothing is known yet. */
type Guess = SqlType | undefined;

export class ShapeGuess {
  readonly #columns = new Map<string, Guess>();
  /** Any spelling → the first one of that name, as SQL takes them. */
  readonly #spellings = new Map<string, string>();

  row(row: Readonly<Record<string, unknown>>): void {
    this.#refuseTwice(Object.keys(row));
    for (const [name, value] of Object.entries(row)) this.#add(name, guess(value, name));
  }

  columns(columns: Readonly<Record<string, ColumnInput>>): void {
    this.#refuseTwice(Object.keys(columns));
    for (const [name, input] of Object.entries(columns)) this.#add(name, guessInput(input, name));
  }

  #refuseTwice(keys: readonly string[]): void {
    const seen = new Map<string, string>();
    for (const key of keys) {
      const column = this.#spelling(key);
      const first = seen.get(column);
      if (first !== undefined) throw new CannotInfer({ type: 'twice', column, keys: [first, key] });
      seen.set(column, key);
    }
  }

  #spelling(name: string): string {
    const known = this.#spellings.get(name);
    if (known !== undefined) return known;
    const lower = name.toLowerCase();
    const first = [...this.#columns.keys(), ...this.#spellings.values()].find((n) => n.toLowerCase() === lower) ?? name;
    this.#spellings.set(name, first);
    return first;
  }

  /** A batch or Arrow data; false when it is neither. */
  typed(item: unknown): boolean {
    const source = sourceOf(item);
    if (source !== undefined) {
      this.#refuseTwice(source.columns.map(({ name }) => name));
      for (const { name, type } of source.columns) this.#add(name, type);
      return true;
    }
    const batches = arrowBatches(item);
    if (batches === undefined) return false;
    const fields = batches[0]?.schema.fields ?? [];
    this.#refuseTwice(fields.map(({ name }) => name));
    for (const field of fields) this.#add(field.name, sqlTypeOfArrow(field)?.type);
    return true;
  }

  get size(): number {
    return this.#columns.size;
  }

  has(name: string): boolean {
    return [...this.#columns.keys()].some((known) => known.toLowerCase() === name.toLowerCase());
  }

  shapes(): ColumnShape[] {
    return [...this.#columns].map(([name, type]) => {
      if (type === undefined) throw new CannotInfer({ type: 'allNull', column: name });
      return { name, type: known(type, name), nullable: true };
    });
  }

  #add(given: string, type: Guess): void {
    const name = this.#spelling(given);
    this.#columns.set(name, merged(this.#columns.get(name), type, name));
  }
}

const unknownItem: SqlType = { type: 'ENUM', values: [] };

/** An empty list says nothing of its items: if nothing else did, they are texts. */
function known(type: SqlType, column: string): SqlType {
  if (type === unknownItem) throw new CannotInfer({ type: 'allNull', column });
  if (type.type === 'LIST') return { ...type, item: known(type.item, column) };
  if (type.type === 'STRUCT')
    return { ...type, fields: type.fields.map((field) => ({ ...field, type: known(field.type, column) })) };
  if (type.type === 'MAP') return { ...type, key: known(type.key, column), value: known(type.value, column) };
  return type;
}

function guessInput(input: ColumnInput, column: string): Guess {
  const vector = vectorOf(input);
  if (vector !== undefined) return vector.type;
  const typed = typedArrays.find(([Type]) => input instanceof Type);
  if (typed !== undefined) return { type: typed[1] };
  let type: Guess;
  const values = input as ArrayLike<unknown>;
  for (let i = 0; i < values.length; i++) type = merged(type, guess(values[i], column), column);
  return type;
}

const typedArrays = [
  [Int8Array, 'TINYINT'],
  [Int16Array, 'SMALLINT'],
  [Int32Array, 'INTEGER'],
  [Uint8Array, 'UTINYINT'],
  [Uint16Array, 'USMALLINT'],
  [Uint32Array, 'UINTEGER'],
  [Float32Array, 'FLOAT'],
  [Float64Array, 'DOUBLE'],
  [BigInt64Array, 'BIGINT'],
  [BigUint64Array, 'UBIGINT'],
] as const;

function guess(value: unknown, column: string): Guess {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'string':
      return { type: 'VARCHAR' };
    case 'boolean':
      return { type: 'BOOLEAN' };
    case 'number':
      return { type: Number.isSafeInteger(value) && !Object.is(value, -0) ? 'BIGINT' : 'DOUBLE' };
    case 'bigint':
      return { type: BigInt.asIntN(64, value) === value ? 'BIGINT' : 'HUGEINT' };
    case 'object':
      return value === null ? undefined : guessObject(value, column);
    default:
      throw new CannotInfer({ type: 'value', column });
  }
}

function guessObject(value: object, column: string): SqlType {
  if (value instanceof Date) return { type: 'TIMESTAMP' };
  if (value instanceof Uint8Array) return { type: 'BLOB' };
  if (Array.isArray(value)) return { type: 'LIST', item: guessItems(value as unknown[], column) };
  if (ArrayBuffer.isView(value)) return { type: 'LIST', item: guessInput(value as unknown as ColumnInput, column)! };
  if (value instanceof Map) {
    return { type: 'MAP', key: guessItems([...value.keys()], column), value: guessItems([...value.values()], column) };
  }
  if (!isRecord(value)) throw new CannotInfer({ type: 'value', column });
  const keys = Object.keys(value);
  if (keys.length === 3 && 'months' in value && 'days' in value && 'micros' in value) return { type: 'INTERVAL' };
  const fields = Object.entries(value).map(([name, item]): Field => ({
    name,
    type: guess(item, column) ?? unknownItem,
  }));
  return { type: 'STRUCT', fields };
}

function guessItems(items: readonly unknown[], column: string): SqlType {
  let type: Guess;
  for (const item of items) type = merged(type, guess(item, column), column);
  return type ?? unknownItem;
}

const numbers = ['BIGINT', 'HUGEINT', 'DOUBLE'];

function merged(a: Guess, b: Guess, column: string): Guess {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  if (a === unknownItem) return b;
  if (b === unknownItem) return a;
  const [first, second] = [numbers.indexOf(a.type), numbers.indexOf(b.type)];
  if (first >= 0 && second >= 0) return first > second ? a : b;
  if (a.type === 'LIST' && b.type === 'LIST') return { type: 'LIST', item: merged(a.item, b.item, column)! };
  if (a.type === 'MAP' && b.type === 'MAP')
    return { type: 'MAP', key: merged(a.key, b.key, column)!, value: merged(a.value, b.value, column)! };
  if (a.type === 'STRUCT' && b.type === 'STRUCT')
    return { type: 'STRUCT', fields: mergedFields(a.fields, b.fields, column) };
  if (sameType(a, b)) return a;
  throw new CannotInfer({ type: 'mixed', column, first: typeText(a), second: typeText(b) });
}

function mergedFields(a: readonly Field[], b: readonly Field[], column: string): Field[] {
  const fields = new Map(a.map((field) => [field.name, field.type]));
  for (const { name, type } of b) fields.set(name, merged(fields.get(name), type, column)!);
  return [...fields].map(([name, type]) => ({ name, type }));
}
