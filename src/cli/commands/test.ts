// mesh test: unit tests of models.
import { join } from 'node:path';
import type { Project } from '../../project/openProject.ts';
import type { TestRun } from '../../project/unitTest/testProject.ts';
import { command, argumentList, type CommandContext } from '../command.ts';
import { locationJson } from '../errors/diagnosticJson.ts';
import { count, flag, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';
import { writeTo } from '../writeTo.ts';
import { testMessage } from '../../modelTest/testMessage.ts';
import { printTests } from '../testText.ts';

const options = {
  selectModel: list('--select-model <selection>', 'only tests of these models; may be given several times', {
    also: ['--select-models <selection>'],
  }),
  match: list('-k, --match <substring>', 'only tests whose name contains this; may be given several times'),
  junit: value('--junit <file>', 'write the results as JUnit XML'),
  watch: flag('--watch', 'stay, and run what a saved file affects'),
  preserveFixtures: flag(
    '--preserve-fixtures',
    'keep the rows of inputs and what the query makes of them in DuckDB files, to look at',
  ),
  local: flag('--local', 'accepted: tests never read the state'),
  verbose: count('-v, --verbose', 'name the tests that passed, too'),
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
  arguments: [{ name: '[patterns...]', help: 'files of tests or models, file::test, or parts of names' }],
  options,
  async run(context) {
    if (!context.options.watch) return runOnce(context);
    const { watchProject } = await import('../watchProject.ts');
    await watchProject(context, (saved) => runOnce(context, saved));
    return 0;
  },
});

async function runOnce(context: TestCommand, saved?: ReadonlySet<string>): Promise<number> {
  const { options: given, io, output, settings } = context;
  return withProject(context, async (project) => {
    const { testProject } = await import('../../project/unitTest/testProject.ts');
    const { root, cacheDir } = await project.config();
    const keepIn = given.preserveFixtures ? join(root, cacheDir, 'tests') : undefined;
    const selection = {
      patterns: argumentList(context, 0),
      substrings: given.match,
      cwd: io.cwd,
      models: await chosenModels(project, given.selectModel),
    };
    const run = await testProject(project, { selection, keepIn, saved });
    if (given.junit !== undefined) {
      const { junitXml } = await import('../junitXml.ts');
      writeTo(io, given.junit, junitXml(run));
    }
    if (settings.json) output.json(testsJson(run));
    else if (saved !== undefined && run.results.length === 0) output.note('no test is affected');
    else printTests(run, output, { verbose: given.verbose > 0 });
    if (keepIn !== undefined && !settings.json) output.note(`fixtures are kept in ${join(cacheDir, 'tests')}`);
    return run.failed > 0 ? 1 : 0;
  });
}

async function chosenModels(project: Project, selection: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  if (selection.length === 0) return undefined;
  const { selectModels } = await import('../../project/selectModels.ts');
  return selectModels(project, selection, (await project.loadValid()).models);
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
