// What a value of a column is in a row: one reader per column, made once and called for each value.
import { bitAt } from '../bitmap.ts';
import { typeText, type SqlType } from '../sqlType.ts';
import { int32, type Vector } from '../vector.ts';
import { MeshError } from '../../error/meshError.ts';
import { bitTextFromBytes, bignumFromBytes, decimalText, hugeAt, uuidBytes, uuidText } from './wide.ts';
import { intervalText } from './interval.ts';
import { textAt, textBytesAt } from './text.ts';
import { readTime, type TimeType } from './readTime.ts';
import { integers, type Numbers } from './arrays.ts';
import type { As, Reader, ReadOptions } from './form.ts';

/** Reads values and NULLs. */
export function reader(vector: Vector, options: ReadOptions = {}): Reader {
  const read = valueReader(vector, options);
  const { validity } = vector;
  return validity === null ? read : (i) => (bitAt(validity, i) ? read(i) : null);
}

/** `as` forms that a type has besides its default. */
export function formsOf(type: SqlType): readonly As[] {
  switch (type.type) {
    case 'BIGINT':
    case 'UBIGINT':
      return ['number'];
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
    case 'INTERVAL':
      return ['string'];
    case 'DECIMAL':
      return ['string', 'number', 'unscaled'];
    case 'DATE':
      return ['string', 'days'];
    case 'TIME':
      return ['string', 'micros', 'nanos'];
    case 'TIME_NS':
      return ['string', 'micros', 'nanos'];
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMPTZ':
      return ['micros', 'nanos', 'string'];
    case 'UUID':
      return ['bytes'];
    case 'JSON':
      return ['parsed'];
    case 'ENUM':
      return ['index'];
    default:
      return [];
  }
}

/** The form of a type that loses nothing, where the default might. */
function losslessForm(type: SqlType): As | undefined {
  switch (type.type) {
    case 'DECIMAL':
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMPTZ':
      return 'string';
    default:
      return undefined;
  }
}

function valueReader(vector: Vector, given: ReadOptions): Reader {
  const { type } = vector;
  const as = given.as ?? (given.lossless === true ? losslessForm(type) : undefined);
  const options = { ...given, as };
  if (as !== undefined && !formsOf(type).includes(as)) {
    throw new MeshError('RUN_VALUE_FORM', {
      column: options.column ?? '',
      type: typeText(type),
      as,
      forms: formsOf(type),
    });
  }
  switch (type.type) {
    case 'DECIMAL':
      return decimalReader(vector, { width: type.width, scale: type.scale }, as);
    case 'ENUM': {
      const index = integers(vector);
      return as === 'index' ? (i) => index[i]! : (i) => type.values[Number(index[i])]!;
    }
    case 'LIST':
      return listReader(vector, options);
    case 'ARRAY': {
      const item = reader(vector.children[0]!, { ...options, as: undefined });
      return (i) => Array.from({ length: type.size }, (_, k) => item(i * type.size + k));
    }
    case 'STRUCT': {
      const fields = type.fields.map(
        (f, k) => [f.name, reader(vector.children[k]!, { ...options, as: undefined })] as const,
      );
      return (i) => Object.fromEntries(fields.map(([name, read]) => [name, read(i)]));
    }
    case 'MAP':
      return mapReader(vector, options);
    case 'UNION': {
      const tags = vector.children[0]!.data;
      const members = type.fields.map((_, k) => reader(vector.children[k + 1]!, { ...options, as: undefined }));
      return (i) => ({ tag: type.fields[tags[i]!]!.name, value: members[tags[i]!]!(i) });
    }
    default:
      return simpleReader(vector, type.type, options);
  }
}

function simpleReader(
  vector: Vector,
  type: Exclude<SqlType, { width: number } | { values: unknown }>['type'],
  options: ReadOptions,
): Reader {
  const { as } = options;
  const bytes = vector.data;
  switch (type) {
    case 'BOOLEAN':
      return (i) => bytes[i] === 1;
    case 'BIGINT':
    case 'UBIGINT': {
      const values = integers(vector) as BigInt64Array | BigUint64Array;
      return as === 'number' ? (i) => safeNumber(values[i]!, options) : (i) => values[i]!;
    }
    case 'HUGEINT':
    case 'UHUGEINT': {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const sign = type === 'HUGEINT' ? 'signed' : 'unsigned';
      return as === 'string' ? (i) => String(hugeAt(view, i * 16, sign)) : (i) => hugeAt(view, i * 16, sign);
    }
    case 'BIGNUM': {
      const read = (i: number): bigint => bignumFromBytes(textBytesAt(vector, i));
      return as === 'string' ? (i) => String(read(i)) : read;
    }
    case 'UUID':
      return as === 'bytes' ? (i) => uuidBytes(bytes, i * 16) : (i) => uuidText(uuidBytes(bytes, i * 16));
    case 'INTERVAL': {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const read = (i: number) => ({
        months: view.getInt32(i * 16, true),
        days: view.getInt32(i * 16 + 4, true),
        micros: view.getBigInt64(i * 16 + 8, true),
      });
      return as === 'string' ? (i) => intervalText(read(i)) : read;
    }
    case 'VARCHAR':
      return textAt(vector);
    case 'JSON': {
      const read = textAt(vector);
      return as === 'parsed' ? (i) => JSON.parse(read(i)) as unknown : read;
    }
    case 'BLOB':
    case 'GEOMETRY':
      return (i) => textBytesAt(vector, i).slice();
    case 'BIT':
      return (i) => bitTextFromBytes(textBytesAt(vector, i));
    case 'DATE':
    case 'TIME':
    case 'TIME_NS':
    case 'TIMETZ':
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMPTZ':
      return readTime(vector, type satisfies TimeType, options);
    default: {
      const values = integers(vector) as Numbers;
      return (i) => values[i]!;
    }
  }
}

function safeNumber(value: bigint, { column = '' }: ReadOptions): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new MeshError(
    'RUN_VALUE_READ',
    { column, value: String(value), as: 'number' },
    { hint: 'read it as a bigint: leave `as` out' },
  );
}

function decimalReader(vector: Vector, { width, scale }: { width: number; scale: number }, as: As | undefined): Reader {
  const { data } = vector;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const small = width <= 9 ? (integers(vector) as Int16Array | Int32Array) : undefined;
  const unscaled: (i: number) => bigint =
    small !== undefined
      ? (i) => BigInt(small[i]!)
      : width <= 18
        ? (i) => view.getBigInt64(i * 8, true)
        : (i) => hugeAt(view, i * 16, 'signed');
  if (as === 'unscaled') return unscaled;
  if (as === 'string' || (as === undefined && width > 15)) return (i) => decimalText(unscaled(i), scale);
  const divisor = 10 ** scale;
  // Up to 15 digits both are exact, and so is the nearest double of their quotient.
  if (small !== undefined) return (i) => small[i]! / divisor;
  return width <= 15 ? (i) => Number(unscaled(i)) / divisor : (i) => Number(decimalText(unscaled(i), scale));
}

function listReader(vector: Vector, options: ReadOptions): Reader {
  const offsets = int32(vector.data);
  const item = reader(vector.children[0]!, { ...options, as: undefined });
  return (i) => {
    const from = offsets[i]!;
    return Array.from({ length: offsets[i + 1]! - from }, (_, k) => item(from + k));
  };
}

function mapReader(vector: Vector, options: ReadOptions): Reader {
  const offsets = int32(vector.data);
  const [keys, values] = vector.children[0]!.children.map((child) => reader(child, { ...options, as: undefined }));
  return (i) => {
    const map = new Map<unknown, unknown>();
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) map.set(keys!(k), values!(k));
    return map;
  };
}
