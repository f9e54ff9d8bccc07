// Row values → a column, each value checked: the default form, any `as` form, or a number or bigint that fits.
import { Buffer } from 'node:buffer';
import { layoutOf, mapEntry, type Field, type SqlType } from '../sqlType.ts';
import { INLINE, none, VIEW, type Vector } from '../vector.ts';
import { GrowingBytes, GrowingValidity } from './growing.ts';
import { Misfit } from './misfit.ts';
import { isRecord } from './record.ts';
import type { FixedSetter } from './form.ts';
import { fixedSetter } from './writeFixed.ts';
import { textBytes } from './writeText.ts';

export interface ColumnWriter {
  /** null and undefined are NULL. Throws Misfit. */
  append(value: unknown): void;
  readonly length: number;
  /** Bytes so far, without children. */
  finish(): Vector;
}

export function columnWriter(type: SqlType): ColumnWriter {
  switch (type.type) {
    case 'LIST':
      return new ListWriter(type, columnWriter(type.item), arrayItems);
    case 'MAP':
      return new ListWriter(type, columnWriter(mapEntry(type)), mapItems);
    case 'ARRAY':
      return new ArrayWriter(type, type.size, columnWriter(type.item));
    case 'STRUCT':
      return new StructWriter(type, type.fields);
    case 'UNION':
      return new UnionWriter(type, type.fields);
    default: {
      const layout = layoutOf(type);
      return layout.type === 'fixed' ? new FixedWriter(type, layout.width) : new TextWriter(type);
    }
  }
}

class FixedWriter implements ColumnWriter {
  readonly #type: SqlType;
  readonly #width: number;
  readonly #set: FixedSetter;
  readonly #validity = new GrowingValidity();
  readonly #data: GrowingBytes;

  constructor(type: SqlType, width: number) {
    this.#type = type;
    this.#width = width;
    this.#set = fixedSetter(type);
    this.#data = new GrowingBytes(width * 64);
  }

  get length(): number {
    return this.#validity.length;
  }

  append(value: unknown): void {
    const at = this.#data.reserve(this.#width);
    if (value === null || value === undefined) {
      this.#validity.null();
      return;
    }
    if (!this.#set(this.#data.view, at, value)) {
      this.#data.used = at;
      throw new Misfit(this.#type, value);
    }
    this.#validity.valid();
  }

  finish(): Vector {
    return { type: this.#type, ...this.#validity.finish(), data: this.#data.finish(), heap: none, children: [] };
  }
}

class TextWriter implements ColumnWriter {
  readonly #type: SqlType;
  readonly #validity = new GrowingValidity();
  readonly #views = new GrowingBytes(VIEW * 64);
  readonly #heap = new GrowingBytes(256);

  constructor(type: SqlType) {
    this.#type = type;
  }

  get length(): number {
    return this.#validity.length;
  }

  append(value: unknown): void {
    if (value === null || value === undefined) {
      this.#views.reserve(VIEW);
      this.#validity.null();
      return;
    }
    const given = textBytes(this.#type, value);
    if (given === undefined) throw new Misfit(this.#type, value);
    if (typeof given === 'string') this.#appendText(given);
    else this.#appendBytes(given);
    this.#validity.valid();
  }

  finish(): Vector {
    const heap = this.#heap.finish();
    return { type: this.#type, ...this.#validity.finish(), data: this.#views.finish(), heap, children: [] };
  }

  #appendText(text: string): void {
    // Three bytes a UTF-16 unit are always enough.
    const at = this.#heap.reserve(text.length * 3);
    const target = Buffer.from(this.#heap.bytes.buffer, at);
    const length = text.length === 0 ? 0 : target.write(text, 'utf8');
    this.#head(at, length);
  }

  #appendBytes(bytes: Uint8Array): void {
    const at = this.#heap.reserve(bytes.length);
    this.#heap.bytes.set(bytes, at);
    this.#head(at, bytes.length);
  }

  #head(at: number, length: number): void {
    const { bytes } = this.#heap;
    const head = this.#views.reserve(VIEW);
    this.#views.view.setUint32(head, length, true);
    const here = Math.min(length, length > INLINE ? 4 : INLINE);
    for (let k = 0; k < here; k++) this.#views.bytes[head + 4 + k] = bytes[at + k]!;
    if (length > INLINE) {
      this.#views.view.setUint32(head + 12, at, true);
      this.#heap.used = at + length;
    } else {
      bytes.fill(0, at, at + length);
      this.#heap.used = at;
    }
  }
}

/** The items of a list value; undefined when it is none. */
type Items = (value: unknown) => Iterable<unknown> | undefined;

function arrayItems(value: unknown): Iterable<unknown> | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof Set) return value as Set<unknown>;
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? (value as unknown as Iterable<unknown>)
    : undefined;
}

function mapItems(value: unknown): Iterable<unknown> | undefined {
  if (value instanceof Map) return Array.from(value as Map<unknown, unknown>, ([key, item]) => ({ key, value: item }));
  if (Array.isArray(value)) {
    return (value as unknown[]).map((item) =>
      Array.isArray(item) && item.length === 2 ? { key: item[0] as unknown, value: item[1] as unknown } : item,
    );
  }
  return isRecord(value) ? Object.entries(value).map(([key, item]) => ({ key, value: item })) : undefined;
}

class ListWriter implements ColumnWriter {
  readonly #type: SqlType;
  readonly #items: Items;
  readonly #child: ColumnWriter;
  readonly #validity = new GrowingValidity();
  readonly #ends = new GrowingBytes(256);

  constructor(type: SqlType, child: ColumnWriter, items: Items) {
    this.#type = type;
    this.#child = child;
    this.#items = items;
    this.#ends.reserve(4);
  }

  get length(): number {
    return this.#validity.length;
  }

  append(value: unknown): void {
    const isNull = value === null || value === undefined;
    const items = isNull ? [] : this.#items(value);
    if (items === undefined) throw new Misfit(this.#type, value);
    for (const item of items) this.#child.append(item);
    const at = this.#ends.reserve(4);
    this.#ends.view.setInt32(at, this.#child.length, true);
    if (isNull) this.#validity.null();
    else this.#validity.valid();
  }

  finish(): Vector {
    const data = this.#ends.finish();
    return { type: this.#type, ...this.#validity.finish(), data, heap: none, children: [this.#child.finish()] };
  }
}

class ArrayWriter implements ColumnWriter {
  readonly #type: SqlType;
  readonly #size: number;
  readonly #child: ColumnWriter;
  readonly #validity = new GrowingValidity();

  constructor(type: SqlType, size: number, child: ColumnWriter) {
    this.#type = type;
    this.#size = size;
    this.#child = child;
  }

  get length(): number {
    return this.#validity.length;
  }

  append(value: unknown): void {
    if (value === null || value === undefined) {
      for (let k = 0; k < this.#size; k++) this.#child.append(null);
      this.#validity.null();
      return;
    }
    const items = arrayItems(value);
    const list = items === undefined ? undefined : [...items];
    if (list?.length !== this.#size) throw new Misfit(this.#type, value);
    for (const item of list) this.#child.append(item);
    this.#validity.valid();
  }

  finish(): Vector {
    return { type: this.#type, ...this.#validity.finish(), data: none, heap: none, children: [this.#child.finish()] };
  }
}

class StructWriter implements ColumnWriter {
  readonly #type: SqlType;
  readonly #fields: readonly (readonly [string, ColumnWriter])[];
  readonly #names: ReadonlySet<string>;
  readonly #validity = new GrowingValidity();

  constructor(type: SqlType, fields: readonly Field[]) {
    this.#type = type;
    this.#fields = fields.map((field) => [field.name, columnWriter(field.type)]);
    this.#names = new Set(fields.map((field) => field.name));
  }

  get length(): number {
    return this.#validity.length;
  }

  append(value: unknown): void {
    if (value === null || value === undefined) {
      for (const [, writer] of this.#fields) writer.append(null);
      this.#validity.null();
      return;
    }
    if (!isRecord(value)) throw new Misfit(this.#type, value);
    for (const key of Object.keys(value)) if (!this.#names.has(key)) throw new Misfit(this.#type, value);
    for (const [name, writer] of this.#fields) writer.append(value[name]);
    this.#validity.valid();
  }

  finish(): Vector {
    const children = this.#fields.map(([, writer]) => writer.finish());
    return { type: this.#type, ...this.#validity.finish(), data: none, heap: none, children };
  }
}

class UnionWriter implements ColumnWriter {
  readonly #type: SqlType;
  readonly #members: readonly (readonly [string, ColumnWriter])[];
  readonly #tags = columnWriter({ type: 'UTINYINT' });
  readonly #validity = new GrowingValidity();

  constructor(type: SqlType, fields: readonly Field[]) {
    this.#type = type;
    this.#members = fields.map((field) => [field.name, columnWriter(field.type)]);
  }

  get length(): number {
    return this.#validity.length;
  }

  append(value: unknown): void {
    if (value === null || value === undefined) {
      this.#tags.append(null);
      for (const [, writer] of this.#members) writer.append(null);
      this.#validity.null();
      return;
    }
    const tag = isRecord(value) ? this.#members.findIndex(([name]) => name === value['tag']) : -1;
    if (tag < 0) throw new Misfit(this.#type, value);
    this.#tags.append(tag);
    for (const [i, [, writer]] of this.#members.entries())
      writer.append(i === tag ? (value as Record<string, unknown>)['value'] : null);
    this.#validity.valid();
  }

  finish(): Vector {
    const children = [this.#tags.finish(), ...this.#members.map(([, writer]) => writer.finish())];
    return { type: this.#type, ...this.#validity.finish(), data: none, heap: none, children };
  }
}
