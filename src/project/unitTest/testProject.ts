// `mesh test`, and what `mesh plan` does first: all tests of a project, side by side in one database in memory.
import type { Engine } from '../../engine/engine.ts';
import type { LoadedProject } from '../../load/loadedProject.ts';
import type { ReadTest } from '../../modelTest/readTests.ts';
import { runTest, type TestPlace } from '../../modelTest/runTest.ts';
import type { TestResult } from '../../modelTest/testResult.ts';
import type { TestCase, TestStep } from '../../modelTest/testCase.ts';
import type { Project } from '../openProject.ts';
import { findTests, selectTests, testFilePaths, type TestSelection } from './findTests.ts';
import { testWorld } from './testWorld.ts';

export interface TestRun {
  /** In the order of the files. */
  readonly results: readonly TestResult[];
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

export async function testProject(project: Project, selection?: TestSelection): Promise<TestRun> {
  const began = performance.now();
  const config = await project.config();
  const tests = await findTests(config, await testFilePaths(config));
  const chosen = selection === undefined ? tests : selectTests(tests, selection, config.root);
  const results = chosen.length === 0 ? [] : await runAll(project, await project.loadValid(), chosen);
  const failed = results.filter((result) => result.status === 'failed').length;
  return { results, failed, passed: results.length - failed, seconds: (performance.now() - began) / 1000 };
}

/** Statements of one test wait for each other, so a few tests at once keep the cores busy. */
const side = 4;

async function runAll(project: Project, loaded: LoadedProject, tests: readonly ReadTest[]): Promise<TestResult[]> {
  const names = tests.flatMap(({ test }) =>
    test === undefined
      ? []
      : [test.model, ...[...test.inputs, ...test.steps.flatMap((step) => step.inputs)].map(({ name }) => name)],
  );
  const world = await testWorld(project, loaded, { names });
  const engine = await openTestEngine(project);
  const results: TestResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    const session = await engine.session();
    for (let i = next++; i < tests.length && !project.stop.aborted; i = next++) {
      const { test } = tests[i]!;
      if (test === undefined) results[i] = unread(tests[i]!);
      else results[i] = await oneTest(project, loaded, { test, world, session, schema: `mesh_test_${i}` });
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

interface OneTest extends TestPlace {
  readonly test: TestCase;
}

/** A function of the project has no query to ask: it is run as in a plan, once. */
export async function oneTest(project: Project, loaded: LoadedProject, one: OneTest): Promise<TestResult> {
  const { test, world } = one;
  const isFunction = loaded.models.get(world.canonical(test.model))?.source === 'typescript';
  const steps = isFunction && test.steps.length === 0 ? [onlyStep(test)] : test.steps;
  if (steps.length === 0) return runTest(test, one);
  const { runSteppedTest } = await import('./steppedTest.ts');
  return runSteppedTest(project, loaded, { test: { ...test, steps }, world });
}

const day = 86_400_000;

function onlyStep({ at, output, variables }: TestCase): TestStep {
  const { start = 0, end, executionTime } = variables.times;
  return { at, inputs: [], run: executionTime ?? end ?? start + day, expect: output };
}

function unread({ name, file, model, at, problems }: ReadTest): TestResult {
  return { name, file, model, at, status: 'failed', seconds: 0, problems, differences: [] };
}

/** In memory, with the extensions and settings of the gateway's test connection, or of its own. */
export async function openTestEngine(project: Project, catalog?: string): Promise<Engine> {
  const { root, gateway } = await project.config();
  const connection = gateway.testConnection ?? gateway.connection;
  const { openDuckDB } = await import('../../engine/duckdb/duckdbEngine.ts');
  return openDuckDB({
    root,
    ...(catalog === undefined ? {} : { catalogs: { [catalog]: ':memory:' } }),
    extensions: connection.extensions,
    connectorConfig: connection.connectorConfig,
    secrets: connection.secrets,
  });
}
