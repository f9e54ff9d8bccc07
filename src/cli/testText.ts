// Results of unit tests as people read them: what failed in full, with the rows that differ, then one line of counts.
import type { TestResult } from '../modelTest/testResult.ts';
import type { TestRun } from '../project/unitTest/testProject.ts';
import type { Output } from './output.ts';

export function printTests(run: TestRun, output: Output, { verbose }: { readonly verbose: boolean }): void {
  const { paint } = output;
  if (verbose) {
    for (const result of run.results) {
      const sign = result.status === 'passed' ? paint('green', 'passed') : paint('red', 'failed');
      output.result(`${sign}  ${result.file}::${result.name}`);
    }
  }
  printFailedTests(run, output);
  const failed = run.failed;
  const seconds = `${run.seconds.toFixed(2)} s`;
  if (run.results.length === 0) output.result('no tests: they stand in tests/test*.yaml');
  else if (failed === 0) output.result(paint('green', `${count(run.passed)} passed in ${seconds}`));
  else output.result(paint('red', `${failed} of ${count(run.results.length)} failed in ${seconds}`));
}

export function printFailedTests(run: TestRun, output: Output): void {
  const failed = run.results.filter((result) => result.status === 'failed');
  for (const result of failed) {
    output.diagnostics(
      result.problems.map((problem) => ({ ...problem, message: `${result.name}: ${problem.message}` })),
    );
    for (const line of differenceLines(result)) {
      const style = /^\s+\+/.test(line) ? 'green' : /^\s+-/.test(line) ? 'red' : undefined;
      output.note(style === undefined ? line : output.paintNotes(style, line));
    }
    output.note('');
  }
}

/** Indented tables; one legend for all. */
export function differenceLines({ differences }: TestResult): string[] {
  if (differences.length === 0) return [];
  const tables = differences.flatMap(({ output, lines }) => [
    ...(output === 'query' && differences.length === 1 ? [] : [`    ${output}`]),
    ...lines.map((line) => `    ${line}`),
  ]);
  return [...tables, '    ~ expected → actual   - expected, missing   + not expected'];
}

/** All that there is to say in one text. */
export function testMessage(result: TestResult): string {
  return [...result.problems.map((problem) => problem.message), ...differenceLines(result)].join('\n');
}

const count = (n: number): string => `${n} ${n === 1 ? 'test' : 'tests'}`;
