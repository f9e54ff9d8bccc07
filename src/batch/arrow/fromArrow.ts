// Arrow data → vectors. Lengths, offsets and texts are checked here, because memory is copied unchecked later.
import { isUtf8 } from 'node:buffer';
import { bitAt, bitmapBytes, clearBit, copyBits, fullBitmap } from '../bitmap.ts';
import { layoutOf, type Field, type SqlType } from '../sqlType.ts';
import { bytesOf, INLINE, none, VIEW, withCount, type Vector } from '../vector.ts';
import { setUuid } from '../value/wide.ts';
import { columnWriter } from '../value/write.ts';
import { sqlTypeOfArrow, type ArrowKind } from './arrowType.ts';
import type { ArrowData, ArrowField } from './shape.ts';

export class ArrowProblem extends Error {}

export function vectorFromArrow(field: ArrowField, data: ArrowData): Vector {
  const kind = sqlTypeOfArrow(field);
  if (kind === undefined) throw new ArrowProblem(`its Arrow type (id ${field.type.typeId}) does not pass`);
  return converted(kind, field, data);
}

function converted(kind: ArrowKind, field: ArrowField, data: ArrowData): Vector {
  const { type } = kind;
  const { length } = data;
  const validity = validityOf(data);
  const base = { type, length, ...withCount(validity, length), heap: none, children: [] };
  switch (kind.form) {
    case 'same':
      return { ...base, data: sameBytes(data, layoutWidth(type)) };
    case 'bits':
      return { ...base, data: bytesFromBits(data) };
    case 'null':
      return nulls(type, length);
    case 'offsets':
      return texts(base, data);
    case 'views':
      return views(base, data);
    case 'dictionary':
      return fromDictionary(base, data);
    case 'uuid':
      return { ...base, data: storedUuids(data) };
    case 'interval':
      return { ...base, data: microIntervals(data) };
    case 'narrow':
      return { ...base, data: narrowDecimals(data, layoutWidth(type)) };
    case 'values':
      return fromValues(kind, data);
    case 'nested':
      return nested(base, field, data);
  }
}

function layoutWidth(type: SqlType): number {
  const layout = layoutOf(type);
  return layout.type === 'fixed' ? layout.width : 0;
}

function validityOf({ nullBitmap, offset, length }: ArrowData): Uint8Array | null {
  if (nullBitmap === undefined || nullBitmap === null || nullBitmap.length === 0) return null;
  const from = offset;
  if (nullBitmap.length * 8 < from + length) throw new ArrowProblem('its validity bitmap is too short');
  const bits = new Uint8Array(bitmapBytes(length) + 1);
  copyBits(bits, 0, nullBitmap, { from, count: length });
  return bits.subarray(0, bitmapBytes(length));
}

function valueBytes({ values }: ArrowData, needed: number): Uint8Array {
  if (values === undefined || values.byteLength < needed) throw new ArrowProblem('its values are too short');
  return bytesOf(values).subarray(0, needed);
}

function sameBytes(data: ArrowData, width: number): Uint8Array {
  return valueBytes(data, data.length * width);
}

function bytesFromBits(data: ArrowData): Uint8Array {
  const { length, offset } = data;
  const bits = valueBytes(data, bitmapBytes(offset + length));
  return Uint8Array.from({ length }, (_, i) => (bitAt(bits, offset + i) ? 1 : 0));
}

function nulls(type: SqlType, length: number): Vector {
  const writer = columnWriter(type);
  for (let i = 0; i < length; i++) writer.append(null);
  return writer.finish();
}

type Base = Omit<Vector, 'data'>;

function checkedOffsets({ valueOffsets, length }: ArrowData, limit: number): Int32Array {
  if (valueOffsets === undefined || valueOffsets.length < length + 1)
    throw new ArrowProblem('its offsets are too short');
  const offsets = Int32Array.from({ length: length + 1 }, (_, i) => Number(valueOffsets[i]));
  for (let i = 0; i < length; i++)
    if (offsets[i + 1]! < offsets[i]!) throw new ArrowProblem('its offsets run backwards');
  if (offsets[0]! < 0 || offsets[length]! > limit) throw new ArrowProblem('its offsets point behind its values');
  return offsets;
}

/** Utf8 and Binary with 32 or 64-bit offsets → views over the same bytes. */
function texts(base: Base, data: ArrowData): Vector {
  const heap = data.values === undefined ? none : bytesOf(data.values);
  const offsets = checkedOffsets(data, heap.length);
  const bytes = new Uint8Array(base.length * VIEW);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < base.length; i++) {
    if (base.validity !== null && !bitAt(base.validity, i)) continue;
    const from = offsets[i]!;
    const length = offsets[i + 1]! - from;
    view.setUint32(i * VIEW, length, true);
    bytes.set(heap.subarray(from, from + Math.min(length, length > INLINE ? 4 : INLINE)), i * VIEW + 4);
    if (length > INLINE) view.setUint32(i * VIEW + 12, from, true);
  }
  return checkedText({ ...base, data: bytes, heap });
}

function views(base: Base, data: ArrowData): Vector {
  const buffers = data.variadicBuffers ?? [];
  const starts: number[] = [];
  let size = 0;
  for (const buffer of buffers) {
    starts.push(size);
    size += buffer.length;
  }
  const heap = buffers.length === 1 ? buffers[0]! : new Uint8Array(size);
  if (buffers.length > 1) for (const [i, buffer] of buffers.entries()) heap.set(buffer, starts[i]);
  const bytes = valueBytes(data, base.length * VIEW).slice();
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < base.length; i++) {
    const at = i * VIEW;
    if (base.validity !== null && !bitAt(base.validity, i)) {
      bytes.fill(0, at, at + VIEW);
      continue;
    }
    const length = view.getUint32(at, true);
    if (length <= INLINE) continue;
    const buffer = view.getInt32(at + 8, true);
    const offset = view.getInt32(at + 12, true);
    if (offset < 0 || offset + length > (buffers[buffer]?.length ?? 0))
      throw new ArrowProblem('its views point behind its buffers');
    view.setUint32(at + 8, 0, true);
    view.setUint32(at + 12, starts[buffer]! + offset, true);
  }
  return checkedText({ ...base, data: bytes, heap });
}

function checkedText(vector: Vector): Vector {
  if (vector.type.type !== 'VARCHAR' && vector.type.type !== 'JSON') return vector;
  const view = new DataView(vector.data.buffer, vector.data.byteOffset, vector.data.byteLength);
  const whole = isUtf8(vector.heap);
  for (let i = 0; i < vector.length; i++) {
    const length = view.getUint32(i * VIEW, true);
    if (length > INLINE && whole) continue;
    const at = length > INLINE ? view.getUint32(i * VIEW + 12, true) : i * VIEW + 4;
    const bytes = (length > INLINE ? vector.heap : vector.data).subarray(at, at + length);
    if (!isUtf8(bytes)) throw new ArrowProblem(`its text in row ${i + 1} is not UTF-8`);
  }
  return vector;
}

function fromDictionary(base: Base, data: ArrowData): Vector {
  const { dictionary } = data;
  const indexes = data.values as unknown as ArrayLike<number> | undefined;
  if (dictionary === undefined || indexes === undefined) throw new ArrowProblem('its dictionary is missing');
  const writer = columnWriter(base.type);
  for (let i = 0; i < base.length; i++) {
    const isNull = base.validity !== null && !bitAt(base.validity, i);
    const index = Number(indexes[i]);
    if (!isNull && (index < 0 || index >= dictionary.length))
      throw new ArrowProblem('its index points behind its dictionary');
    writer.append(isNull ? null : dictionary.get(index));
  }
  return writer.finish();
}

function storedUuids(data: ArrowData): Uint8Array {
  const given = valueBytes(data, data.length * 16);
  const stored = new Uint8Array(data.length * 16);
  for (let i = 0; i < data.length; i++) setUuid(stored, i * 16, given.subarray(i * 16, i * 16 + 16));
  return stored;
}

function microIntervals(data: ArrowData): Uint8Array {
  const bytes = valueBytes(data, data.length * 16).slice();
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) view.setBigInt64(i * 16 + 8, view.getBigInt64(i * 16 + 8, true) / 1000n, true);
  return bytes;
}

/** Decimals are stored in as few bytes as their width needs; Arrow's may be wider. */
function narrowDecimals(data: ArrowData, width: number): Uint8Array {
  const given = data.type.bitWidth! / 8;
  const bytes = valueBytes(data, data.length * given);
  const narrow = new Uint8Array(data.length * width);
  for (let i = 0; i < data.length; i++)
    narrow.set(bytes.subarray(i * given, i * given + Math.min(width, given)), i * width);
  return narrow;
}

function fromValues(kind: ArrowKind, data: ArrowData): Vector {
  const writer = columnWriter(kind.type);
  const values = data.values as unknown as ArrayLike<number | bigint>;
  const validity = validityOf(data);
  for (let i = 0; i < data.length; i++)
    writer.append(validity !== null && !bitAt(validity, i) ? null : kind.value!(values[i]!));
  return writer.finish();
}

function nested(base: Base, field: ArrowField, data: ArrowData): Vector {
  const { type } = base;
  const fields = field.type.children ?? [];
  const children = data.children.map((child, i) => vectorFromArrow(fields[i]!, child));
  switch (type.type) {
    case 'LIST':
    case 'MAP': {
      const offsets = checkedOffsets(data, children[0]!.length);
      return { ...base, data: bytesOf(offsets), children };
    }
    case 'ARRAY':
      if (children[0]!.length < base.length * type.size) throw new ArrowProblem('its child is too short');
      return { ...base, data: none, children };
    case 'UNION':
      return union(base, tagsOf(data, type.fields), children);
    default:
      if (children.some((child) => child.length < base.length))
        throw new ArrowProblem('one of its fields is too short');
      return { ...base, data: none, children: children.map((child) => nullWith(base, child)) };
  }
}

/** Where a struct is NULL, Arrow's fields may hold values; DuckDB's must not. */
function nullWith(parent: Base, child: Vector): Vector {
  if (parent.validity === null) return child;
  const bits = child.validity?.slice() ?? fullBitmap(child.length);
  for (let i = 0; i < parent.length; i++) if (!bitAt(parent.validity, i)) clearBit(bits, i);
  const own = { ...child, ...withCount(bits, child.length) };
  return layoutOf(child.type).type === 'struct'
    ? { ...own, children: child.children.map((each) => nullWith(own, each)) }
    : own;
}

/** Arrow's unions have no NULLs of their own: a NULL is one of the member. */
function union(base: Base, tags: Vector, children: readonly Vector[]): Vector {
  const validity = fullBitmap(base.length);
  for (let i = 0; i < base.length; i++) {
    const member = children[tags.data[i]!]!;
    if (member.validity !== null && !bitAt(member.validity, i)) clearBit(validity, i);
  }
  const own = { ...base, ...withCount(validity, base.length) };
  return { ...own, data: none, children: [nullWith(own, tags), ...children] };
}

function tagsOf(data: ArrowData, fields: readonly Field[]): Vector {
  const ids = data.type.typeIds === undefined ? [...fields.keys()] : Array.from(data.type.typeIds);
  const given = data.typeIds;
  if (given === undefined || given.length < data.length) throw new ArrowProblem('its type ids are too short');
  const tags = Uint8Array.from({ length: data.length }, (_, i) => ids.indexOf(given[i]!));
  if (tags.some((tag) => tag >= fields.length)) throw new ArrowProblem('it has an unknown type id');
  return {
    type: { type: 'UTINYINT' },
    length: data.length,
    validity: null,
    nullCount: 0,
    data: tags,
    heap: none,
    children: [],
  };
}
