// `mesh apply`: a saved plan is applied only to the project, environment and state it was made from.
import type { Plan } from '../plan/plan.ts';
import { checkPlanIsCurrent } from '../plan/planFile.ts';
import { stateKeys } from '../plan/planState.ts';
import type { RunResult } from '../execute/result.ts';
import { projectHash } from '../snapshot/fingerprint.ts';
import { applyProjectPlan } from './applyProjectPlan.ts';
import type { Project } from './openProject.ts';
import { planningModels } from './planningModels.ts';

export async function applySavedPlan(project: Project, plan: Plan): Promise<RunResult> {
  const loaded = await project.loadValid();
  const state = await project.planningState([plan.environment]);
  const environment = await state.environment(plan.environment);
  const keys = stateKeys(plan, plan.diff.isNewEnvironment ? [] : (environment?.members ?? []));
  const models = planningModels(loaded.models, new Map());
  checkPlanIsCurrent(plan, keys, {
    environment,
    projectHash: projectHash(models.fingerprints),
    intervals: await state.intervals(keys),
  });
  return applyProjectPlan(project, plan, loaded);
}
