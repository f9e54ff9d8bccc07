// A test of several runs: source rows, a run at a time, the table expected after it; through the real kinds and state.
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import { isMeshError, MeshError } from '../../error/meshError.ts';
import { needsCode } from '../../execute/functionNames.ts';
import type { RunResult } from '../../execute/result.ts';
import type { LoadedProject } from '../../load/loadedProject.ts';
import type { Model } from '../../model/model.ts';
import { withFrozenDate } from '../../modelTest/frozenDate.ts';
import { fixtureQuery } from '../../modelTest/fixtureSql.ts';
import { compareOutput, differs, type TestWorld } from '../../modelTest/runTest.ts';
import type { Fixture, TestCase, TestStep } from '../../modelTest/testCase.ts';
import type { OutputDifference, TestResult } from '../../modelTest/testResult.ts';
import { parseTableName } from '../../sql/parseTableName.ts';
import { quotedName, type TableName } from '../../sql/tableName.ts';
import { applyProjectPlan } from '../applyProjectPlan.ts';
import type { Project } from '../openProject.ts';
import { planProject } from '../planProject.ts';
import { runProject } from '../runProject.ts';
import { openTestBench, type TestBench } from './testBench.ts';
import type { KeptDatabase } from './testEngine.ts';

export interface SteppedTest {
  readonly test: TestCase;
  readonly world: TestWorld;
  readonly kept: KeptDatabase;
}

export async function runSteppedTest(
  project: Project,
  loaded: LoadedProject,
  { test, world, kept }: SteppedTest,
): Promise<TestResult> {
  const began = performance.now();
  const differences: OutputDifference[] = [];
  let problems: readonly Diagnostic[] = [];
  let bench: TestBench | undefined;
  try {
    const model = world.findModel(test.model, test.modelAt ?? test.at);
    bench = await openTestBench(project, loaded, { model: modelOfTest(model, test), kept });
    const stage: Stage = { bench, test, world, model };
    for (const [i, step] of test.steps.entries()) {
      const found = await oneStep(stage, step, i);
      if (found === undefined) continue;
      differences.push(found);
      problems = [...problems, { ...differs(test, found), at: step.at ?? test.at }];
      // What follows builds on a table that is wrong already.
      break;
    }
  } catch (error) {
    if (!isMeshError(error)) throw error;
    problems = (error.diagnostics ?? [error.toDiagnostic()]).map((p) =>
      p.at === undefined ? { ...p, at: test.at } : p,
    );
  } finally {
    await bench?.close();
  }
  const { name, file, at } = test;
  const status = problems.length === 0 ? 'passed' : 'failed';
  return {
    name,
    file,
    at,
    model: test.model,
    status,
    seconds: (performance.now() - began) / 1000,
    problems,
    differences,
  };
}

interface Stage {
  readonly bench: TestBench;
  readonly test: TestCase;
  readonly world: TestWorld;
  readonly model: Model;
}

/** Audits and signals are other things than what the steps test, and would read tables that are not there. */
function modelOfTest(model: Model, { variables }: TestCase): Model {
  const { start = needsCode(model) ? 0 : undefined, end } = variables.times;
  return {
    ...model,
    audits: [],
    auditDefinitions: [],
    signals: [],
    variables: { ...model.variables, ...variables.values },
    ...(start === undefined ? {} : { start: new Date(start).toISOString() }),
    ...(end === undefined ? {} : { end: new Date(end).toISOString() }),
  };
}

async function oneStep(stage: Stage, step: TestStep, i: number): Promise<OutputDifference | undefined> {
  const { bench, test } = stage;
  const own = new Set(step.inputs.map((input) => stage.world.canonical(input.name)));
  const before = i === 0 ? test.inputs.filter((input) => !own.has(stage.world.canonical(input.name))) : [];
  for (const input of [...before, ...step.inputs]) await writeInput(stage, input);
  if (i === 0) await emptyInputs(stage);
  const time = step.run ?? stage.test.variables.times.executionTime;
  if (time === undefined && step.restate === undefined)
    throw new MeshError(
      'TEST_SHAPE',
      { what: `step ${i + 1}`, expected: 'given the time of its run: `run: 2024-01-02`' },
      { at: step.at },
    );
  if (time !== undefined) bench.setTime(time);
  const computing = (): Promise<RunResult> => compute(stage, step, { isFirst: i === 0 });
  requireSuccess(await (time === undefined ? computing() : withFrozenDate(time, computing)), step, stage.test);
  if (step.expect === undefined) return undefined;
  const table = quotedName(stage.model.table);
  return compareOutput(bench.session, `SELECT * FROM ${table}`, { expected: step.expect, what: `step ${i + 1}` });
}

async function compute(stage: Stage, step: TestStep, { isFirst }: { readonly isFirst: boolean }): Promise<RunResult> {
  const { project, loaded } = stage.bench;
  if (!isFirst && step.restate === undefined) {
    const { result } = await runProject(project, { environment: 'prod', skipJanitor: true });
    return result;
  }
  const { restate } = step;
  const restated =
    restate === undefined || isFirst
      ? {}
      : {
          restateModels: [stage.model.name],
          start: new Date(restate.start).toISOString(),
          end: new Date(restate.end).toISOString(),
        };
  const { plan } = await planProject(project, { environment: 'prod', ...restated });
  return applyProjectPlan(project, plan, loaded);
}

function requireSuccess(result: RunResult, step: TestStep, test: TestCase): void {
  const failed = result.models.find((model) => model.error !== null)?.error;
  if (failed === null || failed === undefined) return;
  const at = step.at ?? test.at;
  const problem = diagnostic('TEST_QUERY', { what: test.model, detail: failed.message }, { at, hint: failed.hint });
  throw new MeshError('TEST_QUERY', { what: test.model, detail: failed.message }, { at, diagnostics: [problem] });
}

async function writeInput({ bench, test, world, model }: Stage, input: Fixture): Promise<void> {
  const name = world.canonical(input.name);
  // Only the runs themselves fill it: rows from before would be no rows of a run.
  if (name === model.name) {
    const expected = 'a table that the model reads: its own rows are those of the steps before';
    throw new MeshError('TEST_SHAPE', { what: `the input ${input.name}`, expected }, { at: input.at ?? test.at });
  }
  const table = parseTableName(name, { dialect: 'duckdb' });
  await replaceTable(bench, table, fixtureQuery(input, world.columnsOf(name)));
}

/** Tables that the model reads and the test has no rows for. */
async function emptyInputs({ bench, test, model, world }: Stage): Promise<void> {
  const given = new Set(
    [...test.inputs, ...test.steps.flatMap((step) => step.inputs)].map((input) => world.canonical(input.name)),
  );
  for (const name of model.parents) {
    if ((await bench.session.columns(parseTableName(name, { dialect: 'duckdb' }))) !== undefined) continue;
    const columns = world.columnsOf(name);
    if (!given.has(name) || columns === undefined) {
      const data = { model: model.name, input: name, given: [...given] };
      throw new MeshError('TEST_INPUT_MISSING', data, { at: test.at });
    }
    const empty: Fixture = { name, at: test.at, columns: [], rows: [], partial: false };
    await replaceTable(bench, parseTableName(name, { dialect: 'duckdb' }), fixtureQuery(empty, columns));
  }
}

async function replaceTable({ session }: TestBench, table: TableName, query: string): Promise<void> {
  if (table.schema !== undefined) await session.createSchema({ catalog: table.catalog, schema: table.schema });
  await session.execute(`CREATE OR REPLACE TABLE ${quotedName(table)} AS ${query}`);
}
