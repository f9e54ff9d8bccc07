// How much memory finished writes hold until a checkpoint, and when one is worth its time.
import type { DuckDBConnection } from '@duckdb/node-api';
import { usableMemory } from './setup.ts';

const firstBudget = 64 * 2 ** 20;
/**
 * A checkpoint walks every table of the file. One of ten thousand, which is long, is given memory before it gets an eighth
 * of the time; a short one only before it gets half of it.
 */
const mostShare = { long: 0.12, short: 1 };
const longMs = 700;
const mostBudget = (): number => Math.max(firstBudget, usableMemory() / 32);

export class MemoryPressure {
  readonly #connection: DuckDBConnection;
  #budget = firstBudget;
  /** What a checkpoint leaves: temporary tables and those of catalogs in memory. */
  #floor = 0;
  #since = performance.now();

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async isHigh(): Promise<boolean> {
    return (await this.#held()) - this.#floor >= this.#budget;
  }

  /** Runs the checkpoint and learns from what it cost and left. */
  async during(checkpoint: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    const between = began - this.#since;
    await checkpoint();
    this.#since = performance.now();
    this.#floor = await this.#held();
    const took = this.#since - began;
    const share = took > longMs ? mostShare.long : mostShare.short;
    if (took > between * share) this.#budget = Math.min(this.#budget * 2, mostBudget());
  }

  /** A block per column of every table that was appended to stays until the next checkpoint. */
  async #held(): Promise<number> {
    const reader = await this.#connection.runAndReadAll(
      `SELECT memory_usage_bytes::DOUBLE FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'`,
    );
    return Number(reader.getRowsJS()[0]?.[0] ?? 0);
  }
}
