// What a saved plan takes for granted of the state: the record of what is computed, of the models that it computes and of
// the versions that they replace: up to where those go, the new ones are computed.
import { hashParts } from '../util/hash.ts';
import type { IntervalKey } from '../state/stateStore.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import { membersByName } from './deployability.ts';
import { keyOf, textOf, type IntervalLookup } from './intervalLookup.ts';
import { hasTable } from './kindFacts.ts';
import type { Plan } from './plan.ts';

/** `shown`: what the environment consists of before the plan; nothing of a new one. */
export function stateKeys(
  { target, backfill }: Pick<Plan, 'target' | 'backfill'>,
  shown: readonly EnvironmentMember[],
): IntervalKey[] {
  const members = membersByName(target);
  const replaced = shown.filter((m) => {
    const next = members.get(m.name);
    return next !== undefined && next.version !== m.version && m.uses === 'final' && hasTable(m.kindName);
  });
  return [
    ...backfill.map((step) => keyOf(members.get(step.snapshot.name)!, step.target)),
    ...replaced.map((m) => keyOf(m, 'final')),
  ];
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
