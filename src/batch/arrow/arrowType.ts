// Which SQL type an Arrow type is, and how its memory differs from a vector's.
import type { Field, SqlType } from '../sqlType.ts';
import type { ArrowField, ArrowType } from './shape.ts';

export interface ArrowKind {
  readonly type: SqlType;
  readonly form:
    | 'same'
    | 'bits'
    | 'null'
    | 'offsets'
    | 'views'
    | 'dictionary'
    | 'uuid'
    | 'interval'
    | 'narrow'
    | 'values'
    | 'nested';
  /** For `values`: one of Arrow's values as a row value. */
  readonly value?: (value: number | bigint) => unknown;
}

const ids = {
  Null: 1,
  Int: 2,
  Float: 3,
  Binary: 4,
  Utf8: 5,
  Bool: 6,
  Decimal: 7,
  Date: 8,
  Time: 9,
  Timestamp: 10,
  Interval: 11,
  List: 12,
  Struct: 13,
  Union: 14,
  FixedSizeBinary: 15,
  FixedSizeList: 16,
  Map: 17,
  LargeBinary: 19,
  LargeUtf8: 20,
  LargeList: 21,
  BinaryView: 23,
  Utf8View: 24,
  Dictionary: -1,
} as const;

const signed = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' } as const;
const unsigned = { 8: 'UTINYINT', 16: 'USMALLINT', 32: 'UINTEGER', 64: 'UBIGINT' } as const;
const stamps = ['TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP', 'TIMESTAMP_NS'] as const;

export function sqlTypeOfArrow(field: ArrowField): ArrowKind | undefined {
  const { type } = field;
  switch (type.typeId) {
    case ids.Null:
      return { type: { type: 'INTEGER' }, form: 'null' };
    case ids.Int:
      return same((type.isSigned === false ? unsigned : signed)[type.bitWidth as 8]);
    case ids.Float:
      return type.precision === 0 ? undefined : same(type.precision === 1 ? 'FLOAT' : 'DOUBLE');
    case ids.Bool:
      return { type: { type: 'BOOLEAN' }, form: 'bits' };
    case ids.Utf8:
    case ids.LargeUtf8:
    case ids.Binary:
    case ids.LargeBinary:
      return { type: textType(field, type.typeId === ids.Utf8 || type.typeId === ids.LargeUtf8), form: 'offsets' };
    case ids.Utf8View:
    case ids.BinaryView:
      return { type: textType(field, type.typeId === ids.Utf8View), form: 'views' };
    case ids.Decimal:
      return decimal(type);
    case ids.FixedSizeBinary:
      return fixedBinary(field);
    case ids.Interval:
      return type.unit === 2 ? { type: { type: 'INTERVAL' }, form: 'interval' } : undefined;
    case ids.Dictionary:
      return type.dictionary?.typeId === ids.Utf8 || type.dictionary?.typeId === ids.LargeUtf8
        ? { type: { type: 'VARCHAR' }, form: 'dictionary' }
        : undefined;
    default:
      return temporal(type) ?? nestedKind(field);
  }
}

function same(
  type:
    | 'TINYINT'
    | 'SMALLINT'
    | 'INTEGER'
    | 'BIGINT'
    | 'UTINYINT'
    | 'USMALLINT'
    | 'UINTEGER'
    | 'UBIGINT'
    | 'FLOAT'
    | 'DOUBLE'
    | 'DATE'
    | 'TIME'
    | 'TIME_NS'
    | (typeof stamps)[number]
    | 'TIMESTAMPTZ',
): ArrowKind {
  return { type: { type }, form: 'same' };
}

function extensionOf({ metadata }: ArrowField): string | undefined {
  const name = metadata?.get('ARROW:extension:name');
  if (name !== 'arrow.opaque') return name;
  try {
    return (JSON.parse(metadata?.get('ARROW:extension:metadata') ?? '{}') as { type_name?: string }).type_name;
  } catch {
    return undefined;
  }
}

function textType(field: ArrowField, isText: boolean): SqlType {
  const extension = extensionOf(field);
  if (isText) return { type: extension === 'arrow.json' ? 'JSON' : 'VARCHAR' };
  return extension === 'BIT' || extension === 'BIGNUM' || extension === 'GEOMETRY'
    ? { type: extension }
    : { type: 'BLOB' };
}

function decimal({ precision = 38, scale = 0, bitWidth = 128 }: ArrowType): ArrowKind | undefined {
  if (precision > 38 || scale < 0 || bitWidth > 128) return undefined;
  return { type: { type: 'DECIMAL', width: precision, scale }, form: 'narrow' };
}

function fixedBinary(field: ArrowField): ArrowKind | undefined {
  const extension = extensionOf(field);
  if (extension === 'arrow.uuid' && field.type.byteWidth === 16) return { type: { type: 'UUID' }, form: 'uuid' };
  if (extension === 'HUGEINT' || extension === 'UHUGEINT' || extension === 'TIMETZ')
    return { type: { type: extension }, form: 'same' };
  return undefined;
}

function temporal(type: ArrowType): ArrowKind | undefined {
  switch (type.typeId) {
    case ids.Date:
      if (type.unit === 0) return same('DATE');
      return { type: { type: 'DATE' }, form: 'values', value: (ms) => new Date(Number(ms)) };
    case ids.Time:
      if (type.unit === 2) return same('TIME');
      if (type.unit === 3) return same('TIME_NS');
      return {
        type: { type: 'TIME' },
        form: 'values',
        value: (n) => BigInt(n) * (type.unit === 0 ? 1_000_000n : 1000n),
      };
    case ids.Timestamp: {
      const hasZone = type.timezone !== undefined && type.timezone !== null && type.timezone !== '';
      if (!hasZone) return same(stamps[type.unit as 0]);
      if (type.unit === 2) return same('TIMESTAMPTZ');
      const factor = [1_000_000n, 1000n, 1n, 1n][type.unit!]!;
      return {
        type: { type: 'TIMESTAMPTZ' },
        form: 'values',
        value: (n) => (type.unit === 3 ? BigInt(n) / 1000n : BigInt(n) * factor),
      };
    }
    default:
      return undefined;
  }
}

function nestedKind(field: ArrowField): ArrowKind | undefined {
  const { type } = field;
  const children = (type.children ?? []).map((child) => sqlTypeOfArrow(child)?.type);
  const [first] = children;
  if (first === undefined || children.includes(undefined)) return undefined;
  const fields = (): Field[] =>
    (type.children ?? []).map((child, i) => ({ name: child.name, type: (children as SqlType[])[i]! }));
  switch (type.typeId) {
    case ids.List:
    case ids.LargeList:
      return { type: { type: 'LIST', item: first }, form: 'nested' };
    case ids.FixedSizeList:
      return { type: { type: 'ARRAY', item: first, size: type.listSize! }, form: 'nested' };
    case ids.Struct:
      return { type: { type: 'STRUCT', fields: fields() }, form: 'nested' };
    case ids.Map: {
      if (first.type !== 'STRUCT' || first.fields.length !== 2) return undefined;
      return { type: { type: 'MAP', key: first.fields[0]!.type, value: first.fields[1]!.type }, form: 'nested' };
    }
    case ids.Union:
      return type.mode === 0 ? { type: { type: 'UNION', fields: fields() }, form: 'nested' } : undefined;
    default:
      return undefined;
  }
}
