// Batches as Arrow, over the same memory. The only file that loads apache-arrow (80 ms), when it is first asked.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Data, DataType, Field, RecordBatch, Schema, Table } from 'apache-arrow';
import { bitAt, bitmapBytes } from '../../batch/bitmap.ts';
import type { BatchSource } from '../../batch/column.ts';
import { mapEntry, type SqlType } from '../../batch/sqlType.ts';
import { int32, type Vector } from '../../batch/vector.ts';
import { integers } from '../../batch/value/arrays.ts';
import { textBytesAt } from '../../batch/value/text.ts';
import { uuidBytes } from '../../batch/value/wide.ts';

type Arrow = typeof import('apache-arrow');

let loaded: Arrow | undefined;

export function arrow(): Arrow {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    // The copy that an `import` in a model gets: to the other one its tables would be strangers.
    loaded = require(join(dirname(require.resolve('apache-arrow')), 'Arrow.node.mjs')) as Arrow;
  }
  return loaded;
}

/** Texts as views, which cost nothing, or with offsets, which every library reads. */
export function recordBatch(source: BatchSource, strings: 'view' | 'utf8' = 'view'): RecordBatch {
  const a = arrow();
  const children = source.vectors.map((vector) =>
    strings === 'utf8' && vector.type.type === 'VARCHAR' ? withOffsets(vector) : dataOf(vector),
  );
  const own = schemaOf(source.columns);
  const schema =
    strings === 'view'
      ? own
      : new a.Schema(own.fields.map((field, i) => new a.Field(field.name, children[i]!.type, true, field.metadata)));
  const struct = new a.Struct(schema.fields);
  return new a.RecordBatch(
    schema,
    a.makeData({ type: struct, length: source.length, nullCount: 0, children }) as Data<never>,
  );
}

export function arrowTable(batches: readonly RecordBatch[], columns: BatchSource['columns']): Table {
  return new (arrow().Table)(batches[0]?.schema ?? schemaOf(columns), [...batches]);
}

function withOffsets(vector: Vector): Data {
  const a = arrow();
  const views = new DataView(vector.data.buffer, vector.data.byteOffset, vector.data.byteLength);
  const valueOffsets = new Int32Array(vector.length + 1);
  for (let i = 0; i < vector.length; i++) valueOffsets[i + 1] = valueOffsets[i]! + views.getUint32(i * 16, true);
  const data = new Uint8Array(valueOffsets[vector.length]!);
  for (let i = 0; i < vector.length; i++) data.set(textBytesAt(vector, i), valueOffsets[i]);
  const { length, nullCount, validity } = vector;
  return a.makeData({
    type: new a.Utf8(),
    length,
    nullCount,
    valueOffsets,
    data,
    ...(validity === null ? {} : { nullBitmap: validity }),
  });
}

export function readIpc(bytes: Uint8Array): Table {
  return arrow().tableFromIPC(bytes);
}

/** Arrow's writers begin anew when a batch's schema is another object. */
const schemas = new WeakMap<BatchSource['columns'], Schema>();

function schemaOf(columns: BatchSource['columns']): Schema {
  let schema = schemas.get(columns);
  if (schema === undefined) {
    schema = new (arrow().Schema)(columns.map(({ name, type }) => fieldOf(name, type)));
    schemas.set(columns, schema);
  }
  return schema;
}

function fieldOf(name: string, type: SqlType): Field {
  return new (arrow().Field)(name, arrowType(type), true, new Map(extension(type)));
}

/** How a type that Arrow does not have is told apart from the bytes it is stored as. */
function extension(type: SqlType): [string, string][] {
  const named = (name: string, metadata = ''): [string, string][] => [
    ['ARROW:extension:name', name],
    ['ARROW:extension:metadata', metadata],
  ];
  switch (type.type) {
    case 'JSON':
      return named('arrow.json');
    case 'UUID':
      return named('arrow.uuid');
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
    case 'TIMETZ':
    case 'TIME_NS':
    case 'BIT':
    case 'GEOMETRY':
      return named('arrow.opaque', JSON.stringify({ type_name: type.type, vendor_name: 'DuckDB' }));
    default:
      return [];
  }
}

export function arrowType(type: SqlType): DataType {
  const a = arrow();
  switch (type.type) {
    case 'BOOLEAN':
      return new a.Bool();
    case 'TINYINT':
      return new a.Int8();
    case 'SMALLINT':
      return new a.Int16();
    case 'INTEGER':
      return new a.Int32();
    case 'BIGINT':
      return new a.Int64();
    case 'UTINYINT':
      return new a.Uint8();
    case 'USMALLINT':
      return new a.Uint16();
    case 'UINTEGER':
      return new a.Uint32();
    case 'UBIGINT':
      return new a.Uint64();
    case 'FLOAT':
      return new a.Float32();
    case 'DOUBLE':
      return new a.Float64();
    case 'DECIMAL':
      return new a.Decimal(type.scale, type.width, type.width <= 9 ? 32 : type.width <= 18 ? 64 : 128);
    case 'VARCHAR':
    case 'JSON':
      return new a.Utf8View();
    case 'BLOB':
    case 'GEOMETRY':
    case 'BIT':
    case 'BIGNUM':
      return new a.BinaryView();
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'UUID':
      return new a.FixedSizeBinary(16);
    case 'TIMETZ':
      return new a.FixedSizeBinary(8);
    case 'INTERVAL':
      return new a.IntervalMonthDayNano();
    case 'ENUM':
      return new a.Dictionary(
        new a.Utf8(),
        new (type.values.length <= 0xff ? a.Uint8 : type.values.length <= 0xffff ? a.Uint16 : a.Uint32)(),
      );
    default:
      return temporalOrNested(type);
  }
}

function temporalOrNested(type: SqlType): DataType {
  const a = arrow();
  switch (type.type) {
    case 'DATE':
      return new a.DateDay();
    case 'TIME':
      return new a.TimeMicrosecond();
    case 'TIME_NS':
      return new a.TimeNanosecond();
    case 'TIMESTAMP_S':
      return new a.TimestampSecond();
    case 'TIMESTAMP_MS':
      return new a.TimestampMillisecond();
    case 'TIMESTAMP_NS':
      return new a.TimestampNanosecond();
    case 'TIMESTAMPTZ':
      return new a.TimestampMicrosecond('UTC');
    case 'LIST':
      return new a.List(fieldOf('item', type.item));
    case 'ARRAY':
      return new a.FixedSizeList(type.size, fieldOf('item', type.item));
    case 'STRUCT':
      return new a.Struct(type.fields.map((field) => fieldOf(field.name, field.type)));
    case 'MAP': {
      const entry = mapEntry(type) as SqlType & { type: 'STRUCT' };
      const fields = entry.fields.map((field) => fieldOf(field.name, field.type));
      return new a.Map_(new a.Field('entries', new a.Struct(fields), false) as never);
    }
    case 'UNION': {
      const fields = type.fields.map((field) => fieldOf(field.name, field.type));
      return new a.SparseUnion([...type.fields.keys()], fields);
    }
    default:
      return new a.TimestampMicrosecond();
  }
}

/** Dictionaries are compared by identity when batches are joined into a table. */
const dictionaries = new WeakMap<readonly string[], unknown>();

export function dataOf(vector: Vector): Data {
  const a = arrow();
  const { type, length, nullCount } = vector;
  const base = {
    type: arrowType(type),
    length,
    nullCount,
    ...(vector.validity === null ? {} : { nullBitmap: vector.validity }),
  };
  const make = (more: object): Data => a.makeData({ ...base, ...more } as never);
  switch (type.type) {
    case 'BOOLEAN':
      return make({ data: bits(vector) });
    case 'VARCHAR':
    case 'JSON':
    case 'BLOB':
    case 'GEOMETRY':
    case 'BIT':
    case 'BIGNUM':
      return make({ views: vector.data, variadicBuffers: [vector.heap] });
    case 'UUID':
      return make({ data: canonicalUuids(vector) });
    case 'INTERVAL':
      return make({ data: nanoIntervals(vector) });
    case 'DECIMAL':
      return make({ data: type.width <= 4 ? Int32Array.from(integers(vector) as Int16Array) : vector.data });
    case 'ENUM': {
      let dictionary = dictionaries.get(type.values);
      if (dictionary === undefined) {
        dictionary = a.vectorFromArray([...type.values], new a.Utf8());
        dictionaries.set(type.values, dictionary);
      }
      return make({ data: vector.data, dictionary });
    }
    case 'LIST':
    case 'MAP':
      return make({ valueOffsets: int32(vector.data), child: dataOf(vector.children[0]!) });
    case 'ARRAY':
      return make({ child: dataOf(vector.children[0]!) });
    case 'STRUCT':
      return make({ children: vector.children.map(dataOf) });
    case 'UNION':
      return a.makeData({
        type: base.type,
        length,
        typeIds: new Int8Array(vector.children[0]!.data.slice().buffer, 0, length),
        children: vector.children.slice(1).map(dataOf),
      } as never);
    default:
      return make({ data: vector.data });
  }
}

function bits({ data, length }: Vector): Uint8Array {
  const packed = new Uint8Array(bitmapBytes(length));
  for (let i = 0; i < length; i++) if (data[i] === 1) packed[i >> 3]! |= 1 << (i & 7);
  return packed;
}

function canonicalUuids({ data, length }: Vector): Uint8Array {
  const bytes = new Uint8Array(length * 16);
  for (let i = 0; i < length; i++) bytes.set(uuidBytes(data, i * 16), i * 16);
  return bytes;
}

/** Arrow counts nanoseconds in 64 bits: 292 years of them. */
function nanoIntervals({ data, length, validity }: Vector): Int32Array {
  const bytes = data.slice(0, length * 16);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < length; i++) {
    if (validity !== null && !bitAt(validity, i)) continue;
    const nanos = view.getBigInt64(i * 16 + 8, true) * 1000n;
    if (BigInt.asIntN(64, nanos) !== nanos)
      throw new RangeError('an INTERVAL of more than 292 years has no Arrow form');
    view.setBigInt64(i * 16 + 8, nanos, true);
  }
  return new Int32Array(bytes.buffer);
}
