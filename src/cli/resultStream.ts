// A query's rows on stdout as they come: memory does not grow with them.
import type { ResultTable, RowStream } from '../engine/value.ts';
import type { Output } from './output.ts';
import { csvHead, csvLine, distinctNames, rowJson, tableText } from './resultTable.ts';

export interface StreamOptions {
  readonly limit: number | undefined;
  /** Nobody reads any more. */
  readonly unread: AbortSignal | undefined;
}

/** Rows of a table on the screen when nobody says how many. */
const tableLimit = 1000;

/** Until so much is gathered nothing is written: a query that fails early leaves stdout to its error. */
const heldBytes = 4 * 2 ** 20;

export async function streamTable(output: Output, stream: RowStream, options: StreamOptions): Promise<void> {
  const limit = options.limit ?? tableLimit;
  const rows: ResultTable['rows'][number][] = [];
  let more = false;
  for await (const batch of stream.batches) {
    for (const row of batch) {
      if (rows.length === limit) more = true;
      else rows.push(row);
    }
    if (more) break;
  }
  output.result(tableText({ columns: stream.columns, rows }, output.paint, output.width));
  if (more && options.limit === undefined)
    output.note(`only the first ${limit} rows: --limit <n> shows more, --format csv, json or arrow gives all`);
}

export async function streamCsv(output: Output, stream: RowStream, options: StreamOptions): Promise<void> {
  const { columns } = stream;
  const writer = heldWriter(output);
  writer.write(`${csvHead(columns)}\n`);
  await eachBatch(stream, options, (rows) => writer.write(rows.map((row) => `${csvLine(columns, row)}\n`).join('')));
  writer.end();
}

/** Laid out as every JSON that mesh prints. */
export async function streamJson(output: Output, stream: RowStream, options: StreamOptions): Promise<void> {
  const columns = distinctNames(stream.columns);
  const writer = heldWriter(output);
  let before = '[\n';
  await eachBatch(stream, options, (rows) => {
    const texts = rows.map((row) => JSON.stringify([rowJson(columns, row)], null, 2).slice(2, -2));
    writer.write(`${before}${texts.join(',\n')}`);
    before = ',\n';
  });
  writer.write(before === '[\n' ? '[]\n' : '\n]\n');
  writer.end();
}

/** What is bytes already: an Arrow IPC stream. */
export async function streamBytes(
  output: Output,
  stream: AsyncIterable<Uint8Array>,
  unread: AbortSignal | undefined,
): Promise<void> {
  const held: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of stream) {
    held.push(bytes);
    size += bytes.length;
    if (size < heldBytes) continue;
    for (const part of held.splice(0)) output.bytes(part);
    if (unread?.aborted === true) return;
  }
  for (const part of held) output.bytes(part);
}

async function eachBatch(
  stream: RowStream,
  options: StreamOptions,
  write: (rows: ResultTable['rows']) => void,
): Promise<void> {
  for await (const rows of limited(stream, options)) if (rows.length > 0) write(rows);
}

async function* limited(
  { batches }: RowStream,
  { limit = Infinity, unread }: StreamOptions,
): AsyncGenerator<ResultTable['rows'], void, undefined> {
  let left = limit;
  for await (const rows of batches) {
    yield rows.length <= left ? rows : rows.slice(0, left);
    left -= rows.length;
    if (left <= 0 || unread?.aborted === true) return;
  }
}

function heldWriter(output: Output): { write(text: string): void; end(): void } {
  let held = '';
  let isHolding = true;
  return {
    write(text) {
      held += text;
      if (isHolding && held.length < heldBytes) return;
      isHolding = false;
      output.text(held);
      held = '';
    },
    end: () => output.text(held),
  };
}
