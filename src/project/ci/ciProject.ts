// `mesh ci`: checks a request, builds its environment and says what deploying would do; `mesh ci deploy` does that.
import { isMeshError, MeshError } from '../../error/meshError.ts';
import type { CiConfig } from '../../load/config/config.ts';
import type { LoadedProject } from '../../load/loadedProject.ts';
import { counted } from '../../plan/words.ts';
import type { Gate } from '../../plan/gates.ts';
import { hasWork, type Plan } from '../../plan/plan.ts';
import { PROD } from '../../snapshot/environment.ts';
import { applyProjectPlan } from '../applyProjectPlan.ts';
import { invalidateEnvironment } from '../environmentAdmin.ts';
import { lintBeforePlan } from '../lintProject.ts';
import type { Project } from '../openProject.ts';
import { planProject, type Planned } from '../planProject.ts';
import type { PlanRequest } from '../planRequest.ts';
import { planThroughGates, type GatedPlan } from '../planThroughGates.ts';
import { testProject, type TestRun } from '../unitTest/testProject.ts';
import type { CiAction, CiOutcome } from './ciOutcome.ts';
import { requestEnvironment, type CiRequest } from './ciRequest.ts';
import { appliedStep, CiSteps } from './ciSteps.ts';

export interface CiOptions {
  readonly action: CiAction;
  readonly request: CiRequest;
  readonly gates: readonly Gate[];
  /** Plan, report, build and send nothing. */
  readonly dryRun: boolean;
  readonly skipTests: boolean;
  readonly skipLinter: boolean;
  readonly allowContractChange: readonly string[];
  /** What the command line says about plans, for both environments. */
  readonly plan: PlanRequest;
  /** What it says about the request's environment alone. */
  readonly own: Pick<PlanRequest, 'start' | 'end' | 'skipBackfill' | 'minIntervals' | 'includeUnmodified'>;
}

export async function ciProject(project: Project, options: CiOptions): Promise<CiOutcome> {
  const { ci } = await project.config();
  const environment = requestEnvironment(options.request, ci);
  if (options.action === 'check' && environment === undefined) throw new MeshError('CI_REQUEST_UNKNOWN', {});
  refuseOtherBranches(options, ci);
  const steps = new CiSteps(project);
  const loaded = await steps.take('project', async () => {
    const value = await project.loadValid();
    const problems = value.diagnostics.filter(({ severity }) => severity === 'warning');
    return { text: counted(value.models.size, 'model'), problems, value };
  });
  const { action, request } = options;
  const nothing = { tests: undefined, change: undefined, built: undefined, remaining: undefined, result: undefined };
  const start = { action, request, environment };
  if (loaded === undefined) return { ...start, ...nothing, steps: steps.list, error: steps.error };
  const context: Context = { project, options, ci, steps, loaded };
  if (!options.skipLinter) await lint(context, environment ?? PROD);
  const tests = options.skipTests ? undefined : await runTests(context, environment ?? PROD);
  const mayBuild = !steps.hasFailed;
  const change = await planChange(context);
  const isStopped = !mayBuild || change === undefined || change.hits.length > 0;
  const done =
    action === 'deploy'
      ? await deploy(context, change, { isStopped, environment })
      : await buildEnvironment(context, environment!, { isStopped });
  return { ...start, ...nothing, ...done, tests, change, steps: steps.list, error: steps.error };
}

interface Context {
  readonly project: Project;
  readonly options: CiOptions;
  readonly ci: CiConfig;
  readonly steps: CiSteps;
  readonly loaded: LoadedProject;
}

function refuseOtherBranches({ action, request: { target } }: CiOptions, { prodBranch }: CiConfig): void {
  if (action === 'deploy' && prodBranch !== undefined && target !== undefined && target !== prodBranch)
    throw new MeshError('CI_BRANCH', { target, prodBranch });
}

async function lint({ project, steps, loaded }: Context, environment: string): Promise<void> {
  if (!loaded.config.linter.enabled) return steps.skip('lint', 'the linter is off');
  await steps.take('lint', async () => {
    const problems = await lintBeforePlan(project, environment);
    return { text: problems.length === 0 ? 'no findings' : counted(problems.length, 'warning'), problems };
  });
}

async function runTests({ project, steps, loaded }: Context, environment: string): Promise<TestRun | undefined> {
  if (loaded.counts.tests === 0) {
    steps.skip('tests', 'there are none');
    return undefined;
  }
  let run: TestRun | undefined;
  await steps.take('tests', async () => {
    run = await testProject(project);
    if (run.failed === 0) return { text: `${run.passed} passed` };
    const failed = run.results.filter(({ status }) => status === 'failed');
    const diagnostics = failed.flatMap(({ name, problems }) =>
      problems.map((problem) => ({ ...problem, message: `${name}: ${problem.message}` })),
    );
    const data = { failed: failed.map(({ name }) => name), total: run.results.length, environment };
    throw new MeshError('TEST_FAILED', data, { diagnostics, at: failed[0]!.problems[0]?.at ?? failed[0]!.at });
  });
  return run;
}

/** Of both environments; `--forward-only` is also what the branch's name may say. */
function commonRequest({ options, ci }: Context): PlanRequest {
  const isForwardOnly = options.request.branch?.endsWith(ci.forwardOnlyBranchSuffix) === true;
  return {
    ...options.plan,
    autoCategorizeChanges: ci.autoCategorizeChanges,
    forwardOnly: options.plan.forwardOnly ?? (isForwardOnly || undefined),
  };
}

function prodRequest(context: Context): PlanRequest {
  const { ci, options } = context;
  const alsoDue = options.action === 'deploy' && ci.runOnDeploy ? { run: true } : {};
  return { ...commonRequest(context), ...alsoDue, environment: PROD };
}

/** What deploying means, asked before anything is built: that is what the gates are about. */
async function planChange(context: Context): Promise<GatedPlan | undefined> {
  const { project, options, steps } = context;
  return steps.take('plan', async () => {
    const { gates, allowContractChange } = options;
    const value = await planThroughGates(project, prodRequest(context), { gates, allowContractChange });
    const { hits } = value;
    if (hits.length === 0) return { text: changesText(value.plan), value };
    const stopped = hits.map(({ gate, model }) => `${model} (${gate})`).join(', ');
    return { text: `stopped by --fail-on: ${stopped}`, status: 'failed', value };
  });
}

function changesText({ diff: { added, modified, removed }, hasChanges }: Plan): string {
  const parts = [
    [added.length, 'added'],
    [modified.length, 'modified'],
    [removed.length, 'removed'],
  ] as const;
  const texts = parts.filter(([n]) => n > 0).map(([n, word]) => `${counted(n, 'model')} ${word}`);
  return texts.length > 0 ? texts.join(', ') : hasChanges ? 'no model changed' : 'nothing changed';
}

type Built = Pick<CiOutcome, 'built' | 'result' | 'remaining'>;

interface Stop {
  readonly isStopped: boolean;
}

async function buildEnvironment(context: Context, environment: string, { isStopped }: Stop): Promise<Partial<Built>> {
  const { project, options, ci, steps } = context;
  if (isStopped) {
    steps.skip('environment', `${environment} was not built`);
    return {};
  }
  let built: Plan | undefined;
  const result = await steps.take('environment', async () => {
    const planned = await ownPlan(context, environment);
    if (planned === undefined) return { text: 'no model changed, so nothing is built', status: 'skipped' };
    built = planned.plan;
    if (options.dryRun) return { text: `dry run: ${environment} was not built`, status: 'skipped' };
    const applied = appliedStep(await applyProjectPlan(project, planned.plan, planned.loaded));
    const isEmpty = options.own.skipBackfill === true || ci.skipBackfill;
    return isEmpty ? { ...applied, text: `${environment} is made, its models are not computed` } : applied;
  });
  if (built === undefined || result === undefined || steps.hasFailed) return { built, result };
  const remaining = (await planProject(project, prodRequest(context))).plan;
  return { built, result, remaining };
}

/** Always compared with prod, whatever an earlier push has built: what is built is used again all the same. */
async function ownPlan(context: Context, environment: string): Promise<Planned | undefined> {
  const { project, options, ci } = context;
  const { own } = options;
  const { includeUnmodified } = (await project.config()).plan;
  const request: PlanRequest = {
    ...commonRequest(context),
    environment,
    alwaysRecreateEnvironment: true,
    start: own.start ?? ci.start,
    end: own.end,
    skipBackfill: own.skipBackfill === true || ci.skipBackfill,
    minIntervals: own.minIntervals ?? ci.minIntervals,
    includeUnmodified: own.includeUnmodified === true || (ci.includeUnmodified ?? includeUnmodified),
  };
  // When a push takes every change back, an environment that an earlier one built still has to follow.
  return (
    (await planIfNeeded(project, request)) ?? planIfNeeded(project, { ...request, alwaysRecreateEnvironment: false })
  );
}

async function planIfNeeded(project: Project, request: PlanRequest): Promise<Planned | undefined> {
  try {
    return await planProject(project, request);
  } catch (error) {
    if (isMeshError(error) && error.code === 'PLAN_NO_CHANGES_NEW_ENVIRONMENT') return undefined;
    throw error;
  }
}

async function deploy(
  context: Context,
  change: GatedPlan | undefined,
  { isStopped, environment }: Stop & { readonly environment: string | undefined },
): Promise<Partial<Built>> {
  const { project, options, steps } = context;
  if (isStopped || change === undefined) {
    steps.skip('deploy', `${PROD} was not changed`);
    return {};
  }
  const { plan, loaded } = change;
  const isWork = hasWork(plan);
  if (options.dryRun) {
    steps.skip('deploy', `dry run: ${PROD} was not changed`);
    return { built: plan };
  }
  const result = await steps.take('deploy', async () =>
    isWork
      ? appliedStep(await applyProjectPlan(project, plan, loaded))
      : { text: `${PROD} is what the project says already`, status: 'skipped' as const },
  );
  if (!steps.hasFailed && environment !== undefined) await endEnvironment(context, environment);
  return { built: plan, result };
}

async function endEnvironment({ project, ci, steps }: Context, environment: string): Promise<void> {
  if (!ci.invalidateAfterDeploy) return;
  await steps.take('clean-up', async () => {
    try {
      await invalidateEnvironment(project, environment, { sync: false });
      return { text: `${environment} has ended: the next janitor drops its views` };
    } catch (error) {
      if (!isMeshError(error) || error.code !== 'RUN_ENVIRONMENT_UNKNOWN') throw error;
      return { text: `there is no environment ${environment}`, status: 'skipped' };
    }
  });
}
