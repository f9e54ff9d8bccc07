// mesh test: unit tests of models.
import type { TestRun } from '../../project/unitTest/testProject.ts';
import { command, argumentList, type CommandContext } from '../command.ts';
import { locationJson } from '../errors/diagnosticJson.ts';
import { flag, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';
import { writeTo } from '../writeTo.ts';
import { testMessage } from '../../modelTest/testMessage.ts';
import { printTests } from '../testText.ts';

const options = {
  match: list('-k, --match <substring>', 'only tests whose name contains this; may be given several times'),
  junit: value('--junit <file>', 'write the results as JUnit XML'),
  watch: flag('--watch', 'run again whenever a file of the project is saved'),
  verbose: flag('-v, --verbose', 'name the tests that passed, too'),
};

type TestCommand = CommandContext<typeof options>;

export const test = command({
  name: 'test',
  group: 'Quality',
  summary: 'run the unit tests of models',
  description:
    'Runs the tests in tests/test*.yaml: rows for what a model reads, and the rows it must give. ' +
    "Tests run in a database in memory; the project's own is not opened.",
  examples: ['mesh test', 'mesh test tests/test_orders.yaml::test_totals', 'mesh test -k revenue --junit results.xml'],
  arguments: [{ name: '[patterns...]', help: 'files, file::test, or parts of names' }],
  options,
  async run(context) {
    if (!context.options.watch) return runOnce(context);
    const { watchProject } = await import('../watchProject.ts');
    await watchProject(context, () => runOnce(context));
    return 0;
  },
});

async function runOnce(context: TestCommand): Promise<number> {
  const { options: given, io, output, settings } = context;
  return withProject(context, async (project) => {
    const { testProject } = await import('../../project/unitTest/testProject.ts');
    const run = await testProject(project, {
      patterns: argumentList(context, 0),
      substrings: given.match,
      cwd: io.cwd,
    });
    if (given.junit !== undefined) {
      const { junitXml } = await import('../junitXml.ts');
      writeTo(io, given.junit, junitXml(run));
    }
    if (settings.json) output.json(testsJson(run));
    else printTests(run, output, { verbose: given.verbose });
    return run.failed > 0 ? 1 : 0;
  });
}

function testsJson({ passed, failed, seconds, results }: TestRun): unknown {
  return {
    passed,
    failed,
    tests: results.map((result) => ({
      name: result.name,
      status: result.status,
      message: result.status === 'passed' ? null : testMessage(result),
      at: locationJson(result.problems[0]?.at ?? result.at),
      file: result.file,
      model: result.model ?? null,
      seconds: Math.round(result.seconds * 1000) / 1000,
    })),
    seconds: Math.round(seconds * 1000) / 1000,
  };
}
