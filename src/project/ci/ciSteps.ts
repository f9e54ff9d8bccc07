// The steps of `mesh ci` as they are taken: one that fails is written down, and says whether the next may be taken.
import { isMeshError, MeshError } from '../../error/meshError.ts';
import { failureDiagnostics } from '../failureDiagnostics.ts';
import type { RunResult } from '../../execute/result.ts';
import { counted } from '../../plan/words.ts';
import type { Project } from '../openProject.ts';
import type { CiStep } from './ciOutcome.ts';

export interface Taken<T> extends Partial<Pick<CiStep, 'status' | 'problems'>> {
  readonly text: string;
  readonly value?: T;
}

export class CiSteps {
  readonly list: CiStep[] = [];
  error: MeshError | undefined;
  readonly #project: Project;

  constructor(project: Project) {
    this.#project = project;
  }

  get hasFailed(): boolean {
    return this.list.some(({ status }) => status === 'failed');
  }

  /** Undefined when the step failed or had nothing to give. */
  async take<T>(name: CiStep['name'], work: () => Promise<Taken<T>>): Promise<T | undefined> {
    if (this.#project.stop.aborted) throw new MeshError('RUN_INTERRUPTED', {});
    try {
      const { text, status = 'passed', problems = [], value } = await work();
      this.list.push({ name, status, text, problems });
      return value;
    } catch (error) {
      if (!isMeshError(error) || isInterruption(error)) throw error;
      this.error ??= error;
      const inner = error.diagnostics?.filter((problem) => problem.severity === 'error') ?? [];
      const problems = inner.length > 0 ? inner : [error.toDiagnostic()];
      this.list.push({ name, status: 'failed', text: error.message, problems });
      return undefined;
    }
  }

  skip(name: CiStep['name'], text: string): void {
    this.list.push({ name, status: 'skipped', text, problems: [] });
  }
}

function isInterruption({ code }: MeshError): boolean {
  return code === 'RUN_INTERRUPTED' || code === 'ENGINE_INTERRUPTED';
}

/** What applying a plan did, in words without a clock. */
export function appliedStep(result: RunResult): Taken<RunResult> {
  if (result.interrupted) throw new MeshError('RUN_INTERRUPTED', {});
  const computed = result.models.filter(({ status }) => status === 'success').length;
  const isGood = result.status === 'success' || result.status === 'nothing-to-do';
  const others = (['failed', 'skipped'] as const).flatMap((status) => {
    const n = result.models.filter((model) => model.status === status).length;
    return n === 0 ? [] : [`${n} ${status}`];
  });
  const some = [...(computed > 0 || others.length > 0 ? [counted(computed, 'model') + ' computed'] : []), ...others];
  const text = some.length === 0 ? 'everything is computed already' : some.join(', ');
  return { text, status: isGood ? 'passed' : 'failed', problems: failureDiagnostics(result), value: result };
}
