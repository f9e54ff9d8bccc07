// The record of the environment as the promotion writes it.
import { MeshError } from '../error/meshError.ts';
import { tryParseDate } from '../interval/parseDate.ts';
import { PROD, type Environment, type EnvironmentMember } from '../snapshot/environment.ts';
import type { PlanInput } from './planInput.ts';
import { namingOf } from './views.ts';

export interface RecordInput {
  readonly members: readonly EnvironmentMember[];
  readonly planId: string;
}

export function environmentRecord(input: PlanInput, { members, planId }: RecordInput): Environment {
  const { environment, basis, options, settings } = input;
  const { record } = basis;
  return {
    name: environment,
    members: [...members].sort((a, b) => (a.name < b.name ? -1 : 1)),
    naming: namingOf(input),
    planId,
    previousPlanId: record?.planId ?? null,
    revision: (record?.revision ?? 0) + 1,
    expiresAt: expiry(input),
    startAt: options.start ?? null,
    endAt: options.end ?? null,
    updatedAt: options.now,
    statements: settings.statements,
    requirements: settings.requirements,
  };
}

/** Every plan renews an environment; undefined when there is nothing to renew. */
export function renewal(input: PlanInput): number | null | undefined {
  const { record, isNew } = input.basis;
  // A clock that stands before the last change has been set back: it says nothing of how long the environment may live.
  if (record === undefined || isNew || input.options.now < record.updatedAt) return undefined;
  const end = expiry(input);
  return end === record.expiresAt ? undefined : end;
}

function expiry({ environment, settings, options }: PlanInput): number | null {
  if (settings.environmentTtl === null) return null;
  // Read for prod, too: a mistake in it is told at the first plan.
  const end = instantAfter(settings.environmentTtl, { setting: 'environmentTtl', now: options.now });
  return environment === PROD || settings.pinnedEnvironments.includes(environment) ? null : end;
}

/** `in 1 week` as an instant; whole days end at midnight. */
export function instantAfter(
  text: string,
  { setting, now }: { readonly setting: string; readonly now: number },
): number {
  const date = tryParseDate(text, { now });
  if (date === undefined) throw new MeshError('PLAN_TTL', { setting, text });
  return date.ts;
}

/** A length of time such as `in 1 week` in milliseconds. */
export function lengthOfTime(text: string, setting: string): number {
  const midnight = Date.UTC(2000, 0, 1);
  return instantAfter(text, { setting, now: midnight }) - midnight;
}
