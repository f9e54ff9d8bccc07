// A plan of `mesh plan`, against the environment or another version, and what `--fail-on` says about it.
import { isMeshError, MeshError } from '../error/meshError.ts';
import { gateHits, gates, type Gate, type GateHit } from '../plan/gates.ts';
import { PROD } from '../snapshot/environment.ts';
import type { PlanningState } from '../state/stateStore.ts';
import type { Project } from './openProject.ts';
import { planProject, type Planned } from './planProject.ts';
import type { PlanRequest } from './planRequest.ts';

export interface GatedPlan extends Planned {
  readonly gates: readonly Gate[];
  /** Not empty: the plan must not be applied. */
  readonly hits: readonly GateHit[];
}

export interface GateOptions {
  readonly gates: readonly Gate[];
  /** A git ref or a state file to compare with. */
  readonly against?: string | undefined;
}

export function readGates(texts: readonly string[]): readonly Gate[] {
  return texts.map((text) => {
    const found = gates.find((gate) => gate === text.toLowerCase());
    if (found === undefined) throw new MeshError('CLI_OPTION_CHOICE', { option: '--fail-on', got: text, known: gates });
    return found;
  });
}

export async function planThroughGates(
  project: Project,
  request: PlanRequest,
  options: GateOptions,
): Promise<GatedPlan> {
  const planned = await planOrLosses(project, request, options);
  const { plan, loaded } = planned;
  if (options.gates.length === 0) return { plan, loaded, gates: [], hits: [] };
  const basis = plan.diff.createFrom ?? PROD;
  const state = planned.state ?? (await project.planningState([plan.environment, basis]));
  return { plan, loaded, gates: options.gates, hits: await askGates(planned, options.gates, state) };
}

interface Made extends Planned {
  readonly state?: PlanningState | undefined;
}

/** Losses that a policy refuses are what the gates are about: the plan is made with them, and stopped by a gate. */
async function planOrLosses(project: Project, request: PlanRequest, options: GateOptions): Promise<Made> {
  const isAsked = options.gates.includes('destructive') || options.gates.includes('data-loss');
  try {
    return await make(project, request, options);
  } catch (error) {
    if (!isAsked || !isRefusedLoss(error)) throw error;
    const refused = error.data.models.map(({ model }) => model);
    const allowDestructiveModels = [...(request.allowDestructiveModels ?? []), ...refused];
    return make(project, { ...request, allowDestructiveModels }, options);
  }
}

function isRefusedLoss(error: unknown): error is MeshError<'PLAN_DESTRUCTIVE_CHANGE'> {
  return isMeshError(error) && error.code === 'PLAN_DESTRUCTIVE_CHANGE';
}

async function make(project: Project, request: PlanRequest, { against }: GateOptions): Promise<Made> {
  if (against === undefined) return planProject(project, request);
  const { planAgainst } = await import('./planAgainst.ts');
  return planAgainst(project, request, against);
}

/** `state` is what the plan was made from: it has the definitions before the change. */
async function askGates(
  { plan, loaded }: Planned,
  wanted: readonly Gate[],
  state: PlanningState,
): Promise<readonly GateHit[]> {
  const { diff } = plan;
  const names = new Set([...diff.modified, ...diff.removed].map(({ name }) => name));
  const base = await state.environment(diff.isNewEnvironment ? (diff.createFrom ?? PROD) : plan.environment);
  const ids = base?.members.filter((member) => names.has(member.name)) ?? [];
  const before = await state.snapshots(ids.map(({ name, identifier }) => ({ name, identifier })));
  const input = { plan, before: new Map(before.map((s) => [s.name, s.model])), after: loaded.models };
  return gateHits(input, wanted);
}
