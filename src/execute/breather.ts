// Lets a run draw breath between batches: what cannot be done while anything writes waits for the moment when nothing does.

export interface Breather {
  /** A breath that failed fails the next batch. */
  readonly run: <T>(batch: () => Promise<T>) => Promise<T>;
  /** Until no breath is drawn; fails for one that no batch was told of. */
  readonly settle: () => Promise<void>;
}

export interface BreatherOptions {
  /** Batches after which to ask whether a breath is needed. */
  readonly every: number;
  readonly needed: () => Promise<boolean>;
  /**
   * How long new batches are held back at least for those that still run, and for as long as three of them usually take;
   * after that the breath is put off.
   */
  readonly patienceMs: number;
  readonly breathe: () => Promise<void>;
}

export function openBreather({ every, needed, patienceMs, breathe }: BreatherOptions): Breather {
  let running = 0;
  let finished = 0;
  let distance = every;
  let usualMs = 0;
  let pause: Promise<void> | undefined;
  let asking: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let settled: () => void = () => undefined;

  return {
    settle: async () => {
      await asking;
      await calm();
    },
    run: async (batch) => {
      await calm();
      running++;
      const began = performance.now();
      try {
        return await batch();
      } finally {
        running--;
        finished++;
        usualMs += (performance.now() - began - usualMs) / every;
        if (running === 0) settled();
        if (finished >= distance) asking = ask();
      }
    },
  };

  /** The others go on while this asks. */
  async function ask(): Promise<void> {
    finished = 0;
    if (pause === undefined && (await needed()))
      pause ??= breath()
        .catch((error: unknown) => void (failure = { error }))
        .finally(() => (pause = undefined));
  }

  async function calm(): Promise<void> {
    if (pause !== undefined) {
      await pause;
      await calm();
    }
    const told = failure;
    failure = undefined;
    if (told !== undefined) throw told.error;
  }

  async function breath(): Promise<void> {
    if (running > 0 && !(await quiet())) {
      // One long batch must not make all the others wait again and again.
      distance *= 2;
      return;
    }
    distance = every;
    await breathe();
  }

  /** Whether nothing ran before patience was at its end. */
  function quiet(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(running === 0), Math.max(patienceMs, 3 * usualMs));
      settled = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
