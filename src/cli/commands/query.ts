// mesh query: SQL over an environment's views.
import { command, requiredArgument } from '../command.ts';
import { choice, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const query = command({
  name: 'query',
  aliases: ['fetchdf'],
  group: 'Look',
  summary: "run SQL over an environment's views",
  description: 'Runs a query in which the names of models mean the views of an environment.',
  examples: [
    'mesh query "SELECT count(*) FROM shop.orders"',
    'mesh query "FROM shop.orders" --environment dev --format csv',
  ],
  arguments: [{ name: '<sql>', help: 'the query, in quotes' }],
  options: {
    environment: value('--environment <name>', 'whose views the names of models mean (default: prod)'),
    format: choice(
      '--format <name>',
      ['table', 'json', 'csv', 'arrow'],
      'table (default), json, csv or arrow (an IPC stream)',
    ),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { queryEnvironment } = await import('../../project/queryEnvironment.ts');
    const { tableCsv, tableJson, tableText } = await import('../resultTable.ts');
    const sql = requiredArgument(context, 0);
    const format = options.format ?? (settings.json ? 'json' : 'table');
    const table = await withProject(context, (project) => queryEnvironment(project, sql, options.environment));
    if (format === 'arrow') output.bytes(await (await import('../resultArrow.ts')).tableArrow(table));
    else if (format === 'json') output.json(tableJson(table));
    else if (format === 'csv') output.result(tableCsv(table));
    else output.result(tableText(table, output.paint, output.width));
  },
});
