// Relations in a model's thread: built here, read by the main thread, which has the database.
import type { RecordBatch, Table } from 'apache-arrow';
import type { BatchSource } from '../../../batch/column.ts';
import type { ColumnShape } from '../../../batch/sqlType.ts';
import { arrowTable, recordBatch } from '../../../engine/arrow/toArrow.ts';
import { availableMemory } from '../memory.ts';
import { GivenPromises } from '../promises.ts';
import type { ReadRequest } from '../reading.ts';
import type { RelationSource } from '../relation.ts';
import type { RunFacts } from './facts.ts';
import type { Rpc } from './rpc.ts';
import type { WireItem } from './wire.ts';

export class RemoteReading implements RelationSource {
  readonly promises = new GivenPromises();
  readonly #rpc: Rpc;
  readonly #facts: RunFacts;

  constructor(rpc: Rpc, facts: RunFacts) {
    this.#rpc = rpc;
    this.#facts = facts;
  }

  bounds(): RunFacts['bounds'] {
    return this.#facts.bounds;
  }

  async *read(text: string, request: ReadRequest): AsyncGenerator<BatchSource> {
    const stream = await this.#rpc.call<number>('read', { text, request });
    for await (const item of this.#rpc.pull<WireItem & { type: 'batch' }>(stream)) yield item.source;
  }

  columns(text: string): Promise<readonly ColumnShape[]> {
    return this.#rpc.call('columns', { text });
  }

  size(text: string): Promise<{ rows: number; bytes: number }> {
    return this.#rpc.call('size', { text });
  }

  refuseIfLarge(text: string, what: string): Promise<void> {
    return this.#rpc.call('refuseIfLarge', { text, what });
  }

  compacted(text: string): Promise<string> {
    return this.#rpc.call('compacted', { text });
  }

  given<T>(what: string, promise: Promise<T>): Promise<T> {
    return this.promises.give(what, promise);
  }

  available(): number {
    return availableMemory();
  }

  toArrow(source: BatchSource, strings?: 'view' | 'utf8'): RecordBatch {
    return recordBatch(source, strings);
  }

  arrowTable(batches: readonly RecordBatch[], columns: readonly ColumnShape[]): Table {
    return arrowTable(batches, columns);
  }

  onCut(column: string): void {
    this.#rpc.tell('cut', { column });
  }
}
