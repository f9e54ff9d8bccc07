// What happens outside of any call: a promise that nobody awaits is rejected, a timer's callback throws, nothing is left
// that could settle the promise a model waits for. Without this it would end the process; it fails the model whose code
// it comes from, and the rest of the graph finishes.
import type { SourceLocation } from '../../error/diagnostic.ts';

export interface Watched {
  /** Where the model is defined. */
  readonly at: SourceLocation;
  locate(error: unknown): SourceLocation | undefined;
  fail(error: unknown): void;
  /** The process has nothing left to do while the model waits. */
  stuck(): void;
}

const watched = new Set<Watched>();

/** Returns what ends it. */
export function watchStrayErrors(run: Watched): () => Promise<void> {
  if (watched.size === 0) {
    process.on('unhandledRejection', stray);
    process.on('uncaughtException', stray);
    process.on('beforeExit', stuck);
  }
  watched.add(run);
  return async () => {
    // Node tells of a rejection after the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    watched.delete(run);
    if (watched.size > 0) return;
    process.off('unhandledRejection', stray);
    process.off('uncaughtException', stray);
    process.off('beforeExit', stuck);
  };
}

function stuck(): void {
  for (const run of watched) run.stuck();
}

function stray(error: unknown): void {
  const runs = [...watched].sort((a, b) => b.at.line - a.at.line);
  const own = runs.find((run) => {
    const place = run.locate(error);
    return place !== undefined && place.file === run.at.file && place.line >= run.at.line;
  });
  // From a helper, or without a place: some model that runs now has left it behind.
  (own ?? runs[0])?.fail(error);
}
