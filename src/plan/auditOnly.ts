// Audits that changed are asked of the data that is there already, before anything is switched.
import type { IntervalSet } from '../interval/intervalSet.ts';
import type { Model, Statement } from '../model/model.ts';
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
    const intervals = input.stored.get(finalKey(head));
    if (auditsText(before) === auditsText(model) || intervals.length === 0) continue;
    audits.push({ snapshot: { name, identifier: head.identifier }, intervals });
  }
  return audits;
}

/** All that decides what its audits find. */
function auditsText({ audits, auditDefinitions, variables, code }: Model): string {
  const textOf = ({ sql, jinja }: Statement): unknown => (jinja === undefined ? sql : [sql, jinja.macros]);
  const isFixed =
    auditDefinitions.length === 0 && !audits.some((a) => Object.values(a.arguments).some((text) => text.includes('@')));
  return stableJson([
    audits.map((a) => [a.name, a.arguments]),
    auditDefinitions.map(({ name, query, definitions, blocking, skip, dialect, defaults }) => [
      [name, blocking, skip, dialect, defaults],
      [query, ...(definitions ?? [])].map(textOf),
    ]),
    isFixed ? null : [variables, code.map(({ name, hash }) => [name, hash])],
  ]);
}
