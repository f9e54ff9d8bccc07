// Values as they pass between mesh and an engine in small statements. Bulk data goes in batches instead.

/** What may be bound to `?` or `$name`. */
export type Parameter = string | number | bigint | boolean | null | Date | Uint8Array;

export type Parameters = readonly Parameter[] | Readonly<Record<string, Parameter>>;

/**
 * What a small result holds: integers up to 32 bits and floats as number, larger ones as bigint, DECIMAL as number
 * when it has at most 15 digits and else as text, DATE and TIMESTAMP as Date (whole milliseconds), TIME and INTERVAL as
 * text, nested values as arrays and objects.
 */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly Value[]
  | { readonly [key: string]: Value };

export type Row = { readonly [column: string]: Value };

export interface RowStream {
  readonly columns: ResultTable['columns'];
  readonly batches: AsyncIterable<ResultTable['rows']>;
}

export interface ResultTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Value[])[];
}
