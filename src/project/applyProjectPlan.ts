// Applies a plan that was just made, or one that was saved: claims the environment, executes the stages.
import { MeshError } from '../error/meshError.ts';
import { applyPlan } from '../execute/applyPlan.ts';
import type { RunResult } from '../execute/result.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import { neededSnapshots } from '../plan/mapping.ts';
import type { Plan } from '../plan/plan.ts';
import type { Environment } from '../snapshot/environment.ts';
import { expiryOf } from './environmentAdmin.ts';
import { executionContext, withLease } from './executionContext.ts';
import type { Project } from './openProject.ts';
import { rememberPreviewStarts } from './previewStarts.ts';
import { saveCode } from './storedCode.ts';

export async function applyProjectPlan(
  project: Project,
  plan: Plan,
  loaded: LoadedProject | undefined,
): Promise<RunResult> {
  const state = await project.state();
  await state.migrate();
  const key = `environment:${plan.environment}`;
  return withLease(project, key, async (lease) => {
    await requireSameEnvironment(project, plan);
    await rememberPreviewStarts(state, plan);
    if (loaded !== undefined) await saveCode(state, loaded, plan.newSnapshots);
    const context = await executionContext(project, {
      environment: plan.environment,
      executionTime: plan.executionTime,
      members: plan.target,
      snapshots: plan.newSnapshots,
      needed: neededSnapshots(plan).map((id) => id.name),
    });
    const result = await applyPlan(plan, { ...context, lease });
    await project.rememberColumns({ result, snapshots: context.snapshots });
    if (result.status === 'success' || result.status === 'nothing-to-do') {
      await setRenewed(project, plan);
      await project.leaveImage([plan.environment]);
    }
    return result;
  });
}

/** A plan that changes nothing is a sign of life, too; like one that is applied it must not meet another's work. */
export async function renewEnvironment(project: Project, plan: Plan): Promise<void> {
  if (plan.renewedUntil === undefined) return;
  await withLease(project, `environment:${plan.environment}`, async () => {
    const current = await requireSameEnvironment(project, plan);
    // One that somebody ended in the meantime stays ended.
    if (current !== undefined && (await expiryOf(project))(current))
      throw new MeshError('PLAN_OUTDATED', { what: 'environment', environment: plan.environment });
    await setRenewed(project, plan);
  });
}

/** Under the lease. */
async function setRenewed(project: Project, { environment, renewedUntil, basedOnRevision }: Plan): Promise<void> {
  if (renewedUntil === undefined) return;
  await (await project.state()).setExpiry(environment, renewedUntil, basedOnRevision);
}

/** Whoever changed the environment since the plan was made wins; this plan shows what was true before. */
async function requireSameEnvironment(project: Project, plan: Plan): Promise<Environment | undefined> {
  const current = await (await project.state()).environment(plan.environment);
  if ((current?.revision ?? null) !== plan.basedOnRevision) {
    throw new MeshError('PLAN_OUTDATED', { what: 'environment', environment: plan.environment });
  }
  return current;
}
