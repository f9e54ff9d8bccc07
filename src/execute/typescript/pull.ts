// Iterators that are asked for one item after the other. A plain one answers at once: a promise for each row would cost
// more than the row.

export interface Pull<T> {
  next(): IteratorResult<T, unknown> | PromiseLike<IteratorResult<T, unknown>>;
  return?(value?: undefined): unknown;
  /** The iterator itself, where this is put around it. */
  readonly origin?: unknown;
}

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** With first results that were asked for already. */
export function startingWith<T>(given: readonly IteratorResult<T, unknown>[], rest: Pull<T>): Pull<T> {
  let at = 0;
  return {
    next: () => (at < given.length ? given[at++]! : rest.next()),
    return: () => rest.return?.(),
    origin: rest.origin ?? rest,
  };
}
