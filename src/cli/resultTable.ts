// Query results as text, JSON and CSV.
import type { ResultTable, Value } from '../engine/value.ts';
import type { Paint } from './paint.ts';
import { displayWidth } from './errors/codeFrame.ts';

/** Aligned columns, numbers to the right; cells that are too wide are cut. */
export function tableText({ columns, rows }: ResultTable, paint: Paint, width: number): string {
  const most = Math.max(12, Math.floor(width / Math.max(1, Math.min(columns.length, 4))));
  const cells = rows.map((row) => row.map((value, i) => cut(oneLine(valueText(value, columns[i]!.type)), most)));
  const widths = columns.map((column, i) =>
    Math.max(displayWidth(cut(column.name, most)), ...cells.map((row) => displayWidth(row[i]!))),
  );
  const isNumber = columns.map(({ type }) =>
    /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|REAL|DECIMAL.*)$/.test(type),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) => {
        const room = ' '.repeat(widths[i]! - displayWidth(text));
        return isNumber[i] === true ? room + text : text + room;
      })
      .join('  ')
      .trimEnd();
  const head = line(columns.map((column) => cut(column.name, most)));
  const rule = widths.map((size) => '─'.repeat(size)).join('  ');
  const count = paint('dim', `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`);
  return [paint('bold', head), paint('dim', rule), ...cells.map(line), count].join('\n');
}

export function tableJson({ columns, rows }: ResultTable): unknown[] {
  const distinct = distinctNames(columns);
  return rows.map((row) => rowJson(distinct, row));
}

/** An object has each name once: a column whose name is taken is called `id_1`, as in a table that DuckDB makes of the query. */
export function distinctNames(columns: ResultTable['columns']): ResultTable['columns'] {
  const taken = new Set<string>();
  return columns.map(({ name, type }) => {
    let free = name;
    for (let i = 1; taken.has(free); i++) free = `${name}_${i}`;
    taken.add(free);
    return { name: free, type };
  });
}

export function rowJson(columns: ResultTable['columns'], row: readonly Value[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(row.map((value, i) => [columns[i]!.name, jsonValue(value, columns[i]!.type)]));
}

export function tableCsv({ columns, rows }: ResultTable): string {
  return [csvHead(columns), ...rows.map((row) => csvLine(columns, row))].join('\n');
}

export function csvHead(columns: ResultTable['columns']): string {
  return columns.map((column) => csvField(column.name)).join(',');
}

export function csvLine(columns: ResultTable['columns'], row: readonly Value[]): string {
  return row.map((value, i) => (value === null ? '' : csvField(valueText(value, columns[i]!.type)))).join(',');
}

/** An empty text has quotes, NULL has none. */
function csvField(text: string): string {
  if (text === '') return '""';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function valueText(value: Value, type: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return value;
  const json = jsonValue(value, type);
  return typeof json === 'string' ? json : JSON.stringify(json);
}

/** Whole numbers beyond 2^53 stay exact as texts. */
function jsonValue(value: Value, type: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? shortest(value, type) : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return type === 'DATE' ? value.toISOString().slice(0, 10) : timeText(value, type);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value))
    return (value as readonly Value[]).map((item) => jsonValue(item, type.replace(/\[\d*\]$/, '')));
  return Object.fromEntries(
    Object.entries(value as { readonly [key: string]: Value }).map(([key, item]) => [key, jsonValue(item, '')]),
  );
}

/** 0.1 of a FLOAT is 0.10000000149011612 as a DOUBLE. */
function shortest(value: number, type: string): number {
  if (type !== 'FLOAT') return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** A TIMESTAMP has no zone, so none is claimed for it. */
function timeText(value: Date, type: string): string {
  const iso = value.toISOString();
  return type === 'TIMESTAMP WITH TIME ZONE' || type === 'TIMESTAMPTZ'
    ? iso
    : iso.replace('T', ' ').replace(/(\.000)?Z$/, '');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ');
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let shown = text.slice(0, width);
  while (displayWidth(shown) > width - 1) shown = shown.slice(0, -1);
  return `${shown}…`;
}
