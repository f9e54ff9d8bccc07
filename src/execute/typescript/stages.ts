// Where the time of a model's batch went: reading, its own code, writing, audits, commit, and what it tracks itself.
import type { StageTime } from '../../event/events.ts';

/** Each of these is a part of the model's run from outside; everything else happens while its code runs. */
const outside = new Set(['model', 'write', 'statements', 'audits', 'commit']);

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

  /** Slowest first, in seconds; `model` is what its code took without what was tracked inside of it. */
  list(): readonly StageTime[] {
    let inside = 0;
    for (const [stage, milliseconds] of this.#milliseconds) if (!outside.has(stage)) inside += milliseconds;
    return [...this.#milliseconds]
      .map(([stage, milliseconds]) => ({
        stage,
        seconds: (stage === 'model' ? Math.max(0, milliseconds - inside) : milliseconds) / 1000,
      }))
      .sort((a, b) => b.seconds - a.seconds);
  }
}
