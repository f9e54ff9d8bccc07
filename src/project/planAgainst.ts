// What `plan --against` compares with: a state file, or the project as a git ref has it. Neither needs a database.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Plan } from '../plan/plan.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import type { IntervalKey, PlanningState } from '../state/stateStore.ts';
import { withCheckout } from './gitCheckout.ts';
import { openProject, type Project } from './openProject.ts';
import { planProject, type Planned } from './planProject.ts';
import type { PlanRequest } from './planRequest.ts';
import { readStateFile } from './stateTransfer.ts';

export interface PlannedAgainst extends Planned {
  /** What the plan was made from. */
  readonly state: PlanningState;
}

/** The plan from the other version to this one: opens no database, runs nothing. */
export async function planAgainst(project: Project, request: PlanRequest, other: string): Promise<PlannedAgainst> {
  const loaded = await project.loadValid();
  const environment = sanitizeEnvironmentName(request.environment ?? loaded.config.defaultTargetEnvironment);
  const state = await otherState(project, environment, other);
  const planned = await planProject(withState(project, state), { ...request, skipSignals: true });
  return { ...planned, state };
}

async function otherState(project: Project, environment: string, other: string): Promise<PlanningState> {
  const file = resolve(project.options.cwd, other);
  if (!existsSync(file) || !statSync(file).isFile()) return gitState(project, environment, other);
  const { snapshots, environments } = readStateFile(file);
  return memoryState(snapshots, Object.values(environments), project.now());
}

async function gitState(project: Project, environment: string, ref: string): Promise<PlanningState> {
  const { root, files, cacheDir } = await project.config();
  return withCheckout({ root, ref, below: resolve(root, cacheDir), file: files[0] }, async (checkout) => {
    const { options } = project;
    // Variables of .env and the like were set when this project's configuration was read.
    const other = openProject({
      ...options,
      cwd: checkout.root,
      project: checkout.root,
      file: options.file === undefined ? undefined : checkout.file,
      dotenv: undefined,
      emit: undefined,
    });
    try {
      const empty = memoryState([], [], project.now());
      const { plan } = await planProject(withState(other, empty), { environment: PROD, skipSignals: true });
      return memoryState(plan.newSnapshots, environmentsOf(plan, environment), project.now());
    } catch (error) {
      if (!isMeshError(error)) throw error;
      const [first] = (error.diagnostics ?? []).filter((d) => d.severity === 'error');
      const at = first?.at === undefined ? '' : `${first.at.file}:${first.at.line}: `;
      throw new MeshError(
        'PLAN_AGAINST',
        { other: ref, detail: `${at}${first?.message ?? error.message}` },
        { cause: error },
      );
    } finally {
      await other.close();
    }
  });
}

/** As if the other version had just been applied: prod shows it, and so would any other environment. */
function environmentsOf(plan: Plan, environment: string): Environment[] {
  const stage = plan.stages.find((s) => s.type === 'promote');
  if (stage === undefined) return [];
  const prod = stage.environment;
  if (environment === PROD) return [prod];
  const members = prod.members.map((member) => ({ ...member, promoted: false, view: null }));
  return [prod, { ...prod, name: environment, members }];
}

/** Everything counts as computed, so that a plan shows the work of the change and nothing else. */
function memoryState(snapshots: readonly Snapshot[], environments: readonly Environment[], now: number): PlanningState {
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
  };
}

function withState(project: Project, state: PlanningState): Project {
  const refuse = (): never => {
    throw new Error('a comparison of two versions opens no database');
  };
  return {
    ...project,
    planningState: async () => state,
    hasDatabase: async () => false,
    engine: refuse,
    state: refuse,
  };
}
