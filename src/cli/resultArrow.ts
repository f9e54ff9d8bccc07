// A small query result as an Arrow IPC stream. Types without an Arrow type of the same meaning here become texts.
import type { DataType } from 'apache-arrow';
import type { ResultTable, Value } from '../engine/value.ts';
import { valueText } from './resultTable.ts';

type Arrow = typeof import('apache-arrow');

interface ColumnForm {
  readonly type: DataType;
  readonly convert: (value: Value) => unknown;
}

export async function tableArrow({ columns, rows }: ResultTable): Promise<Uint8Array> {
  const arrow = await import('apache-arrow');
  const vectors = columns.map(({ name, type }, i) => {
    const { type: arrowType, convert } = formOf(arrow, type);
    const values = rows.map((row) => (row[i] === null || row[i] === undefined ? null : convert(row[i])));
    return [name, arrow.vectorFromArray(values, arrowType)] as const;
  });
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), 'stream');
}

function formOf(arrow: Arrow, type: string): ColumnForm {
  const whole = (value: Value): unknown => Number(value);
  const same = (value: Value): unknown => value;
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
      return { type: new arrow.TimestampMillisecond(), convert: same };
    case 'TIMESTAMP WITH TIME ZONE':
      return { type: new arrow.TimestampMillisecond('UTC'), convert: same };
    case 'BLOB':
      return { type: new arrow.Binary(), convert: same };
    default:
      return { type: new arrow.Utf8(), convert: (value) => valueText(value, type) };
  }
}
