// Data that passes between a model's thread and the main thread: buffers are handed over, other values are copied.
import { BatchMaker } from '../../../batch/batchMaker.ts';
import { columns, type ColumnInput } from '../../../batch/batch.ts';
import { isColumnData } from '../../../batch/batchMaker.ts';
import { batchOf, columnOf, sourceOf, vectorOf, type BatchSource } from '../../../batch/column.ts';
import { arrowBatches, arrowColumns, isArrowIpc } from '../../../batch/arrow/shape.ts';
import type { Vector } from '../../../batch/vector.ts';
import { madeKey, type Sql } from '../../../model/typescript/sql.ts';
import { readIpc, recordBatch } from '../../../engine/arrow/toArrow.ts';
import { itemsOf, madeAt, pushedText } from '../output.ts';
import type { Pull } from '../pull.ts';
import { transferable } from '../parallel.ts';
import { Handed, type Rpc } from './rpc.ts';

export type WireItem =
  /** With the stack of where it was made. */
  | { readonly type: 'sql'; readonly text: string; readonly made: string | undefined }
  | { readonly type: 'batch'; readonly source: BatchSource }
  | { readonly type: 'columns'; readonly columns: Readonly<Record<string, WireColumn>> }
  | { readonly type: 'value'; readonly value: unknown }
  /** Items that are pulled one by one. */
  | { readonly type: 'stream'; readonly stream: number };

type WireColumn = { readonly vector: Vector } | { readonly values: unknown };

export function handedBatch({ columns: shapes, vectors, length }: BatchSource): Handed {
  const source = { columns: shapes, vectors, length };
  return new Handed({ type: 'batch', source } satisfies WireItem, transferable(vectors));
}

/** Data for `register`, `insert` and `update`. */
export function wireItem(data: unknown, rpc: Rpc): WireItem {
  const text = pushedText(data);
  if (text !== undefined) return { type: 'sql', text, made: madeAt(data)?.stack };
  if (Array.isArray(data) || isColumnData(data) || isTyped(data)) return wholeItem(data);
  return { type: 'stream', stream: rpc.expose(wholeItems(itemsOf(data, 'the data'))) };
}

async function* wholeItems(items: Pull<unknown>): AsyncGenerator<WireItem> {
  try {
    for (let next = await items.next(); next.done !== true; next = await items.next())
      yield wholeItem(await next.value);
  } finally {
    await items.return?.();
  }
}

function isTyped(item: unknown): boolean {
  return (
    sourceOf(item) !== undefined ||
    isArrowIpc(item) ||
    arrowBatches(item) !== undefined ||
    arrowColumns(item) !== undefined
  );
}

function wholeItem(item: unknown): WireItem {
  const source = sourceOf(item);
  if (source !== undefined) return batchItem(source);
  if (isColumnData(item)) {
    const list = Object.entries(item.columns).map(([name, input]) => [name, wireColumn(input)] as const);
    return { type: 'columns', columns: Object.fromEntries(list) };
  }
  if (!isTyped(item)) return { type: 'value', value: item };
  const maker = new BatchMaker({ model: 'the data', shapes: undefined, readIpc });
  const [first, ...more] = [...maker.add(item), ...maker.end()];
  if (more.length > 0) throw new RangeError('an Arrow table of more than 131,072 rows passes batch by batch');
  return batchItem({ columns: maker.shapes ?? [], vectors: first?.vectors ?? [], length: first?.length ?? 0 });
}

function batchItem({ columns: shapes, vectors, length }: BatchSource): WireItem {
  return { type: 'batch', source: { columns: shapes, vectors, length } };
}

function wireColumn(input: ColumnInput): WireColumn {
  const vector = vectorOf(input);
  return vector === undefined ? { values: input } : { vector };
}

/** As the model gave it. */
export function dataFromWire(item: WireItem, rpc: Rpc): unknown {
  switch (item.type) {
    case 'sql':
      return sqlMade(item.text, item.made);
    case 'batch':
      return batchOf(item.source, { toArrow: recordBatch });
    case 'columns':
      return columns(
        Object.fromEntries(
          Object.entries(item.columns).map(([name, column]): [string, ColumnInput] => [
            name,
            'vector' in column ? columnOf(column.vector) : (column.values as ColumnInput),
          ]),
        ),
      );
    case 'value':
      return item.value;
    case 'stream':
      return pulled(item.stream, rpc);
  }
}

function sqlMade(text: string, stack: string | undefined): Sql {
  const made = Object.assign(new Error('made here'), { stack });
  return Object.defineProperty({ type: 'sql', strings: [text], values: [], sqlText: text }, madeKey, { value: made });
}

async function* pulled(stream: number, rpc: Rpc): AsyncGenerator {
  for await (const item of rpc.pull<WireItem>(stream)) yield dataFromWire(item, rpc);
}
