// mesh ci: what a pipeline calls for a pull or merge request, and when it is merged.
import { MeshError } from '../../error/meshError.ts';
import type { CiAction, CiOutcome } from '../../project/ci/ciOutcome.ts';
import type { CiOptions } from '../../project/ci/ciProject.ts';
import type { SentReport } from '../../project/ci/sendReport.ts';
import type { Project } from '../../project/openProject.ts';
import { ciJson } from '../ciJson.ts';
import { argument, command, type CommandContext } from '../command.ts';
import { exitCodeOf as exitCodeOfError } from '../errors/exitCode.ts';
import { commaList, count, flag, integer, list, optionalValue, value } from '../option.ts';
import { chooseReporter } from '../reporters/reporter.ts';
import { withProject } from '../withProject.ts';
import { writeTo } from '../writeTo.ts';

const options = {
  number: integer('--number <n>', 'number of the pull or merge request (default: what the pipeline says)'),
  branch: value('--branch <name>', 'its branch'),
  commit: value('--commit <sha>', 'the commit that gets the status'),
  markdown: optionalValue('--markdown [file]', 'write the report to a file; without one, it is what is printed anyway'),
  html: value('--html <file>', 'write the same report as a page'),
  dryRun: flag('--dry-run', 'check and plan, but build and send nothing'),
  failOn: commaList(
    '--fail-on <gates>',
    'exit 1 and build nothing when the change is one of breaking, destructive, contract, data-loss (several by comma)',
  ),
  start: value('-s, --start <date>', "compute the request's environment from this date on"),
  end: value('-e, --end <date>', 'compute it up to this date, the day itself included'),
  executionTime: value('--execution-time <date>', 'take this as now'),
  selectModel: list('--select-model <selection>', 'only the changes of these models', {
    also: ['--select-models <selection>'],
  }),
  category: list('--category <model=category>', 'decide a change: breaking, non-breaking or forward-only'),
  forwardOnly: flag('--forward-only', 'changed models keep their tables: only new intervals see the change'),
  allowDestructiveModel: list('--allow-destructive-model <selection>', 'these models may lose columns'),
  allowAdditiveModel: list('--allow-additive-model <selection>', 'these models may gain columns'),
  allowContractChange: list('--allow-contract-change <selection>', 'these models may break their enforced contracts'),
  skipBackfill: flag('--skip-backfill', "make the environment's tables and views, compute nothing"),
  includeUnmodified: flag('--include-unmodified', 'give every model a view in it'),
  minIntervals: integer('--min-intervals <n>', 'compute at least this many of the newest intervals of each model'),
  skipTests: flag('--skip-tests', 'do not run the unit tests'),
  skipLinter: flag('--skip-linter', 'do not run the linter'),
  verbose: count('-v, --verbose', 'say more'),
};

type CiCommand = CommandContext<typeof options>;

export const ci = command({
  name: 'ci',
  group: 'Build',
  summary: 'check and build a pull request, or deploy it',
  description:
    "Runs the linter and the tests, builds an environment of the request's own, says what deploying it would change, and puts the report " +
    'on the request. With `deploy`: plans and applies prod, then ends that environment. Knows GitHub and GitLab.',
  examples: [
    'mesh ci',
    'mesh ci --number 12 --dry-run',
    'mesh ci --fail-on data-loss --html report.html',
    'mesh ci deploy',
  ],
  arguments: [{ name: '[action]', help: 'check (default) or deploy' }],
  options,
  isGraceful: true,
  async run(context) {
    const { io, output, settings } = context;
    const action = readAction(argument(context, 0));
    const reporter = chooseReporter({ io, output, json: settings.json, verbosity: context.options.verbose });
    const attempt = (mayRepeat: boolean): Promise<number | undefined> =>
      withProject(
        context,
        async (project) => {
          const { ciProject } = await import('../../project/ci/ciProject.ts');
          const outcome = await ciProject(project, await optionsFrom(context, project, action));
          if (mayRepeat && outcome.error?.code === 'PLAN_OUTDATED') return undefined;
          reporter.end();
          return report(context, project, outcome);
        },
        reporter.report,
      );
    try {
      const code = await attempt(true);
      if (code !== undefined) return code;
      output.note('Another process changed what is there meanwhile: checking again.');
      return (await attempt(false))!;
    } finally {
      reporter.end();
    }
  },
});

function readAction(text: string | undefined): CiAction {
  const actions = ['check', 'deploy'] as const;
  const found = text === undefined ? 'check' : actions.find((action) => action === text);
  if (found === undefined)
    throw new MeshError('CLI_OPTION_CHOICE', { option: 'the action of mesh ci', got: text!, known: actions });
  return found;
}

async function optionsFrom({ options: given, io }: CiCommand, project: Project, action: CiAction): Promise<CiOptions> {
  const { checkedOutBranch, readCiRequest } = await import('../../project/ci/ciRequest.ts');
  const { readCategories } = await import('../../project/planRequest.ts');
  const { readGates } = await import('../../project/planThroughGates.ts');
  const { ci: settings, root } = await project.config();
  const detected = readCiRequest(io.env, given, settings.forge);
  const { withMergedRequest } = await import('../../project/ci/mergedRequest.ts');
  const isKnown = detected.number !== undefined || detected.branch !== undefined;
  const request =
    action === 'check' && !isKnown
      ? { ...detected, branch: checkedOutBranch(root) }
      : action === 'deploy' && !given.dryRun
        ? await withMergedRequest(project, detected)
        : detected;
  return {
    action,
    request,
    gates: readGates(given.failOn),
    dryRun: given.dryRun,
    skipTests: given.skipTests,
    skipLinter: given.skipLinter,
    allowContractChange: given.allowContractChange,
    plan: {
      executionTime: given.executionTime,
      selectModels: given.selectModel,
      categories: readCategories(given.category),
      forwardOnly: given.forwardOnly || undefined,
      allowDestructiveModels: given.allowDestructiveModel,
      allowAdditiveModels: given.allowAdditiveModel,
    },
    own: {
      start: given.start,
      end: given.end,
      skipBackfill: given.skipBackfill,
      minIntervals: given.minIntervals,
      includeUnmodified: given.includeUnmodified,
    },
  };
}

async function report(context: CiCommand, project: Project, outcome: CiOutcome): Promise<number> {
  const { options: given, io, output, settings } = context;
  const { ciHtml, ciMarkdown } = await import('../../project/ci/ciReport.ts');
  const markdown = ciMarkdown(outcome);
  if (typeof given.markdown === 'string') writeTo(io, given.markdown, markdown);
  if (given.html !== undefined) writeTo(io, given.html, ciHtml(outcome));
  if (!settings.json) output.result(markdown.trimEnd());
  const code = exitCodeOf(outcome);
  const sent = given.dryRun ? 'this is a dry run' : await send(project, outcome);
  if (settings.json) output.json(ciJson(outcome, { sent, markdown, failed: code !== 0 }));
  else noteSent(context, sent);
  if (!(sent instanceof MeshError)) return code;
  output.diagnostics([sent.toDiagnostic()]);
  return code === 0 ? 1 : code;
}

/** What was run stays as it is and is reported, even when the forge does not want to hear of it. */
async function send(project: Project, outcome: CiOutcome): Promise<SentReport | string | MeshError> {
  const { sendReport } = await import('../../project/ci/sendReport.ts');
  try {
    return await sendReport(project, outcome);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'CI_FORGE') return error;
    throw error;
  }
}

function noteSent({ output }: CiCommand, sent: SentReport | string | MeshError): void {
  if (typeof sent === 'string') output.note(`Nothing was sent: ${sent}.`);
  else if (!(sent instanceof MeshError)) {
    const parts = [
      ...(sent.comment === undefined ? [] : [`the comment was ${sent.comment}`]),
      ...(sent.status === undefined ? [] : [`the commit has the status ${sent.status}`]),
    ];
    output.note(`${sent.forge}: ${parts.join(', ')}`);
  }
}

function exitCodeOf({ error, steps }: CiOutcome): number {
  if (error !== undefined) return exitCodeOfError(error);
  return steps.some(({ status }) => status === 'failed') ? 1 : 0;
}
