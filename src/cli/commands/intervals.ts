// mesh intervals: what is computed of a model, and what is missing.
import { command, requiredArgument } from '../command.ts';
import { intervalsJson, printIntervals } from '../intervalsOutput.ts';
import { value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const intervals = command({
  name: 'intervals',
  group: 'Look',
  summary: 'list which intervals of a model are computed, and which are missing',
  examples: ['mesh intervals shop.daily_revenue', 'mesh intervals shop.daily_revenue --environment dev'],
  arguments: [{ name: '<model>', help: 'the name of the model' }],
  options: {
    environment: value('--environment <name>', 'default: prod', { also: ['--env <name>'] }),
    start: value('-s, --start <date>', 'look for missing ones from this date on'),
    end: value('-e, --end <date>', 'look for missing ones up to this date, the day itself included'),
    executionTime: value('--execution-time <date>', 'take this as now'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { modelIntervals } = await import('../../project/modelIntervals.ts');
    const model = requiredArgument(context, 0);
    const found = await withProject(context, (project) => modelIntervals(project, { model, ...options }));
    if (settings.json) output.json(intervalsJson(found));
    else printIntervals(output, found);
  },
});
