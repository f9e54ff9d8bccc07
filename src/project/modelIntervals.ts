// `mesh intervals`: what is recorded as computed for a model in an environment, and what is missing until now.
import type { Interval } from '../interval/interval.ts';
import type { HeldBack } from '../execute/signals.ts';
import { ancestors, buildDag } from '../graph/dag.ts';
import { subtract, union, type IntervalSet } from '../interval/intervalSet.ts';
import { keyOf } from '../plan/intervalLookup.ts';
import { kindFacts } from '../model/kinds/index.ts';
import type { Environment } from '../snapshot/environment.ts';
import { knownEnvironment } from './environmentAdmin.ts';
import { findMember } from './findModel.ts';
import type { Project } from './openProject.ts';
import { readTimes } from './planRequest.ts';
import { dueWork } from './runProject.ts';
import { selectModels } from './selectModels.ts';

export interface IntervalsRequest {
  readonly model: string;
  readonly environment?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly executionTime?: string | undefined;
}

export interface ModelIntervals {
  readonly name: string;
  readonly environment: string;
  readonly intervals: readonly Interval[];
  /** Complete ones that `mesh run --ignore-cron` would compute. */
  readonly missing: readonly Interval[];
  /** Those of the missing ones that a signal holds back, and what its parents are held back from. */
  readonly held: readonly HeldIntervals[];
}

export interface HeldIntervals extends HeldBack {
  /** Whose signal it is. */
  readonly model: string;
}

export async function modelIntervals(project: Project, request: IntervalsRequest): Promise<ModelIntervals> {
  const { model, ...rest } = request;
  const environment = await environmentOf(project, request);
  const member = findMember(environment.members, model, await project.defaultCatalog());
  const [found] = await intervalsOf(project, { ...rest, environment, members: [member] });
  return found!;
}

export interface EnvironmentIntervalsRequest extends Omit<IntervalsRequest, 'model'> {
  readonly selectModels: readonly string[];
  /** Everything missing is due, whatever signals say. */
  readonly skipSignals: boolean;
}

/** `mesh check-intervals`: the same for all selected models of an environment that have intervals. */
export async function environmentIntervals(
  project: Project,
  request: EnvironmentIntervalsRequest,
): Promise<ModelIntervals[]> {
  const environment = await environmentOf(project, request);
  const snapshots = await (await project.state()).snapshots(environment.members);
  const models = new Map(snapshots.map(({ name, model }) => [name, model]));
  const selected =
    request.selectModels.length === 0 ? models : await selectModels(project, request.selectModels, models);
  const members = environment.members.filter(
    ({ name }) => selected.has(name) && kindFacts(models.get(name)!.kind).hasIntervals,
  );
  return intervalsOf(project, { ...request, environment, members });
}

async function environmentOf(project: Project, request: { readonly environment?: string | undefined }) {
  const { defaultTargetEnvironment } = await project.config();
  return knownEnvironment(project, request.environment ?? defaultTargetEnvironment);
}

interface Asked extends Omit<IntervalsRequest, 'model' | 'environment'> {
  readonly environment: Environment;
  readonly members: Environment['members'];
  readonly skipSignals?: boolean | undefined;
}

async function intervalsOf(project: Project, asked: Asked): Promise<ModelIntervals[]> {
  const { environment, members, skipSignals } = asked;
  const keys = members.map((member) => keyOf(member, member.uses));
  const state = await project.state();
  const [computed, unfinished] = [await state.intervals(keys), await state.unfinished(keys)];
  const times = readTimes(asked, project.now());
  const { run, held } = await dueWork(project, { environment, request: { ignoreCron: true, skipSignals }, times });
  const steps = new Map(run.steps.map((step) => [step.snapshot.name, step]));
  const above = await heldAbove(project, environment, held);
  return members.map(({ name }, i) => {
    const back = held.get(name) ?? [];
    const missing = back.reduce<IntervalSet>(
      (all, each) => union(all, each.intervals),
      steps.get(name)?.intervals ?? [],
    );
    const intervals = subtract(computed[i] ?? [], unfinished[i] ?? []);
    const own = back.map((each): HeldIntervals => ({ ...each, model: name }));
    const open = above(name, union(intervals, missing));
    return { name, environment: environment.name, intervals, missing, held: [...own, ...open] };
  });
}

type HeldAbove = (name: string, reached: IntervalSet) => readonly HeldIntervals[];

/** Nothing gets further than what it reads: what is held back above a model, beyond what it has or could have. */
async function heldAbove(
  project: Project,
  { members }: Environment,
  held: ReadonlyMap<string, readonly HeldBack[]>,
): Promise<HeldAbove> {
  if (held.size === 0) return () => [];
  const snapshots = await (await project.state()).snapshots(members);
  const dag = buildDag(snapshots.map(({ model }) => ({ name: model.name, parents: model.parents })));
  return (name, reached) =>
    [...ancestors(dag, [name])].sort().flatMap((model) =>
      (held.get(model) ?? []).flatMap((each): HeldIntervals[] => {
        const intervals = subtract(each.intervals, reached);
        return intervals.length === 0 ? [] : [{ ...each, intervals, model }];
      }),
    );
}
