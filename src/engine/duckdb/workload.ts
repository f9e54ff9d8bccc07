// Threads for what runs side by side. A statement over a few thousand rows has nothing for a second thread to do, but DuckDB
// wakes them all and waits: a tenth to a quarter of the CPU of a project of small tables. While only such work runs there are none.
import type { Workload } from '../engine.ts';
import type { DuckDBConnection } from './driver.ts';

/** Work that was taken for small and still runs after this gets the threads, for what it has yet to begin. */
const patienceMs = 250;

/** Undefined where there is one thread anyway. */
export async function openWorkload(connection: DuckDBConnection): Promise<Workload | undefined> {
  return (await threadsOf(connection)) > 1 ? new Threads(connection) : undefined;
}

async function threadsOf(connection: DuckDBConnection): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT current_setting('threads')::INTEGER`);
  return Number(reader.getRowsJS()[0]![0]);
}

class Threads implements Workload {
  readonly #connection: DuckDBConnection;
  #large = 0;
  /** How many there were before they were put away; undefined while they are there. */
  #away: number | undefined;
  #changing: Promise<void> = Promise.resolve();

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async run<T>(size: 'small' | 'large', work: () => Promise<T>): Promise<T> {
    let isLarge = size === 'large';
    let timer: NodeJS.Timeout | undefined;
    if (isLarge) this.#large++;
    try {
      await this.#fit();
      if (!isLarge)
        timer = setTimeout(() => {
          isLarge = true;
          this.#large++;
          // Where they cannot be brought back now, the end tries once more and says why.
          void this.#fit().catch(() => undefined);
        }, patienceMs);
      return await work();
    } finally {
      clearTimeout(timer);
      if (isLarge) this.#large--;
    }
  }

  end(): Promise<void> {
    return this.#then(() => this.#bringBack());
  }

  /** Nothing is put away when work ends: the next one may be large as well. */
  #fit(): Promise<void> {
    const isFit = (this.#away === undefined) === this.#large > 0;
    return isFit ? this.#changing : this.#then(() => (this.#large > 0 ? this.#bringBack() : this.#putAway()));
  }

  #then(change: () => Promise<void>): Promise<void> {
    this.#changing = this.#changing.catch(() => undefined).then(change);
    return this.#changing;
  }

  async #putAway(): Promise<void> {
    if (this.#away !== undefined) return;
    const threads = await threadsOf(this.#connection);
    if (threads <= 1) return;
    this.#away = threads;
    await this.#connection.run('SET GLOBAL threads = 1');
  }

  /** Unless a statement of the project has said in between how many there are to be. */
  async #bringBack(): Promise<void> {
    if (this.#away === undefined) return;
    if ((await threadsOf(this.#connection)) === 1) await this.#connection.run(`SET GLOBAL threads = ${this.#away}`);
    this.#away = undefined;
  }
}
