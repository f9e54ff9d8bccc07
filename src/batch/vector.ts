// One column's values as memory, in DuckDB's own layout, so that a column that is passed on is copied and nothing more.
import { bitmapBytes, copyBits, countSet } from './bitmap.ts';
import { layoutOf, type SqlType } from './sqlType.ts';

export interface Vector {
  readonly type: SqlType;
  readonly length: number;
  /** null: no value is NULL. */
  readonly validity: Uint8Array | null;
  readonly nullCount: number;
  /**
   * `fixed`: the values. `text`: 16 bytes each, the length first, then up to 12 bytes of text, or 4 bytes of it, a zero
   * and the offset into the heap. `list`: length + 1 offsets of 32 bits into the child. Else empty.
   */
  readonly data: Uint8Array;
  readonly heap: Uint8Array;
  readonly children: readonly Vector[];
}

export const none = new Uint8Array(0);

export const VIEW = 16;
/** Texts up to this many bytes lie in their view. */
export const INLINE = 12;

/** A typed array over the same memory; copied only when it does not lie at a multiple of its width. */
export function int32(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Rows from `from` to `to`, over the same memory where bits allow. */
export function slice(vector: Vector, from: number, to: number): Vector {
  if (from === 0 && to === vector.length) return vector;
  const length = to - from;
  const layout = layoutOf(vector.type);
  const rest = { ...vector, length, ...slicedValidity(vector, from, length) };
  switch (layout.type) {
    case 'fixed':
      return { ...rest, data: vector.data.subarray(from * layout.width, to * layout.width) };
    case 'text':
      return { ...rest, data: vector.data.subarray(from * VIEW, to * VIEW) };
    case 'list': {
      const offsets = int32(vector.data).subarray(from, to + 1);
      const first = offsets[0]!;
      const moved = offsets.map((offset) => offset - first);
      return { ...rest, data: bytesOf(moved), children: [slice(vector.children[0]!, first, offsets[length]!)] };
    }
    case 'array':
      return { ...rest, children: [slice(vector.children[0]!, from * layout.size, to * layout.size)] };
    case 'struct':
      return { ...rest, children: vector.children.map((child) => slice(child, from, to)) };
  }
}

function slicedValidity(vector: Vector, from: number, length: number): Pick<Vector, 'validity' | 'nullCount'> {
  if (vector.validity === null) return { validity: null, nullCount: 0 };
  const validity = new Uint8Array(bitmapBytes(length));
  copyBits(validity, 0, vector.validity, { from, count: length });
  return withCount(validity, length);
}

export function withCount(validity: Uint8Array | null, length: number): Pick<Vector, 'validity' | 'nullCount'> {
  if (validity === null) return { validity, nullCount: 0 };
  const nullCount = length - countSet(validity, length);
  return nullCount === 0 ? { validity: null, nullCount } : { validity, nullCount };
}

/** What the vector holds, heaps and children included. */
export function byteSize(vector: Vector): number {
  const own = vector.data.byteLength + vector.heap.byteLength + (vector.validity?.byteLength ?? 0);
  return vector.children.reduce((sum, child) => sum + byteSize(child), own);
}

/** The same values in memory of its own. */
export function copied(vector: Vector): Vector {
  const { data, heap, validity, children } = vector;
  return {
    ...vector,
    data: data.slice(),
    heap: heap.slice(),
    validity: validity === null ? null : validity.slice(),
    children: children.map(copied),
  };
}

/** Every buffer, for handing a batch to another thread. */
export function buffersOf(vector: Vector): ArrayBuffer[] {
  const own = [vector.data, vector.heap, ...(vector.validity === null ? [] : [vector.validity])];
  return [...own.map((bytes) => bytes.buffer as ArrayBuffer), ...vector.children.flatMap(buffersOf)];
}
