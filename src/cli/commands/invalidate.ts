// mesh invalidate: ends an environment.
import { printCleanUp } from '../cleanUpText.ts';
import { command, requiredArgument } from '../command.ts';
import { flag } from '../option.ts';
import { withProject } from '../withProject.ts';

export const invalidate = command({
  name: 'invalidate',
  group: 'State',
  summary: 'end an environment; the janitor drops its views',
  examples: ['mesh invalidate dev', 'mesh invalidate dev --sync'],
  arguments: [{ name: '<environment>', help: 'any but prod' }],
  options: { sync: flag('-s, --sync', 'drop its views now') },
  async run(context) {
    const { output, settings, options } = context;
    const name = requiredArgument(context, 0);
    return withProject(context, async (project) => {
      const { invalidateEnvironment } = await import('../../project/environmentAdmin.ts');
      const objects = await invalidateEnvironment(project, name, { sync: options.sync });
      if (!options.sync) {
        if (settings.json) output.json({ environment: name, objects });
        else output.result(`${name} has ended: the next janitor drops its views.`);
        return 0;
      }
      return printCleanUp(objects, output, settings.json);
    });
  },
});
