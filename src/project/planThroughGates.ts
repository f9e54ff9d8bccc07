// A plan of `mesh plan`, against the environment or another version, and what `--fail-on` says about it.
import { isMeshError, MeshError } from '../error/meshError.ts';
import { descendants } from '../graph/dag.ts';
import { gateHits, gates, type Gate, type GateHit } from '../plan/gates.ts';
import { PROD } from '../snapshot/environment.ts';
import type { PlanningState } from '../state/stateStore.ts';
import type { Project } from './openProject.ts';
import { planProject, type Planned } from './planProject.ts';
import type { PlanRequest } from './planRequest.ts';
import { selectModels } from './selectModels.ts';

export interface GatedPlan extends Planned {
  readonly gates: readonly Gate[];
  /** Not empty: the plan must not be applied. */
  readonly hits: readonly GateHit[];
}

export interface GateOptions {
  readonly gates: readonly Gate[];
  /** A git ref or a state file to compare with. */
  readonly against?: string | undefined;
  /** `--allow-contract-change`: selections of models whose contracts may be broken. */
  readonly allowContractChange?: readonly string[] | undefined;
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
  const promises = !options.gates.includes('contract') && options.against === undefined && plan.hasChanges;
  const allowed = options.allowContractChange ?? [];
  if (options.gates.length === 0 && !promises) {
    return { plan, loaded, gates: [], hits: await withoutAllowed(project, planned, { hits: [], allowed }) };
  }
  const basis = plan.diff.createFrom ?? PROD;
  const state = planned.state ?? (await project.planningState([plan.environment, basis]));
  const all = await askGates(planned, promises ? [...options.gates, 'contract'] : options.gates, state);
  const hits = await withoutAllowed(project, planned, { hits: all, allowed });
  const broken = hits.filter(({ gate }) => gate === 'contract');
  if (promises && broken.length > 0) refuseBroken(planned, broken);
  return { plan, loaded, gates: options.gates, hits };
}

/** Also asked when nothing was hit: a name that matches nothing is a mistake all the same. */
async function withoutAllowed(
  project: Project,
  { plan, loaded }: Planned,
  { hits, allowed }: { readonly hits: readonly GateHit[]; readonly allowed: readonly string[] },
): Promise<readonly GateHit[]> {
  if (allowed.length === 0) return hits;
  const broken = hits.filter(({ gate }) => gate === 'contract').map(({ model }) => model);
  const gone = [...broken, ...plan.diff.removed.map(({ name }) => name)];
  const may = await selectModels(project, allowed, loaded.models, gone);
  return hits.filter(({ gate, model }) => gate !== 'contract' || !may.has(model));
}

/** Nobody has to ask for this gate: an enforced contract is a promise to those who read the model. */
function refuseBroken({ loaded }: Planned, broken: readonly GateHit[]): never {
  const models = broken.map(({ model, reason }) => ({
    model,
    reason,
    consumers: [...descendants(loaded.dag, [model])].filter((name) => name !== model && loaded.models.has(name)).sort(),
  }));
  const first = loaded.models.get(models[0]!.model);
  throw new MeshError('PLAN_CONTRACT_BROKEN', { models }, { at: first?.positions['columns'] ?? first?.at });
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
