// Gives back blocks of the file that DuckDB keeps in memory after they were written or read, unless they are read again.
import type { DuckDBConnection } from '@duckdb/node-api';

const firstBudget = 96 * 2 ** 20;

interface BlockCacheLimits {
  /** The value of DuckDB's `memory_limit`, as a literal. */
  readonly limit: string;
  readonly budget?: number | undefined;
}

export class BlockCache {
  readonly #connection: DuckDBConnection;
  readonly #limit: string;
  /** How DuckDB shows the limit: rounded down, so what it shows must not be set again. */
  readonly #shown: string;
  #budget: number;
  #trimmedLastTime = false;

  private constructor(connection: DuckDBConnection, { limit, shown, budget }: BlockCacheLimits & { shown: string }) {
    this.#connection = connection;
    this.#limit = limit;
    this.#shown = shown;
    this.#budget = budget ?? firstBudget;
  }

  /** Before any statement of the project runs. */
  static async open(connection: DuckDBConnection, limits: BlockCacheLimits): Promise<BlockCache> {
    const reader = await connection.runAndReadAll(`SELECT current_setting('memory_limit')`);
    return new BlockCache(connection, { ...limits, shown: reader.getRowsJS()[0]![0] as string });
  }

  /**
   * While no statement runs: DuckDB evicts when its limit falls, and what runs at that moment would feel it. Rejects only
   * when the limit could not be set back.
   */
  async trim(): Promise<void> {
    const { cached, other, shown } = await this.#usage();
    const fits = cached <= this.#budget;
    // What is back at once is read again and again: the operating system's copy would be read instead, at a price.
    if (!fits && this.#trimmedLastTime) this.#budget *= 2;
    this.#trimmedLastTime = !fits;
    // A statement of the project set a limit of its own, whose exact value nobody can read.
    if (cached <= this.#budget || shown !== this.#shown) return;
    // Refused when it cannot evict as much as that; what it could is gone.
    await this.#connection
      .run(`SET memory_limit = '${Math.ceil((other + this.#budget / 2) / 2 ** 20)}MiB'`)
      .catch(() => undefined);
    await this.#connection.run(`SET memory_limit = ${this.#limit}`);
  }

  async #usage(): Promise<{ cached: number; other: number; shown: string }> {
    const reader = await this.#connection.runAndReadAll(
      `SELECT COALESCE(sum(memory_usage_bytes) FILTER (tag = 'BASE_TABLE'), 0)::DOUBLE, COALESCE(sum(memory_usage_bytes) FILTER (tag <> 'BASE_TABLE'), 0)::DOUBLE, current_setting('memory_limit') FROM duckdb_memory()`,
    );
    const [cached, other, shown] = reader.getRowsJS()[0] as [number, number, string];
    return { cached, other, shown };
  }
}
