// mesh diff: what a plan would change, computing nothing.
import { command, requiredArgument } from '../command.ts';
import { count, flag, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const diff = command({
  name: 'diff',
  group: 'Look',
  summary: 'show what differs between the project and an environment',
  description: 'The same report of changes as `mesh plan`; nothing is planned to be computed, nothing is asked.',
  examples: ['mesh diff prod', 'mesh diff dev --json', 'mesh diff prod --detailed-exitcode'],
  arguments: [{ name: '<environment>', help: 'the environment to compare with' }],
  options: {
    selectModel: list('--select-model <selection>', 'compare only these models'),
    createFrom: value('--create-from <environment>', 'compare a new environment with this one instead of prod'),
    noDiff: flag('--no-diff', 'leave out the differences of definitions'),
    detailedExitcode: flag('--detailed-exitcode', 'exit 3 when there are changes'),
    verbose: count('-v, --verbose', 'say more'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { projectDiff } = await import('../../project/projectDiff.ts');
    const environment = requiredArgument(context, 0);
    const { selectModel: selectModels, createFrom, noDiff, verbose: verbosity } = options;
    const found = await withProject(context, (project) =>
      projectDiff(project, { environment, selectModels, createFrom, noDiff, verbosity }),
    );
    if (settings.json) output.json(found.json);
    else {
      for (const line of found.lines) {
        if (/^\s{4,}\+/.test(line)) output.result(output.paint('green', line));
        else if (/^\s{4,}-/.test(line)) output.result(output.paint('red', line));
        else output.result(/^\S/.test(line) ? output.paint('bold', line) : line);
      }
    }
    return options.detailedExitcode && found.hasChanges ? 3 : 0;
  },
});
