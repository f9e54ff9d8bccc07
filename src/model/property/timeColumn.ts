// `time_column ds`, `time_column (ds, '%Y-%m-%d')`, `time_column (ds, 'yyyy-MM-dd')`, `timeColumn: { column: 'ds', format: '%Y%m%d' }`.
import { timeFormat } from '../../sql/foreign/formats.ts';
import type { TimeColumn } from '../kind.ts';
import { columnName, itemsOf } from './names.ts';
import { wrongValue, type Reader } from './reader.ts';
import { text } from './scalar.ts';
import { childValue, type PropertyValue } from './value.ts';

export const timeColumn: Reader<TimeColumn> = (value, context) => {
  const [columnValue, formatValue, ...more] = partsOf(value);
  if (columnValue === undefined || more.length > 0) {
    return wrongValue(value, context, "a column, or a column and its format as in (ds, '%Y-%m-%d')");
  }
  const column = columnName(columnValue, context);
  if (column === undefined || formatValue === undefined) return column === undefined ? undefined : { column };
  const format = text(formatValue, context);
  if (format === undefined) return undefined;
  const known = format.includes('%') ? format : timeFormat(format, context.dialect);
  if (known === undefined) return wrongValue(formatValue, context, "a strftime format such as '%Y-%m-%d'");
  return { column, format: known };
};

function partsOf(value: PropertyValue): PropertyValue[] {
  if (value.type === 'code' && typeof value.value === 'object' && value.value !== null && 'column' in value.value) {
    const { column, format } = value.value as { column: unknown; format?: unknown };
    const columnPart = childValue(value, 'column', column);
    return format === undefined ? [columnPart] : [columnPart, childValue(value, 'format', format)];
  }
  return itemsOf(value);
}
