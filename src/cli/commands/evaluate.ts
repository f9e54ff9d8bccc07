// mesh evaluate: the rows of a model's query, writing nothing.
import { command, requiredArgument } from '../command.ts';
import { dateOptions } from '../dateOptions.ts';
import { choice, integer } from '../option.ts';
import { withProject } from '../withProject.ts';

const usualLimit = 1000;

export const evaluate = command({
  name: 'evaluate',
  group: 'Look',
  summary: 'compute a model and show its rows, writing nothing',
  description:
    'Runs the query of a model as the files say it now. Parents that prod has in this very version are read from their tables, ' +
    'others through their own queries. A function model runs whole; what it would write is rolled back.',
  examples: [
    'mesh evaluate shop.orders --limit 10',
    'mesh evaluate shop.orders --start 2024-01-01 --end 2024-01-01 --json',
  ],
  arguments: [{ name: '<model>', help: 'the name of the model' }],
  options: {
    ...dateOptions,
    limit: integer('--limit <n>', `at most this many rows (default: ${usualLimit})`),
    format: choice('--format <name>', ['table', 'json', 'csv'], 'table (default), json or csv'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { evaluateModel } = await import('../../project/evaluateModel.ts');
    const { tableCsv, tableJson, tableText } = await import('../resultTable.ts');
    const { limit = usualLimit, start, end, executionTime } = options;
    const model = requiredArgument(context, 0);
    const table = await withProject(context, (project) =>
      evaluateModel(project, { model, limit, start, end, executionTime }),
    );
    if (settings.json || options.format === 'json') output.json(tableJson(table));
    else if (options.format === 'csv') output.result(tableCsv(table));
    else output.result(tableText(table, output.paint, output.width));
  },
});
