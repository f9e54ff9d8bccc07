// What a saved plan takes for granted of the state: the record of what is computed, of the models that it computes.
import { hashParts } from '../util/hash.ts';
import type { IntervalKey } from '../state/stateStore.ts';
import { keyOf, textOf, type IntervalLookup } from './intervalLookup.ts';
import type { Plan } from './plan.ts';

export function stateKeys({ target, backfill }: Pick<Plan, 'target' | 'backfill'>): IntervalKey[] {
  const members = new Map(target.map((m) => [m.name, m]));
  return backfill.map((step) => keyOf(members.get(step.snapshot.name)!, step.target));
}

export function stateHash(keys: readonly IntervalKey[], stored: IntervalLookup): string {
  return hashParts(
    keys.flatMap((key) => [
      textOf(key),
      stored
        .get(key)
        .map(({ start, end }) => `${start}-${end}`)
        .join(' '),
    ]),
  );
}
