// What the state knows of forward-only snapshots beyond their heads, for plans that go on with their tables.
import type { Columns } from '../model/columns.ts';
import type { Basis } from '../plan/basis.ts';
import { membersByName } from '../plan/deployability.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import type { Verdict } from '../snapshot/verdict.ts';
import type { StateStore } from '../state/stateStore.ts';

type Known = Pick<StateStore, 'snapshots'>;
type Verdicts = ReadonlyMap<string, Verdict>;

interface Deployed {
  readonly state: Known;
  readonly environment: string;
  readonly basis: Basis;
  readonly prod: Environment | undefined;
}

/** A forward-only change keeps the date that it was tried with. */
export async function effectiveDates(state: Known, verdicts: Verdicts): Promise<ReadonlyMap<string, number>> {
  const ids = [...verdicts.values()].flatMap(({ name, stored }) =>
    stored?.forwardOnly === true ? [{ name, identifier: stored.identifier }] : [],
  );
  if (ids.length === 0) return new Map();
  const found = await state.snapshots(ids);
  return new Map(found.flatMap((s) => (s.effectiveFrom === null ? [] : [[s.name, s.effectiveFrom] as const])));
}

/** What a change is going to be deployed onto, where the environment shows something else by now. */
export async function deployedColumns(
  { state, environment, basis, prod }: Deployed,
  verdicts: Verdicts,
): Promise<ReadonlyMap<string, Columns | null> | undefined> {
  if (environment === PROD) return undefined;
  const held = membersByName(prod?.members);
  const ids = [...verdicts.values()].flatMap(({ name, forwardOnly }) => {
    const member = held.get(name);
    const differs = member !== undefined && member.identifier !== basis.members.get(name)?.identifier;
    return forwardOnly && differs ? [{ name, identifier: member.identifier }] : [];
  });
  if (ids.length === 0) return undefined;
  return new Map((await state.snapshots(ids)).map((s) => [s.name, s.outputColumns]));
}
