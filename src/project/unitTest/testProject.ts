// `mesh test`, and what `mesh plan` does first: all tests of a project, side by side in one database in memory.
import { rmSync } from 'node:fs';
import { needsCode } from '../../execute/functionNames.ts';
import { descendants } from '../../graph/dag.ts';
import type { LoadedProject } from '../../load/loadedProject.ts';
import type { ReadTest } from '../../modelTest/readTests.ts';
import { runTest, type TestPlace } from '../../modelTest/runTest.ts';
import { withFrozenDate } from '../../modelTest/frozenDate.ts';
import type { TestResult } from '../../modelTest/testResult.ts';
import type { TestCase, TestStep } from '../../modelTest/testCase.ts';
import type { Project } from '../openProject.ts';
import { findTests, selectTests, testFilePaths, type TestSelection } from './findTests.ts';
import { openTestEngine } from './testEngine.ts';
import { canonicalOf, testWorld } from './testWorld.ts';

export interface TestRun {
  /** In the order of the files. */
  readonly results: readonly TestResult[];
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

export interface TestRequest {
  /** All tests without it. */
  readonly selection?: TestSelection | undefined;
  /** Keeps the databases of the tests in this folder, which is emptied first. */
  readonly keepIn?: string | undefined;
  /** Of the tests chosen only those that these files, relative to the project, may affect. */
  readonly saved?: ReadonlySet<string> | undefined;
}

export async function testProject(project: Project, { selection, keepIn, saved }: TestRequest = {}): Promise<TestRun> {
  const began = performance.now();
  const config = await project.config();
  const tests = await findTests(config, await testFilePaths(config));
  const asked = selection === undefined ? tests : await chosenTests(project, tests, selection);
  const chosen = saved === undefined ? asked : await affectedTests(project, asked, saved);
  if (keepIn !== undefined) rmSync(keepIn, { recursive: true, force: true });
  const results =
    chosen.length === 0 ? [] : await runAll(project, await project.loadValid(), { tests: chosen, keepIn });
  const failed = results.filter((result) => result.status === 'failed').length;
  return { results, failed, passed: results.length - failed, seconds: (performance.now() - began) / 1000 };
}

async function chosenTests(
  project: Project,
  tests: readonly ReadTest[],
  selection: TestSelection,
): Promise<readonly ReadTest[]> {
  const loaded = await project.loadValid();
  const defaultCatalog = await project.defaultCatalog();
  const { root } = loaded.config;
  return selectTests(tests, selection, {
    root,
    modelOf: ({ model }) =>
      model === undefined ? undefined : loaded.models.get(canonicalOf(model, loaded, defaultCatalog)),
  });
}

/** A file of tests affects those, a model's file those of the model and of what reads it; any other may affect all. */
async function affectedTests(
  project: Project,
  tests: readonly ReadTest[],
  saved: ReadonlySet<string>,
): Promise<readonly ReadTest[]> {
  const loaded = await project.loadValid();
  const defaultCatalog = await project.defaultCatalog();
  const changed = [...loaded.models.values()].filter((model) => saved.has(model.file));
  const known = new Set([...tests.map(({ file }) => file), ...changed.map(({ file }) => file)]);
  if ([...saved].some((file) => !known.has(file))) return tests;
  const names = changed.map(({ name }) => name);
  const models = new Set([...names, ...descendants(loaded.dag, names)]);
  return tests.filter(
    ({ file, model }) =>
      saved.has(file) || (model !== undefined && models.has(canonicalOf(model, loaded, defaultCatalog))),
  );
}

/** Statements of one test wait for each other, so a few tests at once keep the cores busy. */
const side = 4;

interface AllTests {
  readonly tests: readonly ReadTest[];
  readonly keepIn: string | undefined;
}

async function runAll(project: Project, loaded: LoadedProject, { tests, keepIn }: AllTests): Promise<TestResult[]> {
  const names = tests.flatMap(({ test }) =>
    test === undefined
      ? []
      : [test.model, ...[...test.inputs, ...test.steps.flatMap((step) => step.inputs)].map(({ name }) => name)],
  );
  const world = await testWorld(project, loaded, { names });
  const engine = await openTestEngine(project, { keepIn, name: 'fixtures' });
  const results: TestResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    const session = await engine.session();
    for (let i = next++; i < tests.length && !project.stop.aborted; i = next++) {
      const { test } = tests[i]!;
      if (test === undefined) results[i] = unread(tests[i]!);
      else
        results[i] = await oneTest(project, loaded, {
          test,
          world,
          session,
          schema: schemaOf(tests, i, keepIn),
          keepIn,
        });
    }
    await session.close();
  };
  try {
    await Promise.all(Array.from({ length: Math.min(side, tests.length) }, worker));
  } finally {
    await engine.close();
  }
  return results.filter((result) => result !== undefined);
}

/** A kept one has the name of its test, with a number where several tests have that name. */
function schemaOf(tests: readonly ReadTest[], i: number, keepIn: string | undefined): string {
  if (keepIn === undefined) return `mesh_test_${i}`;
  const name = tests[i]!.name.toLowerCase();
  const before = tests.slice(0, i).filter((other) => other.name.toLowerCase() === name).length;
  return before === 0 ? name : `${name}_${before + 1}`;
}

interface OneTest extends TestPlace {
  readonly test: TestCase;
}

/** What calls code of the project has no query to ask: it is run as in a plan, once. */
export async function oneTest(project: Project, loaded: LoadedProject, one: OneTest): Promise<TestResult> {
  const { test, world, keepIn, schema } = one;
  const model = loaded.models.get(world.canonical(test.model));
  const isCode = model !== undefined && needsCode(model);
  const steps = isCode && test.steps.length === 0 ? [onlyStep(test)] : test.steps;
  const { executionTime } = test.variables.times;
  if (steps.length === 0)
    return executionTime === undefined ? runTest(test, one) : withFrozenDate(executionTime, () => runTest(test, one));
  const { runSteppedTest } = await import('./steppedTest.ts');
  return runSteppedTest(project, loaded, { test: { ...test, steps }, world, kept: { keepIn, name: schema } });
}

const day = 86_400_000;

function onlyStep({ at, output, variables }: TestCase): TestStep {
  const { start = 0, end, executionTime } = variables.times;
  return { at, inputs: [], run: executionTime ?? end ?? start + day, expect: output };
}

function unread({ name, file, model, at, problems }: ReadTest): TestResult {
  return { name, file, model, at, status: 'failed', seconds: 0, problems, differences: [] };
}
