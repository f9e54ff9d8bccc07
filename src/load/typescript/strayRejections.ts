// Promises that a module leaves behind: rejected and awaited by nobody, they would end the process without a place.

export interface Watched<T> {
  readonly value: T;
  readonly rejections: readonly unknown[];
}

export async function watchRejections<T>(work: () => Promise<T>): Promise<Watched<T>> {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  try {
    const value = await work();
    // Node reports them after the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    return { value, rejections };
  } finally {
    process.off('unhandledRejection', note);
  }
}
