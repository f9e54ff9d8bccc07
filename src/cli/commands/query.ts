// mesh query: SQL over an environment's views.
import { command, requiredArgument } from '../command.ts';
import { choice, integer, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const query = command({
  name: 'query',
  aliases: ['fetchdf'],
  group: 'Look',
  summary: "run SQL over an environment's views",
  description:
    'Runs a query in which the names of models mean the views of an environment. A statement that writes does so, and mesh keeps no record of it.',
  examples: [
    'mesh query "SELECT count(*) FROM shop.orders"',
    'mesh query "FROM shop.orders" --environment dev --format csv',
  ],
  arguments: [{ name: '<sql>', help: 'the query, in quotes' }],
  options: {
    environment: value('--environment <name>', 'whose views the names of models mean (default: prod)'),
    limit: integer('--limit <n>', 'at most this many rows (default: all; as a table 1000)'),
    format: choice(
      '--format <name>',
      ['table', 'json', 'csv', 'arrow'],
      'table (default), json, csv or arrow (an IPC stream)',
    ),
  },
  async run(context) {
    const { options, output, settings, io } = context;
    const streams = await import('../resultStream.ts');
    const query = { sql: requiredArgument(context, 0), environment: options.environment };
    const format = options.format ?? (settings.json ? 'json' : 'table');
    const how = { limit: options.limit, unread: io.unread };
    if (format === 'arrow') {
      const { queryArrow } = await import('../../project/queryArrow.ts');
      const asked = { ...query, limit: options.limit };
      await withProject(context, (project) =>
        queryArrow(project, asked, (bytes) => streams.streamBytes(output, bytes, io.unread)),
      );
      return;
    }
    const { queryEnvironment } = await import('../../project/queryEnvironment.ts');
    const print = { table: streams.streamTable, json: streams.streamJson, csv: streams.streamCsv }[format];
    await withProject(context, (project) => queryEnvironment(project, query, (rows) => print(output, rows, how)));
  },
});
