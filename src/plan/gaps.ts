// `--no-gaps`: a new version that would not have what the old one has is not shown.
import { MeshError } from '../error/meshError.ts';
import { subtract, union, type IntervalSet } from '../interval/intervalSet.ts';
import { finalKey, keyOf } from './intervalLookup.ts';
import { hasTable, isMadeOnce } from './kindFacts.ts';
import type { PlanInput } from './planInput.ts';
import type { Scope } from './scope.ts';
import { intervalText } from './words.ts';

export function refuseGaps(input: PlanInput, scope: Scope, work: ReadonlyMap<string, IntervalSet>): void {
  const { basis, built, stored, options } = input;
  for (const name of scope.own) {
    const before = basis.members.get(name);
    const head = built.heads.get(name)!;
    if (before === undefined || !hasTable(before.kindName) || before.version === head.version) continue;
    if (isMadeOnce(before.kindName) || isMadeOnce(head.kindName) || !hasTable(head.kindName)) continue;
    const filled = options.skipBackfill === true ? [] : (work.get(name) ?? []);
    const has = union(stored.get(keyOf(head, scope.target(name))), filled);
    const gaps = subtract(stored.get(finalKey(before)), has);
    if (gaps.length > 0) throw new MeshError('PLAN_GAPS', { model: name, intervals: gaps.map(intervalText) });
  }
}
