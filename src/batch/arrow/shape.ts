// Arrow data of any library, told by its shape and never by instanceof: an application may have another copy of Arrow.

export interface ArrowType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly byteWidth?: number;
  readonly listSize?: number;
  readonly mode?: number;
  readonly typeIds?: ArrayLike<number>;
  readonly children?: readonly ArrowField[];
  readonly dictionary?: ArrowType;
  readonly indices?: ArrowType;
}

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly metadata?: ReadonlyMap<string, string>;
}

export interface ArrowData {
  readonly type: ArrowType;
  readonly length: number;
  readonly offset: number;
  readonly nullBitmap?: Uint8Array | null;
  readonly values?: ArrayBufferView;
  readonly valueOffsets?: Int32Array | BigInt64Array;
  readonly typeIds?: Int8Array;
  readonly children: readonly ArrowData[];
  readonly variadicBuffers?: readonly Uint8Array[];
  readonly dictionary?: { readonly length: number; get(i: number): unknown };
}

export interface ArrowBatch {
  readonly schema: { readonly fields: readonly ArrowField[] };
  readonly numRows: number;
  readonly data: ArrowData;
}

/** A table of any library that can be read value by value. */
export interface ArrowColumns {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
  getChild(name: string): { get?(i: number): unknown; at?(i: number): unknown } | null;
}

function hasFields(value: unknown): value is { schema: { fields: unknown[] } } {
  const schema = (value as { schema?: { fields?: unknown } } | null)?.schema;
  return typeof value === 'object' && Array.isArray(schema?.fields);
}

/** The record batches of a Table or RecordBatch in apache-arrow's layout. */
export function arrowBatches(value: unknown): readonly ArrowBatch[] | undefined {
  if (!hasFields(value)) return undefined;
  const { batches, data } = value as { batches?: unknown; data?: unknown };
  if (Array.isArray(batches)) return batches as ArrowBatch[];
  const isBatch = typeof data === 'object' && data !== null && Array.isArray((data as { children?: unknown }).children);
  return isBatch ? [value as unknown as ArrowBatch] : undefined;
}

export function arrowColumns(value: unknown): ArrowColumns | undefined {
  if (!hasFields(value) || typeof (value as { getChild?: unknown }).getChild !== 'function') return undefined;
  return typeof (value as { numRows?: unknown }).numRows === 'number' ? (value as unknown as ArrowColumns) : undefined;
}

/** The start of Arrow IPC bytes, as a file or as a stream. */
export function isArrowIpc(value: unknown): value is Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < 8) return false;
  const isFile = [65, 82, 82, 79, 87, 49].every((byte, i) => value[i] === byte);
  return isFile || (value[0] === 0xff && value[1] === 0xff && value[2] === 0xff && value[3] === 0xff);
}
