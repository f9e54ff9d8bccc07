// From what a model gives, item by item, into a feed, while the statement that reads the feed runs.
import { setImmediate as breathe } from 'node:timers/promises';
import type { BatchMaker, MadeBatch } from '../../batch/batchMaker.ts';
import type { Feed } from '../../engine/bridge.ts';
import type { Execution } from '../../engine/engine.ts';
import { MeshError } from '../../error/meshError.ts';
import { partsOf, pushedText, refuseReturned } from './output.ts';
import { isPromiseLike, startingWith, type Pull } from './pull.ts';
import { orAborted } from './scope.ts';
import type { Silence } from './silence.ts';
import type { Stages } from './stages.ts';
import { placedAtYield } from './yieldPlace.ts';

/** After this long the event loop gets a turn, however fast the model is. */
const TURN_MS = 20;
/** Looking at the clock costs as much as a value: every so many rows. */
const LOOKS = 4;

export interface Pumping {
  /** For messages. */
  readonly model: string;
  readonly signal: AbortSignal;
  readonly silence: Silence;
  /** Batches of a query among the items. */
  readonly read: (item: unknown) => AsyncIterable<unknown>;
}

/** Batches of everything the items hold; queries among them are read, in their place. */
export async function* madeBatches(
  items: Pull<unknown>,
  maker: BatchMaker,
  pumping: Pumping,
): AsyncGenerator<MadeBatch> {
  try {
    yield* batchesOf(items, maker, pumping);
  } catch (error) {
    throw await placedAtYield(error, items);
  }
}

async function* batchesOf(
  items: Pull<unknown>,
  maker: BatchMaker,
  { model, signal, silence, read }: Pumping,
): AsyncGenerator<MadeBatch> {
  let turn = performance.now();
  for (let count = 1; ; count++) {
    const asked = items.next();
    silence.waits = true;
    const next = isPromiseLike(asked) ? await asked : asked;
    silence.waits = false;
    silence.beats++;
    if (next.done === true) {
      refuseReturned(next.value, model);
      break;
    }
    const quick = maker.addRow(next.value);
    if (quick === 'slow') {
      const item = isPromiseLike(next.value) ? await next.value : next.value;
      for (const each of partsOf(item) ?? [item])
        for await (const part of pushedText(each) === undefined ? [each] : read(each))
          for (const batch of maker.add(part)) {
            yield batch;
            if (isOver(turn)) turn = await breath(signal);
          }
    } else if (quick !== undefined) yield quick;
    if (count % LOOKS === 0 && isOver(turn)) turn = await breath(signal);
  }
  yield* maker.end();
}

/** The types are known with the first batch, or there was no row at all. */
export async function withKnownTypes(
  batches: AsyncIterator<MadeBatch>,
  maker: BatchMaker,
  { model, signal }: { readonly model: string; readonly signal: AbortSignal },
): Promise<Pull<MadeBatch>> {
  const first = await orAborted(batches.next(), signal);
  if (maker.shapes === undefined)
    throw new MeshError('RUN_NO_COLUMNS', { model }, { hint: 'it gave no rows: declare its columns' });
  return startingWith([first], batches);
}

function isOver(turn: number): boolean {
  return performance.now() - turn >= TURN_MS;
}

/** A model that gives rows for ever is ended here. */
async function breath(signal: AbortSignal): Promise<number> {
  await breathe();
  signal.throwIfAborted();
  return performance.now();
}

export interface FeedWork {
  readonly feed: Feed;
  readonly batches: Pull<MadeBatch>;
  readonly stages: Stages;
  readonly signal: AbortSignal;
  /** Runs the statement that reads `feed.query`. */
  readonly write: (query: string) => Promise<Execution>;
}

/** The model's own error wins over that of the statement which it broke. */
export async function feedInto({ feed, batches, stages, signal, write }: FeedWork): Promise<Execution> {
  let own: { readonly error: unknown } | undefined;
  let over = false;
  let ended: number | undefined;
  const abort = (): void => feed.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const pumping = (async () => {
    try {
      for (;;) {
        const began = performance.now();
        const next = await batches.next();
        stages.add('model', performance.now() - began);
        if (next.done === true) break;
        const pushed = performance.now();
        await feed.push(next.value);
        stages.add('write', performance.now() - pushed);
      }
      feed.end();
      ended = performance.now();
    } catch (error) {
      if (!over) own = { error };
      feed.fail(error);
    }
  })();
  try {
    const done = await write(feed.query);
    if (ended !== undefined) stages.add('write', performance.now() - ended);
    return done;
  } catch (error) {
    over = true;
    if (signal.aborted) throw signal.reason;
    throw own === undefined ? error : own.error;
  } finally {
    over = true;
    signal.removeEventListener('abort', abort);
    feed.close();
    // The model's `finally` runs; if it hangs in a promise of its own, nobody waits for it.
    const left = Promise.all([pumping, batches.return?.(undefined)]).catch(() => undefined);
    await orAfter(left, 1000);
  }
}

/** The timer keeps the process alive: with nothing else to do it would end before the batch is rolled back. */
function orAfter(work: Promise<unknown>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void work.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
