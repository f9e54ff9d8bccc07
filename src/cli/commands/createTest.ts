// mesh create-test: a unit test from rows that are in the database.
import { MeshError } from '../../error/meshError.ts';
import { command, requiredArgument } from '../command.ts';
import { flag, pairs, value } from '../option.ts';
import { withProject } from '../withProject.ts';

const namedText = /^\s*([^=\s]+)\s*=\s*([\s\S]+)$|^\s*(\S+)\s+([\s\S]+)$/;

export const createTest = command({
  name: 'create-test',
  aliases: ['create_test'],
  group: 'Quality',
  summary: 'write a unit test from rows that are in the database',
  description:
    'Runs a query for each input of a model, computes what the model makes of those rows, and writes both as a test. ' +
    'Look at the expected rows before you trust them: they are what the model gives now.',
  examples: [
    'mesh create-test shop.daily_revenue --query raw.orders "SELECT * FROM raw.orders LIMIT 5" --var start 2024-01-01',
  ],
  arguments: [{ name: '<model>', help: 'the name of the model' }],
  options: {
    query: pairs('-q, --query <input> <sql>', 'the query whose rows an input gets; once for each input'),
    var: pairs('-v, --var <name> <value>', 'a variable of the test: start, end, execution_time, or one of the project'),
    name: value('-n, --name <name>', 'of the test; default: test_ and the name of the table'),
    path: value('-p, --path <file>', 'below tests/; default: test_<name>.yaml', { also: ['--file <file>'] }),
    overwrite: flag('-o, --overwrite', 'replace the file when there is one'),
    includeCtes: flag('--include-ctes', 'expect the rows of each CTE, too'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { createTest: create } = await import('../../project/unitTest/createTest.ts');
    const made = await withProject(context, (project) =>
      create(project, {
        ...options,
        model: requiredArgument(context, 0),
        queries: new Map(byName(options.query, '--query')),
        variables: Object.fromEntries(byName(options.var, '--var')),
      }),
    );
    if (settings.json) output.json(made);
    else output.result(`${made.file}: ${made.name}`);
  },
});

function byName(texts: readonly string[], option: string): [string, string][] {
  return texts.map((text) => {
    const match = namedText.exec(text);
    if (match === null) throw new MeshError('CLI_OPTION_VALUE', { option, got: text, expected: 'a name and a text' });
    return [(match[1] ?? match[3])!, (match[2] ?? match[4])!];
  });
}
