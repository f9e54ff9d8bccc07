// mesh table-name: the physical table behind a view.
import { command, requiredArgument } from '../command.ts';
import { flag, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const tableName = command({
  name: 'table-name',
  aliases: ['table_name'],
  group: 'Look',
  summary: 'the physical table behind a view',
  arguments: [{ name: '<model>', help: 'as in the project' }],
  options: {
    environment: value('--environment <name>', 'default: prod', { also: ['--env <name>'] }),
    prod: flag('--prod', 'the table of prod'),
  },
  async run(context) {
    const { output, settings, options } = context;
    const model = requiredArgument(context, 0);
    return withProject(context, async (project) => {
      const { physicalTableName } = await import('../../project/environmentAdmin.ts');
      const environment = options.prod
        ? 'prod'
        : (options.environment ?? (await project.config()).defaultTargetEnvironment);
      const table = await physicalTableName(project, model, environment);
      if (settings.json) output.json({ model, environment, table });
      else output.result(table);
    });
  },
});
