// How many feeds may run at once. Each holds a thread of libuv's pool until its rows have come, and those rows need a
// thread to be fetched: feeds on all threads would wait for ever.
import { Semaphore } from '../../../util/semaphore.ts';

/** The launcher notes the pool it asked for; the variable alone may have been set too late. */
const size = (globalThis as { [key: symbol]: number | undefined })[Symbol.for('mesh.threads')] ?? 4;

const staging = Math.max(1, Math.floor((size - 1) / 3));

/** Staging has places of its own: a model that writes may wait for what it registers. */
export const feedPlaces = {
  write: new Semaphore(Math.max(1, size - 1 - staging)),
  stage: new Semaphore(staging),
} as const;
