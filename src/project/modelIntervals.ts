// `mesh intervals`: what is recorded as computed for a model in an environment, and what is missing until now.
import type { Interval } from '../interval/interval.ts';
import type { HeldBack } from '../execute/signals.ts';
import { union, type IntervalSet } from '../interval/intervalSet.ts';
import { keyOf } from '../plan/intervalLookup.ts';
import { MeshError } from '../error/meshError.ts';
import { knownEnvironment } from './environmentAdmin.ts';
import type { Project } from './openProject.ts';
import { readTimes } from './planRequest.ts';
import { dueWork } from './runProject.ts';

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
  /** Those of the missing ones that a signal holds back. */
  readonly held: readonly HeldBack[];
}

export async function modelIntervals(project: Project, request: IntervalsRequest): Promise<ModelIntervals> {
  const { defaultTargetEnvironment } = await project.config();
  const environment = await knownEnvironment(project, request.environment ?? defaultTargetEnvironment);
  const { members } = environment;
  const wanted = request.model.toLowerCase();
  const member = members.find((m) => m.name === request.model || m.name === wanted);
  if (member === undefined)
    throw new MeshError('MODEL_UNKNOWN', { name: request.model, known: members.map((m) => m.name) });
  const [intervals = []] = await (await project.state()).intervals([keyOf(member, member.uses)]);
  const times = readTimes(request, project.now());
  const { run, held } = await dueWork(project, { environment, request: { ignoreCron: true }, times });
  const step = run.steps.find((s) => s.snapshot.name === member.name);
  const back = held.get(member.name) ?? [];
  const missing = back.reduce<IntervalSet>((all, each) => union(all, each.intervals), step?.intervals ?? []);
  return { name: member.name, environment: environment.name, intervals, missing, held: back };
}
