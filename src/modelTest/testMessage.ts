// A failed test in words: what is wrong, then the rows that differ.
import type { TestResult } from './testResult.ts';

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
