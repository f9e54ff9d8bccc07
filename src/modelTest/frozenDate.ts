// A clock that stands still for code: `new Date()` and `Date.now()` of what a test runs, and of nothing beside it.
import { AsyncLocalStorage } from 'node:async_hooks';

const frozen = new AsyncLocalStorage<number>();
let users = 0;
let before: DateConstructor | undefined;

/** What `work` calls, now and after any await, finds the clock at `now` (epoch milliseconds). Others see the usual one. */
export async function withFrozenDate<T>(now: number, work: () => Promise<T>): Promise<T> {
  if (users++ === 0) {
    before = globalThis.Date;
    globalThis.Date = followingDate(before);
  }
  try {
    return await frozen.run(now, work);
  } finally {
    if (--users === 0 && before !== undefined) globalThis.Date = before;
  }
}

function followingDate(usual: DateConstructor): DateConstructor {
  const now = (): number => frozen.getStore() ?? usual.now();
  return new Proxy(usual, {
    construct(target, given: unknown[], newTarget) {
      const stopped = given.length === 0 ? frozen.getStore() : undefined;
      return Reflect.construct(target, stopped === undefined ? given : [stopped], newTarget) as object;
    },
    apply: () => new usual(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
}
