// mesh migrate: brings the state to this version.
import { command } from '../command.ts';
import { withProject } from '../withProject.ts';

export const migrate = command({
  name: 'migrate',
  group: 'State',
  summary: 'bring the state to this version of mesh',
  description: 'Keeps a backup that `mesh rollback` restores.',
  options: {},
  async run(context) {
    const { output, settings } = context;
    return withProject(context, async (project) => {
      const ran = await (await project.state()).migrate();
      if (settings.json) output.json({ migrations: ran });
      else output.result(ran.length === 0 ? 'The state is up to date.' : `Migrated: ${ran.join(', ')}`);
    });
  },
});
