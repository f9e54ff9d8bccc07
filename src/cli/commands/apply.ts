// mesh apply: applies a plan that was saved.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import { fileProblem } from '../../util/fileProblem.ts';
import { command, requiredArgument } from '../command.ts';
import { count, flag } from '../option.ts';
import { chooseReporter } from '../reporters/reporter.ts';
import { withProject } from '../withProject.ts';
import { exitCodeOf } from './plan.ts';

export const apply = command({
  name: 'apply',
  group: 'Build',
  summary: 'apply a plan saved with `mesh plan --out`',
  description: 'Refused when the project or the environment moved since the plan was made: then nothing is changed.',
  examples: ['mesh plan --out plan.json && mesh apply plan.json'],
  arguments: [{ name: '<plan file>', help: 'as `mesh plan --out` wrote it' }],
  options: {
    verbose: count('-v, --verbose', 'say more'),
    timings: flag('--timings', 'show where the time went, and the slowest stage'),
  },
  isGraceful: true,
  async run(context) {
    const { io, output, settings, options } = context;
    const file = resolve(io.cwd, requiredArgument(context, 0));
    const { readPlan } = await import('../../plan/planFile.ts');
    const plan = readPlan(read(file));
    const reporter = chooseReporter({ io, output, json: settings.json, verbosity: options.verbose });
    try {
      return await withProject(
        context,
        async (project) => {
          const { applySavedPlan } = await import('../../project/applySavedPlan.ts');
          const result = await applySavedPlan(project, plan);
          reporter.end();
          if (settings.json) {
            const { resultJson } = await import('../../project/resultJson.ts');
            output.json(resultJson(result));
          } else {
            const { printApplied } = await import('../reporters/resultText.ts');
            printApplied(plan, result, { output, verbosity: options.verbose, timings: options.timings });
          }
          return exitCodeOf(result);
        },
        reporter.report,
      );
    } finally {
      reporter.end();
    }
  },
});

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new MeshError('CLI_FILE_READ', { file, detail: fileProblem(error) }, { cause: error });
  }
}
