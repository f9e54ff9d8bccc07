// What a call of `mesh ci` did, step by step: what its report, its JSON and its exit code are made from.
import type { Diagnostic } from '../../error/diagnostic.ts';
import type { MeshError } from '../../error/meshError.ts';
import type { RunResult } from '../../execute/result.ts';
import type { Plan } from '../../plan/plan.ts';
import type { GatedPlan } from '../planThroughGates.ts';
import type { TestRun } from '../unitTest/testProject.ts';
import type { CiRequest } from './ciRequest.ts';

export type CiAction = 'check' | 'deploy';

export interface CiStep {
  readonly name: 'project' | 'lint' | 'tests' | 'plan' | 'environment' | 'deploy' | 'clean-up';
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly text: string;
  readonly problems: readonly Diagnostic[];
}

export interface CiOutcome {
  readonly action: CiAction;
  readonly request: CiRequest;
  /** Of the request; a deployment need not know it. */
  readonly environment: string | undefined;
  readonly steps: readonly CiStep[];
  readonly tests: TestRun | undefined;
  /** What the change means for prod. */
  readonly change: GatedPlan | undefined;
  /** What was built, or would be: the request's environment, or prod. */
  readonly built: Plan | undefined;
  /** What prod still has to compute when the request is deployed. */
  readonly remaining: Plan | undefined;
  readonly result: RunResult | undefined;
  /** The first that ended a step. */
  readonly error: MeshError | undefined;
}

export function hasFailed({ steps }: Pick<CiOutcome, 'steps'>): boolean {
  return steps.some(({ status }) => status === 'failed');
}
