// Test files → test cases. A test that is written wrongly is a case of its own: the others still run.
import { diagnostic, hasErrors, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { endExclusive, tryParseDate, type ParsedDate } from '../interval/parseDate.ts';
import type { Value } from '../macro/value.ts';
import { checkKeys, readFixture, shape, type FixtureContext, type TestFiles } from './readFixture.ts';
import { parseYaml } from './parseYaml.ts';
import type { Fixture, TestCase, TestStep, TestVariables } from './testCase.ts';
import { entryOf, isNull, plainValue, textOf, valueOf, type TestEntry, type TestNode } from './testNode.ts';

/** A test, or why it cannot run. */
export interface ReadTest {
  readonly name: string;
  readonly file: string;
  readonly at: SourceLocation | undefined;
  readonly model: string | undefined;
  readonly test: TestCase | undefined;
  readonly problems: readonly Diagnostic[];
}

const testKeys = ['model', 'description', 'schema', 'gateway', 'vars', 'inputs', 'outputs', 'steps'];
const stepKeys = ['inputs', 'run', 'restate', 'expect', 'outputs'];

export async function readTests(text: string, file: string, files: TestFiles): Promise<ReadTest[]> {
  const { node, diagnostics } = await parseYaml(text, file);
  if (diagnostics.length > 0) {
    return [{ name: file, file, at: diagnostics[0]!.at, model: undefined, test: undefined, problems: diagnostics }];
  }
  if (node === undefined || isNull(node)) return [];
  if (node.type !== 'map') {
    const problems = [shape('a file of tests', 'a map of names and tests', node.at)];
    return [{ name: file, file, at: node.at, model: undefined, test: undefined, problems }];
  }
  const tests: ReadTest[] = [];
  for (const entry of node.entries) {
    // Keys at the top that only hold anchors for the tests below.
    if (entry.key === 'gateway' || entry.key.startsWith('.') || entry.key.startsWith('x-')) continue;
    tests.push(await readTest(entry, file, files));
  }
  return tests;
}

export async function readTest(entry: TestEntry, file: string, files: TestFiles): Promise<ReadTest> {
  const problems: Diagnostic[] = [];
  const report = (problem: Diagnostic): void => void problems.push(problem);
  const { key: name, at, value } = entry;
  const model = textOf(valueOf(value, 'model'));
  const read = { name, file, at, model };
  if (value.type !== 'map') return { ...read, test: undefined, problems: [shape(`test ${name}`, 'a map', at)] };
  checkKeys(value, { owner: `test ${name}`, known: testKeys, report });
  const outputs = valueOf(value, 'outputs');
  checkKeys(outputs ?? value, {
    owner: 'outputs',
    known: outputs === undefined ? testKeys : ['query', 'ctes', 'partial'],
    report,
  });
  if (model === undefined) report(diagnostic('TEST_KEY_MISSING', { key: 'model', test: name }, { at }));
  const partial = valueOf(outputs, 'partial');
  const context: FixtureContext = {
    files,
    report,
    partial: partial?.type === 'scalar' ? partial.value === true : undefined,
  };
  const query = entryOf(outputs, 'query');
  const steps = await stepsOf(value, context);
  const ctes = await fixturesOf(valueOf(outputs, 'ctes'), 'ctes', context);
  if (query === undefined && ctes.length === 0 && steps.length === 0)
    report(diagnostic('TEST_KEY_MISSING', { key: 'outputs', test: name }, { at }));
  if (outputs !== undefined && steps.length > 0) report(shape(`test ${name}`, 'given either outputs or steps', at));
  const description = textOf(valueOf(value, 'description'));
  const test: TestCase = {
    name,
    file,
    at,
    model: model ?? '',
    modelAt: valueOf(value, 'model')?.at,
    ...(description === undefined ? {} : { description }),
    variables: variablesOf(valueOf(value, 'vars'), report),
    inputs: await fixturesOf(valueOf(value, 'inputs'), 'inputs', context),
    output: query === undefined ? undefined : await readFixture(query, context),
    ctes,
    steps,
  };
  return { ...read, test: hasErrors(problems) ? undefined : test, problems };
}

async function fixturesOf(node: TestNode | undefined, what: string, context: FixtureContext): Promise<Fixture[]> {
  if (node === undefined || isNull(node)) return [];
  if (node.type !== 'map') {
    context.report(shape(what, 'a map of names and rows', node.at));
    return [];
  }
  const fixtures: Fixture[] = [];
  const plain = what === 'inputs' ? { ...context, partial: undefined } : context;
  for (const entry of node.entries) fixtures.push(await readFixture(entry, plain));
  return fixtures;
}

async function stepsOf(node: TestNode, context: FixtureContext): Promise<TestStep[]> {
  const list = valueOf(node, 'steps');
  if (list === undefined) return [];
  if (list.type !== 'list') {
    context.report(shape('steps', 'a list, each step with inputs, run and expect', list.at));
    return [];
  }
  const steps: TestStep[] = [];
  for (const item of list.items) {
    checkKeys(item, { owner: 'a step', known: stepKeys, report: context.report });
    const expected = entryOf(item, 'expect') ?? entryOf(valueOf(item, 'outputs'), 'query');
    const restate = valueOf(item, 'restate');
    steps.push({
      at: item.at,
      inputs: await fixturesOf(valueOf(item, 'inputs'), 'inputs', context),
      run: dateOf(entryOf(item, 'run'), context.report)?.ts,
      ...(restate === undefined ? {} : { restate: restatedRange(restate, context.report) }),
      expect: expected === undefined ? undefined : await readFixture({ ...expected, key: 'expect' }, context),
    });
  }
  return steps;
}

function restatedRange(node: TestNode, report: FixtureContext['report']): TestStep['restate'] {
  const start = dateOf(entryOf(node, 'start'), report);
  const end = dateOf(entryOf(node, 'end'), report);
  if (start === undefined || end === undefined) {
    report(shape('restate', 'a map with start and end', node.at));
    return undefined;
  }
  return { start: start.ts, end: endExclusive(end) };
}

function dateOf(entry: TestEntry | undefined, report: FixtureContext['report']): ParsedDate | undefined {
  const text = textOf(entry?.value);
  if (entry === undefined || text === undefined) return undefined;
  const parsed = tryParseDate(text, { now: 0 });
  if (parsed === undefined) report(diagnostic('TEST_DATE', { key: entry.key, text }, { at: entry.value.at }));
  return parsed;
}

function variablesOf(node: TestNode | undefined, report: FixtureContext['report']): TestVariables {
  if (node === undefined || isNull(node)) return { times: {}, values: {} };
  if (node.type !== 'map') {
    report(shape('vars', 'a map of names and values', node.at));
    return { times: {}, values: {} };
  }
  const time = (key: string): ParsedDate | undefined => dateOf(entryOf(node, key), report);
  const [start, end, execution] = [time('start'), time('end'), time('execution_time')];
  const own = node.entries.filter(({ key }) => !['start', 'end', 'execution_time', 'latest'].includes(key));
  return {
    times: {
      ...(start === undefined ? {} : { start: start.ts }),
      ...(end === undefined ? {} : { end: endExclusive(end) }),
      ...(execution === undefined ? {} : { executionTime: execution.ts }),
    },
    values: Object.fromEntries(own.map(({ key, value }) => [key.toLowerCase(), plainValue(value) as Value])),
  };
}
