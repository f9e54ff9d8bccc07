// A query's rows as an Arrow IPC stream. Types without an Arrow type of the same meaning here become texts.
import type { DataType } from 'apache-arrow';
import type { ResultTable, RowStream, Value } from '../engine/value.ts';
import { valueText } from './resultTable.ts';

type Arrow = typeof import('apache-arrow');

interface ColumnForm {
  readonly type: DataType;
  readonly convert: (value: Value) => unknown;
}

/** Marks the end of a stream. */
const end = 8;

/** One message after the other: the schema, a record batch for each batch of rows, the end. */
export async function* arrowStream({ columns, batches }: RowStream): AsyncGenerator<Uint8Array, void, undefined> {
  const arrow = await import('apache-arrow');
  const whole = (rows: ResultTable['rows']): Uint8Array => streamOf(arrow, { columns, rows });
  const empty = whole([]);
  const schema = 8 + new DataView(empty.buffer, empty.byteOffset).getInt32(4, true);
  yield empty.subarray(0, schema);
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    const bytes = whole(rows);
    yield bytes.subarray(schema, bytes.length - end);
  }
  yield empty.subarray(empty.length - end);
}

function streamOf(arrow: Arrow, { columns, rows }: ResultTable): Uint8Array {
  const vectors = columns.map(({ name, type }, i) => {
    const { type: arrowType, convert } = formOf(arrow, type);
    const values = rows.map((row) => (row[i] === null || row[i] === undefined ? null : convert(row[i])));
    return [name, arrow.vectorFromArray(values, arrowType)] as const;
  });
  // Told for all batches alike: a batch without NULLs must not have another schema.
  const fields = vectors.map(([name, { type }]) => new arrow.Field(name, type, true));
  const table = new arrow.Table(new arrow.Schema(fields), Object.fromEntries(vectors));
  return arrow.tableToIPC(table, 'stream');
}

function formOf(arrow: Arrow, type: string): ColumnForm {
  const whole = (value: Value): unknown => Number(value);
  const same = (value: Value): unknown => value;
  // Finer than a Date: cut to its milliseconds here.
  const instant = (value: Value): unknown => (typeof value === 'string' ? new Date(`${value.slice(0, 23)}Z`) : value);
  switch (type) {
    case 'BOOLEAN':
      return { type: new arrow.Bool(), convert: same };
    case 'TINYINT':
      return { type: new arrow.Int8(), convert: whole };
    case 'SMALLINT':
      return { type: new arrow.Int16(), convert: whole };
    case 'INTEGER':
      return { type: new arrow.Int32(), convert: whole };
    case 'BIGINT':
      return { type: new arrow.Int64(), convert: (value) => BigInt(value as number | bigint) };
    case 'UINTEGER':
      return { type: new arrow.Uint32(), convert: whole };
    case 'UBIGINT':
      return { type: new arrow.Uint64(), convert: (value) => BigInt(value as number | bigint) };
    case 'FLOAT':
    case 'DOUBLE':
      return { type: new arrow.Float64(), convert: whole };
    case 'DATE':
      return { type: new arrow.DateDay(), convert: same };
    case 'TIMESTAMP':
      return { type: new arrow.TimestampMillisecond(), convert: instant };
    case 'TIMESTAMP WITH TIME ZONE':
      return { type: new arrow.TimestampMillisecond('UTC'), convert: instant };
    case 'BLOB':
      return { type: new arrow.Binary(), convert: same };
    default:
      return { type: new arrow.Utf8(), convert: (value) => valueText(value, type) };
  }
}
