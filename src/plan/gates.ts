// `--fail-on`: what a plan would do that somebody wants to be asked about first.
import type { Column, Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import { hasTable } from './kindFacts.ts';
import type { ModelChange, Plan } from './plan.ts';
import { typeChange } from '../snapshot/typeChange.ts';

export const gates = ['breaking', 'destructive', 'contract', 'data-loss'] as const;
export type Gate = (typeof gates)[number];

export interface GateHit {
  readonly gate: Gate;
  readonly model: string;
  readonly reason: string;
}

export interface GateInput {
  readonly plan: Plan;
  /** Definitions of changed and removed models as the environment has them. */
  readonly before: ReadonlyMap<string, Model>;
  readonly after: ReadonlyMap<string, Model>;
}

/** In the order of the gates, then by model. */
export function gateHits(input: GateInput, wanted: readonly Gate[]): GateHit[] {
  return gates.filter((gate) => wanted.includes(gate)).flatMap((gate) => findHits[gate](input));
}

const findHits: Readonly<Record<Gate, (input: GateInput) => GateHit[]>> = {
  breaking: ({ plan }) =>
    sorted(plan.diff.modified).flatMap(({ name, category, reason }): GateHit[] =>
      category === 'breaking' || category === 'indirect-breaking' ? [{ gate: 'breaking', model: name, reason }] : [],
    ),
  destructive: (input) => [
    ...lostColumns(input).map((lost): GateHit => ({ gate: 'destructive', ...lost })),
    ...removed(input).map(({ name }): GateHit => {
      return { gate: 'destructive', model: name, reason: 'the model is removed, and its view with it' };
    }),
  ],
  contract: brokenContracts,
  'data-loss': (input) => [
    ...lostColumns(input).map((lost): GateHit => ({ gate: 'data-loss', ...lost })),
    ...lostHistories(input),
  ],
};

function sorted<T extends { readonly name: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function removed({ plan, before }: GateInput): Model[] {
  return sorted(plan.diff.removed).flatMap(({ name }) => {
    const model = before.get(name);
    return model !== undefined && hasTable(model.kind.name) ? [model] : [];
  });
}

/** Columns that a table which goes on would lose, with their values. */
function lostColumns({ plan, after }: GateInput): Omit<GateHit, 'gate'>[] {
  const migrated = new Set(
    plan.stages.flatMap((stage) =>
      stage.type === 'migrateTables' ? stage.tables.filter((t) => t.destructive).map((t) => t.snapshot.name) : [],
    ),
  );
  return sorted(plan.diff.modified).flatMap((change) => {
    if (change.category !== 'forward-only') return [];
    const kind = after.get(change.name)?.kind;
    const isIgnored = kind !== undefined && 'onDestructiveChange' in kind && kind.onDestructiveChange === 'ignore';
    if (isIgnored && !migrated.has(change.name)) return [];
    return lostIn(change).map((reason) => ({ model: change.name, reason }));
  });
}

function lostIn({ columns }: ModelChange): string[] {
  return [
    ...columns.removed.map(({ name }) => `the table loses its column ${name}`),
    ...columns.changed.flatMap(({ name, from, to }) => {
      if (from === null || to === null) return [];
      const change = typeChange(from, to);
      if (change === 'same' || change === 'wider') return [];
      return [`the table loses values of its column ${name}, which changes from ${from} to ${to}`];
    }),
  ];
}

/** Rows that no query gives again: those of earlier states, and those that were only ever appended. */
function keepsHistory({ kind }: Model): boolean {
  return kind.name.startsWith('SCD_TYPE_2') || kind.name === 'INCREMENTAL_UNMANAGED';
}

function lostHistories(input: GateInput): GateHit[] {
  const gone = removed(input)
    .filter(keepsHistory)
    .map((model) => ({ model: model.name, reason: `the model is removed: the history its table holds goes with it` }));
  const rebuilt = new Set(input.plan.backfill.filter((s) => s.reason === 'changed').map((s) => s.snapshot.name));
  const anew = sorted(input.plan.diff.modified).flatMap(({ name }) => {
    const model = input.before.get(name);
    if (model === undefined || !keepsHistory(model) || !rebuilt.has(name)) return [];
    return [{ model: name, reason: 'its new table begins without the history that the present one holds' }];
  });
  return [...gone, ...anew].map((hit) => ({ gate: 'data-loss', ...hit }));
}

/** A model with `contract enforced` promises its columns, their types and that they are never NULL. */
function brokenContracts({ plan, before, after }: GateInput): GateHit[] {
  return sorted([...plan.diff.modified, ...plan.diff.removed]).flatMap(({ name }): GateHit[] => {
    const old = before.get(name);
    if (old?.contract !== 'enforced') return [];
    const current = after.get(name);
    const reasons =
      current === undefined
        ? ['the model is removed']
        : [
            ...(current.contract === 'enforced' ? [] : ['its contract is no longer enforced']),
            ...brokenPromises(old.columns ?? [], current.columns ?? []),
          ];
    return reasons.map((reason) => ({ gate: 'contract', model: name, reason }));
  });
}

function brokenPromises(before: Columns, after: Columns): string[] {
  const current = new Map(after.map((column) => [column.name.toLowerCase(), column]));
  return before.flatMap((column) => brokenPromise(column, current.get(column.name.toLowerCase())) ?? []);
}

function brokenPromise(old: Column, current: Column | undefined): string | undefined {
  if (current === undefined) return `the column ${old.name} is gone`;
  if (old.type !== null && current.type !== null && typeChange(old.type, current.type) !== 'same')
    return `the column ${old.name} changes from ${old.type} to ${current.type}`;
  return old.nullable === false && current.nullable !== false ? `the column ${old.name} may be NULL` : undefined;
}
