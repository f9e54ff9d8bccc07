// mesh destroy: takes everything away that mesh ever made.
import { printCleanUp } from '../cleanUpText.ts';
import { command } from '../command.ts';
import { mayDestroy, yes } from '../confirmDestruction.ts';
import { flag } from '../option.ts';
import { withProject } from '../withProject.ts';

export const destroy = command({
  name: 'destroy',
  group: 'State',
  summary: 'drop all views, tables and state that mesh made',
  description: 'Objects that mesh did not make are left alone; so are schemas that still hold something.',
  options: { dryRun: flag('--dry-run', 'say what would be dropped'), yes },
  async run(context) {
    const { output, settings, options } = context;
    const question = 'Drop every environment, every table and the whole state of this project?';
    if (!options.dryRun && !(await mayDestroy(context, question, options.yes))) return 0;
    return withProject(context, async (project) => {
      const { destroyProject } = await import('../../project/environmentAdmin.ts');
      return printCleanUp(await destroyProject(project, { dryRun: options.dryRun }), output, settings.json);
    });
  },
});
