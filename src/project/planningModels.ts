// The models a plan is made for: those of the project, or the environment's own where a selection leaves a change out.
import { buildDag } from '../graph/dag.ts';
import type { Model } from '../model/model.ts';
import type { OwnParts } from '../snapshot/modelParts.ts';
import { fingerprintModels, type Fingerprinted } from '../snapshot/fingerprint.ts';
import { memberChanges, type MemberChanges } from '../snapshot/memberChanges.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import type { PlanningState } from '../state/stateStore.ts';

export interface PlanningModels {
  readonly models: ReadonlyMap<string, Model>;
  /** Parents first, models only. */
  readonly order: readonly string[];
  readonly fingerprints: ReadonlyMap<string, Fingerprinted>;
  readonly changes: MemberChanges;
}

export function planningModels(
  models: ReadonlyMap<string, Model>,
  base: ReadonlyMap<string, SnapshotHead>,
  known: ReadonlyMap<string, OwnParts> = new Map(),
): PlanningModels {
  return prepare(models, base, known);
}

/** Changes that `isIncluded` refuses are undone: changed models are the stored ones, added ones are gone, removed ones are back. */
export async function withoutChanges(
  planned: PlanningModels,
  base: ReadonlyMap<string, SnapshotHead>,
  options: { readonly isIncluded: (name: string) => boolean; readonly state: PlanningState },
): Promise<PlanningModels> {
  const { changes } = planned;
  const own = [...changes.changed]
    .filter(([, change]) => change !== 'indirect' && change !== 'inherited')
    .map(([name]) => name);
  const undone = [...own, ...changes.removed].filter((name) => !options.isIncluded(name));
  if (undone.length === 0) return planned;
  const models = new Map(planned.models);
  const known = new Map<string, OwnParts>();
  const ids = undone.flatMap((name) => {
    const head = base.get(name);
    return head === undefined ? [] : [{ name, identifier: head.identifier }];
  });
  for (const name of undone) models.delete(name);
  for (const stored of await options.state.snapshots(ids)) {
    models.set(stored.name, stored.model);
    // A stored snapshot keeps the fingerprint it was made with, whatever recipe this mesh has.
    known.set(stored.name, { data: stored.fingerprint.data, metadata: stored.fingerprint.metadata });
  }
  return prepare(new Map([...models].sort(([a], [b]) => (a < b ? -1 : 1))), base, known);
}

function prepare(
  models: ReadonlyMap<string, Model>,
  base: ReadonlyMap<string, SnapshotHead>,
  known: ReadonlyMap<string, OwnParts>,
): PlanningModels {
  const dag = buildDag([...models.values()]);
  const order = dag.order.filter((name) => models.has(name));
  const fingerprints = fingerprintModels(models, {
    order,
    known: (model) => known.get(model.name),
  });
  return { models, order, fingerprints, changes: memberChanges(base, fingerprints) };
}
