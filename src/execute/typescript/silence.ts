// Notices a model that gives nothing for long, neither rows nor anything it asked for: it may wait for something that never comes.

const EVERY_SECONDS = 5;
const FIRST_SECONDS = 60;

export class Silence {
  /** The model's code has the word: it was asked for rows and has not answered. */
  waits = false;
  /** Things under way that it has asked for. */
  busy = 0;
  /** Whatever came of it. */
  beats = 0;
  #seen = 0;
  #seconds = 0;
  #tellAt = FIRST_SECONDS;

  /** Returns what ends it. */
  watch(tell: (seconds: number) => void): () => void {
    const timer = setInterval(() => {
      const seconds = this.passed(EVERY_SECONDS);
      if (seconds !== undefined) tell(seconds);
    }, EVERY_SECONDS * 1000);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** For how many seconds it has been silent, when that is to be told: after a minute, then after twice as long each time. */
  passed(seconds: number): number | undefined {
    const isSilent = this.waits && this.busy === 0 && this.beats === this.#seen;
    this.#seen = this.beats;
    this.#seconds = isSilent ? this.#seconds + seconds : 0;
    if (!isSilent) this.#tellAt = FIRST_SECONDS;
    if (this.#seconds < this.#tellAt) return undefined;
    this.#tellAt *= 2;
    return this.#seconds;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.busy++;
    try {
      return await work();
    } finally {
      this.busy--;
      this.beats++;
    }
  }
}
