// DuckDB's logical types ↔ SqlType.
import { MeshError } from '../../../error/meshError.ts';
import { layoutOf, type Field, type SimpleType, type SqlType } from '../../../batch/sqlType.ts';
import { raw, type LogicalType, type Type } from './raw.ts';

/** DuckDB's type ids; the driver's enum is not erasable. */
const idOf: Readonly<Record<Exclude<SimpleType, 'JSON'>, number>> = {
  BOOLEAN: 1,
  TINYINT: 2,
  SMALLINT: 3,
  INTEGER: 4,
  BIGINT: 5,
  UTINYINT: 6,
  USMALLINT: 7,
  UINTEGER: 8,
  UBIGINT: 9,
  FLOAT: 10,
  DOUBLE: 11,
  TIMESTAMP: 12,
  DATE: 13,
  TIME: 14,
  INTERVAL: 15,
  HUGEINT: 16,
  VARCHAR: 17,
  BLOB: 18,
  TIMESTAMP_S: 20,
  TIMESTAMP_MS: 21,
  TIMESTAMP_NS: 22,
  UUID: 27,
  BIT: 29,
  TIMETZ: 30,
  TIMESTAMPTZ: 31,
  UHUGEINT: 32,
  BIGNUM: 35,
  TIME_NS: 39,
  GEOMETRY: 40,
};

const DECIMAL = 19;
const ENUM = 23;
const LIST = 24;
const STRUCT = 25;
const MAP = 26;
const UNION = 28;
const ARRAY = 33;
const SQLNULL = 36;
const VARIANT = 41;

const simpleOf = new Map(Object.entries(idOf).map(([type, id]) => [id, type as SimpleType]));

/** Thrown as ENGINE_BRIDGE_TYPE with the column's name by who knows it. */
export class UnreadableType extends Error {
  readonly typeName: string;

  constructor(typeName: string) {
    super(typeName);
    this.typeName = typeName;
  }
}

export function sqlTypeOf(logical: LogicalType): SqlType {
  const b = raw();
  const id: number = b.get_type_id(logical);
  switch (id) {
    case DECIMAL:
      return { type: 'DECIMAL', width: b.decimal_width(logical), scale: b.decimal_scale(logical) };
    case ENUM:
      return { type: 'ENUM', values: enumValues(logical) };
    case LIST:
      return { type: 'LIST', item: sqlTypeOf(b.list_type_child_type(logical)) };
    case ARRAY:
      return {
        type: 'ARRAY',
        item: sqlTypeOf(b.array_type_child_type(logical)),
        size: b.array_type_array_size(logical),
      };
    case MAP:
      return {
        type: 'MAP',
        key: sqlTypeOf(b.map_type_key_type(logical)),
        value: sqlTypeOf(b.map_type_value_type(logical)),
      };
    case STRUCT:
      return { type: 'STRUCT', fields: fieldsOf(b.struct_type_child_count(logical), (i) => structField(logical, i)) };
    case UNION:
      return { type: 'UNION', fields: fieldsOf(b.union_type_member_count(logical), (i) => unionField(logical, i)) };
    case SQLNULL:
      // `SELECT NULL AS x`: DuckDB makes an INTEGER column of it too.
      return { type: 'INTEGER' };
    case VARIANT:
      throw new UnreadableType('VARIANT');
    default: {
      const type = simpleOf.get(id);
      if (type === undefined) throw new UnreadableType(`type ${id}`);
      return { type: type === 'VARCHAR' && b.logical_type_get_alias(logical) === 'JSON' ? 'JSON' : type };
    }
  }
}

function fieldsOf(count: number, field: (i: number) => Field): Field[] {
  return Array.from({ length: count }, (_, i) => field(i));
}

function structField(logical: LogicalType, i: number): Field {
  const b = raw();
  return { name: b.struct_type_child_name(logical, i), type: sqlTypeOf(b.struct_type_child_type(logical, i)) };
}

function unionField(logical: LogicalType, i: number): Field {
  const b = raw();
  return { name: b.union_type_member_name(logical, i), type: sqlTypeOf(b.union_type_member_type(logical, i)) };
}

function enumValues(logical: LogicalType): string[] {
  const b = raw();
  return Array.from({ length: b.enum_dictionary_size(logical) }, (_, i) => b.enum_dictionary_value(logical, i));
}

/** JSON is written as VARCHAR: the statement that reads it casts. */
export function logicalTypeOf(type: SqlType): LogicalType {
  const b = raw();
  switch (type.type) {
    case 'DECIMAL':
      return b.create_decimal_type(type.width, type.scale);
    case 'ENUM':
      return b.create_enum_type([...type.values]);
    case 'LIST':
      return b.create_list_type(logicalTypeOf(type.item));
    case 'ARRAY':
      return b.create_array_type(logicalTypeOf(type.item), type.size);
    case 'MAP':
      return b.create_map_type(logicalTypeOf(type.key), logicalTypeOf(type.value));
    case 'STRUCT':
    case 'UNION': {
      const types = type.fields.map((field) => logicalTypeOf(field.type));
      const names = type.fields.map((field) => field.name);
      return type.type === 'STRUCT' ? b.create_struct_type(types, names) : b.create_union_type(types, names);
    }
    case 'JSON':
      return simple('VARCHAR');
    default:
      return simple(type.type);
  }
}

export function simple(type: keyof typeof idOf): LogicalType {
  const id: unknown = idOf[type];
  return raw().create_logical_type(id as Type);
}

/** Whether the type holds JSON anywhere: then the reading statement must cast. */
export function holdsJson(type: SqlType): boolean {
  if (type.type === 'JSON') return true;
  const layout = layoutOf(type);
  if (layout.type === 'list' || layout.type === 'array') return holdsJson(layout.item);
  return layout.type === 'struct' && layout.fields.some((field) => holdsJson(field.type));
}

export function unreadable(column: string, error: unknown): unknown {
  if (!(error instanceof UnreadableType)) return error;
  return new MeshError('ENGINE_BRIDGE_TYPE', { column, type: error.typeName });
}
