// Repeats a step until its change falls below the tolerance, or `max` rounds are over.
export interface Iterating {
  readonly signal: AbortSignal;
  log(level: 'debug', text: string): void;
}

export interface Iterated<T> {
  readonly value: T;
  readonly iterations: number;
  readonly converged: boolean;
}

export async function iterate<T>(
  scope: Iterating,
  { max, tolerance }: { readonly max: number; readonly tolerance: number },
  step: (last: T | undefined, round: number) => Promise<{ value: T; change: number }>,
): Promise<Iterated<T>> {
  if (!Number.isInteger(max) || max < 1) throw new RangeError(`iterate needs at least one round, not ${max}`);
  let last: T | undefined;
  for (let round = 1; ; round++) {
    scope.signal.throwIfAborted();
    const { value, change } = await step(last, round);
    scope.log('debug', `round ${round}: change ${change}`);
    const converged = change <= tolerance;
    if (converged || round === max) return { value, iterations: round, converged };
    last = value;
  }
}
