// A plan in a file: `plan --out` writes it, `apply` reads it. The checksum tells a file that was edited or cut off.
import { MeshError } from '../error/meshError.ts';
import { hashText } from '../util/hash.ts';
import { intervalLookup } from './intervalLookup.ts';
import type { Plan } from './plan.ts';
import { stateHash } from './planState.ts';
import type { Environment } from '../snapshot/environment.ts';
import type { IntervalSet } from '../interval/intervalSet.ts';
import type { IntervalKey } from '../state/stateStore.ts';

const format = 1;

export function writePlan(plan: Plan): string {
  const text = JSON.stringify(plan);
  return `{"mesh":"plan","planFormat":${format},"checksum":"${hashText(text)}","plan":${text}}\n`;
}

/** Throws PLAN_FILE_DAMAGED or PLAN_FILE_VERSION. */
export function readPlan(text: string): Plan {
  const file = parsed(text);
  if (file['mesh'] !== 'plan') throw new MeshError('PLAN_FILE_DAMAGED', { reason: 'it is some other JSON' });
  if (file['planFormat'] !== format) {
    throw new MeshError('PLAN_FILE_VERSION', { found: String(file['planFormat']), expected: format });
  }
  // JSON of a parsed text is the text again: keys keep their order, and no number of ours needs more than a double.
  if (file['checksum'] !== hashText(JSON.stringify(file['plan']))) {
    throw new MeshError('PLAN_FILE_DAMAGED', { reason: 'its content does not match its checksum: it was edited' });
  }
  return file['plan'] as Plan;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = text.trim() === '' ? 'the file is empty' : 'it is not whole JSON: it was cut off or edited';
    throw new MeshError('PLAN_FILE_DAMAGED', { reason }, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MeshError('PLAN_FILE_DAMAGED', { reason: 'it is some other JSON' });
  }
  return value as Readonly<Record<string, unknown>>;
}

/** What has to be as it was when the plan was made. */
export interface ApplyConditions {
  readonly environment: Environment | undefined;
  /** Of the project at hand; undefined when there are no project files to compare. */
  readonly projectHash: string | undefined;
  /** Answers for the keys, in order. */
  readonly intervals: readonly IntervalSet[];
}

/** Throws PLAN_OUTDATED when project, environment or state moved since. */
export function checkPlanIsCurrent(
  plan: Plan,
  keys: readonly IntervalKey[],
  { environment, projectHash, intervals }: ApplyConditions,
): void {
  const outdated = (what: 'project' | 'environment' | 'state'): never => {
    throw new MeshError('PLAN_OUTDATED', { what, environment: plan.environment });
  };
  if (projectHash !== undefined && projectHash !== plan.projectHash) outdated('project');
  if ((environment?.revision ?? null) !== plan.basedOnRevision) outdated('environment');
  if (stateHash(keys, intervalLookup(keys, intervals)) !== plan.stateHash) outdated('state');
}
