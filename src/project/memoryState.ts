// A state of plain values, for plans that need no database: from another version of the project, or of none at all.
import type { Environment } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { IntervalKey, PlanningState } from '../state/stateStore.ts';
import type { Project } from './openProject.ts';

/** Everything counts as computed, so that a plan shows the work of the change and nothing else. */
export function memoryState(
  snapshots: readonly Snapshot[],
  environments: readonly Environment[],
  now: number,
): PlanningState {
  const idText = ({ name, identifier }: { name: string; identifier: string }): string =>
    JSON.stringify([name, identifier]);
  const keyText = ({ name, version, preview }: IntervalKey): string => JSON.stringify([name, version, preview]);
  const byId = new Map(snapshots.map((s) => [idText(s), s]));
  const computed = new Set(
    snapshots.flatMap(({ name, version, devVersion }) => [
      keyText({ name, version, preview: false }),
      keyText({ name, version: devVersion, preview: true }),
    ]),
  );
  const always = [{ start: Date.UTC(1900, 0), end: now + 366 * 86_400_000 }];
  return {
    environment: async (name) => environments.find((e) => e.name === name),
    snapshotHeads: async (names) =>
      snapshots.filter((s) => names?.includes(s.name) ?? true).map((s) => ({ ...s, touchedAt: s.createdAt })),
    snapshots: async (ids) => ids.flatMap((id) => byId.get(idText(id)) ?? []),
    intervals: async (keys) => keys.map((key) => (computed.has(keyText(key)) ? always : [])),
    unfinished: async (keys) => keys.map(() => []),
    expiry: async () => ({ environments, unusedUntil: null }),
  };
}

/** The project over this state; it opens no database. */
export function withState(project: Project, state: PlanningState): Project {
  const refuse = (): never => {
    throw new Error('a comparison of two versions opens no database');
  };
  return {
    ...project,
    planningState: async () => state,
    leaveImage: async () => undefined,
    glance: async () => state,
    hasDatabase: async () => false,
    engine: refuse,
    state: refuse,
  };
}
