// mesh plan: what a change would do; asks once; applies it.
import { isMeshError, MeshError } from '../../error/meshError.ts';
import type { RunResult } from '../../execute/result.ts';
import type { GatedPlan } from '../../project/planThroughGates.ts';
import type { Project } from '../../project/openProject.ts';
import type { PlanRequest } from '../../project/planRequest.ts';
import type { Block } from '../../util/document/document.ts';
import { argument, command, type CommandContext } from '../command.ts';
import { commaList, count, flag, integer, list, value } from '../option.ts';
import { chooseReporter } from '../reporters/reporter.ts';
import { planDataBefore, reportPlanData, type PlanData, type ReportedData } from '../planData.ts';
import { withProject } from '../withProject.ts';
import { writeTo } from '../writeTo.ts';

const options = {
  start: value('-s, --start <date>', 'compute from this date on (development environments, restatements)'),
  end: value('-e, --end <date>', 'compute up to this date, the day itself included'),
  executionTime: value('--execution-time <date>', 'take this as now'),
  selectModel: list('--select-model <selection>', 'plan only the changes of these models', {
    also: ['--select-models <selection>'],
  }),
  backfillModel: list('--backfill-model <selection>', 'compute only these models and what they read'),
  restateModel: list('-r, --restate-model <selection>', 'compute these models and all that reads them again'),
  category: list('--category <model=category>', 'decide a change: breaking, non-breaking or forward-only'),
  forwardOnly: flag('--forward-only', 'changed models keep their tables: only new intervals see the change'),
  effectiveFrom: value('--effective-from <date>', 'with --forward-only: compute again from this date on when deployed'),
  allowDestructiveModel: list('--allow-destructive-model <selection>', 'these models may lose columns'),
  allowAdditiveModel: list('--allow-additive-model <selection>', 'these models may gain columns'),
  allowContractChange: list('--allow-contract-change <selection>', 'these models may break their enforced contracts'),
  skipBackfill: flag('--skip-backfill', 'make tables and views, compute nothing; a later plan does'),
  emptyBackfill: flag('--empty-backfill', 'the same, and count the intervals as computed'),
  dryRun: flag('--dry-run', 'plan, print, exit'),
  skipTests: flag('--skip-tests', 'do not run the unit tests first'),
  testChangedOnly: flag('--test-changed-only', 'run only the unit tests of models that this plan changes or restates'),
  skipLinter: flag('--skip-linter', 'do not run the linter first'),
  noGaps: flag('--no-gaps', 'refuse to switch to a version that lacks intervals the present one has'),
  noAutoCategorization: flag('--no-auto-categorization', 'decide every change by hand', {
    also: ['--no-auto-categorisation'],
  }),
  includeUnmodified: flag('--include-unmodified', 'give every model a view in a development environment'),
  createFrom: value('--create-from <environment>', 'make a new environment from this one instead of prod'),
  minIntervals: integer('--min-intervals <n>', 'compute at least this many of the newest intervals of each model'),
  alwaysRecreateEnvironment: flag(
    '--always-recreate-environment',
    'compare with the environment it is made from, not with itself',
  ),
  run: flag('--run', 'also compute what has become due'),
  ignoreCron: flag('--ignore-cron', 'with --run: do not wait for the crons'),
  explain: flag('--explain', 'show the stages in order, with the SQL at -v, and exit'),
  autoApply: flag('--auto-apply', 'apply without asking'),
  noPrompts: flag('--no-prompts', 'ask nothing but whether to apply'),
  noDiff: flag('--no-diff', 'leave out the differences of definitions'),
  diffRendered: flag('--diff-rendered', 'show differences of queries with their macros expanded'),
  enablePreview: flag(
    '--enable-preview',
    'accepted: forward-only changes are always previewed in development environments',
  ),
  out: value('--out <file>', 'save the plan for `mesh apply`'),
  markdown: value('--markdown <file>', 'write the report for a pull request'),
  html: value('--html <file>', 'write the same report as a page'),
  against: value(
    '--against <ref or file>',
    'compare with a git ref or a state file instead: no database, nothing is run',
  ),
  failOn: commaList(
    '--fail-on <gates>',
    'exit 1 and apply nothing when the plan is one of breaking, destructive, contract, data-loss (several by comma)',
  ),
  dataDiff: flag('--data-diff', 'after applying, compare the rows of changed models with those of prod'),
  dataDiffLimit: integer('--data-diff-limit <n>', 'with --data-diff: rows of each sample (default 20)'),
  detailedExitcode: flag('--detailed-exitcode', 'exit 3 when there are changes or something to compute, apply nothing'),
  timings: flag('--timings', 'show where the time went, and the slowest stage'),
  verbose: count('-v, --verbose', 'say more; -vv even more'),
};

type PlanCommand = CommandContext<typeof options>;

export const plan = command({
  name: 'plan',
  group: 'Build',
  summary: 'show what would change, ask once, apply',
  description:
    'Compares the project with an environment (default: prod), shows what changed, what would be computed and what would be switched, ' +
    'and applies it after one question. Nothing is changed before the answer.',
  examples: [
    'mesh plan',
    'mesh plan dev',
    'mesh plan --auto-apply',
    'mesh plan dev --select-model shop.orders+ --explain',
  ],
  arguments: [{ name: '[environment]', help: 'default: prod' }],
  options,
  isGraceful: true,
  async run(context) {
    const { io, output, settings } = context;
    const reporter = chooseReporter({ io, output, json: settings.json, verbosity: context.options.verbose });
    const attempt: Attempt = { settle: reporter.end, isAuto: false };
    const once = (): Promise<number> =>
      withProject(context, (project) => planAndApply(context, project, attempt), reporter.report);
    try {
      return await once().catch((error: unknown) => {
        if (!isMeshError(error) || error.code !== 'PLAN_OUTDATED' || !attempt.isAuto) throw error;
        // Another process was at work while this one waited for the database. Nobody has to agree to the new plan either.
        output.note('Another process changed what is there meanwhile: planning again.');
        return once();
      });
    } finally {
      reporter.end();
    }
  },
});

interface Attempt {
  readonly settle: () => void;
  /** Applied without asking, whatever it turns out to be. */
  isAuto: boolean;
}

async function planAndApply(context: PlanCommand, project: Project, attempt: Attempt): Promise<number> {
  const { options: given, settings } = context;
  attempt.isAuto = given.autoApply || (await project.config()).plan.autoApply;
  refuseWithAgainst(context);
  const { planThroughGates, readGates } = await import('../../project/planThroughGates.ts');
  const gates = readGates(given.failOn);
  const isComparison = given.against !== undefined;
  const isLooking = given.explain || isComparison;
  if (!given.skipLinter && !isLooking) await lintFirst(context, project);
  const isTested = !given.skipTests && !isLooking;
  if (isTested && !given.testChangedOnly) await testFirst(context, project);
  const request = await requestFrom(context, project);
  const planned = await planThroughGates(project, request, {
    gates,
    against: given.against,
    allowContractChange: given.allowContractChange,
  });
  const { hasWork, touchedModels } = await import('../../plan/plan.ts');
  if (isTested && given.testChangedOnly) await testFirst(context, project, touchedModels(planned.plan));
  const isHit = planned.hits.length > 0;
  const isWork = hasWork(planned.plan);
  await writeFiles(context, planned);
  if (!isLooking && !given.dryRun) await refreshTypes(context, project, planned);
  if (given.explain) {
    if (settings.json) await printJson(context, planned, null);
    else await printStages(context, project, planned);
    return isHit ? 1 : changesCode(context, isWork);
  }
  if (!settings.json) await printReport(context, project, planned);
  const only = isComparison || isHit || given.dryRun || given.detailedExitcode || given.out !== undefined;
  if (only || !isWork || !(await confirmed(context, project, planned))) {
    if (!only && !isWork) await renew(context, project, planned);
    if (settings.json) await printJson(context, planned, null);
    return isHit ? 1 : changesCode(context, isWork);
  }
  const { applyProjectPlan } = await import('../../project/applyProjectPlan.ts');
  const { infersColumns } = await import('../../project/inferredColumns.ts');
  const data = given.dataDiff ? await planDataBefore(project, given.dataDiffLimit) : undefined;
  const result = await applyProjectPlan(project, planned.plan, planned.loaded);
  attempt.settle();
  if (!settings.json) await printOutcome(context, planned, result);
  // Models that declare no columns have them now.
  if ([...planned.loaded.models.values()].some(infersColumns)) await refreshTypes(context, project, planned);
  const dataDiff = data === undefined ? undefined : await compareData(context, project, { planned, result, data });
  if (dataDiff !== undefined) await writeReports(context, planned, dataDiff.blocks);
  if (settings.json) await printJson(context, { ...planned, dataDiff: dataDiff?.json }, result);
  return exitCodeOf(result);
}

async function renew({ options: given }: PlanCommand, project: Project, { plan }: GatedPlan): Promise<void> {
  if (plan.renewedUntil === undefined || !(given.autoApply || (await project.config()).plan.autoApply)) return;
  const { renewEnvironment } = await import('../../project/applyProjectPlan.ts');
  await renewEnvironment(project, plan);
}

function changesCode({ options: given }: PlanCommand, isWork: boolean): number {
  return given.detailedExitcode && isWork ? 3 : 0;
}

async function printStages(
  { options: given, output }: PlanCommand,
  project: Project,
  planned: GatedPlan,
): Promise<void> {
  const { explainPlan } = await import('../../plan/explainPlan.ts');
  const isPlain = given.verbose === 0 || given.against !== undefined;
  const sqlOf = isPlain
    ? undefined
    : await (await import('../../project/planStatements.ts')).planStatements(project, planned);
  output.result(explainPlan(planned.plan, { verbosity: given.verbose, sqlOf }).join('\n'));
}

interface AppliedPlan {
  readonly planned: GatedPlan;
  readonly result: RunResult;
  readonly data: PlanData;
}

/** Only what was switched can be compared. */
async function compareData(
  { output, settings }: PlanCommand,
  project: Project,
  { planned, result, data }: AppliedPlan,
): Promise<ReportedData | undefined> {
  if (result.interrupted || (result.status !== 'success' && result.status !== 'nothing-to-do')) return undefined;
  return reportPlanData(project, { plan: planned.plan, data, output, json: settings.json });
}

function refuseWithAgainst({ options: given }: PlanCommand): void {
  if (given.against === undefined) return;
  const second = given.autoApply ? '--auto-apply' : given.out === undefined ? undefined : '--out';
  const why = 'a comparison of two versions cannot be applied';
  if (second !== undefined) throw new MeshError('CLI_OPTIONS_EXCLUDE', { first: '--against', second, why });
}

/** Warnings are shown, errors end the command: exit code 1. */
async function lintFirst({ output, settings, args }: PlanCommand, project: Project): Promise<void> {
  const { lintBeforePlan } = await import('../../project/lintProject.ts');
  const environment = argument({ args }, 0) ?? (await project.config()).defaultTargetEnvironment;
  const warnings = await lintBeforePlan(project, environment);
  if (!settings.json) output.diagnostics(warnings);
}

/** A failing unit test ends the command with exit code 1; a project without tests pays nothing. */
async function testFirst(
  { output, settings, args, io }: PlanCommand,
  project: Project,
  models?: ReadonlySet<string>,
): Promise<void> {
  const loaded = await project.loadValid();
  if (loaded.counts.tests === 0) return;
  const { testProject } = await import('../../project/unitTest/testProject.ts');
  const selection =
    models === undefined ? undefined : { patterns: [], substrings: [], cwd: io.cwd, models, mayBeEmpty: true };
  const run = await testProject(project, { selection });
  if (run.failed === 0) return;
  if (!settings.json) (await import('../testText.ts')).printFailedTests(run, output);
  const failed = run.results.filter((result) => result.status === 'failed');
  const environment = argument({ args }, 0) ?? loaded.config.defaultTargetEnvironment;
  const data = { failed: failed.map((result) => result.name), total: run.results.length, environment };
  throw new MeshError('TEST_FAILED', data, { at: failed[0]!.problems[0]?.at ?? failed[0]!.at });
}

export function exitCodeOf(result: RunResult): number {
  if (result.interrupted) return 130;
  return result.status === 'failed' || result.status === 'partial' ? 1 : 0;
}

async function requestFrom(context: PlanCommand, project: Project): Promise<PlanRequest> {
  const { options: given } = context;
  const { readCategories } = await import('../../project/planRequest.ts');
  const { plan: defaults } = await project.config();
  const mayAsk =
    context.io.isInteractive &&
    !context.settings.json &&
    !given.autoApply &&
    !given.noPrompts &&
    !defaults.noPrompts &&
    !given.dryRun;
  return {
    environment: argument(context, 0),
    start: given.start,
    end: given.end,
    executionTime: given.executionTime,
    selectModels: given.selectModel,
    backfillModels: given.backfillModel,
    restateModels: given.restateModel,
    allowDestructiveModels: given.allowDestructiveModel,
    allowAdditiveModels: given.allowAdditiveModel,
    forwardOnly: given.forwardOnly || undefined,
    effectiveFrom: given.effectiveFrom,
    skipBackfill: given.skipBackfill,
    emptyBackfill: given.emptyBackfill,
    noGaps: given.noGaps,
    noAutoCategorization: given.noAutoCategorization,
    includeUnmodified: given.includeUnmodified || defaults.includeUnmodified,
    createFrom: given.createFrom,
    minIntervals: given.minIntervals,
    diffRendered: given.diffRendered,
    alwaysRecreateEnvironment: given.alwaysRecreateEnvironment || undefined,
    run: given.run,
    ignoreCron: given.ignoreCron,
    categories: readCategories(given.category),
    choose: mayAsk ? (await import('../prompts.ts')).askCategories : undefined,
  };
}

async function writeFiles(context: PlanCommand, planned: GatedPlan): Promise<void> {
  const { out } = context.options;
  // What must not be applied is not saved to be applied.
  if (out !== undefined && planned.hits.length === 0) {
    const { writePlan } = await import('../../plan/planFile.ts');
    writeTo(context.io, out, writePlan(planned.plan));
  }
  await writeReports(context, planned);
}

async function writeReports(
  { options: { markdown, html }, io }: PlanCommand,
  { plan: made, hits }: GatedPlan,
  more: readonly Block[] = [],
): Promise<void> {
  if (markdown === undefined && html === undefined) return;
  const { planHtml, planMarkdown } = await import('../../plan/planDocument.ts');
  if (markdown !== undefined) writeTo(io, markdown, planMarkdown(made, { hits, more }));
  if (html !== undefined) writeTo(io, html, planHtml(made, { hits, more }));
}

/** Only a file that is there: `mesh types` makes it. One that cannot be written stops no plan. */
async function refreshTypes(
  { output, settings }: PlanCommand,
  project: Project,
  { plan: made, loaded }: GatedPlan,
): Promise<void> {
  const { refreshTableTypes, typesFile } = await import('../../project/tableTypes.ts');
  try {
    const isWritten = await refreshTableTypes(loaded, project, made.projectHash);
    if (isWritten && !settings.json) output.note(`${typesFile} was brought up to date`);
  } catch (error) {
    if (!isMeshError(error) || error.code !== 'CLI_FILE_WRITE') throw error;
    output.diagnostics([{ ...error.toDiagnostic(), severity: 'warning' }]);
  }
}

async function printReport(context: PlanCommand, project: Project, planned: GatedPlan): Promise<void> {
  const { options: given, output } = context;
  const { plan: made, loaded, hits } = planned;
  const { planReport } = await import('../../plan/planReport.ts');
  const { paint } = output;
  const { plan: defaults } = await project.config();
  output.diagnostics([...(await project.configDiagnostics()), ...loaded.diagnostics]);
  for (const line of planReport(made, { verbosity: given.verbose, noDiff: given.noDiff || defaults.noDiff })) {
    if (/^\s{4,}\+/.test(line)) output.result(paint('green', line));
    else if (/^\s{4,}-/.test(line)) output.result(paint('red', line));
    else output.result(/^\S/.test(line) ? paint('bold', line) : line);
  }
  for (const { gate, model, reason } of hits)
    output.note(`${output.paintNotes('red', `--fail-on ${gate}`)}: ${model}: ${reason}`);
  if (given.against !== undefined) output.note(`Compared with ${given.against}: nothing was run.`);
  else if (hits.length > 0) output.note('Nothing was applied.');
}

async function confirmed(context: PlanCommand, project: Project, { plan: made }: GatedPlan): Promise<boolean> {
  const { options: given, io, settings, output } = context;
  const { plan: defaults } = await project.config();
  if (given.autoApply || defaults.autoApply) return true;
  if (!io.isInteractive || settings.json) {
    if (!settings.json) output.note('Nothing was applied: --auto-apply applies without asking.');
    return false;
  }
  const { askApply } = await import('../prompts.ts');
  const isWanted = await askApply(made.environment);
  if (!isWanted) output.note('Nothing was applied.');
  return isWanted;
}

async function printJson(
  context: PlanCommand,
  planned: GatedPlan & { readonly dataDiff?: readonly unknown[] | undefined },
  result: RunResult | null,
): Promise<void> {
  const { planJson } = await import('../../plan/planJson.ts');
  const { resultJson } = await import('../../project/resultJson.ts');
  const applied =
    result !== null && (result.status === 'success' || result.status === 'nothing-to-do') && !result.interrupted;
  const { plan: made, gates, hits } = planned;
  const shown = planJson(made, { applied, result: result === null ? null : resultJson(result) });
  const { dataDiff } = planned;
  context.output.json({
    ...shown,
    ...(gates.length === 0 ? {} : { failOn: { gates, hits } }),
    ...(dataDiff === undefined ? {} : { dataDiff }),
  });
}

async function printOutcome(
  { options: given, output }: PlanCommand,
  { plan: made }: GatedPlan,
  result: RunResult,
): Promise<void> {
  const { printApplied } = await import('../reporters/resultText.ts');
  printApplied(made, result, { output, verbosity: given.verbose, timings: given.timings });
}
