// Connections that streams borrow: each belongs to one stream alone, since any other statement on it ends the stream
// without a word.
import type { DuckDBConnection, DuckDBInstance } from '../driver.ts';

export interface Lease {
  readonly connection: DuckDBConnection;
  /** Gives it back; one whose state is in doubt is closed. */
  release(state: 'sound' | 'broken'): void;
}

const PATIENCE_MS = 1000;

export class Leases {
  readonly #instance: DuckDBInstance;
  readonly #settings: readonly string[];
  readonly #idle: DuckDBConnection[] = [];
  readonly #busy = new Set<DuckDBConnection>();
  #waiting: (() => void) | undefined;

  constructor(instance: DuckDBInstance, settings: readonly string[]) {
    this.#instance = instance;
    this.#settings = settings;
  }

  async borrow(): Promise<Lease> {
    const connection = this.#idle.pop() ?? (await this.#instance.connect());
    this.#busy.add(connection);
    try {
      // Whoever had it before may have changed them.
      await connection.run(this.#settings.join(';\n'));
    } catch (error) {
      this.#return(connection, 'broken');
      throw error;
    }
    return { connection, release: (state) => this.#return(connection, state) };
  }

  interrupt(): void {
    for (const connection of this.#busy) connection.interrupt();
  }

  /** Interrupts what runs and waits until all is back; a stream that nobody reads any more is given up. */
  async close(): Promise<void> {
    this.interrupt();
    if (this.#busy.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    for (const connection of [...this.#idle.splice(0), ...this.#busy]) connection.closeSync();
    this.#busy.clear();
  }

  #return(connection: DuckDBConnection, state: 'sound' | 'broken'): void {
    if (!this.#busy.delete(connection)) return;
    if (state === 'sound' && this.#idle.length < 4) this.#idle.push(connection);
    else connection.closeSync();
    if (this.#busy.size === 0) this.#waiting?.();
  }
}
