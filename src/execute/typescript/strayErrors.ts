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
  warn(text: string): void;
}

const watched = new Set<Watched>();
/** The last run of each file: what it left behind may still throw when it is over. */
const ended = new Map<string, Watched>();

/** Returns what ends it. */
export function watchStrayErrors(run: Watched): () => Promise<void> {
  if (watched.size === 0) process.on('beforeExit', stuck);
  // For good: a timer that a model has left behind must not end the process between two models.
  if (watched.size === 0 && ended.size === 0) {
    process.on('unhandledRejection', stray);
    process.on('uncaughtException', stray);
  }
  watched.add(run);
  return async () => {
    // Node tells of a rejection after the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    watched.delete(run);
    ended.set(run.at.file, run);
    if (watched.size === 0) process.off('beforeExit', stuck);
  };
}

function stuck(): void {
  for (const run of watched) run.stuck();
}

function placeText({ file, line, column }: SourceLocation): string {
  return `${file}:${line}:${column}`;
}

function stray(error: unknown): void {
  const runs = [...watched].sort((a, b) => b.at.line - a.at.line);
  const own = runs.find((run) => {
    const place = run.locate(error);
    return place !== undefined && place.file === run.at.file && place.line >= run.at.line;
  });
  if (own !== undefined) return own.fail(error);
  const [past] = ended.values();
  const place = (runs[0] ?? past)?.locate(error);
  const over = ended.get(place?.file ?? '') ?? (runs.length === 0 && place !== undefined ? past : undefined);
  if (over !== undefined) {
    const message = error instanceof Error ? error.message : String(error);
    return over.warn(`${placeText(place!)}: an error after its model had ended: ${message}`);
  }
  // From a helper, or without a place: some model that runs now has left it behind.
  if (runs.length > 0) return runs[0]!.fail(error);
  throw error;
}
