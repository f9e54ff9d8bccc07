// A column's memory → a DuckDB vector: copied as it lies, nested types level by level. Nothing is checked here.
import { isUtf8 } from 'node:buffer';
import { bitmapBytes } from '../../../batch/bitmap.ts';
import { layoutOf, type SqlType } from '../../../batch/sqlType.ts';
import { bytesOf, INLINE, int32, VIEW, type Vector } from '../../../batch/vector.ts';
import { raw, type RawVector } from './raw.ts';

/** The whole batch as the one list of row 0. */
export function writeAsList(target: RawVector, source: Vector): void {
  const b = raw();
  b.list_vector_reserve(target, source.length);
  b.list_vector_set_size(target, source.length);
  copy(target, bytesOf(new BigUint64Array([0n, BigInt(source.length)])));
  writeVector(b.list_vector_get_child(target), source);
}

export function writeVector(target: RawVector, source: Vector): void {
  if (source.length === 0) return;
  if (source.validity !== null) writeValidity(target, source.validity, source.length);
  const b = raw();
  const layout = layoutOf(source.type);
  switch (layout.type) {
    case 'fixed':
      copy(target, source.data.subarray(0, source.length * layout.width));
      return;
    case 'text':
      writeTexts(target, source);
      return;
    case 'list': {
      const child = source.children[0]!;
      b.list_vector_reserve(target, child.length);
      b.list_vector_set_size(target, child.length);
      copy(target, listEntries(source));
      writeVector(b.list_vector_get_child(target), child);
      return;
    }
    case 'array':
      writeVector(b.array_vector_get_child(target), source.children[0]!);
      return;
    case 'struct':
      for (const [i, child] of source.children.entries()) writeVector(b.struct_vector_get_child(target, i), child);
  }
}

function copy(target: RawVector, bytes: Uint8Array): void {
  raw().copy_data_to_vector(target, 0, bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

/** DuckDB keeps validity in words of 64 rows. */
function writeValidity(target: RawVector, validity: Uint8Array, length: number): void {
  const b = raw();
  b.vector_ensure_validity_writable(target);
  b.copy_data_to_vector_validity(target, 0, validity.buffer as ArrayBuffer, validity.byteOffset, bitmapBytes(length));
}

function listEntries(source: Vector): Uint8Array {
  const offsets = int32(source.data);
  const entries = new Uint32Array(source.length * 4);
  for (let i = 0; i < source.length; i++) {
    entries[i * 4] = offsets[i]!;
    entries[i * 4 + 2] = offsets[i + 1]! - offsets[i]!;
  }
  return bytesOf(entries);
}

/**
 * One call puts the whole heap into DuckDB's memory as if it were the first text; the header it leaves tells the address,
 * and every other text becomes a header with an address of its own.
 */
function writeTexts(target: RawVector, source: Vector): void {
  const b = raw();
  const { data, heap } = isText(source.type) && !isUtf8(source.heap) ? compacted(source) : source;
  const headers = data.slice(0, source.length * VIEW);
  const words = new Uint32Array(headers.buffer, 0, source.length * 4);
  if (heap.length > INLINE) {
    b.vector_assign_string_element_len(target, 0, heap);
    const first = b.vector_get_data(target, VIEW);
    const base = new BigUint64Array(first.buffer, first.byteOffset, 2)[1]!;
    const low = Number(base & 0xffffffffn);
    const high = Number(base >> 32n);
    for (let i = 0; i < source.length; i++) {
      if (words[i * 4]! <= INLINE) continue;
      const address = low + words[i * 4 + 3]!;
      words[i * 4 + 2] = address % 2 ** 32;
      words[i * 4 + 3] = high + Math.floor(address / 2 ** 32);
    }
  }
  copy(target, headers);
}

function isText(type: SqlType): boolean {
  return type.type === 'VARCHAR' || type.type === 'JSON';
}

/** Between texts the heap may hold bytes that are none; DuckDB refuses a text that is not UTF-8. */
function compacted(source: Vector): { readonly data: Uint8Array; readonly heap: Uint8Array } {
  const data = source.data.slice(0, source.length * VIEW);
  const words = new Uint32Array(data.buffer, 0, source.length * 4);
  let size = 0;
  for (let i = 0; i < source.length; i++) if (words[i * 4]! > INLINE) size += words[i * 4]!;
  const heap = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < source.length; i++) {
    const length = words[i * 4]!;
    if (length <= INLINE) continue;
    const from = words[i * 4 + 3]!;
    heap.set(source.heap.subarray(from, from + length), at);
    words[i * 4 + 3] = at;
    at += length;
  }
  return { data, heap };
}
