// Audits that changed are asked of the data that is there already, before anything is switched.
import type { IntervalSet } from '../interval/intervalSet.ts';
import { stableJson } from '../util/stableJson.ts';
import { finalKey } from './intervalLookup.ts';
import { hasTable } from './kindFacts.ts';
import type { Stage } from './plan.ts';
import type { PlanInput } from './planInput.ts';
import type { Scope } from './scope.ts';

type Audits = Extract<Stage, { type: 'auditOnly' }>['audits'];

export function auditsToRun(
  input: PlanInput,
  { work, scope }: { readonly work: ReadonlyMap<string, IntervalSet>; readonly scope: Scope },
): Audits {
  const audits: Audits[number][] = [];
  for (const [name, change] of input.changes.changed) {
    if (change !== 'metadata' && change !== 'direct') continue;
    const before = input.facts.previous.get(name)?.model;
    const model = input.models.get(name)!;
    const head = input.built.heads.get(name)!;
    if (before === undefined || model.audits.length === 0 || !hasTable(head.kindName) || work.has(name)) continue;
    if (!scope.own.has(name) || scope.target(name) === 'preview') continue;
    const of = (m: typeof model): string =>
      stableJson([
        m.audits.map((a) => [a.name, a.arguments]),
        m.auditDefinitions.map((d) => [
          d.name,
          d.query.sql,
          d.blocking,
          d.defaults,
          d.definitions?.map(({ sql }) => sql),
        ]),
      ]);
    const intervals = input.stored.get(finalKey(head));
    if (of(before) === of(model) || intervals.length === 0) continue;
    audits.push({ snapshot: { name, identifier: head.identifier }, intervals });
  }
  return audits;
}
