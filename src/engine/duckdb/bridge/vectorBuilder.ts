// Collects the vectors of DuckDB's chunks (2,048 rows each) into one column of a batch.
import { copyBits, fullBitmap, setBits, bitmapBytes } from '../../../batch/bitmap.ts';
import { layoutOf, type SqlType } from '../../../batch/sqlType.ts';
import { bytesOf, none, VIEW, withCount, type Vector } from '../../../batch/vector.ts';
import { raw, type RawVector } from './raw.ts';
import { TextHeap } from './textHeap.ts';

export interface Range {
  readonly from: number;
  readonly count: number;
}

export interface VectorBuilder {
  append(source: RawVector, range: Range): void;
  readonly bytes: number;
  /** The column so far; the builder is empty afterwards. */
  take(): Vector;
}

export function vectorBuilder(type: SqlType, capacity: number): VectorBuilder {
  const layout = layoutOf(type);
  switch (layout.type) {
    case 'fixed':
      return new FixedBuilder(type, layout.width, capacity);
    case 'text':
      return new TextBuilder(type, capacity);
    case 'list':
      return new ListBuilder(type, layout.item, capacity);
    case 'array':
      return new ArrayBuilder(type, { item: layout.item, size: layout.size, capacity });
    case 'struct':
      return new StructBuilder(
        type,
        layout.fields.map((field) => vectorBuilder(field.type, capacity)),
        capacity,
      );
  }
}

/** Grows by doubling; `take` hands the memory over. */
class Validity {
  #bits: Uint8Array | null = null;
  #capacity: number;
  length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  append(source: RawVector, { from, count }: Range): void {
    const bits = raw().vector_get_validity(source, ((from + count + 63) >> 6) * 8) as Uint8Array | null;
    if (bits !== null && this.#bits === null) this.#bits = fullBitmap(Math.max(this.#capacity, this.length + count));
    if (this.#bits !== null) {
      this.#reserve(this.length + count);
      if (bits === null) setBits(this.#bits, this.length, count);
      else copyBits(this.#bits, this.length, bits, { from, count });
    }
    this.length += count;
  }

  take(): Pick<Vector, 'length' | 'validity' | 'nullCount'> {
    const length = this.length;
    const bits = this.#bits?.subarray(0, bitmapBytes(length)) ?? null;
    this.#bits = null;
    this.length = 0;
    return { length, ...withCount(bits, length) };
  }

  #reserve(length: number): void {
    if (this.#bits!.length * 8 >= length) return;
    const grown = fullBitmap(Math.max(length, this.#bits!.length * 16));
    grown.set(this.#bits!);
    this.#bits = grown;
  }
}

/** Room for so many bytes, grown by doubling. */
class Bytes {
  #buffer: Uint8Array;
  readonly #capacity: number;
  used = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#buffer = none;
  }

  append(source: Uint8Array): void {
    this.reserve(source.length).set(source);
  }

  /** Room for `size` more bytes, counted as used. */
  reserve(size: number): Uint8Array {
    const end = this.used + size;
    if (end > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(end, this.#buffer.length * 2, this.#capacity));
      grown.set(this.#buffer.subarray(0, this.used));
      this.#buffer = grown;
    }
    const room = this.#buffer.subarray(this.used, end);
    this.used = end;
    return room;
  }

  take(): Uint8Array {
    // A batch that is much smaller than its room must not hold all of it.
    const taken =
      this.used * 2 < this.#buffer.length ? this.#buffer.slice(0, this.used) : this.#buffer.subarray(0, this.used);
    this.#buffer = none;
    this.used = 0;
    return taken;
  }
}

class FixedBuilder implements VectorBuilder {
  readonly #type: SqlType;
  readonly #width: number;
  readonly #validity: Validity;
  readonly #data: Bytes;

  constructor(type: SqlType, width: number, capacity: number) {
    this.#type = type;
    this.#width = width;
    this.#validity = new Validity(capacity);
    this.#data = new Bytes(capacity * width);
  }

  get bytes(): number {
    return this.#data.used;
  }

  append(source: RawVector, range: Range): void {
    const { from, count } = range;
    const data = raw().vector_get_data(source, (from + count) * this.#width);
    this.#data.append(from === 0 ? data : data.subarray(from * this.#width));
    this.#validity.append(source, range);
  }

  take(): Vector {
    return { type: this.#type, ...this.#validity.take(), data: this.#data.take(), heap: none, children: [] };
  }
}

class TextBuilder implements VectorBuilder {
  readonly #type: SqlType;
  readonly #validity: Validity;
  readonly #views: Bytes;
  readonly #heap = new TextHeap();

  constructor(type: SqlType, capacity: number) {
    this.#type = type;
    this.#validity = new Validity(capacity);
    this.#views = new Bytes(capacity * VIEW);
  }

  get bytes(): number {
    return this.#views.used + this.#heap.used;
  }

  append(source: RawVector, range: Range): void {
    const { from, count } = range;
    const data = raw().vector_get_data(source, (from + count) * VIEW);
    const nulls = raw().vector_get_validity(source, ((from + count + 63) >> 6) * 8) as Uint8Array | null;
    this.#heap.takeIn(data, nulls, range);
    this.#views.append(from === 0 ? data : data.subarray(from * VIEW));
    this.#validity.append(source, range);
  }

  take(): Vector {
    const heap = this.#heap.take();
    return { type: this.#type, ...this.#validity.take(), data: this.#views.take(), heap, children: [] };
  }
}

class ListBuilder implements VectorBuilder {
  readonly #type: SqlType;
  readonly #validity: Validity;
  readonly #offsets: Bytes;
  readonly #child: VectorBuilder;
  #end = 0;

  constructor(type: SqlType, item: SqlType, capacity: number) {
    this.#type = type;
    this.#validity = new Validity(capacity);
    this.#offsets = new Bytes((capacity + 1) * 4);
    this.#child = vectorBuilder(item, capacity);
  }

  get bytes(): number {
    return this.#offsets.used + this.#child.bytes;
  }

  append(source: RawVector, range: Range): void {
    const { from, count } = range;
    const data = raw().vector_get_data(source, (from + count) * VIEW);
    const nulls = raw().vector_get_validity(source, ((from + count + 63) >> 6) * 8) as Uint8Array | null;
    // Entries are { offset, length } of 64 bits each; a chunk's child never reaches 2^32 values.
    const entries = new Uint32Array(data.buffer, data.byteOffset, (from + count) * 4);
    const child = raw().list_vector_get_child(source);
    if (this.#offsets.used === 0) this.#offsets.append(new Uint8Array(4));
    const ends = new Int32Array(count);
    let run = -1;
    let runEnd = -1;
    const flush = (): void => {
      if (runEnd > run) this.#child.append(child, { from: run, count: runEnd - run });
    };
    for (let i = 0; i < count; i++) {
      const row = from + i;
      const isNull = nulls !== null && ((nulls[row >> 3]! >> (row & 7)) & 1) === 0;
      const length = isNull ? 0 : entries[row * 4 + 2]!;
      if (length > 0) {
        const start = entries[row * 4]!;
        // Lists usually follow one another in the child: they are taken in one piece.
        if (start !== runEnd) {
          flush();
          run = start;
        }
        runEnd = start + length;
        this.#end += length;
      }
      ends[i] = this.#end;
    }
    flush();
    this.#offsets.append(bytesOf(ends));
    this.#validity.append(source, range);
  }

  take(): Vector {
    if (this.#offsets.used === 0) this.#offsets.append(new Uint8Array(4));
    this.#end = 0;
    const data = this.#offsets.take();
    return { type: this.#type, ...this.#validity.take(), data, heap: none, children: [this.#child.take()] };
  }
}

class ArrayBuilder implements VectorBuilder {
  readonly #type: SqlType;
  readonly #size: number;
  readonly #validity: Validity;
  readonly #child: VectorBuilder;

  constructor(type: SqlType, of: { readonly item: SqlType; readonly size: number; readonly capacity: number }) {
    this.#type = type;
    this.#size = of.size;
    this.#validity = new Validity(of.capacity);
    this.#child = vectorBuilder(of.item, of.capacity * of.size);
  }

  get bytes(): number {
    return this.#child.bytes;
  }

  append(source: RawVector, range: Range): void {
    const child = raw().array_vector_get_child(source);
    this.#child.append(child, { from: range.from * this.#size, count: range.count * this.#size });
    this.#validity.append(source, range);
  }

  take(): Vector {
    return { type: this.#type, ...this.#validity.take(), data: none, heap: none, children: [this.#child.take()] };
  }
}

class StructBuilder implements VectorBuilder {
  readonly #type: SqlType;
  readonly #validity: Validity;
  readonly #children: readonly VectorBuilder[];

  constructor(type: SqlType, children: readonly VectorBuilder[], capacity: number) {
    this.#type = type;
    this.#validity = new Validity(capacity);
    this.#children = children;
  }

  get bytes(): number {
    return this.#children.reduce((sum, child) => sum + child.bytes, 0);
  }

  append(source: RawVector, range: Range): void {
    for (const [i, child] of this.#children.entries()) child.append(raw().struct_vector_get_child(source, i), range);
    this.#validity.append(source, range);
  }

  take(): Vector {
    const children = this.#children.map((child) => child.take());
    return { type: this.#type, ...this.#validity.take(), data: none, heap: none, children };
  }
}
