// What became of a test.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';

export interface TestResult {
  readonly name: string;
  readonly file: string;
  readonly model: string | undefined;
  readonly at: SourceLocation | undefined;
  readonly status: 'passed' | 'failed';
  readonly seconds: number;
  /** Why it failed: problems of the test, of the query, or rows that differ. */
  readonly problems: readonly Diagnostic[];
  /** One table per output that differs. */
  readonly differences: readonly OutputDifference[];
}

export interface OutputDifference {
  /** `query`, or the CTE or step it is about. */
  readonly output: string;
  readonly summary: string;
  readonly lines: readonly string[];
}
