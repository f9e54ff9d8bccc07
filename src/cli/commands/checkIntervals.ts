// mesh check-intervals: what is missing in an environment, model by model.
import { argument, command } from '../command.ts';
import { intervalsJson, printIntervals } from '../intervalsOutput.ts';
import { flag, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const checkIntervals = command({
  name: 'check-intervals',
  aliases: ['check_intervals'],
  group: 'Look',
  summary: 'list computed and missing intervals of all models of an environment',
  examples: ['mesh check-intervals', 'mesh check-intervals dev --select-model tag:core'],
  arguments: [{ name: '[environment]', help: 'default: prod; the name of a model asks for that one in prod' }],
  options: {
    selectModel: list('--select-model <selection>', 'only these models', { also: ['--select <selection>'] }),
    noSignals: flag('--no-signals', 'do not ask the signals of models'),
    start: value('-s, --start <date>', 'look for missing ones from this date on'),
    end: value('-e, --end <date>', 'look for missing ones up to this date, the day itself included'),
    executionTime: value('--execution-time <date>', 'take this as now'),
  },
  async run(context) {
    const { output, settings } = context;
    const { selectModel: selectModels, noSignals: skipSignals, ...times } = context.options;
    const { environmentIntervals, modelIntervals } = await import('../../project/modelIntervals.ts');
    const named = argument(context, 0);
    // No environment has a dot in its name, every model has.
    if (named?.includes('.') === true) {
      const one = await withProject(context, (project) => modelIntervals(project, { model: named, ...times }));
      return settings.json ? output.json(intervalsJson(one)) : printIntervals(output, one);
    }
    const found = await withProject(context, (project) =>
      environmentIntervals(project, { environment: named, selectModels, skipSignals, ...times }),
    );
    if (settings.json) return output.json(found.map(intervalsJson));
    for (const model of found) printIntervals(output, model);
    if (found.length === 0) output.note('None of these models has intervals.');
  },
});
