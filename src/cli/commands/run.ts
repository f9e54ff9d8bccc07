// mesh run: computes what is due by each model's cron.
import { argument, command, type CommandContext } from '../command.ts';
import { count, flag, integer, list, value } from '../option.ts';
import { chooseReporter } from '../reporters/reporter.ts';
import type { ProjectRun, RunRequest } from '../../project/runProject.ts';
import { isMeshError } from '../../error/meshError.ts';
import { withProject } from '../withProject.ts';
import { exitCodeOf } from './plan.ts';

const options = {
  start: value('-s, --start <date>', 'compute from this date on'),
  end: value('-e, --end <date>', 'compute up to this date, the day itself included'),
  executionTime: value('--execution-time <date>', 'take this as now'),
  selectModel: list('--select-model <selection>', 'only these models and what they read', {
    also: ['--select-models <selection>'],
  }),
  noAutoUpstream: flag('--no-auto-upstream', 'with --select-model: not also what they read'),
  ignoreCron: flag('--ignore-cron', 'compute all complete intervals, whatever the crons say'),
  skipJanitor: flag('--skip-janitor', 'do not clean up first'),
  exitOnEnvUpdate: integer(
    '--exit-on-env-update <code>',
    'exit with this code when the environment was changed meanwhile',
    { most: 255 },
  ),
  watch: flag('--watch', 'keep running and wake at each due cron'),
  timings: flag('--timings', 'show where the time went, and the slowest stage'),
  verbose: count('-v, --verbose', 'say more'),
};

type RunCommand = CommandContext<typeof options>;

export const run = command({
  name: 'run',
  group: 'Build',
  summary: 'compute what is due',
  description:
    "Computes the intervals that are due by each model's cron, from the definitions that were applied last. Changed files are never picked up.",
  examples: ['mesh run', 'mesh run dev', 'mesh run --select-model shop.orders', 'mesh run --watch'],
  arguments: [{ name: '[environment]', help: 'default: prod' }],
  options,
  isGraceful: true,
  async run(context) {
    return context.options.watch ? watch(context) : (await once(context, context.settings.now)).code;
  },
});

interface Round {
  readonly code: number;
  readonly nextDue: number | undefined;
  readonly environmentChanged: boolean;
}

async function once(context: RunCommand, now: number): Promise<Round> {
  const { io, output, settings, options: given } = context;
  const reporter = chooseReporter({ io, output, json: settings.json, verbosity: given.verbose });
  try {
    return await withProject(
      { ...context, settings: { ...settings, now } },
      async (project) => {
        const { runProject } = await import('../../project/runProject.ts');
        const done = await runProject(project, requestFrom(context));
        reporter.end();
        await print(context, done);
        const { environmentChanged, nextDue } = done;
        const changed = environmentChanged ? given.exitOnEnvUpdate : undefined;
        return { code: changed ?? exitCodeOf(done.result), nextDue, environmentChanged };
      },
      reporter.report,
    );
  } finally {
    reporter.end();
  }
}

function requestFrom(context: RunCommand): RunRequest {
  const { options: given } = context;
  return {
    environment: argument(context, 0),
    start: given.start,
    end: given.end,
    executionTime: given.executionTime,
    selectModels: given.selectModel,
    ignoreCron: given.ignoreCron,
    noAutoUpstream: given.noAutoUpstream,
    skipJanitor: given.skipJanitor,
  };
}

async function print(context: RunCommand, { result, nextDue }: ProjectRun): Promise<void> {
  const { output, settings, options: given } = context;
  const next = nextDue === undefined ? null : new Date(nextDue).toISOString();
  if (given.watch && result.status === 'nothing-to-do' && !isNews(context, next)) return;
  if (settings.json) {
    const { resultJson } = await import('../../project/resultJson.ts');
    const value = { ...(resultJson(result) as object), nextDue: next };
    if (given.watch) output.result(JSON.stringify(value));
    else output.json(value);
    return;
  }
  if (result.status === 'nothing-to-do') {
    const then = next === null ? '' : `; next at ${next.slice(0, 16).replace('T', ' ')} UTC`;
    output.result(`Nothing is due in ${result.environment}${then}.`);
    return;
  }
  const { printResult } = await import('../reporters/resultText.ts');
  printResult(result, output, { verbosity: given.verbose, timings: given.timings });
}

/** What `--watch` has said last: it looks every minute, and says it once. */
const told = new WeakMap<RunCommand, string | null>();

function isNews(context: RunCommand, next: string | null): boolean {
  const isNew = told.get(context) !== next;
  told.set(context, next);
  return isNew;
}

/** Longest sleep: a plan may bring models with an earlier cron. */
const mostSleepMs = 60_000;

async function watch(context: RunCommand): Promise<number> {
  // With MESH_NOW time goes on from there.
  const ahead = context.settings.now - context.io.clock();
  const now = (): number => context.io.clock() + ahead;
  for (;;) {
    const { code, nextDue, environmentChanged } = await onceUnlocked(context, now);
    if (context.io.stop.aborted) return 130;
    if (environmentChanged && context.options.exitOnEnvUpdate !== undefined) return code;
    const wait = nextDue === undefined ? mostSleepMs : Math.min(mostSleepMs, Math.max(1_000, nextDue - now()));
    await sleep(wait, context.io.stop);
    if (context.io.stop.aborted) return 130;
  }
}

/** A long plan in another process holds the database: that is no reason to stop watching. */
async function onceUnlocked(context: RunCommand, now: () => number): Promise<Round> {
  try {
    return await once(context, now());
  } catch (error) {
    if (!isMeshError(error) || error.code !== 'ENGINE_LOCKED') throw error;
    context.output.note(`${error.message}; mesh looks again in a minute`);
    return { code: 0, nextDue: undefined, environmentChanged: false };
  }
}

function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    stop.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    }
  });
}
