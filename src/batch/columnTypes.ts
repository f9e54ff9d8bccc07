// From SQL type texts to TypeScript: what a value of a column is in a row, and what its values are in a batch.

/** Column name → SQL type text: `{ id: 'BIGINT NOT NULL', amount: 'DOUBLE' }`. */
export type ColumnTypes = Readonly<Record<string, string>>;

/** Columns of a table whose types are not known (`mesh types` was not run): everything compiles. */
export type UntypedColumns = Record<string, string>;

type Small =
  | 'TINYINT'
  | 'SMALLINT'
  | 'INTEGER'
  | 'INT'
  | 'UTINYINT'
  | 'USMALLINT'
  | 'UINTEGER'
  | 'FLOAT'
  | 'REAL'
  | 'DOUBLE';
type Large = 'BIGINT' | 'UBIGINT' | 'HUGEINT' | 'UHUGEINT' | 'BIGNUM';
type Instant = 'DATE' | `TIMESTAMP${string}` | 'DATETIME';
type Text =
  | 'VARCHAR'
  | 'TEXT'
  | 'UUID'
  | 'BIT'
  | 'JSON'
  | `TIME${'' | '_NS' | 'TZ'}`
  | 'TIME WITH TIME ZONE'
  | `VARCHAR(${string})`;
/** A DECIMAL of up to 15 digits is exact as a number. */
type ExactDigits = '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '10' | '11' | '12' | '13' | '14' | '15';

export interface IntervalValue {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

type BaseType<T extends string> = T extends `${infer B} NOT NULL${string}`
  ? B
  : T extends `${infer B} AS ${keyof Forms}`
    ? B
    : T;

type EnumValue<T extends string> = T extends `'${infer First}',${infer Rest}`
  ? First | EnumValue<Rest extends ` ${infer R}` ? R : Rest>
  : T extends `'${infer Last}'`
    ? Last
    : string;

// oxlint-disable-next-line typescript/no-explicit-any -- a column of unknown type must be usable without casts
type Untyped = any;

/** Of a batch or relation that is handed on, whatever table it is of. */
export type AnyColumns = Untyped;

type BaseValue<T extends string> = string extends T
  ? Untyped
  : T extends `${infer Item}[]`
    ? Value<Item>[]
    : T extends `${infer Item}[${number}]`
      ? Value<Item>[]
      : T extends Small
        ? number
        : T extends Large
          ? bigint
          : T extends `DECIMAL(${infer Width},${string})`
            ? Width extends ExactDigits
              ? number
              : string
            : T extends 'BOOLEAN' | 'BOOL'
              ? boolean
              : T extends Instant
                ? Date
                : T extends Text
                  ? string
                  : T extends 'BLOB' | 'GEOMETRY'
                    ? Uint8Array
                    : T extends 'INTERVAL'
                      ? IntervalValue
                      : T extends `ENUM(${infer Names})`
                        ? EnumValue<Names>
                        : T extends `STRUCT(${string})`
                          ? { [field: string]: Untyped }
                          : T extends `MAP(${string})`
                            ? Map<Untyped, Untyped>
                            : Untyped;

/** What `.as({ … })` makes of a value. */
interface Forms {
  number: number;
  string: string;
  unscaled: bigint;
  days: number;
  micros: bigint;
  nanos: bigint;
  bytes: Uint8Array;
  parsed: Untyped;
  index: number;
}

/** The column types of a relation whose values take other forms: `BIGINT NOT NULL AS number`. */
export type Formed<C extends ColumnTypes, A extends Partial<Record<keyof C, keyof Forms>>> = string extends keyof C
  ? C
  : { [K in keyof C]: K extends keyof A ? (A[K] extends keyof Forms ? `${Stored<C[K]>} AS ${A[K]}` : C[K]) : C[K] };

type Stored<T extends string> = T extends `${infer S} AS ${keyof Forms}` ? S : T;

/** A value in a row: `Value<'DOUBLE'>` is `number | null`, `Value<'BIGINT NOT NULL'>` is `bigint`. */
export type Value<T extends string> = string extends T
  ? Untyped
  : T extends `${infer Stored} AS ${infer Form extends keyof Forms}`
    ? Forms[Form] | (Stored extends `${string} NOT NULL` ? never : null)
    : T extends `${string} NOT NULL`
      ? BaseValue<BaseType<T>>
      : BaseValue<T> | null;

export type Row<C extends ColumnTypes = UntypedColumns> = { [K in keyof C]: Value<C[K]> };

type Integer = 'TINYINT' | 'SMALLINT' | 'INTEGER' | 'INT' | 'UTINYINT' | 'USMALLINT' | 'UINTEGER';

type BaseWritten<T extends string> = string extends T
  ? Untyped
  : T extends `${infer Item}[]`
    ? ArrayLike<Written<Item>>
    : T extends `${infer Item}[${number}]`
      ? ArrayLike<Written<Item>>
      : T extends Integer | Large | `DECIMAL(${string})`
        ? number | bigint | string
        : T extends Small
          ? number | bigint
          : T extends Instant
            ? Date | string | number | bigint
            : T extends 'JSON' | `STRUCT(${string})` | `MAP(${string})` | 'INTERVAL'
              ? Untyped
              : T extends `TIME${string}`
                ? string | bigint
                : T extends 'UUID'
                  ? string | Uint8Array
                  : T extends `ENUM(${string})`
                    ? BaseValue<T> | number
                    : BaseValue<T>;

/** What may be written into a column: every form that it can be read in, and numbers that fit. */
export type Written<T extends string> = string extends T
  ? Untyped
  : T extends `${string} NOT NULL`
    ? BaseWritten<BaseType<T>>
    : BaseWritten<T> | null;

type Needed<C extends ColumnTypes> = {
  readonly [K in keyof C as C[K] extends `${string} NOT NULL` ? K : never]: Written<C[K]>;
};
type Optional<C extends ColumnTypes> = {
  readonly [K in keyof C as C[K] extends `${string} NOT NULL` ? never : K]?: Written<C[K]> | undefined;
};

/** A row that is written: columns that may be NULL may be left out. */
export type NewRow<C extends ColumnTypes> = string extends keyof C
  ? { readonly [column: string]: unknown }
  : // With `{}` for no needed column at all, every object would be a row.
    [keyof Needed<C>] extends [never]
    ? Optional<C>
    : Needed<C> & Optional<C>;

type TypedArrays = {
  /** One bit per row. */
  BOOLEAN: Uint8Array;
  BOOL: Uint8Array;
  TINYINT: Int8Array;
  SMALLINT: Int16Array;
  INTEGER: Int32Array;
  INT: Int32Array;
  UTINYINT: Uint8Array;
  USMALLINT: Uint16Array;
  UINTEGER: Uint32Array;
  FLOAT: Float32Array;
  REAL: Float32Array;
  DOUBLE: Float64Array;
  BIGINT: BigInt64Array;
  UBIGINT: BigUint64Array;
  DATE: Int32Array;
  TIME: BigInt64Array;
  TIME_NS: BigInt64Array;
  /** 16 bytes per row. */
  UUID: Uint8Array;
  HUGEINT: Uint8Array;
  UHUGEINT: Uint8Array;
  INTERVAL: Uint8Array;
};

/** A batch's values of a column, without copying: typed arrays where there is one; NULLs are told by `validity`. */
export type Values<T extends string> = string extends T
  ? Untyped
  : BaseType<T> extends keyof TypedArrays
    ? TypedArrays[BaseType<T>]
    : BaseType<T> extends `TIMESTAMP${string}`
      ? BigInt64Array
      : readonly Value<T>[];
