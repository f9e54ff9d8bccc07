// Where each model of an environment is computed and read: in its version's own table, or in a preview of it that prod
// will not take over.
import { covers } from '../interval/intervalSet.ts';
import type { Model } from '../model/model.ts';
import { isTableInProd } from '../model/virtualEnvironment.ts';
import { PROD, type EnvironmentMember } from '../snapshot/environment.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import { finalKey, type IntervalLookup } from './intervalLookup.ts';
import { dependsOnPast, hasTable, isMadeOnce, needsFullHistory } from './kindFacts.ts';
import type { Target } from './missing.ts';
import type { ModelTimes } from './modelTimes.ts';

export interface DeployabilityInput {
  readonly environment: string;
  /** Parents first. */
  readonly order: Iterable<string>;
  readonly models: ReadonlyMap<string, Model>;
  readonly heads: ReadonlyMap<string, SnapshotHead>;
  readonly prod: ReadonlyMap<string, SnapshotHead>;
  /** Names that the environment computes itself; the others are read where prod reads them. */
  readonly own: ReadonlySet<string>;
  readonly times: ReadonlyMap<string, ModelTimes>;
  readonly stored: IntervalLookup;
  /** `--start` of a development plan. */
  readonly start: number | undefined;
  /** The environment's members until now, where nothing is computed: what it shows is all there is. */
  readonly shown?: ReadonlyMap<string, EnvironmentMember> | undefined;
}

export function deployability(input: DeployabilityInput): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (const name of input.order) {
    const model = input.models.get(name);
    if (model !== undefined) targets.set(name, targetOf(input, model, targets));
  }
  return targets;
}

function targetOf(input: DeployabilityInput, model: Model, targets: ReadonlyMap<string, Target>): Target {
  if (input.environment === PROD || !input.own.has(model.name)) return 'final';
  const head = input.heads.get(model.name)!;
  const fromPreview = model.parents.some((p) => targets.get(p) === 'preview');
  if (!hasTable(model.kind.name)) return fromPreview ? 'preview' : 'final';
  const prod = input.prod.get(model.name);
  if (isUndeployed(head, prod)) return 'preview';
  // Its table is prod's own.
  if (isTableInProd(model) && prod?.version !== head.version) return 'preview';
  if (fromPreview) return isSpared(head, prod) ? 'final' : 'preview';
  return beginsTooLate(input, model, head) || isOnlyPreviewed(input, head) ? 'preview' : 'final';
}

/** Forward-only work that prod has not taken over. */
function isUndeployed(head: SnapshotHead, prod: SnapshotHead | undefined): boolean {
  if (!head.forwardOnly) return false;
  if (prod === undefined || prod.version !== head.version) return true;
  return prod.fingerprint.data !== head.fingerprint.data || prod.fingerprint.parentData !== head.fingerprint.parentData;
}

/** Prod's table is right for it, whatever happens above. */
function isSpared(head: SnapshotHead, prod: SnapshotHead | undefined): boolean {
  return prod?.version === head.version && (head.category === 'metadata' || head.category === 'indirect-non-breaking');
}

/** A window that leaves out a part of the history makes a whole table only of what it sees. */
function beginsTooLate(input: DeployabilityInput, model: Model, head: SnapshotHead): boolean {
  const { start } = input;
  const times = input.times.get(model.name)!;
  if (start === undefined || start <= times.start || isMadeOnce(model.kind.name)) return false;
  if (!needsFullHistory(model.kind.name) && !dependsOnPast(model)) return false;
  return !covers(input.stored.get(finalKey(head)), { start: times.start, end: start });
}

/** The environment shows a preview of it, and its own table holds nothing. */
function isOnlyPreviewed({ shown, stored }: DeployabilityInput, head: SnapshotHead): boolean {
  const before = shown?.get(head.name);
  return before?.uses === 'preview' && before.identifier === head.identifier && stored.get(finalKey(head)).length === 0;
}

/** Members as heads by name, of an environment that may not exist. */
export function membersByName(members: readonly EnvironmentMember[] | undefined): Map<string, EnvironmentMember> {
  return new Map((members ?? []).map((m) => [m.name, m]));
}
