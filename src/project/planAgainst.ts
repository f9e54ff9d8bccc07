// What `plan --against` compares with: a state file, or the project as a git ref has it. Neither needs a database.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Plan } from '../plan/plan.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import type { PlanningState } from '../state/stateStore.ts';
import { withCheckout } from './gitCheckout.ts';
import { memoryState, withState } from './memoryState.ts';
import { openProject, type Project } from './openProject.ts';
import { planProject, type Planned } from './planProject.ts';
import type { PlanRequest } from './planRequest.ts';
import { readStateFile } from './stateFile.ts';

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
