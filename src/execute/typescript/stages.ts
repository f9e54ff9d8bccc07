// Where the time of a model went: reading, its own code, writing, audits, commit, and what it tracks itself.

export class Stages {
  readonly #milliseconds = new Map<string, number>();

  add(stage: string, milliseconds: number): void {
    this.#milliseconds.set(stage, (this.#milliseconds.get(stage) ?? 0) + milliseconds);
  }

  track<T>(stage: string, work: () => T): T {
    const began = performance.now();
    const done = (): void => this.add(stage, performance.now() - began);
    let value: T;
    try {
      value = work();
    } catch (error) {
      done();
      throw error;
    }
    if (!(value instanceof Promise)) {
      done();
      return value;
    }
    return value.finally(done) as T;
  }

  /** Slowest first, in seconds. */
  list(): readonly { readonly stage: string; readonly seconds: number }[] {
    return [...this.#milliseconds]
      .map(([stage, milliseconds]) => ({ stage, seconds: milliseconds / 1000 }))
      .sort((a, b) => b.seconds - a.seconds);
  }
}
