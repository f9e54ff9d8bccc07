// The typed array of each type's values, over a vector's memory.
import type { SqlType } from '../sqlType.ts';
import type { Vector } from '../vector.ts';

export type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;
export type Integers = Numbers | BigInt64Array | BigUint64Array;

const arrays = {
  BOOLEAN: Uint8Array,
  TINYINT: Int8Array,
  SMALLINT: Int16Array,
  INTEGER: Int32Array,
  UTINYINT: Uint8Array,
  USMALLINT: Uint16Array,
  UINTEGER: Uint32Array,
  FLOAT: Float32Array,
  DOUBLE: Float64Array,
  DATE: Int32Array,
  BIGINT: BigInt64Array,
  UBIGINT: BigUint64Array,
  TIME: BigInt64Array,
  TIME_NS: BigInt64Array,
  TIMETZ: BigUint64Array,
  TIMESTAMP: BigInt64Array,
  TIMESTAMP_S: BigInt64Array,
  TIMESTAMP_MS: BigInt64Array,
  TIMESTAMP_NS: BigInt64Array,
  TIMESTAMPTZ: BigInt64Array,
} as const;

/** The typed array of a type's values, when it has one. */
export function arrayTypeOf(type: SqlType): (typeof arrays)[keyof typeof arrays] | undefined {
  if (type.type === 'DECIMAL') {
    if (type.width > 18) return undefined;
    return type.width <= 4 ? Int16Array : type.width <= 9 ? Int32Array : BigInt64Array;
  }
  if (type.type === 'ENUM')
    return type.values.length <= 0xff ? Uint8Array : type.values.length <= 0xffff ? Uint16Array : Uint32Array;
  return (arrays as Partial<Record<string, (typeof arrays)[keyof typeof arrays]>>)[type.type];
}

/** The values as a typed array over the same memory. */
export function integers(vector: Vector): Integers {
  const Type = arrayTypeOf(vector.type)!;
  const size = Type.BYTES_PER_ELEMENT;
  const bytes = vector.data.byteOffset % size === 0 ? vector.data : vector.data.slice();
  return new Type(bytes.buffer as ArrayBuffer, bytes.byteOffset, vector.length);
}
