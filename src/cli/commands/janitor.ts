// mesh janitor: drops expired environments and tables that no environment uses.
import { printCleanUp } from '../cleanUpText.ts';
import { command } from '../command.ts';
import { mayDestroy, yes } from '../confirmDestruction.ts';
import { flag, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const janitor = command({
  name: 'janitor',
  group: 'State',
  summary: 'drop expired environments and tables that nobody uses',
  description:
    'Drops only what mesh made, one object at a time, and says what became of each. `mesh run` does it first.',
  options: {
    ignoreTtl: flag('--ignore-ttl', 'also what nobody uses but has not expired'),
    environment: value('-e, --environment <name>', 'only this environment, if it has expired; tables are kept', {
      also: ['--env <name>'],
    }),
    forceDelete: flag(
      '--force-delete',
      'forget also what could not be dropped: it stays in the database, unknown to mesh',
    ),
    dryRun: flag('--dry-run', 'say what would be dropped'),
    yes,
  },
  async run(context) {
    const { output, settings, options } = context;
    if (options.ignoreTtl && options.environment === undefined && !options.dryRun) {
      const question = 'Drop every table that no environment uses, expired or not?';
      if (!(await mayDestroy(context, question, options.yes))) return 0;
    }
    return withProject(context, async (project) => {
      const { runJanitor } = await import('../../project/environmentAdmin.ts');
      return printCleanUp(await runJanitor(project, options), output, settings.json);
    });
  },
});
