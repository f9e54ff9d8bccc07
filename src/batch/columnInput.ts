// A column as a model gives it (a typed array, an array, a column of a batch) → a vector of the column's type.
import type { ColumnInput } from './batch.ts';
import { bitAt } from './bitmap.ts';
import { vectorOf } from './column.ts';
import { notNullText, sameType, typeText, type ColumnShape, type SqlType } from './sqlType.ts';
import { bytesOf, none, type Vector } from './vector.ts';
import { arrayTypeOf } from './value/arrays.ts';
import { Misfit, shown } from './value/misfit.ts';
import { reader } from './value/read.ts';
import { columnWriter } from './value/write.ts';

/** A value that does not fit, with its 0-based row in the column. */
export class MisfitAt extends Error {
  readonly row: number;
  readonly expected: string;
  readonly got: string;

  constructor(row: number, { expected, got }: { readonly expected: string; readonly got: string }) {
    super(`row ${row}: expected ${expected}, got ${got}`);
    this.name = 'MisfitAt';
    this.row = row;
    this.expected = expected;
    this.got = got;
  }
}

export function isColumnInput(value: unknown): value is ColumnInput {
  if (vectorOf(value) !== undefined) return true;
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

export function inputLength(input: ColumnInput): number {
  return vectorOf(input)?.length ?? (input as ArrayLike<unknown>).length;
}

export function vectorFromInput(input: ColumnInput, shape: ColumnShape): Vector {
  const known = vectorOf(input);
  const vector = known === undefined ? fromArray(input as ArrayLike<unknown>, shape.type) : retyped(known, shape.type);
  refuseNulls(vector, shape);
  return vector;
}

export function refuseNulls(vector: Vector, shape: ColumnShape): void {
  if (shape.nullable || vector.nullCount === 0) return;
  let row = 0;
  while (bitAt(vector.validity!, row)) row++;
  throw new MisfitAt(row, { expected: notNullText(shape), got: 'NULL' });
}

function fromArray(input: ArrayLike<unknown>, type: SqlType): Vector {
  const Type = arrayTypeOf(type);
  if (Type !== undefined && input instanceof Type && fits(input as ArrayLike<number>, type)) {
    return {
      type,
      length: input.length,
      validity: null,
      nullCount: 0,
      data: bytesOf(input),
      heap: none,
      children: [],
    };
  }
  return fromValues(input.length, (i) => input[i], type);
}

/** Memory is copied unchecked, so what a type forbids must be refused here. */
function fits(input: ArrayLike<number>, type: SqlType): boolean {
  const limit = type.type === 'BOOLEAN' ? 1 : type.type === 'ENUM' ? type.values.length - 1 : undefined;
  if (limit !== undefined) {
    for (let i = 0; i < input.length; i++)
      if (input[i]! > limit) throw new MisfitAt(i, { expected: typeText(type), got: shown(input[i]) });
    return true;
  }
  // Times of day and decimals have bounds that their arrays do not: the writer knows them.
  return type.type !== 'DECIMAL' && type.type !== 'TIME' && type.type !== 'TIME_NS' && type.type !== 'TIMETZ';
}

/** Values of another type are read without loss and written anew, each checked. */
export function retyped(vector: Vector, type: SqlType): Vector {
  if (sameType(vector.type, type)) return vector.type === type ? vector : { ...vector, type };
  const read = reader(vector, { lossless: true });
  // SQL makes such a number itself, and sums and products of decimals are what queries give.
  const isDecimal = vector.type.type === 'DECIMAL' && (type.type === 'DOUBLE' || type.type === 'FLOAT');
  return fromValues(vector.length, isDecimal ? (i) => approximate(read(i)) : read, type);
}

function approximate(decimal: unknown): unknown {
  return decimal === null ? null : Number(decimal);
}

function fromValues(length: number, value: (i: number) => unknown, type: SqlType): Vector {
  const writer = columnWriter(type);
  for (let i = 0; i < length; i++) {
    try {
      writer.append(value(i));
    } catch (error) {
      throw error instanceof Misfit ? new MisfitAt(i, error) : error;
    }
  }
  return writer.finish();
}
