// An interrupt that comes between two statements is lost, so it is repeated until nothing runs any more.

const AGAIN_MS = 25;

/** Returns what ends it. */
export function interruptOnAbort(signal: AbortSignal | undefined, interrupt: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    interrupt();
    timer = setInterval(interrupt, AGAIN_MS);
  };
  if (signal?.aborted === true) start();
  else signal?.addEventListener('abort', start, { once: true });
  return () => {
    signal?.removeEventListener('abort', start);
    clearInterval(timer);
  };
}
