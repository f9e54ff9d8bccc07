// Columns and batches as TypeScript models see them, over vectors.
import type { RecordBatch } from 'apache-arrow';
import type { Batch, BatchColumn } from './batch.ts';
import { bitmapBytes } from './bitmap.ts';
import type { ColumnTypes } from './columnTypes.ts';
import type { ColumnShape } from './sqlType.ts';
import type { Vector } from './vector.ts';
import { arrayTypeOf, integers } from './value/arrays.ts';
import type { As } from './value/form.ts';
import { reader } from './value/read.ts';
import { uuidBytes } from './value/wide.ts';
import { MeshError } from '../error/meshError.ts';
import { didYouMean } from '../error/nearest.ts';

/** Symbols of the process: a project's modules may hold a second copy of this code. */
const vectorKey = Symbol.for('mesh.vector');
const batchKey = Symbol.for('mesh.batch');

export interface BatchSource {
  readonly columns: readonly ColumnShape[];
  readonly vectors: readonly Vector[];
  readonly length: number;
}

export interface BatchOptions {
  readonly as?: Readonly<Record<string, As | undefined>> | undefined;
  readonly toArrow: (source: BatchSource) => RecordBatch;
  readonly onCut?: ((column: string) => void) | undefined;
}

/** The vector behind a column of a batch; undefined for anything else. */
export function vectorOf(value: unknown): Vector | undefined {
  return (value as { [vectorKey]?: Vector } | null | undefined)?.[vectorKey];
}

export function sourceOf(value: unknown): BatchSource | undefined {
  return (value as { [batchKey]?: BatchSource } | null | undefined)?.[batchKey];
}

class VectorColumn {
  readonly [vectorKey]: Vector;
  readonly #get: (i: number) => unknown;
  #values: unknown;

  constructor(vector: Vector, get: (i: number) => unknown) {
    this[vectorKey] = vector;
    this.#get = get;
  }

  get length(): number {
    return this[vectorKey].length;
  }

  get validity(): Uint8Array | null {
    return this[vectorKey].validity;
  }

  get nullCount(): number {
    return this[vectorKey].nullCount;
  }

  get values(): unknown {
    this.#values ??= valuesOf(this[vectorKey], () => this.toArray());
    return this.#values;
  }

  get(i: number): unknown {
    return this.#get(i);
  }

  toArray(): unknown[] {
    const get = this.#get;
    const { length } = this;
    const array: unknown[] = Array.from({ length });
    for (let i = 0; i < length; i++) array[i] = get(i);
    return array;
  }
}

/** Without loss: bits, numbers, units since 1970, unscaled decimals, bytes; texts and nested values as in rows. */
function valuesOf(vector: Vector, rows: () => unknown[]): unknown {
  const { type, length, data } = vector;
  if (type.type === 'BOOLEAN') {
    const bits = new Uint8Array(bitmapBytes(length));
    for (let i = 0; i < length; i++) if (data[i] === 1) bits[i >> 3]! |= 1 << (i & 7);
    return bits;
  }
  if (type.type === 'UUID') {
    const bytes = new Uint8Array(length * 16);
    for (let i = 0; i < length; i++) bytes.set(uuidBytes(data, i * 16), i * 16);
    return bytes;
  }
  if (arrayTypeOf(type) !== undefined) return integers(vector);
  const isBytes =
    type.type === 'HUGEINT' || type.type === 'UHUGEINT' || type.type === 'INTERVAL' || type.type === 'DECIMAL';
  return isBytes ? data : rows();
}

class VectorBatch {
  readonly [batchKey]: BatchSource;
  readonly length: number;
  readonly #options: BatchOptions;
  readonly #columns = new Map<string, VectorColumn>();

  constructor(source: BatchSource, options: BatchOptions) {
    this[batchKey] = source;
    this.length = source.length;
    this.#options = options;
  }

  column(name: string): VectorColumn {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const { columns, vectors } = this[batchKey];
    const index = columns.findIndex((column) => column.name === name);
    if (index < 0) {
      const names = columns.map((column) => column.name);
      const hint = didYouMean(name, names) ?? `it has ${names.join(', ')}`;
      throw new MeshError('RUN_NO_COLUMN', { column: name }, { hint });
    }
    const made = new VectorColumn(vectors[index]!, this.#reader(index));
    this.#columns.set(name, made);
    return made;
  }

  *rows(): Generator<Record<string, unknown>, void, undefined> {
    const { columns } = this[batchKey];
    const names = columns.map((column) => column.name);
    const readers = columns.map((_, i) => this.#reader(i));
    for (let i = 0; i < this.length; i++) {
      const row: Record<string, unknown> = {};
      for (let k = 0; k < names.length; k++) row[names[k]!] = readers[k]!(i);
      yield row;
    }
  }

  toArrow(): RecordBatch {
    return this.#options.toArrow(this[batchKey]);
  }

  #reader(index: number): (i: number) => unknown {
    const { name } = this[batchKey].columns[index]!;
    const { as, onCut } = this.#options;
    return reader(this[batchKey].vectors[index]!, {
      as: as?.[name],
      column: name,
      onCut: onCut === undefined ? undefined : () => onCut(name),
    });
  }
}

export function batchOf<C extends ColumnTypes>(source: BatchSource, options: BatchOptions): Batch<C> {
  return new VectorBatch(source, options) as unknown as Batch<C>;
}

export function columnOf(vector: Vector): BatchColumn {
  return new VectorColumn(vector, reader(vector));
}
