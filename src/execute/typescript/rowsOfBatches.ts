// Rows of a stream of batches, one by one. Not a generator: that would cost several promises a row.
import type { Batch } from '../../batch/batch.ts';

type Rows = Record<string, never>;

export class RowsOfBatches implements AsyncIterableIterator<Rows> {
  readonly #batches: AsyncIterator<Batch>;
  #rows: Iterator<unknown> = [].values();

  constructor(batches: AsyncIterator<Batch>) {
    this.#batches = batches;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Rows>> {
    const next = this.#rows.next() as IteratorResult<Rows>;
    return next.done === true ? this.#nextBatch() : Promise.resolve(next);
  }

  async return(): Promise<IteratorResult<Rows>> {
    this.#rows = [].values();
    await this.#batches.return?.();
    return { done: true, value: undefined };
  }

  async #nextBatch(): Promise<IteratorResult<Rows>> {
    for (;;) {
      const batch = await this.#batches.next();
      if (batch.done === true) return { done: true, value: undefined };
      this.#rows = batch.value.rows()[Symbol.iterator]();
      const next = this.#rows.next() as IteratorResult<Rows>;
      if (next.done !== true) return next;
    }
  }
}
