// A unit test as data: a model, rows for what it reads, and the rows that it must give.
import type { SourceLocation } from '../error/diagnostic.ts';
import type { Value } from '../macro/value.ts';
import type { TestNode } from './testNode.ts';

export interface FixtureCell {
  readonly name: string;
  readonly at: SourceLocation | undefined;
  readonly value: TestNode;
}

export type FixtureRow = readonly FixtureCell[];

export interface FixtureColumn {
  readonly name: string;
  readonly type: string;
  readonly at: SourceLocation | undefined;
}

/** Rows of an input or an output: given one by one, or by a query. */
export interface Fixture {
  /** As written in the test. */
  readonly name: string;
  readonly at: SourceLocation | undefined;
  readonly columns: readonly FixtureColumn[];
  readonly rows: readonly FixtureRow[];
  readonly query?: string | undefined;
  readonly partial: boolean;
}

export interface TestTimes {
  readonly start?: number | undefined;
  /** Exclusive. */
  readonly end?: number | undefined;
  readonly executionTime?: number | undefined;
}

export interface TestVariables {
  readonly times: TestTimes;
  readonly values: Readonly<Record<string, Value>>;
}

/** One run of a test of several runs. */
export interface TestStep {
  readonly at: SourceLocation | undefined;
  readonly inputs: readonly Fixture[];
  /** The time of the run. */
  readonly run: number | undefined;
  /** Computes this range again instead. */
  readonly restate?: { readonly start: number; readonly end: number } | undefined;
  /** The whole table after the run. */
  readonly expect: Fixture | undefined;
}

export interface TestCase {
  readonly name: string;
  readonly file: string;
  readonly at: SourceLocation | undefined;
  readonly model: string;
  readonly modelAt: SourceLocation | undefined;
  readonly description?: string | undefined;
  readonly variables: TestVariables;
  readonly inputs: readonly Fixture[];
  readonly output: Fixture | undefined;
  readonly ctes: readonly Fixture[];
  readonly steps: readonly TestStep[];
}
