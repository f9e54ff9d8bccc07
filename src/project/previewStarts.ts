// Where previews begin that were restated before their first interval: a run goes on from there, and leaves the gap between.
import { keyOf, type IntervalLookup } from '../plan/intervalLookup.ts';
import type { Plan } from '../plan/plan.ts';
import type { Environment } from '../snapshot/environment.ts';
import type { IntervalKey, StateStore } from '../state/stateStore.ts';

const valueKey = ({ name, version }: IntervalKey): string => `preview_start:${name}:${version}`;

/** Before the plan computes anything. */
export async function rememberPreviewStarts(state: StateStore, { backfill, target }: Plan): Promise<void> {
  const heads = new Map(target.map((member) => [member.name, member]));
  const steps = backfill.flatMap((step) => {
    const head = heads.get(step.snapshot.name);
    const isRestated = step.reason === 'restated' && step.target === 'preview' && step.intervals.length > 0;
    return head !== undefined && isRestated ? [{ key: keyOf(head, 'preview'), start: step.intervals[0]!.start }] : [];
  });
  if (steps.length === 0) return;
  const stored = await state.intervals(steps.map(({ key }) => key));
  for (const [i, { key, start }] of steps.entries()) {
    const first = stored[i]![0]?.start;
    if (first === undefined || start >= first || (await state.getValue(valueKey(key))) !== undefined) continue;
    await state.setValue(null, valueKey(key), first);
  }
}

/** By model. Only a preview with a gap can begin elsewhere than at its first interval. */
export async function previewStarts(
  state: Pick<StateStore, 'getValue'>,
  { members }: Environment,
  stored: IntervalLookup,
): Promise<ReadonlyMap<string, number>> {
  const starts = new Map<string, number>();
  for (const member of members) {
    if (member.uses !== 'preview') continue;
    const key = keyOf(member, 'preview');
    if (stored.get(key).length < 2) continue;
    const start = await state.getValue(valueKey(key));
    if (typeof start === 'number') starts.set(member.name, start);
  }
  return starts;
}
