// Several projects may share a state, each with a `project` of its own: what the others have in an environment is theirs.
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import type { PlanningState } from '../state/stateStore.ts';
import { withoutChanges, type PlanningModels } from './planningModels.ts';

export interface OtherProjectsInput {
  readonly project: string | undefined;
  readonly base: ReadonlyMap<string, SnapshotHead>;
  readonly state: PlanningState;
}

/** With the models of other projects as the environment has them: this one neither removes nor changes them. */
export async function withOtherProjects(
  planned: PlanningModels,
  { project, base, state }: OtherProjectsInput,
): Promise<PlanningModels> {
  if (project === undefined) return planned;
  const { models, fingerprints, changes } = planned;
  const declared = [...changes.changed.keys()].filter(
    (name) => base.has(name) && models.get(name)!.source === 'external',
  );
  const ids = [...changes.removed, ...declared].map((name) => ({ name, identifier: base.get(name)!.identifier }));
  if (ids.length === 0) return planned;
  const stored = (await state.snapshots(ids)).filter(
    ({ model }) => model.project !== undefined && model.project !== project,
  );
  // To declare the table of another project's model does not take it over; nor does it matter who declared the same.
  const kept = stored.filter(
    ({ name, model, fingerprint }) =>
      !models.has(name) || model.source !== 'external' || fingerprint.data === fingerprints.get(name)!.fingerprint.data,
  );
  const theirs = new Set(kept.map(({ name }) => name));
  return withoutChanges(planned, base, { isIncluded: (name) => !theirs.has(name), state });
}
