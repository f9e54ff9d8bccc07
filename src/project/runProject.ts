// `mesh run`: computes what is due of an environment, from the stored definitions; the project's files are not looked at.
import { executeRun } from '../execute/executeRun.ts';
import type { RunResult } from '../execute/result.ts';
import { buildDag } from '../graph/dag.ts';
import { intervalLookup } from '../plan/intervalLookup.ts';
import { buildRun, runIntervals, type Run, type RunInput } from '../plan/run.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import { statementsOfProject } from '../snapshot/projectStatements.ts';
import type { PlanningState } from '../state/stateStore.ts';
import type { Snapshot, SnapshotId } from '../snapshot/snapshot.ts';
import { settledRestatements, settleRestatements } from './autoRestatements.ts';
import { expiryOf, isCleanUpDue, knownEnvironment, runJanitor } from './environmentAdmin.ts';
import { executionContext, withLease } from './executionContext.ts';
import type { Project } from './openProject.ts';
import { otherVersions } from './otherVersions.ts';
import { previewStarts } from './previewStarts.ts';
import { readTimes } from './planRequest.ts';
import { withSignalFailures, withSignals, type Signalled } from './projectSignals.ts';
import { selectModels } from './selectModels.ts';

export interface RunRequest {
  readonly environment?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly executionTime?: string | undefined;
  readonly selectModels?: readonly string[] | undefined;
  readonly ignoreCron?: boolean | undefined;
  readonly noAutoUpstream?: boolean | undefined;
  readonly skipJanitor?: boolean | undefined;
  readonly skipSignals?: boolean | undefined;
}

export interface ProjectRun {
  readonly result: RunResult;
  /** When something may be due next. */
  readonly nextDue: number | undefined;
  /** Another process changed the environment while this ran. */
  readonly environmentChanged: boolean;
}

export async function runProject(project: Project, request: RunRequest): Promise<ProjectRun> {
  const config = await project.config();
  const name = request.environment ?? config.defaultTargetEnvironment;
  const times = readTimes(request, project.now());
  const { idle, seen } = await idleRun(project, { name, request, times });
  if (idle !== undefined) return idle;
  const environment = await knownEnvironment(project, name);
  if (environment.name === PROD && request.skipJanitor !== true) await cleanUpFirst(project);
  return withLease(project, `environment:${environment.name}`, async (lease) => {
    const { run, snapshots, failures } = await dueWork(project, { environment, request, times, seen });
    const context = await executionContext(project, {
      environment: environment.name,
      executionTime: times.executionTime,
      members: environment.members,
      snapshots,
      needed: run.steps.map((step) => step.snapshot.name),
    });
    const { beforeAll, afterAll, audits } = statementsOfProject(environment.statements, config.project);
    const result =
      run.steps.length === 0
        ? nothingToDo(environment.name)
        : await executeRun({ ...context, lease }, { steps: run.steps, clear: run.clear, beforeAll, afterAll, audits });
    await project.rememberColumns({ result, snapshots: context.snapshots });
    const { executionTime } = times;
    const state = await project.state();
    await settleRestatements(state, { restated: run.restated, snapshots, result, executionTime });
    const after = await state.environment(environment.name);
    return {
      result: withSignalFailures(result, failures),
      nextDue: run.nextDue,
      environmentChanged: after?.revision !== environment.revision,
    };
  });
}

interface Wanted {
  readonly name: string;
  readonly request: RunRequest;
  readonly times: ReturnType<typeof readTimes>;
}

/**
 * Most runs of a cron find nothing to do. They take no lease, write nothing and need no open database where an image of
 * the state is at hand. `idle` is undefined when there is work, or when only the database can tell.
 */
async function idleRun(
  project: Project,
  { name, request, times }: Wanted,
): Promise<{ readonly idle?: ProjectRun; readonly seen?: readonly Snapshot[] }> {
  if (request.selectModels !== undefined && request.selectModels.length > 0) return {};
  const wanted = sanitizeEnvironmentName(name);
  const state = await project.glance([wanted]);
  const environment = await state.environment(wanted);
  if (environment === undefined || (await expiryOf(project))(environment)) return {};
  if (wanted === PROD && request.skipJanitor !== true && (await isCleanUpDue(project, state))) return {};
  const { run, snapshots } = await dueWork(project, {
    environment,
    times,
    request: { ...request, skipSignals: true },
    state,
  });
  // Until when those are settled, an image does not know.
  const restates = snapshots.some(
    ({ model: { kind } }) => 'autoRestatementCron' in kind && kind.autoRestatementCron !== undefined,
  );
  if (restates || run.steps.length > 0) return { seen: snapshots };
  return { idle: { result: nothingToDo(environment.name), nextDue: run.nextDue, environmentChanged: false } };
}

/** What cannot be dropped stops no run, but somebody should know. */
async function cleanUpFirst(project: Project): Promise<void> {
  for (const { outcome, type, object, error } of await runJanitor(project, { ignoreTtl: false, dryRun: false })) {
    if (outcome !== 'failed') continue;
    project.emit({ type: 'log', level: 'warn', text: `${type} ${object} could not be dropped: ${error ?? 'unknown'}` });
  }
}

function nothingToDo(environment: string): RunResult {
  return { environment, status: 'nothing-to-do', models: [], seconds: 0, interrupted: false };
}

interface DueRequest {
  readonly environment: Environment;
  readonly request: RunRequest;
  readonly times: ReturnType<typeof readTimes>;
  /** Read instead of the state, by who only looks. */
  readonly state?: PlanningState | undefined;
  /** Snapshots that were read a moment ago. */
  readonly seen?: readonly Snapshot[] | undefined;
}

export interface DueWork extends Pick<Signalled<Run>, 'held' | 'failures'> {
  readonly run: Run;
  readonly snapshots: readonly Snapshot[];
}

/** What an identifier stands for never changes: those that were seen are not read again, whatever else has moved since. */
async function snapshotsOf(
  state: Pick<PlanningState, 'snapshots'>,
  { members }: Environment,
  seen: readonly Snapshot[],
): Promise<readonly Snapshot[]> {
  const known = new Map(seen.map((snapshot) => [snapshot.name, snapshot]));
  const isKnown = ({ name, identifier }: SnapshotId): boolean => known.get(name)?.identifier === identifier;
  const read = await state.snapshots(members.filter((member) => !isKnown(member)));
  const found = members.flatMap((member) =>
    isKnown(member) ? [{ ...known.get(member.name)!, unrestorable: member.unrestorable }] : [],
  );
  return [...read, ...found].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function dueWork(project: Project, due: DueRequest): Promise<DueWork> {
  const { environment, request, times } = due;
  const state = due.state ?? (await project.state());
  const snapshots = await snapshotsOf(state, environment, due.seen ?? []);
  const models = new Map(snapshots.map((s) => [s.name, s.model]));
  const keys = runIntervals(environment);
  const selected =
    request.selectModels === undefined || request.selectModels.length === 0
      ? undefined
      : await selectModels(project, request.selectModels, models);
  const order = buildDag([...models.values()]).order.filter((name) => models.has(name));
  const unfinished = await state.unfinished(keys);
  const stored = intervalLookup(keys, await state.intervals(keys), unfinished);
  const input: RunInput = {
    environment,
    prod: environment.name === PROD ? environment : await state.environment(PROD),
    models,
    order,
    stored,
    others:
      environment.name === PROD && unfinished.some((set) => set.length > 0)
        ? await otherVersions(state, snapshots)
        : undefined,
    previewStarts:
      due.state === undefined ? await previewStarts(await project.state(), environment, stored) : undefined,
    restatementsSettled:
      due.state === undefined
        ? await settledRestatements(await project.state(), environment, snapshots)
        : new Map<string, number>(),
    options: {
      executionTime: times.executionTime,
      start: times.start,
      end: times.end,
      ignoreCron: request.ignoreCron,
      selected,
      noAutoUpstream: request.noAutoUpstream,
    },
  };
  if (request.skipSignals === true) {
    return { run: buildRun(input), snapshots, held: new Map(), failures: new Map() };
  }
  const { executionTime } = times;
  const asked = { models, order, environment: environment.name, executionTime };
  const { built, held, failures } = await withSignals(project, asked, (heldBack) =>
    buildRun(heldBack.size === 0 ? input : { ...input, held: heldBack }),
  );
  return { run: built, snapshots, held, failures };
}
