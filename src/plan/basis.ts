// What an environment is compared with: its own members, or for a new one those of prod or of `--create-from`.
import { PROD, type Environment, type EnvironmentMember } from '../snapshot/environment.ts';
import { membersByName } from './deployability.ts';

export interface Basis {
  /** The record as it stands, expired or not; its revision is what the promotion expects. */
  readonly record: Environment | undefined;
  readonly isNew: boolean;
  readonly createFrom: string | null;
  /** The environment itself, or for a new one the one that it is made from. */
  readonly from: Environment | undefined;
  readonly members: ReadonlyMap<string, EnvironmentMember>;
  /** Names that the environment shows already, or takes over from the one it is made from. */
  readonly promoted: ReadonlySet<string>;
}

export interface BasisInput {
  readonly environment: string;
  readonly record: Environment | undefined;
  readonly prod: Environment | undefined;
  /** `--create-from`; null when there is no such environment: then a new one begins with nothing. */
  readonly createFrom?: Environment | null | undefined;
  readonly now: number;
  /** They never expire, also when they were made before they were pinned. */
  readonly pinned?: readonly string[] | undefined;
  /** Plans of an environment start from its model again. */
  readonly alwaysRecreate?: boolean | undefined;
}

export function planBasis(input: BasisInput): Basis {
  const { environment, record, prod, createFrom } = input;
  const isProd = environment === PROD;
  const kept = record !== undefined && (input.pinned?.includes(environment) === true || !isExpired(record, input.now));
  const alive = record !== undefined && (isProd || (kept && input.alwaysRecreate !== true));
  if (alive) return basis(input, { from: record, isNew: false, createFrom: null });
  const from = isProd || createFrom === null ? undefined : (createFrom ?? prod);
  return basis(input, { from, isNew: true, createFrom: from?.name ?? null });
}

interface Origin {
  readonly from: Environment | undefined;
  readonly isNew: boolean;
  readonly createFrom: string | null;
}

function basis({ record }: BasisInput, { from, isNew, createFrom }: Origin): Basis {
  const members = membersByName(from?.members);
  const takesOver = from !== undefined && (!isNew || from.name !== PROD);
  const promoted = new Set(takesOver ? from.members.filter((m) => m.promoted).map((m) => m.name) : []);
  return { record, isNew, createFrom, from, members, promoted };
}

export function isExpired(environment: Environment, now: number): boolean {
  return environment.expiresAt !== null && environment.expiresAt <= now;
}
