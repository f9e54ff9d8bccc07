// Batches as Arrow that any reader understands: texts and bytes with offsets, decimals in 128 bits, and texts for what
// only DuckDB has (HUGEINT, BIGNUM, UUID, BIT, TIMETZ, INTERVAL, UNION), where toArrow keeps the engine's own memory.
import type { Data, DataType, RecordBatch } from 'apache-arrow';
import { bitAt } from '../../batch/bitmap.ts';
import type { BatchSource } from '../../batch/column.ts';
import { columnWriter } from '../../batch/value/write.ts';
import { reader } from '../../batch/value/read.ts';
import { textBytesAt } from '../../batch/value/text.ts';
import { setHuge } from '../../batch/value/wide.ts';
import { int32, type Vector } from '../../batch/vector.ts';
import { arrow, dataOf } from './toArrow.ts';

/** An IPC stream: the schema, a record batch for each batch, the end. */
export async function* plainArrowStream(
  columns: BatchSource['columns'],
  batches: AsyncIterable<Omit<BatchSource, 'columns'>>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const empty = ipc({ columns, length: 0, vectors: columns.map(({ type }) => columnWriter(type).finish()) });
  const schema = 8 + new DataView(empty.buffer, empty.byteOffset).getInt32(4, true);
  yield empty.subarray(0, schema);
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    const bytes = ipc({ columns, ...batch });
    yield bytes.subarray(schema, bytes.length - END);
  }
  yield empty.subarray(empty.length - END);
}

/** Bytes that mark the end of a stream. */
const END = 8;

function ipc(source: BatchSource): Uint8Array {
  const a = arrow();
  const batch = plainBatch(source);
  return a.tableToIPC(new a.Table(batch.schema, [batch]), 'stream');
}

function plainBatch({ columns, vectors, length }: BatchSource): RecordBatch {
  const a = arrow();
  const children = vectors.map(plainData);
  const schema = new a.Schema(columns.map(({ name }, i) => new a.Field(name, children[i]!.type, true)));
  const type = new a.Struct(schema.fields);
  return new a.RecordBatch(schema, a.makeData({ type, length, nullCount: 0, children }) as Data<never>);
}

function plainData(vector: Vector): Data {
  const a = arrow();
  const { type } = vector;
  switch (type.type) {
    case 'VARCHAR':
    case 'JSON':
      return withOffsets(vector, { type: new a.Utf8(), bytes: (i) => textBytesAt(vector, i) });
    case 'BLOB':
    case 'GEOMETRY':
      return withOffsets(vector, { type: new a.Binary(), bytes: (i) => textBytesAt(vector, i) });
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
    case 'INTERVAL':
      return asTexts(vector, 'string');
    case 'UUID':
    case 'BIT':
    case 'TIMETZ':
    case 'ENUM':
    case 'UNION':
      return asTexts(vector, undefined);
    case 'DECIMAL':
      return make(vector, { type: new a.Decimal(type.scale, type.width, 128), data: wideDecimals(vector) });
    default:
      return nested(vector) ?? dataOf(vector);
  }
}

function nested(vector: Vector): Data | undefined {
  const a = arrow();
  const { type } = vector;
  const children = (): Data[] => vector.children.map(plainData);
  switch (type.type) {
    case 'LIST': {
      const [child] = children();
      const list = new a.List(new a.Field('item', child!.type, true));
      return make(vector, { type: list, valueOffsets: int32(vector.data), child });
    }
    case 'MAP': {
      const [child] = children();
      const map = new a.Map_(new a.Field('entries', child!.type, false) as never);
      return make(vector, { type: map, valueOffsets: int32(vector.data), child });
    }
    case 'ARRAY': {
      const [child] = children();
      return make(vector, { type: new a.FixedSizeList(type.size, new a.Field('item', child!.type, true)), child });
    }
    case 'STRUCT': {
      const fields = children();
      const struct = new a.Struct(type.fields.map(({ name }, i) => new a.Field(name, fields[i]!.type, true)));
      return make(vector, { type: struct, children: fields });
    }
    default:
      return undefined;
  }
}

function make({ length, nullCount, validity }: Vector, more: Readonly<Record<string, unknown>>): Data {
  const nulls = validity === null ? {} : { nullBitmap: validity };
  return arrow().makeData({ length, nullCount, ...nulls, ...more } as never);
}

interface Offsets {
  readonly type: DataType;
  readonly bytes: (i: number) => Uint8Array;
}

function withOffsets(vector: Vector, { type, bytes }: Offsets): Data {
  const { length, validity } = vector;
  const isNull = (i: number): boolean => validity !== null && !bitAt(validity, i);
  const parts = Array.from({ length }, (_, i) => (isNull(i) ? none : bytes(i)));
  const valueOffsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) valueOffsets[i + 1] = valueOffsets[i]! + parts[i]!.length;
  const data = new Uint8Array(valueOffsets[length]!);
  for (const [i, part] of parts.entries()) data.set(part, valueOffsets[i]);
  return make(vector, { type, valueOffsets, data });
}

const none = new Uint8Array(0);

function asTexts(vector: Vector, as: 'string' | undefined): Data {
  const get = reader(vector, { as });
  return withOffsets(vector, { type: new (arrow().Utf8)(), bytes: (i) => Buffer.from(textOf(get(i))) });
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}

function wideDecimals(vector: Vector): Uint8Array {
  const { length, validity } = vector;
  const get = reader(vector, { as: 'unscaled' });
  const data = new DataView(new ArrayBuffer(length * 16));
  for (let i = 0; i < length; i++) if (validity === null || bitAt(validity, i)) setHuge(data, i * 16, get(i) as bigint);
  return new Uint8Array(data.buffer);
}
