// mesh rollback: the state as it was before the last migration.
import { command } from '../command.ts';
import { withProject } from '../withProject.ts';

export const rollback = command({
  name: 'rollback',
  group: 'State',
  summary: 'restore the state from before the last migration',
  options: {},
  async run(context) {
    const { output, settings } = context;
    return withProject(context, async (project) => {
      await (await project.state()).rollback();
      if (settings.json) output.json({ restored: true });
      else output.result('The state is as it was before the last migration.');
    });
  },
});
