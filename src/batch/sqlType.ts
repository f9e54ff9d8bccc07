// The SQL types that pass the bridge, as data, and how many bytes a value of each takes in a column.

export const simpleTypes = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'HUGEINT',
  'UHUGEINT',
  'BIGNUM',
  'FLOAT',
  'DOUBLE',
  'DATE',
  'TIME',
  'TIME_NS',
  'TIMETZ',
  'TIMESTAMP',
  'TIMESTAMP_S',
  'TIMESTAMP_MS',
  'TIMESTAMP_NS',
  'TIMESTAMPTZ',
  'INTERVAL',
  'UUID',
  'VARCHAR',
  'JSON',
  'BLOB',
  'GEOMETRY',
  'BIT',
] as const;

export type SimpleType = (typeof simpleTypes)[number];

export interface Field {
  readonly name: string;
  readonly type: SqlType;
}

export type SqlType =
  | { readonly type: SimpleType }
  | { readonly type: 'DECIMAL'; readonly width: number; readonly scale: number }
  | { readonly type: 'ENUM'; readonly values: readonly string[] }
  | { readonly type: 'LIST'; readonly item: SqlType }
  | { readonly type: 'ARRAY'; readonly item: SqlType; readonly size: number }
  | { readonly type: 'STRUCT'; readonly fields: readonly Field[] }
  | { readonly type: 'MAP'; readonly key: SqlType; readonly value: SqlType }
  | { readonly type: 'UNION'; readonly fields: readonly Field[] };

/** A column of a table or batch. */
export interface ColumnShape {
  readonly name: string;
  readonly type: SqlType;
  /** False: NULL is an error. */
  readonly nullable: boolean;
  /** Why it is not nullable, where its declaration does not say so. */
  readonly because?: string | undefined;
}

/** What was expected where NULL was given. */
export function notNullText({ type, because }: ColumnShape): string {
  return `${typeText(type)} NOT NULL${because === undefined ? '' : ` (${because})`}`;
}

const widths: Readonly<Record<SimpleType, number | 'text'>> = {
  BOOLEAN: 1,
  TINYINT: 1,
  SMALLINT: 2,
  INTEGER: 4,
  BIGINT: 8,
  UTINYINT: 1,
  USMALLINT: 2,
  UINTEGER: 4,
  UBIGINT: 8,
  HUGEINT: 16,
  UHUGEINT: 16,
  BIGNUM: 'text',
  FLOAT: 4,
  DOUBLE: 8,
  DATE: 4,
  TIME: 8,
  TIME_NS: 8,
  TIMETZ: 8,
  TIMESTAMP: 8,
  TIMESTAMP_S: 8,
  TIMESTAMP_MS: 8,
  TIMESTAMP_NS: 8,
  TIMESTAMPTZ: 8,
  INTERVAL: 16,
  UUID: 16,
  VARCHAR: 'text',
  JSON: 'text',
  BLOB: 'text',
  GEOMETRY: 'text',
  BIT: 'text',
};

/**
 * How a column's values lie in memory: `fixed` of so many bytes each, `text` as 16-byte views into a heap, the others by
 * their children. A MAP is a list of key-value pairs, a UNION a struct whose first child is the tag.
 */
export type Layout =
  | { readonly type: 'fixed'; readonly width: number }
  | { readonly type: 'text' }
  | { readonly type: 'list'; readonly item: SqlType }
  | { readonly type: 'array'; readonly item: SqlType; readonly size: number }
  | { readonly type: 'struct'; readonly fields: readonly Field[] };

const tagType: SqlType = { type: 'UTINYINT' };

export function layoutOf(type: SqlType): Layout {
  switch (type.type) {
    case 'DECIMAL':
      return { type: 'fixed', width: type.width <= 4 ? 2 : type.width <= 9 ? 4 : type.width <= 18 ? 8 : 16 };
    case 'ENUM':
      return { type: 'fixed', width: type.values.length <= 0xff ? 1 : type.values.length <= 0xffff ? 2 : 4 };
    case 'LIST':
      return { type: 'list', item: type.item };
    case 'MAP':
      return { type: 'list', item: mapEntry(type) };
    case 'ARRAY':
      return { type: 'array', item: type.item, size: type.size };
    case 'STRUCT':
      return { type: 'struct', fields: type.fields };
    case 'UNION':
      return { type: 'struct', fields: [{ name: '', type: tagType }, ...type.fields] };
    default: {
      const width = widths[type.type];
      return width === 'text' ? { type: 'text' } : { type: 'fixed', width };
    }
  }
}

export function mapEntry(type: { readonly key: SqlType; readonly value: SqlType }): SqlType {
  return {
    type: 'STRUCT',
    fields: [
      { name: 'key', type: type.key },
      { name: 'value', type: type.value },
    ],
  };
}

/** As DuckDB writes it: `STRUCT("a" INTEGER, "b" VARCHAR[])`. */
export function typeText(type: SqlType): string {
  switch (type.type) {
    case 'DECIMAL':
      return `DECIMAL(${type.width},${type.scale})`;
    case 'ENUM':
      return `ENUM(${type.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`;
    case 'LIST':
      return `${typeText(type.item)}[]`;
    case 'ARRAY':
      return `${typeText(type.item)}[${type.size}]`;
    case 'MAP':
      return `MAP(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'STRUCT':
    case 'UNION':
      return `${type.type}(${type.fields.map(fieldText).join(', ')})`;
    default:
      return type.type;
  }
}

function fieldText({ name, type }: Field): string {
  return `"${name.replaceAll('"', '""')}" ${typeText(type)}`;
}

export function sameType(a: SqlType, b: SqlType): boolean {
  return a === b || (a.type === b.type && typeText(a) === typeText(b));
}
