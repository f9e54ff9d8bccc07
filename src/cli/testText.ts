// Results of unit tests as people read them: what failed in full, with the rows that differ, then one line of counts.
import { differenceLines } from '../modelTest/testMessage.ts';
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

const count = (n: number): string => `${n} ${n === 1 ? 'test' : 'tests'}`;
