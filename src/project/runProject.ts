// `mesh run`: computes what is due of an environment, from the stored definitions; the project's files are not looked at.
import { executeRun } from '../execute/executeRun.ts';
import type { RunResult } from '../execute/result.ts';
import { buildDag } from '../graph/dag.ts';
import { intervalLookup } from '../plan/intervalLookup.ts';
import { buildRun, runIntervals, type Run, type RunInput } from '../plan/run.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { settledRestatements, settleRestatements } from './autoRestatements.ts';
import { knownEnvironment, runJanitor } from './environmentAdmin.ts';
import { executionContext, withLease } from './executionContext.ts';
import type { Project } from './openProject.ts';
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
  const environment = await knownEnvironment(project, name);
  if (environment.name === PROD && request.skipJanitor !== true) await cleanUpFirst(project);
  return withLease(project, `environment:${environment.name}`, async (lease) => {
    const { run, snapshots, failures } = await dueWork(project, { environment, request, times });
    const context = await executionContext(project, {
      environment: environment.name,
      executionTime: times.executionTime,
      members: environment.members,
      snapshots,
      needed: run.steps.map((step) => step.snapshot.name),
    });
    const { beforeAll, afterAll, audits } = environment.statements;
    const result =
      run.steps.length === 0
        ? nothingToDo(environment.name)
        : await executeRun({ ...context, lease }, { steps: run.steps, beforeAll, afterAll, audits });
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
}

export interface DueWork extends Pick<Signalled<Run>, 'held' | 'failures'> {
  readonly run: Run;
  readonly snapshots: readonly Snapshot[];
}

export async function dueWork(project: Project, due: DueRequest): Promise<DueWork> {
  const { environment, request, times } = due;
  const state = await project.state();
  const snapshots = await state.snapshots(environment.members);
  const models = new Map(snapshots.map((s) => [s.name, s.model]));
  const keys = runIntervals(environment);
  const selected =
    request.selectModels === undefined || request.selectModels.length === 0
      ? undefined
      : await selectModels(project, request.selectModels, models);
  const order = buildDag([...models.values()]).order.filter((name) => models.has(name));
  const input: RunInput = {
    environment,
    prod: environment.name === PROD ? environment : await state.environment(PROD),
    models,
    order,
    stored: intervalLookup(keys, await state.intervals(keys)),
    restatementsSettled: await settledRestatements(state, environment, snapshots),
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
