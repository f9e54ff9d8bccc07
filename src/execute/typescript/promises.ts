// Promises that the context gives to a model. One that it never awaits is an error at the place of its call: what it
// would have done may come too late. An error that comes out of one is told with that place, too.
import { MeshError } from '../../error/meshError.ts';

interface Given {
  readonly what: string;
  readonly call: Error;
}

/** Knows whether anybody waits for it: awaiting a promise of a subclass calls its `then`. */
class GivenPromise<T> extends Promise<T> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  awaited: () => void = () => undefined;

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.awaited();
    return super.then(fulfilled, rejected);
  }
}

export class GivenPromises {
  readonly #lost = new Map<Given, Promise<unknown>>();

  give<T>(what: string, work: Promise<T>): Promise<T> {
    const given: Given = { what, call: new Error(what) };
    const promise = GivenPromise.resolve(
      work.catch((error: unknown) => {
        throw calledAt(error, given.call);
      }),
    ) as GivenPromise<T>;
    this.#lost.set(given, promise);
    promise.awaited = () => void this.#lost.delete(given);
    return promise;
  }

  /** When the model has ended. */
  refuseLost(model: string): void {
    for (const { what, call } of this.#lost.keys())
      throw new MeshError('RUN_NOT_AWAITED', { model, what }, { cause: call });
  }

  /** Those that end later, because the run is over, fail nobody. */
  close(): void {
    for (const promise of this.#lost.values()) promise.catch(() => undefined);
  }
}

/** The place of the call counts when the error itself comes from nowhere in the project. */
export function calledAt<E>(error: E, call: Error | undefined): E {
  let last: unknown = error;
  while (last instanceof Error && last.cause instanceof Error) last = last.cause;
  if (call !== undefined && last instanceof Error && last !== call && last.cause === undefined) last.cause = call;
  return error;
}
